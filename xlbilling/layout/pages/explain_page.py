"""The sheet Explain: all that is known of one claim or line, and how to mend what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlbilling.layout.pages.fixed import PAPER
from xlbilling.layout.pages.grid import Grid
from xlbilling.model.findings import ERROR, SEVERITY_WORDS, Severity
from xlbilling.model.plan import Page

SHEET: Final = "Explain"
LABEL, TEXT = 1, 2
_WIDTHS: Final = {LABEL: 24.0, TEXT: 96.0}

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Explained:
    """One finding as the page tells it.

    Attributes:
        edit: its id and title.
        severity: how grave it is here.
        where: the cell to mend, such as ``Claims!F14``; the page links to it.
        parts: what is and was expected, why, how to mend, as (label, words).
    """

    edit: str
    severity: Severity
    where: str
    parts: Facts


@dataclass(frozen=True)
class Explanation:
    """What the page shows.

    Attributes:
        title: the claim, and the line where one is meant.
        subtitle: the day and what was found, in one line.
        sections: facts under a heading each, such as the clock and the coverage used.
        found: the findings, the gravest first.
        off: the findings that payers' rules switched off.
        rules: the payers' rules in force, as (edit, words).
    """

    title: str
    subtitle: str
    sections: Sequence[tuple[str, Facts]]
    found: Sequence[Explained]
    off: Sequence[Explained]
    rules: Facts


def explain_page(told: Explanation) -> Page:
    """Return the page; what is wrong stands before what is merely known."""
    grid = Grid()
    links: dict[tuple[int, int], str] = {}
    grid.line(told.title, "title")
    grid.line(told.subtitle, "subtitle")
    grid.next()
    _findings(grid, "What was found", told.found, links)
    for heading, facts in (*told.sections, ("Payer Rules in force", told.rules)):
        _facts(grid, heading, facts)
    if told.off:
        _findings(grid, "Switched off by Payer Rules", told.off, links)
    return Page(
        SHEET,
        tuple(grid.cells),
        widths=_WIDTHS,
        print_columns=TEXT,
        links=links,
        template=PAPER,
    )


def _findings(
    grid: Grid, heading: str, found: Sequence[Explained], links: dict[tuple[int, int], str]
) -> None:
    grid.line(heading, "section")
    if not found:
        grid.line("Nothing. The check finds no fault here.", "label")
    for one in found:
        grid.put(LABEL, SEVERITY_WORDS[one.severity].capitalize(), "header_left")
        grid.put(TEXT, one.edit, "header_left")
        grid.next()
        for label, words in one.parts:
            grid.put(LABEL, label, "label")
            grid.put(TEXT, words, "bad" if label == "What is" and one.severity == ERROR else "wrap")
            grid.next()
        grid.put(LABEL, "Where", "label")
        grid.put(TEXT, one.where, "label")
        links[grid.row, TEXT] = f"#{_target(one.where)}"
        grid.next(2)
    if not found:
        grid.next()


def _target(where: str) -> str:
    sheet, _, cell = where.rpartition("!")
    return f"'{sheet}'!{cell}" if " " in sheet else where


def _facts(grid: Grid, heading: str, facts: Facts) -> None:
    grid.line(heading, "section")
    if not facts:
        grid.line("None.", "label")
    for label, words in facts:
        grid.put(LABEL, label, "label")
        grid.put(TEXT, words, "wrap")
        grid.next()
    grid.next()
