"""The code sets that come with the program, and which set counts where the office has its own."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from xlbilling.codesets import packing
from xlbilling.model import codes
from xlbilling.model.codes import CodeList, CodeSets, PairList
from xlbilling.model.errors import InputFileError


@dataclass(frozen=True, slots=True)
class Shipped:
    """A set of the package's own data.

    Attributes:
        file: its name in the folder ``codesets/data``.
        module: the module of ``codesets`` that makes the set of the file's bytes.
        function: the module's function, which takes the bytes.
    """

    file: str
    module: str
    function: str = "read"

    def read(self, content: bytes) -> CodeList | PairList:
        """Return the set that the file holds."""
        module: Any = importlib.import_module(f"xlbilling.codesets.{self.module}")
        made: CodeList | PairList = getattr(module, self.function)(content)
        return made


SHIPPED: Final = {
    codes.ICD10CM: Shipped("icd10cm.txt", "icd10cm"),
    codes.EXCLUDES1: Shipped("icd10cm-excludes1.txt", "icd10cm", "read_excludes1"),
    codes.PLACES: Shipped("pos.csv", "places"),
}

Stored = Callable[[str], tuple[str, bytes] | None]
"""Gives the file of a set in the office's store, as (how to name it, bytes); None for none."""

Packaged = Callable[[str], bytes | None]
"""Gives a file of the package's data; None where there is none of that name."""


def gather(
    names: Iterable[str], stored: Stored, packaged: Packaged, *, skips_damaged: bool = False
) -> CodeSets:
    """Return the sets named: the office's own where it loaded one, else the shipped one.

    Args:
        names: names of ``model/codes.py``; one that is neither loaded nor shipped is left out.
        stored: looks into the office's store.
        packaged: looks into the package's data.
        skips_damaged: leave out a damaged file of the store instead of refusing it: for the task
            that loads it again.

    Raises:
        InputFileError: ``CODES-DAMAGED``, a file of the store is not as the program left it.
    """
    found: dict[str, CodeList | PairList] = {}
    for name in names:
        try:
            one = _stored(name, stored) or _shipped(name, packaged)
        except InputFileError:
            if not skips_damaged:
                raise
            one = _shipped(name, packaged)
        if one is not None:
            found[name] = one
    return found


def _stored(name: str, stored: Stored) -> CodeList | PairList | None:
    file = stored(name)
    if file is None:
        return None
    where, content = file
    one = packing.unpack(content, where)
    if one.about.name != name:
        raise packing.damaged(where)
    return one


def _shipped(name: str, packaged: Packaged) -> CodeList | PairList | None:
    content = packaged(SHIPPED[name].file) if name in SHIPPED else None
    return None if content is None else SHIPPED[name].read(content)
