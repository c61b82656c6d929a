"""A template sheet of the office's: read by its names, refused without them, made anew if gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import known, names, pages, sheets, vba
from xlbilling.book.binding import corners
from xlbilling.layout.forms import faults
from xlbilling.layout.forms.template import Area, Template
from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages import statement_template
from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.plan import Form

PREFIX: Final = "Statement_"
_CELLS: Final = re.compile(r"[A-Z]+\d+(:[A-Z]+\d+)?")


def demand(book: xw.Book, name: str, form: Form) -> None:
    """Refuse a template sheet that lacks names without which a page would not say what it must.

    One that is gone is made anew, so it is not refused.

    Raises:
        BookError: names are gone or stand where no page shows them, or the sheet has a table.
    """
    kept = known.of(book)
    if kept is not None and name in kept.facts:
        return
    template = read(book, name)
    gone = [each for each in form.needs if each not in template.areas]
    if gone and is_to_be_made(book, name):
        forget(book, name)
        return
    if gone:
        forget(book, name)
        words = ", ".join(gone)
        raise _refused(
            f"no cell of the sheet '{name}' has the name {words}"
            if len(gone) == 1
            else f"no cells of the sheet '{name}' have the names {words}",
            f"select the cell that is to show it and type {gone[0]} into the box left of the "
            f"formula bar, or delete the sheet '{name}' and run the command again: it makes the "
            "standard one",
        )
    for fault in faults.faults(template, form):
        forget(book, name)
        raise _refused(*fault)
    _demand_no_table(book.sheets[name])


def _demand_no_table(sheet: xw.Sheet) -> None:
    """Refuse a template with a table, of which a workbook has one of each name."""
    for table in sheet.tables:
        raise BookError(
            f"the sheet '{sheet.name}' holds the table {table.name}, of which no copy can be made",
            id="TEMPLATE-TABLE",
            fix="click into the table and choose Table Design > Convert to Range",
        )


def _refused(what: str, fix: str) -> BookError:
    return BookError(what, id="TEMPLATE-NAMES", fix=fix)


def read(book: xw.Book, name: str) -> Template:
    """Return a template sheet as it stands; it is read once a command, and when it was made."""
    kept = known.of(book)
    if kept is not None and name in kept.facts:
        found: Template = kept.facts[name]
        return found
    sheet = book.sheets[name]
    lines = _lines(book, name)
    template = _asked(sheet) if lines is None else _described(name, lines)
    if kept is not None:
        kept.facts[name] = template
    return template


def forget(book: xw.Book, name: str) -> None:
    """Let a template sheet be read anew."""
    kept = known.of(book)
    if kept is not None:
        kept.facts.pop(name, None)


def _asked(sheet: xw.Sheet) -> Template:
    """Return a template that xlwings is asked for, call by call."""
    own = [(each.name, each.refers_to or "") for each in sheet.names]
    boxed = [  # typed into Excel's name box they are the workbook's; only ours are asked further
        (name, each.refers_to or "")
        for each in sheet.book.names
        if (name := each.name).startswith(PREFIX)
    ]
    areas = _areas(sheet.name, [*boxed, *own])
    rows, columns = _printed(sheet.page_setup.print_area or "", areas)
    lowest = min(max([rows, *(area.bottom for area in areas.values())]), _MOST_ROWS)
    return Template(
        sheet.name,
        areas,
        rows,
        columns,
        [_number(sheet.range((row, 1)).row_height) for row in range(1, lowest + 1)],
        [_number(sheet.range((1, column)).column_width) for column in range(1, columns + 1)],
        {
            each: _number(sheet.range((areas[each].top, areas[each].left)).font.size)
            for each in _BROKEN
            if each in areas
        },
        _formulas_in(sheet.range((1, 1), (lowest, _MOST_COLUMNS)).formula),
        _titles(next((refers_to for name, refers_to in own if name.endswith(_TITLES)), "")),
    )


_TITLES: Final = "Print_Titles"
_MOST_COLUMNS: Final = 60
_MOST_ROWS: Final = 2_000
"""Beyond them no formula of the office's is looked for."""


def _formulas_in(texts: Any) -> dict[tuple[int, int], str]:
    """Return the formulas of a block of cells, by row and column."""
    return {
        (row, column): str(text)
        for row, line in enumerate(texts, start=1)
        for column, text in enumerate(line, start=1)
        if str(text or "").startswith("=")
    }


def _titles(refers_to: str) -> range:
    """Return the rows of print titles such as ``=Sheet!$A:$A,Sheet!$1:$2``."""
    for each in refers_to.split(","):
        first, _, last = each.rpartition("!")[2].replace("$", "").partition(":")
        if first.isdigit() and last.isdigit():
            return range(int(first), int(last) + 1)
    return range(0)


_BROKEN: Final = ("Statement_Explained", "Statement_Later", "Statement_Message")
"""Names whose words are broken into rows, so that the size of their letters counts."""


