"""Every kind of code file: which set it makes, how it is told from the others, how it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from xlbilling.codesets import (
    addons,
    hcpcs,
    icd10cm_order,
    mue,
    office_lists,
    prices,
    ptp,
    rvu,
)
from xlbilling.model import codes
from xlbilling.model.codes import CodeList, PairList
from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of code file.

    Attributes:
        name: the set that it makes, or ``fees`` and ``rates``, which go to the sheets of that name.
        title: what it is, in words.
        looks_like: tells whether a file is of this kind; quick, whatever its size.
        read: makes the set; None for prices.
    """

    name: str
    title: str
    looks_like: Callable[[InputFile], bool]
    read: Callable[[InputFile], CodeList | PairList] | None = None


READERS: Final = (
    Reader(
        codes.ICD10CM,
        "the ICD-10-CM order file of CMS",
        icd10cm_order.looks_like,
        icd10cm_order.read,
    ),
    Reader(codes.HCPCS, "the HCPCS Level II file of CMS", hcpcs.looks_like, hcpcs.read),
    Reader(codes.PTP, "an NCCI PTP file", ptp.looks_like, ptp.read),
    Reader(codes.MUE, "an NCCI MUE file", mue.looks_like, mue.read),
    Reader(codes.ADD_ONS, "the NCCI add-on code file", addons.looks_like, addons.read),
    Reader(codes.RVU, "the fee schedule file PPRRVU of CMS", rvu.looks_like, rvu.read),
    *(
        Reader(kind.name, f"a list of {words}", kind.looks_like, kind.read)
        for kind, words in zip(
            office_lists.KINDS, ("CPT codes", "modifiers", "places of service"), strict=True
        )
    ),
    Reader(prices.FEES, "a list of prices", prices.looks_like),
)

FIX: Final = (
    "load a file as CMS publishes it (ICD-10-CM order, HCPCS, NCCI PTP, MUE or add-on, PPRRVU; its"
    " zip file too), or a CSV or XLSX with a header row: Code with Description, From, To, or Code"
    " with Fee"
)


def reader_of(file: InputFile, wanted: str = "") -> Reader | None:
    """Return the one reader that claims a file; None for a zip's member that nobody does.

    Args:
        file: the file.
        wanted: the set that the user names, which decides between several; "" for none.

    Raises:
        InputFileError: ``CODES-KIND``, no reader claims it, or several do, or not the wanted one.
    """
    claiming = [one for one in READERS if one.looks_like(file)]
    chosen = [one for one in claiming if wanted in {"", one.name}]
    if len(chosen) == 1:
        return chosen[0]
    if not claiming:
        if "/" in file.name:
            return None
        raise InputFileError(f"{file.name}: no code file that is known", id="CODES-KIND", fix=FIX)
    raise _not_one(file, claiming, wanted)


def _not_one(file: InputFile, claiming: Sequence[Reader], wanted: str) -> InputFileError:
    titles = " or ".join(one.title for one in claiming)
    if wanted:
        what = f"it is {titles}, not what --set {wanted} says"
        return InputFileError(f"{file.name}: {what}", id="CODES-KIND", fix="leave out --set")
    names = " or ".join(f"--set {one.name}" for one in claiming)
    return InputFileError(
        f"{file.name}: it may be {titles}", id="CODES-KIND", fix=f"say which it is with {names}"
    )
