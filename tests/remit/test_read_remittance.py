"""The command's own part: files in, the contract's JSON object and findings out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.remit.made import data, file_of, interchange
from xlbilling.commands.read_remittance import load_remittance, read_remittance
from xlbilling.model.errors import InputFileError

HEAVY = (
    "pandas",
    "numpy",
    "pydantic",
    "xlwings",
    "openpyxl",
    "wolfxl",
    "rich",
    "xlbilling.remit.tabular",
)


def _files(result: dict[str, object]) -> list[dict[str, Any]]:
    files = result["files"]
    assert isinstance(files, list)
    return files


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_json_is_the_contracts(tmp_path: Path) -> None:
    path = _written(tmp_path, "may.835", file_of("80", "CLP*C1*1*100*80", "CAS*CO*45*10"))
    result, findings = read_remittance([path])

    assert json.loads(json.dumps(result)) == {
        "files": [
            {
                "file": str(path),
                "kind": "835",
                "transactions": [
                    {
                        "st02": "0001",
                        "trace": "EFT0001",
                        "payer": "SAMPLE HEALTH PLAN",
                        "payment": "80.00",
                        "claims": 1,
                        "services": 0,
                        "claim_paid": "80.00",
                        "service_paid": "0.00",
                        "adjustments": "10.00",
                        "provider_adjustments": "0.00",
                        "balanced": False,
                        "findings": [
                            {
                                "id": "B-CLAIM",
                                "severity": "error",
                                "message": "claim C1: charge $100.00 less adjustments $10.00 is $90.00, "
                                "but paid is $80.00: $10.00 too little",
                                "where": "may.835 segment 14",
                                "fix": findings[0].fix,
                            }
                        ],
                    }
                ],
                "findings": [],
            }
        ]
    }


@pytest.mark.parametrize(
    ("name", "content", "kind", "rule"),
    [
        ("really.835", b"%PDF-1.7\n%\xe2\xe3", "unknown", "REMIT-UNKNOWN"),
        ("empty.835", b"", "unknown", "REMIT-UNKNOWN"),
        ("junk.835", bytes(range(256)), "unknown", "REMIT-UNKNOWN"),
        ("cut.835", b"ISA*00*    *00", "unknown", "X12-UNREADABLE"),
        ("none.835", data(interchange()), "unknown", "X12-EMPTY"),
        ("ack.835", data(interchange(["ST*997*1", "AK1*HP*1", "SE*3*1"])), "997", "X12-EMPTY"),
        ("claims.835", data(interchange(["ST*837*1", "BHT*0019", "SE*3*1"])), "837", "X12-EMPTY"),
        ("half.csv", b"Account,Billed,Paid\n", "csv", "SHEET-EMPTY"),
    ],
)
def test_what_is_no_remittance_has_one_error_and_the_others_are_read(
    tmp_path: Path, name: str, content: bytes, kind: str, rule: str
) -> None:
    good = _written(tmp_path, "good.835", file_of("0"))
    result, findings = read_remittance([_written(tmp_path, name, content), good])

    bad, read = _files(result)
    assert (bad["kind"], bad["transactions"]) == (kind, [])
    assert [(one["id"], one["severity"]) for one in bad["findings"]] == [(rule, "error")]
    assert name in findings[0].where
    assert len(read["transactions"]) == 1


@pytest.mark.parametrize("name", ["missing.835", "."])
def test_a_file_that_cannot_be_opened_stops_the_command(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputFileError) as caught:
        read_remittance([tmp_path / name])

    assert caught.value.id == "FILE-UNREADABLE"


def test_a_workbook_sheet_is_read_with_its_error_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Account", "Check Amount", "Billed", "Paid"],
        ["C1", 80, 80, 80],
        ["C2", 80, 0, "#REF!"],
    ):
        sheet.append(row)
    sheet["D3"].data_type = "e"
    book.save(tmp_path / "portal.xlsx")
    result, findings = read_remittance([tmp_path / "portal.xlsx"])

    (entry,) = _files(result)
    assert (entry["kind"], entry["transactions"][0]["payment"]) == ("xlsx", "80.00")
    assert [(one.id, one.where) for one in findings if one.severity == "E"] == [
        ("SHEET-MONEY", "portal.xlsx row 3")
    ]
    whole = load_remittance(tmp_path / "portal.xlsx")
    assert [claim.pcn for claim in whole.remittances[0].claims] == ["C1", "C2"]


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        (["cover", "claims"], ["SHEET-OTHER I"]),
        (["claims", "empty"], []),
        (["claims", "claims"], ["SHEET-TWICE I"]),
    ],
    ids=["a cover", "an empty sheet", "the same twice"],
)
def test_the_sheet_with_a_remittance_is_read_and_the_others_are_told(
    tmp_path: Path, sheets: list[str], told: list[str]
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    content: dict[str, list[list[str | int]]] = {
        "cover": [["Sample Health Plan"]],
        "claims": [["Account", "Check Amount", "Billed", "Paid"], ["C1", 80, 80, 80]],
        "empty": [],
    }
    for place, kind in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{place}")
        for row in content[kind]:
            sheet.append(row)
    book.save(tmp_path / "portal.xlsx")
    result, findings = read_remittance([tmp_path / "portal.xlsx"])

    assert _files(result)[0]["transactions"][0]["claim_paid"] == "80.00"
    ids = {"SHEET-OTHER", "SHEET-TWICE"}
    other = [f"{one.id} {one.severity}" for one in findings if one.id in ids]
    assert len(_files(result)[0]["transactions"]) == 1
    assert other == told


def test_an_835_is_told_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    whole = load_remittance(_written(tmp_path, "remit.csv", b"\xef\xbb\xbf" + file_of("0")))

    assert whole.kind == "835"


def test_an_835_is_read_without_loading_anything_heavy(tmp_path: Path) -> None:
    path = _written(tmp_path, "may.835", file_of("0"))
    program = (
        "import sys; from pathlib import Path; from xlbilling.commands.read_remittance import read_remittance; "
        f"read_remittance([Path({str(path)!r})]); print([one for one in {HEAVY!r} if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
