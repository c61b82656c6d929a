"""Column maps: proposed from the headers, confirmed once on the sheet, remembered per payer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posting.desk import Desk, applied
from tests.tasks.test_import_remittance import DOS, desk, lines, told
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan
from xlbilling.model.tables import InputFile, Request
from xlbilling.tasks import import_remittance

HEAD = "Payer,Check Number,Check Date,Patient Control Number,Service Date,CPT,Billed,Paid"
ROW = f"Acme Health,K1,2026-03-20,C1,{DOS},99213,150.00,80.00"


def take(office: Desk, text: str, **options: str) -> Plan:
    """Import a CSV as a biller does."""
    files = (InputFile("portal.csv", text.encode()),)
    request = Request(office.as_of, "tester", files, options)
    return imported(office, request)


def imported(office: Desk, request: Request) -> Plan:
    """Import what is asked, and keep what it writes."""
    plan = import_remittance.plan(office.book, request)
    office.book = applied(office.book, plan)
    return plan


def sheet(more_head: str = "", more_row: str = "", row: str = ROW) -> str:
    """A portal's CSV of one line, 80.00 paid of 150.00, with some columns more."""
    return f"{HEAD}{more_head}\n{row}{more_row}\n"


def maps(office: Desk, *names: str) -> dict[str, Any]:
    """The Column Maps rows by header."""
    cells = office.cells("column_maps", "header", *(names or ("field",)))
    return {header: rest[0] if len(rest) == 1 else tuple(rest) for header, *rest in cells}


def row_of(office: Desk, header: str) -> int:
    frame = office.frame("column_maps")
    return int(frame.index[frame["header"] == header][0])


def type_field(office: Desk, header: str, field: str, confirmed: str = "Y") -> None:
    office.type_in("column_maps", row_of(office, header), field=field, confirmed=confirmed)


def test_a_sure_map_is_used_and_written_once() -> None:
    office = desk(*lines("1"))

    plan = take(office, sheet(",Contractual,Deductible", ",50.00,20.00"))

    assert told(plan) == [("EOB-K1", "READY")]
    assert maps(office) == {
        "Payer": "payer", "Check Number": "trace", "Check Date": "date",
        "Patient Control Number": "pcn", "Service Date": "dos", "CPT": "code", "Billed": "billed",
        "Paid": "paid", "Contractual": "contractual", "Deductible": "deductible",
    }  # fmt: skip
    assert maps(office, "payer_id", "confirmed", "example", "source")["Billed"] == (
        "ACME", "", "150.00", "proposed"
    )  # fmt: skip
    assert [(one.id, one.severity) for one in plan.findings] == [
        ("MAP-PROPOSED", "I"), ("SHEET-TOTAL", "W"), ("SHEET-STATUS", "I")
    ]  # fmt: skip
    again = take(office, sheet(",Contractual,Deductible", ",50.00,20.00"))
    assert told(again) == [("EOB-K1", "DUPLICATE")]
    assert again.is_empty


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (sheet(",Amount Paid", ",70.00"), "'Paid' and 'Amount Paid' both look like paid"),
        (sheet().replace("Billed", "Colour"), "what was charged"),
        (sheet().replace(",Paid", ",Colour"), "what was paid"),
        (sheet().replace("Patient Control Number", "Desk"), "name the claim"),
        (sheet().replace("Check Number", "Desk"), "check or EFT number"),
        (sheet().replace("Billed", "Total Amount"), "'Total Amount' may be billed"),
        (sheet().replace(",Paid", ",Net Paid Amt"), "'Net Paid Amt' may be paid"),
    ],
)
def test_a_map_that_is_not_sure_is_written_and_nothing_else(text: str, why: str) -> None:
    office = desk(*lines("1"))

    plan = take(office, text)

    assert [(one.id, one.severity) for one in plan.findings] == [("MAP-UNSURE", "E")]
    assert why in plan.findings[0].message
    assert [change.table for change in plan.changes] == ["column_maps"]  # type: ignore[union-attr]  # appends only
    assert plan.result["batches"] == []
    assert [one["status"] for one in plan.result["column_maps"]] == ["TO CONFIRM"]
    again = take(office, text)
    assert [one.id for one in again.findings] == ["MAP-UNSURE"]
    assert again.is_empty


