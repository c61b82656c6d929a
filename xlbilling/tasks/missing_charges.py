"""Find visits without a charge, charges without a visit, and charges of visits not kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.findings import WARNING, Finding, in_order
from xlbilling.model.plan import Plan, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.capture import missing_table, visits
from xlbilling.tasks.capture.missing_table import OPEN, Row
from xlbilling.tasks.capture.visits import KEPT, NOT_KEPT, UNKNOWN
from xlbilling.tasks.validating import table_rows
from xlbilling.tasks.validating.row_facts import counted

READS: Final[tuple[str, ...]] = ("encounters", "claims", "missing_charges")
LAG: Final = "Charge Lag Days"
NO_CHARGE: Final = "NO CHARGE"
NO_ENCOUNTER: Final = "NO ENCOUNTER"

_TABLE: Final = "missing_charges"
_IDS: Final = {NO_CHARGE: "MC-1", NO_ENCOUNTER: "MC-2", NOT_KEPT: "MC-3"}
_FIXES: Final = {
    NO_CHARGE: "key the charge, or mark the visit CANCELLED or NO SHOW",
    NO_ENCOUNTER: "add the visit, or put its number into the claim line's Encounter",
    NOT_KEPT: "mark the visit KEPT, or take the charge back; a no-show fee has a code of its own",
}


@dataclass(frozen=True)
class _Compared:
    """Visits beside charges.

    Attributes:
        visits: as read.
        lines: the claim lines that stand for a visit.
        pairs: which belong together.
    """

    visits: pd.DataFrame
    lines: pd.DataFrame
    pairs: pd.DataFrame

    @property
    def charged(self) -> pd.Series[bool]:
        """Which visits have a charge."""
        return pd.Series(np.isin(np.arange(len(self.visits)), self.pairs["visit"]))


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Missing Charges table and a finding for each row found in this run.

    Visits are those of the request's CSV files, else of the Encounters sheet. A visit is missing
    its charge once the setting Charge Lag Days has passed. Charges are looked at on the days from
    the first to the last visit, so that a schedule of one week speaks of that week only.

    Raises:
        InputFileError: a file has not the columns of Encounters.
        RefusedError: the setting is no whole number.
    """
    given = [(file.name, file.content) for file in request.files]
    seen = visits.of_files(given) if given else visits.of_sheet(book["encounters"])
    lines = visits.charges(book)
    done = _Compared(seen, lines, visits.pairs(seen, lines))
    lag = settings.count(book.settings, LAG)
    last = request.as_of - timedelta(days=lag)
    found = [*_without_charge(done, last), *_without_visit(done), *_not_kept(done)]
    rows = missing_table.keyed([row for row, _ in found])
    before = book.tables.get(_TABLE, frames.empty(BY_NAME[_TABLE])).frame
    table = missing_table.merged(rows, before, _settled(done, before), request.as_of)
    findings = [finding for _, finding in found]
    is_same = table_rows.is_same(table, before)
    result = _result(done, rows, table)
    return Plan(
        changes=() if is_same else (Rewrite(_TABLE, table),),
        result=result,
        lines=_words(result),
        findings=tuple(in_order([*findings, *_cannot_judge(done)])),
    )


Found = tuple[Row, Finding]


def _without_charge(done: _Compared, last: date) -> list[Found]:
    """Return the visits kept up to a day that have no charge."""
    due = done.visits["dos"] <= pd.Timestamp(last)
    missing = done.visits[(done.visits["state"] == KEPT) & due & ~done.charged]
    return [
        _found(
            NO_CHARGE,
            visit,
            f"visit {_named(visit)} was kept and has no charge; expected a claim line for it",
        )
        for visit in missing.to_dict("records")
    ]


def _without_visit(done: _Compared) -> list[Found]:
    """Return the claims' days that belong to no visit, within the days of all visits."""
    first, last = done.visits["dos"].min(), done.visits["dos"].max()
    alone = ~done.lines.index.isin(done.pairs["line"])
    inside = (done.lines["first"] >= first) & (done.lines["first"] <= last)
    lines = done.lines[alone & inside].drop_duplicates(["claim_id", "first"])
    return [
        _found(
            NO_ENCOUNTER,
            {**line, "dos": line["first"], "encounter": ""},
            f"claim {line['claim_id'][:24] or 'without id'} charges services of "
            f"{line['first']:%Y-%m-%d}, and there is no such visit; expected one",
        )
        for line in lines.to_dict("records")
    ]


