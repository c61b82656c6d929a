"""Lists that cells offer, which xlwings has no word for: the program asks the host itself."""

from __future__ import annotations

from lxml import etree

from xlbilling.hosts.files.package.layout_types import Rule
from xlbilling.hosts.files.package.markup import MAIN, main, parse
from xlbilling.hosts.files.range_base import RangeBase


class RangeLists(RangeBase):
    """What may be chosen in the cells of a range."""

    def offer_list(self, source: str, title: str, words: str) -> None:
        """Offer the values of a range in every cell; another value is warned of and let in.

        Args:
            source: the range, such as ``'Lists'!$A$1:$A$9``.
            title: the head of the warning.
            words: the warning.
        """
        self.counted()
        element = parse(f'<dataValidation xmlns="{MAIN}"/>'.encode(), "rule")
        for name, value in {
            "type": "list",
            "errorStyle": "warning",
            "allowBlank": "1",
            "showInputMessage": "1",
            "showErrorMessage": "1",
            "errorTitle": title,
            "error": words,
            "sqref": self.own.name,
        }.items():
            element.set(name, value)
        etree.SubElement(element, main("formula1")).text = source
        rule = Rule(self.own.name, etree.tostring(element, encoding="unicode"))
        rules = self.state.layout.validations
        self.state.change_layout(validations=(*rules, rule))
