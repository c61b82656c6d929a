"""The office's own rules: every operator, every bad row, and the same machinery as any edit's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of
from tests.support import AS_OF, request
from xlbilling.edits import examples, patterns
from xlbilling.edits.catalogue import ClaimFinding, check
from xlbilling.edits.lines import Lines
from xlbilling.model.findings import Finding
from xlbilling.model.plan import Plan, Rewrite, SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import explain_row, validate_claims
from xlbilling.tasks.validating import own_rules
from xlbilling.tasks.validating.own_rules import OwnRules

RULE = {"rule": "R1", "severity": "E", "message": "ask the manager"}
CLAIM = {
    **examples.CLAIM,
    "mod1": "25",
    "mod2": "59",
    "auth": "A77",
    "admission_date": "2025-03-01",
}
SECOND = {**examples.COVERAGE, "level": "2", "payer_id": "MCAID", "group": "G2"}


def office(*rules: Mapping[str, Any], **tables: Any) -> dict[str, Any]:
    """Return the sample office with these rules; each is RULE with changes."""
    rows = [{**RULE, **rule} for rule in rules]
    return {"claims": [CLAIM], "findings": [], **examples.OFFICE, "office_rules": rows, **tables}


def plan(*rules: Mapping[str, Any], **tables: Any) -> Plan:
    return validate_claims.plan(book_of(office(*rules, **tables)), request(AS_OF))


def own(*rules: Mapping[str, Any], **tables: Any) -> tuple[Snapshot, OwnRules]:
    book = book_of(office(*rules, **tables))
    payers = {str(row["payer_id"]) for row in examples.PAYERS}
    return book, own_rules.read(book["office_rules"], payers)


def found(*rules: Mapping[str, Any], **tables: Any) -> list[ClaimFinding]:
    """Return what the office's rules find on the sample's claims."""
    book, read = own(*rules, **tables)
    return check(Lines(book, AS_OF), read.edits)


def told(*rules: Mapping[str, Any]) -> list[Finding]:
    """Return what is told of the rules' own rows."""
    return [one.finding for one in own(*rules)[1].findings]


def asks(field: str, operator: str, value: str | None = None) -> Mapping[str, Any]:
    return {"field": field, "operator": operator, "value": value}


CONDITIONS = [
    ("Code", "IS", "99213", True),
    ("code", "is", "99214", False),
    ("Code", "IS", "9921*", True),
    ("Claims.Code", "IS NOT", "99213", False),
    ("Code", "IS NOT", "99214", True),
    ("Code", "IN", "99214, 992*", True),
    ("Code", "IN", "99214;G8*", False),
    ("Code", "IN", "99202..99215", True),
    ("Code", "IN", "99214..99215,80000..89999", False),
    ("Code", "NOT IN", "99214, 99213", False),
    ("Code", "NOT IN", "99214", True),
    ("Code", "STARTS WITH", "992", True),
    ("Code", "STARTS WITH", "213", False),
    ("Code", "MATCHES", r"99\d{3}", True),
    ("Code", "MATCHES", r"99\d{2}", False),
    ("Location", "MATCHES", "main", True),
    ("NDC", "BLANK", None, True),
    ("NDC", "NOT BLANK", None, False),
    ("NDC", "MATCHES", ".*", False),
    ("NDC", "IS NOT", "1", True),
    ("NDC", "NOT IN", "1,2", True),
    ("Code", "BLANK", None, False),
    ("Code", "NOT BLANK", None, True),
    ("Modifiers", "IS", "59", True),
    ("Modifiers", "IS NOT", "59", False),
    ("Modifiers", "IN", "76,77", False),
    ("Modifiers", "NOT IN", "76,77", True),
    ("Modifiers", "BLANK", None, False),
    ("Modifiers", "NOT BLANK", None, True),
    ("Mod3", "BLANK", None, True),
    ("Diagnoses", "IS", "e11.9", True),
    ("Diagnoses", "IN", "E08..E11", True),
    ("Diagnoses", "IN", "E12..E13,I11*", False),
    ("Dx1", "STARTS WITH", "E1", True),
    ("Dx2", "IS NOT", "I10", False),
    ("Charge", "IS", "125", True),
    ("Charge", "IS NOT", "125.00", False),
    ("Charge", "IN", "100, $125.00", True),
    ("Charge", "IN", "100..124.99", False),
    ("Charge", "NOT IN", "100..124.99", True),
    ("Charge", "ABOVE", "124.99", True),
    ("Charge", "ABOVE", "125.00", False),
    ("Charge", "BELOW", "125.01", True),
    ("Charge", "BELOW", "125", False),
    ("Charge", "NOT BLANK", None, True),
    ("Patient Paid", "BLANK", None, True),
    ("Patient Paid", "BELOW", "5", False),
    ("Patient Paid", "IS NOT", "5", True),
    ("Pointers", "IS", "1,2", True),
    ("Units", "IS", "1", True),
    ("Units", "ABOVE", "0.5", True),
    ("Units", "BELOW", "1", False),
    ("NDC Qty", "BLANK", None, True),
    ("DOS From", "IS", "2025-03-04", True),
    ("DOS From", "ABOVE", "2025-03-04", False),
    ("DOS From", "IN", "2025-03-01..2025-03-04", True),
    ("Admission Date", "BELOW", "2025-03-04", True),
    ("Discharge Date", "BLANK", None, True),
    ("Patients.Sex", "IS", "F", True),
    ("Patients.DOB", "ABOVE", "1980-05-17", False),
    ("Coverage.Group", "BLANK", None, True),
    ("Coverage.Relationship", "IS NOT", "18", False),
    ("Payers.Type", "IS", "commercial", True),
    ("Payers.Type", "IN", "MEDICARE, WORK COMP", False),
    ("Rendering.Taxonomy", "STARTS WITH", "207Q", True),
    ("Providers.Taxonomy", "IS NOT", "207Q00000X", False),
    ("Billing.Type", "IS", "2", True),
    ("Referring.NPI", "NOT BLANK", None, False),
    ("Referring.NPI", "BLANK", None, False),
    ("Locations.POS", "IS", "11", True),
    ("Guarantors.City", "IS NOT", "Springfield", True),
    ("Authorizations.Units", "BELOW", "3", True),
]  # fmt: skip


