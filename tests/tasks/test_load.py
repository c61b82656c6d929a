"""Rows of a CSV file or an entry book into the book: once each, or none at all."""

from dataclasses import replace

import pytest

from tests.posting.desk import Desk, applied
from tests.support import AS_OF, Rows, request, snapshot
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import CellValue
from xlbilling.model.errors import BillingError, InputFileError, RefusedError
from xlbilling.model.plan import Plan
from xlbilling.model.tables import InputFile, Request, Snapshot
from xlbilling.tasks import load
from xlbilling.tasks.merging import entry_books
from xlbilling.template.default_rows import default_rows

EMPTY = snapshot()
HEAD = "Claim ID,Line,DOS From,Charge,Units,Code\n"


def loaded(csv: str | bytes, *, table: str = "claims", book: Snapshot = EMPTY) -> Plan:
    content = csv.encode() if isinstance(csv, str) else csv
    return load.plan(book, request(files={"in.csv": content}, table=table))


def test_rows_come_in_by_header_text_with_ids_as_text() -> None:
    plan = loaded(HEAD + "C1,01,2026-01-05,120.50,1,00100\n")

    (append,) = plan.appended("claims")
    row = append.rows.iloc[0]
    assert (row["claim_id"], row["line"], row["code"]) == ("C1", "01", "00100")
    assert row["charge_cents"] == 12050
    assert plan.result["loaded"] == 1


def test_code_names_and_a_byte_order_mark_are_taken_too() -> None:
    plan = loaded("\ufeffclaim_id,line,charge\nC1,1,5\n".encode())

    assert plan.appended("claims")[0].rows["charge_cents"].tolist() == [500]


@pytest.mark.parametrize(
    ("csv", "word"),
    [
        (HEAD + "C1,1,01/05/2026,1,1,99213\n", "line 2: DOS From"),
        (HEAD + "C1,1,2026-01-05,1.005,1,99213\n", "fraction of a cent"),
        (HEAD + 'C1,1,2026-01-05,"1,000",1,99213\n', "plain amount"),
        (HEAD + "C1,1,2026-01-05,1,one,99213\n", "Units"),
        (HEAD + "C1,1,2026-01-05\n", "3 fields; expected 6"),
        ("Claim ID,Line,Chrage\nC1,1,5\n", "is 'Charge' meant"),
        ("Claim ID,Line,Line\nC1,1,1\n", "stands twice"),
        ("Line,Charge\n1,5\n", "no column 'Claim ID'"),
        ("", "no header row"),
        (b"Claim ID,Line\nC\xff,1\n", "not UTF-8"),
    ],
)  # fmt: skip
def test_a_file_with_one_wrong_row_is_refused_whole(csv: str | bytes, word: str) -> None:
    with pytest.raises(InputFileError, match=word):
        loaded(csv)


def test_a_row_that_is_in_the_book_is_skipped_and_another_one_of_its_key_is_told() -> None:
    book = snapshot(claims=[{"claim_id": "C1", "line": "1", "charge": 5.0}])

    same = loaded("claim_id,line,charge\nC1,1,5.00\n", book=book)
    other = loaded("claim_id,line,charge\nC1,1,6.00\nC2,1,7\n", book=book)

    assert (same.result["loaded"], [f.id for f in same.findings]) == (0, ["LOAD-KNOWN"])
    assert same.is_empty
    assert (other.result["loaded"], [f.id for f in other.findings]) == (1, ["LOAD-CLASH"])


@pytest.mark.parametrize("table", ["ledger", "audit", "claimz"])
def test_tables_of_the_program_and_unknown_tables_are_refused(table: str) -> None:
    with pytest.raises(RefusedError) as told:
        load.reads(request(table=table))

    assert isinstance(told.value, BillingError)
    assert told.value.id == "LOAD-TABLE"


def entry_book(**tables: Rows) -> InputFile:
    """A workbook of the same layout in which somebody typed these rows."""
    sheets: list[list[list[CellValue]]] = []
    names: list[str] = []
    given: dict[str, Rows] = {"payers": ()}
    typed = Desk.of(**(given | tables)).book
    for table in BY_NAME.values():
        read = typed[table.name]
        columns = [column.name for column in table.columns]
        cells = frames.to_cells(table, read.frame, columns)
        headers: list[CellValue] = [column.header for column in table.columns]
        sheets.append([headers, *cells])
        names.append(table.sheet)
    return InputFile("entry.xlsx", b"PK\x03\x04", tuple(sheets), tuple(names))


def merged(book: Snapshot, *files: InputFile, table: str = "all") -> Plan:
    return load.plan(book, Request(AS_OF, "tester", files, {"table": table}))


CLAIM = {"claim_id": "C1", "line": "1", "charge": 5.0, "dos_from": "2026-01-05"}


