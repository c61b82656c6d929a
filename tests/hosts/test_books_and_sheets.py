"""Apps, books, sheets, names, notes and page setup."""

from pathlib import Path

import pytest
import xlwings as xw

from tests.hosts.tools import there
from xlbilling.hosts.files import new_book, open_book, register
from xlbilling.hosts.files.package.package import Package
from xlbilling.model.errors import BookError


def test_the_engine_is_registered_once() -> None:
    assert register() is register()
    assert [one.name for one in xw.engines].count("xlbilling-files") == 1
    assert xw.engines["xlbilling-files"].type == "desktop"


def test_importing_the_hosts_does_not_import_xlwings() -> None:
    import subprocess
    import sys

    code = "import sys, xlbilling.hosts.files; print('xlwings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_a_macro_gets_its_book_as_the_caller(book: xw.Book) -> None:
    book.set_mock_caller()
    xw.Book.caller().sheets[0]["A1"].value = "called"

    assert book.sheets[0]["A1"].value == "called"


def test_sheets_are_added_moved_hidden_renamed_and_deleted(book: xw.Book, path: Path) -> None:
    first = book.sheets[0]
    last = book.sheets.add("Last", after=first)
    book.sheets.add("Middle", before=last)
    hidden = book.sheets.add("Hidden", after=last)
    hidden.visible = False
    first["A1"].formula = "=Last!A1+Middle!A1"
    last.name = "It's last"
    book.sheets["Middle"].delete()
    last.move(before=first)
    book.save(path)
    with open_book(path, read_only=True) as saved:
        assert saved.sheet_names == ["It's last", "Sheet1", "Hidden"]
        assert saved.sheets["Hidden"].visible is False
        assert saved.sheets["Sheet1"]["A1"].formula == "='It''s last'!A1+#REF!"


def test_the_last_sheet_that_is_shown_stays(book: xw.Book) -> None:
    book.sheets.add("Hidden").visible = False
    with pytest.raises(BookError):
        book.sheets["Sheet1"].delete()

    assert book.sheet_names == ["Hidden", "Sheet1"]


def test_a_sheet_is_copied_with_what_belongs_to_it(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = [["Claim"], ["C1"]]
    sheet["B2"].formula = "=A2"
    sheet.tables.add(sheet["A1:A2"], name="claims")
    sheet["A1"].add_note("look here")
    sheet["A:A"].column_width = 30
    sheet["A1:A2"].font.bold = True
    copy = sheet.copy(name="Copy")

    assert copy["A1:B2"].formula == [["Claim", ""], ["C1", "=A2"]]
    assert there(copy["A1"].note).text == "look here"
    assert (copy["A1"].column_width, copy["A2"].font.bold) == (30, True)
    assert len(copy.tables) == 1
    assert copy.tables[0].name != "claims"
    assert sheet.tables[0].name == "claims"


def test_a_sheet_is_copied_into_another_book(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1"].raw_value = [["Claim"], ["001"]]
    sheet["B2"].formula = "=A2"
    sheet.tables.add(sheet["A1:A2"], name="claims")
    sheet["A2"].number_format = "@"
    sheet["A1:B1"].merge()
    with new_book() as other:
        copy = sheet.copy(after=other.sheets[0], name="Copy")
        other.save(path)

        assert other.sheet_names == ["Sheet1", "Copy"]
        assert (copy["A2"].raw_value, copy["A2"].number_format) == ("001", "@")
        assert copy["B2"].formula == "=A2"
        assert copy.tables[0].name == "claims"
        assert copy["A1"].merge_area.address == "$A$1:$B$1"


def test_panes_are_frozen_and_let_go(sheet: xw.Sheet, path: Path) -> None:
    sheet.freeze_panes.freeze_at(sheet["A1:B2"])
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        freeze = book.sheets[0].impl.state.layout.freeze

    assert (freeze.rows, freeze.columns) == (2, 2)

    sheet.freeze_panes.unfreeze()

    assert sheet.impl.state.layout.freeze is None


def test_freezing_from_the_middle_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="from A1 on"):
        sheet.freeze_panes.freeze_at("B2:C3")

    assert sheet.impl.state.layout.freeze is None


def test_protection_is_kept_in_the_file(sheet: xw.Sheet, path: Path) -> None:
    sheet.api.protect()
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        assert book.sheets[0].api.protected
        book.sheets[0].api.unprotect()

        assert not book.sheets[0].api.protected


def test_names_of_the_book_and_of_a_sheet(sheet: xw.Sheet, path: Path) -> None:
    sheet["A1:B2"].name = "block"
    sheet.names.add("own", "=Sheet1!$C$1")
    sheet.book.names.add("xlb_head", '="abc"')
    sheet.book.names["xlb_head"].api.hidden = True
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        names = book.names

        assert names["block"].refers_to_range.address == "$A$1:$B$2"
        assert names["Sheet1!own"].refers_to == "=Sheet1!$C$1"
        assert [one.name for one in book.sheets[0].names] == ["Sheet1!own"]
        assert (names["xlb_head"].refers_to, names["xlb_head"].api.hidden) == ('="abc"', True)
        with pytest.raises(ValueError, match="no range"):
            names["xlb_head"].refers_to_range  # noqa: B018  asking is what is refused
        with pytest.raises(KeyError):
            names["nothing"]


def test_notes_are_added_changed_and_deleted(sheet: xw.Sheet, path: Path) -> None:
    sheet["B2"].add_note("first")
    sheet["A1"].add_note("second")
    there(sheet["B2"].note).text = "changed"
    sheet["C9"].add_note("gone").delete()
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        notes = book.sheets[0].notes

        assert [(one.location.address, one.text) for one in notes] == [
            ("$A$1", "second"),
            ("$B$2", "changed"),
        ]


def test_page_setup_is_kept_in_the_file(sheet: xw.Sheet, path: Path) -> None:
    sheet.page_setup.print_area = "A1:C20"
    sheet.page_setup.api.title_rows = "1:2"
    sheet.page_setup.api.change_page(orientation="landscape", fit_width=1, fit_height=0)
    sheet.book.save(path)
    with open_book(path, read_only=True) as book:
        page = book.sheets[0].page_setup

        assert (page.print_area, page.api.title_rows) == ("$A$1:$C$20", "$1:$2")
        assert (page.api.page.orientation, page.api.page.fit_width) == ("landscape", 1)


def test_an_address_of_nothing_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="neither an address nor a name"):
        sheet["no_such_name"]


