"""The key figures of a book as of a day, by name: what the Dashboard and a cell show alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from xlbilling.model.errors import RefusedError
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.kpis import benchmarks
from xlbilling.tasks.receivables import aging, balances
from xlbilling.tasks.receivables import figures_of_claims as claims
from xlbilling.tasks.receivables import figures_of_inquiries as inquiries
from xlbilling.tasks.receivables import figures_of_money as money
from xlbilling.tasks.receivables.aging import Aging
from xlbilling.tasks.receivables.ground import Ground, Window, ground

__all__ = [
    "DAYS_IN_AR", "DAYS_READ", "FIGURES", "READS", "Figure", "Ground", "Window", "dashboard",
    "days_in_ar", "every", "ground", "named", "of_aging", "reads",
]  # fmt: skip

READS: Final = ("ledger", "denials", "claim_checks")
"""The tables that the Dashboard's figures are worked out from."""

DAYS_IN_AR: Final[Mapping[str, str]] = {
    "NETTED": "DAYS IN AR",
    "NOT NETTED": "DAYS IN AR NOT NETTED",
    "PMH": "DAYS IN AR PMH",
    "MGMA": "DAYS IN AR MGMA",
    "MGMA ADJUSTED": "DAYS IN AR MGMA ADJUSTED",
    "HFMA": "DAYS IN AR HFMA",
}
"""Variants of days in AR by their own name."""

_BY_PAYER: Final = " FOR "
_REMITTED: Final = ("ledger", "remits", "remit_lines")
_AGED: Final = aging.READS
_DAYS_BENCH: Final = "Benchmark Days In AR"
_DENIAL_BENCH: Final = "Benchmark Denial Rate"
_NET_BENCH: Final = "Benchmark Net Collection"


@dataclass(frozen=True)
class Figure:
    """A key figure that can be asked for.

    Attributes:
        what: one line for the reader of the list.
        work: works it out.
        reads: the tables it is worked out from.
        benchmark: the setting with its limits; "" for none.
        of_payer: works it out for one payer id; None where that cannot be.
    """

    what: str
    work: Callable[[Ground], Kpi]
    reads: tuple[str, ...] = ("ledger",)
    benchmark: str = ""
    of_payer: Callable[[Ground, str], Kpi] | None = None


