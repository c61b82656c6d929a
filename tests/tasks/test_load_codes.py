"""Files of codes into the store, prices into their sheets, and the sheet that tells how old all is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.codesets import made
from tests.codesets.reading import rows
from tests.support import AS_OF, request, snapshot
from xlbilling.codesets import packing
from xlbilling.model.codes import CodeSets
from xlbilling.model.errors import InputFileError, RefusedError
from xlbilling.model.plan import Append, Plan, Rewrite, SetColumn, StoreCodes
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import load_codes
from xlbilling.tasks.validating import code_panel

PAYERS = [{"payer_id": "NORTH", "name": "Northlight Health Plan"}]
OFFICE = snapshot(payers=PAYERS)
FEES = b"Code,Modifier,Fee,From\n99213,,150.00,2026-01-01\n99213,25,160.00,2026-01-01\n"


def with_codes(book: Snapshot, codes: CodeSets) -> Snapshot:
    return Snapshot(book.tables, book.settings, book.ledger_head, book.sheets, codes)


def loaded(
    files: Mapping[str, bytes], book: Snapshot = OFFICE, *, as_of: date = AS_OF, **options: str
) -> Plan:
    return load_codes.plan(book, request(as_of, files=files, **options))


def stored(plan: Plan) -> CodeSets:
    changes = [one for one in plan.changes if isinstance(one, StoreCodes)]
    return {one.name: packing.unpack(one.content, one.name) for one in changes}


def panel(plan: Plan) -> dict[str, dict[str, Any]]:
    (change,) = [one for one in plan.changes if isinstance(one, Rewrite)]
    return {
        str(record["set"]): {str(k): v for k, v in record.items()}
        for record in change.rows.to_dict("records")
    }


def test_a_published_file_is_stored_with_its_name_and_version_inside() -> None:
    plan = loaded({made.MUE_NAME: made.MUE_TEXT})

    (codes,) = stored(plan).values()
    assert (codes.about.name, codes.about.version) == ("ncci-mue", "2026 Q1")
    assert codes.about.loaded_on == AS_OF.isoformat()
    assert plan.result["loaded"] == [
        {
            "set": "ncci-mue",
            "version": "2026 Q1",
            "source": made.MUE_NAME,
            "codes": 3,
            "from": "2026-01-01",
            "to": "2026-03-31",
        }
    ]
    assert plan.lines == ("ncci-mue 2026 Q1: 3 codes loaded",)


def test_a_file_loaded_again_is_told_and_changes_nothing() -> None:
    first = loaded({made.MUE_NAME: made.MUE_TEXT})
    book = with_codes(snapshot(payers=PAYERS, code_tables=panel_rows(first)), stored(first))
    again = loaded({made.MUE_NAME: made.MUE_TEXT}, book)

    assert again.is_empty
    assert again.result["loaded"] == []
    assert [finding.id for finding in again.findings] == ["CODES-KNOWN"]


def panel_rows(plan: Plan) -> list[dict[str, Any]]:
    return [
        {key: None if value != value else value for key, value in row.items()}  # noqa: PLR0124  NaN
        for row in panel(plan).values()
    ]


def test_parts_of_a_quarter_given_together_or_one_after_another_are_one_set() -> None:
    other = made.csv_of([*made.PTP_HEAD, ["11111", "22222", "", 20200101, "*", 1, ""]], "\t")
    files = {made.PTP_NAME: made.PTP_TEXT, "ccipra-v320r0-f2.TXT": other}
    together = stored(loaded(files))["ncci-ptp"]
    first = stored(loaded({made.PTP_NAME: made.PTP_TEXT}))
    after = stored(loaded({"ccipra-v320r0-f2.TXT": other}, with_codes(OFFICE, first)))["ncci-ptp"]

    assert len(together) == 5
    assert rows(after) == rows(together)


def test_an_older_quarter_is_left_aside_with_a_warning() -> None:
    newer = stored(loaded({"ccipra-v321r0-f1.TXT": made.PTP_TEXT}))
    plan = loaded({made.PTP_NAME: made.PTP_TEXT}, with_codes(OFFICE, newer))

    assert stored(plan) == {}
    assert [(one.id, one.severity) for one in plan.findings] == [("CODES-OLDER", "W")]


def test_the_panel_names_every_set_the_checks_use_and_how_old_each_is() -> None:
    files = {made.PTP_NAME: made.PTP_TEXT, "cpt.csv": b"CPT,Description\n99213,a\n"}
    shown = panel(loaded(files, as_of=date(2026, 4, 10)))

    assert list(shown) == list(code_panel.NAMES)
    assert [shown["ncci-ptp"][key] for key in ("version", "codes", "age_days", "state")] == [
        "2026 Q1", 4, 10, "OLD",
    ]  # fmt: skip
    assert [shown["cpt"][key] for key in ("source", "codes", "age_days", "state")] == [
        "cpt.csv", 1, 0, "CURRENT",
    ]  # fmt: skip
    assert shown["hcpcs"]["state"] == "NOT LOADED"


@pytest.mark.parametrize(
    ("files", "name", "day", "state"),
    [
        ({made.PTP_NAME: made.PTP_TEXT}, "ncci-ptp", date(2026, 3, 31), "CURRENT"),
        ({made.PTP_NAME: made.PTP_TEXT}, "ncci-ptp", date(2026, 4, 1), "OLD"),
        ({"mue.csv": made.MUE_TEXT}, "ncci-mue", date(2026, 7, 9), "CURRENT"),
        ({"mue.csv": made.MUE_TEXT}, "ncci-mue", date(2026, 7, 10), "OLD"),
        ({"cpt.csv": b"CPT,Description\n99213,a\n"}, "cpt", date(2027, 4, 1), "CURRENT"),
        ({"cpt.csv": b"CPT,Description\n99213,a\n"}, "cpt", date(2027, 4, 2), "OLD"),
        ({"m.csv": b"Modifier,Description\n25,a\n"}, "modifiers", date(2036, 1, 1), "CURRENT"),
    ],
)
def test_a_set_is_old_after_its_last_day_or_when_its_publisher_has_long_a_newer_one(
    files: Mapping[str, bytes], name: str, day: date, state: str
) -> None:
    sets = stored(loaded(files))
    after = code_panel.panel(sets, day).set_index("set")

    assert after.loc[name, "state"] == state


def test_a_file_of_no_kind_stops_all() -> None:
    with pytest.raises(InputFileError, match=r"letter\.txt: no code file that is known"):
        loaded({made.MUE_NAME: made.MUE_TEXT, "letter.txt": b"Dear office,\n"})


def test_members_of_a_zip_that_are_no_code_files_are_told_unless_all_are() -> None:
    plan = loaded({
        f"h.zip/{made.HCPCS_NAME}": made.HCPCS_TEXT,
        "h.zip/layout.txt": b"CMS REPORT\n",
    })

    assert [(one.id, one.severity, one.where) for one in plan.findings] == [
        ("CODES-ASIDE", "I", "h.zip/layout.txt")
    ]
    with pytest.raises(InputFileError, match=r"h\.zip: there is no code file in it"):
        loaded({"h.zip/layout.txt": b"CMS REPORT\n", "h.zip/license.pdf": b"%PDF"})


def test_a_file_with_headers_only_is_refused() -> None:
    with pytest.raises(InputFileError, match="headers but no codes"):
        loaded({made.MUE_NAME: made.csv_of([made.MUE_HEAD])})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"set": "cpt2"}, "no set 'cpt2'"),
        ({"payer": "SOUTH"}, "no payer 'SOUTH'"),
        ({"set": "rates"}, "rates of which payer"),
        ({"payer": "NORTH"}, "no file with prices"),
    ],
)
def test_an_option_that_fits_nothing_is_refused(options: dict[str, str], words: str) -> None:
    asked = request(AS_OF, files={made.MUE_NAME: made.MUE_TEXT}, **options)

    with pytest.raises(RefusedError, match=words):
        load_codes.plan(OFFICE, asked)


def appended(plan: Plan, table: str) -> list[tuple[Any, ...]]:
    (change,) = [one for one in plan.changes if isinstance(one, Append) and one.table == table]
    price = "fee_cents" if table == "fees" else "rate_cents"
    days = [[str(day).partition(" ")[0] for day in change.rows[name]] for name in ("from", "to")]
    own = [change.rows[name].tolist() for name in ("code", "modifier", price)]
    return list(zip(*own, *days, strict=True))


def test_prices_of_an_empty_sheet_come_in_as_the_file_has_them() -> None:
    plan = loaded({"fees.csv": FEES})

    assert appended(plan, "fees") == [
        ("99213", "", 15000, "2026-01-01", "NaT"),
        ("99213", "25", 16000, "2026-01-01", "NaT"),
    ]
    assert plan.result["prices"] == {"table": "fees", "added": 2, "ended": 0}


HELD = [
    {"code": "99213", "fee": 140.0, "from": "2025-01-01", "to": "2025-12-31"},
    {"code": "99213", "fee": 150.0, "from": "2026-01-01"},
]


@pytest.mark.parametrize(
    ("file", "rows_after", "endings"),
    [
        ("99213,150,2026-01-01", [], {}),
        ("99213,150,2026-02-01", [], {}),
        ("99213,155,2026-07-01", [("99213", "", 15500, "2026-07-01", "NaT")], {3: "2026-06-30"}),
        ("99213,145,2025-07-01", [("99213", "", 14500, "2025-07-01", "2025-12-31")], {2: "2025-06-30"}),
        ("99213,130,2024-01-01", [("99213", "", 13000, "2024-01-01", "2024-12-31")], {}),
        ("99213,155,", [("99213", "", 15500, "2026-03-31", "NaT")], {3: "2026-03-30"}),
        ("99214,200,", [("99214", "", 20000, "NaT", "NaT")], {}),
        (
            "99213,155,2026-07-01\n99213,160,2027-01-01",
            [("99213", "", 15500, "2026-07-01", "2026-12-31"), ("99213", "", 16000, "2027-01-01", "NaT")],
            {3: "2026-06-30"},
        ),
    ],
)  # fmt: skip
def test_a_new_price_ends_the_one_before_it_the_day_before(
    file: str, rows_after: list[tuple[Any, ...]], endings: dict[int, str]
) -> None:
    book = snapshot(fees=HELD)
    plan = loaded({"fees.csv": f"Code,Fee,From\n{file}\n".encode()}, book)

    ended = [one.values for one in plan.changes if isinstance(one, SetColumn)]
    assert (appended(plan, "fees") if rows_after else []) == rows_after
    assert {row: str(day.date()) for one in ended for row, day in one.items()} == endings
    assert plan.result["prices"]["ended"] == len(endings)


def test_the_same_price_file_again_adds_nothing_and_says_so() -> None:
    book = snapshot(fees=HELD)
    plan = loaded({"fees.csv": b"Code,Fee,From\n99213,150.00,2026-01-01\n"}, book)

    assert not plan.appended("fees")
    assert [finding.id for finding in plan.findings] == ["PRICE-KNOWN"]


def test_another_price_for_the_same_first_day_is_told_and_the_book_stays() -> None:
    book = snapshot(fees=HELD)
    plan = loaded({"fees.csv": b"Code,Fee,From\n99213,151.00,2026-01-01\n"}, book)

    assert not plan.appended("fees")
    (finding,) = plan.findings
    assert (finding.id, finding.where) == ("PRICE-CLASH", "fees.csv row 2")
    assert "$150.00 in the book from that day, $151.00 in the file" in finding.message


def test_a_payers_rates_go_to_its_rates_and_leave_other_payers_alone() -> None:
    book = snapshot(
        payers=[*PAYERS, {"payer_id": "SOUTH"}],
        rates=[{"payer_id": "SOUTH", "code": "99213", "rate": 80.0}],
    )
    file = b"CPT Code,Modifier,POS,Allowed Amount,Effective Date\n99213,,11,$90.50,01/01/2026\n"
    plan = loaded({"north.csv": file}, book, payer="NORTH")

    assert appended(plan, "rates") == [("99213", "", 9050, "2026-01-01", "NaT")]
    (change,) = plan.appended("rates")
    assert change.rows[["payer_id", "pos", "source"]].to_numpy().tolist() == [
        ["NORTH", "11", "north.csv"]
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"Code,Fee\n99213,free\n", "row 2: price is 'free', not a plain amount"),
        (b"Code,Fee\n99213,\n", "row 2: price is ''"),
        (b"Code,Fee\n99213,1.005\n", "row 2: price is 1.005, a fraction of a cent"),
        (b"Code,Fee\n99213,-5\n", "row 2: price is -.5.00, less than nothing"),
        (b"Code,Fee\n9921X5,5\n", "row 2: '9921X5' is no code"),
        (b"Code,Modifier,Fee\n99213,251,5\n", "row 2: modifier is '251'"),
        (b"Code,Fee,From\n99213,5,soon\n", "row 2: 'soon' is no date"),
        (b"Code,Fee\n99213,5\n99213,6\n", r"row 3: 99213 has another price .* fees\.csv row 2"),
    ],
)
def test_a_wrong_row_of_a_price_file_is_named(file: bytes, words: str) -> None:
    with pytest.raises(InputFileError, match=words):
        loaded({"fees.csv": file})
