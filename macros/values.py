"""Button "Values": the answers of =XLB_…() formulas written as values, where they do not calculate.

Excel on a Mac knows no functions of this program. There a person types the formula as in Windows,
sees #NAME?, selects the cell and presses Values: the answers stand in the cell, and to its right
and below it as they would spill. A note on the cell keeps the formula, so that pressing Values
there again works it out anew.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book.binding import two_d
from xlbilling.book.sheets import is_protected
from xlbilling.layout.frames import column_letter
from xlbilling.macros.formula_cells import Sheets
from xlbilling.macros.formula_text import Call, call_of
from xlbilling.model.errors import RefusedError
from xlbilling.udfs import functions
from xlbilling.udfs.excel import CALLER, FUNCTIONS, WorksheetFunction

if TYPE_CHECKING:
    import xlwings as xw

_NOTES_MOST: Final = 20
"""Of more formulas than these none is noted: one formula for the whole column does the same."""
_NOTE: Final = re.compile(r"(=XLB_.*)\nValues of [\d-]+ in (\d+) x (\d+) cells", re.DOTALL)
_NUMBER_LIKE: Final = re.compile(r"\s*[-+=@0-9.,$%(/].*", re.DOTALL)
"""A text that Excel would take for a number, a day or a formula where the cell is not text."""

Place = tuple[int, int]
Block = tuple[Place, list[list[Any]], str, Place]
"""Where an answer begins, its cells, its formula, and how many cells an earlier one took."""


def write(book: xw.Book) -> str:
    """Write the answers of the selected formulas as values; return what to say.

    Raises:
        RefusedError: nothing of ours is selected, something is in the way, or an argument cannot
            be worked out; nothing was written.
    """
    assert functions.__all__, "importing it makes the functions known"
    chosen = book.selection
    if chosen is None:
        raise _nothing()
    today = datetime.combine(datetime.now().astimezone().date(), datetime.min.time())
    sheets = Sheets(book, today)
    asked = list(_asked(sheets, chosen))
    if not asked:
        raise _nothing()
    blocks = [
        (place, _answer(sheets, chosen.sheet, place, call), formula, taken)
        for place, call, formula, taken in asked
    ]
    _demand_unprotected(chosen.sheet)
    _demand_room(sheets.all_of(chosen.sheet.name), blocks, chosen.sheet.name)
    _demand_unmerged(chosen.sheet, blocks)
    for block in _joined(blocks):
        _put(chosen.sheet, block)
    if len(blocks) <= _NOTES_MOST:
        _note(chosen.sheet, blocks, today)
    cells = sum(len(rows) * len(rows[0]) for _, rows, _, _ in blocks)
    return f"{len(blocks):,} formulas worked out: {cells:,} cells written as values"


def _asked(sheets: Sheets, chosen: xw.Range) -> Iterator[tuple[Place, Call, str, Place]]:
    """Give the selected formulas of ours; without one, that which the first cell's note keeps."""
    there = sheets.all_of(chosen.sheet.name)
    top, left = chosen.row, chosen.column
    height, width = chosen.shape
    bottom, right = min(top + height - 1, len(there)), min(left + width - 1, len(there[0]))
    is_any = False
    if bottom >= top and right >= left:
        texts = chosen.sheet.range((top, left), (bottom, right)).formula
        for row, line in enumerate(two_d(texts, rows=bottom - top + 1), top):
            for column, text in enumerate(line, left):
                call = call_of(text)
                if call is not None:
                    is_any = True
                    yield (row, column), call, str(text), (1, 1)
    note = None if is_any else chosen.sheet.range((top, left)).note
    kept = _NOTE.match(note.text) if note is not None else None
    call = call_of(kept[1]) if kept is not None else None
    if kept is not None and call is not None:
        yield (top, left), call, kept[1], (int(kept[2]), int(kept[3]))


def _answer(sheets: Sheets, sheet: xw.Sheet, place: Place, call: Call) -> list[list[Any]]:
    """Return a formula's answer as rows of plain cells.

    Raises:
        RefusedError: there is no such function, or it takes other arguments.
    """
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise RefusedError(
            f"this program has no function {call.name}",
            id="VALUES-FUNCTION",
            fix="see the list of functions in Excel's own Help group, or in the README",
        )
    most, least = len(function.arguments), len(function.arguments) - len(function.optional)
    if not least <= len(call.arguments) <= most:
        raise RefusedError(
            f"{function.signature} does not take {len(call.arguments)} arguments",
            id="VALUES-ARGUMENT",
            fix="write the formula with the arguments in that order",
        )
    at = sheet.range(place)
    given = [sheets.value(text, at) for text in call.arguments]
    answer = function.python(*given, *_left_out(function, len(given), at))
    rows = answer if isinstance(answer, list) else [[answer]]
    return [[_plain(cell) for cell in row] for row in rows]