def _not_kept(done: _Compared) -> list[Found]:
    """Return the visits that were not kept, with each claim that belongs to no other visit."""
    together = done.pairs.join(done.visits, on="visit")
    kept = together.loc[together["state"] != NOT_KEPT, "line"]
    wrong = together[~together["line"].isin(kept)]
    wrong = wrong.join(done.lines[["claim_id"]], on="line").drop_duplicates(["visit", "claim_id"])
    return [
        _found(
            NOT_KEPT,
            visit,
            f"visit {_named(visit)} is {visit['visit_status']} and claim "
            f"{visit['claim_id'][:24] or 'without id'} charges it; expected no charge",
        )
        for visit in wrong.to_dict("records")
    ]


def _named(visit: Any) -> str:
    day = "" if pd.isna(visit["dos"]) else f" of {visit['dos']:%Y-%m-%d}"
    return f"{visit['encounter'][:24] or 'without number'}{day}"


def _found(kind: str, of: Any, words: str) -> Found:
    names = ("encounter", "patient_id", "dos", "rendering_npi", "location")
    row = {"kind": kind, "claim_id": of.get("claim_id", ""), **{name: of[name] for name in names}}
    return row, Finding(_IDS[kind], WARNING, words, of["where"], _FIXES[kind])


def _cannot_judge(done: _Compared) -> list[Finding]:
    """Return a finding for each visit that has no charge and whose row says too little."""
    open_ = done.visits[~done.charged]
    odd = open_[open_["state"] == UNKNOWN]
    undated = open_[(open_["state"] == KEPT) & open_["dos"].isna()]
    texts = ["encounter", "patient_id", "rendering_npi", "location", "visit_status"]
    undated = undated[(undated[texts] != "").any(axis=1)]
    return [
        Finding("MC-4", WARNING, f"visit {_named(one)} {words}", one[where], fix)
        for part, words, where, fix in (
            (odd, "has a status that is not known", "where_status",
             "choose KEPT, CANCELLED or NO SHOW; it was not looked at"),
            (undated, "has no date", "where", "type the day of the visit; it was not looked at"),
        )
        for one in part.to_dict("records")
    ]  # fmt: skip


def _settled(done: _Compared, before: pd.DataFrame) -> Callable[[Row], bool]:
    """Return a test whether a row that was not found again is mended by that."""
    visits_there = set(done.visits["encounter"])
    claims = set(done.lines["claim_id"])
    first, last = done.visits["dos"].min(), done.visits["dos"].max()
    old = before.assign(encounter=before.get("encounter", "")).reset_index(drop=True)
    again = old[old.get("kind", pd.Series(dtype=object)) == NO_CHARGE].reset_index(drop=True)
    charged = set(again.loc[visits.pairs(again, done.lines)["visit"], "key"]) if len(again) else ()

    def is_settled(row: Row) -> bool:
        if row["encounter"] and row["encounter"] in visits_there:
            return True
        if row["kind"] == NO_CHARGE:
            return row["key"] in charged
        day = row["dos"]
        is_inside = row["kind"] == NO_ENCOUNTER and day is not None and first <= day <= last
        return is_inside or row["claim_id"] not in claims

    return is_settled


def _result(done: _Compared, rows: Sequence[Row], table: pd.DataFrame) -> dict[str, Any]:
    kinds = [row["kind"] for row in rows]
    states = table["state"]
    return {
        "visits": len(done.visits),
        "kept": int((done.visits["state"] == KEPT).sum()),
        "no_charge": kinds.count(NO_CHARGE),
        "no_encounter": kinds.count(NO_ENCOUNTER),
        "not_kept": kinds.count(NOT_KEPT),
        "open": int((states == OPEN).sum()),
        "fixed": int((states != OPEN).sum()),
    }


def _words(result: dict[str, Any]) -> tuple[str, ...]:
    seen, kept = counted(result["visits"], "visit"), result["kept"]
    alone, not_kept = result["no_encounter"], result["not_kept"]
    return (
        f"{seen}, {kept} of them kept: {result['no_charge']} without a charge",
        f"{alone} charged without a visit, {not_kept} charged though not kept",
        f"Missing Charges: {result['open']} open, {result['fixed']} fixed",
    )
