"""A workbook of schema 1 gets what it lacks, and keeps whatever people have made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw
from openpyxl import load_workbook

from tests.book import older
from tests.support import request
from xlbilling import SCHEMA_VERSION, cli
from xlbilling.book import migrating, names, reading, writing
from xlbilling.book.binding import bind
from xlbilling.commands import migrate as command
from xlbilling.hosts import files
from xlbilling.layout import frames, look
from xlbilling.layout.since import NEW_COLUMNS
from xlbilling.layout.tables import BY_NAME, TABLES
from xlbilling.macros.validate_claims import validate_claims
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append
from xlbilling.template import older_books
from xlbilling.template.default_rows import default_rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a workbook of schema 1."""
    book = tmp_path / "office.xlsx"
    book.write_bytes(older.of_schema(1))
    return book


@pytest.fixture
def book(path: Path) -> Iterator[xw.Book]:
    """A workbook of schema 1, open."""
    with files.open_book(path) as opened:
        yield opened


def claims() -> pd.DataFrame:
    return frames.from_records(
        BY_NAME["claims"], [{"claim_id": "C1", "line": "1", "code": "00100", "charge": 120.5}]
    ).frame[["claim_id", "line", "code", "charge_cents"]]


def test_it_has_every_table_and_column_afterwards(book: xw.Book, path: Path) -> None:
    done = migrating.migrate(book, default_rows)
    book.save()

    assert names.schema(book) == SCHEMA_VERSION
    assert {table.title for table in TABLES} - set(older.headers()) == {
        table.title for table in done.tables
    }
    with files.open_book(path, read_only=True) as again:
        snapshot = reading.read(again, BY_NAME)
    assert snapshot.frame("code_needs")["need"].tolist() == ["CLIA"] * len(
        default_rows("code_needs")
    )
    assert all(finding.severity != "E" for finding in snapshot.findings)


def test_it_is_the_same_when_done_twice(book: xw.Book) -> None:
    migrating.migrate(book, default_rows)
    before = {n: t.digest for n, t in reading.read(book, BY_NAME).tables.items()}
    done = migrating.migrate(book, default_rows)
    after = {n: t.digest for n, t in reading.read(book, BY_NAME).tables.items()}

    assert (done.tables, done.columns) == ((), {})
    assert before == after


def test_what_was_left_half_way_is_completed(book: xw.Book) -> None:
    """The version is raised last: a workbook with some of the new columns is still an old one."""
    migrating.migrate(book, default_rows)
    names.set_constant(book, names.SCHEMA, "1")
    book.sheets["Fees"].delete()

    assert [table.name for table in migrating.migrate(book, default_rows).tables] == ["fees"]
    assert names.schema(book) == SCHEMA_VERSION


def test_rows_own_columns_notes_and_formulas_of_people_stay(book: xw.Book) -> None:
    writing.append(book, Append("claims", claims()))
    bound = bind(book, BY_NAME["claims"])
    place, sheet = bound.last_column + 1, bound.sheet
    sheet.range((1, place)).raw_value = "My Own"
    table = bound.list_object
    table.resize(sheet.range((1, 1), (2, place)))
    sheet.range((2, place)).formula = "=1+1"
    sheet.range((2, 1)).add_note("ask Kim")

    migrating.migrate(book, default_rows)

    now = bind(book, BY_NAME["claims"])
    assert now.headers[place - 1] == "My Own"
    assert set(now.places.values()) & {place} == set()
    assert sheet.range((2, place)).formula == "=1+1"
    note = sheet.range((2, 1)).note
    assert note is not None
    assert note.text == "ask Kim"
    assert reading.read(book, ["claims"]).frame("claims")["code"].tolist() == ["00100"]
    assert now.missing == ()
    assert min(now.places[n] for n in ("row_key", "referring_role")) > place


