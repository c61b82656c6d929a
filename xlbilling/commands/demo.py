"""The ``demo`` command: an invented office, and the whole main job done on it as people would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final

from xlbilling.commands import demo_words, sample_office
from xlbilling.commands.sample_office import Done
from xlbilling.model.errors import BookError, RefusedError

FOLDER: Final = "xlbilling-demo"
BOOK: Final = "sample-office.xlsx"


def demo(folder: Path | None) -> tuple[dict[str, Any], list[str]]:
    """Make the sample office in a folder, do its months' work, and return JSON and lines.

    Args:
        folder: where to put it; None for a new folder ``xlbilling-demo`` where one stands.

    Raises:
        RefusedError: a sample office is there already; it is left as it is.
        BookError: the folder cannot be written to.
    """
    place = folder or free_folder()
    _demand_free(place)
    try:
        place.mkdir(parents=True, exist_ok=True)
        files = sample_office.write_files(place)
    except OSError as why:
        raise BookError(
            f"{place}: cannot be written ({why.strerror})",
            id="DEMO-FOLDER",
            fix="name a folder in which you may write: xlbilling demo DIR",
        ) from None
    book = place / BOOK
    try:
        done = tuple(sample_office.make(book, files))
    except BaseException:
        book.unlink(missing_ok=True)  # half an office would stand in the way of the next try
        raise
    return _result(book, place, done), list(_lines(book, place, done))


def free_folder() -> Path:
    """Return a folder that does not exist: ``xlbilling-demo``, or the next with a number."""
    names = (FOLDER if n == 1 else f"{FOLDER}-{n}" for n in count(1))
    return next(path for path in map(Path, names) if not path.exists())


def _demand_free(place: Path) -> None:
    if (place / BOOK).exists() or (place.exists() and not place.is_dir()):
        raise RefusedError(
            f"{place}: there is a {BOOK if place.is_dir() else 'file'} already, left as it is",
            id="DEMO-EXISTS",
            fix="name another folder, or move that one away",
        )


def _result(book: Path, place: Path, done: Sequence[Done]) -> dict[str, Any]:
    """Return the command's JSON: where everything is, and each step's own result."""
    return {
        "book": str(book),
        "folder": str(place),
        "as_of": done[-1].day.isoformat(),
        "steps": [
            {
                "command": one.outcome.command,
                "as_of": one.outcome.as_of,
                "result": dict(one.outcome.plan.result),
                "findings": len(one.outcome.findings),
            }
            for one in done
        ],
    }


def _lines(book: Path, place: Path, done: Sequence[Done]) -> Iterator[str]:
    yield sample_office.describe()
    day = None
    for step in demo_words.steps(done):
        yield f"{step.day if step.day != day else '':10}  {step.command:19}  {step.words}"
        day = step.day
    yield from demo_words.left_for_people(done)
    yield ""
    yield f"The workbook: {book}"
    yield (
        "Open it in Excel or LibreOffice; begin with the sheets Dashboard, Aging, Worklist, "
        "Collections and Exceptions."
    )
    yield f"The files it was made from are beside it, in {place}; try them on a book of your own."
