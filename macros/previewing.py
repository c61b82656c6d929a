"""Preview, Apply, Cancel: a task that writes shows first what it would write.

Apply may come in another Python and much later: it plans again, and writes only where the Plan is
the one that was shown; otherwise it shows the new one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlbilling import run
from xlbilling.layout.pages import preview_page
from xlbilling.macros import asking, preview_facts, telling
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import need_a_person
from xlbilling.tasks import registry

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.macros.asking import Asked
    from xlbilling.macros.screen import Screen
    from xlbilling.run import Outcome

_NAMES_TRIED: Final = 99


def show(screen: Screen, asked: Asked) -> str:
    """Plan a task and show its Preview; return what to say.

    Where there is nothing to write and nobody is needed, nothing is shown but that sentence.

    Raises:
        BillingError: the task cannot proceed.
    """
    screen.tells(f"Working out: {label(asked)}")
    outcome = run.run(screen.book, asked.task, asked.request(), _looking_only())
    return _shown(screen, asked, outcome)


def apply(screen: Screen) -> str:
    """Write what the preview shows, where planning anew comes to the same; return what to say.

    Raises:
        BillingError: there is no preview, or the task cannot proceed any more.
    """
    from xlbilling.book import names

    asked = _previewed(screen.book)
    _demand_in_sight(screen.book, asked)
    screen.tells(f"Checking and writing: {label(asked)}")

    def is_as_shown(outcome: Outcome) -> bool:
        return run.digest(outcome.plan) == asked.digest

    def goes_on(outcome: Outcome) -> bool:
        if is_as_shown(outcome):
            names.forget_previewed(screen.book)
        return is_as_shown(outcome)

    manner = run.Manner(confirm=goes_on, tells_more=True, is_waited_for=screen.is_waiting)
    outcome = run.run(screen.book, asked.task, asked.request(), manner)
    if outcome.was_applied:
        return _finished(screen, asked, outcome)
    if is_as_shown(outcome):
        return f"{label(asked)}: nothing to write; Cancel takes the sheet {asked.sheet} away"
    now = preview_facts.preview(outcome, asked)
    apart = preview_page.told_apart(dict(asked.sums), preview_page.sums(now))
    return _shown(screen, asked, outcome, f"Nothing was written, for the workbook changed: {apart}")


def cancel(screen: Screen) -> str:
    """Take the preview away; nothing is written. Return what to say.

    Raises:
        RefusedError: there is no preview.
    """
    asked = _previewed(screen.book)
    _take_away(screen, asked)
    return f"{label(asked)} canceled: nothing was written"


def _finished(screen: Screen, asked: Asked, outcome: Outcome) -> str:
    """Take the preview away, save where files wait for it; return what came of the task."""
    _take_away(screen, asked)
    save_for_files(screen.book, outcome)
    return telling.of_outcome(outcome)


def save_for_files(book: xw.Book, outcome: Outcome) -> None:
    """Save the workbook where files wait for it, and give them their names.

    Raises:
        BillingError: a file cannot get its name; it waits beside it.
    """
    if outcome.saves_files:
        book.save()
        outcome.settle()


def label(asked: Asked) -> str:
    """Return a task as its button calls it."""
    return registry.BY_NAME[asked.task].label


def _looking_only() -> run.Manner:
    return run.Manner(confirm=lambda _: False, tells_more=True)


def _previewed(book: xw.Book) -> Asked:
    asked = asking.kept(book)
    if asked is None:
        raise RefusedError(
            "there is no preview to apply or cancel",
            id="PREVIEW-NONE",
            fix="press a task's button first; it shows what it would write",
        )
    return asked


def _demand_in_sight(book: xw.Book, asked: Asked) -> None:
    """Refuse to write what nobody can see: whoever deletes the sheet has dropped the request."""
    if asked.sheet not in book.sheets:
        asking.drop(book)
        raise RefusedError(
            f"the sheet {asked.sheet} is gone, so that nothing was written",
            id="PREVIEW-GONE",
            fix=f"press {label(asked)} again",
        )


def _shown(screen: Screen, asked: Asked, outcome: Outcome, notice: str = "") -> str:
    """Put the page and the request into the workbook, and open the page."""
    from xlbilling.book import pages

    book = screen.book
    old = asking.kept(book)
    if outcome.plan.is_empty and not need_a_person(outcome.findings) and not notice:
        if old is not None:
            _take_away(screen, old)
        return f"{label(asked)}: nothing to write. {'; '.join(telling.own_lines(outcome)[:3])}"
    sheet = _free_name(book)
    now = preview_facts.preview(outcome, replace(asked, sheet=sheet), notice)
    if old is not None:  # first: what stops from here on must not leave it to be applied unseen
        asking.drop(book)
    pages.put(book, preview_page.preview_page(now))
    back, cells = screen.was_open, screen.selected
    if old is not None and screen.was_open == old.sheet:
        back, cells = old.back, old.cells
    digest, sums = run.digest(outcome.plan), preview_page.sums(now)
    kept = replace(asked, sheet=sheet, digest=digest, sums=sums, back=back, cells=cells)
    asking.keep(book, kept)
    screen.shown = sheet
    return notice or f"{label(asked)}: look at the sheet {sheet}, then press Apply or Cancel"


def _take_away(screen: Screen, asked: Asked) -> None:
    """Delete the preview's sheet where it is ours, forget the request, go back where it began."""
    from xlbilling.book import names, sheets

    book = screen.book
    if asked.sheet in book.sheets and names.is_our_page(book.sheets[asked.sheet]):
        sheets.delete(book, asked.sheet)
    asking.drop(book)
    if screen.was_open == asked.sheet:
        screen.shown, screen.selected = asked.back, asked.cells


def _free_name(book: xw.Book) -> str:
    """Return the name for the preview's sheet: another one where a person has a sheet so called."""
    from xlbilling.book import names, sheets

    tried = (preview_page.SHEET, *(f"{preview_page.SHEET} {n}" for n in range(2, _NAMES_TRIED)))
    for name in tried:
        sheet = sheets.find(book, name)
        if sheet is None or names.is_our_page(sheet):
            return name
    raise RefusedError(
        f"the workbook has {_NAMES_TRIED - 1} sheets called {preview_page.SHEET}",
        id="SHEET-TAKEN",
        fix="delete or rename some of them",
    )