@pytest.mark.parametrize(("field", "operator", "value", "is_wrong"), CONDITIONS)
def test_a_line_of_which_the_condition_is_true_is_found(
    field: str, operator: str, value: str | None, is_wrong: bool
) -> None:
    """On 99213-25-59 for $125.00, one unit, E119 and I10, approval A77 of two units, PAY1."""
    others = {
        "guarantors": [{"guarantor_id": "G1", "last": "Sample", "first": "Avery", "city": "Avon"}],
        "authorizations": [{"auth": "A77", "patient_id": "P1", "units": 2.0}],
    }
    got = [one.edit.id for one in found(asks(field, operator, value), **others)]

    assert got == (["OR-R1"] if is_wrong else [])


def test_a_finding_has_the_rules_severity_the_cell_and_what_stands_there() -> None:
    (one,) = found(asks("Modifiers", "IS", "59"))

    assert (one.severity, one.where, one.field) == ("E", "Claims!AB2", "mod2")
    assert one.message == 'Mod2 is "59": ask the manager (claim C1001 line 1)'
    assert one.as_finding().fix == (
        "mend Modifiers, or ask who keeps the Office Rules sheet. "
        "Basis: the office's own rule R1, a row of Office Rules"
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (asks("Charge", "ABOVE", "100"), "Charge is $125.00"),
        (asks("Units", "BELOW", "2"), "Units is 1"),
        (asks("DOS From", "BELOW", "2026-01-01"), "DOS From is 2025-03-04"),
        (asks("NDC", "BLANK"), "NDC is blank"),
        (asks("Modifiers", "NOT IN", "AT"), 'Modifiers hold "25", "59"'),
        (asks("Payers.Type", "IS", "COMMERCIAL"), 'Payers.Type is "COMMERCIAL"'),
        (asks("Patients.DOB", "NOT BLANK"), "Patients.DOB is filled"),
        (asks("Patients.Last", "IS", "Sample"), "Patients.Last is as the rule says"),
        (asks("Diagnoses", "IS", "I10"), "Dx2 is as the rule says"),
    ],
)
def test_what_stands_there_is_told_unless_it_tells_of_a_patient(
    rule: Mapping[str, Any], words: str
) -> None:
    (one,) = found(rule)

    assert one.words == f"{words}: ask the manager"


def test_a_rule_without_message_tells_its_condition() -> None:
    (one,) = found({**asks("Charge", "ABOVE", "100"), "message": None})

    assert one.words == "Charge is $125.00: the office's rule Charge ABOVE 100"


def test_braces_and_percent_signs_in_a_message_are_only_words() -> None:
    (one,) = found({**asks("Charge", "ABOVE", "100"), "message": "{0} {x} %s"})

    assert one.words.endswith(": {0} {x} %s")


