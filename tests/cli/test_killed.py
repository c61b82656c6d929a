"""Processes killed at random moments: the book is the old one or a whole new one, never between."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.shell import done
from tests.cli.starter import KILL
from tests.posting.corpus_office import DAY, CorpusDesk
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.tree import ROOT
from xlbilling.book import reading
from xlbilling.hosts import files
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.tables import frame_digest

REMITTANCE = file_of(
    Payment([
        Claim("C1", 15000, 8000, services=[Service("99213", 15000, 8000, [("CO", "45", 7000)])]),
        Claim("C2", 10000, 0, "4", services=[Service("99212", 10000, 0, [("CO", "204", 10000)])]),
    ])
)
COMMANDS = ("import-remittance", "post-payments")


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The book as each command finds it, and ``remittance``, the file."""
    folder = tmp_path_factory.mktemp("killed")
    desk = CorpusDesk(folder / "office.xlsx")
    done("new", desk.book)
    desk.open(REMITTANCE)
    found = {"remittance": desk.file("one.835", REMITTANCE)}
    for command, words in (("import-remittance", (found["remittance"],)), ("post-payments", ())):
        found[command] = Path(shutil.copy(desk.book, folder / f"{command}.xlsx"))
        desk.do(command, *words)
    return found


def _words(command: str, book: Path, remittance: Path) -> list[str]:
    words = [str(remittance)] if command == "import-remittance" else []
    return [command, str(book), *words, "--as-of", DAY, "--yes", "--json"]


class Starter:
    """Runs commands in forks of a process that has its imports behind it.

    Started from nothing, four fifths of a small command's time are imports, and most kills met
    those.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._number = 0

    def _told(self, line: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def start(self, words: list[str]) -> None:
        """Start a command."""
        self._number = self._told(json.dumps(words))

    def kill(self) -> None:
        """Kill it, if it still runs."""
        with suppress(PermissionError):  # Windows kills none that has ended
            os.kill(self._number, KILL)

    def wait(self) -> int:
        """Wait for its end and return how it ended, as the system tells it."""
        return self._told("wait")


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    line = [sys.executable, "-m", "tests.cli.starter"]
    with subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield Starter(process)


def _digests(book: Path) -> dict[str, str]:
    with files.open_book(book, read_only=True) as opened:
        read = reading.read(opened, BY_NAME)
    return {
        name: str(len(read.frame(name))) if name == "audit" else frame_digest(read.frame(name))
        for name in BY_NAME
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_command_leaves_the_old_book_or_a_whole_new_one(
    books: dict[str, Path], starter: Starter, command: str, tmp_path: Path, kills: int
) -> None:
    """SIGKILL at random moments; the next command works, and the command again ends the same."""
    old = books[command].read_bytes()
    book = tmp_path / "office.xlsx"
    book.write_bytes(old)
    asked = _words(command, book, books["remittance"])
    subprocess.run([sys.executable, "-m", "xlbilling", *asked], capture_output=True, check=True)
    after = _digests(book)
    book.write_bytes(old)
    begun = time.monotonic()
    starter.start(asked)
    ended = starter.wait()
    whole_time = time.monotonic() - begun
    assert (ended, _digests(book)) == (0, after)
    moments = random.Random(command)

    for n in range(kills // 2):
        book.write_bytes(old)
        starter.start(asked)
        # Half of them where the book is written: that is the last third of a run.
        time.sleep(whole_time * moments.uniform(0.66 if n % 2 else 0.0, 1.1))
        starter.kill()
        assert starter.wait() in {0, KILL}

        is_old = book.read_bytes() == old
        if not is_old:
            with zipfile.ZipFile(book) as archive:
                assert archive.testzip() is None
            assert _digests(book) == after
        proof = done("verify-ledger", book, "--no-backup")
        assert proof["verified"]
        assert not [one for one in proof["findings"] if one["id"].startswith("TAMPER")]
        if is_old:
            words = [books["remittance"]] if command == "import-remittance" else []
            done(command, book, *words, "--as-of", DAY, "--no-backup")
            assert _digests(book) == after
