"""The columns of a work table that are the biller's own."""

from typing import Final

from xlbilling.layout.columns import date_, text

OWN: Final = (text("Owner"), text("Next Action"), date_("Next Date"), text("Note"))
"""The biller's own columns of a work table: kept by key whenever it is refreshed."""
