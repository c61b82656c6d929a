"""Applying a Plan's changes to tables: append, set a column, rewrite; bulk writes only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby, pairwise
from types import NoneType
from typing import TYPE_CHECKING, Any

from xlbilling.book import formulas, known, room, strangers, text_cells
from xlbilling.book.binding import Bound, bind, two_d
from xlbilling.book.known import forget, remember
from xlbilling.book.reading import body, is_blank_row
from xlbilling.layout import frames, live
from xlbilling.layout.columns import Kind, Writer
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import CellValue
from xlbilling.model.plan import Append, Rewrite, SetColumn

if TYPE_CHECKING:
    import xlwings as xw

NUMBER_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MONEY: "#,##0.00;[Red]-#,##0.00",
    Kind.NUMBER: "General",
}
"""Cell formats by kind; every other kind is text, so that leading zeros stay."""
_ROWS_AT_ONCE = 1000
"""How many rows are read to find a table's last filled one; it is nearly always the last."""


def append(book: xw.Book, change: Append, at: int = 0) -> None:
    """Add rows below the last row that holds anything; the table grows to take them in.

    Args:
        book: the workbook.
        change: the rows.
        at: the sheet row where they begin; 0 for the first free one.
    """
    if change.rows.empty:
        return
    bound = bind(book, BY_NAME[change.table])
    need_columns(bound, change)
    first = at or first_free_row(bound)
    last = first + len(change.rows) - 1
    if last > bound.last_row:
        room.demand(bound, last)
        _resize(bound, last)
    names = bound.names_in_place
    rows = frames.to_cells(bound.table, change.rows, names)
    _format(bound, names, (first, last), list(zip(*rows, strict=True)))
    live_texts = live.formulas_of(change.table)
    for run in _runs(names):
        start = bound.places[run[0]] - bound.first_column
        cells = [row[start : start + len(run)] for row in rows]
        texts = [[live_texts.get(name, "") for name in run]] * len(cells)
        _put(bound, (first, bound.places[run[0]]), cells, texts)
    _remember(bound, first, rows)


def _put(
    bound: Bound,
    corner: tuple[int, int],
    cells: list[list[CellValue]],
    texts: Sequence[Sequence[str]],
) -> None:
    """Write rows of neighbouring columns in one call, with their formulas where they have any.

    Days are written as days, since Excel then shows them so: their formulas are written after.
    """
    (top, left), width = corner, len(cells[0])
    block = bound.sheet.range((top, left), (top + len(cells) - 1, left + width - 1))
    has_formulas = [[bool(text) for text in column] for column in zip(*texts, strict=True)]
    has_days = any(isinstance(cell, datetime) for row in cells for cell in row)
    if any(map(any, has_formulas)) and not has_days:
        formulas.put(block, texts, cells)
        return
    block.raw_value = cells
    for _, alike in groupby(range(width), lambda n: has_formulas[n]):
        columns = list(alike)
        first, last = columns[0], columns[-1] + 1
        for start, end in formulas.runs_down(has_formulas[first]):
            within = bound.sheet.range(
                (top + start, left + first), (top + end - 1, left + last - 1)
            )
            formulas.put(
                within,
                [row[first:last] for row in texts[start:end]],
                [row[first:last] for row in cells[start:end]],
            )


def write_live(book: xw.Book, change: Append, at: int) -> None:
    """Write the live formulas of rows that stand from a sheet row on."""
    if live.formulas_of(change.table):
        _write_live_columns(bind(book, BY_NAME[change.table]), change, at)


def _write_live_columns(bound: Bound, change: Append, at: int) -> None:
    texts = live.formulas_of(change.table)
    for run in _runs([name if name in texts else "" for name in bound.names_in_place]):
        values = frames.to_cells(bound.table, change.rows, run)
        _write_live(bound, run, at, values)


