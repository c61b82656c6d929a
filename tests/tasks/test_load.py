"""Rows of a CSV file into a table."""

import pytest

from tests.support import request, snapshot
from xlbilling.model.errors import BillingError, InputFileError, RefusedError
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import load

EMPTY = snapshot()
HEAD = "Claim ID,Line,DOS From,Charge,Units,Code\n"


def loaded(csv: str | bytes, *, table: str = "claims", book: Snapshot = EMPTY) -> Plan:
    content = csv.encode() if isinstance(csv, str) else csv
    return load.plan(book, request(files={"in.csv": content}, table=table))


def test_rows_come_in_by_header_text_with_ids_as_text() -> None:
    plan = loaded(HEAD + "C1,01,2026-01-05,120.50,1,00100\n")

    (append,) = plan.appended("claims")
    row = append.rows.iloc[0]
    assert (row["claim_id"], row["line"], row["code"]) == ("C1", "01", "00100")
    assert row["charge_cents"] == 12050
    assert plan.result["loaded"] == 1


def test_code_names_and_a_byte_order_mark_are_taken_too() -> None:
    plan = loaded("\ufeffclaim_id,line,charge\nC1,1,5\n".encode())

    assert plan.appended("claims")[0].rows["charge_cents"].tolist() == [500]


@pytest.mark.parametrize(
    ("csv", "word"),
    [
        (HEAD + "C1,1,01/05/2026,1,1,99213\n", "line 2: DOS From"),
        (HEAD + "C1,1,2026-01-05,1.005,1,99213\n", "fraction of a cent"),
        (HEAD + 'C1,1,2026-01-05,"1,000",1,99213\n', "plain amount"),
        (HEAD + "C1,1,2026-01-05,1,one,99213\n", "Units"),
        (HEAD + "C1,1,2026-01-05\n", "3 fields; expected 6"),
        ("Claim ID,Line,Chrage\nC1,1,5\n", "is 'Charge' meant"),
        ("Claim ID,Line,Line\nC1,1,1\n", "stands twice"),
        ("Line,Charge\n1,5\n", "no column 'Claim ID'"),
        ("", "no header row"),
        (b"Claim ID,Line\nC\xff,1\n", "not UTF-8"),
    ],
)  # fmt: skip
def test_a_file_with_one_wrong_row_is_refused_whole(csv: str | bytes, word: str) -> None:
    with pytest.raises(InputFileError, match=word):
        loaded(csv)


def test_a_row_that_is_in_the_book_is_skipped_and_another_one_of_its_key_is_told() -> None:
    book = snapshot(claims=[{"claim_id": "C1", "line": "1", "charge": 5.0}])

    same = loaded("claim_id,line,charge\nC1,1,5.00\n", book=book)
    other = loaded("claim_id,line,charge\nC1,1,6.00\nC2,1,7\n", book=book)

    assert (same.result["loaded"], [f.id for f in same.findings]) == (0, ["LOAD-KNOWN"])
    assert same.is_empty
    assert (other.result["loaded"], [f.id for f in other.findings]) == (1, ["LOAD-CLASH"])


@pytest.mark.parametrize("table", ["ledger", "audit", "claimz"])
def test_tables_of_the_program_and_unknown_tables_are_refused(table: str) -> None:
    with pytest.raises(RefusedError) as told:
        load.reads(request(table=table))

    assert isinstance(told.value, BillingError)
    assert told.value.id == "LOAD-TABLE"
