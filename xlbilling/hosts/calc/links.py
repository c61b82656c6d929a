"""Links in cells; Calc keeps them as a field in the cell's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc.formula_text import to_calc, to_excel

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet

_FIELD: Final = "com.sun.star.text.TextField.URL"
_BLUE: Final = 0x0563C1
_SINGLE: Final = 1  # com.sun.star.awt.FontUnderline.SINGLE


def target(cell: Any) -> str | None:
    """Return the address that a cell links to, None without one; one in the book starts with #."""
    text = cell.getCellByPosition(0, 0)
    fields = text.TextFields
    if not fields.Count:
        return None
    address: str = fields.getByIndex(0).URL
    if address.startswith("#"):
        return "#" + to_excel(address.removeprefix("#")).replace("$", "")
    return address


def put(sheet: Sheet, cell: Any, address: str, shown: str) -> None:
    """Make a cell a link that shows a text."""
    inside = address.startswith("#")
    field = sheet.book.document.createInstance(_FIELD)
    field.URL = "#" + to_calc(address.removeprefix("#")).removeprefix("$") if inside else address
    field.Representation = shown
    text = cell.getCellByPosition(0, 0).Text
    text.setString("")
    text.insertTextContent(text.createTextCursor(), field, False)
    cell.CharColor, cell.CharUnderline = _BLUE, _SINGLE