def _remember(bound: Bound, first: int, rows: Sequence[Sequence[CellValue]]) -> None:
    """Keep the table with rows that were just written, so that it is not read again for them.

    Columns that a person added hold what they held; in rows that are new they are unknown, and the
    table is read anew then, as it is where it was not read whole before.
    """
    cells, first_place = bound.cells, first - bound.first_row
    last = first + len(rows) - 1
    if cells is None or not all(bound.names_in_place):
        forget(bound)
        return
    height = max(bound.last_row, last) - bound.header_row
    blank = [None] * len(bound.headers)
    cells = [*cells, *([*blank] for _ in range(height - len(cells)))]
    cells[first_place : first_place + len(rows)] = [list(row) for row in rows]
    remember(replace(bound, cells=cells, last_row=max(bound.last_row, last)))


def set_column(book: xw.Book, change: SetColumn) -> None:
    """Write new values into one column, by sheet row; other rows keep theirs."""
    set_columns(book, [change])


def set_columns(book: xw.Book, changes: Sequence[SetColumn]) -> None:
    """Write new values into columns of one table; rows and cells not named keep theirs.

    Args:
        book: the workbook.
        changes: of one table, each column once.
    """
    changes = [each for each in changes if not each.values.empty]
    if not changes:
        return
    bound = bind(book, BY_NAME[changes[0].table])
    for change in changes:
        need_columns(bound, change)
    rows = [int(row) for change in changes for row in change.values.index]
    first, last = min(rows), max(rows)
    new = {change.column: _by_row(bound, change) for change in changes}
    plain = {name for name in new if name not in live.formulas_of(bound.table.name)}
    if plain:
        _set_plain(bound, {name: new[name] for name in plain}, (first, last))
    for run in _runs([name if name in new.keys() - plain else "" for name in bound.names_in_place]):
        for alike in _of_same_rows(run, new):
            for top, bottom in formulas.runs_of(sorted(new[alike[0]])):
                values = [[new[name][row] for name in alike] for row in range(top, bottom + 1)]
                _write_live(bound, alike, top, values)
    _note_set(bound, new)


def _set_plain(
    bound: Bound, new: Mapping[str, Mapping[int, CellValue]], rows: tuple[int, int]
) -> None:
    """Write values between two rows into columns that hold no live formula."""
    first, last = rows
    if any(len(by_row) <= last - first for by_row in new.values()):
        _set_among_others(bound, new, rows)
        return
    in_place = [name if name in new else "" for name in bound.names_in_place]
    columns = [_column(new.get(name, {}), rows) for name in in_place]
    _format(bound, in_place, rows, columns)
    for run in _runs(in_place):
        left = bound.places[run[0]]
        start = left - bound.first_column
        block = bound.sheet.range((first, left), (last, left + len(run) - 1))
        cells = zip(*columns[start : start + len(run)], strict=True)
        block.raw_value = list(map(list, cells))


def _set_among_others(
    bound: Bound, new: Mapping[str, Mapping[int, CellValue]], rows: tuple[int, int]
) -> None:
    """Write values between two rows that are not all set; what is not stays as it is."""
    theirs = _formula_rows(bound, [bound.places[name] for name in new], rows)
    in_place = [name if name in new else "" for name in bound.names_in_place]
    between = _between_columns(bound, in_place, theirs, rows)
    new = {**new, **{name: {} for name in between}}
    in_place = [name if name in new else "" for name in bound.names_in_place]
    there = _there(bound, min(theirs), max(theirs), rows)
    columns = dict(zip(sorted(theirs), map(list, zip(*there, strict=True)), strict=True))
    kinds = dict(zip(in_place, _formats(bound, in_place, ()), strict=True))
    alone: dict[int, set[int]] = {}
    for name in new.keys() - between:
        place, by_row = bound.places[name], new[name]
        odd = text_cells.changed_by_writing(bound, columns[place], rows[0], kinds[name])
        if left := (theirs[place] | odd) - by_row.keys():
            alone[place] = left
        for row, cell in by_row.items():
            columns[place][row - rows[0]] = cell
    places = range(bound.first_column, bound.last_column + 1)
    written = [columns[each] if name else [] for each, name in zip(places, in_place, strict=True)]
    text_cells.mend(bound, [kinds[name] for name in in_place], rows, written, alone)
    for run in _runs(in_place):
        _set_run(bound, run, new, columns, (rows, alone))