def test_a_corrected_and_confirmed_map_is_used_from_then_on() -> None:
    office = desk(*lines("1"))
    text = sheet(",Amount Paid", ",150.00")
    take(office, text)

    type_field(office, "Amount Paid", "billed")
    type_field(office, "Billed", "")
    plan = take(office, text)

    assert told(plan) == [("EOB-K1", "IMPORTED")]
    assert plan.result["column_maps"][0]["status"] == "CONFIRMED"
    assert office.cells("remit_lines", "billed_cents", "paid_cents") == [(15000, 8000)]


def test_a_column_may_be_said_to_hold_the_amounts_of_one_reason() -> None:
    office = desk(*lines("1"))
    take(office, sheet(",Kept Back,Yours", ",50.00,20.00"))

    type_field(office, "Kept Back", "CO-45")
    type_field(office, "Yours", "PR-3")
    plan = take(office, sheet(",Kept Back,Yours", ",50.00,20.00", ROW.replace("K1", "K2")))

    assert plan.result["column_maps"][0]["status"] == "CONFIRMED"
    names = ("contractual_cents", "copay_cents", "out_by_cents")
    assert office.cells("remit_lines", *names)[-1] == (5000, 2000, 0)


def test_the_headers_may_come_in_another_order_and_spelling() -> None:
    office = desk(*lines("1"))
    take(office, sheet(",Kept Back", ",50.00"))
    type_field(office, "Kept Back", "contractual")
    type_field(office, "Paid", "Paid")

    row = ROW.replace("K1", "K2").removesuffix(",80.00")
    plan = take(office, f"kept back,PAID,{HEAD.removesuffix(',Paid')}\n50.00,80.00,{row}\n")

    assert plan.result["column_maps"][0]["status"] == "CONFIRMED"
    assert office.cells("remit_lines", "contractual_cents")[-1] == (5000,)


def test_a_changed_field_counts_only_once_it_is_confirmed() -> None:
    office = desk(*lines("1"))
    take(office, sheet())
    type_field(office, "Billed", "allowed", confirmed="")

    plan = take(office, sheet(row=ROW.replace("K1", "K2")))

    assert [one.id for one in plan.findings] == ["MAP-UNSURE"]
    assert "Column Maps!" in plan.findings[0].message
    assert "was changed, but is not confirmed" in plan.findings[0].message
    assert plan.is_empty


@pytest.mark.parametrize(("field", "why"), [("gold", "not known"), ("paid", "both feed paid")])
def test_a_confirmed_map_that_cannot_be_is_refused_with_its_cell(field: str, why: str) -> None:
    office = desk(*lines("1"))
    take(office, sheet())
    type_field(office, "Billed", field)

    plan = take(office, sheet(row=ROW.replace("K1", "K2")))

    assert [one.id for one in plan.findings] == ["MAP-UNSURE"]
    assert why in plan.findings[0].message
    assert plan.is_empty


def test_each_payer_has_its_own_map_of_one_layout() -> None:
    office = desk(*lines("1"))
    take(office, sheet(",Other", ",50.00"))
    type_field(office, "Other", "contractual")

    beta = take(office, sheet(",Other", ",50.00", ROW.replace("Acme Health,K1", "Beta Life,K2")))
    acme = take(office, sheet(",Other", ",50.00", ROW.replace("K1", "K3")))

    assert beta.result["column_maps"][0] | {"layout": ""} == {
        "file": "portal.csv", "layout": "", "payer": "BETA", "status": "PROPOSED"
    }  # fmt: skip
    assert acme.result["column_maps"][0]["status"] == "CONFIRMED"
    payers = [payer for (payer,) in office.cells("column_maps", "payer_id")]
    assert payers == ["ACME"] * 9 + ["BETA"] * 9


