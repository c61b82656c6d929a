"""What the catalogue publishes, and what no message may tell."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of, findings, office
from xlbilling.edits import examples, lines
from xlbilling.edits.catalogue import FAMILIES, all_edits, catalogue
from xlbilling.edits.places import PLACES
from xlbilling.layout.tables import BY_NAME
from xlbilling.layout.tables.claims import PLACES_OF_SERVICE
from xlbilling.tasks import settings as office_settings

FIRST_EDITS = [
    "CV-001",
    "CV-002",
    "CV-003",
    "CV-007",
    "CV-020",
    "CV-030",
    "CV-031",
    "CV-050",
    "CV-053",
    "CV-056",
    "CV-058",
    "CV-059",
    "CV-060",
    "CV-061",
    "CV-062",
    "CV-075",
    "CV-080",
    "CV-083",
    "CV-094",
    "CV-095",
]
KEYS = {"id", "severity", "title", "basis", "fix", "good", "bad", "with", "codes", "status_code"}


def test_the_main_edits_are_all_there() -> None:
    assert set(FIRST_EDITS) - {edit.id for edit in all_edits()} == set()


def test_the_catalogue_is_json_with_whole_claim_rows_by_code_name() -> None:
    entries = json.loads(json.dumps(catalogue()))

    assert [entry["id"] for entry in entries] == sorted(entry["id"] for entry in entries)
    for entry in entries:
        assert set(entry) == KEYS
        for row in (*entry["good"], *entry["bad"]):
            assert set(examples.CLAIM) <= set(row) <= set(BY_NAME["claims"].by_name)
        for name, rows in entry["with"].items():
            assert all(set(row) <= set(BY_NAME[name].by_name) for row in rows)


def test_a_title_is_one_sentence_that_must_hold() -> None:
    for edit in all_edits():
        assert re.fullmatch(r"[A-Z].*\.", edit.title), edit.id
        assert not edit.fix.endswith("."), edit.id


def test_each_family_has_edits_of_its_own() -> None:
    modules = {edit.check.__module__ for edit in all_edits()}

    assert modules == {family.__name__ for family in FAMILIES}


def test_the_edits_know_the_places_that_the_sheet_offers() -> None:
    assert sorted(PLACES) == PLACES_OF_SERVICE.split("|")


def test_the_edits_have_the_settings_of_the_settings_sheet() -> None:
    sheet = {name: office_settings.BY_NAME[name].default for name in lines.DEFAULT_SETTINGS}

    assert sheet == dict(lines.DEFAULT_SETTINGS)


def test_every_finding_names_its_cell_its_claim_and_how_to_mend_it() -> None:
    for edit in all_edits():
        book = book_of({"claims": edit.examples.bad_rows(), **edit.examples.office_rows()})
        for one in findings(book):
            finding = one.as_finding()

            assert re.fullmatch(r"[A-Za-z ]+![A-Z]{1,2}\d+", finding.where), edit.id
            assert f"(claim {one.claim_id}" in finding.message
            assert "; expected " in finding.message or ": expected " in finding.message, edit.id
            assert finding.fix.startswith(edit.fix)


SECRETS = {
    "patients.last": "Quillfeather",
    "patients.first": "Zebediah",
    "coverage.member_id": "MBR77411902",
    "coverage.subscriber_last": "Hollingsworth",
    "patients.address": "991 Undisclosed Ln",
    "dx1": "F1020",
    "dx2": "B20",
}
DAMAGE = ["", "=1+1", "*~", "x" * 90, "0", "\\x07"]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([f"{place}={sign}" for place in SECRETS for sign in DAMAGE]), max_size=3
    ),
    st.sampled_from(["", "units=0", "code=F10.20", "&; claim_id=C2", "patients.dob=1801-02-03"]),
)
def test_no_message_tells_who_the_patient_is_or_what_ails_them(
    damage: list[str], more: str
) -> None:
    """Each secret is spoilt by signs behind it; neither it nor the birth date may show."""
    changes = [f"{place}={secret}" for place, secret in SECRETS.items()]
    changes += [
        f"{d.partition('=')[0]}={SECRETS[d.partition('=')[0]]}{d.partition('=')[2]}" for d in damage
    ]
    told = " ".join(
        one.as_finding().as_line() for one in findings(office("; ".join([*changes, more])))
    )

    for secret in (*SECRETS.values(), "F10.20", "1801", "1980-05-17"):
        assert secret not in told
