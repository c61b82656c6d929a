"""A payer's answer as posting sees it: payments, claims and rows, whether just read or on a sheet.

A claim's rows are its service lines, and one claim row where the payer said something of the
claim as a whole: its billed, adjusted and paid amounts are the claim's less its lines', so that
billed - adjustments = paid holds on every row and the rows of a claim sum to CLP03 and CLP04.
Source: rules.md 2d. All amounts are cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.model.remittance import REVERSAL
from xlbilling.tasks.posting.carc_map import bare_code

CLAIM_LEVEL: Final = "CLAIM"
LINE_LEVEL: Final = "LINE"
FORWARDED: Final = frozenset({"19", "20", "21"})
LEVEL_OF_STATUS: Final = {"1": "1", "19": "1", "2": "2", "20": "2", "3": "3", "21": "3"}


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One adjustment of a row.

    Attributes:
        group: CO, PR, OA, PI or CR.
        carc: the reason code.
        cents: positive lowers the payment.
        position: the n-th of its row, from 1; for ever the same.
        sheet_row: its row on the Remit Adjustments sheet, 0 where it has none.
    """

    group: str
    carc: str
    cents: int
    position: int
    quantity: str = ""
    sheet_row: int = 0

    @property
    def reason(self) -> str:
        """Group and code as people say it: ``CO-45``."""
        return f"{self.group}-{self.carc}" if self.carc else self.group

    @property
    def is_prior(self) -> bool:
        """Whether it tells what earlier payers paid or adjusted (CARC 23)."""
        return bare_code(self.carc) == "23"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One service that a payer answered, or what it said of the claim as a whole.

    Attributes:
        row: number in the batch.
        ordinal: the n-th service of the claim, 0 for the claim row.
        mods: modifiers, sorted.
        original_code: the code we billed where the payer changed it (SVC06).
        line_control: our line number as returned (REF*6R).
        dos: day of service; None where the payer named none.
        allowed_cents: as the payer stated it (AMT*B6); None where it did not.
        our_line: the line it belongs to, as the sheet says.
        sheet_row: its row on the Remit Lines sheet, 0 before it has one.
    """

    row: int
    ordinal: int
    code: str
    mods: tuple[str, ...]
    billed_cents: int
    paid_cents: int
    adjustments: tuple[Adjusted, ...] = ()
    original_code: str = ""
    line_control: str = ""
    dos: date | None = None
    units: float | None = None
    allowed_cents: int | None = None
    remarks: tuple[str, ...] = ()
    our_line: str = ""
    sheet_row: int = 0

    @property
    def is_line(self) -> bool:
        """Whether it is a service line, not the claim row."""
        return self.ordinal > 0

    @property
    def adjusted_cents(self) -> int:
        """Sum of its adjustments."""
        return sum(one.cents for one in self.adjustments)

    @property
    def is_balanced(self) -> bool:
        """Whether billed less adjustments is what was paid (B-LINE)."""
        return self.billed_cents - self.adjusted_cents == self.paid_cents


@dataclass(frozen=True, slots=True)
class AnswerClaim:
    """What a payer decided about one claim.

    Attributes:
        claim_no: the n-th claim of the payment.
        status: CLP02; "" where a hand-keyed row leaves it open.
        nth: the n-th claim of the payment with this payer claim number and status.
        our_claim: the claim it belongs to, as the sheet says.
        match: the rule that found it, as the sheet says.
        is_accepted: somebody wants it posted in spite of its exception.
        state: EXCEPTION, READY, POSTED or "" as the sheet says.
        exception: the reason it waits, as the sheet says.
        unreadable: why its amounts cannot be trusted; "" where they can.
        is_crossed_over: the payer sent it on to the next payer itself.
        where: file and segment it was read from.
    """

    claim_no: int
    pcn: str
    icn: str
    status: str
    charge_cents: int
    paid_cents: int
    rows: tuple[AnswerRow, ...]
    nth: int = 1
    patient: str = ""
    member: str = ""
    dos: date | None = None
    our_claim: str = ""
    match: str = ""
    is_accepted: bool = False
    state: str = ""
    exception: str = ""
    unreadable: str = ""
    is_crossed_over: bool = False
    where: str = ""

    @property
    def lines(self) -> tuple[AnswerRow, ...]:
        """Its service lines."""
        return tuple(row for row in self.rows if row.is_line)

    @property
    def adjusted_cents(self) -> int:
        """Sum of all its adjustments."""
        return sum(row.adjusted_cents for row in self.rows)

    @property
    def is_balanced(self) -> bool:
        """Whether every line and the claim balance (B-LINE, B-CLAIM)."""
        holds = self.charge_cents - self.adjusted_cents == self.paid_cents
        whole = sum(row.paid_cents for row in self.rows) == self.paid_cents
        return holds and whole and all(row.is_balanced for row in self.rows)

    @property
    def is_reversal(self) -> bool:
        """Whether it takes an answer back: CLP02 22, or an amount below nothing as in a 4010."""
        return self.status == REVERSAL or self.charge_cents < 0 or self.paid_cents < 0

    @property
    def stated_level(self) -> str:
        """The level the payer says it answers at; "" where CLP02 does not tell (4, 22, …)."""
        return LEVEL_OF_STATUS.get(self.status, "")

    @property
    def has_prior(self) -> bool:
        """Whether it tells what earlier payers did (CARC 23)."""
        return any(one.is_prior for row in self.rows for one in row.adjustments)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Every remark code of its rows, each once."""
        return tuple(dict.fromkeys(code for row in self.rows for code in row.remarks))


