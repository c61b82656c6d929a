"""The standard statement template: what a fresh workbook has, and what the office restyles.

All that it shows is the sheet's own: letters, colours, places, texts. The program knows its cells
by their names alone. It is drawn as one full page of US Letter with the coupon at its foot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from xlbilling.layout.forms.paging import CONTINUED, CONTINUES, COUPON, SPACE, TITLES
from xlbilling.layout.forms.template import Area, Template
from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages import statement_page as named
from xlbilling.layout.pages.statement_page import LINE, PENDING, TEMPLATE, VISIT
from xlbilling.model.plan import Page, PageCell, Style

DATE, WHAT, CHARGE, INSURANCE, ADJUSTED, PAID, OWED = range(1, 8)
PROOF: Final = 9
WIDTHS: Final = {DATE: 12.0, WHAT: 42.0, CHARGE: 11.5, INSURANCE: 12.5, ADJUSTED: 11.5, PAID: 11.5,
                 OWED: 13.0, 8: 3.0, PROOF: 24.0}  # fmt: skip
LAYOUT: Final = "statement template 1"
"""What the sheet's mark says once it is whole; a bare sheet of that name is filled anew."""

PAGE_POINTS: Final = 800.0
"""The height of a printed page of these widths, the margins and what a printer needs taken off."""

_ROW: Final = 15.0
_VISIT: Final = (
    ("Date", "text"), ("What", "text"), ("Charge", "money"), ("Insurance_Paid", "money"),
    ("Adjusted", "money"), ("You_Paid", "money"), ("You_Owe", "money"),
)  # fmt: skip
_TITLES: Final = ("Date", "Visit", "Charge", "Insurance paid", "Adjusted", "You paid", "You owe")
_HINTS: Final = (
    "Nothing is printed from here on. The page above is yours: change letters, colours, words,",
    "widths and heights, add a logo, move the named cells (Formulas > Name Manager shows them),",
    "or delete those that you do not want. The coupon stays where it stands here; the row above",
    "it takes up the space that is left. What has no room goes on overleaf.",
    "To get the standard page back, delete this sheet and run 'Make statements'.",
)


@dataclass
class _Sheet:
    """The sheet being drawn, row by row."""

    cells: list[PageCell] = field(default_factory=list)
    names: dict[str, Area] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    row: int = 1

    def put(self, column: int, text: str, style: Style = "text") -> None:
        self.cells.append(PageCell(self.row, column, text, style))

    def name(self, name: str, column: int, style: Style = "text", *, down: int = 1) -> None:
        """Name a cell, or so many from it down."""
        for row in range(self.row, self.row + down):
            self.cells.append(PageCell(row, column, None, style))
        self.names[name] = Area(self.row, column, self.row + down - 1, column)

    def name_rows(self, name: str, first: int, last: int = 0) -> None:
        self.names[name] = Area(first, DATE, last or first, OWED)

    def fill(self, columns: range, style: Style) -> None:
        for column in columns:
            self.cells.append(PageCell(self.row, column, None, style))

    def merge(self, first: int, last: int) -> None:
        self.merges.append(f"{column_letter(first)}{self.row}:{column_letter(last)}{self.row}")

    def next(self, height: float = _ROW, count: int = 1) -> None:
        for _ in range(count):
            self.heights[self.row] = height
            self.row += 1


Side = Literal["edge_bottom"]
Line = Literal["continuous", "dash"]


@dataclass(frozen=True)
class Standard:
    """The standard template.

    Attributes:
        page: its cells, widths, heights and merges, without page setup.
        names: the cells of each name.
        last_row: the last row that is printed.
        rules: ranges with the side of each that has a line, and the line's style.
    """

    page: Page
    names: Mapping[str, Area]
    last_row: int
    rules: tuple[tuple[str, Side, Line], ...]

    def template(self) -> Template:
        """Return it as it is read from its sheet."""
        heights = self.page.heights
        rows = max(area.bottom for area in self.names.values())
        return Template(
            TEMPLATE,
            self.names,
            self.last_row,
            OWED,
            [heights.get(row, _ROW) for row in range(1, rows + 1)],
            [WIDTHS[column] for column in range(DATE, OWED + 1)],
            {named.EXPLAINED: 9.0, named.LATER: 9.0},
        )


