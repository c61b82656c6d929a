"""Every edit fires on its bad example only, and on what examples.csv says."""

import csv
from pathlib import Path

import pytest

from tests.edits.office import findings, fired, office, offices, whole
from xlbilling.edits.catalogue import all_edits
from xlbilling.edits.registry import REGISTRY, Edit

TEXT = Path(__file__).with_name("examples.csv").read_text("utf-8")
ROWS = list(csv.DictReader(TEXT.splitlines()))
EDITS = pytest.mark.parametrize("edit", all_edits(), ids=lambda edit: edit.id)


@EDITS
def test_a_bad_example_is_stopped_by_its_edit_alone(edit: Edit) -> None:
    book = whole(edit.examples, edit.examples.bad_rows())

    assert fired(book) == {edit.id}


@EDITS
def test_a_good_example_is_stopped_by_no_edit(edit: Edit) -> None:
    book = whole(edit.examples, edit.examples.good_rows())

    assert fired(book) == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['edit']} {row['why']}")
def test_an_edit_decides_as_the_examples_say(row: dict[str, str]) -> None:
    found = fired(office(row["changes"]), [REGISTRY.edits[row["edit"]]])

    assert bool(found) == (row["verdict"] == "fires")


@EDITS
def test_no_edit_fails_on_what_the_examples_of_another_hold(edit: Edit) -> None:
    """All edits look at all the rows of one at once, as odd as they are: none breaks off."""
    rows = [row["changes"] for row in ROWS if row["edit"] == edit.id]

    assert fired(offices(rows))


def test_every_edit_has_a_row_that_fires_and_one_that_is_silent() -> None:
    told = {(row["edit"], row["verdict"]) for row in ROWS}
    wanted = {(edit.id, verdict) for edit in all_edits() for verdict in ("fires", "silent")}

    assert wanted - told == set()


def test_the_sample_office_has_no_finding() -> None:
    assert findings(office("")) == []
