"""What the add-in's VBA is told of a page's looks: a line of text for each address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import styles
from xlbilling.book.vba import FIELD

if TYPE_CHECKING:
    from xlbilling.book.painting import Stroke

_NUMBERS: Final = {"left": -4131, "center": -4108, "right": -4152, "top": -4160}
"""Excel's own for where a text stands in its cell."""


def orders(strokes: Iterable[Stroke]) -> Iterator[str]:
    """Give the orders: what is set, to which value as VBA takes it, and the cells."""
    for what, value, corners in strokes:
        for address in styles.addresses(corners):
            yield FIELD.join((what, _text(value), address))


def _text(value: Any) -> str:
    """Return a value as VBA reads it: a colour as one number, a side as Excel's own."""
    if isinstance(value, tuple):
        red, green, blue = value
        return str(red + green * 0x100 + blue * 0x10000)
    return str(_NUMBERS.get(value, value))
