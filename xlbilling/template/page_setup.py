"""Page setup of a fresh sheet: US Letter, fitted to a page's width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

US_LETTER = 1


def fit_to_width(
    sheet: Worksheet, orientation: Literal["portrait", "landscape"], *, pages_high: int = 0
) -> None:
    """Print a sheet one page wide.

    Args:
        sheet: an openpyxl worksheet.
        orientation: how the paper lies.
        pages_high: at most so many pages; 0 for as many as it takes.
    """
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = US_LETTER
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = pages_high
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
