"""A Plan's changes as text and back, so that a workbook can keep them while they are written.

Plain JSON: what a workbook holds may come from anybody, so reading it runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model.charts import PageChart
from xlbilling.model.plan import (
    Append,
    Form,
    Named,
    Page,
    PageCell,
    RemoveSheet,
    Rewrite,
    SetColumn,
)

if TYPE_CHECKING:
    from xlbilling.model.plan import Change

_TIME: Final = "t"
_DAY: Final = "d"
_JSON_KNOWS: Final = {str, int, bool, type(None)}
_DAYS: Final = {pd.Timestamp, type(pd.NaT)}


def changes_to_text(changes: Sequence[Change]) -> str:
    """Return changes as JSON text.

    Raises:
        TypeError: one of them is none that a workbook takes, such as code sets.
    """
    return json.dumps([_to_plain(change) for change in changes], separators=(",", ":"))


def changes_of_text(text: str) -> tuple[Change, ...]:
    """Return the changes that `changes_to_text` wrote."""
    return tuple(_READERS[kind](plain) for kind, plain in json.loads(text))


def _to_plain(change: Change) -> list[Any]:
    match change:
        case Append():
            return ["append", {"table": change.table, "rows": _frame(change.rows)}]
        case SetColumn():
            values = _frame(change.values.to_frame(change.column))
            return ["set", {"table": change.table, "values": values}]
        case Rewrite():
            formulas = {name: list(texts) for name, texts in change.formulas.items()}
            rows = _frame(change.rows)
            return ["rewrite", {"table": change.table, "rows": rows, "formulas": formulas}]
        case Page():
            return ["page", _page(change)]
        case RemoveSheet():
            return ["remove", {"sheet": change.sheet}]
    raise TypeError(f"no change of a workbook: {type(change).__name__}")


def _frame(frame: pd.DataFrame) -> dict[str, Any]:
    return {
        "index": _runs(frame.index.tolist()),
        "columns": [
            [str(name), str(frame[name].dtype), _values(frame[name])] for name in frame.columns
        ],
    }


def _runs(rows: Sequence[int]) -> list[list[int]]:
    """Return rows as pairs of the first of an unbroken run and how many it has; most are one."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([int(row), 1])
    return runs


def _rows(noted: Sequence[Any]) -> list[int]:
    """Return the rows of runs; earlier programs noted each row by itself."""
    rows: list[int] = []
    for one in noted:
        first, count = (one, 1) if isinstance(one, int) else one
        rows += range(first, first + count)
    return rows


def _values(column: pd.Series[Any]) -> list[Any]:
    cells = column.to_numpy(dtype=object).tolist()  # cell by cell Arrow takes ten times as long
    kinds = set(map(type, cells))
    if kinds <= _JSON_KNOWS:
        return cells
    if kinds <= _DAYS:  # an office's days are few, its rows many
        known = {cell: _value(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]
    return [_value(cell) for cell in cells]


def _value(cell: Any) -> Any:
    if type(cell) is str:  # most are
        return cell
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:  # noqa: PLR0124  NaN
        return None
    if isinstance(cell, datetime):
        return [_TIME, cell.isoformat()]
    if isinstance(cell, date):
        return [_DAY, cell.isoformat()]
    return cell.item() if hasattr(cell, "item") else cell


def _page(page: Page) -> dict[str, Any]:
    plain = {each.name: getattr(page, each.name) for each in fields(Page)}
    cells = [[c.row, c.column, _value(c.value), c.style, c.formula] for c in page.cells]
    links = [[row, column, target] for (row, column), target in page.links.items()]
    sizes = {name: [[*pair] for pair in plain[name].items()] for name in ("widths", "heights")}
    charts = [asdict(chart) for chart in page.charts]
    form = None if page.form is None else asdict(page.form)
    return {**plain, "cells": cells, "links": links, "charts": charts, **sizes, "form": form}


def _read_value(plain: Any) -> Any:
    if not isinstance(plain, list):
        return plain
    kind, text = plain
    return datetime.fromisoformat(text) if kind == _TIME else date.fromisoformat(text)


def _read_frame(plain: Mapping[str, Any]) -> pd.DataFrame:
    index = pd.Index(_rows(plain["index"]), dtype="int64")
    columns = {
        name: pd.Series([_read_value(cell) for cell in cells], index, dtype=object).astype(dtype)
        for name, dtype, cells in plain["columns"]
    }
    return pd.DataFrame(columns, index=index)


def _read_set(plain: Mapping[str, Any]) -> SetColumn:
    frame = _read_frame(plain["values"])
    return SetColumn(plain["table"], str(frame.columns[0]), frame.iloc[:, 0])


def _read_page(plain: Mapping[str, Any]) -> Page:
    cells = ((row, column, _read_value(v), s, f) for row, column, v, s, f in plain["cells"])
    return Page(**{
        **plain,
        "cells": tuple(PageCell(*cell) for cell in cells),
        "links": {(row, column): target for row, column, target in plain["links"]},
        "widths": dict(plain["widths"]),
        "heights": dict(plain["heights"]),
        "merges": tuple(plain["merges"]),
        "cards": tuple(plain["cards"]),
        "charts": tuple(map(_read_chart, plain["charts"])),
        "form": _read_form(plain.get("form")),
    })


def _read_form(plain: Mapping[str, Any] | None) -> Form | None:
    if plain is None:
        return None
    return Form(
        {name: Named(**cell) for name, cell in plain["cells"].items()},
        {name: tuple(texts) for name, texts in plain["lines"].items()},
        {name: tuple(values) for name, values in plain["across"].items()},
        {name: tuple(repeats) for name, repeats in plain["rows"].items()},
        plain["below"],
        {name: tuple(texts) for name, texts in plain["words"].items()},
        tuple(plain["sections"]),
        tuple(plain["needs"]),
    )


def _read_chart(plain: Mapping[str, Any]) -> PageChart:
    listed = {name: tuple(plain[name]) for name in ("colors", "second")}
    return PageChart(**{**plain, **listed})


_READERS: Final[Mapping[str, Callable[[Any], Change]]] = {
    "append": lambda plain: Append(plain["table"], _read_frame(plain["rows"])),
    "set": _read_set,
    "rewrite": lambda p: Rewrite(p["table"], _read_frame(p["rows"]), p["formulas"]),
    "page": _read_page,
    "remove": lambda plain: RemoveSheet(plain["sheet"]),
}
