"""What Calc refuses, told as our own errors.

LibreOffice's exceptions may not leave this package: Python cannot put a traceback on them, so that
one that passes a ``with`` block is replaced by another that says nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from inspect import isfunction
from typing import Any, TypeVar

from xlbilling.hosts.calc import bridge
from xlbilling.model.errors import BookError

_Class = TypeVar("_Class", bound=type)


def told(cls: _Class) -> _Class:
    """Make all methods and properties of a class raise `BookError` for what Calc refuses.

    ``CALC-GONE``: the workbook or LibreOffice was closed. ``CALC-REFUSED``: all else, such as a
    cell of a protected sheet.
    """
    for name, member in list(vars(cls).items()):
        if isinstance(member, property):
            setters = (member.fget, member.fset)
            getter, setter = map(_told, setters)
            setattr(cls, name, property(getter, setter, doc=member.__doc__))
        elif isfunction(member):
            setattr(cls, name, _told(member))
    return cls


def _told(function: Callable[..., Any] | None) -> Any:
    if function is None:
        return None

    @functools.wraps(function)
    def telling(*args: Any, **more: Any) -> Any:
        try:
            return function(*args, **more)
        except bridge.trouble() as why:
            raise _error(why) from None

    return telling


def _error(why: Exception) -> BookError:
    if isinstance(why, bridge.trouble("com.sun.star.lang.DisposedException")):
        return BookError(
            "the workbook or LibreOffice was closed while it was worked on",
            id="CALC-GONE",
            fix="open the workbook again and run the command again",
        )
    words = str(getattr(why, "Message", "")) or type(why).__name__.rpartition(".")[2]
    return BookError(
        f"Calc refused a change: {words}",
        id="CALC-REFUSED",
        fix="unprotect the sheet and end editing in its cells, then run the command again",
    )
