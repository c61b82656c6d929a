"""The borders of a range as a whole: what its sides share, and a change of several sides."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from xlwings import base_classes
from xlwings.base_classes import _UNSET as NOT_GIVEN

from xlbilling.hosts.common.alike import alike
from xlbilling.hosts.files.colors import Rgb

GRID_SIDES: Final = (
    "edge_top", "edge_bottom", "edge_left", "edge_right", "inside_vertical", "inside_horizontal",
)  # fmt: skip


class Borders(base_classes.Borders):
    """The borders of a range.

    Attributes:
        side: the host's class for one of them, made of the range and the side's name.
    """

    side: ClassVar[type[Any]]

    def __init__(self, owner: Any) -> None:
        self._range = owner

    @property
    def api(self) -> Borders:
        """The borders themselves."""
        return self

    def __getitem__(self, key: str) -> Any:
        return self.side(self._range, key)

    @property
    def line_style(self) -> str | None:
        """The style that all sides share, else None."""
        shared: str | None = alike(one.line_style for one in self._sides())
        return shared

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(GRID_SIDES, line_style=value)

    @property
    def weight(self) -> str | None:
        """The weight that all sides share, else None."""
        shared: str | None = alike(one.weight for one in self._sides())
        return shared

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(GRID_SIDES, weight=value)

    @property
    def color(self) -> Rgb | None:
        """The colour that all sides share, else None."""
        shared: Rgb | None = alike(one.color for one in self._sides())
        return shared

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.set(GRID_SIDES, color=color_or_rgb)

    def _sides(self) -> list[Any]:
        rows, columns = self._range.shape
        skipped = {"inside_vertical": columns < 2, "inside_horizontal": rows < 2}
        return [self[side] for side in GRID_SIDES if not skipped.get(side)]

    def set(
        self,
        which: Any = GRID_SIDES,
        *,
        line_style: Any = NOT_GIVEN,
        weight: Any = NOT_GIVEN,
        color: Any = NOT_GIVEN,
    ) -> None:
        """Change some sides; what is not given stays as it is."""
        for side in which:
            self[side].change(line_style=line_style, weight=weight, color=color)
