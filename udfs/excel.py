"""Worksheet functions as Excel knows them: the one place that reaches xlwings' decorators.

Every argument arrives as rows of cells (``ndim=2``), error cells as their text. Annotations are
kept from xlwings, since on Windows it would convert by them and fails at ``float | None``. What a
function cannot answer is an Excel error: ``#VALUE!`` for arguments it cannot take, ``#N/A`` for
what is not in the workbook. They go out as text; the wrapper in the add-in makes true errors of
them, which SUM does not skip.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import xlwings as xw

from xlbilling.hosts import log
from xlbilling.hosts.files.collecting import collector_paused
from xlbilling.model.errors import BillingError

Cells = list[list[Any]]
"""Rows of cells, as Excel gives and takes them."""
Given = Cells | None
"""An argument that may be left out."""
Caller: TypeAlias = "xw.Range | None"
"""The calling cell; None outside of a workbook."""
Python = Callable[..., Cells]

CATEGORY: Final = "xlbilling"
OPTIONS: Final[Mapping[str, Any]] = {"ndim": 2, "err_to_str": True}
"""How xlwings converts every argument."""

VALUE: Final = "#VALUE!"
NOT_HERE: Final = "#N/A"
CALLER: Final = "caller"
"""The argument that xlwings fills with the calling cell; Excel does not show it."""
REV: Final = "the cell xlb_rev, so that commands work the formula out anew; may be left out"
"""What the last argument of a function that looks into tables is."""

_NOTED: Final[set[tuple[str, str, int]]] = set()
"""What is in the log already: the function, the error and the line."""

LONGEST_HELP: Final = 255
"""Characters that Excel shows of a function's help, and of an argument's."""


@dataclass(frozen=True)
class WorksheetFunction:
    """One function of the worksheet.

    Attributes:
        name: as typed into a cell, ``XLB_NPI_VALID``.
        help: what it answers, as Excel shows it.
        arguments: what each argument is, in order.
        optional: the arguments that may be left out.
        example: a formula for the sample workbook.
        python: what xlwings calls.
    """

    name: str
    help: str
    arguments: Mapping[str, str]
    optional: frozenset[str]
    example: str
    python: Callable[..., Any]

    @property
    def signature(self) -> str:
        """The function with its arguments, those in brackets optional."""
        shown = (f"[{name}]" if name in self.optional else name for name in self.arguments)
        return f"{self.name}({', '.join(shown)})"


FUNCTIONS: Final[dict[str, WorksheetFunction]] = {}
"""All functions by name, in the order in which their modules are imported."""


def function(example: str, **arguments: str) -> Callable[[Python], Callable[..., Any]]:
    """Return a decorator that makes a worksheet function of a Python function.

    Args:
        example: a formula for the sample workbook.
        arguments: what each argument is, in a few words; ``caller`` needs none.
    """
    return functools.partial(_made, example, arguments)


def _made(example: str, arguments: Mapping[str, str], python: Python) -> Callable[..., Any]:
    name, words, shown = python.__name__, _help(python), _arguments(python)
    assert [*shown] == [*arguments], f"{name} tells of {[*arguments]}"
    assert max(map(len, (words, *arguments.values()))) <= LONGEST_HELP, f"{name} says too much"
    optional = frozenset(name for name, one in shown.items() if one.default is not one.empty)
    called = _called(python)
    FUNCTIONS[name] = WorksheetFunction(name, words, arguments, optional, example, called)
    return _registered(called, arguments)


def _arguments(python: Python) -> dict[str, inspect.Parameter]:
    """Return the arguments that Excel shows."""
    every = inspect.signature(python).parameters
    return {name: one for name, one in every.items() if name != CALLER}


def _called(python: Python) -> Callable[..., Any]:
    called = functools.wraps(python)(lambda *cells: answer(python, cells))
    called.__annotations__ = {}
    called.__doc__ = _help(python)
    return called


def _registered(called: Callable[..., Any], arguments: Mapping[str, str]) -> Callable[..., Any]:
    """Tell xlwings of a function; its category last, as each argument sets that back."""
    registered: Any = called
    for name, what in arguments.items():
        registered = xw.arg(name, doc=what, **OPTIONS)(registered)
    return xw.func(category=CATEGORY)(registered)  # type: ignore[no-any-return]


def _help(python: Python) -> str:
    """Return a docstring as one line: Excel shows it as it stands."""
    return " ".join((python.__doc__ or "").split())


def answer(python: Python, cells: tuple[Any, ...]) -> Any:
    """Return a function's cells; trouble with the workbook is told in words, a bug is no traceback.

    A cell can hold one line only, so an unexpected error is ``#VALUE!``, and the log says where
    it struck.
    """
    try:
        with collector_paused():
            return python(*cells)
    except BillingError as trouble:
        return trouble.message
    except Exception as bug:
        return _noted(bug, python.__name__)


def _noted(bug: Exception, name: str) -> str:
    """Write a bug to the log, once for all the cells in which it strikes at the same place."""
    struck = (name, type(bug).__name__, _line(bug))
    if struck not in _NOTED:
        _NOTED.add(struck)
        log.note(bug, name)
    return VALUE


def _line(bug: Exception) -> int:
    """Return the number of the line in which a bug struck."""
    at = bug.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at.tb_lineno if at is not None else 0
