"""How a page's sheet prints, said to each host in its own words: xlwings has none for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings as xw

_LANDSCAPE = 2
_MAC = "darwin"


def fit_landscape(sheet: xw.Sheet, pages_high: int) -> None:
    """Lay a sheet's pages on their side, one page wide.

    Args:
        sheet: the sheet.
        pages_high: at most so many pages; 0 for as many as it takes.
    """
    setup: Any = sheet.page_setup.api
    if hasattr(setup, "fit_landscape"):
        setup.fit_landscape(pages_high)
    elif sys.platform == _MAC:
        _on_mac(setup, pages_high)
    else:
        setup.Orientation = _LANDSCAPE
        setup.Zoom = False
        setup.FitToPagesWide = 1
        setup.FitToPagesTall = pages_high or False


def repeats_rows(sheet: xw.Sheet, rows: int) -> bool:
    """Tell whether a sheet prints its first rows on every page already."""
    setup: Any = sheet.page_setup.api
    if hasattr(setup, "title_rows"):
        found = setup.title_rows
    else:
        is_mac = sys.platform == _MAC
        found = setup.print_title_rows.get() if is_mac else setup.PrintTitleRows
    return bool(found == _rows(rows))


def _rows(count: int) -> str:
    return f"$1:${count}"


def repeat_rows(sheet: xw.Sheet, rows: int) -> None:
    """Print a sheet's first rows on every page."""
    setup, address = sheet.page_setup.api, _rows(rows)
    if hasattr(setup, "title_rows"):
        setup.title_rows = address
    elif sys.platform == _MAC:
        setup.print_title_rows.set(address)
    else:
        setup.PrintTitleRows = address


def break_after(sheet: xw.Sheet, row: int) -> None:
    """Begin a new page below a row; on a Mac, which has no word for it, the page's height does."""
    setup: Any = sheet.page_setup.api
    if hasattr(setup, "break_after"):
        setup.break_after(row)
    elif sys.platform != _MAC:
        api: Any = sheet.api
        api.HPageBreaks.Add(api.Rows(row + 1))


def _on_mac(setup: Any, pages_high: int) -> None:
    from appscript import k  # type: ignore[import-not-found]  # on a Mac alone

    setup.page_orientation.set(k.landscape)
    setup.zoom.set(False)
    setup.fit_to_pages_wide.set(1)
    setup.fit_to_pages_tall.set(pages_high or False)
