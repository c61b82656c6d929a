"""Pages whose places never change, so that a refresh writes values alone."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Final

from xlbilling.model.plan import Page

PAPER: Final = "Page Template"
"""The hidden sheet with the page setup of letters and lists; each is a copy of it."""

_TURNING: Final = ("tile_words", "word_none")
"""The looks that a cell has whose colour goes with what it says, before it says anything."""
_TURNS: Final = {"good", "average", "poor"}


def fixed(page: Page) -> Page:
    """Return a page with the name of its layout: another one once a place or a look changes."""
    looks = sorted((cell.row, cell.column, _look(cell.style)) for cell in page.cells)
    parts = (looks, sorted(page.widths.items()), sorted(page.heights.items()), page.cards)
    sum_ = zlib.crc32(repr((parts, page.charts, page.freeze_row)).encode())
    return replace(page, layout=f"{page.sheet}-{sum_:08x}")


def _look(style: str) -> str:
    kind, _, turn = style.partition("_")
    if turn not in _TURNS:
        return style
    return next((look for look in _TURNING if look.startswith(f"{kind}_")), style)
