"""Make the README's pictures anew: ``python -m tests.pictures``, with LibreOffice and poppler.

They are pages of the sample office as LibreOffice prints them, cut to what is on them, and the
ribbon drawn from its definition.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from tests.office import Office, find_office
from tests.ribbon_picture import ribbon_picture
from tests.tree import ROOT
from xlbilling.commands import build_addin

FOLDER = ROOT / "workbooks"
RIBBON = FOLDER / "ribbon.svg"
DOTS_PER_INCH = 96


@dataclass(frozen=True)
class Picture:
    """A page to show: the words it is found by, and the size of its part in inches."""

    name: str
    words: str
    width: float
    height: float


PICTURES = (
    Picture("claims", "Claim ID", 11.0, 5.2),
    Picture("dashboard", "Days in AR", 11.0, 8.5),
    Picture("aging", "Receivables aging", 11.0, 7.5),
    Picture("statement", "Statement date", 8.5, 8.6),
)


def main() -> int:
    """Draw the ribbon; print the sample office once and cut each picture from its page."""
    RIBBON.write_text(ribbon_picture(build_addin.sources().ribbon), encoding="utf-8")
    sys.stdout.write(f"Made {RIBBON}\n")
    with tempfile.TemporaryDirectory(prefix="xlbilling-") as private:
        office = find_office(Path(private) / "profile")
        if not isinstance(office, Office):
            sys.stderr.write(f"{office}\n")
            return 2
        pdf = office.pdf(FOLDER / "sample-office.xlsx", Path(private))
        texts = [page.extract_text() for page in PdfReader(pdf).pages]
        for picture in PICTURES:
            number = next(n for n, text in enumerate(texts, 1) if picture.words in text[:400])
            sys.stdout.write(f"Made {cut(picture, pdf, number)}\n")
    return 0


def cut(picture: Picture, pdf: Path, page: int) -> Path:
    """Return the picture file, cut from the page of that number."""
    made = FOLDER / picture.name
    size = [str(round(inches * DOTS_PER_INCH)) for inches in (picture.width, picture.height)]
    words = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH)]
    words += ["-f", str(page), "-l", str(page), "-x", "0", "-y", "0", "-W", size[0], "-H", size[1]]
    subprocess.run([*words, str(pdf), str(made)], check=True)
    return made.with_suffix(".png")


if __name__ == "__main__":
    sys.exit(main())
