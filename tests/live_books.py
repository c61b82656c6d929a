"""Workbooks on the host that --host names: one body of tests runs on each of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import xlwings as xw

from tests.tree import ROOT
from xlbilling.desk.here import this_desk
from xlbilling.desk.registry import WindowsRegistry
from xlbilling.hosts import calc, files
from xlbilling.model.errors import BillingError

OpenBook = Callable[[Path], xw.Book]


def why_not(host: str) -> str:
    """Return why a host cannot be used on this machine; "" where it can."""
    if host == "excel" and sys.platform not in {"win32", "darwin"}:
        return "Excel runs on Windows and macOS only"
    if host == "excel" and not _has_excel():
        return "Excel is not installed"
    if host == "calc":
        try:
            calc.start()
        except BillingError as why:
            return f"{why.message}; {why.fix}"
    return ""


def _has_excel() -> bool:
    """Tell whether Excel is on this machine: as Windows knows it, or where macOS keeps programs."""
    if sys.platform == "win32":
        return r"HKLM\Software\Classes\Excel.Application" in WindowsRegistry()
    return any((each / "Microsoft Excel.app").is_dir() for each in this_desk().applications)


def opener(host: str) -> OpenBook:
    """Return what opens a workbook on a host, to be used in a ``with`` block."""
    return {"files": files.open_book, "calc": calc.open_book, "excel": _in_excel}[host]


@contextmanager
def elsewhere(host: str, path: Path) -> Iterator[Callable[[str], None]]:
    """Give what presses a button on a workbook in a new process of Python, and saves it.

    A live spreadsheet has the workbook open all the time; a file is opened by each process anew.
    """
    place = calc.start() if host == "calc" else host
    live = None if host == "files" else opener(host)(path)

    def pressed(button: str) -> None:
        line = [sys.executable, "-m", "tests.macros.presser", place, str(path), button]
        done = subprocess.run(line, cwd=ROOT, check=False, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()

    try:
        yield pressed
    finally:
        if live is not None:
            live.close()


def _in_excel(path: Path) -> xw.Book:
    app = xw.apps.active or xw.App(visible=False, add_book=False)
    return app.books.open(path)
