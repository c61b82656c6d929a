"""In which order to call: dollars, lateness, closeness of the deadline, and broken promises."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FAR_DAYS: Final = 180
"""So many days before the deadline, and without one, it does not yet press."""
CLOSEST: Final = 5
"""So many times as much does a claim weigh on its last day, and after it."""
BROKEN: Final = 2
"""So many times as much does a claim weigh whose payer has broken a promise."""
_MOST_DAYS: Final = 9_999
_MOST_CENTS: Final = 10**11

Cents = NDArray[np.int64]


def weights(
    cents: NDArray[Any], late: NDArray[Any], left: NDArray[Any], broken: NDArray[Any]
) -> Cents:
    """Return what claims are ranked by, as whole numbers: the more, the sooner to call.

    The product of four factors, each of which is at least 1 and never falls as a claim gets worse,
    so that more dollars, more lateness, fewer days left or a broken promise never lower a rank:

    - the balance in cents;
    - the days past the payer's normal time, at least 1;
    - closeness: 180 with 180 or more days left or without a deadline, rising by 4 with every day
      less, to 900 on the last day and after it: 1 to 5 times as much;
    - promise: 2 where one was broken, else 1.

    Args:
        cents: what the payer owes, more than 0.
        late: days past the expected pay date.
        left: days to the deadline; NaN for none.
        broken: whether a promise was broken.
    """
    days = np.where(np.isnan(left), FAR_DAYS, np.clip(left, 0, FAR_DAYS)).astype(np.int64)
    closeness = FAR_DAYS + (CLOSEST - 1) * (FAR_DAYS - days)
    owed = np.clip(cents.astype(np.int64), 0, _MOST_CENTS)
    lateness = np.clip(late.astype(np.int64), 1, _MOST_DAYS)
    return owed * lateness * closeness * np.where(broken, BROKEN, 1)


def points(found: Cents) -> NDArray[np.float64]:
    """Return weights as the sheet shows them: in dollars times days times the factors, whole."""
    return np.rint(found / (100 * FAR_DAYS))
