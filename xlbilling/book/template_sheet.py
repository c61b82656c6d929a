"""A template sheet of the office's: read by its names, refused without them, made anew if gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlbilling.book import known, names, pages, sheets, vba
from xlbilling.book.binding import corners
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
_LOST: Final = "#REF!"


def demand(book: xw.Book, name: str, form: Form) -> None:
    """Refuse a template sheet that lacks names without which a page would not say what it must.

    One that is gone is made anew, so it is not refused.

    Raises:
        BookError: names are gone, or two repeating rows are one.
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
    _demand_apart(template, form)


def _demand_apart(template: Template, form: Form) -> None:
    """Refuse a template on which two things repeat in one row."""
    taken: dict[int, str] = {}
    blocks = {beginning: template.block(beginning) for beginning in form.rows}
    lines = {name: template.rows_of(name) for name in (*form.words, *form.below.values())}
    own = {below: beginning for beginning, below in form.below.items()}
    for what, rows in {**blocks, **lines}.items():
        for row in rows:
            other = taken.setdefault(row, what)
            if other not in {what, own.get(what)}:
                raise _refused(
                    f"{template.sheet}, row {row}: the cells {other}... and {what}... stand on "
                    "one row, and each repeats it",
                    f"move the cells of {what}... to a row of their own",
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
    template = _described(book, name) if vba.is_at_hand(book) else _asked(sheet)
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
    every = [(each.name, each.refers_to or "") for each in sheet.names]
    areas = _areas(sheet.name, every)
    if not areas:  # typed into Excel's name box they are the workbook's
        areas = _areas(sheet.name, [(each.name, each.refers_to or "") for each in sheet.book.names])
    rows, columns = _printed(sheet.page_setup.print_area or "", areas)
    lowest = max([rows, *(area.bottom for area in areas.values())])
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
    )


_BROKEN: Final = ("Statement_Explained", "Statement_Later", "Statement_Message")
"""Names whose words are broken into rows, so that the size of their letters counts."""


def _described(book: xw.Book, name: str) -> Template:
    """Return a template that our VBA describes, in one call."""
    found: dict[str, list[list[str]]] = {}
    for kind, *rest in vba.lines(book, "Copies.Describe", name, PREFIX):
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
    )


def _areas(sheet: str, every: Iterable[tuple[str, str]]) -> dict[str, Area]:
    """Return the cells of our names that stand on a sheet."""
    found = {}
    for name, refers_to in every:
        bare = name.rpartition("!")[2]
        owner, _, address = refers_to.removeprefix("=").rpartition("!")
        is_here = owner.strip("'").replace("''", "'").casefold() == sheet.casefold()
        if bare.startswith(PREFIX) and is_here and _LOST not in refers_to:
            found[bare] = _area(address)
    return dict(sorted(found.items()))


def _area(address: str) -> Area:
    """Return a name's cells; whole rows count from the first column."""
    first, _, last = address.replace("$", "").partition(":")
    if first.isdigit():
        return Area(int(first), 1, int(last or first), 1)
    return Area(*corners(address.partition(",")[0].replace("$", "")))


def _printed(print_area: str, areas: Mapping[str, Area]) -> tuple[int, int]:
    """Return the last row and column that are printed; without a print area what names reach."""
    first = print_area.partition(",")[0].rpartition("!")[2]
    if first:
        _, _, bottom, right = corners(first.replace("$", ""))
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
    pages.draw(sheet, page)
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
