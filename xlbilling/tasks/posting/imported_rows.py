"""The rows that an imported payment adds to the sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from xlbilling.tasks.posting import exceptions
from xlbilling.tasks.posting.answers import CLAIM_LEVEL, LINE_LEVEL, Answer, AnswerRow
from xlbilling.tasks.posting.carc_map import Class, bare_code
from xlbilling.tasks.posting.classify import WRITTEN_OFF, Classed, classify
from xlbilling.tasks.posting.judge import Judged
from xlbilling.tasks.posting.our_claims import Office
from xlbilling.tasks.posting.proof import Sums
from xlbilling.tasks.posting.provider_level import INTEREST_CODE
from xlbilling.tasks.posting.work_sheets import totals

_PATIENT_COLUMNS: Final = {"1": "deductible", "2": "coinsurance", "3": "copay"}
_APART: Final = frozenset({Class.SEQUESTRATION, Class.PENALTY, Class.WITHHOLD})
"""What is written off and never mixed with the contractual amount."""

Record = dict[str, Any]


def remit(answer: Answer, judged: Sequence[Judged], file_name: str, file_hash: str) -> Record:
    """Return the payment's row on Remits; READY where every claim could be posted."""
    sums = Sums(0, 0, answer.provider_level_cents, 0)
    shown = totals(answer, sums)
    return {
        "batch": answer.batch,
        "payer": answer.payer_id,
        "trace": answer.trace,
        "payer_trace_id": answer.payer_trace_id,
        "method": answer.method,
        "date": answer.paid_on,
        "amount_cents": answer.cents,
        **{f"{name}_cents": cents for name, cents in shown.items()},
        "status": status(answer, judged),
        "file_hash": file_hash,
        "source_file": file_name,
        "payment_key": answer.key,
    }


def status(answer: Answer, judged: Sequence[Judged]) -> str:
    """Return the status of a payment that is imported and not posted."""
    if answer.is_blocked:
        return "BLOCKED"
    return "IMPORTED" if any(one.trouble for one in judged) else "READY"


def remit_lines(judged: Iterable[Judged], office: Office) -> list[Record]:
    """Return the rows on Remit Lines, with what was matched and what stands against it."""
    return [_line(one, row, office) for one in judged for row in one.claim.rows]


def _line(judged: Judged, row: AnswerRow, office: Office) -> Record:
    answer, claim, trouble = judged.answer, judged.claim, judged.trouble
    return {
        "batch": answer.batch,
        "row": row.row,
        "claim_no": claim.claim_no,
        "level": LINE_LEVEL if row.is_line else CLAIM_LEVEL,
        "pcn": claim.pcn,
        "icn": claim.icn,
        "clp02": claim.status,
        "patient": claim.patient,
        "member": claim.member,
        "dos": row.dos,
        "code": row.code,
        "mods": " ".join(row.mods),
        "original_code": row.original_code,
        "line_control": row.line_control,
        "units": row.units,
        "billed_cents": row.billed_cents,
        "allowed_cents": row.allowed_cents,
        "paid_cents": row.paid_cents,
        **_amounts(judged, row, office),
        "claim_charge_cents": claim.charge_cents,
        "claim_paid_cents": claim.paid_cents,
        "remarks": " ".join(row.remarks),
        "our_claim": judged.ours.claim_id if judged.ours else "",
        "our_line": judged.our_line(row),
        "match": judged.match,
        "exception": trouble.reason.value if trouble else "",
        "crossed_over": "Y" if claim.is_crossed_over else "",
        "state": "EXCEPTION" if trouble else "READY",
    }


def _amounts(judged: Judged, row: AnswerRow, office: Office) -> Record:
    """Return the row's amounts by kind; together with paid they are what was billed."""
    sums: dict[str, int] = dict.fromkeys(
        (*_PATIENT_COLUMNS.values(), "other_pr", "contractual", "prior", "denied", "other_adj"), 0
    )
    for one in _classed(judged, row, office):
        sums[_column(one)] += one.adjustment.cents
    return {f"{name}_cents": cents for name, cents in sums.items()}


def _column(one: Classed) -> str:
    if one.adjustment.group == "PR":
        return _PATIENT_COLUMNS.get(bare_code(one.adjustment.carc), "other_pr")
    if one.class_ in _APART:
        return "other_adj"
    if one.class_ in WRITTEN_OFF:
        return "contractual"
    return "prior" if one.class_ is Class.PRIOR else "denied"


def _classed(judged: Judged, row: AnswerRow, office: Office) -> tuple[Classed, ...]:
    terms = office.terms(judged.answer.payer_id)
    return classify(judged.claim, row, office.carcs, is_capitated=terms.is_capitated)


def remit_adjustments(judged: Iterable[Judged], office: Office) -> list[Record]:
    """Return the rows on Remit Adjustments: one a triplet, with what it will do."""
    return [
        {
            "batch": one.answer.batch,
            "row": row.row,
            "position": classed.adjustment.position,
            "level": LINE_LEVEL if row.is_line else CLAIM_LEVEL,
            "group": classed.adjustment.group,
            "carc": classed.adjustment.carc,
            "amount_cents": classed.adjustment.cents,
            "quantity": _quantity(classed.adjustment.quantity),
            "class": classed.class_.value,
        }
        for one in judged
        for row in one.claim.rows
        for classed in _classed(one, row, office)
    ]


def _quantity(text: str) -> float | None:
    plain = text.strip().removeprefix("-").replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit()):
        return None
    return float(text)  # float: a count of units, not money


def provider_adjustments(answer: Answer) -> list[Record]:
    """Return the rows on Provider Adjustments; interest is income and leaves nothing open."""
    return [
        {
            "batch": answer.batch,
            "payer": answer.payer_id,
            "code": one.code,
            "reference": one.reference,
            "amount_cents": one.cents,
            "opened": answer.paid_on,
            "balance_cents": 0 if one.code.upper() == INTEREST_CODE else one.cents,
        }
        for one in answer.provider_level
    ]


def exception_rows(judged: Iterable[Judged]) -> list[Record]:
    """Return the rows on Exceptions: reason, message and next step of each claim that waits."""
    return [exceptions.record(one.answer, one.claim, one.trouble) for one in judged if one.trouble]
