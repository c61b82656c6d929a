"""Files of one release add up; a newer release counts from its day, and takes nothing from before."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.codesets import made
from tests.codesets.reading import read, rows
from xlbilling.codesets import merging
from xlbilling.codesets.merging import CodeSet
from xlbilling.model.codes import CodeList, PairList, code_number, pair_keys

MUE_HEAD = [made.MUE_HEAD]


def mue(folder: Path, quarter: str, *limits: tuple[str, int]) -> CodeSet:
    body = [[code, units, "3 Date of Service Edit: Clinical", ""] for code, units in limits]
    name = f"MCR_MUE_PractitionerServices_Eff_{quarter}.csv"
    return read(folder, name, made.csv_of([made.MUE_HEAD, *body]))


def ptp(folder: Path, name: str, *pairs: tuple[str, str, int]) -> CodeSet:
    body = [[one, other, "", 20200101, "*", kind, ""] for one, other, kind in pairs]
    return read(folder, name, made.csv_of([*made.PTP_HEAD, *body], "\t"))


def hcpcs(folder: Path, name: str, *codes: str) -> CodeSet:
    lines = [made.hcpcs_line(code, "3", "x", "19980101") for code in codes]
    return read(folder, name, made.hcpcs_text(*lines))


def merged(*sets: CodeSet) -> CodeSet:
    known: CodeSet | None = None
    for one in sets:
        known = merging.updated(known, one)
    assert known is not None
    return known


def units_on(codes: CodeSet, code: str, day: str) -> int | None:
    assert isinstance(codes, CodeList)
    (row,) = codes.on(codes.first([code]), np.array([day], "datetime64[D]"))
    return None if row < 0 else int(codes.values["units"][row])


def test_four_files_of_a_quarter_are_one_set_whatever_their_order(tmp_path: Path) -> None:
    first = ptp(tmp_path, "ccipra-v320r0-f1.txt", ("00100", "99213", 0))
    second = ptp(tmp_path, "ccipra-v320r0-f2.txt", ("99213", "00100", 1))

    both = merged(first, second)

    assert rows(both) == rows(merged(second, first))
    assert [row[0] for row in rows(both)] == [("00100", "99213"), ("99213", "00100")]
    assert both.about.source == "ccipra-v320r0-f1.txt; ccipra-v320r0-f2.txt"


def test_a_file_loaded_again_adds_nothing(tmp_path: Path) -> None:
    one = ptp(tmp_path, "ccipra-v320r0-f1.txt", ("00100", "99213", 0), ("00100", "99214", 1))

    assert merging.is_same(one, merged(one, one))


def test_a_newer_quarter_of_pairs_replaces_and_an_older_one_is_left_aside(tmp_path: Path) -> None:
    old = ptp(tmp_path, "ccipra-v320r0-f1.txt", ("00100", "99213", 0))
    new = ptp(tmp_path, "ccipra-v321r0-f1.txt", ("00100", "99214", 1))

    assert rows(merged(old, new)) == rows(new)
    assert merged(new, old) is new


def test_pairs_stay_in_the_order_that_look_ups_need(tmp_path: Path) -> None:
    one = ptp(tmp_path, "ccipra-v320r0-f1.txt", ("99213", "00100", 0), ("G0101", "00100", 9))
    other = ptp(tmp_path, "ccipra-v320r0-f2.txt", ("A0021", "00100", 1), ("00100", "G0101", 0))
    both = merged(one, other)
    assert isinstance(both, PairList)

    keys = pair_keys(np.array([code_number("A0021")]), np.array([code_number("00100")]))
    (row,) = both.on(keys, np.array(["2026-01-01"], "datetime64[D]"))

    assert both.keys.tolist() == sorted(both.keys.tolist())
    assert both.values["modifier"][row] == 1


def test_each_quarters_unit_limits_hold_on_its_days_whichever_is_loaded_first(
    tmp_path: Path,
) -> None:
    first = mue(tmp_path, "01-01-2026", ("99213", 1), ("00100", 5))
    second = mue(tmp_path, "04-01-2026", ("99213", 2))

    for codes in (merged(first, second), merged(second, first)):
        assert [
            units_on(codes, "99213", day)
            for day in ("2025-06-01", "2026-03-31", "2026-04-01", "2026-12-31")
        ] == [1, 1, 2, 2]
        assert [units_on(codes, "00100", day) for day in ("2026-03-31", "2026-04-01")] == [5, None]
        assert (codes.about.first_day, codes.about.last_day) == ("2026-01-01", "2026-06-30")
        assert codes.about.version == "2026 Q2"


def test_limits_that_stay_the_same_over_quarters_stay_one_row(tmp_path: Path) -> None:
    first, second = (mue(tmp_path, day, ("99213", 1)) for day in ("01-01-2026", "04-01-2026"))

    assert rows(merged(first, second)) == [("99213", None, None, 3, 1)]


def test_a_code_that_vanished_from_hcpcs_ends_the_day_before(tmp_path: Path) -> None:
    old = hcpcs(tmp_path, "HCPC2026_JAN_ANWEB.txt", "A0021", "G0101")
    new = hcpcs(tmp_path, "HCPC2026_APR_ANWEB.txt", "G0101", "G0102")

    for codes in (merged(old, new), merged(new, old)):
        assert [row[:3] for row in rows(codes)] == [
            ("A0021", "1998-01-01", "2026-03-31"),
            ("G0101", "1998-01-01", None),
            ("G0102", "1998-01-01", None),
        ]
        assert codes.about.version == "2026 Q2"


def test_a_corrected_file_of_the_same_quarter_takes_the_place_of_the_first(tmp_path: Path) -> None:
    old = hcpcs(tmp_path, "HCPC2026_JAN_ANWEB.txt", "A0021", "G0101")
    lines = made.hcpcs_line("G0101", "3", "x", "19980101", "20251231")
    new = read(tmp_path, "HCPC2026_JAN_ANWEB_v2.txt", made.hcpcs_text(lines))

    assert [row[:3] for row in rows(merged(old, new))] == [
        ("A0021", "1998-01-01", "2025-12-31"),
        ("G0101", "1998-01-01", "2025-12-31"),
    ]


def test_the_offices_own_list_replaces_the_one_before(tmp_path: Path) -> None:
    old = read(tmp_path, "a.csv", b"CPT Code,Description\n99213,a\n00100,b\n")
    new = read(tmp_path, "b.csv", b"CPT Code,Description\n99214,a\n")

    assert rows(merged(old, new)) == [("99214", None, None, False)]
