"""What is drawn on a sheet, as a collection: by name, or by place in the order of drawing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from xlwings import base_classes


class Drawn(base_classes.Collection):
    """The shapes of a sheet, or others of its drawings, in the order in which they were drawn.

    Args:
        sheet: the sheet they are on.

    Attributes:
        kind: what one of them is called.
    """

    kind: ClassVar[str] = "shape"

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def parent(self) -> Any:
        """The sheet they are on."""
        return self._sheet

    def _all(self) -> list[Any]:
        """Return them; each host has them in its own way."""
        raise AssertionError(type(self))

    def __call__(self, key: int | str) -> Any:
        """Return one by its name or by its place from 1.

        Raises:
            KeyError: there is no such one; those there are are named.
        """
        found = self._all()
        for number, one in enumerate(found, 1):
            if key in {number, one.name}:
                return one
        raise KeyError(f"there is no {self.kind} {key!r}; there are {[one.name for one in found]}")

    def __contains__(self, name: object) -> bool:
        return any(one.name == name for one in self._all())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class DrawnCharts(Drawn, base_classes.Charts):
    """The charts of a sheet, in the order in which they were drawn."""

    kind = "chart"

    def _free_name(self) -> str:
        """Return a name as Excel gives one, that none of them has."""
        number = len(self) + 1
        while f"Chart {number}" in self:
            number += 1
        return f"Chart {number}"
