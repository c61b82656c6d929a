"""Exactly one reader claims a file, by its bytes."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.remit.made import file_of
from xlbilling.model.errors import InputFileError
from xlbilling.remit.identify import READERS, FileReader, kind_of


def _xlsx() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (file_of("0"), "835"),
        (b"\xef\xbb\xbf\r\n" + file_of("0"), "835"),
        (b"ST*835*1~SE*2*1~", "835"),
        (file_of("0").decode().encode("utf-16"), "835"),
        (_xlsx(), "xlsx"),
        (b"Account,Billed,Paid\nC1,1.00,1.00\n", "csv"),
        (b"\xef\xbb\xbfAccount|Billed|Paid\r\nC1|1.00|1.00\r\n", "csv"),
    ],
)
def test_a_remittance_is_told_by_its_bytes(content: bytes, kind: str) -> None:
    assert kind_of(content, "file") == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"), (b"\r\n \x00", "empty"), (b"%PDF-1.7\n", "a PDF"), (b"PK\x03\x04rest", "a zip archive"),
        (b"\xd0\xcf\x11\xe0rest", "an old .xls file or a workbook with a password"), (b"\x00\x01\x02\x03", "binary data"),
        (b"Dear office, enclosed find", "text of another kind"), (b"<html>", "XML or a web page"), (b'{"a":1}', "JSON"),
    ],
)  # fmt: skip
def test_what_no_reader_claims_is_refused_and_named(content: bytes, said: str) -> None:
    with pytest.raises(InputFileError) as caught:
        kind_of(content, "may.835")

    assert caught.value.id == "REMIT-UNKNOWN"
    assert caught.value.message == f"may.835 is {said}, not an 835, CSV or XLSX remittance"


def test_a_file_that_two_readers_claim_is_refused_naming_both() -> None:
    greedy = FileReader("fixed", bool)
    with pytest.raises(InputFileError, match="could be read as 835 or as fixed") as caught:
        kind_of(file_of("0"), "x", [*READERS, greedy])

    assert caught.value.id == "REMIT-AMBIGUOUS"
