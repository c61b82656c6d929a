"""The Dashboard's sheet: laid out once with native charts, which are a person's from then on."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ironcalc
import pytest
import xlwings as xw
from openpyxl import Workbook
from pypdf import PdfReader

from tests.book import older
from tests.book.conftest import fresh
from tests.hosts.calc.test_formulas_as_python_works_them_out import (
    Cells,
    assert_alike,
    formula_cells,
)
from tests.layout.test_pages import entries
from tests.ledgers import PAYERS
from tests.office import Office, store, values
from tests.support import request
from xlbilling import run
from xlbilling.book import names, writing
from xlbilling.hosts import files
from xlbilling.hosts.files.package.package import Package
from xlbilling.layout import frames
from xlbilling.layout.pages.dashboard_charts import CHARTS
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import ledger
from xlbilling.model.plan import Append
from xlbilling.template import older_books

REPORTS: Final = ("Dashboard", "Key Figures")
NAMES: Final = [chart.name for chart in CHARTS]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small office's book, refreshed: charges, payments, patients' shares, open denials."""
    path = tmp_path_factory.mktemp("once") / "office.xlsx"
    path.write_bytes(fresh())
    with files.open_book(path) as book:
        fill(book)
        book.save()
    refresh(path)
    return path


@pytest.fixture
def office(once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(once, tmp_path / "office.xlsx"))


@dataclass(frozen=True)
class Edited:
    """A book in which a person changed the Dashboard, refreshed again; what was drawn before."""

    path: Path
    before: dict[str, bytes]


