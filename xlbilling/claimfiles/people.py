"""Who a claim names: patient, insured, payers, providers, where the service was given."""

from __future__ import annotations

from typing import Final

from xlbilling.claimfiles.office import Office
from xlbilling.claimfiles.tree import BILLING, NONE, PATIENT, PAYER, SUBSCRIBER, Node, Segment
from xlbilling.claimfiles.values import Row, Values

LEVELS: Final = {"P": "1", "S": "2", "T": "3"}
"""SBR01 as the level of a coverage."""

_TYPES: Final = {
    "MA": "MEDICARE", "MB": "MEDICARE", "MC": "MEDICAID", "WC": "WORK COMP", "AM": "AUTO",
    "CH": "OTHER", "FI": "OTHER", "OF": "OTHER", "TV": "OTHER", "VA": "OTHER", "ZZ": "OTHER",
    "11": "OTHER",
}  # fmt: skip
"""SBR09 as the type of a payer; what is not here is a commercial plan."""
_GOVERNMENT: Final = frozenset({"MA", "MB", "MC", "CH", "OF", "TV", "VA"})
_NPI: Final = "XX"
_TAX_IDS: Final = frozenset({"24", "34"})
"""NM108 of a number that is an EIN or SSN, as 4010 had it before there were NPIs."""
_PERSON: Final = "1"
_RELEASES: Final = {"A": "Y", "M": "Y", "O": "Y"}
"""CLM09 of 4010 that tell of a release on file, as 5010 writes it."""
_FACILITIES: Final = ("77", "FA", "LI", "TL")
"""Who NM1 names as the place of the service; 4010 had four roles for it."""


def _name(party: Node | None) -> Segment:
    return party.first("NM1") if party is not None else NONE


def address_of(party: Node | None) -> Row:
    """Return the address that follows a name."""
    if party is None:
        return {}
    street, city = party.first("N3"), party.first("N4")
    lines = " ".join(filter(None, (street.at(1), street.at(2))))
    return {
        "address": lines,
        "city": city.at(1),
        "state": city.at(2),
        "zip": city.at(3),
        "country": city.at(4),
    }


def _without_country(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "country"}


def patient_id(claim: Node, office: Office, values: Values) -> str:
    """Add the claim's patient and return the id given; "" where nobody is named.

    The 837P has no patient number: a person is told by name, birth date and sex.
    """
    patient, subscriber = claim.up(PATIENT), claim.up(SUBSCRIBER)
    holder = patient or subscriber
    party = _patient_party(patient, subscriber)
    if party is None or holder is None:
        return ""
    named, born = _name(party), party.first("DMG")
    last, first, sex = named.at(3), named.at(4), born.at(3)
    dob = values.day(born, 2)
    key = (last.upper(), first.upper(), dob, sex) if last or first else (id(party),)
    own = office.id_of("patients", key, "P")
    row: Row = {
        "patient_id": own,
        "last": last,
        "first": first,
        "dob": dob,
        "sex": sex,
        **address_of(party),
        "guarantor_id": _guarantor_id(subscriber, office, values),
        "deceased": values.day(holder.first("PAT"), 6),
        **_consents(claim.first("CLM")),
    }
    office.once("patients", key, row, (values, named))
    return own


def _patient_party(patient: Node | None, subscriber: Node | None) -> Node | None:
    if patient is not None:
        return patient.party("QC")
    return subscriber.party("IL") if subscriber is not None else None


def _consents(clm: Segment) -> Row:
    """Return what the patient signed: CLM08, CLM09, and CLM10, who made the signature."""
    release = _RELEASES.get(clm.at(9), clm.at(9))
    return {
        "release_of_info": release,
        "benefits_assigned": clm.at(8),
        "signature_on_file": "Y" if release == "Y" or clm.at(10) else "N",
    }


def _guarantor_id(subscriber: Node | None, office: Office, values: Values) -> str:
    """Add the responsible party (4010, NM1*QD) and return the id given; "" where none is named."""
    party = subscriber.party("QD") if subscriber is not None else None
    if party is None:
        return ""
    named = _name(party)
    key = (named.at(3).upper(), named.at(4).upper())
    own = office.id_of("guarantors", key, "G")
    row: Row = {"guarantor_id": own, "last": named.at(3), "first": named.at(4)}
    row |= _without_country(address_of(party))
    office.once("guarantors", key, row, (values, named))
    return own