def test_a_shape_gives_its_text_and_letters(rich: Path) -> None:
    with open_book(rich) as book:
        shapes = [
            shape for sheet in book.sheets for shape in sheet.shapes if shape.type == "auto_shape"
        ]
        shapes[0].text = "Post\npayments"
        shapes[0].font.bold = True
        book.save()
        name = shapes[0].name
    with open_book(rich, read_only=True) as book:
        got = next(sheet.shapes[name] for sheet in book.sheets if name in sheet.shapes)

        assert (got.text, got.font.bold) == ("Post\npayments", True)


def test_the_mark_stays_while_a_book_is_read_and_changes_with_every_change(rich: Path) -> None:
    with open_book(rich) as book:
        before = book.impl.mark
        for sheet in book.sheets:
            sheet.used_range.raw_value  # noqa: B018  reading is no change
        assert book.impl.mark == before

        marks = [before]
        book.sheets[0]["A200"].raw_value = "new"
        marks.append(book.impl.mark)
        book.names.add("added", '="1"')
        marks.append(book.impl.mark)
        rich.write_bytes(rich.read_bytes() + b" ")
        marks.append(book.impl.mark)

    assert len(set(marks)) == 4


def test_a_book_whose_file_was_changed_has_no_mark(rich: Path) -> None:
    with open_book(rich) as book:
        rich.unlink()

        assert book.impl.mark is None


def test_a_sheet_above_512_mb_is_read(path: Path, tmp_path: Path) -> None:
    """wolfxl refuses parts of that size unless it is told; a ledger of 350,000 rows has them."""
    with new_book() as made:
        made.sheets[0]["A1"].raw_value = "first"
        made.save(path)
        name = made.sheets[0].impl.state.part
    package = Package.open(path)
    head, tail = package.read(name).split(b"</sheetData>")
    rows = (
        f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>'.ljust(60_000).encode()
        for row in range(2, 9_200)
    )
    package.write(name, lambda: (head, *rows, b"</sheetData>", tail))
    large = tmp_path / "large.xlsx"
    with large.open("wb") as out:
        package.save_to(out)

    with open_book(large, read_only=True) as book:
        assert book.sheets[0]["A1"].raw_value == "first"
        assert book.sheets[0]["A9199"].raw_value == 1
