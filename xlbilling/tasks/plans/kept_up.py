"""Which payment plans count on a day: begun, and still current by the sheet's State."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

CURRENT: Final = "CURRENT"
DEFAULTED: Final = "DEFAULTED"
DONE: Final = "DONE"


def kept_up(plans: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows of Payment Plans that are current on a day; a blank State is current.

    A plan that has ended counts as current on the days before the one in its Ended On, so that
    what is worked out for a past day stays what it was.
    """
    now = pd.Timestamp(day)
    is_current = plans["state"].isin(["", CURRENT]) | (plans["ended_on"] > now)
    return plans[is_current & ~(plans["started"] > now)]
