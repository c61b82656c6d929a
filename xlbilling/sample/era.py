"""A payment as an X12 835 file (005010X221A1), the way a payer sends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlbilling.model import money
from xlbilling.sample import office
from xlbilling.sample.answers import ClaimAnswer, LineAnswer, Reduction
from xlbilling.sample.payments import Payment

_ACCOUNT = "01*000000000*DA*000000"


def era(payment: Payment, number: int) -> bytes:
    """Return the file of one payment.

    Args:
        payment: what is paid.
        number: the interchange's control number.
    """
    body = list(_transaction(payment))
    segments = [
        *_envelope(payment, number),
        "ST*835*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{number}",
        f"IEA*1*{number:09d}",
    ]
    return "".join(f"{segment}~\n" for segment in segments).encode("ascii")


def _amount(cents: int) -> str:
    """Return dollars as X12 writes them: no trailing zeros after the point."""
    text = money.to_text(cents)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _envelope(payment: Payment, number: int) -> Iterator[str]:
    sender, day = payment.payer.electronic_id, payment.day
    yield (
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender:15}*ZZ*{'BIRCHHOLLOW':15}*{day:%y%m%d}*0600*^*00501*"
        f"{number:09d}*0*T*:"
    )
    yield f"GS*HP*{sender}*BIRCHHOLLOW*{day:%Y%m%d}*0600*{number}*X*005010X221A1"


def _transaction(payment: Payment) -> Iterator[str]:
    payer, day = payment.payer, f"{payment.day:%Y%m%d}"
    handling, method = ("I", "ACH") if payment.cents else ("H", "NON")
    bank = f"CCP*{_ACCOUNT}*{payer.trace_id}**{_ACCOUNT}" if payment.cents else "**********"
    yield f"BPR*{handling}*{_amount(payment.cents)}*C*{method}*{bank}*{day}"
    yield f"TRN*1*{payment.trace}*{payer.trace_id}"
    yield f"DTM*405*{day}"
    yield f"N1*PR*{payer.name}"
    yield "N3*900 SAMPLE PLAZA"
    yield "N4*ELM CROSSING*OH*43999"
    yield f"REF*2U*{payer.electronic_id}"
    yield "PER*BL*PROVIDER SERVICE*TE*6145550199"
    yield f"N1*PE*{office.GROUP_NAME}*XX*{office.GROUP_NPI}"
    yield f"REF*TJ*{office.TIN}"
    yield "LX*1"
    for answer in payment.answers:
        yield from _claim(answer)
    for beside in payment.besides:
        composite = f"{beside.code}:{beside.reference}"
        year_end = f"{payment.day.year}1231"
        yield f"PLB*{office.GROUP_NPI}*{year_end}*{composite}*{_amount(beside.cents)}"


def _claim(answer: ClaimAnswer) -> Iterator[str]:
    claim, patient = answer.claim, answer.claim.patient
    day = f"{claim.day:%Y%m%d}"
    yield "*".join((
        "CLP",
        answer.pcn,
        answer.status,
        _amount(answer.charge_cents),
        _amount(answer.paid_cents),
        _amount(answer.patient_cents) if answer.patient_cents else "",
        answer.cover.payer.indicator,
        answer.payer_claim_no,
        claim.pos,
        "1",
    ))
    yield from _reductions(answer.reductions)
    name = f"{patient.last}*{patient.first}".upper()
    yield f"NM1*QC*1*{name}****MI*{answer.cover.member_id}"
    if answer.is_forwarded:
        yield f"NM1*TT*2*{office.NORTHLIGHT.name}*****PI*{office.NORTHLIGHT.electronic_id}"
    yield f"NM1*82*1*{_physician(claim.rendering)}****XX*{claim.rendering}"
    yield f"DTM*232*{day}"
    yield f"DTM*233*{day}"
    yield f"DTM*050*{claim.sent:%Y%m%d}"
    for line in answer.lines:
        yield from _line(line, day)


def _physician(npi: str) -> str:
    first, last, *_ = office.PHYSICIANS[npi].upper().split()
    return f"{last}*{first}"


def _line(answer: LineAnswer, day: str) -> Iterator[str]:
    line = answer.line
    procedure = ":".join(("HC", line.code, *line.mods))
    units = line.units if answer.paid_cents else 0
    yield f"SVC*{procedure}*{_amount(line.charge_cents)}*{_amount(answer.paid_cents)}**{units}"
    yield f"DTM*472*{day}"
    yield from _reductions(answer.reductions)
    yield f"REF*6R*{line.number}"
    if answer.allowed_cents is not None:
        yield f"AMT*B6*{_amount(answer.allowed_cents)}"
    for remark in answer.remarks:
        yield f"LQ*HE*{remark}"


def _reductions(reductions: Sequence[Reduction]) -> Iterator[str]:
    """Yield one CAS for each group, with all its reasons."""
    groups: dict[str, list[str]] = {}
    for one in reductions:
        groups.setdefault(one.group, []).append(f"{one.carc}*{_amount(one.cents)}")
    for group, reasons in groups.items():
        yield f"CAS*{group}*{'**'.join(reasons)}"
