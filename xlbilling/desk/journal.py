"""What an installation changed, written down before it changes it, so that all can be undone."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from xlbilling.model.errors import BookBusyError, InputFileError

NAME: Final = "install.json"
BACKUPS: Final = "backups"


@dataclass
class Change:
    """One file that was put in place.

    Attributes:
        path: the file.
        before: the name of the copy of what stood there before us; "" where nothing did.
        after: SHA-256 of what we put there.
    """

    path: str
    before: str = ""
    after: str = ""


@dataclass
class Journal:
    """The changes made on a desk, in order.

    Attributes:
        root: the program's folder, which holds the journal and the copies.
        changes: the files put in place.
        folders: the folders made for them, outermost first.
        environment: whether the Python environment is of our making.
    """

    root: Path
    changes: list[Change] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    environment: bool = False

    @classmethod
    def of(cls, root: Path) -> Journal:
        """Return the journal in a folder, an empty one where nothing was installed.

        Raises:
            InputFileError: it is damaged.
        """
        path = root / NAME
        if not path.is_file():
            return cls(root)
        try:
            read: dict[str, Any] = json.loads(path.read_text("utf-8"))
            changes = [Change(**one) for one in read["changes"]]
            return cls(root, changes, list(read["folders"]), bool(read["environment"]))
        except (ValueError, TypeError, KeyError) as trouble:
            raise InputFileError(
                f"{path} is damaged ({type(trouble).__name__})",
                id="DESK-JOURNAL",
                fix=f"restore it from a backup, or take {path} away and install again",
            ) from None

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.root / NAME

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be undone."""
        return not (self.changes or self.folders or self.environment)

    def keep(self) -> None:
        """Write it down; its own folder is made first, and noted."""
        self._note(self.root)
        self.root.mkdir(parents=True, exist_ok=True)
        told = {"changes": [asdict(one) for one in self.changes], "folders": self.folders}
        replace(self.path, _json({**told, "environment": self.environment}))

    def _note(self, folder: Path) -> None:
        """Note which folders have to be made, so that they go again."""
        missing = [str(one) for one in (folder, *folder.parents) if not one.exists()]
        self.folders += [one for one in reversed(missing) if one not in self.folders]

    def put(self, path: Path, content: bytes) -> bool:
        """Put a file in place; return whether that changed anything.

        What stood there before the first installation is copied and comes back when all is
        undone; what somebody changed since is copied too.

        Raises:
            BookBusyError: another program has the file open.
        """
        there = path.read_bytes() if path.is_file() else None
        if there == content:
            return False
        known = next((one for one in self.changes if one.path == str(path)), None)
        change = known or Change(str(path))
        if there is not None and digest(there) != change.after:
            name = self._copy(path.name, there)
            change.before = change.before if known else name
        change.after = digest(content)
        if known is None:
            self.changes.append(change)
        self._note(path.parent)
        self.keep()
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
        return True

    def _copy(self, name: str, content: bytes) -> str:
        """Keep a copy under a name that tells two contents of one file apart."""
        (self.root / BACKUPS).mkdir(parents=True, exist_ok=True)
        kept = f"{digest(content)[:12]}-{name}"
        replace(self.root / BACKUPS / kept, content)
        return kept

    def undo(self) -> list[str]:
        """Put back what was there, byte for byte, the last change first; return what was done.

        A file that somebody changed since is copied to the backups before it goes.

        Raises:
            BookBusyError: another program has a file open; what was undone until then stays so.
        """
        done: list[str] = []
        while self.changes:
            done.append(self._undone(self.changes[-1]))
            self.changes.pop()
            self.keep()
        return done

    def _undone(self, change: Change) -> str:
        path = Path(change.path)
        there = path.read_bytes() if path.is_file() else None
        if there is not None and digest(there) != change.after:
            self._copy(path.name, there)
        if change.before:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, (self.root / BACKUPS / change.before).read_bytes())
            return f"put back {path}"
        remove(path)
        remove(_beside(path))  # what a killed installation leaves
        return f"removed {path}"

    def forget(self) -> None:
        """Remove the journal and the folders that were made, where nothing else is in them."""
        remove(self.path)
        for folder in (*map(Path, reversed(self.folders)), self.root):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        BookBusyError: another program has it open.
    """
    beside = _beside(path)
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except PermissionError:
        raise busy(path) from None
    finally:
        beside.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """Return where a file is written before it takes its place."""
    return path.with_name(f".{path.name}.new")


def remove(path: Path) -> None:
    """Remove a file or a folder with all in it; nothing there is fine.

    Raises:
        BookBusyError: another program has it open.
    """
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except PermissionError:
        raise busy(path) from None


def busy(path: Path) -> BookBusyError:
    """Return what is told when a file cannot be touched."""
    return BookBusyError(
        f"{path} is open in another program, or may not be written",
        id="DESK-BUSY",
        fix="quit Excel and run it again (Windows: no EXCEL.EXE or python.exe is left in Task "
        "Manager; Mac: let Terminal reach other apps' data when macOS asks)",
    )


def _json(told: Any) -> bytes:
    return (json.dumps(told, indent=1) + "\n").encode()