def _left_out(function: WorksheetFunction, count: int, at: xw.Range) -> list[Any]:
    """Return what stands for the arguments left out, and the calling cell where it is wanted."""
    rest: list[Any] = [None] * (len(function.arguments) - count)
    wants_caller = CALLER in inspect.signature(function.python).parameters
    return [*rest, at] if wants_caller else rest


def _plain(cell: Any) -> Any:
    """Return an answer as hosts take it: no numpy, a blank for ""."""
    plain = cell.item() if hasattr(cell, "item") else cell
    return None if plain == "" else plain


def _demand_room(cells: Sequence[Sequence[Any]], blocks: Sequence[Block], sheet: str) -> None:
    """Refuse where an answer would cover a cell that is not blank and not its own."""
    free = {
        (top + row, left + column)
        for (top, left), _, _, (height, width) in blocks
        for row in range(height)
        for column in range(width)
    }
    taken: set[Place] = set()
    for (top, left), rows, _, _ in blocks:
        for row, line in enumerate(rows, top):
            for column in range(left, left + len(line)):
                is_in_use = row <= len(cells) and column <= len(cells[0])
                is_filled = is_in_use and cells[row - 1][column - 1] is not None
                if (is_filled and (row, column) not in free) or (row, column) in taken:
                    raise RefusedError(
                        f"{sheet}!{column_letter(column)}{row}: not blank, but the answer of "
                        f"{column_letter(left)}{top} needs that cell",
                        id="VALUES-ROOM",
                        fix="put the formula where the cells below and to the right are blank",
                    )
                taken.add((row, column))


def _demand_unprotected(sheet: xw.Sheet) -> None:
    """Refuse a protected sheet, which takes neither the values nor the notes."""
    if is_protected(sheet):
        raise RefusedError(
            f"the sheet {sheet.name} is protected, so that nothing was written",
            id="VALUES-PROTECTED",
            fix="take the protection off (Review > Unprotect Sheet), then press Values again",
        )


def _demand_unmerged(sheet: xw.Sheet, blocks: Sequence[Block]) -> None:
    """Refuse where merged cells would swallow a part of an answer; only their first holds any."""
    for (top, left), rows, _, _ in blocks:
        bottom, right = top + len(rows) - 1, left + len(rows[0]) - 1
        cells = sheet.range((top, left), (bottom, right))
        if (bottom, right) != (top, left) and cells.merge_cells is not False:
            raise RefusedError(
                f"{sheet.name}!{column_letter(left)}{top}: its answer takes {len(rows):,} x "
                f"{len(rows[0]):,} cells, and some of them are merged",
                id="VALUES-ROOM",
                fix="unmerge them, or put the formula where no cells are merged",
            )


def _joined(blocks: Sequence[Block]) -> Iterator[tuple[Place, list[list[Any]]]]:
    """Give answers that stand below each other in one block, so that a column is one call."""
    run: list[list[Any]] = []
    start, width = (0, 0), 0
    for (top, left), rows, _, (height, _) in sorted(blocks, key=lambda one: (one[0][1], one[0][0])):
        blank = [[None] * len(rows[0])] * max(height - len(rows), 0)
        cells = [*rows, *blank]
        if run and (top, left, len(rows[0])) == (start[0] + len(run), start[1], width):
            run += cells
            continue
        if run:
            yield start, run
        run, start, width = list(cells), (top, left), len(rows[0])
    if run:
        yield start, run


def _put(sheet: xw.Sheet, block: tuple[Place, list[list[Any]]]) -> None:
    """Write a block; a text that Excel would take for a number goes into text cells."""
    (top, left), rows = block
    cells = sheet.range((top, left), (top + len(rows) - 1, left + len(rows[0]) - 1))
    cells.number_format = "General"
    for offset, column in enumerate(zip(*rows, strict=True)):
        within = sheet.range((top, left + offset), (top + len(rows) - 1, left + offset))
        if any(isinstance(cell, datetime) for cell in column):
            within.number_format = "yyyy-mm-dd"
        elif any(isinstance(cell, str) and _NUMBER_LIKE.match(cell) for cell in column):
            within.number_format = "@"
    cells.raw_value = rows


def _note(sheet: xw.Sheet, blocks: Sequence[Block], today: datetime) -> None:
    for place, rows, formula, _ in blocks:
        cell = sheet.range(place)
        words = (
            f"{formula}\nValues of {today:%Y-%m-%d} in {len(rows)} x {len(rows[0])} cells; "
            "select this cell and press Values to work them out anew."
        )
        if cell.note is None:
            cell.add_note(words)
        else:
            cell.note.text = words


def _nothing() -> RefusedError:
    return RefusedError(
        "no formula of this program is selected",
        id="VALUES-NONE",
        fix="select cells that hold =XLB_…(), or the first cell of values worked out before",
    )
