"""Make the README's pictures anew: ``python -m tests.pictures``, with LibreOffice and poppler.

They are pages of the sample office as LibreOffice prints them, cut to what is on them, and the
ribbon drawn from its definition.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from tests.office import Office, find_office
from tests.ribbon_picture import ribbon_picture
from tests.tree import ROOT
from xlbilling.book.binding import bind
from xlbilling.commands import build_addin
from xlbilling.hosts import calc
from xlbilling.hosts.calc import bridge
from xlbilling.layout.tables import BY_NAME

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
    Picture("dashboard", "Days in AR", 11.0, 8.5),
    Picture("aging", "Receivables aging", 11.0, 7.5),
    Picture("statement", "Statement number S", 8.5, 10.2),
)


CLAIMS = Picture("claims", "", 11.0, 4.7)
SHOWN = frozenset({
    "Claim ID", "Line", "Patient ID", "DOS From", "POS", "Rendering NPI", "DX1", "Code", "Mod1", "Units", "Charge",
    "Status", "Findings", "Owed By", "Balance",
})  # fmt: skip
"""The columns of Claims that a biller looks at most; the others are hidden for the picture."""
ROWS = 24


def claims_page(folder: Path) -> Path:
    """Return the first rows of the Claims sheet as a page, as somebody sees it who hides columns."""
    copy = Path(shutil.copy(FOLDER / "sample-office.xlsx", folder / "claims.xlsx"))
    with calc.open_book(copy, read_only=True) as book:
        claims = bind(book, BY_NAME["claims"])
        sheet = book.impl.document.Sheets.getByName(claims.sheet.name)
        for place, header in enumerate(claims.headers):
            sheet.getColumns().getByIndex(place).IsVisible = header in SHOWN
        area = sheet.getCellRangeByPosition(0, 0, len(claims.headers) - 1, ROWS)
        data = bridge.properties(Selection=area)
        made = folder / "claims.pdf"
        kind = bridge.struct("com.sun.star.beans.PropertyValue", Name="FilterData")
        kind.Value = bridge.uno().Any("[]com.sun.star.beans.PropertyValue", data)
        filter_name = bridge.properties(FilterName="calc_pdf_Export")
        book.impl.document.storeToURL(made.as_uri(), (*filter_name, kind))
    return made


def main() -> int:
    """Draw the ribbon; print the sample office once and cut each picture from its page."""
    RIBBON.write_text(ribbon_picture(build_addin.sources().ribbon), encoding="utf-8")
    sys.stdout.write(f"Made {RIBBON}\n")
    with tempfile.TemporaryDirectory(prefix="xlbilling-") as private:
        office = find_office()
        if not isinstance(office, Office):
            sys.stderr.write(f"{office}\n")
            return 2
        claims = claims_page(Path(private))
        sys.stdout.write(f"Made {cut(CLAIMS, claims, 1)}\n")
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
