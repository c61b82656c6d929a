"""The command line starts at once: what is heavy is imported where it is used."""

import subprocess
import sys

from tests.tree import ROOT

HEAVY = ("lxml", "numpy", "openpyxl", "pandas", "pydantic", "rich", "wolfxl", "xlwings")


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    program = f"import sys, xlbilling.cli; print(*[n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert done.stdout.split() == []