def _column(by_row: Mapping[int, CellValue], rows: tuple[int, int]) -> list[CellValue]:
    """Return a column's cells between two rows, those not named blank; none of one not set."""
    return list(map(by_row.get, range(rows[0], rows[1] + 1))) if by_row else []


def _between_columns(
    bound: Bound,
    in_place: Sequence[str],
    theirs: Mapping[int, set[int]],
    rows: tuple[int, int],
) -> list[str]:
    """Return the columns between others that may be written back, so that those are one block.

    They are the program's own, and hold nothing but what reads as it is written: no formula, which
    is a person's, no error, and no text that a cell could take for a number.
    """
    if bound.cells is None or rows[1] > bound.last_row:
        return []
    lines = bound.cells[rows[0] - bound.first_row : rows[1] - bound.first_row + 1]
    found: list[str] = []
    between = range(min(theirs), max(theirs) + 1)
    for is_set, gap in groupby(between, lambda place: bool(in_place[place - bound.first_column])):
        places = [] if is_set else list(gap)
        if all(
            not theirs[place]
            and _is_plain(bound, place, [line[place - bound.first_column] for line in lines])
            for place in places
        ):
            found += [bound.names_in_place[place - bound.first_column] for place in places]
    return found


def _is_plain(bound: Bound, place: int, cells: Sequence[Any]) -> bool:
    """Tell whether a column without formulas can be written back as it was read."""
    return (
        _is_programs(bound, place)
        and all(
            type(cell) is str or isinstance(cell, float | datetime | NoneType) for cell in cells
        )
        and not text_cells.any_is_doubtful(cells)
    )


def _is_programs(bound: Bound, place: int) -> bool:
    """Tell whether only the program writes a column, and no live formula stands in it."""
    name = bound.names_in_place[place - bound.first_column]
    if not name or name in live.formulas_of(bound.table.name):
        return False
    return bound.table.column(name).writer is Writer.PROGRAM


def may_be_written(bound: Bound, places: Sequence[int]) -> list[int]:
    """Return the columns that are written where some are set: those, and the program's between."""
    live_ones = live.formulas_of(bound.table.name)
    plain = {
        place
        for place in places
        if bound.names_in_place[place - bound.first_column] not in live_ones
    }
    if not plain:
        return []
    between = range(min(plain), max(plain) + 1)
    return [place for place in between if place in plain or _is_programs(bound, place)]


def _of_same_rows(
    run: Sequence[str], new: Mapping[str, Mapping[int, CellValue]]
) -> Iterator[list[str]]:
    """Give neighbouring columns that are set in the same rows together."""
    for _, alike in groupby(run, lambda name: sorted(new[name])):
        yield list(alike)


def _note_set(bound: Bound, new: Mapping[str, Mapping[int, CellValue]]) -> None:
    """Keep what was just set among what is known of the table."""
    if bound.cells is None:
        forget(bound)
        return
    if max(max(by_row) for by_row in new.values()) > bound.last_row:
        forget(bound)
        return
    for name, by_row in new.items():
        place = bound.places[name] - bound.first_column
        for row, cell in by_row.items():
            bound.cells[row - bound.first_row][place] = cell


def _by_row(bound: Bound, change: SetColumn) -> dict[int, CellValue]:
    cells = frames.column_cells(bound.table.column(change.column), change.values)
    return dict(zip(map(int, change.values.index), cells, strict=True))


def _formula_rows(
    bound: Bound, places: Sequence[int], rows: tuple[int, int]
) -> dict[int, set[int]]:
    """Return in which rows between two columns hold formulas, by sheet column."""
    left, right = min(places), max(places)
    if known.are_values(bound, rows, may_be_written(bound, places)):
        return {place: set() for place in range(left, right + 1)}
    block = bound.sheet.range((rows[0], left), (rows[1], right))
    texts = two_d(block.formula, rows=rows[1] - rows[0] + 1)
    return {
        place: {row for row, text in enumerate(column, rows[0]) if str(text or "")[:1] == "="}
        for place, column in enumerate(zip(*texts, strict=True), left)
    }


