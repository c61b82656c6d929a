"""What insurers owe by claim as of a day, and why some of it is not to be called about."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.edits.holds import on_hold
from xlbilling.edits.lines import Lines
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.receivables.aging import in_force

READS: Final = ("ledger", "claims", "holds", "denials", "payers")

CAPITATED: Final = "CAPITATED"
AGENCY: Final = "AGENCY"
ON_HOLD: Final = "ON HOLD"
DENIED: Final = "DENIED"
REASONS: Final = (CAPITATED, AGENCY, ON_HOLD, DENIED)
"""Why a line is left out, in the order in which it is asked."""

_OF_THE_PATIENT: Final = frozenset({"PATIENT-HOLD", "PRE-COLLECTION"})
"""Holds on what the patient owes: the payer is called all the same."""
_SETTLED: Final = frozenset({"CLOSED", "PAID"})


def by_claim(book: Snapshot, day: date, moved: pd.DataFrame) -> pd.DataFrame:
    """Return what each insurer owes on each claim as of a day.

    A hold counts where it names the claim: that of an account or a patient is about what the
    patient owes. A denied line stands on Denials, so only its claim's other lines are here.

    Args:
        book: with the tables of ``READS``.
        day: the as-of day.
        moved: the receivable's movements up to it.

    Returns:
        A row for each claim and insurer with something open: ``claim_id``, ``owner``, ``level``,
        ``payer_id``, ``cents`` to call about, ``owed`` in all, ``dos``, ``given``, and ``reason``
        of ``REASONS`` where nothing is left to call about, else "".
    """
    lines = balances.line_balances(moved)
    lines = lines[~lines["is_patient"]].reset_index(drop=True)
    why = _reasons(book, lines, day)
    marked = lines.assign(
        open=lines["cents"].where(why == "", 0),
        rank=np.select([why == one for one in REASONS], range(len(REASONS)), len(REASONS)),
    )
    claims = (
        marked
        .groupby(["claim_id", "owner"], sort=False)
        .agg(
            level=("level", "first"),
            payer_id=("payer_id", "first"),
            cents=("open", "sum"),
            owed=("cents", "sum"),
            dos=("dos", "min"),
            given=("given", "min"),
            rank=("rank", "min"),
        )
        .reset_index()
    )
    claims = claims[claims["owed"] > 0].reset_index(drop=True)
    named = np.array([*REASONS, ""], dtype=object)[claims["rank"].to_numpy(dtype=np.intp)]
    return claims.drop(columns="rank").assign(reason=np.where(claims["cents"] > 0, "", named))


def _reasons(book: Snapshot, lines: pd.DataFrame, day: date) -> pd.Series[Any]:
    """Return why each line is left out, "" for one to call about."""
    payers = book.frame("payers")
    capitated = set(payers.loc[payers["capitated"].str.upper() == "Y", "payer_id"])
    holds = in_force(book.frame("holds"), day)
    holds = holds[(holds["claim_id"] != "") & ~holds["type"].isin(_OF_THE_PATIENT)]
    at_agency = holds["type"] == AGENCY
    tests = {
        CAPITATED: lines["payer_id"].isin(capitated),
        AGENCY: _named(lines, holds[at_agency]),
        ON_HOLD: lines["claim_id"].isin(_held(book, day)) | _named(lines, holds[~at_agency]),
        DENIED: _denied(lines, book.frame("denials")),
    }
    found = np.select([tests[one] for one in REASONS], list(REASONS), "")
    return pd.Series(found.astype(object), index=lines.index)


def _held(book: Snapshot, day: date) -> set[str]:
    """Return the claims of which a line is held back on the Claims sheet (edit CV-092)."""
    alone = Snapshot({"claims": book["claims"]}, book.settings)
    return set(book.frame("claims").loc[on_hold(Lines(alone, day)), "claim_id"])


def _named(lines: pd.DataFrame, rows: pd.DataFrame) -> pd.Series[Any]:
    """Tell which lines some rows name: by claim and line, or by a claim as a whole."""
    whole = lines["claim_id"].isin(rows.loc[rows["line"] == "", "claim_id"])
    return whole | _places(lines).isin(set(_places(rows[rows["line"] != ""])))


def _denied(lines: pd.DataFrame, denials: pd.DataFrame) -> pd.Series[Any]:
    """Tell which lines their own payer has denied; a denial without a payer is everybody's."""
    standing = denials[~denials["state"].isin(_SETTLED) & (denials["claim_id"] != "")]
    of_all = standing[standing["payer_id"] == ""]
    own = standing[standing["payer_id"] != ""]
    return _named(lines, of_all) | _named(_by_payer(lines), _by_payer(own))


def _by_payer(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(claim_id=rows["claim_id"] + "\x1f" + rows["payer_id"])


def _places(rows: pd.DataFrame) -> pd.Series[Any]:
    places: pd.Series[Any] = rows["claim_id"] + "\x1f" + rows["line"]
    return places
