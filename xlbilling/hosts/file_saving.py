"""Files that a command makes beside a workbook, there only once the saved workbook tells of them.

A process may die between the two. So each file is first written whole under another name, with a
note of it beside the workbook; the next start gives it its name where the workbook tells of it,
and else takes it away. A file of a person is never written over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlbilling.model.errors import InputFileError, RefusedError

SUFFIX: Final = ".saving"
_PART: Final = ".part"
_BEGUN: Final = "~"
"""What a file is called beside its name while it is not yet whole."""


@dataclass(frozen=True)
class Saving:
    """Files that wait for their workbook to be saved.

    Attributes:
        note: the file beside the workbook that tells of them.
        stamp: of the command, as the audit trail has it.
        parts: by the path that each is to have, the path under which it waits.
    """

    note: Path
    stamp: str
    parts: Mapping[Path, Path]

    def settle(self) -> None:
        """Give each file its name, since the workbook that tells of them is saved.

        Raises:
            InputFileError: the name is taken by now; the file stays beside it under another one.
        """
        for path, part in self.parts.items():
            _begun(part).unlink(missing_ok=True)
            _give_name(part, path)
        self.note.unlink(missing_ok=True)

    def fill(self, path: Path, content: bytes) -> None:
        """Write a file that was only announced; it waits under its other name once it is whole.

        Raises:
            InputFileError: it cannot be written.
        """
        part = self.parts[path]
        try:
            _begun(part).write_bytes(content)
            _begun(part).replace(part)
        except OSError as why:
            raise _unwritable(path.parent, why, "no file was made") from None

    def take_back(self) -> None:
        """Take the files away: the workbook does not tell of them."""
        for part in self.parts.values():
            _begun(part).unlink(missing_ok=True)
            part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def folder_for(fullname: str, wanted: str = "") -> Path:
    """Return the folder that a workbook's files go to.

    Args:
        fullname: the workbook's path as its host tells it; a book on OneDrive tells an address,
            and one that was never saved only a name: their files go to the user's documents.
        wanted: the folder that somebody named; "" for the workbook's own.

    Raises:
        RefusedError: somebody named what is no folder.
    """
    if wanted:
        folder = Path(wanted).absolute()
        if not folder.is_dir():
            raise RefusedError(
                f"{wanted}: no such folder; nothing was written",
                id="FILE-FOLDER",
                fix="make the folder, or name another one",
            )
        return folder
    path = Path(fullname)
    if path.is_absolute() and path.parent.is_dir():
        return path.parent
    import platformdirs

    return platformdirs.user_documents_path()


def keep(
    note: Path,
    stamp: str,
    folder: Path,
    contents: Mapping[str, bytes],
    later: Sequence[str] = (),
) -> Saving:
    """Write files under the names they wait by; all of them or none.

    Args:
        note: where to tell of them, as `note_of` gives it.
        stamp: of the command.
        folder: where they go to.
        contents: their bytes by file name.
        later: names of files that are filled once the workbook is written.

    Raises:
        RefusedError: one of the names is taken.
        InputFileError: a file cannot be written.
    """
    parts = {folder / name: folder / f".{name}{_PART}" for name in (*contents, *later)}
    taken = next((path for path in parts if path.exists()), None)
    if taken is not None:
        raise RefusedError(
            f"{taken}: there is such a file already; nothing was written",
            id="FILE-EXISTS",
            fix="move it away, or name another folder",
        )
    saving = Saving(note, stamp, parts)
    plain = {str(path): str(part) for path, part in parts.items()}
    try:
        _write(note, json.dumps({"stamp": stamp, "parts": plain}).encode())
        for path, part in parts.items():
            if path.name in contents:
                _write(part, contents[path.name])
        for name in later[:1]:  # to learn now whether the folder takes files
            _begun(parts[folder / name]).write_bytes(b"")
            _begun(parts[folder / name]).unlink()
    except OSError as why:
        saving.take_back()
        raise _unwritable(folder, why, "nothing was written") from None
    return saving


def _begun(part: Path) -> Path:
    return part.with_name(f"{part.name}{_BEGUN}")


def _unwritable(folder: Path, why: OSError, became: str) -> InputFileError:
    return InputFileError(
        f"{folder}: the file cannot be written there ({why.strerror}); {became}",
        id="FILE-FOLDER",
        fix="make room, or name another folder",
    )


def note_of(fullname: str) -> Path:
    """Return the file that tells of files of a workbook that wait."""
    return folder_for(fullname) / f".{Path(fullname).name}{SUFFIX}"


def resume(note: Path, tells_of: Callable[[str], bool]) -> bool | None:
    """Finish what an earlier command left between a workbook and its files.

    Args:
        note: as `note_of` gives it.
        tells_of: whether the workbook's audit trail has a command of this stamp.

    Returns:
        True where files got their names, False where they were taken away, None for nothing to do.

    Raises:
        InputFileError: a name is taken by now.
    """
    if not note.exists():
        return None
    saving = _noted(note)
    if saving is None:
        note.unlink()
        return None
    is_told = tells_of(saving.stamp)
    if is_told:
        saving.settle()
    else:
        saving.take_back()
    return is_told


def _noted(note: Path) -> Saving | None:
    """Return what a note tells of; None for half a note, which comes before any file."""
    try:
        plain = json.loads(note.read_text())
    except ValueError:
        return None
    parts = {Path(path): Path(part) for path, part in plain["parts"].items()}
    return Saving(note, plain["stamp"], parts)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _give_name(part: Path, path: Path) -> None:
    """Rename a file that waits, never over another one; one that has its name already stays."""
    if not part.exists() and path.parent.is_dir():
        return
    try:
        _take_name(part, path)
    except FileExistsError:
        if path.read_bytes() != part.read_bytes():
            raise InputFileError(
                f"{path}: somebody made such a file meanwhile; ours waits as {part.name} beside it",
                id="FILE-EXISTS",
                fix="move that file away; the next command gives ours its name",
            ) from None
    except OSError as why:
        raise InputFileError(
            f"{path}: cannot be written ({why.strerror}); it waits as {part.name} beside it",
            id="FILE-FOLDER",
            fix="make room there, or bring its folder back; the next command gives it its name",
        ) from None
    part.unlink()


def _take_name(part: Path, path: Path) -> None:
    """Give a file a second name that nobody has; copy it where the disk knows no second names."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        content = part.read_bytes()
        with path.open("xb") as out:
            try:
                out.write(content)
                out.flush()
            except OSError:
                path.unlink()
                raise