def _set_run(
    bound: Bound,
    run: Sequence[str],
    new: Mapping[str, Mapping[int, CellValue]],
    columns: Mapping[int, Sequence[CellValue]],
    between: tuple[tuple[int, int], Mapping[int, Collection[int]]],
) -> None:
    """Write a run of columns between two rows, but for the rows in which any is left alone."""
    (first, last), alone = between
    places = [bound.places[name] for name in run]
    left, right = places[0], places[-1]
    cells = list(map(list, zip(*(columns[place] for place in places), strict=True)))
    kept = {row for place in places for row in alone.get(place, ())}
    for top, bottom in _between(first, last, sorted(kept)):
        part = bound.sheet.range((top, left), (bottom, right))
        part.raw_value = cells[top - first : bottom - first + 1]
    for row in sorted(kept):  # beside what is left each cell is written for itself
        for n, name in enumerate(run):
            if row in new[name]:
                bound.sheet.range((row, left + n)).raw_value = cells[row - first][n]


def _there(bound: Bound, left: int, right: int, rows: tuple[int, int]) -> list[list[Any]]:
    """Return the cells that stand in columns between two rows."""
    first, last = rows
    if bound.cells is not None and last <= bound.last_row:
        start = left - bound.first_column
        lines = bound.cells[first - bound.first_row : last - bound.first_row + 1]
        return [line[start : start + right - left + 1] for line in lines]
    block = bound.sheet.range((first, left), (last, right))
    return two_d(block.raw_value, rows=last - first + 1)


def _write_live(
    bound: Bound, names: Sequence[str], top: int, values: list[list[CellValue]]
) -> None:
    """Write live columns' formulas from a row down, over the values that Python worked out."""
    left = bound.places[names[0]]
    block = bound.sheet.range((top, left), (top + len(values) - 1, left + len(names) - 1))
    texts = live.formulas_of(bound.table.name)
    formulas.put(block, [[texts[name] for name in names]] * len(values), values)


