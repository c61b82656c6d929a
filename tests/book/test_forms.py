"""Statement sheets follow the template as a person has restyled it, on files and in live Calc."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests import live_books
from tests.layout.test_pages import bill
from tests.template_book import template_book_bytes
from xlbilling import run
from xlbilling.book import forms, known, template_sheet
from xlbilling.hosts import files
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Page
from xlbilling.model.tables import Request


@pytest.fixture(params=["files", "calc"])
def live(request: pytest.FixtureRequest, path: Path) -> Iterator[xw.Book]:
    why = live_books.why_not(request.param)
    if why:
        pytest.skip(why)
    if request.param == "calc":
        path.write_bytes(template_book_bytes())
    with live_books.opener(request.param)(path) as book:
        if request.param == "files":
            book.impl.backup_dir = None
        yield book


def move(sheet: xw.Sheet, name: str, to: str) -> None:
    """Let a name stand for another cell, as cutting and pasting does."""
    sheet.names[name].refers_to = f"='{sheet.name}'!{to}"


def put(book: xw.Book, *pages: Page) -> xw.Sheet:
    with known.kept(book):
        forms.put(book, pages)
    book.app.calculate()
    return book.sheets[pages[0].sheet]


def test_a_restyled_template_is_followed(live: xw.Book) -> None:
    """The balance stands left of the charge, the account top left, letters and fills are others."""
    template = live.sheets[TEMPLATE]
    move(template, "Statement_Visit_You_Owe", "$C$16")
    move(template, "Statement_Visit_Charge", "$G$16")
    template.range("C16").color = (255, 240, 200)
    template.range("C16").font.size = 14
    template.range("A1").font.size = 30
    template.range("A13").value = "Our own words"
    template.range("C15").value = "Yours"
    template.range("A:A").column_width = 20
    move(template, "Statement_Account", "$D$3")
    for gone in ("Statement_Proof", "Statement_Visit_Adjusted", "Statement_Explained"):
        template.names[gone].delete()

    sheet = put(live, bill(3))

    assert sheet.range("C16:C18").raw_value == [[20.0], [20.0], [20.0]]
    assert sheet.range("G16:G18").raw_value == [[150.0], [150.0], [150.0]]
    assert sheet.range("E16").raw_value is None
    assert sheet.range("C18").color == (255, 240, 200)
    assert (sheet.range("C18").font.size, sheet.range("A1").font.size) == (14, 30)
    assert sheet.range("A13").raw_value == "Our own words"
    assert sheet.range("C15").raw_value == "Yours"
    assert sheet.range("D3").raw_value == "P1"
    assert sheet.range("A1").column_width == pytest.approx(20, abs=0.5)
    assert sheet.range("G23").formula == "=SUM(C16:C18,G21:G22)"
    assert sheet.range("G23").raw_value == 80.0
    assert sheet.range("I1").raw_value is None
    assert not [each for each in sheet.names if "Statement_" in each.name]


def test_what_the_office_has_written_and_worked_out_goes_with_its_rows(live: xw.Book) -> None:
    template = live.sheets[TEMPLATE]
    template.range("I20").formula = "=G20*2"

    sheet = put(live, bill(3))

    assert sheet.range("I25").formula == "=G25*2"
    assert str(sheet.range("G25").formula).startswith("=SUM(")


def test_a_formula_on_a_repeated_row_speaks_of_its_own_repeat(live: xw.Book) -> None:
    template = live.sheets[TEMPLATE]
    template.names["Statement_Explained"].delete()
    template.range("H16").formula = "=G16*2"

    sheet = put(live, bill(3))

    assert [sheet.range(f"H{row}").formula for row in (16, 17, 18)] == [
        "=G16*2",
        "=G17*2",
        "=G18*2",
    ]


def test_conditional_formats_go_with_their_rows(path: Path) -> None:
    """Also where the rows of one are repeated, or others come between them."""
    from openpyxl import load_workbook
    from openpyxl.formatting.rule import FormulaRule

    page = bill(2)
    own: Any = load_workbook(path)
    rules = own[TEMPLATE].conditional_formatting
    rule: Any = FormulaRule  # openpyxl's stubs leave its words without types
    rules.add("G16:G20", rule(formula=["G16>5"]))
    rules.add("A35:G40", rule(formula=["$G$38>1"]))
    own.save(path)
    with files.open_book(path) as live:
        live.impl.backup_dir = None
        put(live, page)
        live.save()

    made: Any = load_workbook(path)[page.sheet]
    rows = [cell.value for cell in made["A"]]
    first, coupon = list(made.conditional_formatting)
    owed = next(cell.row for cell in made["E"][9:] if cell.value == "Amount due")
    top = rows.index("Send payment to") + 1
    assert str(first.sqref).split()[0].startswith("G16")
    assert [rule.formula for rule in first.rules] == [["G16>5"]]
    assert str(coupon.sqref) == f"A{top}:G{top + 5}"
    assert [rule.formula for rule in coupon.rules] == [[f"$G${owed}>1"]]


def test_what_is_drawn_by_the_coupon_stays_by_it(path: Path) -> None:
    """The office's own drawing stands by the amount to pay, however many visits are above it."""
    from openpyxl import load_workbook
    from openpyxl.chart import BarChart

    book: Any = load_workbook(path)
    book[TEMPLATE].add_chart(BarChart(), "D36")
    book.save(path)
    page = bill(4)
    with files.open_book(path) as live:
        live.impl.backup_dir = None
        put(live, page)
        live.save()

    made: Any = load_workbook(path)[page.sheet]
    rows = [cell.value for cell in made["A"]]
    [drawn] = made._charts  # noqa: SLF001  openpyxl has no other word
    top = drawn.anchor._from.row  # noqa: SLF001  as above
    assert top == rows.index("Send payment to") + 1


