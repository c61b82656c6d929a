"""Shapes on a sheet of Calc: their names, text and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc.fonts import Font
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import drawn

if TYPE_CHECKING:
    from xlbilling.hosts.calc.sheets import Sheet

_TYPES: Final = {
    "com.sun.star.drawing.CustomShape": "auto_shape",
    "com.sun.star.drawing.GraphicObjectShape": "picture",
    "com.sun.star.drawing.OLE2Shape": "chart",
    "com.sun.star.drawing.ConnectorShape": "line",
    "com.sun.star.drawing.LineShape": "line",
    "com.sun.star.drawing.GroupShape": "group",
    "com.sun.star.drawing.TextShape": "text_box",
}


@told
class Shapes(drawn.Drawn):
    """The shapes of a sheet, in the order in which they were drawn."""

    @property
    def api(self) -> Any:
        """Calc's own drawing page."""
        return self._sheet.api.DrawPage

    def _all(self) -> list[Shape]:
        page = self.api
        return [Shape(self._sheet, page.getByIndex(place)) for place in range(page.Count)]


@told
class Shape(base_classes.Shape):
    """A shape.

    Args:
        sheet: the sheet it is on.
        own: Calc's own shape.
    """

    def __init__(self, sheet: Sheet, own: Any) -> None:
        self._sheet = sheet
        self._own = own

    @property
    def api(self) -> Any:
        """Calc's own shape."""
        return self._own

    @property
    def parent(self) -> Sheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def type(self) -> str:
        """What it is: ``auto_shape``, ``picture``, ``chart``, ``line`` or ``group``."""
        return _TYPES.get(self._own.ShapeType, "auto_shape")

    @property
    def name(self) -> str:
        """What the navigator calls it."""
        return str(self._own.Name)

    @name.setter
    def name(self, value: str) -> None:
        self._own.Name = value

    @property
    def text(self) -> str:
        """What is written in it, a line a paragraph."""
        return str(self._own.String)

    @text.setter
    def text(self, value: str) -> None:
        self._own.String = value

    @property
    def font(self) -> Font:
        """The letters of the whole text."""
        return Font(self)

    def shared(self, name: str) -> Any:
        """Return a property of the letters."""
        return self._own.getPropertyValue(name)

    def change(self, **values: Any) -> None:
        """Set properties of the letters."""
        for name, value in values.items():
            self._own.setPropertyValue(name, value)

    def delete(self) -> None:
        """Take the shape away."""
        self._sheet.api.DrawPage.remove(self._own)
