"""The shipped ICD-10-CM: as another package reads the same release, and by the days it holds."""

from __future__ import annotations

import subprocess
import warnings
from datetime import date
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import make_icd10cm
from tests.codes import icd10, icd10cm
from tests.make_icd10cm import RELEASES, Made, Release
from xlbilling.codesets import icd10cm as shipped_file
from xlbilling.codesets import icd10cm_release, icd10cm_tabular
from xlbilling.edits.icd10 import Standing, standings
from xlbilling.model.codes import EXCLUDES1, NOWHERE, CodeList

LAST = RELEASES[-1]


@cache
def on(day: str) -> dict[str, int]:
    """Return the row of each code that holds on a day."""
    known = icd10cm()
    rows = known.on(np.arange(len(known)), np.full(len(known), np.datetime64(day, "D")))
    return {known.codes[row]: int(row) for row in rows if row != NOWHERE}


@cache
def flagged(name: str, day: str = LAST.first_day) -> set[str]:
    """Return the codes that have a flag on a day."""
    flags = icd10cm().values[name]
    return {code for code, row in on(day).items() if flags[row]}


def stands(code: str, day: str) -> Standing:
    """Return how a code stands on a day."""
    return Standing(standings(icd10cm(), [code], np.array([day], dtype="datetime64[D]"))[0])