def test_new_columns_look_like_those_of_a_fresh_workbook(book: xw.Book, path: Path) -> None:
    """Header text, colors and note, width, cell format and list."""
    migrating.migrate(book, default_rows)
    book.save()
    migrated = load_workbook(path)
    sheet = migrated["Patients"]
    place = next(cell.column for cell in sheet[1] if cell.value == "Release Of Info")
    header, letter = sheet.cell(1, place), frames.column_letter(place)
    rules = {
        str(rule.sqref): rule for rule in sheet.data_validations.dataValidation if rule.formula1
    }

    assert header.font.bold
    assert header.fill.fgColor.rgb[2:] == look.PERSON_FILL
    assert header.comment is not None
    assert "Y signed, I by law" in header.comment.text
    assert sheet.column_dimensions[letter].number_format == "@"
    rule = rules[f"{letter}2:{letter}1048576"]
    lists = migrated["_xlb"]
    column = str(rule.formula1).partition("$")[2].partition("$")[0]
    assert [lists[f"{column}{row}"].value for row in (1, 2, 3)] == ["Y", "I", None]


def test_a_list_that_was_there_already_is_shared(book: xw.Book) -> None:
    before = book.sheets["_xlb"].used_range.last_cell.column
    migrating.migrate(book, default_rows)
    inner = book.sheets["_xlb"]
    columns = range(1, inner.used_range.last_cell.column + 1)
    heads = [inner.range((1, n)).raw_value for n in columns]

    assert heads.count("AL") == 1
    assert len(heads) > before - 1


def test_a_payer_counted_from_the_primary_eob_counts_so_for_secondary_claims(
    book: xw.Book,
) -> None:
    rows = [{"payer_id": "PAY1", "name": "One", "counted_from": "PRIMARY EOB"}]
    rows.append({"payer_id": "PAY2", "name": "Two", "counted_from": "DOS FROM"})
    frame = frames.from_records(BY_NAME["payers"], rows).frame
    writing.append(book, Append("payers", frame[["payer_id", "name", "counted_from"]]))

    migrating.migrate(book, default_rows)

    payers = reading.read(book, ["payers"]).frame("payers")
    assert payers["secondary_from"].tolist() == ["PRIMARY EOB", ""]


def test_a_sheet_of_a_persons_is_named_and_nothing_is_written(book: xw.Book) -> None:
    book.sheets.add("Fees", after=book.sheets[0])

    with pytest.raises(BookError, match="sheet 'Fees' has the name of a new sheet"):
        migrating.migrate(book, default_rows)
    assert names.schema(book) == 1
    assert "Code Needs" not in [sheet.name for sheet in book.sheets]


def test_a_persons_cells_beside_a_table_are_named_and_nothing_is_written(book: xw.Book) -> None:
    bound = bind(book, BY_NAME["patients"])
    bound.sheet.range((7, bound.last_column + 2)).raw_value = "legend"

    with pytest.raises(BookError, match=r"Patients!\w+7: not blank, or merged, but table"):
        migrating.migrate(book, default_rows)
    assert names.schema(book) == 1
    assert bind(book, BY_NAME["claims"]).missing != ()


def test_a_persons_own_column_with_a_new_program_header_is_never_overwritten(
    book: xw.Book,
) -> None:
    writing.append(book, Append("claims", claims()))
    bound = bind(book, BY_NAME["claims"])
    place = bound.last_column + 1
    bound.sheet.range((1, place), (2, place)).raw_value = [["Days Left"], [5.0]]
    bound.list_object.resize(bound.sheet.range((1, 1), (2, place)))

    with pytest.raises(BookError, match="your column 'Days Left' has the name of a new column"):
        migrating.migrate(book, default_rows)
    assert bound.sheet.range((2, place)).raw_value == 5.0
    assert names.schema(book) == 1


@pytest.mark.parametrize("header", ["Claim ID", "Charge", "Mod1", "Balance"])
def test_a_header_that_a_person_renamed_is_named_and_no_blank_column_takes_its_place(
    book: xw.Book, header: str
) -> None:
    """A blank Charge column beside the renamed one would make every claim one without charge."""
    writing.append(book, Append("claims", claims()))
    bound = bind(book, BY_NAME["claims"])
    place = bound.first_column + bound.headers.index(header)
    bound.sheet.range((1, place)).raw_value = "Renamed"

    words = rf"Claims!1:1: no column '{header}' \(is 'Renamed' meant\?\)"
    with pytest.raises(BookError, match=words) as refused:
        migrating.migrate(book, default_rows)
    assert "type the header back" in refused.value.fix
    assert bind(book, BY_NAME["claims"]).headers[place - 1] == "Renamed"
    assert len(bind(book, BY_NAME["claims"]).headers) == len(bound.headers)
    assert "Fees" not in [sheet.name for sheet in book.sheets]
    assert names.schema(book) == 1


