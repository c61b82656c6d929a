"""How a table and its columns are declared: header, kind, who writes it, what may stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a column holds; decides its cell format and its gate."""

    ID = "id"
    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    LIST = "list"
    YES_NO = "yes/no"


class Writer(StrEnum):
    """Who fills a column: a person's cells are never touched by the program."""

    PERSON = "person"
    PROGRAM = "program"
    EITHER = "either"


YES_NO_VALUES = ("Y", "N")


def code_name(header: str) -> str:
    """Return a header's words in snake_case: ``Accepts 7/8`` is accepts_7_8."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        header: the text in the header cell; columns are found by it.
        kind: what the cells hold.
        required: a row without it is not whole.
        writer: who fills it.
        values: what a list allows; empty for none.
        source: for a list, the table and column code name that hold the allowed values.
        note: the words of the header's note.
        is_coded: an amount that may carry its group and reason, as in ``CO-253 2.00``; the frame
            has them in a column of their own.
    """

    header: str
    kind: Kind = Kind.TEXT
    required: bool = False
    writer: Writer = Writer.PERSON
    values: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    is_coded: bool = False

    @cached_property
    def name(self) -> str:
        """The code name, such as ``dos_from``."""
        return code_name(self.header)

    @property
    def frame_name(self) -> str:
        """The column's name in a frame: money carries its unit, ``charge_cents``."""
        return f"{self.name}_cents" if self.kind is Kind.MONEY else self.name

    @property
    def code_name(self) -> str:
        """The frame's column of the codes that stand in the cells with their amounts."""
        return f"{self.name}_code"

    @property
    def is_text(self) -> bool:
        """Whether cells are formatted as text, so that leading zeros stay."""
        return self.kind in {Kind.ID, Kind.TEXT, Kind.LIST, Kind.YES_NO}


@dataclass(frozen=True, eq=False)  # each is declared once: itself alone is equal to it
class Table:
    """One table of the billing workbook, on a sheet of its own.

    Attributes:
        title: what people call it, which is also the sheet's name: ``Remit Lines``.
        purpose: one sentence for the Help sheet.
        owner: who keeps it: biller, front desk, manager, import or program.
        columns: in the order in which a new workbook has them.
        key: code names that name a row.
        freeze: how many columns stay in sight when scrolling sideways.
    """

    title: str
    purpose: str
    owner: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    freeze: int = 1
    group: str = field(default="")

    @cached_property
    def name(self) -> str:
        """The code name, such as ``remit_lines``."""
        return code_name(self.title)

    @property
    def sheet(self) -> str:
        """The sheet it stands on."""
        return self.title

    @cached_property
    def list_object(self) -> str:
        """The name of Excel's own table, which takes no blanks: ``RemitLines``."""
        return re.sub(r"[^A-Za-z0-9]", "", self.title)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by code name."""
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column:
        """Return the column of a code name; KeyError where there is none."""
        return self.by_name[name]


def id_(header: str, **more: object) -> Column:
    """Declare an identifier: text always, so that leading zeros and long numbers stay."""
    return _column(header, Kind.ID, more)


def text(header: str, **more: object) -> Column:
    """Declare a column of free text."""
    return _column(header, Kind.TEXT, more)


def date_(header: str, **more: object) -> Column:
    """Declare a column of dates."""
    return _column(header, Kind.DATE, more)


def money(header: str, **more: object) -> Column:
    """Declare a column of dollars and cents."""
    return _column(header, Kind.MONEY, more)


def number(header: str, **more: object) -> Column:
    """Declare a column of numbers that are not money."""
    return _column(header, Kind.NUMBER, more)


def choice(header: str, values: str = "", **more: object) -> Column:
    """Declare a list column; ``values`` names what is allowed, parted by ``|``."""
    return _column(header, Kind.LIST, {"values": tuple(v for v in values.split("|") if v), **more})


def yes_no(header: str, **more: object) -> Column:
    """Declare a column of Y or N."""
    return _column(header, Kind.YES_NO, {"values": YES_NO_VALUES, **more})


def _column(header: str, kind: Kind, more: dict[str, object]) -> Column:
    return Column(header, kind, **more)  # type: ignore[arg-type]  # the named factories above pass Column's own fields


def by_program(*columns: Column) -> tuple[Column, ...]:
    """Return the columns as the program's own: a person's edit there is overwritten."""
    return tuple(replace(column, writer=Writer.PROGRAM) for column in columns)


def by_either(*columns: Column) -> tuple[Column, ...]:
    """Return the columns as filled by an import or by hand."""
    return tuple(replace(column, writer=Writer.EITHER) for column in columns)
