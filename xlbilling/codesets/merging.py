"""A newly loaded file and what is loaded already: parts of one release add up, a newer one counts.

Every claim is looked up by its day, so a newer release never takes from older days what held then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

import numpy as np

from xlbilling.codesets import icd10cm_release, ordering, releases
from xlbilling.codesets.releases import EVER, FOR_EVER, Stretch
from xlbilling.model.codes import (
    ADD_ONS,
    HCPCS,
    ICD10CM,
    MUE,
    PTP,
    RVU,
    About,
    CodeList,
    PairList,
    code_list,
)

CodeSet = CodeList | PairList
S = TypeVar("S", CodeList, PairList)


def together(first: CodeSet, second: CodeSet) -> CodeSet:
    """Return two parts of one release as one set; what both say is there once."""
    about = _of_both(first.about, second.about)
    if isinstance(first, PairList) and isinstance(second, PairList):
        keys = np.concatenate([first.keys, second.keys])
        starts = np.concatenate([first.starts, second.starts])
        ends = np.concatenate([first.ends, second.ends])
        return ordering.pairs(about, keys, starts, ends, _values(first, second))
    if isinstance(first, CodeList) and isinstance(second, CodeList):
        names = np.concatenate([first.codes, second.codes])
        days = [np.concatenate([getattr(first, n), getattr(second, n)]) for n in ("starts", "ends")]
        return ordering.codes(about, names, days[0], days[1], _values(first, second))
    raise AssertionError(f"{first.about.name} is a list and a list of pairs")


def updated(known: CodeSet | None, new: CodeSet) -> CodeSet:
    """Return what to keep once a release is loaded beside what is known so far.

    Args:
        known: what is loaded or shipped; None for nothing.
        new: one release, whole or in part.
    """
    if known is None:
        return new
    return _WAYS.get(new.about.name, _replaced)(known, new)


def is_same(one: CodeSet, other: CodeSet) -> bool:
    """Tell whether two sets say the same, whatever files they came from and when."""
    if (
        type(one) is not type(other)
        or len(one) != len(other)
        or set(one.values) != set(other.values)
    ):
        return False
    about = ("version", "first_day", "last_day")
    if any(getattr(one.about, name) != getattr(other.about, name) for name in about):
        return False
    pairs = [(one.values[name], other.values[name]) for name in one.values]
    pairs += [(getattr(one, n), getattr(other, n)) for n in ("starts", "ends", _keys(one))]
    return all(bool(np.all(_comparable(a) == _comparable(b))) for a, b in pairs)


def _keys(one: CodeSet) -> str:
    return "keys" if isinstance(one, PairList) else "codes"


def _comparable(column: Any) -> Any:
    """Return days as numbers: a missing day equals no other as it is."""
    return column.astype(np.int64) if column.dtype.kind == "M" else column


def _replaced(_: CodeSet, new: CodeSet) -> CodeSet:
    return new


def _parts(known: CodeSet, new: CodeSet) -> CodeSet:
    """Return the newer release; one that is published in several files adds them up."""
    if new.about.version and new.about.version == known.about.version:
        return together(known, new)
    return _newest(known, new)


def _newest(known: CodeSet, new: CodeSet) -> CodeSet:
    """Return the newer release, which carries its own history; loaded again it may be corrected."""
    is_older = bool(new.about.first_day) and new.about.first_day < known.about.first_day
    return known if is_older else new


def _with_vanished(known: CodeSet, new: CodeSet) -> CodeSet:
    """Return the newer release with the codes that only the older one has, ended before it."""
    if not (isinstance(known, CodeList) and isinstance(new, CodeList)):
        return new
    late, old = (new, known) if new.about.first_day >= known.about.first_day else (known, new)
    if not late.about.first_day:
        return late
    gone = ~np.isin(old.codes.astype("U"), late.codes.astype("U"))
    last = np.datetime64(late.about.first_day, "D") - 1
    ends = np.where(np.isnat(old.ends), last, np.minimum(old.ends, last))
    kept = CodeList(
        old.about,
        old.codes[gone],
        old.starts[gone],
        ends[gone],
        {name: column[gone] for name, column in old.values.items()},
    )
    return replace(together(kept, late), about=late.about)


def _by_days(known: CodeSet, new: CodeSet) -> CodeSet:
    """Return both releases of a set without dates of its own: each says what held on its days.

    What the newest has goes on, and what the oldest has held before, as long as no other is loaded.
    """
    if not (isinstance(known, CodeList) and isinstance(new, CodeList)) or not new.about.first_day:
        return new
    old, late = known.about, new.about
    first = late.first_day if late.first_day > old.first_day else EVER
    last = late.last_day if late.last_day < old.last_day else FOR_EVER
    release = {code: one.known for code, (one, *_) in _history(new).items()}
    history = releases.put(_history(known), release, first, last)
    rows = [(code, one) for code, stretches in history.items() for one in stretches]
    starts, ends = icd10cm_release.open_days(one for _, one in rows)
    about = replace(
        late if last == FOR_EVER else old,
        first_day=min(old.first_day or late.first_day, late.first_day),
        last_day=max(old.last_day, late.last_day),
    )
    values = {
        name: np.array([one.known[n] for _, one in rows], dtype=column.dtype)  # type: ignore[index]  # a tuple of values
        for n, (name, column) in enumerate(new.values.items())
    }
    return code_list(about, [code for code, _ in rows], starts, ends, values)


def _history(known: CodeList) -> dict[str, list[Stretch]]:
    columns = [column.tolist() for column in known.values.values()]
    firsts, lasts = (
        [otherwise if day is None else day.isoformat() for day in days.tolist()]
        for days, otherwise in ((known.starts, EVER), (known.ends, FOR_EVER))
    )
    history: dict[str, list[Stretch]] = {}
    rows = zip(known.codes.tolist(), firsts, lasts, zip(*columns, strict=True), strict=True)
    for code, first, last, values in rows:
        history.setdefault(code, []).append(Stretch(first, last, values))
    return history


def _icd10cm(known: CodeSet, new: CodeSet) -> CodeSet:
    if isinstance(known, CodeList) and isinstance(new, CodeList):
        return icd10cm_release.merge(known, new)
    return new


def _values(first: S, second: S) -> Mapping[str, Any]:
    return {
        name: np.concatenate([column, second.values[name]]) for name, column in first.values.items()
    }


def _of_both(first: About, second: About) -> About:
    sources = dict.fromkeys([*first.source.split("; "), *second.source.split("; ")])
    return replace(second, source="; ".join(sources))


_WAYS: Final[Mapping[str, Callable[[CodeSet, CodeSet], CodeSet]]] = {
    ICD10CM: _icd10cm,
    HCPCS: _with_vanished,
    PTP: _parts,
    ADD_ONS: _newest,
    MUE: _by_days,
    RVU: _by_days,
}
