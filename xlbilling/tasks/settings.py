"""Every setting of the Settings sheet: its name, its default and what it does; typed readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from xlbilling.model import money
from xlbilling.model.errors import RefusedError

_MOST: Final = 99_999
_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
_LIMITS: Final = 2
_WHOLE: Final = 100


class SettingKind(StrEnum):
    """What the text of a setting must read as."""

    TEXT = "text"
    MONEY = "an amount such as 5.00"
    COUNT = "a whole number, 0 or more"
    YES_NO = "Y or N"
    LIMITS = "two different numbers such as 35,50"
    RATES = "percentages from 0 to 100, parted by commas, such as 5,8,20,25,50"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the Settings sheet.

    Attributes:
        name: the text in its Setting cell.
        default: what holds where the cell is blank.
        what: one line for the manager.
        kind: what the text must read as.
    """

    name: str
    default: str
    what: str
    kind: SettingKind = SettingKind.TEXT


PRACTICE: Final = (
    Setting("Practice Name", "Your Practice", "Stands at the head of statements and reports."),
    Setting("Practice Address", "", "Street line of the practice, for statements."),
    Setting("Practice City", "", "City, state and ZIP of the practice, for statements."),
    Setting("Practice Phone", "", "Whom patients call about their bill."),
    Setting("Practice Hours", "Monday to Friday, 9 am to 5 pm", "When somebody answers it."),
    Setting("Remit To Name", "", "Payee on the coupon; blank means the practice name."),
    Setting("Remit To Address", "", "Street line on the coupon; blank means the practice's."),
    Setting("Remit To City", "", "City, state and ZIP on the coupon; blank means the practice's."),
)
STATEMENTS: Final = (
    Setting(
        "Statement Minimum",
        "5.00",
        "Accounts that owe less get no statement; the balance rolls to the next visit.",
        SettingKind.MONEY,
    ),
    Setting(
        "Statement Cycle Days",
        "28",
        "Days before an account gets its next statement, unless a new visit came in.",
        SettingKind.COUNT,
    ),
    Setting(
        "Statement Due Days",
        "21",
        "Days from the statement's date to its due date.",
        SettingKind.COUNT,
    ),
    Setting(
        "Level Payment Percent",
        "50",
        "A payment of at least this share of a visit's balance lowers its level by one.",
        SettingKind.COUNT,
    ),
    Setting(
        "Statement Payment Ways",
        "Pay by check with the coupon below, by card over the phone, or at the front desk.",
        "How to pay, in one sentence.",
    ),
    Setting(
        "Statement Help",
        "If you cannot pay in full, please call us. We offer payment plans and financial help.",
        "What a patient who cannot pay should do, in one sentence.",
    ),
)
AGING: Final = (
    Setting(
        "Aging Scheme",
        "30",
        "Buckets: 30 for 0-30 to 121+, 30-90 for 0-30 to 91+, 30-180 for 0-30 to 181+, "
        "or your own last days such as 15,45,90.",
    ),
    Setting(
        "Aging Basis Insurance",
        "BILL",
        "Insurance ages from: BILL (first bill), LAST BILL, DUE (when payment is due), DOS or "
        "ACTIVITY.",
    ),
    Setting(
        "Aging Basis Patient",
        "RESPONSIBILITY",
        "Patient balances age from: RESPONSIBILITY (the day it became theirs), DUE (the first "
        "statement's due date), DOS or ACTIVITY.",
    ),
    Setting(
        "Bill Due Days",
        "30",
        "Days from a bill to a payer to its due date, where its Payment Days on Payers are blank.",
        SettingKind.COUNT,
    ),
    Setting(
        "Aging Credits",
        "SEPARATE",
        "SEPARATE: credit balances stand in a column of their own; OLDEST FIRST: they meet the "
        "oldest balances of the same account and payer.",
    ),
    Setting(
        "Aging With Agency",
        "N",
        "Y: balances at a collection agency stand in the aging's buckets; N: they stand apart.",
        SettingKind.YES_NO,
    ),
    Setting(
        "Aging Accounts",
        "20",
        "How many accounts the Aging sheet lists, those that owe most; all others are one row.",
        SettingKind.COUNT,
    ),
)
DASHBOARD: Final = (
    Setting(
        "Days In AR Days",
        "365",
        "Days of charges that days in AR looks back over; fewer where the ledger is younger.",
        SettingKind.COUNT,
    ),
)
KEY_FIGURES: Final = (
    Setting(
        "Net Days In AR Days",
        "90",
        "Days of net revenue that the figure DAYS IN AR HFMA looks back over.",
        SettingKind.COUNT,
    ),
    Setting(
        "Days In AR Months",
        "3",
        "Months of charges that the figure DAYS IN AR PMH looks back over.",
        SettingKind.COUNT,
    ),
    Setting(
        "Days In AR Month Days",
        "30",
        "Days that a month has in the figure DAYS IN AR PMH.",
        SettingKind.COUNT,
    ),
    Setting(
        "Revenue Cycle Cost",
        "0.00",
        "What billing and collecting cost in a month, for COST TO COLLECT; 0.00 is not filled in.",
        SettingKind.MONEY,
    ),
    Setting(
        "Point Of Service Days",
        "0",
        "Days after a service on which a patient's payment still counts for POS CASH.",
        SettingKind.COUNT,
    ),
    Setting(
        "Allowance Rates",
        "5,8,20,25,50",
        "Percent of each aging bucket that is expected to be lost; put your own experience.",
        SettingKind.RATES,
    ),
    Setting(
        "Allowance On Books",
        "0.00",
        "The allowance for bad debt on the books when the period of BAD DEBT EXPENSE began.",
        SettingKind.MONEY,
    ),
    Setting(
        "Benchmark Days In AR",
        "35,50",
        "Good below the first number, poor above the second.",
        SettingKind.LIMITS,
    ),
    Setting(
        "Benchmark Denial Rate",
        "5,10",
        "Good below the first percentage, poor above the second.",
        SettingKind.LIMITS,
    ),
    Setting(
        "Benchmark Net Collection",
        "99,95",
        "Good from the first percentage on, poor below the second.",
        SettingKind.LIMITS,
    ),
)
CLAIMS: Final = (
    Setting(
        "In-House Codes",
        "NOSHOW",
        "The office's own charge codes, parted by commas; never billed to a payer.",
    ),
    Setting(
        "Zero Charge Codes",
        "99024",
        "Codes that may be billed at 0.00, parted by commas (G8* is a family); 0001F-9999F always.",
    ),
    Setting(
        "Eligibility Days",
        "30",
        "A check of coverage older than this at the date of service is a warning.",
        SettingKind.COUNT,
    ),
    Setting(
        "Blank Consents",
        "Y",
        "Y: blank releases, assignments and signatures on Patients are on file; N: each is told.",
        SettingKind.YES_NO,
    ),
    Setting(
        "Charge Lag Days",
        "2",
        "So many days after a visit its charge is not missing yet.",
        SettingKind.COUNT,
    ),
)
FOLLOW_UP: Final = (
    Setting(
        "Payer Days Least Claims",
        "5",
        "Paid claims from which a payer's own median is its normal payment time on the Worklist.",
        SettingKind.COUNT,
    ),
    Setting(
        "Payer Days Default",
        "30",
        "The normal payment time while the whole office has fewer paid claims than that.",
        SettingKind.COUNT,
    ),
    Setting(
        "Cost Per Visit",
        "0.00",
        "What a visit costs the office, for Cost and Margin on Profit; 0.00 leaves them blank.",
        SettingKind.MONEY,
    ),
)
COLLECTIONS: Final = (
    Setting(
        "Small Balance",
        "4.99",
        "A patient balance up to this, past Small Balance Days, is proposed as a write-off.",
        SettingKind.MONEY,
    ),
    Setting(
        "Small Balance Days",
        "60",
        "Days that a small balance must be older than.",
        SettingKind.COUNT,
    ),
    Setting(
        "Agency Minimum",
        "50.00",
        "Less than this is not placed with a collection agency.",
        SettingKind.MONEY,
    ),
    Setting(
        "Agency Days",
        "120",
        "Days from a visit's first statement until it may be placed.",
        SettingKind.COUNT,
    ),
    Setting(
        "Final Notice Days",
        "15",
        "Days from a visit's final notice until it may go further.",
        SettingKind.COUNT,
    ),
    Setting(
        "Letter Days",
        "30",
        "Days that a pre-collection letter gives to pay; nothing is placed before.",
        SettingKind.COUNT,
    ),
    Setting("Agency Name", "Collection agency", "Stands on the rows of Placements."),
    Setting("Agency Client", "", "Our number with the agency: the field 'client' of its file."),
    Setting("Agency Service Code", "", "The field 'service_code' of the agency's file."),
    Setting("Agency File", "FIXED", "FIXED for fixed width, CSV for a file with a header row."),
)
PATIENT_MONEY: Final = (
    Setting(
        "Plan Grace Days",
        "10",
        "Days after an instalment's due day before it counts as missed.",
        SettingKind.COUNT,
    ),
    Setting(
        "Plan Missed Instalments",
        "2",
        "So many missed instalments end a payment plan; its balance goes back to dunning.",
        SettingKind.COUNT,
    ),
    Setting(
        "Finance Charges",
        "N",
        "Y: post-finance-charges may charge, where Finance Rules allow it; N: it charges nothing.",
        SettingKind.YES_NO,
    ),
    Setting(
        "Finance Charge Days",
        "30",
        "Days from a visit's first statement in which it is charged nothing; at least 30.",
        SettingKind.COUNT,
    ),
    Setting(
        "Finance Notice Days",
        "30",
        "Days from the notice of finance charges until the first one.",
        SettingKind.COUNT,
    ),
    Setting(
        "Finance Charge Minimum",
        "0.50",
        "An account whose charges of a month come to less is charged nothing that month.",
        SettingKind.MONEY,
    ),
    Setting(
        "Finance Charge On Charges",
        "N",
        "Y: finance charges bear finance charges as well; N: only services do.",
        SettingKind.YES_NO,
    ),
    Setting(
        "Screening Days",
        "365",
        "Days that a financial screening is good for.",
        SettingKind.COUNT,
    ),
    Setting(
        "Estimate Excess",
        "400.00",
        "A self-pay bill that is so much above its good-faith estimate may be disputed.",
        SettingKind.MONEY,
    ),
    Setting(
        "Estimate Dispute Days",
        "120",
        "Days from the first bill in which it may be disputed.",
        SettingKind.COUNT,
    ),
    Setting(
        "Government Credit Days",
        "60",
        "Days from finding a credit of a government payer until it must be given back.",
        SettingKind.COUNT,
    ),
    Setting(
        "Credit Days",
        "0",
        "The same for all other credits, as your states and contracts say; 0 sets no due date.",
        SettingKind.COUNT,
    ),
)
SETTINGS: Final[tuple[Setting, ...]] = (
    *PRACTICE, *STATEMENTS, *AGING, *DASHBOARD, *KEY_FIGURES, *CLAIMS, *COLLECTIONS, *FOLLOW_UP,
    *PATIENT_MONEY,
)  # fmt: skip
"""All settings, in the order in which a new workbook lists them."""

