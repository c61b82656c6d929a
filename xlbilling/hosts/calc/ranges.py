"""Ranges as xlwings sees them."""

from __future__ import annotations

from xlbilling.hosts.calc.range_edits import RangeEdits
from xlbilling.hosts.calc.range_formats import RangeFormats
from xlbilling.hosts.calc.range_lists import RangeLists
from xlbilling.hosts.calc.range_values import RangeValues


class Range(RangeValues, RangeFormats, RangeLists, RangeEdits):
    """A rectangle of cells: what it holds, how it looks, and what can be done with it."""