def add_coverages(claim: Node, patient: str, office: Office, values: Values) -> None:
    """Add the coverage that the claim goes to and those of the other payers (2320)."""
    subscriber, dependent = claim.up(SUBSCRIBER), claim.up(PATIENT)
    pat = dependent.first("PAT").at(1) if dependent is not None else ""
    if subscriber is not None:
        _add_coverage(subscriber, (patient, pat), office, values)
    for other in claim.loops(PAYER):
        _add_coverage(other, (patient, ""), office, values)


def _add_coverage(insured: Node, whose: tuple[str, str], office: Office, values: Values) -> None:
    sbr, party = insured.first("SBR"), insured.party("IL")
    patient, pat01 = whose
    payer = _payer_id(insured, office, values)
    level = LEVELS.get(sbr.at(1), "")
    if sbr.at(1) and not level:
        values.inform(sbr, "a coverage that is not primary, secondary or tertiary is left out")
        return
    named, born = _name(party), party.first("DMG") if party is not None else NONE
    home = {f"subscriber_{name}": value for name, value in address_of(party).items()}
    row: Row = {
        "patient_id": patient,
        "level": level,
        "payer_id": payer,
        "member_id": named.at(9),
        "group": sbr.at(3),
        "relationship": sbr.at(2) or pat01,
        "subscriber_last": named.at(3),
        "subscriber_first": named.at(4),
        "subscriber_dob": values.day(born, 2),
        "subscriber_sex": born.at(3),
        "msp_type": sbr.at(5),
        **{name: value for name, value in home.items() if name != "subscriber_country"},
    }
    key = (patient, level, payer, named.at(9), row["relationship"])
    office.once("coverage", key, row, (values, sbr))


def payer_id_of(insured: Node) -> str:
    """Return the id of the payer that a subscriber's or other payer's loop names."""
    return _name(insured.party("PR")).at(9)


def _payer_id(insured: Node, office: Office, values: Values) -> str:
    """Add the payer of a coverage and return its id."""
    named, indicator = _name(insured.party("PR")), insured.first("SBR").at(9)
    own = named.at(9)
    row: Row = {
        "payer_id": own,
        "name": named.at(3),
        "electronic_id": own,
        "filing_indicator": indicator,
        "type": _TYPES.get(indicator, "COMMERCIAL") if indicator else "",
        "government": "Y" if indicator in _GOVERNMENT else "",
    }
    if own:
        office.once("payers", own, row, (values, named))
    return own


def billing_npi(claim: Node, office: Office, values: Values) -> str:
    """Add who bills the claim and return the NPI, or the number that stands in its place."""
    billing = claim.up(BILLING)
    if billing is None:
        return ""
    return _provider(billing.party("85"), billing.first("PRV", "BI"), office, values)


def npi_of(holder: Node, role: str, office: Office, values: Values) -> str:
    """Add who a claim or line names in a role and return the NPI, or the number in its place.

    Args:
        holder: the claim or the line.
        role: NM101: ``82`` rendering, ``DN`` referring, ``DK`` ordering, ``DQ`` supervising.
        office: where the row goes.
        values: where the findings go.
    """
    party = holder.party(role)
    return _provider(party, party.first("PRV") if party is not None else NONE, office, values)


def _provider(party: Node | None, prv: Segment, office: Office, values: Values) -> str:
    if party is None:
        return ""
    named = _name(party)
    own, person = named.at(9), named.at(2) == _PERSON
    tin = party.first("REF", "EI", "SY").at(2) or (own if named.at(8) in _TAX_IDS else "")
    if not own:
        if named.at(3):
            values.inform(named, "a provider without a number is left out")
        return ""
    row: Row = {
        "npi": own,
        "name": " ".join(filter(None, (named.at(4) if person else "", named.at(3)))),
        "type": named.at(2),
        "taxonomy": prv.at(3),
        "tin": tin,
        **_without_country(address_of(party)),
    }
    office.once("providers", own, row, (values, named))
    return own


def location_of(claim: Node, office: Office, values: Values) -> str:
    """Add where the services of the claim were given and return the id, "" where none is named."""
    party, values_at = claim.party(*_FACILITIES), claim.first("CLM")
    if party is None:
        return ""
    named, clia = _name(party), claim.first("REF", "X4").at(2)
    place = values.parts(values_at, 5)[0]
    npi = named.at(9) if named.at(8) == _NPI else ""
    home = _without_country(address_of(party))
    key = (npi, named.at(3).upper(), str(home.get("address", "")).upper(), place)
    own = office.id_of("locations", key, "L")
    row: Row = {
        "location": own,
        "name": named.at(3),
        "pos": place,
        "facility_npi": npi,
        **home,
        "clia": clia,
    }
    office.once("locations", key, row, (values, named))
    return own