FIGURES: Final[dict[str, Figure]] = {
    "DAYS IN AR": Figure(
        "K-1: open balances less credits by average daily charges (AAFP)",
        money.days_in_ar,
        benchmark=_DAYS_BENCH,
    ),
    "DAYS IN AR NOT NETTED": Figure(
        "K-1 with credit balances left out", money.days_in_ar_not_netted, benchmark=_DAYS_BENCH
    ),
    "DAYS IN AR PMH": Figure(
        "K-1b: by the charges of the settings Days In AR Months and Days In AR Month Days",
        money.days_in_ar_by_months,
        benchmark=_DAYS_BENCH,
    ),
    "DAYS IN AR MGMA": Figure(
        "K-1c: by a 365th of a year's gross charges",
        money.days_in_ar_of_a_year,
        benchmark=_DAYS_BENCH,
    ),
    "DAYS IN AR MGMA ADJUSTED": Figure(
        "K-1c by a 365th of a year's charges less contractual adjustments",
        money.days_in_ar_adjusted,
    ),
    "DAYS IN AR HFMA": Figure(
        "K-1d: AR less allowance and contractual to come, by average daily net revenue",
        money.days_in_ar_net,
        _AGED,
    ),
    "NET COLLECTION": Figure(
        "K-2: payments less refunds of charges less contractual adjustments (AAFP)",
        money.net_collection,
        benchmark=_NET_BENCH,
    ),
    "NET COLLECTION BY DOS": Figure(
        "K-2 of the services of the period, whenever they were paid",
        money.net_collection_by_service,
        benchmark=_NET_BENCH,
    ),
    "GROSS COLLECTION": Figure("K-3: payments of charges (MGMA)", money.gross_collection),
    "GROSS COLLECTION BY DOS": Figure(
        "K-3 of the services of the period", money.gross_collection_by_service
    ),
    "DENIAL RATE": Figure(
        "K-4: dollars denied of dollars charged (AAFP)",
        claims.denial_rate,
        ("ledger", "denials", "remits"),
        _DENIAL_BENCH,
    ),
    "DENIAL RATE HFMA": Figure(
        "K-4: claims denied of claims remitted (HFMA AR-5)",
        claims.remittance_denials,
        _REMITTED,
        _DENIAL_BENCH,
    ),
    "CLEAN CLAIMS": Figure(
        "K-5: claims without an error at the first check, and unchanged (HFMA)",
        claims.clean_claims,
        ("ledger", "claim_checks"),
    ),
    "CLEAN CLAIMS IDX": Figure(
        "K-5: claims accepted of claims accepted or rejected, by Submissions",
        claims.accepted_claims,
        ("ledger", "submissions"),
    ),
    "FIRST PASS PAY": Figure(
        "K-6: claims paid on their first remittance", claims.first_pass_pay, _REMITTED
    ),
    "FIRST PASS RESOLUTION": Figure(
        "K-6 with claims left to the patient, such as under the deductible",
        claims.first_pass_resolution,
        _REMITTED,
    ),
    "AR OVER 90": Figure(
        "K-7: billed AR over 90 days of all billed AR (HFMA); FOR a payer id or PATIENT",
        claims.over_90,
        _AGED,
        of_payer=claims.over_90,
    ),
    "COST TO COLLECT": Figure(
        "K-8: the setting Revenue Cycle Cost of the cash collected (HFMA)", money.cost_to_collect
    ),
    "POS CASH": Figure(
        "K-9: patients' payments by the time of service of all their cash, by Receipts (HFMA)",
        money.pos_cash,
        ("ledger", "receipts"),
    ),
    "BAD DEBT": Figure("K-10: bad debt of gross revenue (HFMA)", money.bad_debt),
    "CHARITY": Figure("K-10: charity care of gross revenue (HFMA)", money.charity),
    "CHARGE LAG": Figure("K-11: median days from service to posted charge", claims.charge_lag),
    "BILL LAG": Figure(
        "K-11: median days from service to first bill", claims.bill_lag, ("ledger", "submissions")
    ),
    "PAYMENT LAG": Figure(
        "K-11: median days from first bill to a payer's first payment",
        claims.payment_lag,
        (*_REMITTED, "submissions"),
    ),
    "UNDERPAYMENT RATE": Figure(
        "K-12: allowed too little of what the contracts say, by Remit Lines; FOR a payer id",
        claims.underpaid,
        _REMITTED,
        of_payer=claims.underpaid,
    ),
    "BAD DEBT ALLOWANCE": Figure(
        "AG-7, in dollars: each aging bucket times its rate of the setting Allowance Rates",
        money.bad_debt_allowance,
        _AGED,
    ),
    "BAD DEBT EXPENSE": Figure(
        "in dollars: the allowance needed less what is left of the setting Allowance On Books",
        money.bad_debt_expense,
        _AGED,
    ),
    "AR ROLL FORWARD": Figure(
        "in dollars: AR before, moved by charges, payments and adjustments; beside the aging's",
        money.roll_forward,
        _AGED,
    ),
    "RESOLUTION TIME": Figure(
        "G9: median days from opened to resolved, of Inquiries",
        inquiries.resolution_time,
        ("ledger", "inquiries"),
    ),
    "OLDEST INQUIRY": Figure(
        "G9: days that the oldest of the open Inquiries is open",
        inquiries.oldest_open,
        ("ledger", "inquiries"),
    ),
}
"""Every key figure that can be asked for, by name."""

