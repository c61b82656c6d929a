"""What every part of a range builds on: which cells it covers, and its name."""

from __future__ import annotations

from typing import Any, Self

from xlwings import base_classes

from xlbilling.hosts.files.area_text import address, name_in_formula
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area


class RangeBase(base_classes.Range):
    """A rectangle of cells on a sheet.

    Args:
        sheet: the sheet.
        area: its cells; None for a range without any (an empty slice).
        arg1: what the range was asked for with; xlwings looks at it to group rows or columns.
    """

    def __init__(self, sheet: Any, area: Area | None, arg1: Any = None) -> None:
        self.sheet = sheet
        self.area = area
        self.arg1_input = arg1 if isinstance(arg1, str) else address(area) if area else ""
        self.options: dict[str, Any] = {}

    @property
    def own(self) -> Area:
        """The range's cells.

        Raises:
            ValueError: it has none.
        """
        if self.area is None:
            raise ValueError("the range has no cells")
        return self.area

    def other(self, area: Area | None) -> Self:
        """Return another range of the same sheet."""
        return type(self)(self.sheet, area)

    def counted(self) -> None:
        """Count a call, so that tests can bound how often a macro asks."""
        self.sheet.book.app.engine.calls += 1

    @property
    def arg1(self) -> Area | None:
        """None when the range has no cells; xlwings asks for it."""
        return self.area

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """The sheet's name and the corners: top, left, bottom, right."""
        own = self.own
        return self.sheet.name, own.top, own.left, own.bottom, own.right

    def __len__(self) -> int:
        return self.area.size if self.area is not None else 0

    def __bool__(self) -> bool:
        return True

    @property
    def row(self) -> int:
        """The first row's number."""
        return self.own.top

    @property
    def column(self) -> int:
        """The first column's number."""
        return self.own.left

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        if self.area is None:
            return 0, 0
        return self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1

    @property
    def max_cells_per_read(self) -> None:
        """No limit: a block is read in one go however large it is."""

    @property
    def max_cells_per_write(self) -> None:
        """No limit: a block is written in one go however large it is."""

    @property
    def address(self) -> str:
        """The absolute address without the sheet."""
        return address(self.own)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return the address; ``external`` puts the book's and the sheet's name before it."""
        text = address(self.own, row_absolute=row_absolute, column_absolute=col_absolute)
        if not external:
            return text
        place = f"[{self.sheet.book.name}]{self.sheet.name}"
        plain = name_in_formula(f"{self.sheet.book.name}{self.sheet.name}")
        return f"{place}!{text}" if "'" not in plain else f"'{place}'!{text}"

    def __call__(self, arg1: int, arg2: int | None = None) -> Self:
        """Return a cell by its number in the range or by row and column, which may lie outside."""
        own = self.own
        if arg2 is None:
            down, right = divmod(arg1 - 1, own.right - own.left + 1)
        else:
            down, right = arg1 - 1, arg2 - 1
        row, column = own.top + down, own.left + right
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise IndexError(f"there is no cell in row {row}, column {column}")
        return self.other(Area(row, column, row, column))