def test_a_column_with_amounts_that_is_not_used_is_told_until_somebody_confirms_it() -> None:
    office = desk(*lines("1"))

    plan = take(office, sheet(",Patient Paid,Row", ",12.00,7"))

    found = [one for one in plan.findings if one.id == "SHEET-COLUMN"]
    assert [(one.severity, one.message) for one in found] == [
        ("W", "columns with amounts are not used: 'Patient Paid'"),
        ("I", "columns not used: 'Row'"),
    ]
    type_field(office, "Patient Paid", "")
    again = take(office, sheet(",Patient Paid,Row", ",12.00,7", ROW.replace("K1", "K2")))
    assert not [one for one in again.findings if one.id == "SHEET-COLUMN"]


def test_the_payer_may_be_said_where_the_sheet_names_none() -> None:
    office = desk(*lines("1"))
    text = sheet().replace("Payer,", "").replace("Acme Health,", "")

    plan = take(office, text, payer="acme")

    assert [(one["batch"], one["payer"]) for one in plan.result["batches"]] == [("EOB-K1", "ACME")]
    with pytest.raises(RefusedError, match="no payer 'NOBODY'"):
        take(office, text, payer="NOBODY")


def test_what_stands_above_the_header_names_the_check() -> None:
    office = desk(*lines("1"))
    above = "Payer,Acme Health\nCheck Number: 0077,,Check Amount,$80.00\n\n"
    text = sheet(",Contractual", ",70.00").replace("Payer,Check Number,", "")

    plan = take(office, above + text.replace("Acme Health,K1,", ""))

    assert [(one["batch"], one["payer"], one["payment"]) for one in plan.result["batches"]] == [
        ("EOB-0077", "ACME", "80.00")
    ]


def test_a_lone_claim_number_is_ours_where_it_matches() -> None:
    office = desk(*lines("1"))

    take(office, sheet(",Contractual", ",70.00").replace("Patient Control Number", "Claim Number"))

    assert office.cells("remit_lines", "our_claim") == [("C1",)]


def test_a_check_number_in_scientific_notation_is_refused() -> None:
    office = desk(*lines("1"))

    plan = take(office, sheet(row=ROW.replace("K1", "1.23457E+15")))

    assert told(plan) == [("", "REFUSED")]
    assert "SHEET-ID" in [one.id for one in plan.findings]
    assert len(office.frame("remits")) == 0


def test_two_checks_of_one_amount_and_day_without_number_are_two_payments() -> None:
    """A map that lacks the check number may be confirmed: claims then tell payments apart."""
    office = desk(*lines("1"), *lines("1", claim="C2"))
    text = sheet().replace("Check Number,", "").replace("K1,", "")
    take(office, text)
    type_field(office, "Paid", "paid")

    first = take(office, text)
    second = take(office, text.replace("C1", "C2"))
    again = take(office, text)

    assert [told(one)[0][1] for one in (first, second, again)] == [
        "IMPORTED", "IMPORTED", "DUPLICATE"
    ]  # fmt: skip


def test_a_pasted_sheet_is_read_like_a_file() -> None:
    office = desk(*lines("1"))
    cells = [one.split(",") for one in sheet(",Contractual", ",70.00").splitlines()]
    file = InputFile("sheet March", b"cells", (cells,))
    request = Request(office.as_of, "tester", (file,))

    plan, again = imported(office, request), imported(office, request)

    assert told(plan) == [("EOB-K1", "READY")]
    assert told(again) == [("EOB-K1", "DUPLICATE")]


def test_nothing_to_import_is_refused() -> None:
    office = desk(*lines("1"))

    with pytest.raises(RefusedError, match="no file and no sheet"):
        import_remittance.plan(office.book, Request(office.as_of, "tester"))
