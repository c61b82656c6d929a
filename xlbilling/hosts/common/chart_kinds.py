"""The chart types that our hosts draw, in xlwings' words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """How a chart type draws its series.

    Attributes:
        shape: ``bar``, ``line``, ``area``, ``pie`` or ``doughnut``.
        stacking: ``""`` side by side, ``stacked``, or ``percent`` to a hundred percent.
        is_sideways: whether bars lie.
        has_markers: whether a line's points are marked.
    """

    shape: str
    stacking: str = ""
    is_sideways: bool = False
    has_markers: bool = False

    @property
    def has_axes(self) -> bool:
        """Whether it is drawn between two axes."""
        return self.shape not in {"pie", "doughnut"}


_STACKINGS: Final = {"": "", "_stacked": "stacked", "_stacked_100": "percent"}
KINDS: Final[dict[str, Kind]] = {
    "column_clustered": Kind("bar"),
    "column_stacked": Kind("bar", "stacked"),
    "column_stacked_100": Kind("bar", "percent"),
    "bar_clustered": Kind("bar", is_sideways=True),
    "bar_stacked": Kind("bar", "stacked", is_sideways=True),
    "bar_stacked_100": Kind("bar", "percent", is_sideways=True),
    **{f"line{end}": Kind("line", how) for end, how in _STACKINGS.items()},
    **{
        f"line_markers{end}": Kind("line", how, has_markers=True) for end, how in _STACKINGS.items()
    },
    **{f"area{end}": Kind("area", how) for end, how in _STACKINGS.items()},
    "pie": Kind("pie"),
    "doughnut": Kind("doughnut"),
}
NAMES: Final = {kind: name for name, kind in KINDS.items()}
USUAL: Final = "column_clustered"
COMBINED: Final = "combination"
"""What a chart is whose series are drawn in more than one way, or in one that is not listed."""


def kind_of(name: str) -> Kind:
    """Return the kind of a chart type.

    Raises:
        ValueError: it is one that this host does not draw.
    """
    if name not in KINDS:
        raise ValueError(f"no chart of type {name!r} is drawn here; there are {', '.join(KINDS)}")
    return KINDS[name]
