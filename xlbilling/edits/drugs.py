"""Edits on drugs: the package's number, its unit and how much of it was given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xlbilling.edits import services
from xlbilling.edits.code_needs import NDC, needed
from xlbilling.edits.examples import Examples, other_patient
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR

_DIGITS: Final = re.compile(r"[0-9]{11}|[0-9]{5}-[0-9]{4}-[0-9]{2}")
_UNITS: Final = frozenset({"F2", "GR", "ME", "ML", "UN"})


@edit(
    "CV-066",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2410 LIN and CTP; Medicaid asks for the NDC of drugs",
    fix="copy the 11 digits (5-4-2) from the package, with unit and quantity",
    examples=Examples(
        good={"code": "J1100", "ndc": "00641036725", "ndc_unit": "ML", "ndc_qty": 1.0},
        bad={"code": "J1100", "ndc": "0641036725", "ndc_unit": "ML", "ndc_qty": 1.0},
        office=other_patient(coverage={"payer_id": "MCAID"}),
    ),
)
def drug_is_named_with_quantity(lines: Lines) -> Iterator[Failing]:
    """A drug's NDC has eleven digits, a unit and a quantity, and is there where a payer asks it.

    Medicaid gets one with each J-code; other payers and codes are rows of the Code Needs sheet.
    """
    given = ~lines.blank("ndc")
    yield lines.says(
        lines.holds("ndc", lambda ndc: ndc and not _DIGITS.fullmatch(ndc)),
        "ndc",
        "NDC is {ndc}; expected 11 digits, 5-4-2",
        ndc=lines.codes_shown("ndc"),
    )
    yield lines.says(
        given & lines.holds("ndc_unit", lambda unit: unit not in _UNITS),
        "ndc_unit",
        "NDC unit is {unit}; expected F2, GR, ME, ML or UN",
        unit=lines.codes_shown("ndc_unit"),
    )
    yield lines.says(
        given & ~(lines.numbers("ndc_qty") > 0),
        "ndc_qty",
        "NDC quantity is blank or not above 0; expected the quantity given",
    )
    medicaid = lines.holds("code", lambda code: code.startswith("J")) & services.paid_by(
        lines, "MEDICAID"
    )
    yield lines.says(
        medicaid & ~given,
        "ndc",
        "NDC is blank on a drug that Medicaid pays; expected 11 digits, 5-4-2",
    )
    asked = needed(lines, NDC)
    yield lines.says(
        asked.mask & ~given & ~medicaid,
        "ndc",
        "NDC is blank on code {code}; expected 11 digits, 5-4-2, as {row} asks for it",
        code=lines.procedures_shown(),
        row=lines.tables["code_needs"].addresses("need", asked.row),
    )