@dataclass(frozen=True, slots=True)
class ProviderLevel:
    """Money a payer took or gave outside of any claim (PLB); positive lowers the payment."""

    code: str
    reference: str
    cents: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One payment with all that the payer said.

    Attributes:
        batch: its batch id.
        payer_id: our payer, "" where none was recognised.
        cents: what the check or transfer pays (BPR02).
        paid_on: its date (BPR16).
        key: what makes it this payment and no other; rules.md P-0.
        status: of its Remits row.
        attempt: 1, and one more for each undo.
        sheet_row: its row on the Remits sheet, 0 before it has one.
        is_keyed: somebody typed it; no file was read.
        control_cents: of a keyed batch, the control total typed on Batches; None for none.
        control_count: of a keyed batch, how many claims it is to have; None where nobody said.
    """

    batch: str
    payer_id: str
    trace: str
    payer_trace_id: str
    cents: int
    paid_on: date | None
    key: str
    claims: tuple[AnswerClaim, ...]
    provider_level: tuple[ProviderLevel, ...] = ()
    method: str = ""
    status: str = ""
    variance_reason: str = ""
    accepted_by: str = ""
    deposit_id: str = ""
    deposit_date: date | None = None
    attempt: int = 1
    sheet_row: int = 0
    is_keyed: bool = False
    control_cents: int | None = None
    control_count: int | None = None

    @property
    def entered_cents(self) -> int:
        """What its claims and provider adjustments come to: the payment that they explain."""
        return self.claims_cents - self.provider_level_cents

    @property
    def is_off_control(self) -> bool:
        """Whether it is not what the batch's control total or count says, if one was typed."""
        return self.control_cents not in {None, self.entered_cents} or (
            self.control_count not in {None, len(self.claims)}
        )

    @property
    def claims_cents(self) -> int:
        """Sum of what the claims were paid (CLP04)."""
        return sum(claim.paid_cents for claim in self.claims)

    @property
    def provider_level_cents(self) -> int:
        """Sum of the provider-level adjustments as the 835 signs them."""
        return sum(one.cents for one in self.provider_level)

    @property
    def variance_cents(self) -> int:
        """How much more the payment is than its claims less its provider adjustments (B-TRAN)."""
        return self.cents - self.entered_cents

    @property
    def is_accepted(self) -> bool:
        """Whether somebody accepted the payment out of balance, by name and with a reason."""
        return bool(self.variance_reason and self.accepted_by)

    @property
    def is_blocked(self) -> bool:
        """Whether nothing of it may be posted; what is posted in part was accepted before."""
        is_begun = self.status in {"PARTIAL", "POSTED"}
        is_off = self.variance_cents != 0 or self.is_off_control
        return is_off and not self.is_accepted and not is_begun
