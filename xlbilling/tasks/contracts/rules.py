"""The Rate Rules sheet: by what a rate is multiplied for a modifier, a rank, a kind of provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xlbilling.tasks.contracts.service import Service, holds_on

_SURGERY: Final = {"code_from": "10004", "code_to": "69990"}
_NOT_PHYSICIANS: Final = (
    ("363L", "nurse practitioner"),
    ("363A", "physician assistant"),
    ("364S", "clinical nurse specialist"),
)


@dataclass(frozen=True, slots=True)
class RateRule:
    """One row of Rate Rules; blanks are "" and None.

    Attributes:
        factor: the rate is multiplied by it.
        rank: for the n-th dearest procedure of a claim's day, from 1.
        taxonomy: how the provider's taxonomy begins.
    """

    factor: Decimal
    payer_id: str = ""
    payer_type: str = ""
    modifier: str = ""
    taxonomy: str = ""
    rank: int | None = None
    code_from: str = ""
    code_to: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def closeness(self) -> tuple[bool, bool, int, bool]:
        """What makes a rule go before another that fits as well."""
        return bool(self.payer_id), bool(self.payer_type), len(self.taxonomy), bool(self.code_from)

    def covers(self, code: str) -> bool:
        """Tell whether a procedure is in its range of codes."""
        if not self.code_from:
            return True
        last = self.code_to or self.code_from
        return len(code) == len(self.code_from) and self.code_from <= code <= last


@dataclass(frozen=True)
class RateRules:
    """All rows of Rate Rules.

    Attributes:
        rows: the rules.
        payer_types: each payer's type, for rules by type.
    """

    rows: tuple[RateRule, ...] = ()
    payer_types: Mapping[str, str] = field(default_factory=dict)

    def ranked_modifiers(self) -> set[str]:
        """Return the modifiers that rank the procedures of a day; "" ranks all of them."""
        return {one.modifier for one in self.rows if one.rank is not None}

    def for_modifier(self, payer_id: str, service: Service, modifier: str) -> tuple[RateRule, ...]:
        """Return the closest rules of a modifier: one factor, or one for each rank."""
        return _closest(
            one for one in self._fitting(payer_id, service)
            if one.modifier == modifier and (modifier or one.rank is not None)
        )  # fmt: skip

    def for_provider(self, payer_id: str, service: Service) -> Decimal:
        """Return the factor of the kind of provider, whatever the modifiers; 1 where none is."""
        rules = _closest(
            one for one in self._fitting(payer_id, service)
            if not one.modifier and one.rank is None
        )  # fmt: skip
        return for_rank(rules, 1)

    def _fitting(self, payer_id: str, service: Service) -> list[RateRule]:
        type_ = self.payer_types.get(payer_id, "")
        return [
            one for one in self.rows
            if one.payer_id in {"", payer_id}
            and one.payer_type in {"", type_}
            and service.taxonomy.startswith(one.taxonomy)
            and one.covers(service.code)
            and holds_on(service.day, one.first, one.last)
        ]  # fmt: skip


def _closest(rules: Iterable[RateRule]) -> tuple[RateRule, ...]:
    """Return the rules that are closest; a payer's own shut out those for every payer."""
    found = tuple(rules)
    best = max((one.closeness for one in found), default=None)
    return tuple(one for one in found if one.closeness == best)


def for_rank(rules: Iterable[RateRule], rank: int) -> Decimal:
    """Return the factor of a rank, 1 where there is none.

    The highest rank that a rule names is for all that come after it; a rule without a rank is for
    any. Of two for the same rank the newer one holds.
    """
    fitting = [one for one in rules if (one.rank or 0) <= rank]
    best = max(fitting, key=lambda one: (one.rank or 0, one.first or date.min), default=None)
    return best.factor if best else Decimal(1)


def default_rows() -> list[dict[str, Any]]:
    """Return the rows a fresh Rate Rules sheet begins with; the office edits them.

    Modifiers 52 and 53 have none: what they pay is in each contract. Source: rules.md UP-1.
    """
    both_sides = {"modifier": "50", "factor": 1.5, "source": "Both sides; check each contract"}
    several = "Several procedures; the dearest in full"
    return [
        both_sides,
        {"modifier": "51", **_SURGERY, "rank": 1.0, "factor": 1.0, "source": several},
        {"modifier": "51", **_SURGERY, "rank": 2.0, "factor": 0.5, "source": several},
        *(
            {
                "payer_type": "MEDICARE",
                "taxonomy": taxonomy,
                "factor": 0.85,
                "source": f"Medicare, {who}",
            }
            for taxonomy, who in _NOT_PHYSICIANS
        ),
    ]
