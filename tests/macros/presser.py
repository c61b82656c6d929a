"""A program of its own that presses a button on a workbook and saves it.

Run as ``python -m tests.macros.presser HOST BOOK BUTTON``: HOST is files, excel, or the pipe of a
LibreOffice that has the workbook open.
"""

from __future__ import annotations

import sys
from pathlib import Path

import xlwings as xw

from xlbilling.hosts import calc, files
from xlbilling.macros import press


def main(host: str, path: str, button: str) -> None:
    """Find the workbook, press the button, save."""
    if host == "files":
        book = files.open_book(path)
    elif host == "excel":
        book = xw.Book(path)
    else:
        book = calc.attach(host).books[Path(path).name]
    book.set_mock_caller()
    press.button(button)
    book.save()
    if host == "files":
        book.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
