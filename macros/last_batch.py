"""The batch that the button "Undo last" takes back: the one whose ledger rows came last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.model.errors import RefusedError

if TYPE_CHECKING:
    import xlwings as xw


def last_posted(book: xw.Book) -> str:
    """Return the batch of the ledger's last row that is no undo's and that nothing took back.

    The ledger's own numbers tell, so that a sheet that somebody sorted makes no difference. The
    rows decide, not the batch's name: a payment that is posted again has the name that was undone.

    Raises:
        RefusedError: there is no such batch.
    """
    from xlbilling.book import reading
    from xlbilling.tasks.posting.open_balances import taken_back

    read = reading.read(book, ("batches", "ledger"))
    batches, rows = read.frame("batches"), read.frame("ledger")
    undos = set(batches.loc[batches["undo_of"] != "", "batch"]) | {""}
    rows = rows[~rows["batch"].isin(undos) & ~rows["entry"].isin(taken_back(rows))]
    if rows.empty:
        raise RefusedError(
            "the ledger holds no batch that could be taken back",
            id="UNDO-NONE",
            fix="see the Batches sheet for what was posted and undone",
        )
    return str(rows.sort_values("seq")["batch"].iloc[-1])
