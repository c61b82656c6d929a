"""Edits on who gives and who bills the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import npi
from xlbilling.edits.columns import Columns, Positions, Words
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR, WARNING

_ROLES: Final = ("billing", "rendering", "referring")
_NPIS_SINCE: Final = np.datetime64("2007-05-23", "D")
"""The day from which claims must carry NPIs (45 CFR 162.404); before it payers gave numbers."""
_TIN: Final = re.compile(r"[0-9]{2}-?[0-9]{7}|[0-9]{3}-[0-9]{2}-[0-9]{4}")
_TAXONOMY: Final = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
_PO_BOX: Final = re.compile(
    r"\b(p\.?\s*o\.?\s*box|post\s+office\s+box|lock\s*box)\b", re.IGNORECASE
)


@edit(
    "CV-020",
    severity=ERROR,
    basis="CMS, Requirements for NPI check digit: Luhn over 80840 and the number",
    fix="look the number up in the NPI registry; two digits are often swapped",
    examples=Examples(
        good={"rendering_npi": "1234567893", "billing_npi": "1558598797"},
        bad={"rendering_npi": "1999996666"},
    ),
)
def npis_are_valid(lines: Lines) -> Iterator[Failing]:
    """Every NPI has ten digits, starts with 1 or 2 and ends in its check digit."""
    if lines.today < _NPIS_SINCE:
        return
    for role in _ROLES:
        field = f"{role}_npi"
        yield lines.says(
            lines.holds(field, lambda number: number and not npi.is_valid(number)),
            field,
            f"{role} NPI {{trouble}}",
            trouble=_troubles(lines, field),
        )
    field = "facility_npi"
    shown = _troubles(lines.locations.columns, field)
    rows = lines.locations.rows
    yield lines.locations.says(
        lines.locations.holds(field, lambda number: number and not npi.is_valid(number)),
        field,
        "facility NPI {trouble}",
        trouble=lambda at: shown(rows[at]),
    )


def _troubles(columns: Columns, field: str) -> Words:
    def words(at: Positions) -> list[str]:
        return [npi.trouble(number) for number in columns.text(field)[at]]

    return words


@edit(
    "CV-021",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010AA NM109; 277CA A6>560",
    fix="choose the billing provider from the list",
    examples=Examples(good={}, bad={"billing_npi": None}),
)
def biller_is_named(lines: Lines) -> Iterator[Failing]:
    """A line that goes to a payer names its billing provider."""
    yield lines.says(
        lines.blank("billing_npi") & lines.billable,
        "billing_npi",
        "billing NPI is blank; expected the NPI of who bills",
    )


@edit(
    "CV-022",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010AA REF*EI or REF*SY",
    fix="type the nine digits of the EIN or SSN into the Providers sheet",
    examples=Examples(
        good={},
        bad={"billing_npi": "1992999866"},
        office={"providers": ({"npi": "1992999866", "tin": "12345678"},)},
    ),
)
def biller_has_tax_id(lines: Lines) -> Iterator[Failing]:
    """The billing provider's tax id has nine digits, written as an EIN or SSN."""
    billing = lines.provider("billing")
    yield billing.says(
        billing.holds("tin", lambda tin: not _TIN.fullmatch(tin)) & billing.of_line(lines.billable),
        "tin",
        "tax id of the billing provider is blank or not nine digits; expected an EIN or SSN",
    )


@edit(
    "CV-024",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2000A and 2310B PRV03; common practice",
    fix="look the taxonomy code up in the NPI registry; it has 10 characters and ends in X",
    examples=Examples(
        good={},
        bad={"billing_npi": "1992999866"},
        office={"providers": ({"npi": "1992999866", "taxonomy": "Family"},)},
    ),
)
def taxonomy_has_its_shape(lines: Lines) -> Iterator[Failing]:
    """A provider's taxonomy code, where there is one, has ten characters and ends in X."""
    for role in ("billing", "rendering"):
        provider = lines.provider(role)
        yield provider.says(
            provider.holds("taxonomy", lambda code: code and not _TAXONOMY.fullmatch(code)),
            "taxonomy",
            f"taxonomy of the {role} provider is {{code}}; expected ten characters such as "
            "207Q00000X",
            code=provider.codes_shown("taxonomy"),
        )


@edit(
    "CV-026",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2010AA N301; common practice",
    fix="give the street address; a box belongs into the pay-to address",
    examples=Examples(
        good={},
        bad={"billing_npi": "1992999866"},
        office={"providers": ({"npi": "1992999866", "address": "PO Box 12"},)},
    ),
)
def biller_has_a_street(lines: Lines) -> Iterator[Failing]:
    """The billing provider's address is a street address, no PO box."""
    billing = lines.provider("billing")
    yield billing.says(
        billing.holds("address", _PO_BOX.search),
        "address",
        "address of the billing provider is a PO box; expected a street address",
    )
