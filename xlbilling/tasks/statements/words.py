"""A bill in plain words: what was done, what insurance did, what a level says. Our own wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xlbilling.model import money

MESSAGES: Final[dict[int, tuple[str, str]]] = {
    1: ("Thank you", "Thank you for choosing us. Please pay the amount due by the due date."),
    2: (
        "A friendly reminder",
        "Part of this balance was on an earlier statement. If you have paid already, thank you.",
    ),
    3: (
        "Your balance is past due",
        "Please pay the amount due, or call us so that we can agree on a way to pay it.",
    ),
    4: (
        "Your balance is long past due",
        "Please call us this week. We would rather agree on a payment plan than wait.",
    ),
    5: (
        "Final notice",
        (
            "This is the last statement before we review this account for collection. "
            "Please pay the amount due, or call us today."
        ),
    ),
}
"""Title and message by level; the Statement Messages sheet of a new workbook begins with them."""

PLAIN_WORDS: Final[dict[tuple[str, str], str]] = {
    ("PR", "1"): "your deductible (what you pay before your plan begins to pay)",
    ("PR", "2"): "your coinsurance (your share of the cost)",
    ("PR", "3"): "your copay",
    ("PR", "66"): "your blood deductible",
    ("PR", "142"): "your monthly share under Medicaid",
    ("PR", "178"): "your spend-down amount",
    ("PR", "*"): "not covered by your plan",
}
"""What the patient's share is called, where the CARC Map has no words of the office's own."""

FINANCE_CHARGE: Final = "Finance charge on this visit"
"""What a visit's finance charges are called, on a row of their own below it."""

_KINDS: Final = (
    ("99202", "99215", "Office visit"),
    ("99221", "99239", "Hospital visit"),
    ("99241", "99255", "Consultation"),
    ("99281", "99285", "Emergency visit"),
    ("99381", "99397", "Preventive visit"),
    ("99421", "99458", "Online or phone visit"),
    ("00100", "01999", "Anesthesia"),
    ("10004", "69990", "Procedure"),
    ("70010", "79999", "Imaging"),
    ("80047", "89398", "Laboratory test"),
    ("90281", "90759", "Vaccine"),
    ("90785", "90899", "Counseling"),
    ("97010", "97799", "Therapy"),
    ("90760", "99607", "Medical service"),
    ("A0021", "A0999", "Ambulance"),
    ("A4206", "A9999", "Supplies"),
    ("E0100", "E8002", "Equipment"),
    ("J0120", "J9999", "Medicine given at the visit"),
)
_NO_SHOW: Final = "NOSHOW"


def service(code: str) -> str:
    """Return what a procedure code is, in words that tell nobody else's eyes too much."""
    if code.upper() == _NO_SHOW:
        return "Missed appointment"
    for first, last, words in _KINDS:
        if len(code) == len(first) and first <= code.upper() <= last:
            return words
    return "Medical service"


def services(codes: Sequence[str], limit: int = 2) -> str:
    """Return the services of a visit as one text, each kind once, in order."""
    kinds = list(dict.fromkeys(service(code) for code in codes if code))
    shown = ", ".join(kind if n == 0 else kind.lower() for n, kind in enumerate(kinds[:limit]))
    return f"{shown} and more" if len(kinds) > limit else shown or "Medical service"


def share(group: str, carc: str, own: Mapping[tuple[str, str], str]) -> str:
    """Return what a share is called: the office's own words, or ours, or a general name."""
    for words in (own, PLAIN_WORDS):
        for key in ((group, carc), ("*", carc)):
            if words.get(key):
                return words[key]
    return own.get((group, "*")) or PLAIN_WORDS.get((group, "*")) or "your share"


def insurance_did(paid: Mapping[str, int], shares: Mapping[str, int], settling_cents: int) -> str:
    """Return one sentence or more on what insurance did with a visit.

    Args:
        paid: what each insurer paid, by name, in cents.
        shares: what became the patient's, by words, in cents.
        settling_cents: what still moves between us and insurance, outside of the patient's bill.
    """
    parts = [f"{name} paid {money.show(cents)}." for name, cents in paid.items()]
    owed = [f"{money.show(cents)}, {words}" for words, cents in shares.items() if cents > 0]
    if owed:
        parts.append(f"Yours to pay: {'; '.join(owed)}.")
    if settling_cents:
        parts.append(
            f"{money.show(abs(settling_cents))} of this visit is being settled with insurance "
            "and is not part of your bill."
        )
    return " ".join(parts) or "No insurance was billed for this visit."
