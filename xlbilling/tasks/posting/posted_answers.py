"""The answers that are posted already, as reversals and repeated answers are compared with them.

An answer that a posted reversal takes back does not stand any more; which one it takes back is
told by the Match column of the reversal's rows. Source: rules.md P-6.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.remittance import REVERSAL
from xlbilling.tasks.posting.answers import LEVEL_OF_STATUS, AnswerClaim
from xlbilling.tasks.posting.match_claims import normalised
from xlbilling.tasks.posting.sheet_values import cents, counts, days, sheet_rows

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.judge import Judged

POSTED: Final = "POSTED"
PRIMARY: Final = "1"
REVERSES: Final = "REVERSES "
_BETWEEN: Final = " / "
_PATIENT_SHARE: Final = ("deductible", "coinsurance", "copay", "other_pr")
_TEXTS: Final = ("batch", "pcn", "icn", "clp02", "our_claim", "our_line", "match")
_CENTS: Final = ("claim_charge", "claim_paid", "billed", "paid", *_PATIENT_SHARE)

Signature = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class PostedAnswer:
    """One answer that is posted.

    Attributes:
        icn: the payer's claim number, upper case.
        names: what the payer and we call the claim, without punctuation.
        level: the level it answers at; an answer that tells none counts as the primary's.
        rows: its row numbers in the batch.
        claim_no: its number in the batch.
        said: line, billed, paid and patient's share of each row, sorted.
        reverses: keys of the answers that it takes back.
    """

    batch: str
    payer_id: str
    paid_on: date | None
    icn: str
    names: frozenset[str]
    claim_id: str
    level: str
    charge_cents: int
    paid_cents: int
    rows: tuple[int, ...]
    said: Signature
    is_reversal: bool = False
    reverses: tuple[str, ...] = ()
    claim_no: int = 0

    @property
    def key(self) -> str:
        """What names it in a reversal's Match: its batch and first row."""
        return key_of(self.batch, self.rows[0])

    @property
    def source_rows(self) -> tuple[str, ...]:
        """The Source Row of its ledger rows."""
        return tuple(f"{self.batch}/{row}" for row in self.rows)


def key_of(batch: str, first_row: int) -> str:
    """Return what names an answer: its batch and its first row there."""
    return f"{batch}#{first_row}"


def plain_names(names: Iterable[str]) -> frozenset[str]:
    """Return names of a claim as they are compared, blanks left out."""
    return frozenset(normalised(name) for name in names) - {""}


def below_nothing(frame: pd.DataFrame) -> pd.Series[Any]:
    """Tell for each row of Remit Lines whether its claim takes an answer back."""
    charge, paid = frame["claim_charge_cents"].fillna(0), frame["claim_paid_cents"].fillna(0)
    is_22 = frame["clp02"].isin([REVERSAL, f"0{REVERSAL}"])
    below: pd.Series[Any] = is_22 | (charge < 0).astype(bool) | (paid < 0).astype(bool)
    return below


def of_judged(one: Judged, reverses: tuple[str, ...] = ()) -> PostedAnswer:
    """Return an answer that is being posted now."""
    answer, claim = one.answer, one.claim
    assert one.ours is not None
    said = sorted(
        (
            one.our_line(row),
            row.billed_cents,
            row.paid_cents,
            sum(each.cents for each in row.adjustments if each.group == "PR"),
        )
        for row in claim.rows
    )
    return PostedAnswer(
        batch=answer.batch,
        payer_id=answer.payer_id,
        paid_on=answer.paid_on,
        icn=claim.icn.strip().upper(),
        names=plain_names((claim.pcn, one.ours.claim_id)),
        claim_id=one.ours.claim_id,
        level=claim.stated_level or PRIMARY,
        charge_cents=claim.charge_cents,
        paid_cents=claim.paid_cents,
        rows=tuple(row.row for row in claim.rows),
        said=tuple(said),
        is_reversal=claim.is_reversal,
        reverses=reverses,
        claim_no=claim.claim_no,
    )