def test_a_totals_row_stays_where_it_is(book: xw.Book) -> None:
    writing.append(book, Append("claims", claims()))
    bind(book, BY_NAME["claims"]).list_object.show_totals = True

    migrating.migrate(book, default_rows)

    bound = bind(book, BY_NAME["claims"])
    assert bound.list_object.show_totals
    assert (bound.missing, bound.last_row) == ((), 2)


def test_an_older_workbook_is_refused_where_nobody_brings_it_up(book: xw.Book) -> None:
    with pytest.raises(BookError, match="schema version 1; this program works with") as refused:
        reading.read(book, ["claims"])
    assert "xlbilling migrate" in refused.value.fix


@pytest.mark.parametrize("version", [str(SCHEMA_VERSION + 1), "٣", "x"])
def test_a_newer_or_odd_version_is_refused_in_one_line(book: xw.Book, version: str) -> None:
    names.set_constant(book, names.SCHEMA, version)

    with pytest.raises(BookError, match=r"schema version .*; this program knows up to"):
        older_books.bring_up(book, request())


def test_the_command_keeps_a_copy_first_and_says_what_it_did(path: Path) -> None:
    old = path.read_bytes()
    done, lines = command.migrate(path)
    again, more = command.migrate(path)

    assert [copy.read_bytes() for copy in (path.parent / "backups").iterdir()] == [old]
    assert (done["before"], done["schema"], done["applied"]) == (1, SCHEMA_VERSION, True)
    assert lines[0].startswith(f"office.xlsx: schema 1 brought to {SCHEMA_VERSION}: ")
    assert (again["applied"], more) == (
        False,
        [f"office.xlsx: schema {SCHEMA_VERSION} already, nothing to add"],
    )
    with files.open_book(path, read_only=True) as book:
        audit = reading.read(book, ["audit"]).frame("audit")
    assert audit["command"].tolist() == ["migrate"]


def test_a_dry_run_writes_nothing(path: Path) -> None:
    old = path.read_bytes()
    done, lines = command.migrate(path, command.Manner(is_dry_run=True))

    assert path.read_bytes() == old
    assert [each.name for each in path.parent.iterdir()] == ["office.xlsx"]
    assert (done["applied"], lines[-1]) == (False, "Dry run: nothing was written.")


def test_a_command_that_writes_keeps_what_was_added_and_says_so(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = path.with_name("payers.csv")
    rows.write_text("Payer ID,Name,Taxonomies\nP1,One,207Q00000X\n", "utf-8")

    assert cli.main(["load", str(path), "payers", str(rows), "--yes"]) == 0
    assert f"office.xlsx: schema 1 brought to {SCHEMA_VERSION}: " in capsys.readouterr().err
    with files.open_book(path, read_only=True) as book:
        payers = reading.read(book, ["payers"]).frame("payers")
    assert payers["taxonomies"].tolist() == ["207Q00000X"]


def test_a_dry_run_of_a_command_plans_on_it_and_leaves_the_file_alone(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = path.read_bytes()

    assert cli.main(["validate-claims", str(path), "--dry-run"]) == 0
    assert "Dry run: nothing was written." in capsys.readouterr().out
    assert path.read_bytes() == old
    assert [each.name for each in path.parent.iterdir()] == ["office.xlsx"]


def test_a_button_brings_the_open_workbook_up_first(book: xw.Book) -> None:
    outcome = validate_claims(book)

    assert outcome is not None
    assert names.schema(book) == SCHEMA_VERSION


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_the_new_columns_of_each_schema_are_known(version: int) -> None:
    """Columns that an earlier schema did not have, in tables that it had."""
    had = older.headers(version)
    new = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if table.title in had and column.header not in had[table.title]
    }

    assert new == {
        (table, column)
        for later, tables in NEW_COLUMNS.items()
        for table, columns in tables.items()
        for column in columns
        if later > version
    }


@pytest.mark.parametrize("version", range(2, SCHEMA_VERSION))
def test_a_later_workbook_gets_what_came_since(version: int, tmp_path: Path) -> None:
    path = tmp_path / "office.xlsx"
    path.write_bytes(older.of_schema(version))

    assert cli.main(["migrate", str(path)]) == 0

    with files.open_book(path, read_only=True) as again:
        assert names.schema(again) == SCHEMA_VERSION
        assert not [table.name for table in TABLES if bind(again, table).missing]
