"""Claims of a file as rows of the Claims table, one a service line, with what goes along."""

from __future__ import annotations

from typing import Final

from xlbilling.claimfiles import people, prior
from xlbilling.claimfiles.office import Office
from xlbilling.claimfiles.tree import CLAIM, LINE, NONE, SUBSCRIBER, Node, Segment
from xlbilling.claimfiles.values import ASK, Row, Values
from xlbilling.model import money
from xlbilling.model.findings import ERROR
from xlbilling.x12.composites import procedure_of

_DIAGNOSES: Final = frozenset({"ABK", "ABF", "BK", "BF"})
"""HI qualifiers of diagnoses: ICD-10-CM since October 2015, ICD-9-CM before."""
_MOST_DIAGNOSES: Final = 12
_ACCIDENTS: Final = {"AA": "AUTO", "AU": "AUTO", "EM": "WORK", "OA": "OTHER"}
"""CLM11 by what the workbook calls it; its order is that of which to keep of several."""
_LETTERS: Final = "ABCDEFGHIJKL"
_PROCEDURES: Final = "HC"
_NDC: Final = "N4"


def add_claims(root: Node, office: Office, values: Values) -> None:
    """Add every claim of a transaction to the tables.

    Args:
        root: the transaction.
        office: where the rows go.
        values: reads the elements; gathers the findings.
    """
    for claim in root.below():
        if claim.kind == CLAIM:
            values.claim_id = claim.first("CLM").at(1)
            _add_claim(claim, office, values)
    values.claim_id = ""


def _add_claim(claim: Node, office: Office, values: Values) -> None:
    lines = list(claim.loops(LINE))
    clm = claim.first("CLM")
    if not lines:
        values.tell(("837-NO-LINES", ERROR), clm, "it has no service line and is left out", ASK)
        return
    patient = people.patient_id(claim, office, values)
    people.add_coverages(claim, patient, office, values)
    common = _of_claim(claim, office, values) | {"patient_id": patient}
    rows = [common | _of_line(line, common, office, values) for line in lines]
    rows[0] |= _on_first_line(claim, values)
    for row in rows:
        office.add("claims", row)
    _check_total(clm, rows, values)
    _add_submission(claim, office, values)
    prior.add_answers(claim, rows, office, values)


def _of_claim(claim: Node, office: Office, values: Values) -> Row:
    """Return what every row of the claim carries."""
    clm = claim.first("CLM")
    referring = people.npi_of(claim, "DN", office, values)
    return {
        "claim_id": clm.at(1),
        "pos": values.parts(clm, 5)[0],
        "rendering_npi": people.npi_of(claim, "82", office, values),
        "billing_npi": people.billing_npi(claim, office, values),
        "referring_npi": referring,
        "referring_role": "DN" if referring else "",
        "supervising_npi": people.npi_of(claim, "DQ", office, values),
        "location": people.location_of(claim, office, values),
        **_diagnoses(claim, values),
        "auth": claim.first("REF", "G1").at(2),
        "admission_date": values.day(claim.first("DTP", "435")),
        "discharge_date": values.day(claim.first("DTP", "096")),
        "last_seen": values.day(claim.first("DTP", "304")),
        "pickup": _place(claim, "PW"),
        "dropoff": _place(claim, "45"),
        **_accident(claim, values),
        "assignment": {"A": "Y", "B": "Y", "C": "N"}.get(clm.at(7), ""),
        "signed": clm.at(6),
    }


def _diagnoses(claim: Node, values: Values) -> Row:
    """Return the diagnoses as sent, in their order; a code without its qualifier is told."""
    codes = []
    for segment in claim.every("HI"):
        parts = [values.parts(segment, at) for at in range(1, len(segment.elements))]
        codes += [part[1] for part in parts if part[0] in _DIAGNOSES and part[1]]
        if any(part[0] in _DIAGNOSES and not part[1] for part in parts):
            what = "a diagnosis qualifier (HI) has no code with it"
            values.tell(("X12-CODE", ERROR), segment, what, ASK)
        if any(part[0] not in _DIAGNOSES for part in parts):
            values.inform(segment, "a code of HI that is no diagnosis is left out")
    if len(codes) > _MOST_DIAGNOSES:
        values.inform(claim.first("HI"), f"of {len(codes)} diagnoses the first 12 are read")
    return {f"dx{n}": code for n, code in enumerate(codes[:_MOST_DIAGNOSES], start=1)}


def _accident(claim: Node, values: Values) -> Row:
    clm = claim.first("CLM")
    causes = values.parts(clm, 11)
    known = [word for code, word in _ACCIDENTS.items() if code in causes[:3]]
    if len(set(known)) > 1:
        values.inform(clm, "of several causes of the accident (CLM11) one is read")
    on = claim.first("DTP", "439")
    if on is not NONE and not known:
        values.inform(on, "an accident date without its cause (CLM11) is read all the same")
    return {
        "accident": known[0] if known else "",
        "accident_date": values.day(on),
        "accident_state": causes[3],
    }


