"""What the store holds once files are loaded: parts of a release put together, releases merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import groupby
from typing import Any

from xlbilling.codesets import merging, packing
from xlbilling.codesets.merging import CodeSet
from xlbilling.model.codes import CodeSets
from xlbilling.model.errors import InputFileError
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.model.plan import StoreCodes


@dataclass(frozen=True)
class Loaded:
    """What loading changes.

    Attributes:
        sets: the sets that become another, by name.
        findings: what was not loaded, and why.
    """

    sets: Mapping[str, CodeSet]
    findings: tuple[Finding, ...]

    def changes(self) -> tuple[StoreCodes, ...]:
        """Return what to write into the store."""
        return tuple(StoreCodes(name, packing.pack(one)) for name, one in self.sets.items())

    def as_json(self) -> list[dict[str, Any]]:
        """Return what was loaded as the command's JSON shows it."""
        return [
            {
                "set": name,
                "version": one.about.version,
                "source": one.about.source,
                "codes": len(one),
                "from": one.about.first_day or None,
                "to": one.about.last_day or None,
            }
            for name, one in self.sets.items()
        ]


def load(parts: Sequence[CodeSet], known: CodeSets, as_of: date) -> Loaded:
    """Return the sets as they are with the parts loaded.

    Args:
        parts: what was read of each file.
        known: what is loaded or shipped by now.
        as_of: the day that counts as the day of loading.

    Raises:
        InputFileError: a file holds no codes.
    """
    sets: dict[str, CodeSet] = {}
    findings: list[Finding] = []
    for one in parts:
        if not len(one):
            raise InputFileError(
                f"{one.about.source}: it has headers but no codes",
                id="CODES-EMPTY",
                fix="download or export it again; nothing was loaded",
            )
    for name, releases in _releases(parts):
        before = known.get(name)
        after = before
        for release in releases:
            after = merging.updated(after, release)
        if before is not None and after is not None and merging.is_same(before, after):
            findings += [_left(release, before) for release in releases]
        elif after is not None:
            about = replace(after.about, loaded_on=as_of.isoformat())
            sets[name] = replace(after, about=about)
    return Loaded(sets, tuple(findings))


def _releases(parts: Iterable[CodeSet]) -> Iterable[tuple[str, list[CodeSet]]]:
    """Return the releases of each set, the oldest first, each put together of its parts."""

    def set_of(one: CodeSet) -> str:
        return one.about.name

    def release_of(one: CodeSet) -> tuple[str, str]:
        return one.about.first_day, one.about.version

    for name, ones in groupby(sorted(parts, key=set_of), key=set_of):
        by_release = groupby(sorted(ones, key=release_of), key=release_of)
        yield name, [reduce(merging.together, same) for _, same in by_release]


def _left(release: CodeSet, known: CodeSet) -> Finding:
    shown = f"{release.about.name} {release.about.version}".strip()
    if release.about.first_day and release.about.first_day < known.about.first_day:
        return Finding(
            "CODES-OLDER",
            WARNING,
            f"{shown} is older than {known.about.version}, which is loaded; it was left aside",
            release.about.source,
            "load the release of the current quarter",
        )
    return Finding("CODES-KNOWN", INFO, f"{shown} is loaded already", release.about.source)