class PostedAnswers:
    """The posted answers that a run may have to do with, kept up while it posts.

    Attributes:
        all: every one that was read or added.
    """

    def __init__(self, answers: Iterable[PostedAnswer] = ()) -> None:
        """Take the answers; those that a reversal among them takes back do not stand."""
        self.all: list[PostedAnswer] = []
        self._gone: set[str] = set()
        self._by_claim: dict[str, list[PostedAnswer]] = {}
        self._by_icn: dict[str, list[PostedAnswer]] = {}
        self._by_name: dict[str, list[PostedAnswer]] = {}
        for one in answers:
            self.add(one)

    def add(self, one: PostedAnswer) -> None:
        """Take one more answer; what it takes back does not stand any more."""
        self.all.append(one)
        self._gone.update(one.reverses)
        self._by_claim.setdefault(one.claim_id, []).append(one)
        self._by_icn.setdefault(one.icn, []).append(one)
        for name in one.names:
            self._by_name.setdefault(name, []).append(one)

    def stands(self, one: PostedAnswer) -> bool:
        """Tell whether nobody took an answer back; a reversal itself is no answer."""
        return not one.is_reversal and one.key not in self._gone

    def numbered(self, icn: str) -> list[PostedAnswer]:
        """Return the answers under a payer claim number that stand; none for no number."""
        return [one for one in self._by_icn.get(icn, ()) if icn and self.stands(one)]

    def named(self, names: Iterable[str]) -> list[PostedAnswer]:
        """Return the answers on a claim of these names that stand, each once."""
        found = {one.key: one for name in names for one in self._by_name.get(name, ())}
        return [one for one in found.values() if self.stands(one)]

    def on_claim(self, claim_id: str, payer_id: str) -> list[PostedAnswer]:
        """Return a payer's answers on a claim that stand."""
        own = self._by_claim.get(claim_id, ())
        return [one for one in own if one.payer_id == payer_id and self.stands(one)]

    def taken_back(self, names: Iterable[str]) -> list[PostedAnswer]:
        """Return the answers on a claim of these names that a reversal took back, each once."""
        found = {one.key: one for name in names for one in self._by_name.get(name, ())}
        return [one for one in found.values() if one.key in self._gone]

    def answers(self, claim_id: str) -> list[PostedAnswer]:
        """Return all answers on a claim, those that were taken back too."""
        return [one for one in self._by_claim.get(claim_id, ()) if not one.is_reversal]

    def awaiting(self) -> set[str]:
        """Return the claims whose payer took its answer back and has no other one standing."""
        return {
            one.claim_id
            for one in self.all
            if one.is_reversal and not self.on_claim(one.claim_id, one.payer_id)
        }

    def is_reversed(self, claim_id: str) -> bool:
        """Tell whether an answer on a claim was taken back."""
        return any(one.is_reversal for one in self._by_claim.get(claim_id, ()))


Wanted = Collection[tuple[AnswerClaim, str]]
"""Claims of payers with the id of ours that was found, "" for none."""


def read_posted(book: Snapshot, wanted: Wanted) -> PostedAnswers:
    """Return the posted answers that the claims of a run may take back, repeat or correct.

    These are all reversals; all answers on claims, or under payer claim numbers, that somebody
    takes back; and answers on the run's other claims with a payment of theirs.
    """
    lines = book.frame("remit_lines")
    posted = lines[(lines["state"] == POSTED).to_numpy(dtype=bool)]
    if posted.empty:
        return PostedAnswers()
    is_back = below_nothing(posted).to_numpy(dtype=bool)
    back = [(claim, ours) for claim, ours in wanted if claim.is_reversal]
    claims = {ours for _, ours in back} | set(posted.loc[is_back, "our_claim"]) - {""}
    related = posted["our_claim"].isin(claims - {""})
    icns = {claim.icn.strip().upper() for claim, _ in back} - {""}
    if icns:
        related |= posted["icn"].str.strip().str.upper().isin(icns)
    chosen = posted[is_back | (related | _alike(posted, wanted)).to_numpy(dtype=bool)]
    return PostedAnswers(_answers(chosen, _payments(book)))


def reversed_(book: Snapshot) -> set[str]:
    """Return the claims of which a payer took an answer back."""
    lines = book.frame("remit_lines")
    is_back = below_nothing(lines) & (lines["state"] == POSTED)
    return set(lines.loc[is_back.to_numpy(dtype=bool), "our_claim"]) - {""}