def test_a_blank_severity_is_a_warning() -> None:
    (one,) = found({**asks("Charge", "ABOVE", "100"), "severity": None})

    assert one.severity == "W"


@pytest.mark.parametrize(
    ("narrowed", "is_found"),
    [
        ({"payer_id": "PAY1"}, True),
        ({"payer_id": "MCARE"}, False),
        ({"payer_id": "MCAID"}, False),
        ({"code_from": "99213"}, True),
        ({"code_from": "99214"}, False),
        ({"code_from": "9921*"}, True),
        ({"code_from": "99202", "code_to": "99215"}, True),
        ({"code_from": "99214", "code_to": "99215"}, False),
        ({"from": "2025-03-04", "to": "2025-03-04"}, True),
        ({"from": "2025-03-05"}, False),
        ({"to": "2025-03-03"}, False),
    ],
)
def test_a_rule_speaks_for_its_payer_codes_and_days_of_service(
    narrowed: Mapping[str, Any], is_found: bool
) -> None:
    """MCAID covers the patient too, but the claim goes to PAY1 first."""
    rule = {**asks("Charge", "ABOVE", "100"), **narrowed}
    got = found(rule, coverage=[examples.COVERAGE, SECOND])

    assert bool(got) is is_found


def test_a_line_without_a_day_is_spoken_for_by_undated_rules_only() -> None:
    undated = [{**CLAIM, "dos_from": None}]
    rule = asks("Charge", "ABOVE", "100")

    assert found(rule, claims=undated)
    assert not found({**rule, "from": "2020-01-01"}, claims=undated)


def test_the_coverage_is_that_of_the_payer_the_claim_goes_to_now() -> None:
    sent = [
        {
            "claim_id": "C1001",
            "level": "2",
            "payer_id": "MCAID",
            "frequency": "1",
            "sent": "2025-06-01",
        }
    ]
    both = [examples.COVERAGE, SECOND]
    rule = asks("Coverage.Group", "IS", "G2")

    assert not found(rule, coverage=both)
    (one,) = found(rule, coverage=both, submissions=sent)
    assert (one.where, one.whole_claim) == ("Coverage!E3", True)


def test_a_rule_on_the_patient_is_told_once_a_claim_at_the_patients_cell() -> None:
    lines = [CLAIM, {**CLAIM, "line": "2", "code": "85025"}]
    (one,) = found(asks("Patients.Financial Class", "IS", "COMMERCIAL"), claims=lines)

    assert (one.where, one.field, one.line) == ("Patients!M2", "patients.financial_class", "")


BAD_ROWS = [
    ({"field": "Chrage"}, "RULE-FIELD", "B2", "is 'Charge' meant?"),
    ({"field": "Patients.Six"}, "RULE-FIELD", "B2", "is 'Patients.Sex' meant?"),
    ({"field": None}, "RULE-FIELD", "B2", "'' is no field"),
    ({"operator": "LIKE"}, "RULE-OPERATOR", "C2", "'LIKE' is no operator; expected IS, IS NOT"),
    ({"operator": None}, "RULE-OPERATOR", "C2", "'' is no operator"),
    ({"value": "much"}, "RULE-VALUE", "D2", "'much' is not an amount of dollars such as 150.00"),
    ({"value": "1.005"}, "RULE-VALUE", "D2", "'1.005' is not an amount"),
    ({"value": None}, "RULE-VALUE", "D2", "Value is blank; expected what ABOVE compares with"),
    (asks("Charge", "IN", ", ;"), "RULE-VALUE", "D2", "a list with nothing in it"),
    (asks("Charge", "IN", "2..1"), "RULE-VALUE", "D2", "a range the wrong way round"),
    (asks("Charge", "MATCHES", "1"), "RULE-VALUE", "D2", "MATCHES is for text"),
    (asks("Code", "ABOVE", "1"), "RULE-VALUE", "D2", "Code holds text, not amounts"),
    (asks("Code", "IN", "99215..99213"), "RULE-VALUE", "D2", "is no range"),
    (asks("Code", "IN", "99215..G0008"), "RULE-VALUE", "D2", "is no range"),
    (asks("Code", "IN", "99213.."), "RULE-VALUE", "D2", "expected both its ends"),
    (asks("Code", "IN", "*"), "RULE-VALUE", "D2", "a star alone"),
    (asks("Code", "MATCHES", "(99"), "RULE-VALUE", "D2", "no pattern that can be read"),
    (asks("Code", "MATCHES", "(9+)+x"), "RULE-VALUE", "D2", "it may take ages"),
    (asks("Code", "IS", "99213, 99214"), "RULE-VALUE", "D2", "IN takes several"),
    (asks("Modifiers", "IS NOT", "25,59"), "RULE-VALUE", "D2", "IN takes several"),
    (asks("Code", "BLANK", "1"), "RULE-VALUE", "D2", "BLANK takes none"),
    (asks("POS", "IS", "2"), "RULE-VALUE", "D2", "'2' never stands in POS; expected one of 01, 02"),
    (asks("DOS From", "ABOVE", "1/31/26"), "RULE-VALUE", "D2", "a date such as 2026-01-31"),
    (asks("Units", "ABOVE", "nan"), "RULE-VALUE", "D2", "a number such as 2 or 1.5"),
    ({"payer_id": "NOBODY"}, "RULE-PAYER", "E2", "no payer of the Payers sheet"),
    ({"code_from": "99215", "code_to": "99213"}, "RULE-CODES", "G2", "is no range"),
    ({"code_from": "992*", "code_to": "993*"}, "RULE-CODES", "G2", "is no range"),
    ({"code_to": "99213"}, "RULE-CODES", "G2", "Code To stands without Code From"),
    ({"severity": "X"}, "RULE-SEVERITY", "H2", "expected E, W or I"),
    ({"from": "2025-04-01", "to": "2025-03-01"}, "RULE-DATES", "J2", "To 2025-03-01 is before"),
    ({"from": "March"}, "RULE-DATES", "I2", "From is no date"),
    ({"rule": None}, "RULE-ID", "A2", "Rule has no id"),
    ({"rule": "A|B"}, "RULE-ID", "A2", "Rule is no id"),
    ({"rule": "cv-059"}, "RULE-ID", "A2", "looks like an edit of the program"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "kind", "cell", "words"), BAD_ROWS)
