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
from typing import Any, Final

import xlwings as xw

from xlbilling.model.errors import BillingError

Cells = list[list[Any]]
"""Rows of cells, as Excel gives and takes them."""

CATEGORY: Final = "xlbilling"
OPTIONS: Final[Mapping[str, Any]] = {"ndim": 2, "err_to_str": True}
"""How xlwings converts every argument."""

VALUE: Final = "#VALUE!"
NOT_HERE: Final = "#N/A"
CALLER: Final = "caller"
"""The argument that xlwings fills with the calling cell; Excel does not show it."""


@dataclass(frozen=True)
class WorksheetFunction:
    """One function of the worksheet.

    Attributes:
        name: as typed into a cell, ``XLB_NPI_VALID``.
        help: its first lines, which Excel shows.
        arguments: what each argument is, in order.
        python: what xlwings calls.
    """

    name: str
    help: str
    arguments: Mapping[str, str]
    python: Callable[..., Any]


FUNCTIONS: Final[dict[str, WorksheetFunction]] = {}
"""All functions by name, in the order in which their modules are imported."""


class WrongArgumentsError(ValueError):
    """The arguments are no columns of one length."""


def function(**arguments: str) -> Callable[[Callable[..., Cells]], Callable[..., Any]]:
    """Return a decorator that makes a worksheet function of a Python function.

    Args:
        arguments: what each argument is, in a few words; ``caller`` needs none.
    """

    def made(python: Callable[..., Cells]) -> Callable[..., Any]:
        @functools.wraps(python)
        def called(*cells: Any) -> Any:
            return _answer(python, cells)

        shown = [name for name in inspect.signature(python).parameters if name != CALLER]
        assert shown == list(arguments), f"{python.__name__} tells of {list(arguments)}"
        called.__annotations__ = {}
        words = inspect.cleandoc(python.__doc__ or "")
        FUNCTIONS[python.__name__] = WorksheetFunction(python.__name__, words, arguments, called)
        registered: Any = xw.func(category=CATEGORY)(called)
        for name, what in arguments.items():
            registered = xw.arg(name, doc=what, **OPTIONS)(registered)
        return called

    return made


def _answer(python: Callable[..., Cells], cells: tuple[Any, ...]) -> Any:
    """Return a function's cells; trouble with the workbook is told in words, a bug is no traceback.

    A cell can hold one line only, so an unexpected error is ``#VALUE!``: ``doctor`` and the same
    question asked of the command line show what it was.
    """
    try:
        return python(*cells)
    except WrongArgumentsError:
        return VALUE
    except BillingError as trouble:
        return trouble.message
    except Exception:
        return VALUE
