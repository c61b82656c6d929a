"""Exit codes say what was done, whoever reads the words."""

import subprocess
import sys
from pathlib import Path

from tests.cli.shell import done


def test_a_reader_who_goes_away_does_not_turn_done_into_not_done(tmp_path: Path) -> None:
    book, rows = tmp_path / "office.xlsx", tmp_path / "claims.csv"
    done("new", book)
    rows.write_text("Claim ID,Line\nC1,1\n", "utf-8")
    command = [sys.executable, "-m", "xlbilling", "load", str(book), "claims", str(rows), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()

    assert process.returncode == 0, said
    assert done("load", book, "claims", rows)["skipped"] == 1
