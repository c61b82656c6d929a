"""LibreOffice started from here: it ends with us, whatever ends us, and locks say who has a book."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.live_books import OpenBook
from tests.tree import ROOT
from xlbilling.hosts import calc
from xlbilling.hosts.calc import bridge, office
from xlbilling.model.errors import BillingError, BookBusyError, BookError

OWNER = """
import sys, time
from xlbilling.hosts import calc
from xlbilling.hosts.calc.office import PROFILES
pipe = calc.start()
book = calc.open_book(sys.argv[1])
sys.stdout.write(pipe + "\\n")
sys.stdout.flush()
time.sleep(600)
"""
WITHIN = 30.0


def is_up(pipe: str) -> bool:
    """Tell whether a process of LibreOffice listens on a pipe."""
    wanted = f"name={pipe};".encode()
    lines = (each / "cmdline" for each in Path("/proc").iterdir() if each.name.isdigit())
    return any(wanted in _content(one) for one in lines)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_libreoffice_ends_with_a_killed_owner_and_the_book_opens_again(
    in_calc: OpenBook, tmp_path: Path, end: signal.Signals
) -> None:
    path = tmp_path / "office.xlsx"
    with calc.new_book() as book:
        book.save(path)
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    pipe = owner.stdout.readline().strip()
    assert is_up(pipe)
    with pytest.raises(BookBusyError, match="open in LibreOffice"):
        in_calc(path)

    os.kill(owner.pid, end)
    owner.communicate()

    until = time.monotonic() + WITHIN
    while is_up(pipe) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_up(pipe)
    while time.monotonic() < until:  # its profile goes a moment later
        try:
            in_calc(path).close()
            break
        except BookBusyError:
            time.sleep(0.1)
    else:
        pytest.fail("the left-over lock still counts")


def test_loading_the_bridge_leaves_the_process_as_it_was(in_calc: OpenBook) -> None:
    code = (
        "import builtins, os, sys, subprocess\n"
        "before = builtins.__import__, list(sys.path), dict(os.environ)\n"
        "from xlbilling.hosts.calc import bridge\n"
        "bridge.uno()\n"
        "assert before == (builtins.__import__, list(sys.path), dict(os.environ))\n"
        "child = subprocess.run(['env'], capture_output=True, text=True).stdout\n"
        "assert 'URE_BOOTSTRAP' not in child, child\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert done.returncode == 0


def test_without_the_bridge_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fresh = importlib.util.spec_from_file_location("fresh_bridge", bridge.__file__)
    assert fresh is not None
    assert fresh.loader is not None
    module = importlib.util.module_from_spec(fresh)
    fresh.loader.exec_module(module)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_DEBIANS", tmp_path)
    monkeypatch.delitem(sys.modules, "uno", raising=False)

    with pytest.raises(BillingError, match="Python bridge") as told:
        module.uno()

    assert told.value.id == "CALC-BRIDGE"
    assert "python3-uno" in told.value.fix


def test_a_missing_or_damaged_book_is_told_in_one_line(in_calc: OpenBook, tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no such file"):
        in_calc(tmp_path / "none.xlsx")


def test_a_protected_cell_is_refused_in_our_words_and_keeps_its_value(sheet: xw.Sheet) -> None:
    sheet["A1"].raw_value = "kept"
    sheet.impl.protect()

    with pytest.raises(BookError, match="Calc refused") as told:
        sheet["A1"].raw_value = "new"

    assert told.value.id == "CALC-REFUSED"
    assert sheet["A1"].raw_value == "kept"


def test_a_book_opened_for_reading_is_changed_in_memory_alone(
    in_calc: OpenBook, path: Path
) -> None:
    with calc.new_book() as book:
        book.sheets[0]["A1"].raw_value = "kept"
        book.save(path)
    content = path.read_bytes()

    with calc.open_book(path, read_only=True) as book:
        book.sheets[0]["A1"].raw_value = "new"
        assert book.name == path.name
        assert book.sheets[0]["A1"].raw_value == "new"
        with pytest.raises(BookError, match="reading only"):
            book.save()

    assert path.read_bytes() == content


def test_the_engine_counts_its_calls(sheet: xw.Sheet) -> None:
    engine = sheet.book.app.engine.impl
    before = engine.calls
    sheet["A1"].raw_value = [["a"] * 30] * 100
    sheet["A1:AD100"].raw_value  # noqa: B018  reading is what is counted

    assert engine.calls - before == 2


def test_another_process_sees_the_open_books_by_their_name(in_calc: OpenBook, path: Path) -> None:
    with calc.new_book() as book:
        book.save(path)
        book.sheets[0]["A1"].raw_value = "not saved"
        code = (
            "import sys\n"
            "from xlbilling.hosts import calc\n"
            "book = calc.attach(sys.argv[1]).books['office.xlsx']\n"
            "assert book.sheets[0]['A1'].raw_value == 'not saved'\n"
            "book.sheets[0]['A1'].raw_value = 'seen'\n"
        )
        done = subprocess.run([sys.executable, "-c", code, calc.start()], cwd=ROOT, check=False)

        assert done.returncode == 0
        assert book.sheets[0]["A1"].raw_value == "seen"


def test_a_macro_need_not_look_for_changes_by_others_where_there_are_none(
    in_calc: OpenBook, tmp_path: Path
) -> None:
    """Nobody works in what was started here; in a LibreOffice of others somebody may."""
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    with in_calc(path) as book:
        assert book.impl.waits

        others = calc.attach(calc.start())

        assert not others.books[path.name].impl.waits
        others.quit()
        assert book.sheets[0].name == "Sheet"


def test_a_libreoffice_that_is_gone_is_told_whatever_was_asked(
    in_calc: OpenBook, tmp_path: Path
) -> None:
    """Not as a file that cannot be read, which is what it is asked for."""
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    started = office.start()
    app = calc.attach(started.pipe)
    started.stop()

    with pytest.raises(BookError) as caught:
        app.books.open(path)
    assert caught.value.id == "CALC-GONE"
    with pytest.raises(BookError) as caught:
        app.books.add()
    assert caught.value.id == "CALC-GONE"
    app.quit()
    with in_calc(path) as book:
        assert book.sheets[0].name == "Sheet"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="a named pipe is a socket elsewhere")
def test_a_libreoffice_that_hangs_up_while_it_comes_up_is_asked_again(in_calc: OpenBook) -> None:
    """The pipe is there, and goes away in the middle of the question."""
    name = f"xlbilling-{uuid.uuid4().hex[:12]}"
    pipe = Path(f"/tmp/OSL_PIPE_{os.getuid()}_{name}")
    hung_up = 0
    with socket.socket(socket.AF_UNIX) as listens:
        listens.bind(str(pipe))
        listens.listen()

        def hang_up() -> None:
            nonlocal hung_up
            is_asked = True
            while is_asked:
                with listens.accept()[0] as call:
                    is_asked = bool(call.recv(1))
                hung_up += is_asked

        caller = threading.Thread(target=hang_up)
        caller.start()
        with pytest.raises(BillingError) as caught:
            bridge.connect(name, 1.0)
        with socket.socket(socket.AF_UNIX) as last:
            last.connect(str(pipe))
        caller.join()
    pipe.unlink()

    assert caught.value.id == "CALC-SILENT"
    assert hung_up > 1
