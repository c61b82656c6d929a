"""A workbook with several sheets of remittances: all are read, none twice, none in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.remit.workbook_sheets import read_sheets

if TYPE_CHECKING:
    from xlbilling.model.cells import CellValue
    from xlbilling.model.remittance import RemittanceFile

Sheet = list[list["CellValue"]]

HEAD: list[CellValue] = ["Check No", "Check Amount", "Account", "CPT", "Billed", "Paid"]
ONE: Sheet = [HEAD, ["1", 80.0, "C1", "99213", 80.0, 80.0]]
TWO: Sheet = [HEAD, ["2", 50.0, "C2", "99213", 50.0, 50.0]]


def _read(**sheets: Sheet) -> RemittanceFile:
    return read_sheets([*sheets.values()], "portal.xlsx", [*sheets])


def _told(read: RemittanceFile) -> list[tuple[str, str]]:
    ids = ("SHEET-OTHER", "SHEET-TWICE", "SHEET-PARTS", "SHEET-PLB")
    return [(one.id, one.severity) for one in read.findings if one.id in ids]


def test_each_sheet_with_a_remittance_is_read() -> None:
    read = _read(May=ONE, June=TWO)

    assert [(one.payment.trace, one.st02) for one in read.remittances] == [("1", "1"), ("2", "2")]
    assert all(one.totals.balanced for one in read.remittances)
    assert _told(read) == []


def test_findings_name_the_sheet_where_several_are_read() -> None:
    bad: Sheet = [HEAD, ["2", 50.0, "C2", "99213", "5O.00", 50.0]]
    read = _read(May=ONE, June=bad)

    money = [one for one in read.remittances[1].findings if one.id == "SHEET-MONEY"]
    assert [one.where for one in money] == ["portal.xlsx June row 2"]


def test_a_summary_beside_its_details_is_read_once_with_the_lines() -> None:
    summary: Sheet = [
        ["Check No", "Check Amount", "Account", "Billed", "Paid"], ["1", 80.0, "C1", 80.0, 80.0],
    ]  # fmt: skip
    read = _read(Summary=summary, Details=ONE)

    assert [one.totals.services for one in read.remittances] == [1]
    assert _told(read) == [("SHEET-TWICE", "I")]


def test_a_check_parted_over_two_sheets_is_put_together() -> None:
    first: Sheet = [HEAD, ["1", 130.0, "C1", "99213", 80.0, 80.0]]
    second: Sheet = [HEAD, ["1", 130.0, "C2", "99213", 50.0, 50.0]]
    read = _read(A=first, B=second)

    (remit,) = read.remittances
    assert (remit.totals.balanced, remit.totals.claims, remit.payment.cents) == (True, 2, 13_000)
    assert "B-TRAN" not in [one.id for one in remit.findings]
    assert _told(read) == [("SHEET-PARTS", "I")]


def test_the_parts_of_a_check_without_a_total_make_its_sum() -> None:
    head: list[CellValue] = ["Check No", "Account", "Billed", "Paid"]
    read = _read(A=[head, ["1", "C1", 80.0, 80.0]], B=[head, ["1", "C2", 50.0, 50.0]])

    (remit,) = read.remittances
    assert (remit.payment.cents, remit.totals.balanced) == (13_000, True)


def test_sheets_that_contradict_each_other_bring_in_no_payment() -> None:
    head: list[CellValue] = ["Check No", "Account", "Billed", "Paid"]
    read = _read(A=[head, ["1", "C1", 80.0, 80.0]], B=[head, ["1", "C1", 50.0, 50.0]])

    (remit,) = read.remittances
    assert remit.payment.cents is None
    assert ("SHEET-TWICE", "E") in [(one.id, one.severity) for one in remit.findings]


def test_a_sheet_without_check_numbers_given_twice_is_read_once() -> None:
    head: list[CellValue] = ["Account", "Billed", "Paid"]
    read = _read(A=[head, ["C1", 80.0, 80.0]], B=[head, ["C1", 80.0, 80.0]])

    assert [one.payment.cents for one in read.remittances] == [8_000]
    assert _told(read) == [("SHEET-TWICE", "I")]


def test_a_list_of_checks_and_a_cover_are_told_by_name() -> None:
    checks: Sheet = [["Payer", "Check No", "Check Date", "Check Amount"], ["Acme", "1", "", 80.0]]
    read = _read(Cover=[["Acme Health"]], Checks=checks, Claims=ONE)

    assert [one.payment.trace for one in read.remittances] == ["1"]
    assert _told(read) == [("SHEET-OTHER", "W"), ("SHEET-OTHER", "I")]
    said = " ".join(one.message for one in read.findings if one.id == "SHEET-OTHER")
    assert "'Checks'" in said
    assert "'Cover'" in said


def test_provider_adjustments_on_a_sheet_of_their_own_prove_the_check() -> None:
    claims: Sheet = [HEAD, ["1", 33.0, "C1", "99213", 80.0, 80.0]]
    plb: Sheet = [
        ["Check No", "Reference ID", "Reason", "Adjustment Amt"], ["1", "F7", "WO", 50.0],
        ["1", None, "L6", -3.0], ["9", "F8", "WO", 4.0],
    ]  # fmt: skip
    read = _read(Claims=claims, PLB=plb)

    (remit,) = read.remittances
    assert [(one.code, one.reference, one.cents) for one in remit.provider_adjustments] == [
        ("WO", "F7", 5_000), ("L6", "", -300)
    ]  # fmt: skip
    assert remit.totals.balanced
    assert "B-TRAN" not in [one.id for one in remit.findings]
    assert _told(read) == [("SHEET-PLB", "E")]
