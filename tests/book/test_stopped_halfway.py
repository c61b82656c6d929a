"""A live workbook whose engine dies between two calls: the next start finishes what was begun.

Nothing is lost, doubled or half: the whole book is then what it was before the command, or what
the command makes of it when nothing stops it. `--kills` says how many moments are tried.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from tests.book.dying import Writes, copy_of
from tests.book.halfway import commanded, digests, request, stopped
from tests.cli.shell import done, run
from tests.posting.corpus_office import DAY
from xlbilling import run as conductor
from xlbilling.book import apply, journal, names, reading
from xlbilling.hosts import files
from xlbilling.model.errors import BookError, RefusedError
from xlbilling.model.plan import SetColumn

COMMANDS: Final = ("import-remittance", "post-payments", "undo-batch", "age-receivables")
NOTED: Final = 6
"""By so many writes a command is noted; before that it has changed nothing."""
HALF: Final = 12


@pytest.mark.parametrize("command", COMMANDS)
def test_the_next_start_finishes_or_finds_nothing_begun(
    stages: dict[str, Path], command: str, tmp_path: Path, kills: int
) -> None:
    """Whatever command comes next, from a file or live, the book is whole; so is its own re-run."""
    start = stages[command]
    whole = copy_of(start, tmp_path)
    count = stopped(whole, command, None)
    before, after = digests(start), digests(whole)
    assert before != after
    tried = min(kills // (4 if command == "post-payments" else 8), count)

    for at in sorted(random.Random(command).sample(range(1, count + 1), tried)):
        book = Path(shutil.copy(start, tmp_path / "half.xlsx"))
        stopped(book, command, at)
        told = _next_start(book, is_live=at % 2 == 0)
        now = digests(book)

        assert now == after if told else now in (before, after), at
        assert told or at < NOTED or at > count - 2, at
        if now == before:
            stopped(book, command, None)
            assert digests(book) == after, at


@pytest.mark.parametrize("command", ["post-payments", "undo-batch"])
def test_a_click_whose_room_was_made_beforehand_is_finished_likewise(
    stages: dict[str, Path], command: str, tmp_path: Path, kills: int
) -> None:
    """The add-in's VBA makes all tables longer before any row of them is written."""
    start = stages[command]
    whole = copy_of(start, tmp_path)
    stopped(whole, command, None)
    by_vba = Path(shutil.copy(start, tmp_path / "by_vba.xlsx"))
    count = stopped(by_vba, command, None, has_vba=True)
    before, after = digests(start), digests(whole)
    assert digests(by_vba) == after
    tried = min(kills // 8, count)

    for at in sorted(random.Random(command).sample(range(1, count + 1), tried)):
        book = Path(shutil.copy(start, tmp_path / "half.xlsx"))
        stopped(book, command, at, has_vba=True)
        told = _next_start(book, is_live=at % 2 == 0, has_vba=at % 4 == 0)
        now = digests(book)

        assert now == after if told else now in (before, after), at
        assert told or at < NOTED or at > count - 2, at


def _next_start(book: Path, *, is_live: bool, has_vba: bool = False) -> bool:
    """Run another command; return whether it says that it finished one."""
    if is_live:
        with commanded(book, Writes(), has_vba=has_vba) as live:
            outcome = conductor.run(live, "verify-ledger", request("verify-ledger"))
        told = [finding.id for finding in outcome.findings]
    else:
        told = [one["id"] for one in done("verify-ledger", book, "--no-backup")["findings"]]
    assert set(told) <= {"HALF-WRITTEN"}
    return bool(told)


def test_an_engine_that_dies_again_while_finishing_is_finished_the_next_time(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    command = "post-payments"
    whole = copy_of(stages[command], tmp_path)
    count = stopped(whole, command, None)
    book = Path(shutil.copy(stages[command], tmp_path / "half.xlsx"))
    stopped(book, command, count // 2)

    for at in (1, 4, count // 3):
        stopped(book, "verify-ledger", at)
    assert _next_start(book, is_live=True)

    assert digests(book) == digests(whole)


def test_a_batch_reads_posting_until_all_of_it_is_written(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    """The row on Batches says so to whoever looks at the half-written book, until the ledger stands."""
    seen = set()
    start = stages["post-payments"]
    for at in (2, 9, 15):
        book = Path(shutil.copy(start, tmp_path / "half.xlsx"))
        stopped(book, "post-payments", at)
        with files.open_book(book, read_only=True) as read:
            batches = reading.read(read, ["batches"]).frame("batches")
        seen |= set(batches.loc[batches["batch"] == "ERA-T1", "status"])

    assert seen == {"OPEN", "POSTING"}


def test_a_dry_run_on_a_half_written_book_writes_nothing_and_says_what_to_do(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    book = copy_of(stages["post-payments"], tmp_path)
    stopped(book, "post-payments", HALF)
    content = book.read_bytes()

    answer = run("post-payments", book, "--dry-run", "--json", "--as-of", DAY)

    assert (answer.code, answer.json["error"]["id"]) == (2, "BOOK-HALF-WRITTEN")
    assert book.read_bytes() == content


def _typed(book: Path, change: SetColumn) -> None:
    with files.open_book(book) as opened_book:
        opened_book.impl.backup_dir = None
        apply.write(opened_book, change)
        opened_book.save()


def test_rows_that_a_person_changed_since_are_not_written_over(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    """Another row number on Remit Lines, by which a row is known: it refuses, nothing changes."""
    book = copy_of(stages["post-payments"], tmp_path)
    stopped(book, "post-payments", HALF)
    _typed(book, SetColumn("remit_lines", "row", pd.Series([77.0], index=[2])))
    content = book.read_bytes()

    with opened_unsaved(book) as live, pytest.raises(BookError, match="no longer there"):
        conductor.run(live, "verify-ledger", request("verify-ledger"))

    assert run("verify-ledger", book, "--json").code == 2
    assert book.read_bytes() == content


def opened_unsaved(book: Path) -> Any:
    """Open a book of which nothing is kept."""
    return files.open_book(book, read_only=True)


def test_a_dry_run_in_a_live_book_is_refused_too(stages: dict[str, Path], tmp_path: Path) -> None:
    book = copy_of(stages["post-payments"], tmp_path)
    stopped(book, "post-payments", HALF)

    manner = conductor.Manner(is_dry_run=True)

    with opened_unsaved(book) as live, pytest.raises(RefusedError, match="stopped half-way"):
        conductor.run(live, "verify-ledger", request("verify-ledger"), manner)


def test_what_an_earlier_program_noted_is_seen(stages: dict[str, Path], tmp_path: Path) -> None:
    """It kept the mark in a hidden name; its notes are gone here, so the book is refused."""
    with files.open_book(copy_of(stages["post-payments"], tmp_path)) as book:
        names.set_constant(book, names.MARK, "1:0123")

        assert journal.is_kept(book)
        with pytest.raises(BookError) as caught:
            journal.read(book)
    assert caught.value.id == "BOOK-HALF-WRITTEN"
