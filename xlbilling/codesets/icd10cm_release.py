"""One release of ICD-10-CM as a code list, and releases merged into one list with dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xlbilling.codesets import icd10cm_flags, releases
from xlbilling.codesets.icd10cm import FLAGS
from xlbilling.codesets.releases import EVER, FOR_EVER, History, Stretch
from xlbilling.model.codes import About, CodeList, code_list

_NOTES: str = "code_first"
"""What only the tabular list's notes tell; a release without them keeps what was known."""


def release_list(
    about: About, billable: Mapping[str, bool], titles: Mapping[str, str], first: Collection[str]
) -> CodeList:
    """Return a release as a list of codes, open at both ends.

    Args:
        about: what it is; its days tell where it counts once it is merged.
        billable: every code of the release, and whether it may stand on a claim.
        titles: the titles of the codes, at least of those with fewer than 7 characters.
        first: the codes whose note has the underlying condition coded first.
    """
    codes = sorted(billable)
    heads = icd10cm_flags.without_seventh(code for code in codes if billable[code])
    having = {
        "seventh": {code for code in heads if not billable.get(code, True)},
        "manifestation": icd10cm_flags.spread(icd10cm_flags.manifestations(titles), codes),
        _NOTES: icd10cm_flags.spread({*first, *icd10cm_flags.causes(titles)}, codes),
        "unspecified": icd10cm_flags.spread(icd10cm_flags.unspecified_sides(titles), codes),
        "billable": {code for code in codes if billable[code]},
    }
    values = {name: np.array([code in having[name] for code in codes]) for name in FLAGS}
    return code_list(about, codes, [None] * len(codes), [None] * len(codes), values)


def merge(known: CodeList, new: CodeList) -> CodeList:
    """Return what is known with a release added, which alone says what holds on its days.

    Codes of the newest release go on after its last day, and codes of the oldest hold before its
    first: until a release of those days is loaded, nothing says otherwise.

    Args:
        known: releases merged before.
        new: a release; its ``about`` has its first and last day.
    """
    old, late = known.about, new.about
    first = late.first_day if late.first_day > old.first_day else EVER
    last = late.last_day if late.last_day < old.last_day else FOR_EVER
    history = releases.put(_history(known), _known_of_each(_with_notes(new, known)), first, last)
    about = replace(
        late if last == FOR_EVER else old,
        source=late.source if late.source == old.source else f"{old.source}; {late.source}",
        first_day=min(old.first_day, late.first_day),
        last_day=max(old.last_day, late.last_day),
    )
    return _listed(about, history)


def _with_notes(new: CodeList, known: CodeList) -> CodeList:
    """Return a release with the notes that it does not tell, as they are known by now."""
    if any(new.values[_NOTES]):
        return new
    noted = set(known.codes[np.asarray(known.values[_NOTES], dtype=bool)])
    kept = icd10cm_flags.spread(noted, new.codes)
    column = np.array([code in kept for code in new.codes], dtype=bool)
    return replace(new, values={**new.values, _NOTES: column})


def _known_of_each(known: CodeList) -> dict[str, tuple[bool, ...]]:
    return dict(zip(known.codes.tolist(), _flags(known), strict=True))


def _history(known: CodeList) -> History[str]:
    history: dict[str, list[Stretch]] = {}
    days = zip(_iso(known.starts, EVER), _iso(known.ends, FOR_EVER), strict=True)
    for code, (first, last), flags in zip(known.codes.tolist(), days, _flags(known), strict=True):
        history.setdefault(code, []).append(Stretch(first, last, flags))
    return history


def _flags(known: CodeList) -> list[tuple[bool, ...]]:
    columns = [known.values[name].tolist() for name in FLAGS]
    return list(zip(*columns, strict=True))


def _iso(days: NDArray[np.datetime64], for_none: str) -> list[str]:
    return [for_none if day is None else day.isoformat() for day in days.tolist()]


def _listed(about: About, history: History[str]) -> CodeList:
    rows = [(code, one) for code, stretches in history.items() for one in stretches]
    flags = np.array([one.known for _, one in rows], dtype=bool).reshape(len(rows), len(FLAGS))
    values = {name: flags[:, n] for n, name in enumerate(FLAGS)}
    return code_list(about, [code for code, _ in rows], *open_days(one for _, one in rows), values)


def open_days(stretches: Iterable[Stretch]) -> tuple[list[str | None], list[str | None]]:
    """Return the first and the last days of stretches, None for one that is open."""
    rows = list(stretches)
    firsts = [None if one.first == EVER else one.first for one in rows]
    return firsts, [None if one.last == FOR_EVER else one.last for one in rows]
