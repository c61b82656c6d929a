"""LibreOffice answers, and tells errors and its own results from the values in the file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.office import USUAL_PLACES, Office
from tests.tree import ROOT


def test_libreoffice_recalculates_and_names_error_cells(soffice: Office, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sums"
    sheet["A1"] = 40
    sheet["A2"] = "=A1+2"
    sheet["A3"] = "=1/0"
    sheet["A4"] = "=_xlfn.XLOOKUP(40,A1:A1,A2:A2)"
    book.save(tmp_path / "sums.xlsx")

    values = soffice.values(tmp_path / "sums.xlsx")
    assert values == {"Sums": [[40], [42], ["#DIV/0!"], [42]]}
    errors = soffice.error_cells(tmp_path / "sums.xlsx")
    assert errors == ["Sums!A3 #DIV/0!"]
    assert soffice.pdf(tmp_path / "sums.xlsx", tmp_path / "made").read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(
    any(Path(place).is_file() for place in USUAL_PLACES),
    reason="LibreOffice is found here without the path",
)
@pytest.mark.parametrize(
    ("ci", "code", "word"), [("", 0, "1 skipped"), ("true", 1, "CI must have")]
)
def test_without_libreoffice_tests_skip_with_the_reason_and_in_ci_fail(
    tmp_path: Path, ci: str, code: int, word: str
) -> None:
    only = f"{__file__}::test_libreoffice_recalculates_and_names_error_cells"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", only],
        cwd=ROOT,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PATH": str(tmp_path), "CI": ci},
    )

    assert done.returncode == code, done.stdout
    assert word in done.stdout
    assert "LibreOffice is not installed (no soffice on the path)" in done.stdout