def test_a_bad_row_is_a_finding_at_its_cell_and_no_rule(
    change: Mapping[str, Any], kind: str, cell: str, words: str
) -> None:
    row = {**asks("Charge", "ABOVE", "100"), **change}
    (one,) = told(row)

    assert (one.id, one.where) == (kind, f"Office Rules!{cell}")
    assert words in one.message
    assert one.message.endswith("; this row was left out")
    assert found(row) == []


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    got = told({**asks("Nothing", "LIKE", "1"), "severity": "X", "payer_id": "NOBODY"})

    assert [one.id for one in got] == [
        "RULE-FIELD", "RULE-OPERATOR", "RULE-PAYER", "RULE-SEVERITY",
    ]  # fmt: skip


def test_of_two_rows_with_one_id_the_second_is_told() -> None:
    high, low = asks("Charge", "ABOVE", "100"), asks("Charge", "BELOW", "500")
    (one,) = told(high, {**low, "rule": "r1"})

    assert (one.id, one.where) == ("RULE-TWICE", "Office Rules!A3")
    assert one.message.startswith("row 2 has this id already")
    assert len(found(high, {**low, "rule": "r1"})) == 1


def test_blank_rows_are_no_rules_and_no_findings() -> None:
    blank = dict.fromkeys(RULE)

    assert told(blank) == []


def test_a_rules_finding_goes_through_the_same_machinery_as_an_edits() -> None:
    made = plan(asks("Charge", "ABOVE", "100"))
    (table,) = [one.rows for one in made.changes if isinstance(one, Rewrite)]
    cells = {one.column: one.values.tolist() for one in made.changes if isinstance(one, SetColumn)}

    assert table["key"].tolist() == ["OR-R1|C1001|1|charge|1"]
    assert cells["status"] == ["ERROR"]
    assert cells["findings"] == [1.0]
    assert cells["first_finding"] == ["OR-R1 E: Charge is $125.00: ask the manager"]
    assert made.result["by_edit"] == {"OR-R1": 1}
    assert made.lines[-1] == "     1  OR-R1  ask the manager"


def test_payer_rules_may_switch_an_offices_rule_off() -> None:
    off = [{"edit": "OR-R1", "payer_id": "PAY1", "severity": "OFF"}]
    made = plan(asks("Charge", "ABOVE", "100"), payer_rules=off)

    assert made.findings == ()
    assert made.result["switched_off"] == {"OR-R1": 1}


def test_explain_row_shows_an_offices_rule_with_its_basis() -> None:
    book = book_of(office(asks("Charge", "ABOVE", "100")))
    made = explain_row.plan(book, request(AS_OF, claim="C1001"))

    assert made.result["edits"] == ["OR-R1"]