DAYS_READ: Final = tuple(
    dict.fromkeys(table for name in DAYS_IN_AR.values() for table in FIGURES[name].reads)
)
"""The tables that the variants of days in AR are worked out from."""

_ON_DASHBOARD: Final = (
    "DAYS IN AR", "NET COLLECTION", "GROSS COLLECTION", "DENIAL RATE", "CLEAN CLAIMS",
)  # fmt: skip


def dashboard(on: Ground) -> list[Kpi]:
    """Return the figures that are taken at month ends, in their order."""
    return [FIGURES[name].work(on) for name in _ON_DASHBOARD]


def every(on: Ground) -> dict[str, Kpi]:
    """Return all figures by name, with their benchmarks.

    Raises:
        RefusedError: a setting that one of them needs cannot be read.
    """
    return {name: named(name, on) for name in FIGURES}


def of_aging(book: Snapshot, aged: Aging) -> Ground:
    """Return what key figures of an aging's day are worked out from, without aging once more.

    Raises:
        RefusedError: the setting Days In AR Days or a ledger row cannot be read.
    """
    most = settings.count(book.settings, "Days In AR Days")
    rows = aged.rows
    owed = aged.lines["cents"]
    return Ground(book, aged.as_of, rows, balances.movements(rows), owed, most, aging_done=aged)


def named(asked: str, on: Ground) -> Kpi:
    """Return the figure of a name with its benchmark; lower case and dashes will do.

    Args:
        asked: a name of ``FIGURES``; where it allows, with FOR and a payer id or PATIENT behind.
        on: with the tables that ``reads`` names.

    Raises:
        RefusedError: there is no such figure, or a setting it needs cannot be read.
    """
    name, payer = _parted(asked)
    figure = FIGURES[name]
    one = figure.of_payer(on, payer) if payer and figure.of_payer else figure.work(on)
    if one.value is None or not figure.benchmark:
        return one
    limits = settings.limits(on.book.settings, figure.benchmark)
    return replace(one, benchmark=benchmarks.standing(one.value, limits))


def days_in_ar(variant: str, on: Ground) -> Kpi:
    """Return days in AR in a variant of ``DAYS_IN_AR``; "" for the usual one.

    Raises:
        RefusedError: there is no such variant, or a setting it needs cannot be read.
    """
    wanted = _plain(variant) or "NETTED"
    if wanted not in DAYS_IN_AR:
        raise RefusedError(
            f"days in AR has no variant '{variant[:30]}'",
            id="KPI-UNKNOWN",
            fix=f"choose one of {', '.join(DAYS_IN_AR)}",
        )
    return named(DAYS_IN_AR[wanted], on)


def reads(names: Iterable[str]) -> tuple[str, ...]:
    """Return the tables that the figures of some names are worked out from, each once."""
    wanted = (_plain(one).partition(_BY_PAYER)[0] for one in names)
    tables = [table for one in wanted if one in FIGURES for table in FIGURES[one].reads]
    return tuple(dict.fromkeys(("ledger", *tables)))


def _parted(asked: str) -> tuple[str, str]:
    """Return the name of a figure and the payer id asked for, "" for none.

    Raises:
        RefusedError: there is no such figure, or none by payer.
    """
    before, by, after = asked.upper().partition(_BY_PAYER)
    wanted = _plain(before)
    if wanted not in FIGURES:
        raise RefusedError(
            f"there is no key figure '{asked[:30]}'",
            id="KPI-UNKNOWN",
            fix=f"choose one of {', '.join(FIGURES)}",
        )
    if by and FIGURES[wanted].of_payer is None:
        payers = [name for name, one in FIGURES.items() if one.of_payer]
        raise RefusedError(
            f"{wanted} cannot be told by payer",
            id="KPI-UNKNOWN",
            fix=f"leave the payer out; by payer there are {', '.join(payers)}",
        )
    return wanted, after.strip()


def _plain(name: str) -> str:
    return " ".join(name.replace("-", " ").upper().split())
