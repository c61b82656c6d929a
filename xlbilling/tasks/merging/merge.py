"""Entry books' rows beside those of the book: new ones come in once, others are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout.tables import BY_NAME
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.plan import Append
from xlbilling.tasks.merging.entry_books import Entered
from xlbilling.tasks.merging.numbering import settled

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.layout.columns import Table
    from xlbilling.model.tables import TableData

_BLANKS: Final = frozenset({"", "nan", "NaT", "<NA>", "None"})

_REPEATING: Final = frozenset({"provider_adjustments"})
"""Tables whose key may stand twice: a check may take interest back in two amounts."""

Key = tuple[str, ...]
Record = dict[str, str]


@dataclass
class Merged:
    """What becomes of one table.

    Attributes:
        table: its declaration.
        added: how many rows come in.
        known: how many are there already.
        clashes: how many have a key that is there with other values.
        changes: the rows to append, one change an entry book.
        findings: the clashes, each with both cells.
    """

    table: Table
    added: int = 0
    known: int = 0
    clashes: int = 0
    changes: list[Append] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the counts as the command's JSON shows them."""
        return {
            "table": self.table.name,
            "added": self.added,
            "known": self.known,
            "clashes": self.clashes,
        }

    @property
    def line(self) -> str:
        """The counts as a person reads them."""
        return (
            f"{self.table.title}: {self.added} rows added, {self.known} there already, "
            f"{self.clashes} clash"
        )


def merge(there: TableData, entered: Sequence[Entered]) -> Merged:
    """Return what comes in of one table of some entry books; nothing there is overwritten."""
    merged = Merged(BY_NAME[there.name])
    known: dict[Key, tuple[pd.DataFrame, int, str]] = {}
    for key, row in _keys(merged.table, there.frame):
        known.setdefault(key, (there.frame, row, ""))
    before = [there.frame]
    for each in entered:
        one = settled(each, before)
        before.append(one.frame)
        fresh = []
        for key, row in _keys(one.table, one.frame):
            if key not in known:
                known[key] = (one.frame, row, one.source)
                fresh.append(row)
                continue
            frame, other, source = known[key]
            columns = _differing(frame, other, one.frame, row)
            merged.known += not columns
            if columns:
                merged.clashes += 1
                name = _name(one.table, columns[0])
                place = there.where(name, other) if not source else f"row {other} of {source}"
                merged.findings.append(_clash(one, key, (name, row), place))
        if fresh:
            merged.added += len(fresh)
            merged.changes.append(Append(one.table.name, one.frame.loc[fresh]))
    return merged


def _keys(table: Table, frame: pd.DataFrame) -> Iterator[tuple[Key, int]]:
    names = [table.column(name).frame_name for name in table.key]
    columns = [
        frame[name].astype(str).tolist() if name in frame else [""] * len(frame) for name in names
    ]
    rows = [int(row) for row in frame.index]
    seen: Counter[Key] = Counter()
    for *parts, row in zip(*columns, rows, strict=True):
        key = tuple("" if part in _BLANKS else part for part in parts)
        seen[key] += 1
        nth = seen[key] if table.name in _REPEATING else 1
        yield (key if nth == 1 else (*key, str(nth))), row


def _differing(there: pd.DataFrame, row: int, new: pd.DataFrame, new_row: int) -> list[str]:
    """Return the columns in which an entry says something else; its blanks say nothing."""
    old, said = there.loc[row], new.loc[new_row]
    shared = [name for name in new.columns if name in there]
    return [
        name
        for name in shared
        if str(said[name]) not in _BLANKS and str(said[name]) != str(old[name])
    ]


def _name(table: Table, frame_name: str) -> str:
    """Return the code name of the column whose amount or code stands in a column of a frame."""
    names = (column.name for column in table.columns)
    return next(name for name in names if frame_name in {name, f"{name}_cents", f"{name}_code"})


def _clash(one: Entered, key: Key, cell: tuple[str, int], place: str) -> Finding:
    name, row = cell
    return Finding(
        "LOAD-CLASH",
        WARNING,
        f"{one.table.title} {' '.join(part for part in key if part)}: "
        f"{one.table.column(name).header} is another one than in {place}; the row was not loaded",
        one.where(name, row),
        f"correct {place} or the entry book, or give the new row a key of its own",
    )
