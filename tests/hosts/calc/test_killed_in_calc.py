"""A Python process killed while it posts in live Calc, which goes on: nothing is left half.

The next start, a new process that attaches to the same LibreOffice, completes what it finds or
finds nothing begun. `--kills` says how many moments are tried: half as many as for files where it
is 100 or more, else two a command.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

from tests.cli.shell import done
from tests.cli.starter import KILL
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


class Poster:
    """Runs commands in processes of their own; see `tests/hosts/calc/poster.py`."""

    def __init__(self) -> None:
        """Start what begins them."""
        self._process = self._started()
        self._number = 0

    @staticmethod
    def _started() -> subprocess.Popen[str]:
        line = [sys.executable, "-m", "tests.hosts.calc.poster"]
        pipe = subprocess.PIPE
        return subprocess.Popen(line, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _told(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def start(self, words: list[str]) -> None:
        """Let a process begin with a command, once it is ready."""
        if self._process.poll() is not None:  # where there are no forks it ran the last one
            self._process = self._started()
        self._tell(json.dumps(words))
        ready, number = self._told().split()
        assert ready == "READY"
        self._number = int(number)
        self._tell("begin")

    def kill(self) -> None:
        """Kill it, if it still runs."""
        with suppress(ProcessLookupError, PermissionError):  # it has just ended
            os.kill(self._number, KILL)

    def end(self) -> str:
        """Wait for its end; return what it answered, "" when it did not come to it."""
        answer = ""
        with suppress(BrokenPipeError):  # where there are no forks it has ended with the command
            self._tell("end")
        while (line := self._told()) not in {"ENDED\n", ""}:
            answer = line
        return answer

    def close(self) -> None:
        """End what begins them."""
        self._process.communicate()


@pytest.fixture(scope="module")
def poster() -> Iterator[Poster]:
    """What runs commands on this test process's Calc from outside."""
    made = Poster()
    yield made
    made.close()


class Desk:
    """A book in live Calc, and processes that run commands on it from outside."""

    def __init__(
        self, open_book: OpenBook, poster: Poster, start: Path, book: Path, remittance: Path
    ) -> None:
        """Open a fresh copy of the book."""
        self._open, self._poster = open_book, poster
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

    def _begin(self, command: str) -> float:
        """Start a command and let it begin once it is ready; return when that was."""
        files = [str(self._remittance)] if command == "import-remittance" else []
        self._poster.start([calc.start(), self._book.name, command, DAY, *files])
        return time.monotonic()

    def whole(self, command: str) -> list[str]:
        """Run a command to its end; return the ids of its findings. ``seconds`` says how long."""
        begun = self._begin(command)
        answer = self._poster.end()
        self.seconds = time.monotonic() - begun
        found: list[str] = json.loads(answer)
        return found

    def killed(self, command: str, after: float) -> None:
        """Run a command and kill it after so many seconds."""
        self._begin(command)
        time.sleep(after)
        self._poster.kill()
        self._poster.end()

    def digests(self) -> Digests:
        """Every table's digest and the sheets; the audit trail counts by its rows alone."""
        read = reading.read(self.live, BY_NAME)
        found = {name: frame_digest(read.frame(name)) for name in BY_NAME if name != "audit"}
        sheets = sorted(set(read.sheets) - {journal.SHEET})
        return found | {"audit": str(len(read.frame("audit"))), "sheets": str(sheets)}


@pytest.fixture
def desk_of(
    in_calc: OpenBook,
    poster: Poster,
    stages: dict[str, Path],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Desk]:
    """A desk for the command of the test."""
    command = request.node.callspec.params["command"]
    book = tmp_path / "office.xlsx"
    desk = Desk(in_calc, poster, stages[command], book, stages["remittance"])
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
