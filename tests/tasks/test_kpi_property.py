"""What must hold of every key figure, in any office, drawn by hypothesis."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers import Office, days, offices
from tests.support import Rows, examples
from xlbilling.tasks.receivables import key_figures

_IDS = st.sampled_from(["C00", "C01", "C10", "", "C99"])
_DATES = st.one_of(st.none(), days.map(date.isoformat))
_DOLLARS = st.one_of(st.none(), st.sampled_from([-5.0, 0.0, 12.5, 300.0]))


@st.composite
def remit_tables(draw: st.DrawFn) -> dict[str, Rows]:
    """Draw remittances, receipts and first checks, with blanks wherever a person may leave one."""
    batches = ["B1", "B2"]
    status = st.sampled_from(["POSTED", "UNDONE", ""])
    remits = [
        {"batch": b, "payer": draw(st.sampled_from(["AET", ""])), "trace": b, "amount": 1.0,
         "date": draw(_DATES), "status": draw(status)}
        for b in batches[: draw(st.integers(0, 2))]
    ]  # fmt: skip
    lines = [
        {"batch": draw(st.sampled_from([*batches, "LOST"])), "row": n,
         "claim_no": draw(st.sampled_from([None, 1, 2])), "pcn": draw(_IDS),
         "clp02": draw(st.sampled_from(["1", "2", "4", "22", ""])), "paid": draw(_DOLLARS),
         "denied": draw(_DOLLARS), "deductible": draw(_DOLLARS), "expected": draw(_DOLLARS),
         "variance": draw(_DOLLARS)}
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    receipts = [
        {"receipt": f"R{n}", "date": draw(_DATES), "amount": draw(_DOLLARS), "method": "CASH"}
        for n in range(draw(st.integers(0, 3)))
    ]
    return {"remits": remits, "remit_lines": lines, "receipts": receipts}


@examples(25)
@given(offices(), remit_tables(), days, st.sampled_from([None, 1, 30, 10**9]))
def test_no_figure_raises_and_a_blank_has_its_reason(
    office: Office, more: dict[str, Rows], day: date, look_back: int | None
) -> None:
    tables = {**office.tables, **more}
    book = Office(office.entries, tables, {"Revenue Cycle Cost": "100"}).book()
    on = key_figures.ground(book, day, look_back)

    for name in [*key_figures.FIGURES, "AR OVER 90 FOR AET", "UNDERPAYMENT RATE FOR NOBODY"]:
        one = key_figures.named(name, on)
        assert one.name, name
        assert one.formula, name
        assert (one.value is None) == bool(one.reason), name
        assert one.value is None or one.value.is_finite(), name


@examples(25)
@given(offices(), days, st.sampled_from([None, 1, 30, 400]))
def test_the_roll_forward_always_meets_the_aging(
    office: Office, day: date, look_back: int | None
) -> None:
    """Rules L-3: begin, charges, payments and adjustments end at what the aging shows."""
    on = key_figures.ground(office.book(), day, look_back)

    assert key_figures.named("AR ROLL FORWARD", on).formula.endswith("no difference")