def _place(holder: Node, role: str) -> str:
    """Return where an ambulance fetched or brought the patient, in one line."""
    home = people.address_of(holder.party(role))
    town = " ".join(str(home[name]) for name in ("state", "zip") if home.get(name))
    return ", ".join(str(part) for part in (home.get("address"), home.get("city"), town) if part)


def _on_first_line(claim: Node, values: Values) -> Row:
    """Return what is the whole claim's and stands on its first row only."""
    paid, note = claim.first("AMT", "F5"), claim.first("NTE")
    return {"patient_paid_cents": values.cents(paid, 2), "note": note.at(2)}


def _of_line(line: Node, claim: Row, office: Office, values: Values) -> Row:
    """Return what the line says itself; where it says nothing the claim's stands."""
    sv1 = line.first("SV1")
    first, last = values.days(line.first("DTP", "472"))
    ordering = people.npi_of(line, "DK", office, values)
    referring = people.npi_of(line, "DN", office, values)
    own: Row = {
        "pos": sv1.at(5),
        "rendering_npi": people.npi_of(line, "82", office, values),
        "referring_npi": referring or ("" if claim["referring_npi"] else ordering),
        "supervising_npi": people.npi_of(line, "DQ", office, values),
        "auth": line.first("REF", "G1").at(2),
        "last_seen": values.day(line.first("DTP", "304")),
        "pickup": _place(line, "PW"),
        "dropoff": _place(line, "45"),
    }
    row = {name: value for name, value in own.items() if value}
    if row.get("referring_npi"):
        row["referring_role"] = "DN" if referring else "DK"
    if ordering and row.get("referring_npi", claim["referring_npi"]) != ordering:
        values.inform(sv1, "the ordering provider is left out, as another one referred")
    return {
        **row,
        "line": line.first("LX").at(1),
        "dos_from": first,
        "dos_to": last,
        **_procedure(sv1, values),
        "line_note": _line_note(line, values),
        **_drug(line, values),
    }


def _procedure(sv1: Segment, values: Values) -> Row:
    values.check_separator(sv1, 1)
    procedure = procedure_of(sv1.at(1), values.component)
    if procedure.qualifier and procedure.qualifier != _PROCEDURES:
        values.inform(sv1, "a procedure code that is neither CPT nor HCPCS is read as sent")
    mods = {f"mod{n}": code for n, code in enumerate(procedure.modifiers, start=1)}
    return {
        "code": procedure.code,
        **mods,
        "pointers": _pointers(values.parts(sv1, 7)),
        "units": values.quantity(sv1, 4),
        "unit_type": sv1.at(3),
        "charge_cents": values.cents(sv1, 2),
    }


def _pointers(parts: list[str]) -> str:
    """Return SV107 as billers write it; a single 10, 11 or 12 as its letter, else two pointers."""
    given = [one for one in parts if one]
    if len(given) == 1 and given[0] in {"10", "11", "12"}:
        return _LETTERS[int(given[0]) - 1]
    return ",".join(given)


def _line_note(line: Node, values: Values) -> str:
    """Return the note that goes with the line; else the description of its code (SV101-7)."""
    return line.first("NTE").at(2) or values.parts(line.first("SV1"), 1)[6]


def _drug(line: Node, values: Values) -> Row:
    lin, ctp = line.first("LIN"), line.first("CTP")
    if lin is NONE:
        return {}
    if sum(one.tag == "LIN" for one in line.segments) > 1:
        values.inform(lin, "of several drugs on a line the first is read")
    return {
        "ndc": lin.at(3) if lin.at(2) == _NDC else "",
        "ndc_qty": values.quantity(ctp, 4),
        "ndc_unit": values.parts(ctp, 5)[0],
    }


def _check_total(clm: Segment, rows: list[Row], values: Values) -> None:
    """Tell of a claim whose lines do not add up to what it says they do (CLM02)."""
    stated = values.cents(clm, 2)
    charges = [row["charge_cents"] for row in rows]
    if stated is None or not all(isinstance(one, int) for one in charges):
        return
    total = sum(one for one in charges if isinstance(one, int))
    if stated != total:
        what = (
            f"the claim's charge is {money.show(stated)}, but its lines add up to "
            f"{money.show(total)}: {money.difference(stated, total)}"
        )
        values.tell(("837-TOTAL", ERROR), clm, what, "find the line that is missing or wrong")


def _add_submission(claim: Node, office: Office, values: Values) -> None:
    """Add how the claim goes out where it is no first claim to the first payer.

    The day of sending stays blank: the file is what is about to be sent.
    """
    clm, subscriber = claim.first("CLM"), claim.up(SUBSCRIBER)
    frequency, number = values.parts(clm, 5)[2], claim.first("REF", "F8").at(2)
    level = people.LEVELS.get(subscriber.first("SBR").at(1), "") if subscriber else ""
    if frequency in {"", "1"} and not number and level in {"", "1"}:
        return
    row: Row = {
        "claim_id": clm.at(1),
        "level": level,
        "payer_id": people.payer_id_of(subscriber) if subscriber else "",
        "frequency": frequency,
        "payer_claim_no": number,
    }
    office.add("submissions", row)
