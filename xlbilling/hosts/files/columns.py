"""Widths, styles and visibility of columns, and Excel's units for widths and heights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from xlbilling.hosts.files.package.layout_types import ColumnFormat

DEFAULT_WIDTH: Final = 8.43  # characters of Calibri 11
DEFAULT_HEIGHT: Final = 15.0  # points
_DIGIT: Final = 7  # pixels a digit takes in Calibri 11
_PADDING: Final = 5  # pixels a cell keeps free
_POINTS_A_PIXEL: Final = 0.75

Columns = tuple[ColumnFormat, ...]


def file_width(characters: float) -> float:
    """Return the width as files hold it for one in characters, as Excel shows it.

    Source: ECMA-376 part 1, 18.3.1.13, for a font whose widest digit takes 7 pixels.
    """
    if characters < 1:
        return int(characters * (_DIGIT + _PADDING) / _DIGIT * 256) / 256
    return int((characters * _DIGIT + _PADDING) / _DIGIT * 256) / 256


def shown_width(width: float) -> float:
    """Return the characters that Excel shows for a width from a file."""
    pixels = _pixels(width)
    if pixels < _DIGIT + _PADDING:
        return round(pixels / (_DIGIT + _PADDING), 2)
    return round((pixels - _PADDING) / _DIGIT, 2)


def points(characters: float) -> float:
    """Return how wide a column is in points."""
    return _pixels(file_width(characters)) * _POINTS_A_PIXEL


def _pixels(width: float) -> int:
    return int((256 * width + int(128 / _DIGIT)) / 256 * _DIGIT)


def column_at(columns: Iterable[ColumnFormat], column: int) -> ColumnFormat | None:
    """Return what is stored about a column, None for an ordinary one."""
    return next((one for one in columns if one.first <= column <= one.last), None)


def changed(columns: Columns, first: int, last: int, **changes: Any) -> Columns:
    """Return the columns with fields of `ColumnFormat` changed from ``first`` to ``last``."""
    before = [one for one in columns if one.last < first]
    after = [one for one in columns if one.first > last]
    inside: list[ColumnFormat] = []
    at = first
    for one in sorted(columns, key=lambda one: one.first):
        if one.last < first or one.first > last:
            continue
        if one.first < first:
            before.append(replace(one, last=first - 1))
        if one.last > last:
            after.insert(0, replace(one, first=last + 1))
        start, end = max(one.first, first), min(one.last, last)
        if at < start:
            inside.append(_plain(at, start - 1, changes))
        inside.append(replace(one, first=start, last=end, **changes))
        at = end + 1
    if at <= last:
        inside.append(_plain(at, last, changes))
    return _joined([*before, *inside, *after])


def with_styles(columns: Columns, styles: Mapping[int, int]) -> Columns:
    """Return the columns with the given style number for each column."""
    for column, style in styles.items():
        one = column_at(columns, column)
        if (one.style if one else 0) != style:
            columns = changed(columns, column, column, style=style)
    return columns


def shifted(columns: Columns, at: int, count: int) -> Columns:
    """Return the columns after ``count`` were inserted at ``at``, or deleted when negative."""
    if count < 0:
        kept = [one for one in _cut(columns, at, -count) if one is not None]
        return _joined(kept)
    moved: list[ColumnFormat] = []
    for one in columns:
        if one.last < at:
            moved.append(one)
        elif one.first >= at:
            moved.append(replace(one, first=one.first + count, last=one.last + count))
        else:
            moved.append(replace(one, last=at - 1))
            moved.append(replace(one, first=at + count, last=one.last + count))
    return _joined(moved)


def _cut(columns: Columns, at: int, count: int) -> list[ColumnFormat | None]:
    def place(column: int) -> int:
        return column - min(max(column - at, 0), count)

    cut: list[ColumnFormat | None] = []
    for one in columns:
        first, last = place(one.first), place(one.last + 1) - 1
        cut.append(replace(one, first=first, last=last) if first <= last else None)
    return cut


def _plain(first: int, last: int, changes: Mapping[str, Any]) -> ColumnFormat:
    return replace(ColumnFormat(first, last), **changes)


def _joined(columns: list[ColumnFormat]) -> Columns:
    """Join neighbours that are alike, and drop what says nothing."""
    out: list[ColumnFormat] = []
    for one in sorted(columns, key=lambda one: one.first):
        if replace(one, first=1, last=1) == ColumnFormat(1, 1):
            continue
        last = out[-1] if out else None
        alike = last is not None and last.last + 1 == one.first
        if last is not None and alike and replace(one, first=last.first, last=last.last) == last:
            out[-1] = replace(last, last=one.last)
        else:
            out.append(one)
    return tuple(out)
