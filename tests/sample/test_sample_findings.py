"""The checks find the sample's deliberate slips, each once, and nothing else."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
import pytest

from tests.codes import icd10
from xlbilling.edits import catalogue
from xlbilling.edits.lines import Lines
from xlbilling.layout.frames import from_records
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.tables import Snapshot, TableData
from xlbilling.sample import office
from xlbilling.sample.claims import claims
from xlbilling.sample.files import MONTH_ENDS, month_tables, office_tables
from xlbilling.sample.front_desk import of_last_week
from xlbilling.tasks.load import read_csv
from xlbilling.template.default_rows import default_rows

DELIBERATE = {
    ("CV-020", "C1277"),
    ("CV-031", "C1278"),
    ("CV-050", "C1279"),
    ("CV-056", "C1280"),
    ("CV-058", "C1281"),
    ("CV-053", "C1282"),
    ("CV-062", "C1283"),
    ("CV-085", "C1284"),
    ("CV-025", "C1286"),
    ("CV-032", "C1287"),
    ("CV-014", "C1290"),
}


@cache
def sample() -> Snapshot:
    """Return the sample's tables as they stand after the last month's loading, not yet worked."""
    loaded = [office_tables(), *map(month_tables, MONTH_ENDS)]
    frames = {"code_needs": [from_records(BY_NAME["code_needs"], default_rows("code_needs")).frame]}
    for tables in loaded:
        for name, content in tables.items():
            frames.setdefault(name, []).append(read_csv(BY_NAME[name], content, name))
    return Snapshot({name: _table(name, parts) for name, parts in frames.items()}, codes=icd10())


def _table(name: str, parts: list[pd.DataFrame]) -> TableData:
    frame = pd.concat(parts, ignore_index=True)
    frame.index = frame.index + 2
    return TableData(name, BY_NAME[name].sheet, frame, dict.fromkeys(BY_NAME[name].by_name, "A"))


def test_each_deliberate_slip_is_found_and_nothing_else() -> None:
    found = catalogue.check(Lines(sample(), office.AS_OF))

    assert {(one.edit.id, one.claim_id) for one in found} == DELIBERATE
    assert len(found) == len(DELIBERATE)


def test_the_slips_are_all_in_the_last_week() -> None:
    assert {claim_id for _, claim_id in DELIBERATE} <= {one.claim_id for one in of_last_week()}


@pytest.mark.parametrize("end", MONTH_ENDS[:-1], ids=str)
def test_the_months_before_are_clean(end: date) -> None:
    book = sample()
    frame = book.frame("claims")
    own = frame[frame["dos_from"] <= pd.Timestamp(end)]
    month = Snapshot({**book.tables, "claims": _table("claims", [own])}, codes=book.codes)

    assert catalogue.check(Lines(month, end)) == []


def test_one_visit_was_kept_and_never_charged() -> None:
    visits = sample().frame("encounters")
    kept = set(visits.loc[visits["visit_status"] == "KEPT", "encounter"])
    charged = {f"V{claim.claim_id[1:]}" for claim in claims()}

    assert kept - charged == {"V1292"}
    assert charged <= kept
    assert set(visits["visit_status"]) == {"KEPT", "CANCELLED", "NO SHOW"}
    assert visits["encounter"].is_unique


def test_the_template_asks_a_clia_number_for_the_samples_laboratory_tests() -> None:
    """So that the office's number is looked at."""
    ranges = [(row["code_from"], row["code_to"]) for row in default_rows("code_needs")]

    assert all(
        any(first <= code <= last for first, last in ranges)
        for code in ("80053", "81002", "83036", "85025", "87880")
    )
