"""Imported and hand-keyed payments as they stand on the sheets, as answers to post.

A row without rows on Remit Adjustments was keyed by hand: its columns Deductible to Denied are
its adjustments, so that a keyed EOB passes the same checks as an 835.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.tasks.posting.answers import (
    CLAIM_LEVEL,
    LINE_LEVEL,
    Adjusted,
    Answer,
    AnswerClaim,
    AnswerRow,
    ProviderLevel,
)
from xlbilling.tasks.posting.from_remittance import payment_key
from xlbilling.tasks.posting.sheet_values import cents, counts, days, set_columns, sheet_rows

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Snapshot

KEYED_COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("deductible", "PR", "1"),
    ("coinsurance", "PR", "2"),
    ("copay", "PR", "3"),
    ("other_pr", "PR", ""),
    ("contractual", "CO", "45"),
    ("prior", "OA", "23"),
    ("denied", "CO", ""),
    ("other_adj", "OA", ""),
)
"""Amount columns of a keyed row, with the group and reason that they stand for.

What an Other Adj is nobody can tell from its column. Group and reason typed before its amount, as
in ``CO-253 2.00``, say it; without them it is an adjustment of no known reason, which is never
written off (rules.md 2c): OA, held open and worked.
"""

_TEXTS: Final = (
    "batch", "pcn", "icn", "clp02", "patient", "member", "code", "mods", "original_code",
    "line_control", "remarks", "our_claim", "our_line", "accept", "match", "exception",
    "crossed_over", "state", "level", "other_adj_code",
)  # fmt: skip
_AMOUNTS: Final = ("billed", "allowed", "paid", "claim_charge", "claim_paid")

Record = dict[str, Any]


def read_answers(book: Snapshot, batches: Collection[str], whole: Collection[str]) -> list[Answer]:
    """Return the payments of the batches named, in the order of the Remits sheet.

    Args:
        book: the workbook.
        batches: the batches to return.
        whole: those of them whose claims are needed too.
    """
    remits = book.frame("remits")
    chosen = remits[remits["batch"].isin(list(batches))]
    claims, provider_level = claims_of(book, whole), provider_level_of(book, whole)
    undone = undo_counts(book)
    kept = _batches(book)
    answers = []
    for record in _records(chosen, _REMIT_TEXTS, ("amount",)):
        batch = record["batch"]
        answer = _answer(record, claims.get(batch, ()), provider_level.get(batch, ()))
        deposited, total, count = kept.get(batch, (None, None, None))
        answer = replace(
            answer, attempt=1 + undone.get(answer.key, 0), deposit_date=deposited,
            is_keyed=not record["payment_key"],
        )  # fmt: skip
        if answer.is_keyed:
            answer = replace(answer, control_cents=total, control_count=count)
        answers.append(answer)
    return answers


def _batches(book: Snapshot) -> dict[str, tuple[date | None, int | None, int | None]]:
    """Return deposit date, control total and control count of every batch on Batches."""
    kept = book.frame("batches")
    facts = zip(
        days(kept["deposit_date"]),
        cents(kept["control_total_cents"]),
        counts(kept["control_count"]),
        strict=True,
    )
    return dict(zip(kept["batch"], facts, strict=True))


def numbers(book: Snapshot, answers: Iterable[Answer]) -> list[Change]:
    """Return row, claim number and level of the lines that were typed without them.

    Written once, they stay: a sheet that somebody sorts later reads the same.
    """
    lines = book.frame("remit_lines")
    there = dict(zip(sheet_rows(lines), zip(counts(lines["row"]), counts(lines["claim_no"]),
                 lines["level"], strict=True), strict=True))  # fmt: skip
    cells = {
        row.sheet_row: {
            "row": row.row,
            "claim_no": claim.claim_no,
            "level": LINE_LEVEL if row.is_line else CLAIM_LEVEL,
        }
        for answer in answers
        if answer.is_keyed
        for claim in answer.claims
        for row in claim.rows
        if row.sheet_row in there and not all(there[row.sheet_row])
    }
    return set_columns("remit_lines", cells)


_REFUSED: Final = "an amount or a code of it could not be read when it was imported"
_REMIT_TEXTS: Final = (
    "batch", "payer", "trace", "payer_trace_id", "method", "variance_reason", "accepted_by",
    "status", "payment_key", "deposit_id",
)  # fmt: skip


def _answer(
    record: Record, claims: Iterable[AnswerClaim], provider_level: Iterable[ProviderLevel]
) -> Answer:
    amount = record["amount"] or 0
    key = record["payment_key"] or payment_key(
        record["trace"], record["payer_trace_id"] or record["payer"], record["date"], amount
    )
    return Answer(
        batch=record["batch"],
        payer_id=record["payer"],
        trace=record["trace"],
        payer_trace_id=record["payer_trace_id"],
        cents=amount,
        paid_on=record["date"],
        key=key,
        claims=tuple(claims),
        provider_level=tuple(provider_level),
        method=record["method"],
        status=record["status"],
        variance_reason=record["variance_reason"],
        accepted_by=record["accepted_by"],
        deposit_id=record["deposit_id"],
        sheet_row=record["sheet_row"],
    )


def payment_keys(book: Snapshot) -> dict[str, str]:
    """Return the payment key of every batch on Remits; a keyed one's is made of its columns."""
    records = _records(book.frame("remits"), _REMIT_TEXTS, ("amount",))
    return {record["batch"]: _answer(record, (), ()).key for record in records}