@pytest.mark.parametrize("lost", ["Statement_Account", "Statement_Visit_You_Owe"])
def test_a_lost_name_is_refused_with_the_book_as_it_was(live: xw.Book, lost: str) -> None:
    page = bill(1)
    assert page.form is not None
    live.sheets[TEMPLATE].names[lost].delete()
    before = [each.name for each in live.sheets]

    with known.kept(live), pytest.raises(BookError, match=lost) as why:
        template_sheet.demand(live, TEMPLATE, page.form)

    assert "delete the sheet 'Statement Template'" in why.value.fix
    assert [each.name for each in live.sheets] == before


def test_make_statements_leaves_a_file_byte_for_byte_without_its_names(path: Path) -> None:
    from tests.macros import big_office

    office = big_office.made(path.parent, 40).path
    with files.open_book(office) as book:
        book.impl.backup_dir = None
        book.sheets[TEMPLATE].names["Statement_Message"].delete()
        book.save()
    before = hashlib.sha256(office.read_bytes()).digest()
    with (
        files.open_book(office) as book,
        pytest.raises(BookError, match="Statement_Message"),
    ):
        run.run(book, "make-statements", Request(big_office.DAY, "tester"))

    assert hashlib.sha256(office.read_bytes()).digest() == before


def test_two_things_that_repeat_on_one_row_are_refused(live: xw.Book) -> None:
    page = bill(1)
    assert page.form is not None
    move(live.sheets[TEMPLATE], "Statement_Line_Amount", "$F$16")

    with known.kept(live), pytest.raises(BookError, match="row 16"):
        template_sheet.demand(live, TEMPLATE, page.form)


