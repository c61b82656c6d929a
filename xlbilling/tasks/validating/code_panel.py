"""The Code Tables sheet: every set that the checks use, which release it is, and how old it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import codes
from xlbilling.model.plan import Change, Rewrite
from xlbilling.tasks.validating import table_rows

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.codes import About, CodeSets

CURRENT: Final = "CURRENT"
OLD: Final = "OLD"
NOT_LOADED: Final = "NOT LOADED"


@dataclass(frozen=True, slots=True)
class SetInfo:
    """A set that the checks use.

    Attributes:
        title: how the sheet calls it.
        days_max: so many days it counts as current where its release has no last day; 0 for ever.
    """

    title: str
    days_max: int = 0


SETS: Final = {
    codes.ICD10CM: SetInfo("ICD-10-CM diagnoses", 366),
    codes.EXCLUDES1: SetInfo("ICD-10-CM Excludes1 notes", 366),
    codes.CPT: SetInfo("CPT procedures (the office's own licence)", 366),
    codes.HCPCS: SetInfo("HCPCS Level II", 366),
    codes.MODIFIERS: SetInfo("Modifiers"),
    codes.PLACES: SetInfo("Places of service"),
    codes.PTP: SetInfo("NCCI procedure-to-procedure edits", 100),
    codes.MUE: SetInfo("NCCI medically unlikely edits", 100),
    codes.ADD_ONS: SetInfo("NCCI add-on codes", 100),
    codes.RVU: SetInfo("Medicare fee schedule: global days", 366),
}
NAMES: Final = tuple(SETS)
"""The names of all sets, for a task's CODES."""

_TEXT: Final = ("set", "title", "version", "source")
_DATES: Final = ("loaded_on", "from", "to")
_NUMBERS: Final = ("codes", "age_days")
COLUMNS: Final = (*_TEXT, *_DATES, *_NUMBERS, "state")


def changes(before: pd.DataFrame, sets: CodeSets, as_of: date) -> tuple[Change, ...]:
    """Return what brings the sheet up to date; nothing where it says so already.

    A book that shows no set and has none stays so.
    """
    after = panel(sets, as_of)
    is_right = table_rows.is_same(after, before) or not (sets or len(before))
    return () if is_right else (Rewrite("code_tables", after),)


def panel(sets: CodeSets, as_of: date) -> pd.DataFrame:
    """Return the sheet's rows, one for each set that the checks use, loaded or not.

    A set is OLD when its release's last day is past; one whose release has none, when it was loaded
    longer ago than its publisher takes for the next one.
    """
    import pandas as pd

    rows = [_row(name, sets, as_of) for name in SETS]
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        values = [row.get(name) for row in rows]
        if name in _DATES:
            columns[name] = pd.Series(values, dtype="datetime64[s]")
        elif name in _NUMBERS:
            columns[name] = pd.Series(values, dtype="float64")
        else:
            columns[name] = pd.Series([value or "" for value in values], dtype=object)
    return pd.DataFrame(columns)


def _row(name: str, sets: CodeSets, as_of: date) -> dict[str, Any]:
    info, found = SETS[name], sets.get(name)
    if found is None:
        return {"set": name, "title": info.title, "state": NOT_LOADED}
    about = found.about
    age = _age_days(about, as_of)
    return {
        "set": name,
        "title": info.title,
        "version": about.version,
        "source": about.source,
        "loaded_on": about.loaded_on or None,
        "from": about.first_day or None,
        "to": about.last_day or None,
        "codes": len(found),
        "age_days": age,
        "state": OLD if _is_old(about, age, info) else CURRENT,
    }


def _age_days(about: About, as_of: date) -> int | None:
    """Return the days since the release's last day, or else since it was loaded."""
    since = about.last_day or about.loaded_on
    return max(0, (as_of - date.fromisoformat(since)).days) if since else None


def _is_old(about: About, age: int | None, info: SetInfo) -> bool:
    if about.last_day:
        return bool(age)
    return bool(info.days_max and age is not None and age > info.days_max)
