"""The lines that payers answered beside their contracts: Expected, Variance and Contract."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.tasks.contracts import reading
from xlbilling.tasks.contracts.compare import Allowed, Compared, State, compare
from xlbilling.tasks.posting.carc_map import Class, bare_code
from xlbilling.tasks.posting.classify import Classed, classify

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import AnswerRow
    from xlbilling.tasks.posting.judge import Judged
    from xlbilling.tasks.posting.our_claims import Office

Place = tuple[str, int]
"""Batch and row of a line on Remit Lines."""

_ADJUDICATED: Final = frozenset({"", "1", "4", "19"})
"""CLP02 of a first payer's answer; "" where a hand-keyed row leaves it open."""


@dataclass(frozen=True)
class Answers:
    """How the lines of some payments stand beside the contracts.

    Attributes:
        lines: by batch and row.
        payers: the payer of each batch.
    """

    lines: Mapping[Place, Compared]
    payers: Mapping[str, str]

    @cached_property
    def by_payer(self) -> dict[str, list[Compared]]:
        """The lines by payer, payers in order of their ids."""
        found: dict[str, list[Compared]] = {}
        for batch, row in sorted(self.lines, key=lambda place: (self.payers[place[0]], place)):
            found.setdefault(self.payers[batch], []).append(self.lines[batch, row])
        return found

    @cached_property
    def claimable(self) -> dict[str, int]:
        """Cents that each payer allowed too little, by payer; who owes nothing is left out."""
        sums = {
            payer: sum(o.claimable_cents for o in ones) for payer, ones in self.by_payer.items()
        }
        return {payer: cents for payer, cents in sums.items() if cents}

    def only(self, places: Collection[Place]) -> Answers:
        """Return the same of some lines."""
        lines = {place: one for place, one in self.lines.items() if place in places}
        return Answers(lines, self.payers)

    def cells(self, batch: str, row: int) -> dict[str, Any]:
        """Return the three cells of a row of Remit Lines, by code name; blank where none apply."""
        one = self.lines.get((batch, row))
        return {
            "expected": one.expected_cents if one else None,
            "variance": one.variance_cents if one else None,
            "contract": one.state.value if one else "",
        }

    def as_json(self) -> dict[str, str]:
        """Return what can be claimed of each payer, as text."""
        return {payer: money.to_text(cents) for payer, cents in self.claimable.items()}

    def told(self) -> Iterator[str]:
        """Give a line for each payer that allowed too little."""
        for payer, cents in self.claimable.items():
            yield f"{payer}: {money.show(cents)} claimable, allowed below the contract"

    def findings(self) -> Iterator[Finding]:
        """Give a warning for each payer whose answers are not as agreed."""
        for payer, ones in self.by_payer.items():
            yield from _findings(payer, ones)


def compare_all(book: Snapshot, judged: Iterable[Judged], office: Office) -> Answers:
    """Return how the lines of judged claims stand beside the contracts.

    Denied lines, later payers, reversals and what does not balance are left out (UP-4).
    """
    chosen = [one for one in judged if _is_comparable(one, office)]
    contracts = reading.contracts(book)
    ours = reading.services(book, {one.ours.claim_id for one in chosen if one.ours})
    lines: dict[Place, Compared] = {}
    for one in chosen:
        assert one.ours is not None
        payer = one.answer.payer_id
        services = ours.get(one.ours.claim_id, ())
        service_of = {each.line: each for each in services}
        for line, rows in _by_our_line(one).items():
            allowed = _allowed(one, rows, service_of[line].charge_cents, office)
            if allowed is not None:
                expected = contracts.expected(payer, service_of[line], services)
                lines[one.answer.batch, rows[0].row] = compare(allowed, expected)
    return Answers(lines, {one.answer.batch: one.answer.payer_id for one in chosen})


def _is_comparable(one: Judged, office: Office) -> bool:
    if one.ours is None or one.standing is None or one.standing.is_secondary:
        return False
    claim = one.claim
    is_read = not claim.unreadable and claim.is_balanced and claim.status in _ADJUDICATED
    return is_read and not office.terms(one.answer.payer_id).is_capitated


def _by_our_line(one: Judged) -> dict[str, list[AnswerRow]]:
    """Return the rows of each line of ours: a payer may split a line into several."""
    found: dict[str, list[AnswerRow]] = {}
    for row in one.claim.lines:
        line = one.our_line(row)
        if line:
            found.setdefault(line, []).append(row)
    return found


def _allowed(one: Judged, rows: Sequence[AnswerRow], charge: int, office: Office) -> Allowed | None:
    """Return what was allowed; None for a line that is denied, in part or as a whole."""
    classed = [each for row in rows for each in classify(one.claim, row, office.carcs)]
    if any(each.is_worked for each in classed):
        return None
    share = sum(each.adjustment.cents for each in classed if each.adjustment.group == "PR")
    held = sum(each.adjustment.cents for each in classed if each.class_ is Class.SEQUESTRATION)
    contractual = sum(each.adjustment.cents for each in classed if _is_co_45(each))
    paid = sum(row.paid_cents for row in rows)
    return Allowed(paid + share + held, contractual, charge)


def _is_co_45(each: Classed) -> bool:
    return each.adjustment.group == "CO" and bare_code(each.adjustment.carc) == "45"


def _findings(payer: str, ones: Sequence[Compared]) -> Iterator[Finding]:
    under = [one.claimable_cents for one in ones if one.state is State.UNDERPAID]
    if under:
        yield Finding(
            "UNDERPAID",
            WARNING,
            f"{payer} allowed {money.show(sum(under))} less than its contract on {_lines(under)}",
            "Remit Lines",
            "claim the Variance of the lines that are UNDERPAID, or mend their row of Rates",
        )
    above = [-(one.variance_cents or 0) for one in ones if one.state is State.OVERPAID]
    if above:
        yield Finding(
            "OVERPAID",
            WARNING,
            f"{payer} allowed {money.show(sum(above))} more than its contract on {_lines(above)}",
            "Remit Lines",
            "mend the row of Rates, or expect the payer to take it back",
        )
    over = [one.over_adjusted_cents for one in ones if one.over_adjusted_cents]
    if over:
        yield Finding(
            "OVER-ADJUSTED",
            WARNING,
            f"CO-45 of {payer} takes {money.show(sum(over))} more off than charge less contract "
            f"on {_lines(over)}",
            "Remit Lines",
            "claim it before it is written off; Contract on Remit Lines names the lines",
        )


def _lines(ones: Sequence[object]) -> str:
    return f"{len(ones)} line" + ("s" if len(ones) != 1 else "")