def _lines(book: xw.Book, name: str) -> Sequence[Sequence[str]] | None:
    """Return what describes a template in one call, line by line; None where nothing can.

    A host of ours says it in the lines that our VBA has.
    """
    host: Any = getattr(book.impl, "describe_template", None)
    if host is not None:
        described: Sequence[Sequence[str]] = host(name, PREFIX)
        return described
    return vba.lines(book, "Copies.Describe", name, PREFIX) if vba.is_at_hand(book) else None


def _described(name: str, lines: Sequence[Sequence[str]]) -> Template:
    """Return a template that was described in one call."""
    found: dict[str, list[Sequence[str]]] = {}
    for kind, *rest in lines:
        found.setdefault(kind, []).append(rest)
    every = {row[0]: row[1] for row in found.get("name", ())}
    areas = _areas(name, every.items())
    rows, columns = _printed(every.get("Print_Area", ""), areas)
    return Template(
        name,
        areas,
        rows,
        columns,
        [float(height) for height in found["heights"][0]],
        [float(width) for width in found["widths"][0][:columns]],
        {row[0].rpartition("!")[2]: float(row[2]) for row in found.get("name", ())},
        {_place(cell): text for cell, text in found.get("formula", ())},
        _titles(every.get(_TITLES, "")),
    )


def _place(cell: str) -> tuple[int, int]:
    top, left, _, _ = corners(cell)
    return top, left


def _areas(sheet: str, every: Iterable[tuple[str, str]]) -> dict[str, Area]:
    """Return the cells of our names that stand on a sheet."""
    found = {}
    for name, refers_to in every:
        bare = name.rpartition("!")[2]
        owner, _, address = refers_to.removeprefix("=").rpartition("!")
        is_here = owner.strip("'").replace("''", "'").casefold() == sheet.casefold()
        area = _area(address) if bare.startswith(PREFIX) and is_here else None
        if area is not None:
            found[bare] = area
    return dict(sorted(found.items()))


def _area(address: str) -> Area | None:
    """Return a name's cells; whole rows count from the first column, whole columns are no cells."""
    first, _, last = address.replace("$", "").partition(":")
    if first.isdigit():
        return Area(int(first), 1, int(last or first), 1)
    is_cells = _CELLS.fullmatch(address.replace("$", ""))
    return Area(*corners(is_cells[0])) if is_cells else None


def _printed(print_area: str, areas: Mapping[str, Area]) -> tuple[int, int]:
    """Return the last row and column that are printed: of an area of cells, else of names."""
    first = print_area.partition(",")[0].rpartition("!")[2].replace("$", "")
    if _CELLS.fullmatch(first):
        _, _, bottom, right = corners(first)
        return bottom, right
    return (
        max((area.bottom for area in areas.values()), default=1),
        max((area.right for area in areas.values()), default=1),
    )


def _number(value: float | None) -> float:
    return float(value or 0.0)


# The standard one


def is_to_be_made(book: xw.Book, name: str) -> bool:
    """Tell whether the standard template is to be made: it is gone, or a program was stopped.

    Before it could be restyled it was a bare sheet of ours; that is filled too.
    """
    sheet = sheets.find(book, name)
    if name != TEMPLATE:
        return False
    if sheet is None:
        return sheets.find(book, PAPER) is not None
    return names.is_our_page(sheet) and names.layout_of(sheet) != statement_template.LAYOUT


def ensure(book: xw.Book, name: str = TEMPLATE) -> None:
    """Make the standard template where it is to be made; one that the office has stays."""
    kept = known.of(book)
    if (kept is not None and name in kept.facts) or not is_to_be_made(book, name):
        return
    standard = statement_template.standard()
    page = replace(standard.page, template=PAPER)
    sheet = sheets.find(book, name)
    if sheet is None:
        sheet = sheets.copy(book, PAPER, name)
    else:
        sheet.cells.unmerge()
        sheet.clear()
    for each, area in standard.names.items():
        sheet.names.add(each, _refers_to(name, area))
    pages.draw(book, sheet, page)
    for address, side, line_style in standard.rules:
        edge = sheet.range(address).borders[side]
        edge.line_style, edge.weight = line_style, "thin"
        edge.color = _RULE
    sheet.page_setup.print_area = f"$A$1:$G${standard.last_row}"
    if sheet.visible:
        sheet.visible = False
    names.mark_page(sheet, statement_template.LAYOUT)


_RULE: Final = (107, 114, 128)


def _refers_to(sheet: str, area: Area) -> str:
    top = _cell(area.top, area.left)
    bottom = _cell(area.bottom, area.right)
    return f"='{sheet}'!{top}" if top == bottom else f"='{sheet}'!{top}:{bottom}"


def _cell(row: int, column: int) -> str:
    return f"${column_letter(column)}${row}"