def test_an_entry_book_is_merged_once_table_by_table() -> None:
    """A patient and a claim are new, one claim is there; a second load adds nothing."""
    book = snapshot(claims=[CLAIM])
    typed = entry_book(
        claims=[CLAIM, CLAIM | {"claim_id": "C2"}], patients=[{"patient_id": "P1", "last": "Roe"}]
    )

    plan = merged(book, typed)

    assert plan.result == {"tables": [
        {"table": "claims", "added": 1, "known": 1, "clashes": 0},
        {"table": "patients", "added": 1, "known": 0, "clashes": 0},
    ]}  # fmt: skip
    assert plan.findings == ()
    assert plan.appended("claims")[0].rows["claim_id"].tolist() == ["C2"]
    again = merged(applied(book, plan), typed)
    assert again.is_empty
    assert [(one["added"], one["known"]) for one in again.result["tables"]] == [(0, 2), (0, 1)]


def test_a_clash_names_both_cells_and_overwrites_nothing() -> None:
    book = snapshot(claims=[CLAIM])

    plan = merged(book, entry_book(claims=[CLAIM | {"charge": 6.0}]), table="claims")

    (found,) = plan.findings
    place = {column.name: n for n, column in enumerate(BY_NAME["claims"].columns, start=1)}
    cell = f"Claims!{frames.column_letter(place['charge'])}2"
    assert (found.id, found.severity) == ("LOAD-CLASH", "W")
    assert found.where == f"entry.xlsx {cell}"
    assert f"Charge is another one than in {cell}" in found.message
    assert plan.is_empty
    assert plan.result["tables"][0] == {"table": "claims", "added": 0, "known": 0, "clashes": 1}


def test_blanks_of_an_entry_book_say_nothing() -> None:
    book = snapshot(claims=[CLAIM | {"code": "99213"}])

    plan = merged(book, entry_book(claims=[CLAIM]))

    assert plan.findings == ()
    assert plan.result["tables"][0]["known"] == 1


def test_one_key_with_other_values_in_two_entry_books_is_a_clash() -> None:
    first, second = entry_book(claims=[CLAIM]), entry_book(claims=[CLAIM | {"charge": 6.0}])

    plan = merged(snapshot(), first, replace(second, name="other.xlsx"))

    assert plan.result["tables"][0] == {"table": "claims", "added": 1, "known": 0, "clashes": 1}
    assert "row 2 of entry.xlsx" in plan.findings[0].message


def test_columns_and_tables_of_the_program_stay_behind() -> None:
    typed = entry_book(
        claims=[CLAIM | {"status": "POSTED", "balance": 5.0}], ledger=[{"entry": "E1"}],
        findings=[{"key": "K"}], settings=[{"setting": "name", "value": "other"}],
    )  # fmt: skip

    plan = merged(snapshot(), typed)

    assert [one["table"] for one in plan.result["tables"]] == ["claims"]
    rows = plan.appended("claims")[0].rows
    assert not {"status", "balance_cents"} & set(rows.columns)


def test_keyed_payments_come_along_and_imported_ones_do_not() -> None:
    keyed = {"batch": "B1", "trace": "7", "amount": 80.0}
    typed = entry_book(
        remits=[keyed, keyed | {"batch": "ERA-1", "file_hash": "ab"}],
        remit_lines=[{"batch": "B1", "pcn": "C1", "paid": 80.0}, {"batch": "ERA-1", "row": 1}],
    )

    plan = merged(snapshot(), typed)

    assert [one.id for one in plan.findings] == ["LOAD-IMPORTED"]
    assert plan.appended("remits")[0].rows["batch"].tolist() == ["B1"]
    lines = plan.appended("remit_lines")[0].rows
    assert lines[["batch", "row"]].to_numpy().tolist() == [["B1", 2.0]]
    assert merged(applied(snapshot(), plan), typed).is_empty


CHECK = {"batch": "B1", "trace": "7", "amount": 160.0}
LINE = {"batch": "B1", "code": "99213", "billed": 80.0, "paid": 80.0}


def test_an_entry_book_that_was_renamed_adds_nothing() -> None:
    typed = entry_book(claims=[CLAIM], remits=[CHECK], remit_lines=[LINE | {"pcn": "C1"}])
    book = applied(snapshot(), merged(snapshot(), typed))

    plan = merged(book, replace(typed, name="entry (2).xlsx"))

    assert plan.is_empty
    assert plan.findings == ()


def test_the_rest_of_a_half_entered_batch_comes_in_with_the_next_load() -> None:
    book = applied(
        snapshot(),
        merged(snapshot(), entry_book(remits=[CHECK], remit_lines=[LINE | {"pcn": "C1"}])),
    )

    both = [LINE | {"pcn": "C1"}, LINE | {"pcn": "C2"}]
    plan = merged(book, entry_book(remits=[CHECK], remit_lines=both))

    assert plan.appended("remit_lines")[0].rows["pcn"].tolist() == ["C2"]
    assert merged(applied(book, plan), entry_book(remits=[CHECK], remit_lines=both)).is_empty