def _between(first: int, last: int, left: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs of rows from first to last around those that are left alone."""
    edges = [first - 1, *left, last + 1]
    runs = [(before + 1, after - 1) for before, after in pairwise(edges)]
    return [(top, bottom) for top, bottom in runs if top <= bottom]


def rewrite(book: xw.Book, change: Rewrite, own: Iterable[tuple[str, int, str]] = ()) -> None:
    """Replace a program-owned table's rows; columns that a person added follow the row's key.

    Args:
        book: the workbook.
        change: the rows.
        own: formulas of a person's that `own_formulas` noted before an earlier try, which may
            have left their values alone.
    """
    bound = bind(book, BY_NAME[change.table])
    old, new, kept = _merged(bound, change)
    last = last_row_of(bound, change)
    if last > bound.last_row:
        room.demand(bound, last)
        _resize(bound, last)
    names = bound.names_in_place
    spare = max(len(old), bound.last_row - bound.header_row) - len(new)
    blank: list[list[CellValue]] = [[None] * len(names)] * max(spare, 0)
    rows = new + blank
    top, left = bound.first_row, bound.first_column
    if rows:
        below = top + len(rows) - 1
        _format(bound, names, (top, below), list(zip(*rows, strict=True)), live=change.formulas)
        _put(bound, (top, left), rows, _texts(bound, change, len(rows)))
    forget(bound)
    if last < bound.last_row:  # only now, so that a stop between leaves no row below the table
        _resize(bound, last)
    strangers.write_formulas(bound, strangers.placed(bound, own) | kept)


def _texts(bound: Bound, change: Rewrite, height: int) -> list[list[str]]:
    """Return the formulas of a table's new rows, "" where there is none."""
    texts = [[""] * len(bound.headers) for _ in range(height)]
    for name, column in change.formulas.items():
        place = bound.places[name] - bound.first_column
        for row, text in enumerate(column):
            texts[row][place] = text
    return texts


def last_row_of(bound: Bound, change: Rewrite) -> int:
    """Return the sheet row in which a table's data end once it is rewritten."""
    return bound.header_row + max(len(change.rows), 1)


def own_formulas(book: xw.Book, change: Rewrite) -> list[tuple[str, int, str]]:
    """Return a person's formulas as they stand after a Rewrite: (header, sheet row, formula)."""
    bound = bind(book, BY_NAME[change.table])
    if all(bound.names_in_place):
        return []
    return strangers.named(bound, _merged(bound, change)[2])


def _merged(
    bound: Bound, change: Rewrite
) -> tuple[dict[int, list[Any]], list[list[CellValue]], strangers.Formulas]:
    """Return the rows that stand there by sheet row, the new ones, and a person's formulas."""
    old = {
        bound.first_row + n: row
        for n, row in enumerate(body(bound))
        if not is_blank_row(bound, row)
    }
    new = frames.to_cells(bound.table, change.rows, bound.names_in_place)
    return old, new, strangers.carry(bound, old, new)


def _runs(names: Sequence[str]) -> list[list[str]]:
    """Return the columns named in unbroken runs, so that others between are not touched."""
    return [list(run) for ours, run in groupby(names, key=bool) if ours]


def need_columns(bound: Bound, change: Append | SetColumn | Rewrite) -> None:
    """Refuse a table that lacks a column which a change writes.

    Raises:
        BookError: names the column that is missing, and the nearest one that is there.
    """
    match change:
        case SetColumn():
            bound.demand([change.column])
        case Rewrite():
            bound.demand(list(bound.table.by_name))
        case Append():
            rows = change.rows
            bound.demand([each.name for each in bound.table.columns if each.frame_name in rows])


def first_free_row(bound: Bound) -> int:
    """Return the sheet row below a table's last row that holds anything."""
    if bound.cells is not None:
        for n in range(bound.last_row - bound.first_row, -1, -1):
            if not is_blank_row(bound, bound.cells[n]):
                return bound.first_row + n + 1
        return bound.first_row
    for bottom in range(bound.last_row, bound.header_row, -_ROWS_AT_ONCE):
        top = max(bound.first_row, bottom - _ROWS_AT_ONCE + 1)
        block = bound.sheet.range((top, bound.first_column), (bottom, bound.last_column))
        rows = two_d(block.raw_value, rows=bottom - top + 1)
        for n in range(len(rows) - 1, -1, -1):
            if not is_blank_row(bound, rows[n]):
                return top + n + 1
    return bound.first_row


def _resize(bound: Bound, last_row: int) -> None:
    corner = (bound.header_row, bound.first_column)
    bound.list_object.resize(bound.sheet.range(corner, (last_row, bound.last_column)))
    forget(bound)


def _format(
    bound: Bound,
    names: Sequence[str],
    rows: tuple[int, int],
    columns: Sequence[Sequence[CellValue]],
    live: Collection[str] = (),
) -> None:
    """Format columns for what they hold where they are not so yet, alike ones in one call.

    Args:
        bound: the table.
        names: the columns' code names in place, "" for one that is not written.
        rows: the first and the last sheet row.
        columns: what is to be written at each place.
        live: the columns whose cells hold formulas.
    """
    wanted = _formats(bound, names, live)
    text_cells.mend(bound, wanted, rows, columns)


def _formats(bound: Bound, names: Sequence[str], live: Collection[str]) -> list[str]:
    """Return each column's number format, "" for a column that is not written."""
    kinds = {name: number_format(bound.table.by_name[name].kind) for name in names if name}
    return [formulas.NUMBER_FORMAT if name in live else kinds.get(name, "") for name in names]


def number_format(kind: Kind) -> str:
    """Return the number format of cells of a kind; text for all that is no number or date."""
    return NUMBER_FORMATS.get(kind, "@")
