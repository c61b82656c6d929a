"""How a sheet prints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.files.area_text import address, reference
from xlbilling.hosts.files.package.addresses import parse_area
from xlbilling.hosts.files.package.layout_types import PageSetup as Page

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheets import Sheet

_AREA: Final = "_xlnm.Print_Area"
_TITLES: Final = "_xlnm.Print_Titles"


class PageSetup(base_classes.PageSetup):
    """Print area, titles, orientation and fitting.

    xlwings itself has `print_area` alone; the rest is asked of ``page_setup.api``.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> PageSetup:
        """The page setup itself."""
        return self

    @property
    def print_area(self) -> str | None:
        """The area that prints, such as ``$A$1:$B$2``; None for everything."""
        found = self._name(_AREA)
        if found is None:
            return None
        places = [reference(one) for one in found.split(",")]
        return ",".join(address(one[1]) for one in places if one is not None)

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        areas = [parse_area(one.replace("$", "")) for one in (value or "").split(",") if one]
        owner = self._sheet.quoted()
        self._set_name(_AREA, ",".join(f"{owner}!{address(one)}" for one in areas))

    @property
    def title_rows(self) -> str | None:
        """The rows that print on every page, such as ``$1:$1``; None for none."""
        for one in (self._name(_TITLES) or "").split(","):
            place = reference(one)
            if place is not None and place[1].left == 1 and place[1].right > 1:
                return address(place[1])
        return None

    @title_rows.setter
    def title_rows(self, value: str | None) -> None:
        rows = address(parse_area(value.replace("$", ""))) if value else ""
        self._set_name(_TITLES, f"{self._sheet.quoted()}!{rows}" if rows else "")

    @property
    def page(self) -> Page:
        """Orientation, fitting, paper, header and footer."""
        return self._sheet.state.layout.page

    def change_page(self, **changes: Any) -> None:
        """Change fields of `page`, such as ``orientation="landscape", fit_width=1``."""
        self._sheet.state.change_layout(page=replace(self.page, **changes))

    def break_after(self, row: int) -> None:
        """Begin a new page below a row."""
        state = self._sheet.state
        state.change_layout(row_breaks=tuple(sorted({*state.layout.row_breaks, row})))

    def fit_landscape(self, pages_high: int) -> None:
        """Lay the pages on their side, one page wide; 0 pages high: as many as it takes."""
        self.change_page(orientation="landscape", fit_width=1, fit_height=pages_high)

    def _name(self, name: str) -> str | None:
        for one in self._sheet.book.state.package.workbook.defined_names:
            if one.name == name and one.sheet == self._sheet.name:
                return one.refers_to
        return None

    def _set_name(self, name: str, refers_to: str) -> None:
        workbook = self._sheet.book.state.package.workbook
        if refers_to:
            workbook.set_name(name, refers_to, sheet=self._sheet.name)
        elif self._name(name) is not None:
            workbook.delete_name(name, self._sheet.name)
