"""A page that has every look of `model.plan.Style`, in blocks that are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from xlbilling.book import styles
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.model.plan import Page, PageCell

if TYPE_CHECKING:
    from xlbilling.model.plan import Style

SHEET: Final = "Looks"
PAGE: Final = Page(
    SHEET,
    tuple(
        PageCell(row, column, "x", style=cast("Style", style))
        for row, style in enumerate(styles.LOOKS, start=1)
        for column in (1, 2, 4)
    ),
    template=PAPER,
)