BY_NAME: Final[dict[str, Setting]] = {setting.name: setting for setting in SETTINGS}


def text(settings: Mapping[str, str], name: str) -> str:
    """Return a setting's text, or its default where the sheet has none; KeyError if not ours."""
    return settings.get(name, "").strip() or BY_NAME[name].default


def cents(settings: Mapping[str, str], name: str) -> int:
    """Return a setting's amount in whole cents.

    Raises:
        RefusedError: the text is not a plain amount.
    """
    shown = text(settings, name)
    try:
        return money.from_text(shown)
    except money.NotMoneyError:
        raise _wrong(name, shown) from None


def count(settings: Mapping[str, str], name: str) -> int:
    """Return a setting's whole number.

    Raises:
        RefusedError: the text is not a whole number of 0 or more, or one of days that no calendar
            has.
    """
    shown = text(settings, name)
    if not (shown.isascii() and shown.isdigit()) or int(shown) > _MOST:
        raise _wrong(name, shown)
    return int(shown)


def is_yes(settings: Mapping[str, str], name: str) -> bool:
    """Tell whether a setting says Y.

    Raises:
        RefusedError: the text is neither Y nor N.
    """
    shown = text(settings, name).upper()
    if shown not in {"Y", "N"}:
        raise _wrong(name, shown)
    return shown == "Y"


