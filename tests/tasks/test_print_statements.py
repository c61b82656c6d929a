"""Which sheets are printed into which PDFs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import request
from tests.tasks.test_reprint_statement import FIRST, MONTHS, made, office, owed, with_register
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan, PrintSheets
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import make_statements, print_statements, reprint_statement
from xlbilling.tasks.statements import printing


def printed(plan: Plan) -> dict[str, tuple[str, ...]]:
    found = [dict(each.files) for each in plan.changes if isinstance(each, PrintSheets)]
    return found[0] if found else {}


def standing() -> Snapshot:
    """Return a book with the statement of the first month on its sheet."""
    book = office(owed(), made(office(owed())))
    return replace(book, sheets=[*book.sheets, "P1"])


def test_each_statement_has_a_pdf_called_by_its_number() -> None:
    plan = print_statements.plan(standing(), request(FIRST))

    assert printed(plan) == {"S20260228-P1.pdf": ("P1",)}


def test_one_file_holds_all_of_the_day() -> None:
    plan = print_statements.plan(standing(), request(FIRST, one_file="Y"))

    assert printed(plan) == {"statements-20260228.pdf": ("P1",)}


def test_a_run_prints_what_it_makes_and_nothing_unasked() -> None:
    book = office(owed())

    assert printed(make_statements.plan(book, request(FIRST))) == {}
    assert printed(make_statements.plan(book, request(FIRST, pdf="out"))) == {
        "S20260228-P1.pdf": ("P1",)
    }
    assert printed(make_statements.plan(book, request(FIRST, pdf="out", one_file="Y"))) == {
        "statements-20260228.pdf": ("P1",)
    }


def test_a_run_does_not_print_what_was_sent_that_day() -> None:
    register = made(office(owed()))
    sent = register.assign(sent=register["date"])

    plan = make_statements.plan(office(owed(), sent), request(FIRST, pdf="out"))

    assert plan.result["statements"] == 1
    assert printed(plan) == {}


def test_a_sheet_that_a_person_deleted_is_named_and_not_printed() -> None:
    plan = print_statements.plan(office(owed(), made(office(owed()))), request(FIRST))

    assert plan.is_empty
    assert [each.id for each in plan.findings] == ["ST-SHEET-GONE"]
    assert plan.findings[0].fix.endswith("reprint-statement BOOK S20260228-P1 makes a copy of it")


def test_a_sheet_that_shows_a_later_statement_is_not_printed_as_the_earlier_one() -> None:
    register = made(with_register(standing(), made(standing())), MONTHS[1])
    book = with_register(standing(), register)

    assert printed(print_statements.plan(book, request(FIRST))) == {}
    assert printed(print_statements.plan(book, request(MONTHS[1]))) == {"S20260331-P1.pdf": ("P1",)}


def test_a_day_without_statements_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        print_statements.plan(office(owed()), request(FIRST))

    assert caught.value.id == "STATEMENT-NONE"


def test_a_copy_is_printed_where_it_is_asked_for() -> None:
    book = standing()

    plan = reprint_statement.plan(book, request(statement="S20260228-P1", pdf="out"))

    assert printed(plan) == {"S20260228-P1 copy.pdf": ("Copy S20260228-P1",)}


@pytest.mark.parametrize(
    "account", ["A/1", "CON", "x" * 200, "מ" * 200, "a\u202egnp", "a:b*c?", "dot.", 'q"<>|']
)
def test_odd_numbers_have_names_that_every_disk_takes(account: str) -> None:
    name = printing.file_names([f"S20260228-{account}"]).popitem()[1]

    assert len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?*\u202e')
    assert name.endswith(".pdf")
    assert not name.removesuffix(".pdf").endswith((".", " "))


def test_numbers_that_would_be_called_alike_have_two_files() -> None:
    names = printing.file_names(["S-A/1", "S-A-1", "S-a-1", "S-" + "x" * 300, "S-" + "x" * 301])

    assert len({name.casefold() for name in names.values()}) == 5