def standard() -> Standard:
    """Return the standard statement template."""
    sheet = _Sheet()
    _head(sheet)
    _visits(sheet)
    rules: list[tuple[str, Side, Line]] = [
        (f"A{sheet.row - 2}:G{sheet.row - 2}", "edge_bottom", "continuous")
    ]
    _aging(sheet)
    _pending(sheet)
    _message(sheet)
    last = _coupon(sheet)
    rules.append((f"A{last - 8}:G{last - 8}", "edge_bottom", "dash"))
    _overleaf(sheet)
    page = Page(
        TEMPLATE,
        tuple(sheet.cells),
        widths=WIDTHS,
        merges=tuple(sheet.merges),
        heights=sheet.heights,
        layout=LAYOUT,
    )
    return Standard(page, sheet.names, last, tuple(rules))


def _head(sheet: _Sheet) -> None:
    """Draw the sender and the addressee to the left, the facts of the bill to the right."""
    sheet.name("Statement_Practice", DATE, "title")
    sheet.put(ADJUSTED, "Statement", "banner")
    sheet.merge(ADJUSTED, OWED)
    sheet.name("Statement_Proof", PROOF, "good")
    sheet.next(26)
    sheet.put(PROOF, "Proof: page less register", "note")
    for name, label, fact in (
        ("Statement_Practice_Address", "Statement date", "Statement_Date"),
        ("Statement_Practice_City", "Account number", "Statement_Account"),
        ("Statement_Questions", "Statement number", "Statement_Number"),
    ):
        sheet.name(name, DATE, "subtitle")
        sheet.put(ADJUSTED, label, "label")
        sheet.name(fact, OWED, "right")
        sheet.next()
    sheet.next()
    sheet.put(ADJUSTED, "Amount due", "box")
    sheet.fill(range(PAID, OWED + 1), "box")
    sheet.next(18)
    sheet.name("Statement_Amount_Due_Top", ADJUSTED, "box_big")
    sheet.fill(range(PAID, OWED + 1), "box_big")
    sheet.merge(ADJUSTED, OWED)
    sheet.next(32)
    sheet.put(ADJUSTED, "Please pay by", "box_label")
    sheet.fill(range(PAID, OWED), "box_label")
    sheet.name("Statement_Pay_By", OWED, "box_right")
    sheet.name("Statement_Addressee", DATE, down=4)
    sheet.next(20)
    sheet.next(count=4)
    sheet.put(DATE, "This is a bill for care you received. It shows what is left for you to pay.")
    sheet.next()
    sheet.next(5)


def _visits(sheet: _Sheet) -> None:
    first = sheet.row
    sheet.name_rows(TITLES, sheet.row)
    for column, title in enumerate(_TITLES, start=DATE):
        sheet.put(column, title, "header_left" if column <= WHAT else "header")
    sheet.next(20)
    for column, (name, style) in enumerate(_VISIT, start=DATE):
        sheet.name(f"{VISIT}{name}", column, "money" if style == "money" else "text")
    sheet.next(15.5)
    sheet.name(named.EXPLAINED, WHAT, "note")
    sheet.next(12)
    sheet.put(WHAT, "Visits above", "label")
    sheet.name("Statement_Visits_Sum", OWED, "money")
    sheet.names[named.OF_VISITS] = Area(first, DATE, sheet.row, OWED)
    sheet.next(18)
    sheet.name(f"{LINE}What", WHAT, "label")
    sheet.name(f"{LINE}Amount", OWED, "money")
    sheet.next()
    sheet.fill(range(DATE, WHAT), "label_total")
    sheet.name("Statement_Due_Words", WHAT, "label_total")
    sheet.fill(range(CHARGE, OWED), "label_total")
    sheet.name("Statement_Amount_Due", OWED, "money_total")
    sheet.next(20)
    sheet.name(named.LATER, DATE, "note")
    sheet.next(13)


