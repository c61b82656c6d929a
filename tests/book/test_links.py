"""The links of the Findings sheet, as LibreOffice computes them: sorting moves rows, links follow."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwings as xw

from tests.book.conftest import fresh
from tests.office import Office
from tests.support import request
from xlbilling import run
from xlbilling.book import reading, writing
from xlbilling.edits import examples
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Append

_LINK = re.compile(r'<a href="#([^"]+)">(Go to [^<]+)</a>')
Links = list[tuple[str, str]]
ODD = 'C~1*"?'
CLAIMS: Sequence[Mapping[str, Any]] = (
    {"charge": -75.0},
    {"claim_id": "C1002", "mod1": "76", "units": 0.0},
    {"claim_id": "C1003", "mod1": "77"},
    {"claim_id": ODD, "mod1": "59", "code": "99214", "units": 0.0},
    {"claim_id": "C1003", "mod1": "77", "code": "99215"},
)
"""Two lines of C1003 have one key, which CV-075 tells; an id has all signs that MATCH reads."""


def checked(path: Path) -> None:
    """Fill a fresh workbook with the sample office and these claims, and check it."""
    coverage = {**examples.COVERAGE, "from": "2024-01-01", "member_id": None}
    office: dict[str, Sequence[Mapping[str, Any]]] = {
        **examples.OFFICE,
        "coverage": [coverage],
        "payers": [*examples.PAYERS, examples.PAYERS[0]],
        "claims": [{**examples.CLAIM, **claim} for claim in CLAIMS],
    }
    with files.open_book(path) as book:
        for name, rows in office.items():
            append(book, name, rows)
        run.run(book, "validate-claims", request())
        book.save()


def append(book: xw.Book, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows whose dates are ISO text."""
    table = BY_NAME[name]
    dates = {column.name for column in table.columns if column.kind == "date"}
    cells = [
        {k: datetime.fromisoformat(v) if k in dates and v else v for k, v in row.items()}
        for row in rows
    ]
    writing.append(
        book, Append(name, frames.from_records(table, cells).frame.reset_index(drop=True))
    )


def rearrange(path: Path, order: Sequence[int]) -> None:
    """Put the rows of Claims into another order, whole as sorting does it; the others are gone."""
    with files.open_book(path) as book:
        last = len(BY_NAME["claims"].columns)
        block = book.sheets["Claims"].range((2, 1), (1 + len(CLAIMS), last))
        rows = block.raw_value
        blank = [None] * last
        block.raw_value = [rows[n] for n in order] + [blank] * (len(rows) - len(order))
        book.save()


def findings(path: Path) -> pd.DataFrame:
    with files.open_book(path, read_only=True) as book:
        return reading.read(book, ["findings"]).frame("findings")


def links(soffice: Office, path: Path, folder: Path) -> Links:
    """Return the link and the words of each row of Findings, in order, as LibreOffice has them."""
    page = soffice.convert(path, "html", folder).read_text("utf-8")
    return [(unescape(address), unescape(words)) for address, words in _LINK.findall(page)]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checked workbook, which no test changes."""
    path = tmp_path_factory.mktemp("links") / "office.xlsx"
    path.write_bytes(fresh())
    checked(path)
    return path


@pytest.fixture(scope="module")
def shown(once: Path, soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> Links:
    """Its links, as LibreOffice has them."""
    return links(soffice, once, tmp_path_factory.mktemp("html"))


@pytest.fixture
def book(once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(once, tmp_path / "office.xlsx"))


def test_a_link_shows_what_python_cached_and_leads_to_the_cell(once: Path, shown: Links) -> None:
    table = findings(once)

    wheres = [where.replace("Payer Rules!", "'Payer Rules'!") for where in table["where"]]
    assert [address for address, _ in shown] == wheres
    assert [words for _, words in shown] == table["go_to"].tolist()
    assert {where.partition("!")[0] for where in wheres} == {"Claims", "Coverage", "Payers"}


def test_sorting_the_claims_breaks_no_link(
    soffice: Office, book: Path, shown: Links, tmp_path: Path
) -> None:
    rearrange(book, [4, 3, 2, 1, 0])
    after = links(soffice, book, tmp_path / "after")

    moved = [(f"{address[:-1]}{8 - int(address[-1])}", words) for address, words in shown]
    own = [address.startswith("Claims") for address, _ in shown]
    assert [one for one, is_own in zip(after, own, strict=True) if is_own] == [
        one for one, is_own in zip(moved, own, strict=True) if is_own
    ]
    assert sum(own) >= 4


def test_a_link_to_a_row_that_is_gone_says_so(soffice: Office, book: Path) -> None:
    table = findings(book)
    of_first = int(((table["claim_id"] == "C1001") & table["where"].str.startswith("Claims")).sum())
    rearrange(book, [1, 2, 3, 4])
    rows = soffice.values(book)["Findings"]

    place = rows[0].index("Go To")
    gone = [row for row in rows[1:] if row[place] == "Row is gone"]
    assert len(gone) == of_first >= 1
    assert {row[rows[0].index("Claim ID")] for row in gone} == {"C1001"}
