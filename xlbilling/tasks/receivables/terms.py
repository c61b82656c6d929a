"""On what terms an aging is made: bases, buckets, what becomes of credits and the agency's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlbilling.tasks import settings
from xlbilling.tasks.receivables import basis, buckets, credit_rule
from xlbilling.tasks.receivables.basis import STANDARD_BASES, Bases
from xlbilling.tasks.receivables.buckets import STANDARD, Scheme

if TYPE_CHECKING:
    from xlbilling.model.tables import Request


@dataclass(frozen=True, slots=True)
class Terms:
    """How an aging is made.

    Attributes:
        bases: what insurers' and patients' ages count from.
        scheme: the buckets.
        credit_rule: one of ``credit_rule.RULES``.
        with_agency: balances at an agency stand in the buckets.
    """

    bases: Bases = STANDARD_BASES
    scheme: Scheme = STANDARD
    credit_rule: str = credit_rule.SEPARATE
    with_agency: bool = False


def of_settings(own: Mapping[str, str]) -> Terms:
    """Return the terms that the Settings sheet sets.

    Raises:
        RefusedError: a basis, the scheme or another of these settings is not known.
    """
    return _terms(own, {})


def asked(own: Mapping[str, str], request: Request) -> Terms:
    """Return the terms that a request asks for; the Settings sheet says the rest.

    Raises:
        RefusedError: a basis, the scheme or another of these settings is not known.
    """
    names = ("basis", "patient_basis", "scheme", "credits", "with_agency")
    return _terms(own, {name: request.option(name) for name in names})


def _terms(own: Mapping[str, str], given: Mapping[str, str]) -> Terms:
    def wanted(option: str, setting: str) -> str:
        return given.get(option, "") or settings.text(own, setting)

    both = given.get("basis", "") if basis.dates_both(given.get("basis", "")) else ""
    patient = given.get("patient_basis", "") or both or settings.text(own, "Aging Basis Patient")
    return Terms(
        basis.bases_named(wanted("basis", "Aging Basis Insurance"), patient),
        buckets.scheme_named(wanted("scheme", "Aging Scheme")),
        credit_rule.rule_named(wanted("credits", "Aging Credits")),
        bool(given.get("with_agency")) or settings.is_yes(own, "Aging With Agency"),
    )
