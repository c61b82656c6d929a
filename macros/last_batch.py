"""The batch that the button "Undo last" takes back: the one whose ledger rows came last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.model.errors import RefusedError

if TYPE_CHECKING:
    import xlwings as xw


def last_posted(book: xw.Book) -> str:
    """Return the batch of the ledger's last row that is no undo and was not undone.

    The ledger's own numbers tell, so that a sheet that somebody sorted makes no difference.

    Raises:
        RefusedError: there is no such batch.
    """
    from xlbilling.book import reading

    read = reading.read(book, ("batches", "ledger"))
    batches, rows = read.frame("batches"), read.frame("ledger")
    undos = set(batches.loc[batches["undo_of"] != "", "batch"])
    left_out = undos | set(batches["undo_of"]) | {""}
    rows = rows[~rows["batch"].isin(left_out)]
    if rows.empty:
        raise RefusedError(
            "the ledger holds no batch that could be taken back",
            id="UNDO-NONE",
            fix="see the Batches sheet for what was posted and undone",
        )
    return str(rows.sort_values("seq")["batch"].iloc[-1])
