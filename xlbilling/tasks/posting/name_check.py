"""Whether the payer means the same patient: names compared, never shown (rules.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.tasks.posting.judge import Judged
from xlbilling.tasks.posting.match_claims import letters

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.remittance import ClaimPayment


def names(patients: pd.DataFrame, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return last and first name of the patients named, by id, as they are compared."""
    chosen = patients[patients["patient_id"].isin(list(ids))]
    rows = zip(chosen["patient_id"], chosen["last"], chosen["first"], strict=True)
    return {who: (letters(last), letters(first)) for who, last, first in rows}


def findings(
    judged: Judged, said: ClaimPayment, known: Mapping[str, tuple[str, str]]
) -> Iterator[Finding]:
    """Give a warning where the name differs from ours, and a note where the payer corrects it.

    Args:
        judged: the claim with ours.
        said: the same claim as the payer sent it.
        known: our patients' names, from ``names``.
    """
    if judged.ours is None:
        return
    claim_id, where = judged.ours.claim_id, judged.claim.where
    if said.corrected is not None:
        yield Finding(
            "NAME-CORRECTED",
            INFO,
            f"claim {claim_id}: the payer has another name or member id for the patient (NM1*74)",
            where,
            "compare it with the card, then correct Patients or Coverage",
        )
    elif said.patient is not None and judged.ours.patient_id in known:
        theirs = (letters(said.patient.last), letters(said.patient.first))
        if not _is_alike(theirs, known[judged.ours.patient_id]):
            yield Finding(
                "NAME-DIFFERS",
                WARNING,
                f"claim {claim_id}: the payer's patient has another name than ours",
                where,
                "check that it is the same patient before the statement goes out",
            )


def _is_alike(theirs: tuple[str, str], ours: tuple[str, str]) -> bool:
    """Tell whether names agree as far as both have them; payers cut long ones short."""
    return all(
        not one or not other or one.startswith(other) or other.startswith(one)
        for one, other in zip(theirs, ours, strict=True)
    )
