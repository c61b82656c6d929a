"""Slips of the last week, so that the checks have something to find; each is told here.

On the claims of the last week, in their order (C1277 and on):

1. a rendering NPI that fails its check digit (CV-020);
2. a diagnosis in the shape of ICD-9 (CV-031);
3. a letter in a procedure code (CV-050);
4. a pointer to a diagnosis that is not there (CV-056);
5. no units (CV-058);
6. a modifier with a percent sign (CV-053);
7. a service that ends before it begins (CV-062);
8. an authorization that had expired by the day of service (CV-085): its row in Authorizations;
9. nothing;
10. a laboratory test for Medicare without who ordered it (CV-025);
11. a diagnosis that is only the head of a family, so that it cannot be billed (CV-032);
12. nothing;
13. nothing;
14. coverage that nobody verified for this visit (CV-014): no row in Verifications.

And one visit that was kept, but never charged: a row in Encounters without a claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final


@dataclass(frozen=True)
class Slip:
    """What somebody typed into a claim.

    Attributes:
        typed: by field; days are added to the first day of service.
        on_every_line: the claim's lines all have it, as it is the claim's own.
    """

    typed: dict[str, Any]
    on_every_line: bool = False


_ELSEWHERE: Final = Slip({})
"""The claim itself is right; what belongs to it on another sheet is not, or nothing is wrong."""

SLIPS: Final = (
    Slip({"rendering_npi": "1000000021"}),
    Slip({"dx1": "5421"}),
    Slip({"code": "9921E"}),
    Slip({"pointers": "3"}),
    Slip({"units": 0}),
    Slip({"mod1": "2%"}),
    Slip({"dos_to": timedelta(days=-3)}),
    _ELSEWHERE,
    _ELSEWHERE,
    Slip({"referring_npi": "", "referring_role": ""}, on_every_line=True),
    Slip({"dx1": "Z00"}, on_every_line=True),
)
"""The slip of each of the first claims of the last week."""

EXPIRED: Final = 7
"""Of the claims of the last week, the place of the one whose authorization had expired."""

NOT_VERIFIED: Final = 13
"""Of the claims of the last week, the place of the one whose coverage nobody verified."""


def with_mistakes(rows: list[dict[str, Any]], since: date) -> list[dict[str, Any]]:
    """Return claim rows with the slips of the claims on or after a day."""
    places: dict[str, int] = {}
    changed = []
    for row in rows:
        if row["dos_from"] < since:
            changed.append(row)
            continue
        is_first = row["claim_id"] not in places
        place = places.setdefault(row["claim_id"], len(places))
        slip = SLIPS[place] if place < len(SLIPS) else _ELSEWHERE
        changed.append(_slipped(row, slip) if is_first or slip.on_every_line else row)
    return changed


def _slipped(row: dict[str, Any], slip: Slip) -> dict[str, Any]:
    typed = {
        field: row["dos_from"] + value if isinstance(value, timedelta) else value
        for field, value in slip.typed.items()
    }
    return {**row, **typed}
