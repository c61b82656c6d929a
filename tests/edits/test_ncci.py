"""NCCI pairs, unlikely units and add-ons: who is told, how gravely, and in which words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits.office import book_of, findings, office
from tests.support import AS_OF
from xlbilling.edits import examples, ncci
from xlbilling.edits.catalogue import ClaimFinding, all_edits, check
from xlbilling.edits.lines import Lines
from xlbilling.layout.frames import column_letter
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.codes import About, CodeSets, PairList, pair_list

PAIR = "code=11055; {}; &; line=2; code=11720; {}; codes.ncci-ptp=11055 11720 modifier:1"


def cell(field: str, row: int) -> str:
    """Return the address of a claim line's cell."""
    place = list(BY_NAME["claims"].by_name).index(field) + 1
    return f"Claims!{column_letter(place)}{row}"


def found(edit_id: str, changes: str) -> list[ClaimFinding]:
    """Return what one edit finds in the changed sample office."""
    return [one for one in findings(office(changes)) if one.edit.id == edit_id]


def only(edit_id: str, changes: str) -> ClaimFinding:
    """Return the one finding of an edit."""
    (one,) = found(edit_id, changes)
    return one


@pytest.mark.parametrize(
    ("indicator", "modifier", "severity"),
    [("0", "", "E"), ("0", "59", "E"), ("1", "", "E"), ("1", "59", "I"), ("1", "XU", "I")],
)
def test_the_indicator_and_the_modifier_say_how_grave_a_pair_is(
    indicator: str, modifier: str, severity: str
) -> None:
    changes = f"code=11055; &; line=2; code=11720; mod1={modifier}; codes.ncci-ptp=11055 11720 "

    assert only("CV-070", f"{changes}modifier:{indicator}").severity == severity


def test_a_pair_is_told_at_column_2_with_both_roles_and_the_indicator_in_words() -> None:
    one = only("CV-070", PAIR.format("", ""))

    assert one.where == cell("code", 3)
    assert one.words == (
        'code "11720" is column 2 of an NCCI pair with column 1, "11055" in '
        f"{cell('code', 2)} (claim C1001 line 1), on 2025-03-04; modifier indicator 1: both are paid only when a modifier "
        "parts them; expected 59, XE, XS, XP, XU, 58, 78, 79 or one of the place (LT, RT, F1-F9, "
        "T1-T9, E1-E4) on either code, or one code of the two"
    )


def test_a_pair_whose_column_2_was_sent_is_told_at_column_1() -> None:
    one = only("CV-070", PAIR.format("line=1", "status=SENT"))

    assert one.where == cell("code", 2)
    assert 'code "11055" is column 1 of an NCCI pair with column 2, "11720"' in one.words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("&; line=2; code=36591; codes.ncci-ptp=99213 36591 modifier:1", "25 or 57 on the visit"),
        (
            "code=80053; &; line=2; code=82565; codes.ncci-ptp=80053 82565 modifier:1",
            "expected 59, 91, XE",
        ),
    ],
)
def test_the_modifiers_offered_are_those_that_go_with_the_codes(changes: str, words: str) -> None:
    assert words in only("CV-070", changes).words


@pytest.mark.parametrize("modifier", sorted(ncci.ALLOWED))
def test_every_ncci_modifier_parts_a_pair_on_either_code(modifier: str) -> None:
    on_first = only("CV-070", PAIR.format(f"mod2={modifier}", "mod1=QW"))
    on_second = only("CV-070", PAIR.format("mod1=QW", f"mod4={modifier}"))

    assert (on_first.severity, on_second.severity) == ("I", "I")


def test_one_unmodified_line_of_column_1_is_enough_to_deny_column_2() -> None:
    changes = "code=11055; mod1=59; &; line=2; code=11055; &; line=3; code=11720; codes.ncci-ptp="
    one = only("CV-070", f"{changes}11055 11720 modifier:1")

    assert one.severity == "E"
    assert f"{cell('code', 3)} (" in one.words


def test_each_line_of_column_2_is_told_once_for_each_code_it_clashes_with() -> None:
    """Two lines of column 1 and two of column 2: two findings, not four."""
    codes = "code=11055; &; line=2; code=11055; &; line=3; code=11720; &; line=4; code=11720"
    told = found("CV-070", f"{codes}; codes.ncci-ptp=11055 11720 modifier:0")

    assert [one.line for one in told] == ["3", "4"]


CODES = ("11055", "11720", "99213", "36591", "80053", "9921")
CLAIM = st.fixed_dictionaries({
    "patient_id": st.sampled_from(["P1", "P2", None]),
    "rendering_npi": st.sampled_from(["1234567893", "1558598797", None]),
    "dos_from": st.sampled_from(["2025-03-04", "2025-03-05", None]),
    "code": st.sampled_from(CODES),
    "mod1": st.sampled_from([None, "59", "QW"]),
    "mod3": st.sampled_from([None, "25", "lt"]),
    "status": st.sampled_from([None, "DENIED", "ERROR"]),
})
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(CODES[:-1]), st.sampled_from(CODES[:-1])),
    st.tuples(
        st.sampled_from([0, 1, 9]),
        st.sampled_from([None, "2025-03-05"]),
        st.sampled_from([None, "2025-03-04"]),
    ),
    max_size=8,
)
Pairs = Mapping[tuple[str, str], tuple[int, str | None, str | None]]