def payment_facts(book: Snapshot) -> dict[str, tuple[Any, ...]]:
    """Return payer, trace, date and amount of every batch on Remits."""
    records = _records(book.frame("remits"), _REMIT_TEXTS, ("amount",))
    return {r["batch"]: (r["payer"], r["trace"], r["date"], r["amount"]) for r in records}


def undo_counts(book: Snapshot) -> dict[str, int]:
    """Return how many times each payment was undone, by payment key."""
    key_of = payment_keys(book)
    undone = book.frame("batches")["undo_of"]
    return dict(Counter(key_of[batch] for batch in undone if batch in key_of))


def _records(frame: pd.DataFrame, texts: Iterable[str], amounts: Iterable[str]) -> list[Record]:
    """Return a frame's rows as plain dicts: texts, amounts in cents, date, dos, sheet row."""
    columns: dict[str, list[Any]] = {name: frame[name].tolist() for name in texts}
    columns |= {name: cents(frame[f"{name}_cents"]) for name in amounts}
    for name in ("date", "dos"):
        if name in frame:
            columns[name] = days(frame[name])
    columns["sheet_row"] = [int(row) for row in frame.index]
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def provider_level_of(book: Snapshot, batches: Collection[str]) -> dict[str, list[ProviderLevel]]:
    """Return the provider-level adjustments of the batches named, imported or keyed."""
    found: dict[str, list[ProviderLevel]] = {}
    if not batches:
        return found
    frame = book.frame("provider_adjustments")
    chosen = frame[frame["batch"].isin(list(batches))]
    for record in _records(chosen, ("batch", "code", "reference"), ("amount",)):
        one = ProviderLevel(record["code"], record["reference"], record["amount"] or 0)
        found.setdefault(record["batch"], []).append(one)
    return found


def claims_of(book: Snapshot, batches: Collection[str]) -> dict[str, list[AnswerClaim]]:
    """Return the claims of the batches named, in order.

    Their adjustments are whole where Remit Adjustments was read; else the columns' own.
    """
    frame = book.frame("remit_lines")
    chosen = frame[frame["batch"].isin(list(batches))]
    if chosen.empty:
        return {}
    chosen = chosen.rename_axis(index=None)  # the index is called row, as one of the columns is
    chosen = chosen.sort_values(["batch", "claim_no", "row"], kind="stable")
    triplets = book.tables.get("remit_adjustments")
    adjustments = _adjustments(triplets.frame, batches) if triplets else {}
    amounts = (*_AMOUNTS, *(name for name, _, _ in KEYED_COLUMNS))
    records = _records(chosen, _TEXTS, amounts)
    taken = set(zip(chosen["batch"], counts(chosen["row"]), strict=True))
    for record, row, claim_no, units in zip(
        records, counts(chosen["row"]), counts(chosen["claim_no"]), chosen["units"], strict=True
    ):
        record["row"] = row or _free_row(record, taken)
        record["claim_no"] = claim_no
        record["units"] = None if units != units else units  # noqa: PLR0124  NaN
        record["adjustments"] = adjustments.get((record["batch"], record["row"]))
    return _grouped(records)


def _free_row(record: Record, taken: set[tuple[str, int | None]]) -> int:
    """Return a number for a row typed without one: its sheet row, or the next that is free."""
    number: int = record["sheet_row"]
    while (record["batch"], number) in taken:
        number += 1
    taken.add((record["batch"], number))
    return number


def _adjustments(
    frame: pd.DataFrame, batches: Collection[str]
) -> dict[tuple[str, int], list[Adjusted]]:
    chosen = frame[frame["batch"].isin(list(batches))]
    found: dict[tuple[str, int], list[Adjusted]] = {}
    for batch, row, position, group, carc, amount, sheet_row in zip(
        chosen["batch"], counts(chosen["row"]), counts(chosen["position"]),
        chosen["group"], chosen["carc"], cents(chosen["amount_cents"]), chosen.index,
        strict=True,
    ):  # fmt: skip
        one = Adjusted(group, carc, amount or 0, position or 0, sheet_row=int(sheet_row))
        found.setdefault((batch, row or 0), []).append(one)
    for ones in found.values():
        ones.sort(key=lambda one: one.position)
    return found


