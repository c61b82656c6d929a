"""The sample's tables: `load` takes every file whole, and the claims are what a real month has."""

from collections import Counter

import pytest

from xlbilling.layout.tables import BY_NAME
from xlbilling.sample.claims import claims
from xlbilling.sample.files import LAST_WEEK, MONTH_ENDS, month_tables, office_tables
from xlbilling.sample.mistakes import SLIPS
from xlbilling.tasks.load import read_csv

FILES = {
    **{name: (name, content) for name, content in office_tables().items()},
    **{
        f"{name}-{end:%Y-%m}": (name, content)
        for end in MONTH_ENDS
        for name, content in month_tables(end).items()
    },
}


@pytest.mark.parametrize("file", FILES)
def test_load_takes_every_file_whole(file: str) -> None:
    table, content = FILES[file]

    frame = read_csv(BY_NAME[table], content, f"{file}.csv")

    assert len(frame) == len(content.decode().splitlines()) - 1
    assert len(frame)


def test_there_are_a_few_hundred_claims_of_one_to_three_lines_over_four_months() -> None:
    every = claims()
    days = [claim.day for claim in every]

    assert 250 <= len(every) <= 350
    assert set(Counter(len(claim.lines) for claim in every)) == {1, 2, 3}
    assert (max(days) - min(days)).days > 120


def test_nobody_is_seen_twice_on_a_day() -> None:
    seen = Counter((claim.patient.patient_id, claim.day) for claim in claims())

    assert set(seen.values()) == {1}


def test_the_last_week_has_its_slips_of_the_keyboard() -> None:
    march = read_csv(BY_NAME["claims"], month_tables(MONTH_ENDS[-1])["claims"], "claims.csv")
    last_week = march[march["dos_from"] >= LAST_WEEK.isoformat()]
    clean = {claim.claim_id: claim for claim in claims()}
    slipped = [
        claim
        for claim, first in zip(last_week["claim_id"], last_week["dx1"], strict=True)
        if first != clean[claim].diagnoses[0]
    ]

    assert len(slipped) == sum("dx1" in slip.typed for slip in SLIPS)
    assert "1000000021" in set(last_week["rendering_npi"])
