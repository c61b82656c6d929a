"""Move the relative references of a formula, as copying a cell does."""

from __future__ import annotations

from xlbilling.hosts.files.package.addresses import cell_name

_ORIGIN = (500_000, 8_000)  # far from every edge, so that moving up and left works as well


def moved(formula: str, down: int, right: int) -> str:
    """Return the formula as it reads that many rows below and columns to the right.

    A reference that would leave the sheet becomes ``#REF!``, as in Excel.
    """
    from openpyxl.formula.translate import Translator, TranslatorError

    origin = cell_name(*_ORIGIN)
    target = cell_name(_ORIGIN[0] + down, _ORIGIN[1] + right)
    text = formula if formula.startswith("=") else f"={formula}"
    try:
        out = str(Translator(text, origin=origin).translate_formula(target))
    except TranslatorError:
        return "=#REF!" if formula.startswith("=") else "#REF!"
    return out if formula.startswith("=") else out.removeprefix("=")
