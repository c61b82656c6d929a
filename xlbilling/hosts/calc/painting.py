"""The looks of a page, all of them in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet


def _color(number: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour as Excel numbers it."""
    rest, red = divmod(int(number), 0x100)
    blue, green = divmod(rest, 0x100)
    return red, green, blue


def _yes(_: str) -> bool:
    return True


_MEANINGS: Final[Mapping[str, Callable[[str], Any]]] = {
    "font.color": _color,
    "color": _color,
    "font.size": float,
    "font.bold": _yes,
    "font.italic": _yes,
    "wrap_text": _yes,
}
"""What an order's value stands for, where it is no text; a look is only ever given, never taken."""


def paint(sheet: Sheet, orders: Iterable[Sequence[str]]) -> None:
    """Give cells their fonts, fills and formats.

    Args:
        sheet: where they stand.
        orders: what is set, to which value and where, as xlbilling/book/paint_orders.py gives them.
    """
    for what, value, address in orders:
        cells = sheet.range(address)
        owner = cells.font if what.startswith("font.") else cells
        setattr(owner, what.removeprefix("font."), _MEANINGS.get(what, str)(value))
