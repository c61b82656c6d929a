"""Rates, rules and our lines as the sheets have them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlbilling.tasks.contracts.expected import Contracts
from xlbilling.tasks.contracts.rates import Rate, Rates
from xlbilling.tasks.contracts.rules import RateRule, RateRules
from xlbilling.tasks.contracts.service import Service
from xlbilling.tasks.posting.sheet_values import cents, days

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot

READS: Final = ("rates", "rate_rules", "payers", "providers", "claims")
"""The tables that expected amounts come from."""

_LARGEST_FACTOR: Final = 1000


def contracts(book: Snapshot) -> Contracts:
    """Return what the payers have agreed to; rows without a rate or a factor are left out."""
    payers = book.frame("payers")
    types = dict(zip(payers["payer_id"], payers["type"], strict=True))
    return Contracts(
        Rates.of(_rates(book.frame("rates"))), RateRules(_rules(book.frame("rate_rules")), types)
    )


def _rates(frame: pd.DataFrame) -> list[Rate]:
    rows = zip(
        frame["payer_id"], frame["code"], frame["modifier"], frame["pos"],
        cents(frame["rate_cents"]), days(frame["from"]), days(frame["to"]), frame.index,
        strict=True,
    )  # fmt: skip
    return [
        Rate(payer, code.upper(), modifier.upper(), pos, amount, first, last, int(row))
        for payer, code, modifier, pos, amount, first, last, row in rows
        if amount is not None and amount >= 0
    ]


def _rules(frame: pd.DataFrame) -> tuple[RateRule, ...]:
    texts = ("payer_id", "payer_type", "modifier", "taxonomy", "code_from", "code_to")
    columns: dict[str, list[Any]] = {name: frame[name].str.upper().tolist() for name in texts}
    columns["payer_id"] = frame["payer_id"].tolist()
    columns |= {"first": days(frame["from"]), "last": days(frame["to"])}
    columns["rank"] = [None if one is None else int(one) for one in _numbers(frame["rank"])]
    columns["factor"] = _numbers(frame["factor"])
    rows = (
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
    return tuple(RateRule(**row) for row in rows if _is_factor(row["factor"]))


def _is_factor(number: Decimal | None) -> bool:
    return number is not None and 0 <= number <= _LARGEST_FACTOR


def _numbers(series: pd.Series[Any]) -> list[Decimal | None]:
    """Return numbers as typed: 0.85 is exactly that, whatever the cell's float is."""
    return [None if one != one else Decimal(str(one)) for one in series.tolist()]  # noqa: PLR0124  NaN


def services(book: Snapshot, claim_ids: Collection[str]) -> dict[str, tuple[Service, ...]]:
    """Return the lines of the claims named, by claim, as contracts price them."""
    frame = book.frame("claims")
    chosen = frame[frame["claim_id"].isin(list(claim_ids))]
    providers = book.frame("providers")
    taxonomy = dict(zip(providers["npi"], providers["taxonomy"].str.upper(), strict=True))
    modifiers = zip(*(chosen[f"mod{n}"] for n in range(1, 5)), strict=True)
    found: dict[str, list[Service]] = {}
    for claim, line, code, mods, pos, units, unit_type, charge, day, rendering, billing in zip(
        chosen["claim_id"], chosen["line"], chosen["code"], modifiers, chosen["pos"],
        _numbers(chosen["units"]), chosen["unit_type"], cents(chosen["charge_cents"]),
        days(chosen["dos_from"]), chosen["rendering_npi"], chosen["billing_npi"], strict=True,
    ):  # fmt: skip
        found.setdefault(claim, []).append(
            Service(
                claim_id=claim,
                line=line,
                code=code.upper(),
                mods=tuple(dict.fromkeys(mod.upper() for mod in mods if mod)),
                pos=pos,
                units=Decimal(1) if units is None else units,
                unit_type=unit_type.upper(),
                charge_cents=charge or 0,
                day=day,
                taxonomy=taxonomy.get(rendering or billing, ""),
            )
        )
    return {claim: tuple(lines) for claim, lines in found.items()}


def priced(code: str, mods: str, day: date | None) -> Service:
    """Return one unit of a code as a service in the office, for questions without a claim."""
    return Service(
        claim_id="",
        line="",
        code=code.strip().upper(),
        mods=tuple(dict.fromkeys(mods.upper().replace(",", " ").split())),
        pos="",
        units=Decimal(1),
        unit_type="",
        charge_cents=0,
        day=day,
    )
