"""Money outside of any claim: provider-level adjustments, and a payment's accepted difference.

Source: rules.md P-7 and 2b. None of it touches a receivable of a patient.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from xlbilling.model.ledger import Account, Entry, EntryType, entry_id
from xlbilling.tasks.posting.answers import Answer, ProviderLevel
from xlbilling.tasks.posting.propose import Moment

INTEREST_CODE = "L6"
VARIANCE_REASON = "PAYER-VARIANCE"


def entries(answer: Answer, moment: Moment) -> list[Entry]:
    """Return the entries of a payment's provider-level adjustments and of its difference.

    A positive amount lowers the payment, so the cash that comes in is the amount negated.
    Interest is income; all else is kept as what the payer owes or takes back.
    """
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    ordered = sorted(answer.provider_level, key=lambda one: (one.code, one.reference, one.cents))
    for one in ordered:
        seen[one.code, one.reference] += 1
        if one.cents:
            made.append(_entry(answer, one, seen[one.code, one.reference], moment))
    if answer.variance_cents and answer.is_accepted:
        made.append(_variance(answer, moment))
    return made


def _common(answer: Answer, moment: Moment) -> dict[str, Any]:
    return {
        "posted": moment.as_of,
        "effective": answer.paid_on or moment.as_of,
        "batch": answer.batch,
        "deposit_date": answer.deposit_date,
        "payer_id": answer.payer_id,
        "user": moment.user,
        "debit": Account.CASH,
        "source_row": answer.batch,
    }


def _entry(answer: Answer, one: ProviderLevel, nth: int, moment: Moment) -> Entry:
    is_interest = one.code.upper() == INTEREST_CODE
    return Entry(
        **_common(answer, moment),
        entry=entry_id(answer.key, "PLB", one.code, one.reference, nth, answer.attempt),
        type=EntryType.INTEREST if is_interest else EntryType.PAYMENT,
        credit=Account.INTEREST if is_interest else Account.RECOUPMENT,
        amount_cents=-one.cents,
        reason=one.code,
        note=one.reference,
    )


def _variance(answer: Answer, moment: Moment) -> Entry:
    return Entry(
        **_common(answer, moment),
        entry=entry_id(answer.key, "VARIANCE", answer.attempt),
        type=EntryType.PAYMENT,
        credit=Account.SUSPENSE,
        amount_cents=answer.variance_cents,
        reason=VARIANCE_REASON,
        approver=answer.accepted_by,
        note=answer.variance_reason,
    )
