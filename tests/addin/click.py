"""What xlwings does with a click on this machine: Python runs the command on the workbook.

``python click.py BOOK COMMAND NAME=TEXT…``: the book is the saved copy of what LibreOffice has open;
the texts are what VBA left in its hidden names, which the copy does not have.
"""

import sys
from pathlib import Path

from xlbilling.book import names
from xlbilling.hosts import files


def click(path: Path, command: str, notes: dict[str, str]) -> None:
    """Run a command on a workbook and save it."""
    with files.open_book(path) as book:
        for name, text in notes.items():
            names.set_constant(book, name, text)
        book.set_mock_caller()
        exec(command, {})  # as xlwings does
        book.save()


if __name__ == "__main__":
    pairs = (word.partition("=") for word in sys.argv[3:])
    click(Path(sys.argv[1]), sys.argv[2], {name: text for name, _, text in pairs})
