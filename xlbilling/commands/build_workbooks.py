"""Make the books of the ``workbooks`` folder: ``python -m xlbilling.commands.build_workbooks``.

For people who change the program: the books and the add-in are checked in, and a test says when
they are no longer what the program would make.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from xlbilling.commands import build_addin, sample_office
from xlbilling.template import workbook

EMPTY: Final = "billing.xlsx"
SAMPLE: Final = "sample-office.xlsx"


def build(folder: Path) -> tuple[Path, ...]:
    """Write the empty billing workbook, the sample office and what has macros; return where.

    Args:
        folder: where they go; books of the same name are replaced.
    """
    empty, sample = folder / EMPTY, folder / SAMPLE
    empty.write_bytes(workbook.workbook_bytes())
    with tempfile.TemporaryDirectory(prefix="xlbilling-") as private:
        place = Path(private)
        for _ in sample_office.make(place / SAMPLE, sample_office.write_files(place)):
            pass
        sample.write_bytes((place / SAMPLE).read_bytes())
    return empty, sample, *build_macros(folder)


def build_macros(folder: Path) -> tuple[Path, ...]:
    """Write what ``build-addin`` makes, and return where it is."""
    made = {folder / name: content for name, content in build_addin.files().items()}
    for path, content in made.items():
        path.write_bytes(content)
    return tuple(made)


def main() -> int:
    """Build the workbooks into the folder that the command line names."""
    parser = argparse.ArgumentParser(prog="build_workbooks", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("workbooks"))
    for path in build(parser.parse_args().folder):
        sys.stdout.write(f"Made {path} ({path.stat().st_size // 1024} kB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