def answers_on(book: Snapshot, claims: Collection[str], *, but: str = "") -> PostedAnswers:
    """Return all posted answers on some claims.

    Args:
        book: the workbook.
        claims: ids of ours.
        but: a payment whose answers do not count.
    """
    lines = book.frame("remit_lines")
    is_posted = (lines["state"] == POSTED) & (lines["batch"] != but)
    chosen = lines[is_posted & lines["our_claim"].isin(list(claims))]
    return PostedAnswers() if chosen.empty else PostedAnswers(_answers(chosen, _payments(book)))


def _alike(posted: pd.DataFrame, wanted: Wanted) -> pd.Series[Any]:
    """Tell the rows of the run's claims that were paid what the run pays again."""
    paid = posted["claim_paid_cents"]
    amounts = paid.isna() | paid.isin({claim.paid_cents for claim, _ in wanted})
    ours = {ours for _, ours in wanted} - {""}
    alike: pd.Series[Any] = posted["our_claim"].isin(ours) & amounts.astype(bool)
    return alike


def _payments(book: Snapshot) -> dict[str, tuple[str, date | None]]:
    remits = book.frame("remits")
    facts = zip(remits["payer"], days(remits["date"]), strict=True)
    return dict(zip(remits["batch"], facts, strict=True))


def _answers(
    chosen: pd.DataFrame, payments: Mapping[str, tuple[str, date | None]]
) -> list[PostedAnswer]:
    columns: dict[str, list[Any]] = {name: chosen[name].tolist() for name in _TEXTS}
    columns |= {name: cents(chosen[f"{name}_cents"]) for name in _CENTS}
    numbers = zip(counts(chosen["row"]), sheet_rows(chosen), strict=True)
    columns["row"] = [number or row for number, row in numbers]
    columns["claim_no"] = counts(chosen["claim_no"])
    columns["is_reversal"] = below_nothing(chosen).tolist()
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for values in zip(*columns.values(), strict=True):
        record = dict(zip(columns, values, strict=True))
        number = record["claim_no"]
        keyed = (record["pcn"], record["icn"], record["clp02"]) if number is None else ()
        groups.setdefault((record["batch"], number, *keyed), []).append(record)
    return [_answer(records, payments) for records in groups.values()]


def _answer(
    records: list[dict[str, Any]], payments: Mapping[str, tuple[str, date | None]]
) -> PostedAnswer:
    records.sort(key=lambda one: one["row"])
    first = records[0]
    payer_id, paid_on = payments.get(first["batch"], ("", None))
    said = sorted(
        (r["our_line"], r["billed"] or 0, r["paid"] or 0, sum(r[n] or 0 for n in _PATIENT_SHARE))
        for r in records
    )
    return PostedAnswer(
        batch=first["batch"],
        payer_id=payer_id,
        paid_on=paid_on,
        icn=first["icn"].strip().upper(),
        names=plain_names((first["pcn"], first["our_claim"])),
        claim_id=first["our_claim"],
        level=LEVEL_OF_STATUS.get(first["clp02"].lstrip("0"), PRIMARY),
        charge_cents=_stated(records, "claim_charge", "billed"),
        paid_cents=_stated(records, "claim_paid", "paid"),
        rows=tuple(r["row"] for r in records),
        said=tuple(said),
        is_reversal=first["is_reversal"],
        reverses=named_in(first["match"]),
        claim_no=first["claim_no"] or 0,
    )


def _stated(records: list[dict[str, Any]], name: str, by_row: str) -> int:
    stated = next((int(r[name]) for r in records if r[name] is not None), None)
    return sum(r[by_row] or 0 for r in records) if stated is None else stated


def match_text(found_by: str, keys: Iterable[str]) -> str:
    """Return a reversal's Match: how the claim was found, and the answers that it takes back."""
    rule = found_by.partition(f"{_BETWEEN}{REVERSES}")[0]
    return _BETWEEN.join((rule, *(f"{REVERSES}{key}" for key in keys)))


def named_in(match: str) -> tuple[str, ...]:
    """Return the keys of the answers that a reversal's Match names."""
    parts = match.split(_BETWEEN)
    return tuple(part.removeprefix(REVERSES) for part in parts if part.startswith(REVERSES))


def batches_taken_back(match: str) -> set[str]:
    """Return the batches of the answers that a reversal's Match names."""
    return {key.rpartition("#")[0] for key in named_in(match)}