@pytest.mark.parametrize(
    ("name", "to", "said"),
    [
        ("Statement_Amount_Due", "$G$16", "row 16"),
        ("Statement_Title", "$A$30", "row 30"),
        ("Statement_Amount_Due", "$G$32", "row 32"),
        ("Statement_Amount_Due_Top", "$G$20", "cell G20"),
        ("Statement_Amount_Due", "$G$45", "outside of what is printed"),
        ("Statement_Amount_Due", "$J$20", "outside of what is printed"),
        ("Statement_Section_Pending", "$A$19:$G$27", "Statement_Section_Pending"),
        ("Statement_Account", "$G:$G", "Statement_Account"),
    ],
)
def test_a_name_that_no_page_would_show_is_refused(
    live: xw.Book, name: str, to: str, said: str
) -> None:
    """Else a bill would not say how much it asks for, or hold a formula that Excel cannot read."""
    page = bill(1)
    assert page.form is not None
    move(live.sheets[TEMPLATE], name, to)

    with known.kept(live), pytest.raises(BookError, match=said):
        template_sheet.demand(live, TEMPLATE, page.form)


def test_a_needed_name_on_a_hidden_row_is_refused(path: Path) -> None:
    from openpyxl import load_workbook

    page = bill(1)
    assert page.form is not None
    own: Any = load_workbook(path)
    own[TEMPLATE].row_dimensions[20].hidden = True
    own.save(path)

    with (
        files.open_book(path) as live,
        known.kept(live),
        pytest.raises(BookError, match="hidden row"),
    ):
        template_sheet.demand(live, TEMPLATE, page.form)


def test_a_table_on_the_template_is_refused(path: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.worksheet.table import Table

    page = bill(1)
    assert page.form is not None
    own: Any = load_workbook(path)
    own[TEMPLATE]["K1"], own[TEMPLATE]["L1"] = "One", "Two"
    own[TEMPLATE].add_table(Table(displayName="Mine", ref="K1:L2"))
    own.save(path)

    with files.open_book(path) as live, known.kept(live), pytest.raises(BookError, match="Mine"):
        template_sheet.demand(live, TEMPLATE, page.form)


def test_what_a_page_shows_once_more_is_counted_once(live: xw.Book) -> None:
    template = live.sheets[TEMPLATE]
    template.names["Statement_Explained"].delete()
    for name, to in (
        ("Statement_Visit_You_Owe_2", "$H$16"),
        ("Statement_Amount_Due_2", "$C$13"),
        ("Statement_Account_2", "$B$13"),
    ):
        template.names.add(name, f"='{TEMPLATE}'!{to}")

    sheet = put(live, bill(3))

    assert sheet.range("H16:H18").raw_value == [[20.0], [20.0], [20.0]]
    assert sheet.range("B13").raw_value == "P1"
    assert sheet.range("C13").raw_value == sheet.range("E7").raw_value
    assert sheet.range("C13").raw_value == sheet.range("G23").raw_value == 80.0
    assert sheet.range("I1").raw_value == 0.0


def test_a_name_from_the_name_box_is_the_templates_too(live: xw.Book) -> None:
    """Excel's name box makes names of the workbook, beside those that the sheet has."""
    live.sheets[TEMPLATE].names["Statement_Account"].delete()
    live.names.add("Statement_Account", f"='{TEMPLATE}'!$D$3")

    sheet = put(live, bill(1))

    assert sheet.range("D3").raw_value == "P1"
    assert sheet.range("G3").raw_value is None


def test_a_deleted_template_comes_back_as_the_standard_one(live: xw.Book) -> None:
    live.sheets[TEMPLATE].delete()

    sheet = put(live, bill(2))

    assert sheet.range("A1").raw_value == "Care"
    assert not live.sheets[TEMPLATE].visible
    assert str(live.sheets[TEMPLATE].names["Statement_Account"].refers_to).endswith("$G$3")


def test_a_statement_made_again_stands_where_it_stood(live: xw.Book) -> None:
    name = put(live, bill(2)).name
    live.sheets.add("Mine", after=live.sheets[len(live.sheets) - 1])
    before = [each.name for each in live.sheets]

    again = put(live, bill(5))

    assert [each.name for each in live.sheets] == before
    assert again.name == name
    assert again.range("G16:G20").raw_value[-1] == [20.0]
