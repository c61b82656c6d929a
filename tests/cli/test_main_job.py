"""The whole main job from the command line, on a book of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import done, run
from xlbilling.commands.sample_office import SampleFiles
from xlbilling.model import money
from xlbilling.sample import claims

DAY = ("--as-of", "2025-12-31", "--no-backup")


def receivable(book: Path) -> str:
    return str(done("age-receivables", book, *DAY, "--dry-run")["total"])


def test_charges_are_posted_once(charged: Path) -> None:
    keyed = sum(c.charge_cents for c in claims.claims() if c.day.isoformat() < "2026-01-01")

    again = done("post-charges", charged, *DAY)

    assert receivable(charged) == money.to_text(keyed)
    assert (again["posted"], again["amount"], again["applied"]) == (0, "0.00", False)


def test_the_main_job_goes_from_charges_to_statements(
    charged: Path, december: tuple[Path, ...]
) -> None:
    checked = done("validate-claims", charged, *DAY)
    imported = done("import-remittance", charged, *december, *DAY)
    posted = done("post-payments", charged, *DAY)
    aged = done("age-receivables", charged, *DAY)
    stated = done("make-statements", charged, *DAY)
    verified = done("verify-ledger", charged, *DAY)

    assert checked["errors"] == 0
    assert [batch["status"] for batch in imported["batches"]] == ["READY"] * 5
    assert [batch["status"] for batch in posted["batches"]] == ["POSTED"] * 5
    assert [b["posted"] for b in posted["batches"]] == [b["payment"] for b in imported["batches"]]
    assert aged["total"] == aged["ledger_total"]
    assert cents(stated["stated_balance"]) + cents(stated["excluded_balance"]) == cents(
        stated["patient_ar"]
    )
    assert verified["verified"] is True


def cents(text: str) -> int:
    return money.from_text(text)


def test_importing_and_posting_twice_adds_nothing(
    charged: Path, december: tuple[Path, ...]
) -> None:
    done("import-remittance", charged, *december, *DAY)
    done("post-payments", charged, *DAY)
    before = done("verify-ledger", charged, *DAY)

    again = run("import-remittance", charged, *december, *DAY, "--json")
    posted = run("post-payments", charged, *DAY, "--json")

    assert done("verify-ledger", charged, *DAY)["rows"] == before["rows"]
    assert {batch["status"] for batch in again.json["batches"]} == {"DUPLICATE"}
    assert (again.code, posted.code) == (0, 0)


def test_undo_brings_every_balance_back(charged: Path, december: tuple[Path, ...]) -> None:
    before = receivable(charged)
    imported = done("import-remittance", charged, december[0], *DAY)
    done("post-payments", charged, *DAY)
    between = receivable(charged)

    done("undo-batch", charged, imported["batches"][0]["batch"], *DAY)

    assert between != before
    assert receivable(charged) == before
    assert done("verify-ledger", charged, *DAY)["verified"] is True


@pytest.mark.parametrize(
    "words",
    [
        ("validate-claims",),
        ("import-remittance", "FILES"),
        ("age-receivables",),
        ("refresh-dashboard",),
        ("make-statements",),
        ("verify-ledger",),
    ],
    ids=lambda words: words[0],
)
def test_a_dry_run_writes_nothing_at_all(
    charged: Path, december: tuple[Path, ...], words: tuple[str, ...]
) -> None:
    before = charged.read_bytes()
    files = december if "FILES" in words else ()

    answer = run(words[0], charged, *files, *DAY[:2], "--dry-run")

    assert answer.code in {0, 1}
    assert "Dry run: nothing was written." in answer.out
    assert charged.read_bytes() == before
    assert list(charged.parent.iterdir()) == [charged]


def test_before_writing_a_dated_copy_is_kept(charged: Path, december: tuple[Path, ...]) -> None:
    before = charged.read_bytes()

    done("import-remittance", charged, december[0], *DAY[:2])

    (copy,) = (charged.parent / "backups").iterdir()
    assert copy.read_bytes() == before
    assert charged.read_bytes() != before


def test_claims_with_findings_end_with_exit_code_1(charged: Path, sample: SampleFiles) -> None:
    march = sample.months[-1]
    done("load", charged, "claims", march.tables["claims"], "--as-of", "2026-03-31")

    answer = run("validate-claims", charged, "--as-of", "2026-03-31", "--json")

    assert answer.code == 1
    assert {f["id"] for f in answer.json["findings"]} >= {"CV-020", "CV-031", "CV-050"}
    assert set(answer.json["findings"][0]) == {"id", "severity", "message", "where", "fix"}


def test_json_is_one_object_on_stdout_in_a_process_of_its_own(charged: Path) -> None:
    words = [sys.executable, "-m", "xlbilling", "verify-ledger", str(charged), "--json"]

    got = subprocess.run(words, check=False, capture_output=True, text=True, timeout=120)

    assert got.returncode == 0
    assert json.loads(got.stdout)["verified"] is True
    assert got.stdout.count("\n") == 1
    assert got.stderr == ""


def test_new_makes_no_book_over_another(charged: Path) -> None:
    before = charged.read_bytes()

    answer = run("new", charged)

    assert answer.code == 2
    assert "is there already" in answer.err
    assert charged.read_bytes() == before
