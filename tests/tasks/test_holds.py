"""A line on hold is listed and not ready, and nothing is called wrong with its claim."""

from tests.edits.office import office
from tests.support import request, snapshot
from xlbilling.model.plan import SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import validate_claims


def book(changes: str) -> Snapshot:
    """Return the sample office with changes, and every other table without rows."""
    return Snapshot({**snapshot().tables, **office(changes).tables})


def statuses(changes: str) -> list[str]:
    """Return the status that the check writes on each line."""
    made = validate_claims.plan(book(changes), request())
    (status,) = [
        one for one in made.changes if isinstance(one, SetColumn) and one.column == "status"
    ]
    return [str(one) for one in status.values]


def test_a_claim_with_a_line_on_hold_stays_new_as_it_goes_out_whole() -> None:
    assert statuses("hold=CODING; &; line=2; code=85025; hold=") == ["NEW", "NEW"]


def test_a_claim_with_an_unsigned_note_stays_new() -> None:
    assert statuses("signed=N") == ["NEW"]


def test_an_error_beside_a_hold_is_an_error() -> None:
    assert statuses("hold=CODING; charge=-1") == ["ERROR"]


def test_a_held_claim_counts_as_clean_though_its_hold_is_listed() -> None:
    made = validate_claims.plan(book("hold=CODING"), request())

    assert made.result["clean"] == 1
    assert [one.id for one in made.findings] == ["CV-092"]