def _grouped(records: list[Record]) -> dict[str, list[AnswerClaim]]:
    """Return the claims of each batch; rows keyed without a claim number go together by claim."""
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for record in records:
        number = record["claim_no"]
        keyed = (*_named(record), record["clp02"]) if number is None else ()
        groups.setdefault((record["batch"], number, *keyed), []).append(record)
    found: dict[str, list[AnswerClaim]] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    for records_of_claim in groups.values():
        first = records_of_claim[0]
        identity = (first["batch"], first["icn"], first["clp02"])
        seen[identity] += 1
        claims = found.setdefault(first["batch"], [])
        claims.append(_claim(records_of_claim, len(claims) + 1, seen[identity]))
    return found


def _named(record: Record) -> tuple[Any, ...]:
    """Return what names the claim of a keyed row; a row that names none is one by itself."""
    named = (record["pcn"], record["icn"])
    others = (record["our_claim"], record["member"], record["patient"])
    if any(named):
        return named
    return others if any(others) else (record["sheet_row"],)


def _claim(records: list[Record], place: int, nth: int) -> AnswerClaim:
    first = records[0]
    rows = tuple(_rows(records))
    stated_charge = next(
        (r["claim_charge"] for r in records if r["claim_charge"] is not None), None
    )
    stated_paid = next((r["claim_paid"] for r in records if r["claim_paid"] is not None), None)
    charge = sum(row.billed_cents for row in rows) if stated_charge is None else stated_charge
    paid = sum(row.paid_cents for row in rows) if stated_paid is None else stated_paid
    return AnswerClaim(
        claim_no=first["claim_no"] or place,
        pcn=first["pcn"],
        icn=first["icn"],
        status=first["clp02"].lstrip("0"),
        charge_cents=charge,
        paid_cents=paid,
        rows=rows,
        nth=nth,
        patient=first["patient"],
        member=first["member"],
        dos=min((r["dos"] for r in records if r["dos"]), default=None),
        our_claim=_first(records, "our_claim"),
        match=_first(records, "match"),
        is_accepted=any(r["accept"].upper() == "Y" for r in records),
        state=first["state"],
        exception=_first(records, "exception"),
        unreadable=_REFUSED if _first(records, "exception") == "REFUSED" else "",
        is_crossed_over=any(r["crossed_over"].upper() == "Y" for r in records),
    )


def _first(records: list[Record], name: str) -> str:
    return next((str(r[name]) for r in records if r[name]), "")


def _rows(records: list[Record]) -> Iterable[AnswerRow]:
    ordinal = 0
    for record in records:
        is_line = _is_line(record)
        ordinal += is_line
        yield AnswerRow(
            row=record["row"],
            ordinal=ordinal if is_line else 0,
            code=record["code"].upper(),
            mods=tuple(sorted(record["mods"].upper().replace(",", " ").split())),
            billed_cents=record["billed"] or 0,
            paid_cents=record["paid"] or 0,
            adjustments=_adjustments_of(record),
            original_code=record["original_code"].upper(),
            line_control=record["line_control"],
            dos=record["dos"],
            units=record["units"],
            allowed_cents=record["allowed"],
            remarks=tuple(record["remarks"].upper().replace(",", " ").split()),
            our_line=record["our_line"],
            sheet_row=record["sheet_row"],
        )


def _is_line(record: Mapping[str, Any]) -> bool:
    if record["level"] in {CLAIM_LEVEL, LINE_LEVEL}:
        return bool(record["level"] == LINE_LEVEL)
    return bool(record["code"])


def _adjustments_of(record: Record) -> tuple[Adjusted, ...]:
    if record["adjustments"] is not None:
        return tuple(record["adjustments"])
    return tuple(
        Adjusted(*_code(record, name, (group, carc)), record[name], position)
        for position, (name, group, carc) in enumerate(KEYED_COLUMNS, start=1)
        if record[name]
    )


def _code(record: Record, name: str, usual: tuple[str, str]) -> tuple[str, str]:
    """Return group and reason of a keyed amount: those typed before it, else its column's."""
    group, _, carc = record.get(f"{name}_code", "").partition("-")
    return (group, carc) if group else usual


def uncoded(book: Snapshot, batches: Collection[str]) -> Iterator[Finding]:
    """Give the keyed lines of some batches whose Other Adj nobody can tell the reason of."""
    lines = book["remit_lines"]
    frame = lines.frame
    bare = frame[frame["batch"].isin(list(batches)) & (frame["other_adj_code"] == "")]
    details = book.tables.get("remit_adjustments")
    coded = set(details.frame["batch"]) if details else set()
    for row, batch, amount in zip(
        bare.index, bare["batch"], cents(bare["other_adj_cents"]), strict=True
    ):
        if amount and batch not in coded:
            yield Finding(
                "OTHER-ADJ",
                WARNING,
                f"batch {batch}: {money.show(amount)} of other adjustments have no reason; taken "
                f"as OA, they are not written off",
                lines.where("other_adj", int(row)),
                "type group and reason before the amount, as CO-253 2.00, before it is posted",
            )