def _aging(sheet: _Sheet) -> None:
    first = sheet.row
    sheet.next(10)
    sheet.put(DATE, "How long these visits have been yours to pay", "subtitle")
    looks: tuple[tuple[str, Style], ...] = (
        ("Statement_Aging_Names", "header_small"),
        ("Statement_Aging_Amounts", "money"),
    )
    for name, style in looks:
        sheet.fill(range(CHARGE, OWED + 1), style)
        sheet.names[name] = Area(sheet.row, CHARGE, sheet.row, OWED)
        sheet.next()
    sheet.names[named.OF_AGING] = Area(first, DATE, sheet.row - 1, OWED)


def _pending(sheet: _Sheet) -> None:
    first = sheet.row
    sheet.next(10)
    sheet.put(DATE, "Waiting for insurance: no payment due now", "section")
    sheet.next(18)
    sheet.name(f"{PENDING}Date", DATE)
    sheet.name(f"{PENDING}What", WHAT)
    sheet.name(f"{PENDING}Insurer", CHARGE)
    sheet.name(f"{PENDING}Amount", OWED, "money")
    sheet.names[named.OF_PENDING] = Area(first, DATE, sheet.row, OWED)
    sheet.next()


def _message(sheet: _Sheet) -> None:
    sheet.next(10)
    sheet.name("Statement_Title", DATE, "section")
    sheet.next(18)
    sheet.name(named.MESSAGE, DATE)
    sheet.next(14)
    sheet.put(DATE, "More visits are on the next page.", "note")
    sheet.name_rows(CONTINUES, sheet.row)
    sheet.next()


def _coupon(sheet: _Sheet) -> int:
    """Draw the part to cut off and send with the payment; return its last row."""
    space = sheet.row
    sheet.name_rows(SPACE, space)
    sheet.next()
    top = sheet.row
    sheet.put(DATE, "Please cut here and send this part with your payment", "cut")
    sheet.merge(DATE, OWED)
    sheet.next()
    sheet.next(8)
    sheet.put(DATE, "Send payment to", "section")
    _fact(sheet, "Account number", "Statement_Coupon_Account")
    sheet.name("Statement_Pay_To", DATE, down=3)
    _fact(sheet, "Statement number", "Statement_Coupon_Number")
    _fact(sheet, "Please pay by", "Statement_Coupon_Pay_By")
    sheet.put(ADJUSTED, "Amount due", "box")
    sheet.fill(range(PAID, OWED), "box")
    sheet.name("Statement_Coupon_Amount_Due", OWED, "money_total")
    sheet.next(16)
    sheet.next(8)
    sheet.name("Statement_Checks", DATE, "note")
    sheet.put(ADJUSTED, "Amount enclosed", "label")
    sheet.put(OWED, "$ ______________", "right")
    sheet.name_rows(COUPON, top, sheet.row)
    last = sheet.row
    sheet.next(18)
    drawn = sum(height for row, height in sheet.heights.items() if row != space)
    sheet.heights[space] = PAGE_POINTS - drawn
    return last


def _fact(sheet: _Sheet, label: str, name: str) -> None:
    sheet.put(ADJUSTED, label, "label")
    sheet.name(name, OWED, "right")
    sheet.next()


def _overleaf(sheet: _Sheet) -> None:
    """Draw below the page the line that begins a further one, and what the office should know."""
    sheet.next()
    sheet.name(CONTINUED, DATE, "subtitle")
    sheet.next(22)
    sheet.next()
    for hint in _HINTS:
        sheet.put(DATE, hint, "note")
        sheet.next()