@pytest.fixture(scope="module")
def edited(once: Path, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    """Another colour, a smoothed line, another place, a chart deleted; formats, widths, a note."""
    path = Path(shutil.copy(once, tmp_path_factory.mktemp("edited") / "office.xlsx"))
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        sheet = book.sheets["Dashboard"]
        sheet.charts["Open denials"].delete()
        sheet["A6"].color = "#FFFF00"
        sheet["B:B"].column_width = 20
        sheet["T3"].value = "ask Medicare about March"
        book.save()
    changed(path, "xl/charts/chart1.xml", b"0F4C75", b"FF00FF")
    changed(path, "xl/charts/chart2.xml", b'smooth val="0"', b'smooth val="1"')
    changed(path, "xl/drawings/drawing1.xml", b"<xdr:row>10</xdr:row>", b"<xdr:row>60</xdr:row>")
    before = drawings(path)
    refresh(path)
    return Edited(path, before)


def fill(book: xw.Book) -> None:
    book.impl.backup_dir = None
    rows, head = ledger.chain(entries(), "")
    writing.append(book, Append("ledger", ledger.to_frame(rows)))
    names.set_constant(book, names.LEDGER_HEAD, head)
    denied = [
        {"key": "1", "group": "CO", "carc": "50", "category": "necessity", "amount": 3.0, "state": "OPEN"},
        {"key": "2", "group": "CO", "carc": "97", "category": "bundled", "amount": 7.5, "state": "OPEN"},
    ]  # fmt: skip
    for table, records in (("payers", PAYERS), ("denials", denied)):
        frame = frames.from_records(BY_NAME[table], records).frame.reset_index(drop=True)
        writing.append(book, Append(table, frame))


def refresh(path: Path) -> None:
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        run.run(book, "refresh-dashboard", request())
        book.save()


def drawings(path: Path) -> dict[str, bytes]:
    """Return the parts that the charts are made of."""
    with zipfile.ZipFile(path) as package:
        return {
            name: package.read(name)
            for name in package.namelist()
            if name.startswith(("xl/charts/", "xl/drawings/")) and not name.endswith(".vml")
        }


def changed(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Change a part as a person does in Excel."""
    package = Package.open(path)
    assert old in package.read(name)
    package.write(name, package.read(name).replace(old, new))
    path.write_bytes(package.to_bytes())


def test_a_refresh_leaves_charts_as_a_person_changed_them_byte_for_byte(edited: Edited) -> None:
    assert len(edited.before) == 5
    assert drawings(edited.path) == edited.before


def test_a_chart_that_a_person_deleted_stays_away(edited: Edited) -> None:
    with files.open_book(edited.path, read_only=True) as book:
        assert [chart.name for chart in book.sheets["Dashboard"].charts] == NAMES[:-1]


def test_a_persons_formats_widths_and_notes_beside_the_page_stay(edited: Edited) -> None:
    with files.open_book(edited.path, read_only=True) as book:
        sheet = book.sheets["Dashboard"]
        assert sheet["A6"].color == (255, 255, 0)
        assert sheet["B1"].column_width == 20
        assert sheet["T3"].value == "ask Medicare about March"
        assert sheet["A6"].value == pytest.approx(392.74)


def test_month_ends_are_written_once(edited: Edited) -> None:
    """The ledger begins in October; March is not over on its last day."""
    with files.open_book(edited.path, read_only=True) as book:
        periods = book.sheets["Month Ends"]["A2:A6"].value
        assert book.sheets["Month Ends"].tables["MonthEnds"].range.shape[0] == 6
        assert periods == [
            "2025-10", "2025-11", "2025-12", "2026-01", "2026-02",
        ]  # fmt: skip


def test_each_chart_draws_the_column_of_its_name(office: Path) -> None:
    """A series' name is the header right above its first cell, its labels stand in its rows."""
    with files.open_book(office, read_only=True) as book:
        sheet = book.sheets["Dashboard"]
        for chart, wanted in zip(sheet.charts, CHARTS, strict=True):
            assert chart.chart_type == wanted.kind
            labels = sheet.range(wanted.labels)
            for series in chart.series:
                cells = sheet.range(series.impl.values.partition("!")[2])
                assert (
                    cells.offset(-1).value == series.name
                    or series.name == cells[0].offset(-1).value
                )
                assert (cells.row, cells.shape[0]) == (labels.row, labels.shape[0])
                assert series.impl.labels.endswith(f"!{labels.address}")


def test_charts_cover_no_cell_that_shows_anything(office: Path) -> None:
    with files.open_book(office, read_only=True) as book:
        sheet = book.sheets["Dashboard"]
        for chart in CHARTS:
            shown = sheet.range(chart.place).value
            assert not [cell for row in shown for cell in row if cell is not None], chart.name


def test_an_older_book_gets_its_charts_at_the_first_refresh(tmp_path: Path) -> None:
    path = tmp_path / "older.xlsx"
    path.write_bytes(older.of_schema(3))
    with files.open_book(path) as book:
        older_books.bring_up(book, request())
        assert not len(book.sheets["Dashboard"].charts)
        fill(book)
        book.save()
    refresh(path)

    with files.open_book(path, read_only=True) as book:
        dashboard = book.sheets["Dashboard"]
        assert [chart.name for chart in dashboard.charts] == NAMES
        assert [sheet.name for sheet in book.sheets][1:3] == ["Dashboard", "Key Figures"]
        page = dashboard.impl.page_setup.page
        assert (page.orientation, page.fit_width, page.fit_height) == ("landscape", 1, 1)


def test_a_dashboard_that_was_deleted_comes_back_with_its_charts(office: Path) -> None:
    with files.open_book(office) as book:
        book.impl.backup_dir = None
        book.sheets["Dashboard"].delete()
        book.save()
    refresh(office)

    with files.open_book(office, read_only=True) as book:
        assert [chart.name for chart in book.sheets["Dashboard"].charts] == NAMES


@pytest.fixture
def ours(office: Path) -> Cells:
    """The formulas of the reports with what Python worked out."""
    with files.open_book(office, read_only=True) as book:
        found = formula_cells(book)
    return {place: cell for place, cell in found.items() if place[0] in REPORTS}


def test_ironcalc_works_out_what_python_did(ours: Cells, office: Path, tmp_path: Path) -> None:
    """The two sheets alone: their formulas look at nothing else."""
    plain = Workbook()
    plain.remove(plain.worksheets[0])
    with files.open_book(office, read_only=True) as book:
        for name in REPORTS:
            made, sheet = plain.create_sheet(name), book.sheets[name]
            last = sheet.used_range.last_cell
            for texts in sheet.range((1, 1), (last.row, last.column)).formula:
                made.append(list(texts))
            for row, line in enumerate(sheet.range((1, 1), (last.row, last.column)).raw_value, 1):
                for column, value in enumerate(line, start=1):
                    if (name, row, column) not in ours:
                        made.cell(row, column, value)
    plain.save(tmp_path / "plain.xlsx")
    model = ironcalc.load_from_xlsx(str(tmp_path / "plain.xlsx"), "en", "UTC", "en")
    model.evaluate()

    assert len(ours) > 50
    got = {at: model.get_cell_value(REPORTS.index(at[0]), at[1], at[2]) for at in ours}
    assert_alike(got, ours)


def test_libreoffice_works_it_out_alike_and_draws_one_page(
    ours: Cells, office: Path, soffice: Office, tmp_path: Path
) -> None:
    """No error cell; the Dashboard is one page on which each chart shows its title."""
    package = Package.open(office)
    for sheet in package.workbook.sheets:
        if sheet.name not in REPORTS:
            package.workbook.set_state(sheet.name, "hidden")
    package.workbook.set_active("Dashboard")
    alone = tmp_path / "alone.xlsx"
    alone.write_bytes(package.to_bytes())
    with soffice.opened(alone) as document:
        shown = values(document)
        store(document, tmp_path / "alone.pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "alone.pdf").pages]

    got = {at: shown[at[0]][at[1] - 1][at[2] - 1] for at in ours}
    assert_alike({at: "" if value is None else value for at, value in got.items()}, ours)
    [page] = [page for page in pages if CHARTS[0].title in page]
    words = " ".join(page.split())
    assert words.startswith("Dashboard")
    assert "sheet Key Figures" in words
    assert all(chart.title in words for chart in CHARTS)
    assert "#" not in words
