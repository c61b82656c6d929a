"""One 835 transaction, segment by segment, into a Remittance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from xlbilling.model.findings import ERROR, INFO, WARNING, Finding, Severity
from xlbilling.model.remittance import ClaimPayment, Envelope, Remittance
from xlbilling.model.segments import Loop, ProviderAdjustment, day_of
from xlbilling.remit import balance
from xlbilling.remit.claims import CLP_ELEMENTS, SVC_ELEMENTS, OpenClaim, OpenLoop, procedure_of
from xlbilling.remit.header import naming_findings, organization, payment
from xlbilling.remit.numbers import NotANumberError, RememberedCents, units_of
from xlbilling.remit.x12 import Delimiters

Handler = Callable[[int, str], None]

GROUPS: Final = frozenset({"CO", "PR", "OA", "PI", "CR"})
_KEPT_AS_SENT: Final = ("NM1", "REF", "QTY", "PER", "MIA", "MOA", "CUR", "RDM", "N3", "N4", "LQ")
_PAIRS_MAX: Final = 6
_BLANKS: Final = ("",) * CLP_ELEMENTS
_FIX_MONEY: Final = "the amount counts as nothing here; ask the payer for a corrected file"


@dataclass(slots=True)
class Context:
    """What the transactions of one interchange share; texts once read are remembered.

    ``loop`` gathers the segments of the loop that is open; it is one list for the whole
    interchange, so that a segment that is only kept costs no more than an append.
    """

    source: str
    delimiters: Delimiters
    component: str
    cents: RememberedCents = field(default_factory=RememberedCents)
    codes: set[str] = field(default_factory=set)
    units: dict[str, Decimal] = field(default_factory=dict)
    real_dates: set[str] = field(default_factory=set)
    loop: list[str] = field(default_factory=list)


class TransactionBuilder:
    """Takes the segments from ST to SE in order, and makes the Remittance of them.

    The claims go into the list given; without one only totals and findings are kept, so
    that one claim is in memory at a time.
    """

    def __init__(
        self,
        context: Context,
        start: tuple[int, str],
        envelope: Envelope,
        claims: list[ClaimPayment] | None,
    ) -> None:
        """Start at the ST segment, given as its number and text."""
        self.context = context
        self.claims = claims
        self.loop = context.loop
        self.loop[:] = [start[1]]
        self.handlers = self._handlers()
        self.findings: list[Finding] = []
        self._cents = context.cents
        self._separator = context.delimiters.element
        self._envelope = envelope
        self._start = start[0]
        self._loop_start = start[0]
        self._header: Loop | None = None
        self._provider_loops: list[Loop] = []
        self._provider_adjustments: list[ProviderAdjustment] = []
        self._tally = balance.Tally()
        self._claim: OpenClaim | None = None
        self._service: OpenLoop | None = None
        self._money_loop: OpenLoop | None = None
        self._has_told_component = False

    def _handlers(self) -> dict[str, Handler | None]:
        """Return what to do by a segment's first four characters; None keeps it as sent."""
        element = self.context.delimiters.element
        handlers: dict[str, Handler | None] = dict.fromkeys(
            (f"{tag}{element}"[:4] for tag in _KEPT_AS_SENT), None
        )
        named = {
            "CLP": self._on_claim,
            "SVC": self._on_service,
            "CAS": self._on_adjustments,
            "AMT": self._on_amount,
            "PLB": self._on_provider,
            "DTM": self._on_date,
            "LX": self._on_provider_loop,
            "TS3": self._on_provider_loop,
            "TS2": self._on_provider_loop,
            "BPR": self._on_header,
            "TRN": self._on_header,
            "N1": self._on_header,
        }
        return handlers | {f"{tag}{element}": handler for tag, handler in named.items()}

    # ---- what is wrong -------------------------------------------------------------

    def where(self, number: int) -> str:
        """Return the place of a segment as a finding names it."""
        return f"{self.context.source} segment {number}"

    def _tell(self, trouble: tuple[str, Severity], number: int, message: str, fix: str) -> None:
        claim = f"claim {self._claim.elements[1]}: " if self._claim is not None else ""
        findings = self.findings if self._claim is None else self._claim.findings
        findings.append(Finding(trouble[0], trouble[1], claim + message, self.where(number), fix))

    def money(self, text: str, name: str, number: int) -> int:
        """Return cents; what is no exact amount is a finding and counts as nothing."""
        try:
            return self._cents[text]
        except NotANumberError as error:
            self._tell(("X12-MONEY", ERROR), number, f"{name} {text[:40]!r} {error}", _FIX_MONEY)
            return 0

    def _required_money(self, text: str, name: str, number: int) -> int:
        if not text:
            self._tell(("X12-MONEY", ERROR), number, f"{name} is empty", _FIX_MONEY)
        return self.money(text, name, number)

    def unknown(self, number: int, text: str) -> None:
        """Keep a segment that no 835 has, and tell of it."""
        stripped = text.strip()
        tag = stripped.partition(self._separator)[0]
        key = f"{tag}{self._separator}"[:4]
        if key in self.handlers and (stripped != text or len(key) < len("CLP*")):
            handler = self.handlers[key]
            if handler is None:
                self.loop.append(stripped)
            else:
                handler(number, stripped)
            return
        self.loop.append(text)
        what = f"segment {tag[:12]!r} is none of an 835's; it is kept but not used"
        self._tell(
            ("X12-UNKNOWN", INFO), number, what, "nothing to do unless the payer says it matters"
        )

    # ---- segments -------------------------------------------------------------------

    def _on_header(self, number: int, text: str) -> None:
        self.loop.append(text)
        if self._header is not None:
            tag = text.partition(self._separator)[0]
            self._tell(
                ("X12-ORDER", WARNING),
                number,
                f"{tag} stands after the first claim and is not used",
                "ask the payer for a corrected file",
            )

    def _on_date(self, number: int, text: str) -> None:
        self.loop.append(text)
        if text in self.context.real_dates:
            return
        elements = text.split(self._separator)
        if len(elements) > 2 and elements[2] and day_of(elements[2]) is None:
            what = f"DTM*{elements[1]} {elements[2][:20]!r} is no date"
            self._tell(
                ("X12-DATE", WARNING),
                number,
                what,
                "the date counts as missing; look it up before posting",
            )
        else:
            self.context.real_dates.add(text)

    def _on_provider_loop(self, number: int, text: str) -> None:
        self._close_loop()
        self.loop.append(text)
        self._loop_start = number

    def _on_claim(self, number: int, text: str) -> None:
        self._close_loop()
        self.loop.append(text)
        self._loop_start = number
        elements = text.split(self._separator)
        elements += _BLANKS[len(elements) : CLP_ELEMENTS]
        self._claim = self._money_loop = claim = OpenClaim(elements, number)
        cents = self._cents
        try:
            claim.charge, claim.paid = cents[elements[3] or "none"], cents[elements[4] or "none"]
            claim.patient_responsibility = cents[elements[5]]
        except NotANumberError:
            claim.charge = self._required_money(elements[3], "CLP03 (charge)", number)
            claim.paid = self._required_money(elements[4], "CLP04 (paid)", number)
            claim.patient_responsibility = self.money(
                elements[5], "CLP05 (patient responsibility)", number
            )

    def _on_service(self, number: int, text: str) -> None:
        claim = self._claim
        if claim is None:
            self._stray(number, text)
            return
        self._close_texts()
        self.loop.append(text)
        elements = text.split(self._separator)
        elements += _BLANKS[len(elements) : SVC_ELEMENTS]
        line = self._money_loop = OpenLoop(elements, number)
        claim.services.append(line)
        try:
            line.charge, line.paid = self._cents[elements[2]], self._cents[elements[3]]
        except NotANumberError:
            line.charge = self.money(elements[2], "SVC02 (charge)", number)
            line.paid = self.money(elements[3], "SVC03 (paid)", number)
        if elements[1] not in self.context.codes:
            self._check_procedure(elements[1], "SVC01", number)
        if elements[6] and elements[6] not in self.context.codes:
            self._check_procedure(elements[6], "SVC06", number)
        for place in (5, 7):
            if elements[place] not in self.context.units:
                self._check_units(elements[place], f"SVC{place:02d}", number)

    def _stray(self, number: int, text: str) -> None:
        self.loop.append(text)
        tag = text.partition(self._separator)[0]
        self._tell(
            ("X12-ORDER", ERROR),
            number,
            f"{tag} stands outside of any claim; its money counts as nothing",
            "ask the payer for a corrected file",
        )

    def _on_adjustments(self, number: int, text: str) -> None:
        loop = self._money_loop
        if loop is None:
            self._stray(number, text)
            return
        self.loop.append(text)
        elements = text.split(self._separator)
        group = elements[1] if len(elements) > 1 else ""
        if group not in GROUPS:
            self._tell(
                ("X12-CODE", WARNING),
                number,
                f"adjustment group {group[:12]!r} is not CO, PR, OA or PI",
                "the payer must say whose money it is before it can be posted",
            )
        count = len(elements)
        elements += ("", "")
        position = total = 0
        for at in range(2, count, 3):
            position += 1
            reason, amount, quantity = elements[at : at + 3]
            try:
                cents = self._cents[amount or "none"]
            except NotANumberError:
                if not (reason or amount or quantity):
                    continue
                cents = self._required_money(
                    amount, f"CAS{at + 1:02d} (adjustment {reason[:12]})", number
                )
            loop.adjustments.append((group, reason, cents, quantity, number, position))
            total += cents
        loop.adjusted += total
        if group == "PR":
            loop.patient += total
        if position > _PAIRS_MAX:
            self._tell(
                ("X12-LENGTH", WARNING),
                number,
                "CAS has more than six adjustments; all were read",
                "compare the adjustments with the payer's page",
            )

    def _on_amount(self, number: int, text: str) -> None:
        self.loop.append(text)
        elements = text.split(self._separator)
        elements += _BLANKS[len(elements) : 3]
        try:
            cents = self._cents[elements[2] or "none"]
        except NotANumberError:
            cents = self._required_money(elements[2], f"AMT*{elements[1][:3]}", number)
        if self._money_loop is not None:
            self._money_loop.amounts.append((elements[1], cents, number))

    def _on_provider(self, number: int, text: str) -> None:
        self._close_loop()
        self.loop.append(text)
        self._loop_start = number
        elements = text.split(self._separator)
        elements += _BLANKS[len(elements) : 5]
        for position, at in enumerate(range(3, len(elements), 2), start=1):
            composite, amount = (*elements[at : at + 2], "")[:2]
            if not (composite or amount):
                continue
            self._check_component(composite, "PLB", number)
            code, _, reference = composite.partition(self.context.component)
            cents = self._required_money(amount, f"PLB{at + 1:02d} ({code[:12]})", number)
            self._provider_adjustments.append(
                ProviderAdjustment(
                    code, reference, cents, elements[1], elements[2], number, position
                )
            )

    # ---- composites -----------------------------------------------------------------

    def _check_component(self, text: str, tag: str, number: int) -> None:
        """Tell once when data use another component separator than the one declared (R-4)."""
        declared = self.context.component
        if self._has_told_component or len(text) < 3 or declared in text or not text[:2].isalnum():
            return
        if text[2].isalnum() or text[2] in " -./":
            return
        self._has_told_component = True
        verb = "declares" if self.context.delimiters.is_declared else "declares none, taken was"
        what = f"{tag} uses {text[2]!r} between its parts, but the file {verb} {declared!r}; it was not split"
        self._tell(
            ("R-4", WARNING),
            number,
            what,
            f"read the file again with component separator {text[2]!r}",
        )

    def _check_procedure(self, text: str, name: str, number: int) -> None:
        """Look once at each code text: is there a code, and are its parts split as declared."""
        self._check_component(text, "SVC", number)
        if procedure_of(text, self.context.component).code:
            self.context.codes.add(text)
        elif not self._has_told_component:
            self._tell(
                ("X12-CODE", WARNING),
                number,
                f"{name} {text[:20]!r} has no procedure code",
                "the line is matched by its control number or charge",
            )

    def _check_units(self, text: str, name: str, number: int) -> None:
        try:
            self.context.units[text] = units_of(text)
        except NotANumberError as error:
            self._tell(
                ("X12-UNITS", WARNING),
                number,
                f"{name} {text[:20]!r} {error}; counted as 0 units",
                "check the units of the line before posting",
            )

    # ---- closing --------------------------------------------------------------------

    def _close_texts(self) -> None:
        """Hand the segments gathered so far to the claim or line they belong to."""
        if self._money_loop is not None:
            self._money_loop.texts = tuple(self.loop)
            self.loop.clear()

    def _close_claim(self, claim: OpenClaim) -> None:
        self._close_texts()
        self._claim = self._money_loop = None
        self._tally.add(claim)
        if claim.findings or self.claims is not None or not claim.is_in_order():
            built = claim.build(self.context.delimiters, self.context.component, self.context.units)
            found = claim.findings + balance.claim_findings(built, f"{self.context.source} segment")
            self.findings += found
            if self.claims is None:
                return
            self.claims.append(replace(built, findings=tuple(found)) if found else built)

    def _finished_loop(self) -> Loop:
        texts = tuple(self.loop)
        self.loop.clear()
        return Loop(self._loop_start, texts, self._separator, self.context.component)

    def _close_loop(self) -> None:
        """Close whatever is open: claim, header or a provider's summary."""
        if self._claim is not None:
            self._close_claim(self._claim)
        elif self._header is None:
            self._header = self._finished_loop()
        else:
            self._provider_loops.append(self._finished_loop())

    def close(self, refusals: list[Finding]) -> Remittance:
        """Return the Remittance; ``refusals`` are the R-8 findings that bar it from posting."""
        self._close_loop()
        header = self._header or self._finished_loop()
        paid, found = payment(header, self._cents, self.where)
        adjustments = tuple(self._provider_adjustments)
        totals = self._tally.totals(paid.cents, adjustments)
        place = self.where(next((number for number, _ in header.rows("BPR")), self._start))
        found += naming_findings(header, self.where(self._start))
        found += balance.payment_findings(totals, paid.cents, place)
        st02 = (header.texts[0].split(self._separator) + ["", "", ""])[2]
        return Remittance(
            st02=st02,
            payment=paid,
            payer=organization(header, "PR"),
            payee=organization(header, "PE"),
            claims=tuple(self.claims or ()),
            provider_adjustments=adjustments,
            totals=totals,
            is_refused=bool(refusals),
            findings=(*refusals, *found, *self.findings),
            header=header,
            provider_loops=tuple(self._provider_loops),
            envelope=self._envelope,
            segment=self._start,
        )
