"""Every table of the billing workbook, in the order in which a new book has its sheets."""

from typing import Final

from xlbilling.layout.columns import Table
from xlbilling.layout.tables import (
    aging,
    assistance,
    claims,
    collections,
    followup,
    ledger,
    month_ends,
    office,
    people,
    plans,
    remits,
    work,
)

TABLES: Final[tuple[Table, ...]] = (
    *claims.TABLES,
    *people.TABLES,
    *remits.TABLES,
    *followup.TABLES,
    *work.TABLES,
    *plans.TABLES,
    *assistance.TABLES,
    *collections.TABLES,
    *aging.TABLES,
    *ledger.TABLES,
    *month_ends.TABLES,
    *office.TABLES,
)
BY_NAME: Final[dict[str, Table]] = {table.name: table for table in TABLES}


def table_named(name: str) -> Table:
    """Return the table of a code name, title or Excel table name; KeyError where there is none."""
    wanted = "".join(character for character in name.lower() if character.isalnum())
    for table in TABLES:
        if table.list_object.lower() == wanted:
            return table
    raise KeyError(name)
