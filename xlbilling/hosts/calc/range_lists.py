"""Lists that cells offer, which xlwings has no word for: the program asks the host itself."""

from __future__ import annotations

from typing import Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.formula_text import to_calc
from xlbilling.hosts.calc.range_base import RangeBase
from xlbilling.hosts.calc.refusals import told

_KIND: Final = "com.sun.star.sheet.ValidationType"
_ALERT: Final = "com.sun.star.sheet.ValidationAlertStyle"


@told
class RangeLists(RangeBase):
    """What may be chosen in the cells of a range."""

    def offer_list(self, source: str, title: str, words: str) -> None:
        """Offer the values of a range in every cell; another value is warned of and let in.

        Args:
            source: the range, such as ``'Lists'!$A$1:$A$9``.
            title: the head of the warning.
            words: the warning.
        """
        rule = self.cells.Validation
        rule.Type = bridge.enum(_KIND, "LIST")
        rule.setFormula1(to_calc(source))
        rule.ErrorAlertStyle = bridge.enum(_ALERT, "WARNING")
        rule.IgnoreBlankCells = True
        rule.ShowErrorMessage = True
        rule.ErrorTitle = title
        rule.ErrorMessage = words
        self.change(Validation=rule)
