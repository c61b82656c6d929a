"""What stands beside a payer's answer on Remit Lines and Remits: proof, contract, candidates.

The proofs are live formulas on the sheets (layout/live.py); what is worked out here are their
values. Source: rules.md 2b (B-LINE, B-TRAN), section 9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from xlbilling.layout import live
from xlbilling.layout.columns import code_name
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import SetColumn
from xlbilling.tasks.contracts.answered import compare_all
from xlbilling.tasks.posting import candidates
from xlbilling.tasks.posting.sheet_values import set_columns, typed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.contracts.answered import Answers, Place
    from xlbilling.tasks.posting.answers import Answer
    from xlbilling.tasks.posting.engine import Posted
    from xlbilling.tasks.posting.judge import Judged
    from xlbilling.tasks.posting.our_claims import Office

LESS: Final = tuple(code_name(header) for header in live.LESS)

Record = dict[str, Any]


def line_out_by(amounts: Mapping[str, int | None]) -> int:
    """Return what is left of a row's Billed, in cents; blanks count as nothing.

    Args:
        amounts: cents by code name.
    """
    return (amounts["billed"] or 0) - sum(amounts[name] or 0 for name in LESS)


@dataclass(frozen=True)
class Beside:
    """What stands beside the lines of some payments.

    Attributes:
        contracts: how they compare with what was agreed.
        might_be: by batch and row, the claims that a line without a match may belong to.
    """

    contracts: Answers
    might_be: Mapping[Place, str]

    def cells(self, batch: str, row: int) -> dict[str, Any]:
        """Return the cells of a row of Remit Lines, by code name."""
        likely = {"candidates": self.might_be.get((batch, row), "")}
        return self.contracts.cells(batch, row) | likely

    def add_to(self, records: Iterable[Record]) -> None:
        """Add the cells and the proof to new records of Remit Lines (by frame names)."""
        for one in records:
            amounts = {name: one[f"{name}_cents"] for name in ("billed", *LESS)}
            one["out_by_cents"] = line_out_by(amounts)
            cells = self.cells(one["batch"], one["row"])
            amounts = {name: cells.pop(name) for name in ("expected", "variance")}
            one.update(cells, **{f"{name}_cents": cents for name, cents in amounts.items()})


def beside(book: Snapshot, judged: Sequence[Judged], office: Office) -> Beside:
    """Return what stands beside the lines of judged claims."""
    return Beside(compare_all(book, judged, office), candidates.texts(book, judged))


def remit_proof(answer: Answer, lines: Sequence[Record]) -> Record:
    """Return the proof cells of a new record of Remits, by frame names."""
    paid = sum(one["paid_cents"] or 0 for one in lines)
    return {
        "out_by_cents": answer.cents - (paid - answer.provider_level_cents),
        "lines_out": sum(one["out_by_cents"] != 0 for one in lines),
    }


def looked_at(posted: Iterable[Posted]) -> list[Judged]:
    """Return the claims that a run looked at, posted or waiting."""
    return [one for mine in posted for one in (*(each for each, _ in mine.claims), *mine.waiting)]


def line_cells(judged: Iterable[Judged], shown: Beside) -> list[Change]:
    """Return the cells of Remit Lines that tell contract and candidates of judged claims."""
    return set_columns(
        "remit_lines",
        {
            row.sheet_row: shown.cells(one.answer.batch, row.row)
            for one in judged
            for row in one.claim.rows
        },
    )


def not_compared(book: Snapshot) -> set[Place]:
    """Return the rows of Remit Lines that tell no contract yet: those keyed by hand."""
    lines = book.frame("remit_lines")
    new = lines[lines["contract"] == ""]
    rows = new["row"].fillna(pd.Series(new.index, index=new.index)).astype(int)
    return set(zip(new["batch"], rows, strict=True))


def proof_cells(book: Snapshot) -> list[Change]:
    """Return the proofs of every payment and line that has a batch, keyed ones too."""
    lines, remits = _with_batch(book, "remit_lines"), _with_batch(book, "remits")
    plb = book.frame("provider_adjustments")
    out_by = _cents(lines, "billed") - sum(_cents(lines, name) for name in LESS)
    paid = _by_batch(lines, _cents(lines, "paid"), remits)
    held = _by_batch(plb, _cents(plb, "amount"), remits)
    return [
        _column("remit_lines", "out_by", out_by, lines.index),
        _column("remits", "out_by", _cents(remits, "amount") - paid + held, remits.index),
        _column("remits", "lines_out", _by_batch(lines, out_by != 0, remits), remits.index),
    ]


def _with_batch(book: Snapshot, table: str) -> pd.DataFrame:
    frame = book.frame(table)
    return frame[frame["batch"] != ""]


def _cents(frame: pd.DataFrame, name: str) -> NDArray[np.int64]:
    return frame[f"{name}_cents"].to_numpy("int64", na_value=0)


def _by_batch(
    frame: pd.DataFrame, amounts: NDArray[Any], remits: pd.DataFrame
) -> NDArray[np.int64]:
    """Return the sum of amounts for each payment on Remits, whatever the case of its batch id.

    A spreadsheet's SUMIFS looks at no case either.
    """
    sums: Counter[str] = Counter()
    for batch, amount in zip(frame["batch"].tolist(), amounts.tolist(), strict=True):
        sums[batch.upper()] += amount
    return np.array([sums[batch.upper()] for batch in remits["batch"].tolist()], dtype="int64")


def _column(table: str, name: str, values: NDArray[np.int64], index: pd.Index[Any]) -> SetColumn:
    series = typed(BY_NAME[table].column(name), values.tolist())
    return SetColumn(table, name, series.set_axis(index))
