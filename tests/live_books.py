"""Workbooks on the host that --host names: one body of tests runs on each of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import xlwings as xw

from xlbilling.hosts import calc, files
from xlbilling.model.errors import BillingError

OpenBook = Callable[[Path], xw.Book]


def why_not(host: str) -> str:
    """Return why a host cannot be used on this machine; "" where it can."""
    if host == "excel" and sys.platform not in {"win32", "darwin"}:
        return "Excel runs on Windows and macOS only"
    if host == "calc":
        try:
            calc.start()
        except BillingError as why:
            return f"{why.message}; {why.fix}"
    return ""


def opener(host: str) -> OpenBook:
    """Return what opens a workbook on a host, to be used in a ``with`` block."""
    return {"files": files.open_book, "calc": calc.open_book, "excel": _in_excel}[host]


def _in_excel(path: Path) -> xw.Book:
    app = xw.apps.active or xw.App(visible=False, add_book=False)
    return app.books.open(path)
