"""How a sheet prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc.areas import area_at, range_address
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.files.area_text import address
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, Area, parse_area

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet


_OF_FILES: Final = "_xlnm."


def drop_names_of_files(names: Any) -> None:
    """Take a sheet's names away that only say what a file said of its printing.

    Calc keeps print areas and titles apart from the names that it found in a file, and saves both:
    where they differ, the file has two of a name, which Excel takes for a damaged file.

    Args:
        names: Calc's own collection of a sheet's names.
    """
    for name in names.ElementNames:
        if name.startswith(_OF_FILES):
            names.removeByName(name)


@told
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
        areas = [address(area_at(one)) for one in self._sheet.api.getPrintAreas()]
        return ",".join(areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        areas = [parse_area(one.replace("$", "")) for one in (value or "").split(",") if one]
        index = self._sheet.index - 1
        self._sheet.api.setPrintAreas(tuple(range_address(index, area) for area in areas))
        drop_names_of_files(self._sheet.named)

    @property
    def title_rows(self) -> str | None:
        """The rows that print on every page, such as ``$1:$1``; None for none."""
        own = self._sheet.api
        if not own.getPrintTitleRows():
            return None
        rows = area_at(own.getTitleRows())
        return address(Area(rows.top, 1, rows.bottom, LAST_COLUMN))

    @title_rows.setter
    def title_rows(self, value: str | None) -> None:
        own = self._sheet.api
        if value:
            rows = parse_area(value.replace("$", ""))
            own.setTitleRows(range_address(self._sheet.index - 1, rows))
        own.setPrintTitleRows(bool(value))
        drop_names_of_files(self._sheet.named)

    def break_after(self, row: int) -> None:
        """Begin a new page below a row."""
        self._sheet.api.getRows().getByIndex(row).IsStartOfNewPage = True

    @property
    def page(self) -> Any:
        """Calc's page style: orientation, fitting, paper, header and footer."""
        styles = self._sheet.book.document.StyleFamilies.getByName("PageStyles")
        return styles.getByName(self._sheet.api.PageStyle)

    def change_page(self, **changes: Any) -> None:
        """Change properties of `page`, such as ``IsLandscape=True, ScaleToPagesX=1``."""
        page = self.page
        for name, value in changes.items():
            page.setPropertyValue(name, value)

    def fit_landscape(self, pages_high: int) -> None:
        """Lay the pages on their side, one page wide; 0 pages high: as many as it takes.

        The sheet gets a page style of its own where it shares one with others.
        """
        styles = self._sheet.book.document.StyleFamilies.getByName("PageStyles")
        name = f"PageStyle_{self._sheet.name}"
        if not styles.hasByName(name):
            made = self._sheet.book.document.createInstance("com.sun.star.style.PageStyle")
            styles.insertByName(name, made)
        self._sheet.api.PageStyle = name
        page = self.page
        if not page.IsLandscape:
            page.IsLandscape = True
            page.Width, page.Height = max(page.Width, page.Height), min(page.Width, page.Height)
        page.ScaleToPagesX, page.ScaleToPagesY = 1, pages_high
