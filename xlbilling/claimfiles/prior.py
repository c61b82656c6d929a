"""What earlier payers decided on a claim (loops 2320 and 2430), as rows of a remittance.

A payer's answer has the shape of an imported one: a row a service line, and one row for the
claim where the payer said something of the claim as a whole, so that on every row what was
billed less the adjustments is what was paid.
"""

from __future__ import annotations

from typing import Final

from xlbilling.claimfiles import people
from xlbilling.claimfiles.office import Office
from xlbilling.claimfiles.tree import ANSWER, LINE, NONE, PAYER, Node, Segment
from xlbilling.claimfiles.values import ASK, Row, Values
from xlbilling.model import money
from xlbilling.model.findings import WARNING
from xlbilling.x12.composites import procedure_of

_PATIENT_PARTS: Final = {"1": "deductible_cents", "2": "coinsurance_cents", "3": "copay_cents"}
"""Adjustments of group PR by reason; any other is the patient's too."""
_TRIPLETS: Final = range(2, 20, 3)


def add_answers(claim: Node, rows: list[Row], office: Office, values: Values) -> None:
    """Add what each earlier payer of the claim decided.

    Args:
        claim: the claim.
        rows: its rows of the Claims table, one a line.
        office: where the rows go.
        values: reads the elements; gathers the findings.
    """
    payers = list(claim.loops(PAYER))
    lines = list(zip(claim.loops(LINE), rows, strict=True))
    for other in payers:
        answers = [
            (answer, row)
            for line, row in lines
            for answer in line.loops(ANSWER)
            if _is_of(answer, other, payers, values)
        ]
        paid = values.cents(other.first("AMT", "D"), 2)
        if paid is not None or answers or other.every("CAS"):
            _Answer(claim, other, office, values).add(answers, paid)


def _is_of(answer: Node, other: Node, payers: list[Node], values: Values) -> bool:
    """Tell whether a line's answer is this payer's: SVD01 is its id; of one payer any is."""
    svd = answer.first("SVD")
    ids = [people.payer_id_of(one) for one in payers]
    if svd.at(1) in ids:
        return svd.at(1) == people.payer_id_of(other)
    if other is payers[0]:
        what = "SVD01 names none of the claim's other payers; it is read as the first one's"
        values.tell(("837-PAYER", WARNING), svd, what, ASK)
    return other is payers[0]


class _Answer:
    """One earlier payer's decision while its rows are made."""

    def __init__(self, claim: Node, other: Node, office: Office, values: Values) -> None:
        self._claim_id = claim.first("CLM").at(1)
        self._charge = values.cents(claim.first("CLM"), 2)
        self._other = other
        self._office = office
        self._values = values
        self._batch = f"COB{office.count('remits') + 1}"
        self._count = 0

    def add(self, answers: list[tuple[Node, Row]], paid: int | None) -> None:
        """Add the payment, its lines, and what was said of the claim as a whole."""
        values, party = self._values, self._other.party("PR")
        on_claim = party.first("DTP", "573") if party is not None else NONE
        on_lines = [one.first("DTP", "573") for one, _ in answers]
        days = [day for day in map(values.day, (on_claim, *on_lines)) if day]
        sums = [self._add_line(answer, row, paid) for answer, row in answers]
        self._add_claim_row(sum(sums), paid)
        row: Row = {
            "batch": self._batch,
            "payer": people.payer_id_of(self._other),
            "trace": f"{self._claim_id} {self._batch}",
            "date": max(days, default=None),
            "amount_cents": sum(sums) if paid is None else paid,
            "claims_total_cents": sum(sums) if paid is None else paid,
        }
        self._office.add("remits", row)

    def _row(self, level: str, paid: int | None, billed: int | None) -> Row:
        self._count += 1
        other = self._other
        party = other.party("PR")
        return {
            "batch": self._batch,
            "row": self._count,
            "claim_no": 1,
            "level": level,
            "pcn": self._claim_id,
            "icn": party.first("REF", "F8").at(2) if party is not None else "",
            "clp02": people.LEVELS.get(other.first("SBR").at(1), ""),
            "billed_cents": billed,
            "paid_cents": paid,
            "claim_charge_cents": self._charge,
            "our_claim": self._claim_id,
        }

    def _add_line(self, answer: Node, line: Row, claim_paid: int | None) -> int:
        """Add the answer to a line; return what was paid."""
        svd, values = answer.first("SVD"), self._values
        procedure = procedure_of(svd.at(3), values.component)
        paid = values.cents(svd, 2)
        row = self._row("LINE", paid, _cents(line.get("charge_cents")))
        adjusted = self._adjust(row, answer.every("CAS"))
        row |= {
            "dos": line.get("dos_from"),
            "code": procedure.code,
            "mods": " ".join(procedure.modifiers),
            "line_control": line.get("line"),
            "units": values.quantity(svd, 5),
            "claim_paid_cents": claim_paid,
            "our_line": line.get("line"),
        }
        self._office.add("remit_lines", row)
        self._check(row, adjusted, svd)
        return paid or 0

    def _add_claim_row(self, on_lines: int, paid: int | None) -> None:
        """Add the claim's row where the payer said more than its lines, or nothing of them."""
        adjustments = self._other.every("CAS")
        rest = 0 if paid is None else paid - on_lines
        if not adjustments and not rest and self._count:
            return
        billed = 0 if self._count else self._charge
        row = self._row("CLAIM", rest, billed) | {"claim_paid_cents": paid}
        adjusted = self._adjust(row, adjustments)
        self._office.add("remit_lines", row)
        self._check(row, adjusted, self._other.first("SBR"))

    def _check(self, row: Row, adjusted: int, segment: Segment) -> None:
        """Tell of an answer whose charge less the adjustments is not what was paid."""
        billed, paid = _cents(row["billed_cents"]), _cents(row["paid_cents"])
        if billed is None or paid is None or billed - adjusted == paid:
            return
        what = (
            f"an earlier payer's answer does not balance: charge {money.show(billed)} less "
            f"adjustments {money.show(adjusted)} is {money.show(billed - adjusted)}, but paid is "
            f"{money.show(paid)}: {money.difference(paid, billed - adjusted)}"
        )
        self._values.tell(("837-COB", WARNING), segment, what, ASK)

    def _adjust(self, row: Row, segments: list[Segment]) -> int:
        """Add the adjustments of a row, and the patient's part to it by kind; return their sum."""
        position = total = 0
        for segment in segments:
            for at in _TRIPLETS:
                cents = self._values.cents(segment, at + 1)
                if cents is None and not segment.at(at):
                    continue
                position += 1
                total += cents or 0
                self._office.add(
                    "remit_adjustments",
                    {
                        "batch": row["batch"],
                        "row": row["row"],
                        "position": position,
                        "level": row["level"],
                        "group": segment.at(1),
                        "carc": segment.at(at),
                        "amount_cents": cents,
                        "quantity": self._values.quantity(segment, at + 2),
                    },
                )
                if segment.at(1) == "PR":
                    kind = _PATIENT_PARTS.get(segment.at(at), "other_pr_cents")
                    row[kind] = (_cents(row.get(kind)) or 0) + (cents or 0)
        return total


def _cents(value: object) -> int | None:
    return value if isinstance(value, int) else None