def limits(settings: Mapping[str, str], name: str) -> tuple[Decimal, Decimal]:
    """Return a setting's two limits; falling ones mean that more is better.

    Raises:
        RefusedError: the text is not two different numbers.
    """
    numbers = _numbers(settings, name)
    if len(set(numbers)) != _LIMITS or len(numbers) != _LIMITS:
        raise _wrong(name, text(settings, name))
    return numbers[0], numbers[1]


def rates(settings: Mapping[str, str], name: str) -> tuple[Decimal, ...]:
    """Return a setting's percentages, one or more.

    Raises:
        RefusedError: one of them is not a number from 0 to 100.
    """
    numbers = _numbers(settings, name)
    if max(numbers) > _WHOLE:
        raise _wrong(name, text(settings, name))
    return numbers


def _numbers(settings: Mapping[str, str], name: str) -> tuple[Decimal, ...]:
    parts = [part.strip() for part in text(settings, name).split(",")]
    if not all(map(_NUMBER.fullmatch, parts)):
        raise _wrong(name, text(settings, name))
    return tuple(map(Decimal, parts))


def words(settings: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the parts of a setting that lists several, parted by commas."""
    return tuple(part.strip() for part in text(settings, name).split(",") if part.strip())


def _wrong(name: str, shown: str) -> RefusedError:
    return RefusedError(
        f"Settings: '{name}' is '{shown[:30]}'; expected {BY_NAME[name].kind.value}",
        id="SETTING-WRONG",
        fix=f"type {BY_NAME[name].kind.value} beside '{name}' on the Settings sheet; "
        f"its default is {BY_NAME[name].default}",
    )
