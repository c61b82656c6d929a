"""The words for a sheet's layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """Width and format of neighbouring columns.

    Attributes:
        first: number of the first column.
        last: number of the last column.
        width: in characters of the standard font, as Excel stores it; None for the usual width.
        style: format number of the columns' empty cells.
        hidden: whether they are hidden.
    """

    first: int
    last: int
    width: float | None = None
    style: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Freeze:
    """Rows at the top and columns at the left that stay in sight."""

    rows: int = 0
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A validation or conditional format: where it holds, and its XML as text.

    Attributes:
        areas: the cells it holds for, areas separated by spaces.
        xml: the whole element, with its own name spaces.
    """

    areas: str
    xml: str


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link in a cell.

    Attributes:
        area: the cell or cells.
        rel_id: the relationship that holds an outside address.
        location: a place in this book, such as ``Aging!A1``.
        tooltip: what shows when the pointer rests on it.
        display: the text it was made with.
    """

    area: str
    rel_id: str | None = None
    location: str | None = None
    tooltip: str | None = None
    display: str | None = None


@dataclass(frozen=True, slots=True)
class PageSetup:
    """How the sheet prints.

    Attributes:
        orientation: portrait or landscape.
        fit_width: pages wide it is made to fit; 0 for as many as needed, None for no fitting.
        fit_height: pages high, the same way.
        paper: Excel's number of the paper size (1 is Letter).
        header: Excel's header codes.
        footer: Excel's footer codes.
    """

    orientation: Literal["portrait", "landscape", "default"] = "default"
    fit_width: int | None = None
    fit_height: int | None = None
    paper: int | None = None
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Everything about a sheet that is not in its cells and that can be changed here.

    Attributes:
        merges: merged areas.
        columns: widths and formats, from left to right.
        default_row_height: points; None for the program's own.
        default_column_width: characters; None for the program's own.
        freeze: what stays in sight when scrolling.
        zoom: percent.
        gridlines: whether grid lines show.
        tab_color: ``RRGGBB`` of the tab; None for no colour of its own.
        tab_selected: whether the tab is selected.
        protection: attributes of the sheet's protection; None when it is not protected.
        validations: rules for what may be entered.
        conditional: conditional formats.
        hyperlinks: links.
        auto_filter: the area that the sheet's own filter covers.
        page: how it prints.
        row_breaks: rows after which a new page begins.
        table_rel_ids: relationships that lead to its tables.
        drawing_rel_id: the relationship to its drawing.
        legacy_drawing_rel_id: the relationship to the shapes of its notes.
    """

    merges: tuple[str, ...] = ()
    columns: tuple[ColumnFormat, ...] = ()
    default_row_height: float | None = None
    default_column_width: float | None = None
    freeze: Freeze | None = None
    zoom: int = 100
    gridlines: bool = True
    tab_color: str | None = None
    tab_selected: bool = False
    protection: tuple[tuple[str, str], ...] | None = None
    validations: tuple[Rule, ...] = ()
    conditional: tuple[Rule, ...] = ()
    hyperlinks: tuple[Hyperlink, ...] = ()
    auto_filter: str | None = None
    page: PageSetup = PageSetup()
    row_breaks: tuple[int, ...] = ()
    table_rel_ids: tuple[str, ...] = ()
    drawing_rel_id: str | None = None
    legacy_drawing_rel_id: str | None = None
