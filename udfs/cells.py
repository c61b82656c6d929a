"""Columns of cells in, a column of cells out: one call answers a whole column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.model import gates
from xlbilling.model.cells import ERROR_TEXTS, CellError
from xlbilling.udfs.excel import NOT_HERE, VALUE, Cells, Given

EMPTY: Final = ""
"""What a function answers to a blank cell; a true blank cannot be returned."""

_DAY_ZERO: Final = datetime(1899, 12, 30)
_LAST_SERIAL: Final = 2_958_465
"""31 December 9999 as Excel counts days."""

Texts = NDArray[np.object_]
Days = NDArray[np.datetime64]


class Asked:
    """The arguments of one call side by side, and what is already said of some of their rows.

    Arguments are ranges of one shape; a single cell goes with every row. A row with an error cell
    is answered by that error, one that cannot be taken by ``#VALUE!``, a blank one by "".

    Args:
        arguments: as Excel gave them; None for an optional one that was left out.

    Raises:
        ValueError: two of them are ranges of different shapes.
    """

    def __init__(self, *arguments: Given) -> None:
        self.height, self.width = _shape(arguments)
        self.lists = [_stretched(cells, self.height, self.width) for cells in arguments]
        self._said: Texts = np.full(self.height * self.width, None, dtype=object)
        for cells in self.lists:
            self._say_errors(cells)

    def _say_errors(self, cells: Sequence[Any]) -> None:
        if not ERROR_TEXTS.isdisjoint(cells):
            for n, cell in enumerate(cells):
                if cell in ERROR_TEXTS:
                    self._say([n], cell)

    def _say(self, at: Iterable[int], words: str) -> None:
        """Answer rows at once that nothing is said of yet."""
        for n in at:
            if self._said[n] is None:
                self._said[n] = words

    def texts(self, n: int) -> Texts:
        """Return an argument as ids or codes; blank cells are answered by ""."""
        values = self.texts_or_blank(n)
        self._say(np.flatnonzero(values == EMPTY), EMPTY)
        return values

    def texts_or_blank(self, n: int) -> Texts:
        """Return an argument as ids or codes: a number as its whole number, "" for a blank."""
        values: Texts = gates.text_column(self.lists[n]).values
        return values

    def days(self, n: int) -> Days:
        """Return an argument as days; blank cells are answered by ""."""
        values = self.days_or_blank(n)
        self._say(np.flatnonzero(np.isnat(values)), EMPTY)
        return values

    def days_or_blank(self, n: int) -> Days:
        """Return an argument as days, NaT for a blank; what is no date is answered by #VALUE!."""
        gated = gates.date_column(_real_dates(self.lists[n]))
        self._say((refusal.position for refusal in gated.refusals), VALUE)
        values: Days = gated.values.astype("datetime64[D]")
        return values

    def cents(self, n: int) -> list[int | None]:
        """Return dollars as cents; a blank is answered by "", what is no amount by #VALUE!."""
        return [None if one is None else int(one) for one in self._gated(n, gates.money_column)]

    def numbers(self, n: int) -> list[float | None]:
        """Return an argument's numbers; a blank is answered by "", what is none by #VALUE!."""
        return self._gated(n, gates.number_column)

    def _gated(self, n: int, gate: Callable[[Sequence[Any]], gates.Gated]) -> list[Any]:
        gated = gate(self.lists[n])
        self._say((refusal.position for refusal in gated.refusals), VALUE)
        blank = pd.isna(gated.values)
        self._say(np.flatnonzero(blank), EMPTY)
        return [None if none else one for one, none in zip(gated.values, blank, strict=True)]

    def column(self, answers: Iterable[object]) -> Cells:
        """Return answers, one a cell, in the shape of the arguments; None is ``#N/A``."""
        pairs = zip(self._said.tolist(), answers, strict=True)
        cells = [_first(said, answer) for said, answer in pairs]
        return [cells[at : at + self.width] for at in range(0, len(cells), self.width)]

    def spilled(self, answers: Iterable[Sequence[object]], *, width: int) -> Cells:
        """Return answers of several cells, one a row; a single word has blanks beside it.

        Raises:
            ValueError: the arguments are not one column.
        """
        if self.width > 1:
            raise ValueError("more than one column to spill beside")
        pairs = zip(self._said.tolist(), answers, strict=True)
        rows = [answer if said is None else (said,) for said, answer in pairs]
        blanks = [(EMPTY,) * n for n in range(width + 1)]
        return [[_first(None, row[0]), *row[1:], *blanks[width - len(row)]] for row in rows]


