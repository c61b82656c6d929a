"""The Rates sheet: the row that prices a service of a payer on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from xlbilling.tasks.contracts.service import Service, holds_on

OFFICE: Final = "11"
"""Where a service is taken to be given when nobody said: in the office."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of Rates; blanks are "" and None.

    Attributes:
        cents: for one unit.
        sheet_row: where it stands.
    """

    payer_id: str
    code: str
    modifier: str
    pos: str
    cents: int
    first: date | None
    last: date | None
    sheet_row: int = 0

    @property
    def closeness(self) -> tuple[bool, bool, date]:
        """What makes a row go before another: a modifier, then a place, then the newer one."""
        return bool(self.modifier), bool(self.pos), self.first or date.min


@dataclass(frozen=True)
class Rates:
    """All rows by payer and code."""

    rows: Mapping[tuple[str, str], tuple[Rate, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rates: Iterable[Rate]) -> Rates:
        """Return the rows, found by payer and code."""
        rows: dict[tuple[str, str], list[Rate]] = {}
        for one in rates:
            rows.setdefault((one.payer_id, one.code), []).append(one)
        return cls({key: tuple(ones) for key, ones in rows.items()})

    def of_service(self, payer_id: str, service: Service) -> Rate | None:
        """Return the closest row for a service; None where the contract has none for its day.

        A row for a modifier prices only lines that carry it, one for a place only what was given
        there. Source: rules.md UP-1.
        """
        pos = service.pos or OFFICE
        rows = [
            one for one in self.rows.get((payer_id, service.code), ())
            if holds_on(service.day, one.first, one.last)
            and (not one.modifier or one.modifier in service.mods)
            and one.pos in {"", pos}
        ]  # fmt: skip
        return max(rows, key=lambda one: one.closeness, default=None)