@settings(max_examples=200)
@given(st.lists(CLAIM, max_size=9), PAIRS, st.sampled_from([1, 4, ncci.AT_ONCE]))
def test_pairs_are_those_of_a_slow_look_at_every_two_lines(
    claims: list[dict[str, Any]], known: Pairs, at_once: int
) -> None:
    """However many pairs of codes are looked up at once."""
    rows = [{**examples.CLAIM, "line": str(n), **row} for n, row in enumerate(claims)]
    sets = {"ncci-ptp": _pair_list(known)}
    lines = Lines(book_of({**examples.OFFICE, "claims": rows}, codes=sets), AS_OF)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ncci, "AT_ONCE", at_once)
        told = check(lines, [edit for edit in all_edits() if edit.id == "CV-070"])

    assert sorted(_brief(one) for one in told) == _slowly(rows, known)


def _brief(one: ClaimFinding) -> tuple[int, str, str]:
    partner = re.search(r'with column 1, "(\w+)"', one.words)
    assert partner is not None
    return one.position, partner[1], one.severity


def _pair_list(known: Pairs) -> PairList:
    holds = list(known.values())
    starts, ends = [start for _, start, _ in holds], [end for _, _, end in holds]
    modifier = np.array([indicator for indicator, _, _ in holds], dtype=np.int8)
    return pair_list(About("ncci-ptp", "", ""), list(known), starts, ends, {"modifier": modifier})


def _slowly(rows: Sequence[Mapping[str, Any]], known: Pairs) -> list[tuple[int, str, str]]:
    """Return line, clashing code and severity of every pair, each two lines compared."""
    worst: dict[tuple[int, str], str] = {}
    for second, b in enumerate(rows):
        for first, a in enumerate(rows):
            if first == second or a["code"] == b["code"] or _who(a) is None or _who(a) != _who(b):
                continue
            indicator, start, end = known.get((a["code"], b["code"]), (9, None, None))
            day = a["dos_from"]
            if indicator == 9 or (start or day) > day or (end or day) < day:
                continue
            severity = "I" if indicator == 1 and (_parts(a) or _parts(b)) else "E"
            key = (second, a["code"])
            worst[key] = min(worst.get(key, severity), severity)
    return sorted((*key, severity) for key, severity in worst.items())


def _who(row: Mapping[str, Any]) -> tuple[str, str, str] | None:
    if row["status"] == "DENIED" or not row["patient_id"] or not row["dos_from"]:
        return None
    return row["patient_id"], row["rendering_npi"] or row["billing_npi"], row["dos_from"]


def _parts(row: Mapping[str, Any]) -> bool:
    return row["mod1"] == "59" or row["mod3"] in {"25", "lt"}


@pytest.mark.parametrize(
    ("changes", "severity", "words"),
    [
        (
            "units=3; codes.ncci-mue=99213 units:2 mai:1",
            "E",
            (
                'units of code "99213" are 3 on one line; expected at most 2: MAI 1, a limit for each '
                "line"
            ),
        ),
        (
            "units=2; &; line=2; mod1=76; codes.ncci-mue=99213 units:2 mai:2",
            "E",
            (
                'units of code "99213" on 2025-03-04 are 3 in all ({cells}); expected '
                "at most 2: MAI 2, a limit for the day that nothing lifts"
            ),
        ),
        (
            "units=3; codes.ncci-mue=99213 units:2 mai:3",
            "W",
            (
                'units of code "99213" on 2025-03-04 are 3 in all ({cells}); expected at most 2: '
                "MAI 3, a limit for the day that only the record can lift"
            ),
        ),
    ],
)
def test_the_mai_says_how_units_are_counted_and_what_lifts_the_limit(
    changes: str, severity: str, words: str
) -> None:
    one = only("CV-071", changes)

    cells = ", ".join(cell("units", 2 + n) for n in range(changes.count("&") + 1))
    assert (one.severity, one.words) == (severity, words.format(cells=cells))


def test_units_over_the_days_limit_are_told_once_at_the_last_line_not_sent() -> None:
    lines = "status=PAID; &; line=2; mod1=76; &; line=3; mod1=77; status=SENT"
    one = only("CV-071", f"{lines}; codes.ncci-mue=99213 units:1 mai:2")

    assert one.line == "2"


def test_an_add_on_names_the_codes_that_it_adds_to() -> None:
    named = "; ".join(f"codes.ncci-addons=11103 1110{n} type:1" for n in (2, 4, 6, 7, 8, 9))
    one = only("CV-069", f"code=11103; {named}")

    assert one.words.endswith("expected 11102, 11104, 11106, 11107 or one of 2 more")


@pytest.mark.parametrize("sets", [{}, {"ncci-ptp": _pair_list({})}])
def test_without_pairs_no_line_is_judged(sets: CodeSets) -> None:
    rows = [{**examples.CLAIM, "code": "11055"}, {**examples.CLAIM, "line": "2", "code": "11720"}]
    lines = Lines(book_of({**examples.OFFICE, "claims": rows}, codes=sets), AS_OF)

    assert check(lines, [edit for edit in all_edits() if edit.id == "CV-070"]) == []


@pytest.mark.parametrize("edit_id", ["CV-069", "CV-070", "CV-071", "CV-072"])
def test_a_sheet_without_claims_has_no_finding(edit_id: str) -> None:
    sets = office(
        "codes.ncci-ptp=11055 11720 modifier:0; codes.ncci-addons=11103 11102 type:1; "
        "codes.ncci-mue=99213 units:1 mai:2; codes.rvu=20610 global_days:000 pctc:0 bilateral:1"
    ).codes
    lines = Lines(book_of({**examples.OFFICE, "claims": []}, codes=sets), AS_OF)

    assert check(lines, [edit for edit in all_edits() if edit.id == edit_id]) == []
