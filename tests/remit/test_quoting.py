"""Findings never show what may be a name or a member id, wherever a damaged file has it."""

from __future__ import annotations

import pytest

from tests.remit.made import ISA, data, file_of, interchange, transaction
from tests.remit.test_era835 import RICH
from xlbilling.model.findings import Finding
from xlbilling.remit.era835 import Reader, file_findings
from xlbilling.x12 import quoting

NAME = "DOE JANE"
SEGMENTS = interchange(transaction("80", RICH))
#: Claim ids and the names of organizations are no patient data: they may be shown.
SHOWN = {("CLP", 1), ("N1", 2)}


def _findings(segments: list[str]) -> list[Finding]:
    reader = Reader(data([ISA, *segments[1:]]), "made.835")
    remittances = list(reader.totals_only())
    found = [one for remit in remittances for one in remit.findings]
    return [*file_findings(reader, len(remittances)), *found]


def _places() -> list[tuple[int, int]]:
    return [
        (place, element)
        for place, text in enumerate(SEGMENTS[1:], start=1)
        for element in range(text.count("*") + 1)
        if (text.split("*")[0], element) not in SHOWN
    ]


@pytest.mark.parametrize("put", [NAME, "DOE", "MEM123456X", "123-45-6789"])
def test_a_name_or_id_in_any_element_is_never_quoted(put: str) -> None:
    """Every element of a rich file in turn holds it, a segment's own id included."""
    told = 0
    for place, element in _places():
        elements = SEGMENTS[place].split("*")
        elements[element] = put
        damaged = [*SEGMENTS[:place], "*".join(elements), *SEGMENTS[place + 1 :]]
        findings = _findings(damaged)
        told += bool(findings)
        shown = [one.message for one in findings if put in one.message or put[:5] in one.message]
        assert shown == [], (SEGMENTS[place], element)
    assert told > len(_places()) // 3


def test_the_claim_id_is_shown_since_it_finds_the_claim() -> None:
    remit = next(Reader(file_of("80", "CLP*C1*1*100*80"), "made.835").remittances())

    assert "claim C1" in remit.findings[0].message


@pytest.mark.parametrize(
    "text", ["20.005", "$5", "1,000", "+5", "-5-", "1E3", "(12.00)", "12.00CR", " 20 ", "#REF!"]
)
def test_an_attempt_at_an_amount_is_quoted(text: str) -> None:
    assert quoting.amount(text) == f" {text!r}"


@pytest.mark.parametrize(
    "text", ["", "ten", "JANE", "MEM123", "123-45-6789", "01/02/1970", "9" * 41]
)
def test_what_is_no_attempt_at_an_amount_is_not_quoted(text: str) -> None:
    assert quoting.amount(text) == ""


@pytest.mark.parametrize("text", ["20240230", "13/45/2024", "2024-13-01", "20240101-20240230"])
def test_an_attempt_at_a_date_is_quoted(text: str) -> None:
    assert quoting.day(text) == f" {text!r}"


@pytest.mark.parametrize("text", ["", "JANE", "123-45-6789", "123456789", "soon"])
def test_what_is_no_attempt_at_a_date_is_not_quoted(text: str) -> None:
    assert quoting.day(text) == ""
