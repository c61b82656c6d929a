"""What each type of hold stops; the one list that statements and collections go by.

Every hold keeps what it names off statements (`lines` and `accounts` say which lines that is). What
else it stops is told here. Source: rules ST-1, ST-5, ST-12, ST-16; capability G7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Effect(StrEnum):
    """What a hold may stop, in the order in which a sheet names it."""

    STATEMENTS = "statements"
    DUNNING = "dunning"
    LETTERS = "letters"
    PLACEMENT = "placement"
    WRITE_OFF = "write-off"


_ALL: Final = frozenset(Effect)
EFFECTS: Final[Mapping[str, frozenset[Effect]]] = {
    "DISPUTE": _ALL,
    "BANKRUPTCY": _ALL,
    "ATTORNEY": _ALL,
    "DECEASED": _ALL,
    "COMPLAINT": _ALL,
    "PATIENT-HOLD": _ALL,
    "AGENCY": _ALL,
    "PRE-COLLECTION": frozenset({Effect.STATEMENTS, Effect.DUNNING}),
}
"""By the type of the Holds sheet. The pre-collection letter stops statements, not what follows it;
a balance at the agency is left alone by everything of ours."""


def stopped(types: Iterable[str]) -> tuple[Effect, ...]:
    """Return what some holds stop together, in order; a type nobody knows stops all."""
    found = frozenset[Effect]().union(*(EFFECTS.get(each, _ALL) for each in types))
    return tuple(effect for effect in Effect if effect in found)


def stopping(types: Iterable[str], effect: Effect) -> tuple[str, ...]:
    """Return which of some holds stop something, sorted."""
    return tuple(sorted({each for each in types if effect in EFFECTS.get(each, _ALL)}))
