"""What the add-in's VBA, or a live Calc, is told of a page's looks: a line for each address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from xlbilling.book import styles
from xlbilling.book.vba import FIELD

if TYPE_CHECKING:
    from xlbilling.book.painting import Stroke


def orders(strokes: Iterable[Stroke]) -> Iterator[str]:
    """Give the orders: what is set, to which value as VBA takes it, and the cells."""
    for what, value, corners in strokes:
        for address in styles.addresses(corners):
            yield FIELD.join((what, _text(value), address))


def _text(value: Any) -> str:
    """Return a value as VBA reads it: a colour as one number, as Excel has it."""
    if isinstance(value, tuple):
        red, green, blue = value
        return str(red + green * 0x100 + blue * 0x10000)
    return str(value)
