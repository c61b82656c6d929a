"""Delimiters are found by counting, whatever the file's shape."""

from __future__ import annotations

import pytest

from tests.remit.made import GS, ISA, data, file_of, ids, transaction
from xlbilling.model.errors import InputFileError
from xlbilling.model.remittance import Totals
from xlbilling.remit.era835 import read_835

CLAIM = ("CLP*C1*1*100*80", "SVC*HC:99213*100*80", "CAS*CO*45*20")
PLAIN = file_of("80", *CLAIM)


def _totals(content: bytes) -> list[Totals]:
    return [one.totals for one in read_835(content, "x.835").remittances]


WANT = _totals(PLAIN)


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace(b"\n", b""),
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b"~\n", b"\n"),
        PLAIN.replace(b"~\n", b"\r\n"),
        PLAIN.replace(b"~\n", b"\r"),
        b"\xef\xbb\xbf" + PLAIN,
        b"\r\n \t" + PLAIN,
        PLAIN + b"\x1a",
        PLAIN.rstrip(b"~\n"),
        PLAIN.replace(b"~\n", b"~\n\n~ ~"),
        PLAIN.replace(b"*", b"|").replace(b":", b">"),
        PLAIN.replace(b"*", b"\x1d").replace(b"~\n", b"\x1c"),
        PLAIN.replace(b"          ", b" ").replace(b"   ", b" "),
        PLAIN.decode().encode("utf-16"),
        b"".join(PLAIN.replace(b"\n", b"")[at : at + 80] + b"\r\n" for at in range(0, len(PLAIN), 80)),
        PLAIN.replace(b"SAMPLE HEALTH", "SEGUROS PEÑA".encode()),
        PLAIN.replace(b"SAMPLE HEALTH", "SEGUROS PEÑA".encode("cp1252")),
        PLAIN.replace(b"*P*:~", b"*P*~"),
        b"".join(one + b"\n" for one in PLAIN.split(b"\n")[2:-3]),
        b"".join(one + b"\n" for one in PLAIN.split(b"\n")[1:-2]),
        b"".join(one + b"\n" for one in PLAIN.split(b"\n")[2:-3]).replace(b"ST*835*0001", b"ST*835*0001*005010X221A1"),
        PLAIN.replace(b"*", b"^"),
        PLAIN.decode().encode("utf-16-le"),
        PLAIN.decode().encode("utf-16-be"),
        b"".join(one.ljust(120) + b"\n" for one in PLAIN.replace(b"~", b"").split(b"\n")),
        b"".join(one.ljust(120, b"\0") for one in PLAIN.split(b"\n")),
        PLAIN.replace(b"ST*835*", b"ST*835 *"),
    ],
    ids=[
        "no line ends", "CR LF after it", "LF ends segments", "CR LF ends segments", "CR ends segments", "BOM",
        "blanks in front", "end mark of DOS", "no last terminator", "blank segments", "pipes", "control characters",
        "ISA not padded", "UTF-16", "wrapped at 80", "UTF-8", "Windows-1252", "no ISA16", "ST only", "GS only", "ST03",
        "ISA11 is the separator", "UTF-16 LE without mark", "UTF-16 BE without mark", "padded with blanks",
        "padded with zero bytes", "blank after ST01",
    ],
)  # fmt: skip
def test_the_same_remittance_is_read_from_every_shape_of_file(content: bytes) -> None:
    read = read_835(content, "x.835")

    assert [one.totals for one in read.remittances] == WANT
    assert (read.findings, read.remittances[0].findings) == ((), ())


def test_interchanges_of_one_file_may_have_other_delimiters() -> None:
    """rules.md R-2: many ISA, GS and ST; each ST is its own payment."""
    other = PLAIN.replace(b"*", b"|").replace(b":", b">").replace(b"~\n", b"'")
    read = read_835(PLAIN + other + PLAIN.replace(b"~\n", b"\n") + PLAIN, "many.835")

    assert [one.totals for one in read.remittances] == WANT * 4
    assert read.findings == ()
    assert [one.claims[0].services[0].procedure.code for one in read.remittances] == ["99213"] * 4


def test_groups_and_transactions_repeat_within_an_interchange() -> None:
    one, two = transaction("80", CLAIM, st02="0001"), transaction("80", CLAIM, st02="0002")
    segments = [
        ISA,
        GS,
        *one,
        *two,
        "GE*2*1",
        GS.replace("*1*X", "*2*X"),
        *one,
        "GE*1*2",
        "IEA*2*000000001",
    ]
    read = read_835(data(segments), "many.835")

    assert [one.st02 for one in read.remittances] == ["0001", "0002", "0001"]
    assert [one.envelope.group_control for one in read.remittances] == ["1", "1", "2"]
    assert read.findings == ()


def test_the_envelope_goes_with_the_remittance() -> None:
    envelope = read_835(PLAIN, "x.835").remittances[0].envelope

    assert (envelope.sender, envelope.receiver) == ("SAMPLEPAYER", "SAMPLECLINIC")
    assert (envelope.interchange_control, envelope.usage, envelope.version) == (
        "000000001",
        "P",
        "005010X221A1",
    )


@pytest.mark.parametrize(
    ("segment", "changed", "said"),
    [
        ("GE*1*1", "GE*1*7", "GE02 is '7', but GS06 is '1'"),
        ("GE*1*1", "GE*2*1", "GE01 (transactions) is '2', but found is '1'"),
        ("IEA*1*000000001", "IEA*1*000000002", "IEA02 is '000000002', but ISA13 is '000000001'"),
        ("IEA*1*000000001", "IEA*3*000000001", "IEA01 (groups) is '3', but found is '1'"),
        ("GE*1*1~\n", "", "the functional group (GS) has no trailer (GE)"),
        ("IEA*1*000000001~\n", "", "the interchange (ISA) has no trailer (IEA)"),
    ],
)
def test_an_envelope_that_does_not_close_is_told(segment: str, changed: str, said: str) -> None:
    read = read_835(PLAIN.decode().replace(segment, changed).encode(), "x.835")

    assert [one.totals for one in read.remittances] == WANT
    assert ids(read.findings) == ["R-8"]
    assert said in read.findings[0].message


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"ISABELLA WAS HERE", b"ISA*00*", b"%PDF-1.7 ...", b"ISA" + b"*" * 20, b"ST", b"ST*835*", b"\x00\x01\x02"],
)  # fmt: skip
def test_what_has_no_readable_first_segment_is_an_input_error(content: bytes) -> None:
    with pytest.raises(InputFileError) as caught:
        read_835(content, "x.835")

    assert caught.value.message.startswith("x.835: ")
    assert caught.value.fix


def test_a_second_interchange_that_is_cut_is_told_and_the_first_is_kept() -> None:
    read = read_835(PLAIN + b"ISA*00*    *00", "x.835")

    assert [one.totals for one in read.remittances] == WANT
    assert ids(read.findings) == ["X12-CUT"]
