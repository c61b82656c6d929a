"""Edits on coordination of benefits: what must be there before the next payer is billed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.examples import Examples, Row
from xlbilling.edits.failing import Failing, positions, taken
from xlbilling.edits.filing import claim_count, lines_with
from xlbilling.edits.lines import Lines
from xlbilling.edits.prior_payers import (
    LEVEL_NAMES,
    Cents,
    Prior,
    adjusted_cents,
    priors,
)
from xlbilling.edits.registry import edit
from xlbilling.model import money
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR

_TO_THE_SECOND: Final = {"payer_id": "MCAID", "level": "2"}
_ANSWERED: Final[Mapping[str, Sequence[Row]]] = {
    "submissions": tuple({"claim_id": one, **_TO_THE_SECOND} for one in ("C1002", "C1003")),
    "remits": ({"batch": "B1", "payer": "PAY1", "date": "2025-03-20", "status": "POSTED"},),
    "remit_lines": tuple(
        {
            "batch": "B1",
            "row": n,
            "claim_no": n,
            "level": "LINE",
            "clp02": "1",
            "our_claim": claim_id,
            "our_line": "1",
            "paid": paid,
        }
        for n, claim_id, paid in ((1.0, "C1002", 80.0), (2.0, "C1003", 79.0))
    ),
    "remit_adjustments": tuple(
        {
            "batch": "B1",
            "row": n,
            "position": 1.0,
            "group": "CO",
            "carc": "45",
            "amount": 45.0,
        }
        for n in (1.0, 2.0)
    ),
}
"""Two claims to a second payer; the first one paid $80.00 of $125.00, and $79.00 of the other."""


@dataclass(frozen=True)
class _Sums:
    """What a prior payer said of things that each have a charge: lines, or claims.

    Attributes:
        lines: a claim line of each thing.
        rows: the row of Remit Lines to look at.
        charge: ours, in cents.
        paid: by the payer, in cents.
        adjusted: the sum of its adjustments, in cents.
    """

    lines: Positions
    rows: Positions
    charge: Cents
    paid: Cents
    adjusted: Cents


@edit(
    "CV-087",
    severity=ERROR,
    basis="837P 005010X222A1, loops 2320 and 2430: charge = paid + adjustments; X12 RFI 2168",
    fix="compare the amounts with the payer's remittance; a missing adjustment is most often a "
    "row of Remit Adjustments, or a column of a hand-keyed row",
    examples=Examples(
        good={"claim_id": "C1002"},
        bad={"claim_id": "C1003"},
        office=_ANSWERED,
    ),
)
def prior_payment_adds_up(lines: Lines) -> Iterator[Failing]:
    """What a prior payer paid and adjusted adds up to the charge, on each line and on the claim.

    Asked of claims that go to the next payer. Adjustments of the claim as a whole count on the
    claim; no payment is below zero.
    """
    for prior in lines.once(priors):
        adjusted = adjusted_cents(lines, prior.told)
        name = f"the {LEVEL_NAMES[prior.level]} payer"
        yield from _unequal(lines, _line_sums(lines, prior, adjusted), name, whole_claim=False)
        yield from _unequal(lines, _claim_sums(lines, prior, adjusted), name, whole_claim=True)


def _line_sums(lines: Lines, prior: Prior, adjusted: Cents) -> _Sums:
    told = prior.told
    last = np.append(prior.last_part(lines.size), [NOWHERE - 1])
    at = np.flatnonzero(
        np.append(prior.wanted, [False])[prior.line] & (last[prior.line] == told.part)
    )
    found, first, place = np.unique(prior.line[at], return_index=True, return_inverse=True)
    paid = _summed(told.table.cents("paid")[0][told.rows[at]], place, len(found))
    charge = lines.cents("charge")[0][found]
    sums = _summed(adjusted[at], place, len(found))
    return _Sums(found, told.rows[at][first], charge, paid, sums)


def _claim_sums(lines: Lines, prior: Prior, adjusted: Cents) -> _Sums:
    """Return the sums of each answered claim whose lines are all on the sheet.

    One that names no line is about all lines of our claim.
    """
    told = prior.told
    count = int(told.part.max(initial=-1)) + 1
    part, first = np.unique(told.part, return_index=True)
    whole, listed = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
    whole[told.part[prior.astray]] = False
    listed[told.part[prior.line != NOWHERE]] = True
    claim, row = told.claim[first], told.rows[first]
    size = claim_count(lines)
    charges = _summed(lines.cents("charge")[0], lines.claim, size)[claim]
    charges = np.where(listed[part], _charges_named(lines, prior, count)[part], charges)
    stated, unstated = told.table.cents("claim_paid")
    paid = _summed(told.table.cents("paid")[0][told.rows], told.part, count)[part]
    paid = np.where(unstated[row], paid, stated[row])
    line = np.full(size, NOWHERE, dtype=np.intp)
    line[lines.claim[::-1]] = np.arange(lines.size)[::-1]
    kept = whole[part] & lines_with(lines, lines.claim[prior.wanted])[line[claim]]
    sums = _summed(adjusted, told.part, count)[part]
    return _Sums(line[claim][kept], row[kept], charges[kept], paid[kept], sums[kept])


def _charges_named(lines: Lines, prior: Prior, count: int) -> Cents:
    """Return the charges of the lines that each answered claim names, each line once."""
    at = np.flatnonzero(prior.line != NOWHERE)
    pairs = np.unique(np.stack([prior.told.part[at], prior.line[at]]), axis=1)
    return _summed(lines.cents("charge")[0][pairs[1]], pairs[0], count)


def _summed(cents: Cents, group: Positions, size: int) -> Cents:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, group, cents)
    return total


def _unequal(lines: Lines, sums: _Sums, payer: str, *, whole_claim: bool) -> Iterator[Failing]:
    apart = sums.charge - sums.paid - sums.adjusted
    what = "charges of the claim are" if whole_claim else "charge is"
    text = (
        f"{what} {{charge}}, but {payer} paid {{paid}} and adjusted {{adjusted}}, {{apart}};"
        " expected charge = paid + adjustments"
    )
    yield _failing(lines, sums, apart != 0, text, whole_claim=whole_claim)
    yield _failing(
        lines,
        sums,
        sums.paid < 0,
        f"{payer} paid {{paid}}; expected $0.00 or more",
        whole_claim=whole_claim,
    )


def _failing(lines: Lines, sums: _Sums, mask: Mask, text: str, *, whole_claim: bool) -> Failing:
    at = positions(mask)
    apart = sums.charge - sums.paid - sums.adjusted

    def shown(cents: Cents) -> list[str]:
        return [money.show(int(one)) for one in cents]

    values = {
        "charge": lambda at: shown(sums.charge[at]),
        "paid": lambda at: shown(sums.paid[at]),
        "adjusted": lambda at: shown(sums.adjusted[at]),
        "apart": lambda at: [_apart(int(one)) for one in apart[at]],
    }
    return Failing(
        lines=sums.lines[at],
        whole_claim=whole_claim,
        table=lines.tables["remit_lines"],
        rows=sums.rows[at],
        field="claim_paid" if whole_claim else "paid",
        text=text,
        values=taken(values, at),
    )


def _apart(cents: int) -> str:
    return f"{money.show(abs(cents))} too {'little' if cents > 0 else 'much'}"


@edit(
    "CV-088",
    severity=ERROR,
    basis="837P 005010X222A1, loops 2320 and 2430: a secondary claim carries the primary's "
    "payer, date, payment and adjustments",
    fix="import the prior payer's remittance, or key it on Remit Lines; then check again",
    examples=Examples(
        good={"claim_id": "C1002"},
        bad={"claim_id": "C1004"},
        office={
            **_ANSWERED,
            "submissions": (*_ANSWERED["submissions"], {"claim_id": "C1004", **_TO_THE_SECOND}),
        },
    ),
)
def prior_payer_has_answered(lines: Lines) -> Iterator[Failing]:
    """A claim goes to the next payer with the remittance of each payer before, line by line."""
    for prior in lines.once(priors):
        told = prior.told
        name = LEVEL_NAMES[prior.level]
        there, dated, named, by_line = (
            lines_with(lines, told.claim[mask])
            for mask in (
                np.ones(len(told.rows), dtype=bool),
                ~np.isnat(told.day),
                told.named,
                (prior.line != NOWHERE) | prior.astray,
            )
        )
        yield lines.claim_says(
            prior.wanted & ~there,
            "claim_id",
            f"the claim is to go on without a remittance of the {name} payer; expected one first",
        )
        yield lines.claim_says(
            prior.wanted & there & ~(dated & named),
            "claim_id",
            f"the {name} payer's remittance has no payer or no date; expected both on Remits",
        )
        answered = np.zeros(lines.size, dtype=bool)
        answered[prior.line[prior.line != NOWHERE]] = True
        yield lines.says(
            prior.wanted & by_line & ~answered,
            "line",
            f"the {name} payer's remittance does not answer this line; expected every line",
        )
