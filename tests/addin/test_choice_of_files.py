"""A choice of files goes from VBA to Python whole, however long it is."""

from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication

from tests.addin.interpreted import names, open_played
from xlbilling.book import names as book_names
from xlbilling.hosts import files
from xlbilling.hosts.files.package.package import Package
from xlbilling.macros import asking
from xlbilling.template import workbook


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> ExcelApplication:
    """The workbook as pyOpenVBA has it open."""
    return open_played(tmp_path_factory.mktemp("played"))


@pytest.mark.parametrize("count", [1, 2, 40])
def test_python_reads_the_files_that_vba_wrote(
    excel: ExcelApplication, tmp_path: Path, count: int
) -> None:
    chosen = [f"C:\\remittances 2026\\payer {n:02}.835" for n in range(count)]
    excel.run("Pressed", "xlb_import_remittance", "|".join(chosen), False)
    written = {n: text for n, text in names(excel).items() if n.startswith(asking.PICK)}
    path = tmp_path / "office.xlsx"
    path.write_bytes(with_names(workbook.workbook_bytes(), written))

    with files.open_book(path) as book:
        assert [str(file) for file in asking.picked(book)] == chosen
        assert asking.picked(book) == []
        assert not any(book_names.constant(book, name) for name in written)


def with_names(book: bytes, names: dict[str, str]) -> bytes:
    """A workbook with hidden names."""
    package = Package.from_bytes(book)
    for name, text in names.items():
        package.workbook.set_name(name, text, hidden=True)
    return package.to_bytes()
