"""The states that an address may name."""

from xlbilling.edits.addresses import STATES
from xlbilling.layout.tables.people import STATES as OFFERED


def test_every_state_that_the_sheet_offers_passes() -> None:
    """The freely associated states have abbreviations too, though no list offers them."""
    assert STATES - set(OFFERED.split("|")) == {"FM", "MH", "PW"}
    assert set(OFFERED.split("|")) <= STATES
