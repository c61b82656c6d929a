"""Diagnoses against ICD-10-CM as shipped: how grave, in which words, at which cell."""

from __future__ import annotations

import pytest

from tests.edits.office import findings, fired, office
from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.model.findings import ERROR, WARNING, Severity


def found(edit: str, changes: str) -> list[ClaimFinding]:
    """Return an edit's findings on the sample office with these changes."""
    return [one for one in findings(office(changes)) if one.edit.id == edit]


def words(edit: str, changes: str) -> str:
    """Return the words of an edit's only finding."""
    (only,) = found(edit, changes)
    return only.words


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ("dx2=E1128; dos_from=2024-10-01", ERROR),
        ("dx2=E1128; dos_from=2026-03-31", ERROR),
        ("dx2=E1128; dos_from=2024-09-30", WARNING),
        ("dx2=E11; dos_from=2024-09-30", WARNING),
        ("dx2=E11; dos_from=2026-10-01", WARNING),
        ("dx2=E1128; dos_from=2026-10-01", WARNING),
        ("dx2=E11A; dos_from=2024-09-30", ERROR),
    ],
)
def test_outside_the_releases_at_hand_an_unknown_code_only_warns(
    changes: str, severity: Severity
) -> None:
    """What a release that is not at hand may have is no error; what ours date is one."""
    (only,) = found("CV-032", f"{changes}; dos_to=")

    assert only.severity == severity


def test_a_deleted_code_stays_an_error_after_the_last_release() -> None:
    (only,) = found("CV-032", "dx2=S301XXA; dos_from=2026-12-01; dos_to=")

    assert only.severity == ERROR
    assert only.words.startswith("Dx2 was deleted: it is not valid since 2025-10-01")


def test_a_deleted_code_is_right_until_the_day_before() -> None:
    assert found("CV-032", "dx2=S301XXA; dos_from=2025-09-30; dos_to=") == []
    assert len(found("CV-032", "dx2=S301XXA; dos_from=2025-10-01; dos_to=")) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("dx2=E1128", "Dx2 is no code of ICD-10-CM on 2025-03-04; expected"),
        ("dx2=E11", "Dx2 is a heading that is divided further, so that it is not billable; expected the whole code, 1 to 4 more character(s)"),
        ("dx2=E112", "expected the whole code, 1 more character(s)"),
        ("dx2=E11A", "Dx2 holds from 2025-10-01 only, and the service was on 2025-03-04; expected"),
        ("dx2=E1128; dos_from=2027-01-05; dos_to=",
         "(the releases loaded are of 2024-10-01 to 2026-09-30)"),
    ],
)  # fmt: skip
def test_the_words_tell_unknown_heading_and_not_yet_apart(changes: str, said: str) -> None:
    assert said in words("CV-032", changes)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("S52521", "lacks its 7th character; expected one of A, D, G, K, P, S"),
        ("T1500", "lacks its 7th character; expected X, then one of A, D, S"),
        ("O30", None),
        ("T1500A", "has its 7th character too far in front; expected X in each empty place"),
    ],
)
def test_the_words_tell_what_the_7th_character_needs(code: str, said: str | None) -> None:
    said_of = [one.words for one in found("CV-033", f"dx2={code}")]

    assert len(said_of) == (said is not None)
    assert all(one.startswith(f"Dx2 {said}") for one in said_of)


@pytest.mark.parametrize(("day", "severity"), [("2025-03-04", ERROR), ("2027-03-04", WARNING)])
def test_a_missing_7th_character_is_an_error_on_days_that_a_release_speaks_for(
    day: str, severity: Severity
) -> None:
    (only,) = found("CV-033", f"dx2=S52521; dos_from={day}; dos_to=")

    assert only.severity == severity


def test_one_code_has_one_finding_for_what_it_lacks() -> None:
    assert {"CV-032", "CV-033"} & fired(office("dx2=S52521")) == {"CV-033"}
    assert {"CV-032", "CV-033"} & fired(office("dx2=E11")) == {"CV-032"}


def test_a_pair_that_is_excluded_is_told_once_at_the_later_cell() -> None:
    (only,) = found("CV-034", "dx2=E10.9")

    assert only.words.startswith("Dx2 and Dx1 exclude each other")
    assert (only.field, only.whole_claim, only.severity) == ("dx2", True, WARNING)


def test_a_pair_on_two_lines_names_the_other_cell() -> None:
    (only,) = found("CV-034", "& ; line=2; code=85025; dx1=E109; dx2=I10")
    (other,) = found("CV-034", "dx2=E10.9")

    assert only.where != other.where
    assert "Dx1 and Claims!" in only.words


def test_every_pair_of_a_claim_is_told() -> None:
    """E10.9, E11.9 and R73.9 exclude each other three times."""
    told = found("CV-034", "dx2=E10.9; dx3=R73.9")

    assert sorted(one.words.partition(" exclude")[0] for one in told) == [
        "Dx2 and Dx1",
        "Dx3 and Dx1",
        "Dx3 and Dx2",
    ]


def test_the_same_diagnoses_on_every_line_are_one_pair() -> None:
    assert len(found("CV-034", "dx2=E10.9; copies=30")) == 1


def test_a_manifestation_first_is_an_error_and_a_note_first_a_warning() -> None:
    (never,) = found("CV-035", "dx1=G63; dx2=E11.42")
    (noted,) = found("CV-035", "dx1=E08.9")

    assert (never.severity, noted.severity) == (ERROR, WARNING)


@pytest.mark.parametrize("line", ["code=NOSHOW; pointers=", ""])
def test_a_code_is_looked_up_whatever_the_line_is(line: str) -> None:
    assert "CV-032" in fired(office(f"dx2=E1128; {line}"))


def test_no_words_tell_the_diagnosis() -> None:
    for changes in ("dx2=E1128", "dx2=S52521", "dx2=E10.9", "dx1=G63", "dx1=S52521A", "dx2=H6000"):
        code = changes.partition("=")[2]
        told = " ".join(one.as_finding().as_line() for one in findings(office(changes)))
        assert code not in told
        assert code.replace(".", "") not in told


def test_without_the_code_sets_the_edits_that_need_them_are_silent() -> None:
    book = office("dx1=G63; dx2=E1128; dx3=S52521; dx4=H6000; dx5=E109")
    bare = type(book)(book.tables, book.settings)

    assert {"CV-032", "CV-033", "CV-034", "CV-035", "CV-040"} & fired(bare) == set()