@cache
def oracle() -> Any:
    """Return the other package; it reads its files when it is imported, in an outdated way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return import_module("simple_icd_10_cm")


def test_every_code_and_whether_it_is_billable_are_as_another_package_reads_them() -> None:
    every = oracle().get_all_codes(with_dots=False)
    codes = {code for code in every if oracle().is_category_or_subcategory(code)}
    billable = {code for code in codes if oracle().is_leaf(code)}

    assert set(on("2026-04-01")) == codes
    assert flagged("billable", "2026-04-01") == billable
    assert (len(codes), len(billable)) == (98_186, 74_719)


def test_the_release_before_has_the_codes_of_its_year() -> None:
    assert (len(on("2025-04-01")), len(flagged("billable", "2025-04-01"))) == (97_584, 74_260)


def test_of_the_two_releases_487_billable_codes_are_new_and_28_gone() -> None:
    before, after = flagged("billable", "2025-09-30"), flagged("billable", "2025-10-01")

    assert (len(after - before), len(before - after)) == (487, 28)


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        ("U071", "2025-03-04", Standing.VALID),
        ("U070", "2025-03-04", Standing.VALID),
        ("U099", "2026-03-04", Standing.VALID),
        ("I10", "2024-10-01", Standing.VALID),
        ("E11", "2025-03-04", Standing.HEADER),
        ("E11A", "2025-09-30", Standing.NOT_YET),
        ("E11A", "2025-10-01", Standing.VALID),
        ("G35", "2025-09-30", Standing.VALID),
        ("G35", "2025-10-01", Standing.HEADER),
        ("G35A", "2026-03-31", Standing.VALID),
        ("G35A", "2026-04-01", Standing.VALID),
        ("QA00101", "2025-10-01", Standing.VALID),
        ("S52521", "2025-03-04", Standing.LACKS_SEVENTH),
        ("T1500", "2025-03-04", Standing.LACKS_SEVENTH),
        ("T1500X", "2025-03-04", Standing.LACKS_SEVENTH),
        ("T1500A", "2025-03-04", Standing.LACKS_PLACEHOLDER),
        ("T1500XA", "2025-03-04", Standing.VALID),
        ("E1128", "2025-03-04", Standing.UNKNOWN),
        ("G35A", "2031-01-01", Standing.VALID),
        ("I10", "2016-01-01", Standing.VALID),
    ],
)
def test_a_code_stands_as_its_releases_say(code: str, day: str, standing: Standing) -> None:
    """Codes of the newest release go on; codes of the oldest hold before its first day."""
    assert stands(code, day) == standing


def test_a_code_without_successors_is_told_as_deleted() -> None:
    gone = sorted(flagged("billable", "2025-09-30") - set(on("2025-10-01")))

    assert len(gone) == 12
    assert {stands(code, "2025-10-01") for code in gone} == {Standing.DELETED}
    assert {stands(code, "2025-09-30") for code in gone} == {Standing.VALID}


def test_codes_that_lack_their_7th_character_are_headings_of_7_character_codes() -> None:
    seventh, billable = flagged("seventh"), flagged("billable")

    assert {"S52521", "T1500", "O6981", "M1A00"} <= seventh
    assert {"E11", "S525", "S52521A"} & seventh == set()
    assert seventh & billable == set()
    assert {whole[:6].rstrip("X") for whole in billable if len(whole) == 7} <= {
        one.rstrip("X") for one in seventh
    }


@pytest.mark.parametrize("code", ["G63", "F0280", "I32", "N08", "M90511", "D638"])
def test_a_code_in_diseases_classified_elsewhere_is_a_manifestation(code: str) -> None:
    assert code in flagged("manifestation")


@pytest.mark.parametrize("code", ["D649", "E119", "E089", "B9561", "R6889"])
def test_a_code_that_is_only_not_elsewhere_classified_is_none(code: str) -> None:
    assert code not in flagged("manifestation")


def test_codes_whose_note_has_the_underlying_condition_first_are_told() -> None:
    first = flagged("code_first")

    assert {"E089", "G63", "B9561", "U099"} & first == {"E089", "G63", "B9561"}
    assert "I509" not in first


@pytest.mark.parametrize(
    ("unspecified", "told"),
    [
        ("H6000", ["H6001", "H6002", "H6003"]),
        ("S52529A", ["S52521A", "S52522A"]),
        ("M5430", ["M5431", "M5432"]),
        ("G8190", ["G8191", "G8194"]),
        ("L97109", ["L97119", "L97129"]),
        ("C50919", ["C50911", "C50912"]),
    ],
)
def test_a_code_that_leaves_the_side_open_stands_beside_codes_that_tell_it(
    unspecified: str, told: list[str]
) -> None:
    leaves_open = flagged("unspecified")

    assert unspecified in leaves_open
    assert not leaves_open & set(told)


@pytest.mark.parametrize("code", ["E119", "M7910", "R109", "J449", "E1165"])
def test_a_code_that_is_unspecified_in_another_way_leaves_no_side_open(code: str) -> None:
    assert code not in flagged("unspecified")


@cache
def pairs() -> set[tuple[str, str]]:
    """Return the pairs of the Excludes1 notes of all releases."""
    notes = icd10()[EXCLUDES1]
    assert isinstance(notes, CodeList)
    return set(zip(notes.codes.tolist(), notes.values["excluded"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("pair", "note"),
    [
        (("A06", "A07"), "(A07.-)"),
        (("E10", "O244"), "(O24.4-)"),
        (("E7220", "E724"), "a code without brackets"),
        (("H91", "H90"), "H90.- without brackets"),
        (("N61", "O91"), "a code of a section's note (O91-O92)"),
        (("N70", "O08"), "the end of a list (O00-O07, O08.0)"),
        (("O10", "Z34"), "a chapter's note"),
        (("E00", "P70"), "a chapter's note, a range"),
        (("W01", "V86"), "a range over many (V01-V99)"),
    ],
)
def test_a_note_is_read_with_its_ranges_and_dashes(pair: tuple[str, str], note: str) -> None:
    found = pairs()

    if pair == ("N70", "O08"):
        pair = ("N70", "O080")
    assert pair in found, note


def test_a_note_that_holds_only_with_a_character_is_left_out() -> None:
    assert not any(code == "G59" and other.startswith("E") for code, other in pairs())
    assert not any(code == "S01" and other.startswith("S02") for code, other in pairs())


def test_no_code_excludes_itself_or_its_own_family() -> None:
    assert not [
        pair for pair in pairs() if pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
    ]


def test_what_a_note_names_are_codes_of_a_release() -> None:
    codes = set(icd10cm().codes)

    assert {code for pair in pairs() for code in pair} - codes == set()


def installed(release: Release, name: str) -> bytes:
    """Return a file of the package that is installed for the tests."""
    assert release == LAST, "only the newest release is installed"
    return resources.files("simple_icd_10_cm").joinpath("data", name).read_bytes()


@cache
def newest() -> Made:
    """Return what the script makes of the newest release."""
    return make_icd10cm.made_of(LAST, installed)


def test_the_newest_release_in_the_file_is_what_the_script_makes_of_the_package() -> None:
    """Fails when the file is stale: run 'python -m tests.make_icd10cm'."""
    made, notes = newest().codes, newest().pairs
    rows = on(LAST.last_day)

    assert set(rows) == set(made.codes)
    for name in shipped_file.FLAGS:
        kept = {code for code, row in rows.items() if icd10cm().values[name][row]}
        assert kept == set(made.codes[made.values[name]]), name
    assert notes <= pairs()


def test_written_and_read_again_the_codes_are_the_same() -> None:
    known = icd10cm()
    again = shipped_file.read(shipped_file.write(known, ["a comment"]))

    assert again.about == known.about
    assert again.codes.tolist() == known.codes.tolist()
    np.testing.assert_array_equal(again.starts, known.starts)
    np.testing.assert_array_equal(again.ends, known.ends)
    for name, column in known.values.items():
        np.testing.assert_array_equal(again.values[name], column)


def test_both_files_are_what_the_script_makes_byte_for_byte(tmp_path: Path) -> None:
    """The older release comes from the package index; without one only the newest is compared."""
    try:
        make_icd10cm.download(tmp_path, RELEASES[0])
    except subprocess.CalledProcessError as why:
        pytest.skip(f"no package index: {why.stderr.decode()[-80:]}")
    older = make_icd10cm.made_of(RELEASES[0], make_icd10cm.from_wheels(tmp_path))
    for name, content in make_icd10cm.files_of([older, newest()]).items():
        assert (make_icd10cm.DATA / name).read_bytes() == content, name


def test_the_files_tell_releases_source_and_licence() -> None:
    for name in ("icd10cm.txt", "icd10cm-excludes1.txt"):
        head = (make_icd10cm.DATA / name).read_text("ascii")[:1500]
        for release in RELEASES:
            assert f"{release.name} ({release.first_day} to {release.last_day})" in head
            assert f"simple-icd-10-cm {release.package}" in head
        assert "public domain" in head


def test_the_set_says_which_days_it_speaks_for() -> None:
    about = icd10cm().about

    assert (about.first_day, about.last_day) == ("2024-10-01", "2026-09-30")
    assert date.fromisoformat(about.last_day).month == 9


def test_a_range_is_meant_in_the_order_of_the_list() -> None:
    """C4A stands between C43 and C44, and T88.6 ends a range that began at a category."""
    order = ["C43", "C430", "C4A", "C4A0", "C44", "C440", "T87", "T88", "T880", "T886", "T888"]
    ranges = icd10cm_tabular.Order(order)

    assert ranges.between("C43", "C44") == ["C43", "C4A", "C44"]
    assert ranges.between("T87", "T886") == ["T87", "T880", "T886"]
    assert ranges.between("C44", "C43") == []


def test_merging_a_release_again_changes_nothing() -> None:
    known = icd10cm()
    again = icd10cm_release.merge(known, newest().codes)

    assert shipped_file.write(again, []) == shipped_file.write(known, [])
