"""Move balances from one who owes to another: the open rows of Transfers.

Source: rules.md P-9 (who owes next), ST-14 (what is never the patient's), L-2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.tasks.money import after
from xlbilling.tasks.money.decisions import Desk, Kind
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.money.transferring import Transferring
from xlbilling.tasks.posting.periods import refuse_to_post

if TYPE_CHECKING:
    from xlbilling.model.plan import Plan
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = ("transfers", "remit_lines", *after.READS)
KIND: Final = Kind(Source.TRANSFER, "transfer", "TRF", "transfer", "TRANSFER")


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the transfers that wait, and why others are refused.

    Raises:
        RefusedError: the month is closed, or the ledger was changed.
    """
    refuse_to_post(book, request)
    desk = Desk(book, request, KIND)
    rows = desk.keyed()
    return desk.plan(desk.decided(rows, Transferring(desk, rows).judge))
