"""One 835 transaction, segment by segment, into a Remittance."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.remittance import ClaimPayment, Remittance
from xlbilling.model.segments import Envelope, Loop, ProviderAdjustment
from xlbilling.remit import balance
from xlbilling.remit.claims import CLP_ELEMENTS, SVC_ELEMENTS, OpenClaim, OpenLoop
from xlbilling.remit.header import naming_findings, organization, payment
from xlbilling.remit.troubles import ASK_AGAIN, Troubles
from xlbilling.x12 import quoting
from xlbilling.x12.context import Context
from xlbilling.x12.numbers import NotANumberError
from xlbilling.x12.walk import Handler

GROUPS: Final = frozenset({"CO", "PR", "OA", "PI", "CR"})
_KEPT_AS_SENT: Final = (
    *("NM1", "REF", "QTY", "PER", "MIA", "MOA", "CUR"),
    *("RDM", "N3", "N4", "LQ"),
)
_PAIRS_MAX: Final = 6
_BLANKS: Final = ("",) * CLP_ELEMENTS


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
        self._context = context
        self._claims = claims
        self._envelope = envelope
        self._start = self._loop_start = start[0]
        self._cents = context.cents
        self._separator = context.delimiters.element
        self._texts = context.loop
        self._texts[:] = [start[1]]
        self._troubles = Troubles(context)
        self._header: Loop | None = None
        self._provider_loops: list[Loop] = []
        self._provider_adjustments: list[ProviderAdjustment] = []
        self._tally = balance.Tally()
        self._claim: OpenClaim | None = None
        self._money_loop: OpenLoop | None = None

    def handlers(self) -> dict[str, Handler | None]:
        """Return what to do by a segment's tag and separator; None keeps it as sent."""
        handlers: dict[str, Handler | None] = dict.fromkeys(_KEPT_AS_SENT)
        handlers |= {
            "CLP": self._on_claim,
            "SVC": self._on_service,
            "CAS": self._on_adjustments,
            "AMT": self._on_amount,
            "PLB": self._on_provider,
            "DTM": self._on_date,
        }
        handlers |= dict.fromkeys(("LX", "TS3", "TS2"), self._on_provider_loop)
        handlers |= dict.fromkeys(("BPR", "TRN", "N1"), self._on_header)
        return {tag + self._separator: handler for tag, handler in handlers.items()}

    def on_unknown(self, number: int, text: str) -> None:
        """Keep a segment that no 835 has, and tell of it."""
        self._texts.append(text)
        tag = text.partition(self._separator)[0]
        if f"{tag.upper()}{self._separator}" in self.handlers():
            what = f"a segment{quoting.segment(tag)}, not in capitals, is kept but not used"
            self._troubles.tell(("X12-UNKNOWN", ERROR), number, what, ASK_AGAIN)
            return
        what = f"a segment{quoting.segment(tag)}, a kind that no 835 has, is kept but not used"
        fix = "nothing to do unless the payer says it matters"
        self._troubles.tell(("X12-UNKNOWN", INFO), number, what, fix)

    # Segments

    def _on_header(self, number: int, text: str) -> None:
        self._texts.append(text)
        if self._header is not None:
            tag = text.partition(self._separator)[0]
            what = f"{tag} stands after the first claim and is not used"
            self._troubles.tell(("X12-ORDER", WARNING), number, what, ASK_AGAIN)

    def _on_date(self, number: int, text: str) -> None:
        self._texts.append(text)
        if text not in self._context.real_dates:
            self._troubles.check_date(text.split(self._separator), text, number)

    def _on_provider_loop(self, number: int, text: str) -> None:
        self._close_loop()
        self._texts.append(text)
        self._loop_start = number

    def _on_claim(self, number: int, text: str) -> None:
        self._close_loop()
        self._texts.append(text)
        said = text.split(self._separator)
        said += _BLANKS[len(said) : CLP_ELEMENTS]
        claim = self._claim = self._money_loop = self._troubles.claim = OpenClaim(said, number)
        cents = self._cents
        try:
            claim.charge, claim.paid = cents[said[3] or "none"], cents[said[4] or "none"]
            claim.patient_responsibility = cents[said[5]]
        except NotANumberError:
            required = self._troubles.required_money
            claim.charge = required(said[3], "CLP03 (charge)", number)
            claim.paid = required(said[4], "CLP04 (paid)", number)
            name = "CLP05 (patient responsibility)"
            claim.patient_responsibility = self._troubles.money(said[5], name, number)

    def _on_service(self, number: int, text: str) -> None:
        claim = self._claim
        if claim is None:
            self._on_stray(number, text)
            return
        self._hand_over_texts()
        self._texts.append(text)
        said = text.split(self._separator)
        said += _BLANKS[len(said) : SVC_ELEMENTS]
        line = self._money_loop = OpenLoop(said, number)
        claim.services.append(line)
        try:
            line.charge, line.paid = self._cents[said[2]], self._cents[said[3]]
        except NotANumberError:
            line.charge = self._troubles.money(said[2], "SVC02 (charge)", number)
            line.paid = self._troubles.money(said[3], "SVC03 (paid)", number)
        context = self._context
        if said[1] not in context.codes:
            self._troubles.check_procedure(said[1], "SVC01", number)
        if said[6] and said[6] not in context.codes:
            self._troubles.check_procedure(said[6], "SVC06", number)
        if said[5] not in context.units:
            self._troubles.check_units(said[5], "SVC05", number)
        if said[7] not in context.units:
            self._troubles.check_units(said[7], "SVC07", number)

    def _on_stray(self, number: int, text: str) -> None:
        self._texts.append(text)
        tag = text.partition(self._separator)[0]
        what = f"{tag} stands outside of any claim; its money counts as nothing"
        self._troubles.tell(("X12-ORDER", ERROR), number, what, ASK_AGAIN)

    def _on_adjustments(self, number: int, text: str) -> None:
        """Take every triplet of a CAS, also beyond the sixth that the standard allows."""
        loop = self._money_loop
        if loop is None:
            self._on_stray(number, text)
            return
        self._texts.append(text)
        said = text.split(self._separator)
        group = said[1] if len(said) > 1 else ""
        count = len(said)
        said += ("", "")
        position = total = 0
        has_reasons = True
        for at in range(2, count, 3):
            position += 1
            reason, amount, quantity = said[at : at + 3]
            try:
                cents = self._cents[amount or "none"]
            except NotANumberError:
                if not (reason or amount or quantity):
                    continue
                name = f"CAS{at + 1:02d} (adjustment{quoting.code(reason)})"
                cents = self._troubles.required_money(amount, name, number)
            loop.adjustments.append((group, reason, cents, quantity, number, position))
            total += cents
            if not reason:
                has_reasons = False
        loop.adjusted += total
        if group == "PR":
            loop.patient += total
        if group not in GROUPS or position > _PAIRS_MAX:
            self._odd_adjustments(group, position, number)
        if not has_reasons:
            what, fix = "an adjustment has no reason code", "find out why before it is posted"
            self._troubles.tell(("X12-CODE", WARNING), number, what, fix)

    def _odd_adjustments(self, group: str, count: int, number: int) -> None:
        if group not in GROUPS:
            what = f"the adjustment group{quoting.code(group)} is not CO, PR, OA or PI"
            fix = "the payer must say whose money it is before it can be posted"
            self._troubles.tell(("X12-CODE", WARNING), number, what, fix)
        if count > _PAIRS_MAX:
            what = "CAS has more than six adjustments; all were read"
            fix = "compare the adjustments with the payer's page"
            self._troubles.tell(("X12-LENGTH", WARNING), number, what, fix)

    def _on_amount(self, number: int, text: str) -> None:
        self._texts.append(text)
        said = text.split(self._separator)
        said += _BLANKS[len(said) : 3]
        try:
            cents = self._cents[said[2] or "none"]
        except NotANumberError:
            cents = self._troubles.required_money(said[2], f"AMT{quoting.code(said[1])}", number)
        if self._money_loop is not None:
            self._money_loop.amounts.append((said[1], cents, number))

    def _on_provider(self, number: int, text: str) -> None:
        """Take every pair of a PLB; the reference is kept whole, or empty when there is none."""
        self._close_loop()
        self._texts.append(text)
        self._loop_start = number
        said = text.split(self._separator)
        said += _BLANKS[len(said) : 5]
        for position, at in enumerate(range(3, len(said), 2), start=1):
            composite, amount = (*said[at : at + 2], "")[:2]
            if not (composite or amount):
                continue
            self._troubles.check_component(composite, "PLB", number)
            code, _, reference = composite.partition(self._context.component)
            name = f"PLB{at + 1:02d} (adjustment{quoting.code(code)})"
            cents = self._troubles.required_money(amount, name, number)
            self._provider_adjustments.append(
                ProviderAdjustment(code, reference, cents, said[1], said[2], number, position)
            )

    # Closing

    def _hand_over_texts(self) -> None:
        """Hand the segments gathered so far to the claim or line they belong to."""
        if self._money_loop is not None:
            self._money_loop.texts = tuple(self._texts)
            self._texts.clear()

    def _close_claim(self, claim: OpenClaim) -> None:
        self._hand_over_texts()
        self._claim = self._money_loop = self._troubles.claim = None
        self._tally.add(claim)
        if self._claims is None and not claim.findings and claim.is_in_order():
            return
        context = self._context
        built = claim.build(context.delimiters, context.component, context.units)
        found = claim.findings + balance.claim_findings(built, f"{context.source} segment")
        self._troubles.findings += found
        if self._claims is not None:
            self._claims.append(replace(built, findings=tuple(found)) if found else built)

    def _finished_loop(self) -> Loop:
        texts = tuple(self._texts)
        self._texts.clear()
        return Loop(self._loop_start, texts, self._separator, self._context.component)

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
        where = self._context.where
        paid, found = payment(header, self._cents, where)
        adjustments = tuple(self._provider_adjustments)
        totals = self._tally.totals(paid.cents, adjustments)
        place = where(next((number for number, _ in header.rows("BPR")), self._start))
        found += naming_findings(header, where(self._start))
        found += balance.payment_findings(totals, paid.cents, place)
        return Remittance(
            st02=[*header.texts[0].split(self._separator), "", ""][2],
            payment=paid,
            payer=organization(header, "PR"),
            payee=organization(header, "PE"),
            claims=tuple(self._claims or ()),
            provider_adjustments=adjustments,
            totals=totals,
            is_refused=bool(refusals),
            findings=(*refusals, *found, *self._troubles.findings),
            header=header,
            provider_loops=tuple(self._provider_loops),
            envelope=self._envelope,
            segment=self._start,
        )
