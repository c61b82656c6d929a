"""How many units of each authorization our lines use."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import services
from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.failing import first_of_each, positions
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

_DENIED: Final = "DENIED"

Units = NDArray[np.float64]


class AuthUse(NamedTuple):
    """What the lines have to do with the Authorizations sheet.

    Attributes:
        row: each line's row of the sheet; NOWHERE where its number is not there.
        counts: lines whose units the authorization pays for.
        up_to: for these lines the units used up to and with them, in the order of service.
        used: for each row of the sheet the units used of it.
    """

    row: Positions
    counts: Mask
    up_to: Units
    used: Units


def claim_auth(lines: Lines) -> Positions:
    """Return for each line the line that has its authorization: itself, or the claim's first.

    An authorization is the claim's, and often typed on one of its lines only. NOWHERE for none.
    """
    given = positions(~lines.blank("auth"))
    first = np.full(int(lines.claim.max(initial=0)) + 1, NOWHERE, dtype=np.intp)
    at = given[first_of_each(lines.claim[given])]
    first[lines.claim[at]] = at
    of_claim = first[lines.claim]
    of_claim[given] = given
    return of_claim


def auth_use(lines: Lines) -> AuthUse:
    """Return the units of our lines under each authorization.

    An authorization for one code pays for the lines of that code; one without a code for every
    line that has its number. Denied lines and voided claims used nothing.
    """
    table = lines.tables["authorizations"]
    typed_at = lines.once(claim_auth)
    row = np.append(lines.match("auth", table, "auth"), [NOWHERE])[typed_at]
    auth_code, code = _codes(lines)
    of_code = np.append(auth_code, [0])[row]
    named = typed_at == np.arange(lines.size)
    counts = (row != NOWHERE) & np.where(of_code == 0, named, of_code == code)
    counts &= ~lines.holds("status", lambda status: status == _DENIED)
    counts &= ~lines.once(services.voided) & lines.billable
    units = np.nan_to_num(lines.numbers("units"), nan=0.0, posinf=0.0, neginf=0.0)
    at = positions(counts)
    at = at[np.lexsort((at, lines.first_day[at], row[at]))]
    up_to = np.zeros(lines.size)
    used = np.zeros(table.size)
    if len(at):
        running = np.cumsum(units[at])
        starts = np.flatnonzero(np.diff(row[at], prepend=NOWHERE))
        before = (running - units[at])[starts]
        up_to[at] = running - np.repeat(before, np.diff(starts, append=len(at)))
        np.add.at(used, row[at], units[at])
    return AuthUse(row, counts, np.round(up_to, 3), np.round(used, 3))


def _codes(lines: Lines) -> tuple[Positions, Positions]:
    """Return the codes of authorizations and of lines as numbers, 0 for a blank."""
    number = {"": 0}

    def numbered(code: str) -> int:
        return number.setdefault(code.upper(), len(number))

    own = lines.tables["authorizations"].each("code", numbered, np.intp)
    return own, lines.each("code", numbered, np.intp)