def spread(rows: Iterable[Sequence[Any]], *, width: int) -> Cells:
    """Return rows of cells as one answer; None is ``#N/A``, and no rows are blank cells."""
    return [[_first(None, cell) for cell in row] for row in rows] or [[EMPTY] * width]


def _first(said: object, answer: object) -> object:
    return said if said is not None else NOT_HERE if answer is None else answer


def _shape(arguments: Sequence[Given]) -> tuple[int, int]:
    shapes = {(len(cells), len(cells[0])) for cells in arguments if cells} - {(1, 1)}
    if len(shapes) > 1:
        raise ValueError("ranges of different shapes")
    return shapes.pop() if shapes else (1, 1)


def _stretched(cells: Given, height: int, width: int) -> list[Any]:
    """Return a range row by row; a single cell, or an argument left out, for every row."""
    given = cells or [[None]]
    if (len(given), len(given[0])) == (1, 1):
        return given[0] * (height * width)
    return [cell for row in given for cell in row]


def _real_dates(cells: Sequence[Any]) -> Sequence[Any]:
    if set(map(type, cells)) <= {datetime, type(None)}:
        return cells
    if all(cell is cells[0] for cell in cells):
        return [real_date(cells[0])] * len(cells)
    return [*map(real_date, cells)]


def real_date(cell: Any) -> Any:
    """Return a number as the day that Excel counts so: dates out of formulas arrive as numbers."""
    if not isinstance(cell, float | int) or isinstance(cell, bool):
        return cell
    if cell == 0:
        return None  # what FILTER makes of a blank cell
    return _DAY_ZERO + timedelta(days=int(cell)) if 1 <= cell < _LAST_SERIAL + 1 else cell


def each(test: Callable[[str], object], texts: Texts) -> list[object]:
    """Return what a test says of each text, asked once per distinct text."""
    found = {text: test(text) for text in set(texts.tolist())}
    return [found[text] for text in texts.tolist()]


def joined(cells: Given) -> Given:
    """Return rows of up to four cells as one column of texts, an error cell as that error.

    Raises:
        ValueError: there are more than four columns.
    """
    if not cells or len(cells[0]) == 1:
        return cells
    if len(cells[0]) > 4:
        raise ValueError("more than four columns of modifiers")
    return [[_joined(row)] for row in cells]


def _joined(row: Sequence[Any]) -> str:
    wrong = [cell for cell in row if cell in ERROR_TEXTS]
    return wrong[0] if wrong else " ".join(map(gates.shown, row))


def with_errors(cells: Cells) -> Cells:
    """Return rows with their error cells as what the gates know as such."""
    return [[CellError(cell) if cell in ERROR_TEXTS else cell for cell in row] for row in cells]


def with_dates(columns: Mapping[str, Sequence[Any]], dates: Iterable[str]) -> dict[str, Any]:
    """Return columns by name, with real dates where no cell at all is one.

    A range is handed over with its dates; what FILTER and its kind return, as bare numbers.
    """
    if any(isinstance(cell, datetime) for cells in columns.values() for cell in cells):
        return dict(columns)
    bare = set(dates) & set(columns)
    return {name: _real_dates(c) if name in bare else c for name, c in columns.items()}


def today_for_blank(cells: Given) -> Cells:
    """Return days with this machine's own where an argument is left out or a cell is blank."""
    today = datetime.combine(day_or_today(None), datetime.min.time())
    return [[today if gates.is_blank(one) else one for one in row] for row in cells or [[None]]]


def whole_or_none(cells: Given) -> int | None:
    """Return the one whole number of an argument; None where it is left out or blank.

    Raises:
        ValueError: it is a range, or no whole number above 0.
    """
    if not cells or ((len(cells), len(cells[0])) == (1, 1) and gates.is_blank(cells[0][0])):
        return None
    (number,) = Asked(cells).numbers(0)
    if number is None or number < 1 or number != int(number):
        raise ValueError("no one whole number")
    return int(number)


def day_or_today(cells: Given) -> date:
    """Return the one day of an argument, this machine's own for a blank.

    Raises:
        ValueError: it is a range, or no date.
    """
    asked = Asked(cells)
    day: date | None = asked.days_or_blank(0)[0].item()
    if len(asked.lists[0]) > 1 or (day is None and not gates.is_blank(asked.lists[0][0])):
        raise ValueError("no one date")
    return day or datetime.now().astimezone().date()
