"""Regular expressions that a person writes into a cell: only those that cannot take for ever."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

LONGEST_TEXT: Final = 255
"""A longer text matches no pattern, so that no cell can make a check wait."""
LONGEST_PATTERN: Final = 200
MOST_WAYS: Final = (LONGEST_TEXT + 1) ** 3
"""In so many ways may a pattern be tried on one text: three repeats such as ``*`` and no more."""
_REPEAT: Final = re.compile(r"([*+?])|\{(\d*)(?:(,)(\d*))?\}")
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_PLAIN_ESCAPE: Final = frozenset("dDwWsSbBnrt")


@dataclass
class _Group:
    """What a pattern's bracket holds that must not be repeated: repeats, and choices (``|``)."""

    repeats: bool = False
    choices: int = 1


@dataclass
class _Walk:
    """How far a pattern has been looked at."""

    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    closed: _Group | None = None
    ways: int = 1


def compiled(pattern: str) -> Callable[[str], bool]:
    """Return a test whether a whole text, in capitals or not, matches a pattern.

    A backtracking matcher takes exponential time where what repeats holds a repeat or a choice,
    as in ``(a+)+`` or ``(a|aa)*``, or where it has many of them in a row. Such patterns are
    refused, harmless ones of that shape too, and so is what looks around or back.

    Raises:
        ValueError: it is no regular expression, or one that may take for ever; says so in words
            that follow its name.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"is longer than {LONGEST_PATTERN} characters")
    try:
        with warnings.catch_warnings(action="ignore"):  # of what a later Python may read otherwise
            matcher = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as why:
        reason = why.msg if isinstance(why, re.error) else "it is too large"
        raise ValueError(f"is no pattern that can be read ({reason})") from None
    _demand_quick(pattern)
    return lambda text: len(text) <= LONGEST_TEXT and matcher.fullmatch(text) is not None


def _demand_quick(pattern: str) -> None:
    walk, at = _Walk(), 0
    while at < len(pattern):
        repeat = _REPEAT.match(pattern, at)
        if repeat and at:
            _take_repeat(walk, repeat)
            at = repeat.end()
            at += pattern[at : at + 1] in {"?", "+"}  # lazy or possessive: no other time
            walk.closed = None
        else:
            at = _step(walk, pattern, at)
    if walk.ways * walk.groups[0].choices > MOST_WAYS:
        raise ValueError("repeats or chooses too often, as with *, +, ? or |; it may take ages")


def _step(walk: _Walk, pattern: str, at: int) -> int:
    """Take in what stands at a place of a pattern, and return the place behind it."""
    sign, closed = pattern[at], None
    end = at + 1
    if sign == "\\":
        end = _escape(pattern, at)
    elif sign == "[":
        found = _CLASS.match(pattern, at)
        end = found.end() if found else end
    elif sign == "(":
        end = _opened(pattern, at)
        walk.groups.append(_Group())
    elif sign == ")":
        closed = walk.groups.pop()
        walk.ways *= closed.choices
        walk.groups[-1].repeats |= closed.repeats or closed.choices > 1
    elif sign == "|":
        walk.groups[-1].choices += 1
    walk.closed = closed
    return end


def _escape(pattern: str, at: int) -> int:
    sign = pattern[at + 1]
    if sign.isalnum() and sign not in _PLAIN_ESCAPE:
        raise ValueError(f"has \\{sign}, which is not taken here")
    return at + 2


def _opened(pattern: str, at: int) -> int:
    if pattern.startswith("(?:", at):
        return at + 3
    if pattern.startswith("(?", at):
        raise ValueError("looks around or sets a mode with (?, which is not taken here")
    return at + 1


def _take_repeat(walk: _Walk, repeat: re.Match[str]) -> None:
    fewest, most = _times(repeat)
    if most != 1 and walk.closed and (walk.closed.repeats or walk.closed.choices > 1):
        raise ValueError("repeats a bracket that itself repeats or chooses; it may take ages")
    if fewest != most:
        walk.ways *= 1 + min(LONGEST_TEXT, most - fewest)
        walk.groups[-1].repeats = True


def _times(repeat: re.Match[str]) -> tuple[int, int]:
    """Return how often a repeat takes what stands before it: at least, at most."""
    sign, least, comma, most = repeat.groups()
    if sign:
        return int(sign == "+"), 1 if sign == "?" else LONGEST_TEXT
    fewest = int(least or 0)
    return fewest, fewest if not comma else int(most or LONGEST_TEXT)
