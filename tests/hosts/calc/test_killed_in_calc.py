"""A Python process killed while it posts in live Calc, which goes on: nothing is left half.

The next start, a new process that attaches to the same LibreOffice, completes what it finds or
finds nothing begun. `--kills` says how many moments are tried: half as many as for files where it
is 100 or more, else two a command.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

from tests.cli.shell import done
from tests.live_books import OpenBook
from tests.posting.corpus_office import DAY, CorpusDesk
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.tree import ROOT
from xlbilling.book import journal, reading
from xlbilling.hosts import calc
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.tables import frame_digest

REMITTANCE: Final = file_of(
    Payment([
        Claim("C1", 15000, 8000, services=[Service("99213", 15000, 8000, [("CO", "45", 7000)])]),
        Claim("C2", 10000, 0, "4", services=[Service("99212", 10000, 0, [("CO", "204", 10000)])]),
    ])
)
COMMANDS: Final = ("import-remittance", "post-payments")
Digests = dict[str, str]


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The book as each command finds it, and ``remittance``, the file."""
    folder = tmp_path_factory.mktemp("killed-in-calc")
    desk = CorpusDesk(folder / "office.xlsx")
    done("new", desk.book)
    desk.open(REMITTANCE)
    found = {"remittance": desk.file("one.835", REMITTANCE)}
    for command, words in (("import-remittance", (found["remittance"],)), ("post-payments", ())):
        found[command] = Path(shutil.copy(desk.book, folder / f"{command}.xlsx"))
        desk.do(command, *words)
    return found


class Desk:
    """A book in live Calc, and programs that run commands on it from outside."""

    def __init__(self, open_book: OpenBook, start: Path, book: Path, remittance: Path) -> None:
        """Open a fresh copy of the book."""
        self._open = open_book
        self._start, self._book, self._remittance = start, book, remittance
        self.live = self._opened()
        self.seconds = 0.0

    def _opened(self) -> xw.Book:
        shutil.copy(self._start, self._book)
        return self._open(self._book)

    def again(self) -> None:
        """Close the book without saving and open a fresh copy."""
        self.live.close()
        self.live = self._opened()

    def begin(self, command: str) -> subprocess.Popen[str]:
        """Start a program that runs a command, and let it begin once it is ready."""
        files = [str(self._remittance)] if command == "import-remittance" else []
        line = ["-m", "tests.hosts.calc.poster", calc.start(), self._book.name, command, DAY]
        process = subprocess.Popen(
            [sys.executable, *line, *files],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "READY\n"
        process.stdin.write("\n")
        process.stdin.flush()
        return process

    def whole(self, command: str) -> list[str]:
        """Run a command to its end; return the ids of its findings. ``seconds`` says how long."""
        process = self.begin(command)
        begun = time.monotonic()
        answer, _ = process.communicate()
        self.seconds = time.monotonic() - begun
        assert process.returncode == 0
        found: list[str] = json.loads(answer)
        return found

    def killed(self, command: str, after: float) -> None:
        """Run a command and kill it after so many seconds."""
        process = self.begin(command)
        time.sleep(after)
        process.kill()
        process.communicate()

    def digests(self) -> Digests:
        """Every table's digest and the sheets; the audit trail counts by its rows alone."""
        read = reading.read(self.live, BY_NAME)
        found = {name: frame_digest(read.frame(name)) for name in BY_NAME if name != "audit"}
        sheets = sorted(set(read.sheets) - {journal.SHEET})
        return found | {"audit": str(len(read.frame("audit"))), "sheets": str(sheets)}


@pytest.fixture
def desk_of(
    in_calc: OpenBook, stages: dict[str, Path], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """A desk for the command of the test."""
    command = request.node.callspec.params["command"]
    desk = Desk(in_calc, stages[command], tmp_path / "office.xlsx", stages["remittance"])
    yield desk
    desk.live.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_next_start_completes_what_a_killed_process_left_or_finds_nothing(
    desk_of: Desk, command: str, kills: int
) -> None:
    """SIGKILL at random moments, half of them where it writes; LibreOffice goes on."""
    before = desk_of.digests()
    desk_of.whole(command)
    whole_time, after = desk_of.seconds, desk_of.digests()
    assert before != after
    moments = random.Random(command)

    for n in range(max(kills // 4, 1) if kills >= 100 else 2):
        desk_of.again()
        desk_of.killed(command, whole_time * moments.uniform(0.3 if n % 2 else 0.0, 1.0))

        told = desk_of.whole("verify-ledger")
        now = desk_of.digests()
        assert set(told) <= {"HALF-WRITTEN"}
        assert now == after if told else now in (before, after)
        assert not journal.is_kept(desk_of.live)
        if now == before:
            desk_of.whole(command)
            assert desk_of.digests() == after