@pytest.mark.parametrize("order", [["C0", "C1", "C2"], ["C2", "C0", "C1"], ["C2", "C1", "C0"]])
def test_rows_without_a_number_are_told_by_what_they_say_where_the_sheet_was_sorted(
    order: list[str],
) -> None:
    """C1 and C2 are loaded; then C0 is put among them."""
    first = entry_book(remit_lines=[LINE | {"pcn": "C1"}, LINE | {"pcn": "C2"}])
    book = applied(snapshot(), merged(snapshot(), first))

    plan = merged(book, entry_book(remit_lines=[LINE | {"pcn": pcn} for pcn in order]))

    assert plan.findings == ()
    (added,) = plan.appended("remit_lines")
    assert added.rows[["pcn", "row"]].to_numpy().tolist() == [["C0", 4.0]]


def test_a_row_without_a_number_that_was_corrected_after_its_load_is_a_clash() -> None:
    book = applied(snapshot(), merged(snapshot(), entry_book(remit_lines=[LINE | {"pcn": "C1"}])))

    plan = merged(book, entry_book(remit_lines=[LINE | {"pcn": "C1", "paid": 70.0}]))

    assert [one.id for one in plan.findings] == ["LOAD-CLASH"]
    assert plan.is_empty


def test_two_equal_lines_of_an_entry_book_come_in_both_and_once() -> None:
    typed = entry_book(remit_lines=[LINE | {"pcn": "C1"}, LINE | {"pcn": "C1"}])
    plan = merged(snapshot(), typed)

    assert plan.result["tables"][0]["added"] == 2
    assert merged(applied(snapshot(), plan), typed).is_empty


def test_a_reason_typed_before_an_amount_comes_along() -> None:
    typed = entry_book(remit_lines=[LINE | {"pcn": "C1", "other_adj": "CO-253 2.00"}])
    book = applied(snapshot(), merged(snapshot(), typed))

    assert book.frame("remit_lines")[["other_adj_code", "other_adj_cents"]].to_numpy().tolist() == [
        ["CO-253", 200]
    ]
    other = entry_book(remit_lines=[LINE | {"row": 2, "pcn": "C1", "other_adj": "CO-97 2.00"}])
    assert [one.id for one in merged(book, other).findings] == ["LOAD-CLASH"]


def test_two_equal_provider_adjustments_of_a_check_come_in_both_and_once() -> None:
    interest = {"batch": "B1", "code": "L6", "amount": -1.0}
    typed = entry_book(provider_adjustments=[interest, interest, interest | {"amount": -2.0}])
    plan = merged(snapshot(), typed)

    assert plan.result["tables"][0] == {
        "table": "provider_adjustments", "added": 3, "known": 0, "clashes": 0
    }  # fmt: skip
    assert merged(applied(snapshot(), plan), typed).is_empty


def test_a_wrong_cell_refuses_an_entry_book_whole_and_is_named() -> None:
    typed = entry_book(claims=[CLAIM])
    sheet: list[list[CellValue]] = [
        list(row) for row in typed.sheets[typed.sheet_names.index("Claims")]
    ]
    sheet[1][sheet[0].index("Charge")] = "five"
    sheets = [sheet if name == "Claims" else one for name, one in zip(typed.sheet_names, typed.sheets, strict=True)]  # fmt: skip

    with pytest.raises(InputFileError, match=r"entry\.xlsx Claims!\w+2: Charge"):
        merged(snapshot(), replace(typed, sheets=tuple(sheets)))


def test_a_row_without_its_key_is_refused() -> None:
    with pytest.raises(InputFileError, match="a row without Line"):
        merged(snapshot(), entry_book(claims=[CLAIM | {"line": ""}]))


@pytest.mark.parametrize("table", ["ledger", "findings", "worklist"])
def test_no_entry_book_adds_to_a_table_of_the_program(table: str) -> None:
    with pytest.raises(RefusedError, match="program"):
        merged(snapshot(), entry_book(claims=[CLAIM]), table=table)


def test_a_table_without_key_is_refused_by_name() -> None:
    table = replace(BY_NAME["calls"], key=())

    with pytest.raises(RefusedError, match="table 'Calls' has no key") as told:
        entry_books.demand_mergeable(table)

    assert told.value.id == "LOAD-NO-KEY"


def test_a_workbook_that_is_no_entry_book_is_refused() -> None:
    file = InputFile("other.xlsx", b"PK", ([["Name", "Amount"], ["a", 1.0]],), ("Sheet1",))

    with pytest.raises(InputFileError, match="no sheet with the headers of Claims"):
        merged(snapshot(), file, table="claims")
    with pytest.raises(RefusedError, match=r"in\.csv is no entry book"):
        loaded("claim_id,line\nC1,1\n", table="all")


def test_a_renamed_sheet_is_known_by_its_headers() -> None:
    typed = entry_book(claims=[CLAIM])
    names = tuple("March" if name == "Claims" else name for name in typed.sheet_names)

    plan = merged(snapshot(), replace(typed, sheet_names=names))

    assert plan.result["tables"] == [{"table": "claims", "added": 1, "known": 0, "clashes": 0}]


def test_the_tables_left_out_of_all_are_those_a_fresh_workbook_fills() -> None:
    filled = {table for table in BY_NAME if default_rows(table)}

    assert filled == entry_books.COMES_FILLED
