"""Every callback run in LibreOffice, and a payment posted by clicks there.

LibreOffice goes on where VBA fails and gives nothing back, so that each test wants something.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.addin.live import LiveBook, opened
from tests.addin.vba import our_modules, played
from tests.addin.walks import CLICKS, OTHERS, PRESS, Walk, described
from tests.macros.test_main_job import REMITTANCE, TABLES
from xlbilling.addin.building import addin_bytes, macro_workbook_bytes
from xlbilling.addin.modules import vba_modules
from xlbilling.book import names, reading
from xlbilling.commands import build_addin
from xlbilling.hosts import files
from xlbilling.hosts.calc.office import Office
from xlbilling.hosts.files.package.package import Package
from xlbilling.macros.load import load
from xlbilling.template import workbook

NOTES = ("xlb_pick", "xlb_as_of", "xlb_status")
"""The hidden names; LibreOffice's VBA changes names, but cannot add any, so they are there."""


@pytest.fixture(scope="module")
def live(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveBook]:
    """The macro-enabled workbook with stand-ins for xlwings and the person."""
    path = tmp_path_factory.mktemp("live") / "office.xlsm"
    path.write_bytes(macro_workbook_bytes(played(), with_notes(workbook.workbook_bytes())))
    with opened(office, path) as book:
        yield book


def with_notes(book: bytes) -> bytes:
    """A workbook that has the hidden names already."""
    package = Package.from_bytes(book)
    for name in NOTES:
        package.workbook.set_name(name, '""', hidden=True)
    return package.to_bytes()


@pytest.mark.parametrize("walk", [*CLICKS, *OTHERS], ids=lambda walk: walk.name)
def test_a_callback_does_what_it_should(live: LiveBook, walk: Walk) -> None:
    assert live.run(f"Walk.{walk.function}", *walk.arguments) == walk.want


def test_a_function_answers_cells_with_true_errors_in_them(live: LiveBook) -> None:
    """The stand-in server answers 3 rows of 2 cells, two of them an error's text."""
    shown = live.put_formula("Help", "F1:G3", "=XLB_NPI_VALID(A1)")

    assert shown[:2] == ["xlbilling.udfs.functions:XLB_NPI_VALID", "1"]
    assert shown[2:4] == ["Error 2042", "Error 2015"]  # LibreOffice's words for VBA's errors
    assert shown[4:] == ["# of claims", "12.5"]


def test_the_add_in_runs_too(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "played.xlam"
    path.write_bytes(addin_bytes(played()))
    with opened(office, path) as book:
        sent = book.run("Walk.Pressed", "xlb_post_payments", "", False)

    assert sent == f"{PRESS.format('post_payments')}//"


def test_opening_tells_excel_of_the_functions_once(office: Office, tmp_path: Path) -> None:
    """LibreOffice tells nobody that a hidden file was opened, so that the test does."""
    path = tmp_path / "played.xlam"
    path.write_bytes(addin_bytes(played()))
    want = "".join(map(described, build_addin.functions()))
    with opened(office, path) as book:
        for _ in range(2):
            book.run("ThisWorkbook.Workbook_Open")

            assert book.run("Walk.DescribedAtOpening") == want


@pytest.mark.parametrize("name", [build_addin.ADDIN, build_addin.MACRO_WORKBOOK])
def test_what_is_shipped_opens_with_all_its_sheets_and_modules(
    office: Office, built: Path, name: str
) -> None:
    """It cannot run them: xlwings' module calls Windows and macOS."""
    want = {one.name for one in vba_modules(our_modules())} | {"xlwings", "Dictionary"}
    sheets = [one.name for one in Package.open(built / name).workbook.sheets]
    with opened(office, built / name) as book:
        assert want <= book.modules
        assert book.sheets == sheets


def test_clicks_post_a_payment_by_a_python_of_their_own(office: Office, tmp_path: Path) -> None:
    """
    charge   C1/1  150.00
    era      C1/1  paid 80.00  CO-45 50.00  PR-3 20.00

    C1/1 owes 20.00, by the patient
    """
    book = office_book(tmp_path)
    shown = tmp_path / "shown" / book.name
    shown.parent.mkdir()
    shown.write_bytes(book.read_bytes())  # Python refuses the very file that is open here
    remittance = tmp_path / "north.835"
    remittance.write_text(REMITTANCE, "ascii")
    clicks = (
        ("post_charges", ""),
        ("apply", ""),
        ("import_remittance", str(remittance)),
        ("apply", ""),
        ("post_payments", ""),
        ("apply", ""),
    )
    with opened(office, shown) as live:
        live.run("Walk.AsOf", "1/31/2026")
        for button, chosen in clicks:
            sent = live.run("Walk.Pressed", f"xlb_{button}", chosen, False)
            assert str(sent).startswith(PRESS.format(button))

    with files.open_book(book, read_only=True) as after:
        claims = reading.read(after, ["claims"]).frame("claims")
        ledger = reading.read(after, ["ledger"]).frame("ledger")
        status = names.constant(after, "xlb_status")
    assert claims["balance_cents"].tolist() == [2000]
    assert claims["owed_by"].tolist() == ["PATIENT"]
    assert "PAY" in ledger["type"].tolist()
    assert status


def office_book(folder: Path) -> Path:
    """A small office's workbook with macros whose RunPython starts a Python."""
    plain, path = folder / "office.xlsx", folder / "office.xlsm"
    plain.write_bytes(with_notes(workbook.workbook_bytes()))
    with files.open_book(plain) as book:
        for table, text in TABLES.items():
            file = folder / f"{table}.csv"
            file.write_text(text, "utf-8")
            assert load(book, table, [file]) is not None
        book.save()
    script = Path(__file__).with_name("click.py")
    words = {"@PYTHON@": sys.executable, "@SCRIPT@": str(script), "@BOOK@": str(path)}
    path.write_bytes(macro_workbook_bytes(played(words), plain.read_bytes()))
    return path
