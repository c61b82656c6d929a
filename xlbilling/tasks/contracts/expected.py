"""What a payer should allow for a line: rate, units, factors, and never more than the charge.

Source: rules.md UP-1. Amounts are cents, factors decimal numbers; only the result is rounded,
half up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Final

from xlbilling.edits.prices import CHANGE_THE_PRICE
from xlbilling.tasks.contracts.rates import Rate, Rates
from xlbilling.tasks.contracts.rules import RateRule, RateRules, for_rank
from xlbilling.tasks.contracts.service import MINUTES, Service

_PRICED: Final = frozenset(CHANGE_THE_PRICE)
_MOST_UNITS: Final = Decimal("9999.999")
"""What a claim can carry; other counts are CV-058's."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be allowed.

    Attributes:
        cents: for all units, the lesser of charge and contract.
        contract_cents: what the contract alone comes to.
        rate: the row it comes from.
    """

    cents: int
    contract_cents: int
    rate: Rate


@dataclass(frozen=True)
class Contracts:
    """Rates and the rules that multiply them."""

    rates: Rates = field(default_factory=Rates)
    rules: RateRules = field(default_factory=RateRules)
    _known: dict[tuple[Any, ...], Expected | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    def expected(
        self, payer_id: str, service: Service, claim: Sequence[Service] = ()
    ) -> Expected | None:
        """Return what a payer should allow for a line; None without a contract row (UP-3).

        Args:
            payer_id: the primary payer.
            service: the line.
            claim: all lines of its claim, which rank procedures of one day.
        """
        if self._is_ranked(claim or (service,)):
            return self._expected(payer_id, service, claim)
        key = (
            payer_id, service.code, service.mods, service.pos, service.units, service.unit_type,
            service.charge_cents, service.day, service.taxonomy,
        )  # fmt: skip
        if key not in self._known:
            self._known[key] = self._expected(payer_id, service, claim)
        return self._known[key]

    @cached_property
    def _ranked(self) -> set[str]:
        return self.rules.ranked_modifiers()

    def _is_ranked(self, claim: Sequence[Service]) -> bool:
        """Tell whether what is expected of a line may hang on the other lines of its claim."""
        return "" in self._ranked or any(
            modifier in self._ranked for one in claim for modifier in one.mods
        )

    def _expected(
        self, payer_id: str, service: Service, claim: Sequence[Service]
    ) -> Expected | None:
        rate = self.rates.of_service(payer_id, service)
        if rate is None or service.unit_type == MINUTES or not 0 < service.units <= _MOST_UNITS:
            return None
        factor = self._factor(payer_id, service, rate, claim)
        if factor is None:
            return None
        exact = Decimal(rate.cents) * service.units * factor
        whole = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        return Expected(min(whole, service.charge_cents), whole, rate)

    def _factor(
        self, payer_id: str, service: Service, rate: Rate, claim: Sequence[Service]
    ) -> Decimal | None:
        """Return all factors together; None where a modifier has neither rate nor rule."""
        total = self.rules.for_provider(payer_id, service)
        modifiers = dict.fromkeys((*service.mods, *sorted(self._ranked)))
        for modifier in modifiers:
            rules = self.rules.for_modifier(payer_id, service, modifier)
            if modifier and modifier == rate.modifier:
                continue
            if not rules and modifier in _PRICED and modifier in service.mods:
                return None
            total *= self._of_modifier(payer_id, service, rules, claim)
        return total

    def _of_modifier(
        self, payer_id: str, service: Service, rules: Sequence[RateRule], claim: Sequence[Service]
    ) -> Decimal:
        ranked = next((one for one in rules if one.rank is not None), None)
        if ranked is None:
            return for_rank(rules, 1)
        # Dearest first; of two alike the one that stands first on the claim.
        among = _ranked_together(service, ranked, claim)
        among.sort(key=lambda one: -self._price(payer_id, one))
        return for_rank(rules, among.index(service) + 1) if service in among else Decimal(1)

    def _price(self, payer_id: str, service: Service) -> int:
        rate = self.rates.of_service(payer_id, service)
        return rate.cents if rate else 0


def _ranked_together(service: Service, rule: RateRule, claim: Sequence[Service]) -> list[Service]:
    """Return the procedures of a day that rank among each other, in the claim's order.

    A rule with a modifier ranks the lines that carry it and one more, the dearest of those that do
    not: that is how a first procedure is billed. Add-on codes go without the modifier.
    """
    same = [one for one in claim or (service,) if one.day == service.day and rule.covers(one.code)]
    if not rule.modifier:
        return same
    carry = [one for one in same if rule.modifier in one.mods]
    if not carry:
        return []
    plain = [one for one in same if rule.modifier not in one.mods]
    first = max(plain, key=lambda one: one.charge_cents, default=None)
    return [one for one in same if one in carry or one is first]
