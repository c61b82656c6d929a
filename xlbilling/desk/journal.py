"""What an installation changed, written down before it changes it, so that all can be undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from xlbilling.desk.touching import beside, digest, foreign, remove, replace
from xlbilling.model.errors import InputFileError

NAME: Final = "install.json"
BACKUPS: Final = "backups"


Stray = Callable[[bytes], bool]


@dataclass
class Change:
    """One file that was put in place.

    Attributes:
        path: the file.
        before: the name of the copy of what stood there before us; "" where nothing did.
        after: SHA-256 of what we put there.
        link: where the link led that stood there before us; "" where it was none.
    """

    path: str
    before: str = ""
    after: str = ""
    link: str = ""


@dataclass(frozen=True)
class Undone:
    """One change that was undone.

    Attributes:
        path: the file.
        done: in a word or two.
        copy: the copy of what somebody had changed since; None where nobody had.
    """

    path: Path
    done: str
    copy: Path | None = None


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
        """Whether nothing is to be undone, not even a first line that was never finished."""
        is_told = self.changes or self.folders or self.environment
        return not is_told and not beside(self.path).is_file()

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

    def put(self, path: Path, content: bytes, is_stray: Stray = lambda _: False) -> bool:
        """Put a file in place; return whether that changed anything.

        What stood there before the first installation is copied and comes back when all is
        undone; what somebody changed since is copied too.

        Args:
            path: the file.
            content: what goes there.
            is_stray: tells whether a content is what an installation of ours left whose journal is
                gone; that does not come back.

        Raises:
            BookBusyError: another program has the file open.
            RefusedError: a folder stands there.
        """
        if path.is_dir():
            raise foreign(path)
        there = path.read_bytes() if path.is_file() else None
        known = next((one for one in self.changes if one.path == str(path)), None)
        is_left = known is None and there is not None and is_stray(there)
        if there == content and not is_left:
            return False
        change = known or Change(str(path), link=_link(path))
        if there is not None and digest(there) != change.after and there != content:
            name = self._copy(path.name, there)
            change.before = change.before if known or is_left else name
        change.after = digest(content)
        if known is None:
            self.changes.append(change)
        self._note(path.parent)
        self.keep()
        path.parent.mkdir(parents=True, exist_ok=True)
        if there != content:
            replace(path, content)
        return there != content

    def _copy(self, name: str, content: bytes) -> str:
        """Keep a copy under a name that tells two contents of one file apart."""
        (self.root / BACKUPS).mkdir(parents=True, exist_ok=True)
        kept = f"{digest(content)[:12]}-{name}"
        replace(self.root / BACKUPS / kept, content)
        return kept

    def undo(self) -> list[Undone]:
        """Put back what was there, byte for byte, the last change first; return what was done.

        A file that somebody changed since is copied to the backups before it goes; a folder that
        somebody put in its place stays.

        Raises:
            BookBusyError: another program has a file open; what was undone until then stays so.
        """
        done: list[Undone] = []
        while self.changes:
            done.append(self._undone(self.changes[-1]))
            self.changes.pop()
            self.keep()
        return done

    def _undone(self, change: Change) -> Undone:
        path = Path(change.path)
        if path.is_dir():
            return Undone(path, "left, as it is a folder of somebody else's")
        there = path.read_bytes() if path.is_file() else None
        copy = None
        if there is not None and digest(there) != change.after:
            copy = self.root / BACKUPS / self._copy(path.name, there)
        remove(beside(path))  # what a killed installation leaves
        return Undone(path, self._put_back(path, change), copy)

    def _put_back(self, path: Path, change: Change) -> str:
        """Put back the link or the file that was there, or nothing; return which."""
        before = self.root / BACKUPS / change.before if change.before else None
        if before is None and not change.link:
            remove(path)
            return "removed"
        path.parent.mkdir(parents=True, exist_ok=True)
        if change.link and _linked(path, change.link):
            return "put back"
        if before is None or not before.is_file():
            remove(path)
            return "removed; the copy of what was there before is gone"
        replace(path, before.read_bytes())
        return "put back"

    def forget(self) -> None:
        """Remove the journal and the folders that were made, where nothing else is in them."""
        remove(beside(self.path))
        remove(self.path)
        for folder in (*map(Path, reversed(self.folders)), self.root):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def _link(path: Path) -> str:
    return str(path.readlink()) if path.is_symlink() else ""


def _linked(path: Path, target: str) -> bool:
    """Make a path a link again; tell whether this user may."""
    new = beside(path)
    try:
        new.symlink_to(target)
        new.replace(path)
    except OSError:  # Windows lets few users make links: the file's content will do
        remove(new)
        return False
    return True


def _json(told: Any) -> bytes:
    return (json.dumps(told, indent=1) + "\n").encode()
