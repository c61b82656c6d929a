"""A worksheet function's formula as text: its name and arguments, for hosts that know it not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_CALL: Final = re.compile(
    r"=\s*(?:_xll\.)?(XLB_[A-Z0-9_]+)\s*\((.*)\)\s*", re.IGNORECASE | re.DOTALL
)
_OPEN: Final = {"(": ")", "[": "]", "{": "}"}
_QUOTES: Final = "\"'"


@dataclass(frozen=True)
class Call:
    """A formula that is one call of a function of this program.

    Attributes:
        name: the function, in capitals.
        arguments: their texts; "" for one that is left out.
    """

    name: str
    arguments: tuple[str, ...]


def call_of(formula: object) -> Call | None:
    """Return a cell's formula as a call, None where it is anything else."""
    found = _CALL.fullmatch(formula.strip()) if isinstance(formula, str) else None
    if found is None:
        return None
    inner = found[2].strip()
    arguments = tuple(part.strip() for part in _parts(inner)) if inner else ()
    return Call(found[1].upper(), arguments)


def _parts(text: str) -> Iterator[str]:
    """Give what stands between the commas that are in no bracket and no quotation."""
    start, closing, quote = 0, "", ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES and "]" not in closing:
            quote = character
        elif character in _OPEN:
            closing += _OPEN[character]
        elif closing and character == closing[-1]:
            closing = closing[:-1]
        elif character == "," and not closing:
            yield text[start:at]
            start = at + 1
    yield text[start:]