def test_a_bad_row_keeps_its_place_on_the_findings_sheet() -> None:
    made = plan({**asks("Chrage", "ABOVE", "100")})
    (table,) = [one.rows for one in made.changes if isinstance(one, Rewrite)]

    assert table["key"].tolist() == ["RULE-FIELD|R1||office_rules.field|1"]
    assert table["go_to"].tolist() == ["Go to Office Rules"]


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a|aa)*", "(a?){30}", "a?" * 40 + "a" * 40, "(a|a)" * 30, "a*a*a*a*", r"(a)\1",
     "(?=a)a", "a" * 201, "[", "a{999999999999}"],
)  # fmt: skip
def test_a_pattern_that_may_take_for_ever_or_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern that can be read|ages|taken here|longer than"):
        patterns.compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"(\d{3}-){2}\d{4}", "555-010-0199"), ("[A-Z]{2}[0-9]+", "ab77"), ("25|59", "59"),
     (r"[]\]]x*\.", "]xx."), ("(?:A|B)?[^0-9 ]+", "BBA"), ("a{2}", "AA")],
)  # fmt: skip
def test_a_plain_pattern_matches_the_whole_text_whatever_its_capitals(
    pattern: str, text: str
) -> None:
    assert patterns.compiled(pattern)(text)
    assert not patterns.compiled(pattern)(f"{text} ")
    assert not patterns.compiled("(?:.)*")("x" * 256)


LETTERS = st.sampled_from(["", "A1", "A2", "B1", "b1"])
LINES = st.fixed_dictionaries({
    "code": st.sampled_from(["99213", "99214", "G0008", "36415"]),
    "mod1": LETTERS,
    "mod2": LETTERS,
    "charge": st.one_of(st.none(), st.integers(0, 4).map(float)),
    "dos_from": st.sampled_from(["2025-03-01", "2025-03-04", "2025-04-01"]),
})
RULES = st.fixed_dictionaries({
    "field": st.sampled_from(["Mod1", "Modifiers", "Charge"]),
    "operator": st.sampled_from([
        "IS",
        "IS NOT",
        "IN",
        "NOT IN",
        "STARTS WITH",
        "BLANK",
        "NOT BLANK",
        "ABOVE",
        "BELOW",
    ]),
    "value": st.lists(st.sampled_from(["A1", "B1", "A*", "2", "3"]), max_size=3).map(",".join),
    "code_from": st.sampled_from([None, "99213", "99*"]),
    "from": st.sampled_from([None, "2025-03-04"]),
})


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=8), RULES)
def test_a_rule_finds_what_a_plain_loop_over_the_lines_finds(
    lines: list[dict[str, Any]], rule: dict[str, Any]
) -> None:
    """A row that is no rule finds nothing; any other finds what the sheet's notes say."""
    claims = [{**CLAIM, **line, "line": str(n)} for n, line in enumerate(lines)]
    got = sorted(one.line for one in found(rule, claims=claims))
    is_rule = not told(rule)

    assert got == [c["line"] for c in claims if is_rule and _is_wrong(rule, c)]


def _is_wrong(rule: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """Say in plain Python whether a rule's condition is true of a claim line."""
    code = rule["code_from"]
    if code and not (claim["code"] == code or (code == "99*" and claim["code"].startswith("99"))):
        return False
    if rule["from"] and date.fromisoformat(claim["dos_from"]) < date.fromisoformat(rule["from"]):
        return False
    names = {"Mod1": ["mod1"], "Modifiers": ["mod1", "mod2"], "Charge": ["charge"]}[rule["field"]]
    cells = [claim[name] for name in names if claim[name] not in {None, ""}]
    operator, value = rule["operator"], rule["value"]
    parts = [p for p in value.split(",") if p] if "IN" in operator.split() else [value]
    hits = [cell for cell in cells if _hit(operator, parts, cell)]
    return not hits if operator in {"IS NOT", "NOT IN", "BLANK"} else bool(hits)


def _hit(operator: str, parts: list[str], cell: str | float) -> bool:
    if operator in {"BLANK", "NOT BLANK"}:
        return True
    if isinstance(cell, float):
        limit = float(parts[0])
        others = {"ABOVE": cell > limit, "BELOW": cell < limit}
        return others.get(operator, cell in {float(p) for p in parts})
    own = cell.upper()
    if operator == "STARTS WITH":
        return own.startswith(parts[0])
    return any(re.fullmatch(re.escape(p).replace(r"\*", ".*"), own) for p in parts)
