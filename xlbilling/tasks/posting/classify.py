"""What each adjustment of a claim does: the CARC map, and the rules that need the whole row.

Source: rules.md 2c.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlbilling.tasks.posting.answers import Adjusted, AnswerClaim, AnswerRow
from xlbilling.tasks.posting.carc_map import ZERO_ALLOWED, CarcMap, Class, bare_code

WRITTEN_OFF: Final = frozenset({
    Class.CONTRACT,
    Class.CAPITATION,
    Class.SEQUESTRATION,
    Class.PENALTY,
    Class.WITHHOLD,
})
MOVED: Final = frozenset({Class.PATIENT, Class.PATIENT_HOLD})
_OPEN: Final = frozenset({Class.DENIAL, Class.HOLD, Class.INFO, Class.DISPUTE, Class.CORRECTION})
_SIGNED_GROUPS: Final = frozenset({"CO", "OA", "PI"})
_SURPRISE_REMARKS: Final = frozenset({"N830", "N864", "N865", "N866"})
_BILLABLE_UNDER_SURPRISE: Final = frozenset({"1", "2", "3"})
_QMB_REMARKS: Final = frozenset({"N781", "N782", "N783"})


@dataclass(frozen=True, slots=True)
class Classed:
    """An adjustment with what it does.

    Attributes:
        adjustment: as the payer gave it.
        class_: what it does.
        category: of a denial.
        action: what to do about it.
        days: within how many days, None where nobody said.
    """

    adjustment: Adjusted
    class_: Class
    category: str = ""
    action: str = ""
    days: int | None = None

    @property
    def is_worked(self) -> bool:
        """Whether a person must work on it: a denial in any group (rules.md 2d)."""
        return self.adjustment.cents > 0 and (
            self.class_ in _OPEN or self.class_ is Class.PATIENT_HOLD
        )


def classify(
    claim: AnswerClaim, row: AnswerRow, carcs: CarcMap, *, is_capitated: bool = False
) -> tuple[Classed, ...]:
    """Return the adjustments of a row with what each does.

    Args:
        claim: the claim it belongs to.
        row: a service line, or the claim row.
        carcs: the office's map.
        is_capitated: the payer pays this office by head, not by service.
    """
    said = frozenset(claim.remarks)
    classed = tuple(
        _classed(one, said, carcs, is_capitated=is_capitated) for one in row.adjustments
    )
    if not is_capitated and _is_zero_allowed(claim, row, classed):
        category, action = ZERO_ALLOWED
        return tuple(
            Classed(one.adjustment, Class.DENIAL, category, action, one.days)
            if one.class_ in {Class.CONTRACT, Class.CAPITATION}
            else one
            for one in classed
        )
    return classed


def _classed(
    one: Adjusted, remarks: frozenset[str], carcs: CarcMap, *, is_capitated: bool
) -> Classed:
    code = bare_code(one.carc)
    meaning = carcs.meaning(one.group, code)
    category, action = carcs.words(one.group, code)
    class_ = _in_context(one, meaning.class_, remarks, is_capitated=is_capitated)
    return Classed(one, class_, category, action, meaning.days)


def _in_context(
    one: Adjusted, class_: Class, remarks: frozenset[str], *, is_capitated: bool
) -> Class:
    if one.cents < 0:
        return _negative(one, class_)
    if class_ is Class.CAPITATION and not is_capitated:
        return Class.DENIAL
    if class_ is Class.PATIENT and _is_protected(bare_code(one.carc), remarks):
        return Class.PATIENT_HOLD
    return class_


def _negative(one: Adjusted, class_: Class) -> Class:
    """Return what a negative amount does: it is netted, never flipped and never left as memo."""
    if one.group == "PR":
        return Class.PATIENT
    kept = class_ in WRITTEN_OFF or class_ is Class.PRIOR
    return class_ if kept or one.group not in _SIGNED_GROUPS else Class.CONTRACT


def _is_protected(code: str, remarks: frozenset[str]) -> bool:
    """Tell whether a remark keeps the amount from the patient: No Surprises Act, QMB."""
    surprise = bool(remarks & _SURPRISE_REMARKS) and code not in _BILLABLE_UNDER_SURPRISE
    return surprise or bool(remarks & _QMB_REMARKS)


def _is_zero_allowed(claim: AnswerClaim, row: AnswerRow, classed: tuple[Classed, ...]) -> bool:
    """Tell whether the whole charge was adjusted by contract with nothing paid: a hidden denial."""
    if row.billed_cents <= 0 or row.paid_cents != 0 or claim.has_prior:
        return False
    if not row.is_line and claim.lines:
        return False
    contract = sum(one.adjustment.cents for one in classed if one.class_ is Class.CONTRACT)
    patient = sum(one.adjustment.cents for one in classed if one.adjustment.group == "PR")
    return contract == row.billed_cents and patient == 0
