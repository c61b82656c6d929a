"""Edits on who gives and who bills the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits import npi
from xlbilling.edits.columns import Columns, Mask, Positions, Words
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines, code_list
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR, WARNING

_ROLES: Final = ("billing", "rendering", "referring", "supervising")
_NPIS_SINCE: Final = np.datetime64("2007-05-23", "D")
"""The day from which claims must carry NPIs (45 CFR 162.404); before it payers gave numbers."""
_PERSON, _GROUP = "1", "2"
_TIN: Final = re.compile(r"[0-9]{2}-?[0-9]{7}|[0-9]{3}-[0-9]{2}-[0-9]{4}")
_TAXONOMY: Final = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
_PO_BOX: Final = re.compile(
    r"\b(p\.?\s*o\.?\s*bo?x|pob\s*#?\s*[0-9]|post\s+office\s+box|lock\s*box)", re.IGNORECASE
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
    basis="837P 005010X222A1, loop 2010AA NM109",
    fix="choose the billing provider from the list",
    answer="A6>560",
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
    """The billing provider is known, with a tax id of nine digits, written as an EIN or SSN.

    An office that keeps no Providers sheet at all is left alone: who bills cannot be known there.
    """
    billing = lines.provider("billing")
    if not billing.columns.size:
        return
    unknown = lines.billable & lines.holds("billing_npi", npi.is_valid)
    unknown[billing.lines] = False
    yield lines.says(
        unknown,
        "billing_npi",
        "billing NPI is not in the Providers sheet; expected a row there, with its tax id",
    )
    yield billing.says(
        billing.holds("tin", lambda tin: not _TIN.fullmatch(tin)) & billing.of_line(lines.billable),
        "tin",
        "tax id of the billing provider is blank or not nine digits; expected an EIN or SSN",
    )


@edit(
    "CV-023",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2310B: who gave the service, where that is not who bills",
    fix="choose who gave the service in Rendering NPI, and the group in Billing NPI",
    examples=Examples(good={}, bad={"rendering_npi": None}),
)
def a_group_names_who_gave_the_service(lines: Lines) -> Iterator[Failing]:
    """A group's line names who gave the service, and only a group bills for another person."""
    billing = lines.provider("billing")
    kind = np.full(lines.size, "", dtype=object)
    kind[billing.lines] = billing.text("type")
    given = ~lines.blank("rendering_npi")
    yield lines.says(
        (kind == _GROUP) & ~given & lines.billable,
        "rendering_npi",
        "rendering NPI is blank, and a group bills; expected who gave the service",
    )
    who, biller = lines.numbered("rendering_npi", "billing_npi")
    yield lines.says(
        (kind == _PERSON) & given & (who != biller) & lines.billable,
        "billing_npi",
        "billing NPI is a person's, but another gave the service; expected the group's NPI",
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
def taxonomy_is_one_the_payer_takes(lines: Lines) -> Iterator[Failing]:
    """A taxonomy code has ten characters and ends in X; who bills has one that the payer takes."""
    for role in ("billing", "rendering"):
        provider = lines.provider(role)
        yield provider.says(
            provider.holds("taxonomy", lambda code: code and not _TAXONOMY.fullmatch(code)),
            "taxonomy",
            f"taxonomy of the {role} provider is {{code}}; expected ten characters such as "
            "207Q00000X",
            code=provider.codes_shown("taxonomy"),
        )
    billers = _billers_by_payer(lines)
    yield billers.says(
        ~_is_taken(lines, billers),
        "taxonomy",
        "taxonomy of the billing provider is {code}; expected one that the payer's row names",
        code=billers.codes_shown("taxonomy"),
    )


def _billers_by_payer(lines: Lines) -> Joined:
    """Return lines with their billing provider, once for each payer of the day."""
    providers = lines.tables["providers"]
    row = lines.match("billing_npi", providers, "npi")[lines.payers.lines]
    known = row != NOWHERE
    return Joined(providers, lines.claim, lines.payers.lines[known], row[known])


def _is_taken(lines: Lines, billers: Joined) -> Mask:
    """Return where the payer's list has the biller's code, asked once for each pair of them."""
    known = lines.match("billing_npi", lines.tables["providers"], "npi") != NOWHERE
    lists = lines.tables["payers"].distinct("taxonomies")
    codes = lines.tables["providers"].distinct("taxonomy")
    wanted = lists.codes[lines.payers.rows[known[lines.payers.lines]]]
    pairs = wanted * len(codes.values) + codes.codes[billers.rows]
    numbers, pair = np.unique(pairs, return_inverse=True)
    taken = [
        not lists.values[n // len(codes.values)]
        or code_list(lists.values[n // len(codes.values)])(codes.values[n % len(codes.values)])
        for n in numbers.tolist()
    ]
    return np.array(taken, dtype=bool)[pair]


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
        billing.blank("address") & billing.of_line(lines.billable),
        "address",
        "address of the billing provider is blank; expected a street address",
    )
    yield billing.says(
        billing.holds("address", _PO_BOX.search),
        "address",
        "address of the billing provider is a PO box; expected a street address",
    )
