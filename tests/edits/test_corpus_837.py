"""Public 837P files through all edits: what is well formed has no error that is not a real one.

A file counts as well formed when pyx12's own guides accept its transactions. Those that pyx12
rejects are left out of the check on errors, each with pyx12's verdict, which is asked anew here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.edits.pyx12_verdict import verdict
from xlbilling.claimfiles.reader import ClaimFile, read_claims
from xlbilling.codesets import shipped
from xlbilling.edits import catalogue
from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.lines import Lines
from xlbilling.hosts import code_store
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.codes import CodeSets
from xlbilling.model.tables import Snapshot

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "837P"
FILES = sorted(path.name for path in CORPUS.iterdir()) if CORPUS.exists() else []

pytestmark = pytest.mark.skipif(
    not FILES, reason="the corpus of public files is not beside the project"
)

NEED_THE_OFFICES_TABLES = {"CV-011", "CV-012", "CV-084"}
"""Known payers, coverage dates and filing limits stand in the office's sheets, in no claim file."""

COMPONENTS = {
    "LinuxForHealth_x12__demo.cob.2ndary.example4.837": ">",
    "LinuxForHealth_x12__demo.example12.837": ">",
}
"""Files that declare one separator of components and use this one (rules.md R-4)."""

NO_HL = "Segment NM1*85 not found"
NO_CODE = 'Mandatory data element "Diagnosis Code" (HI01-02) is missing'
REJECTED = {
    "AlexJReid_scribe__facility_837.edi": NO_HL,
    "AlexJReid_scribe__neurology_837.edi": NO_HL,
    "AlexJReid_scribe__professional_837.edi": NO_HL,
    "AlexJReid_scribe__rehab_837.edi": NO_HL,
    "AlexJReid_scribe__sample_837.edi": NO_HL,
    "AlexJReid_scribe__sample_837_billing_provider_switch.edi": "Segment PRV*BI not found",
    "Bsingh8387_EDI-to-CSV-Change__sample_837.edi": NO_HL,
    "CloudFocused_healthcare-edi-converter__111111.edi": "Segment NM1*46 not found",
    "azoner_pyx12__x12testdata.py_837miss.source": 'Mandatory segment "Interchange Control Trailer"',
    "azoner_pyx12__x12testdata.py_elements.source": "(004010X098A2) is not a valid code",
    "azoner_pyx12__x12testdata.py_per_segment_repeat.source": "Segment PER exceeded max count",
    "gallagherg_ediparser__834_X098.txt": "(0123) is not a valid code for Transmission Type Code",
    "gallagherg_ediparser__837_X098.txt": "(Fl) is not a valid code for Subscriber State Code",
    "genformai_edi-cli__sample-837.edi": "(CI) is not a valid code for Insurance Type Code (SBR05)",
    "imsweb_x12-parser__x12_bad_first_line.txt": NO_CODE,
    "imsweb_x12-parser__x12_complex.txt": NO_CODE,
    "imsweb_x12-parser__x12_missing_elements.txt": '"Entity Type Qualifier" (NM102) is missing',
    "imsweb_x12-parser__x12_missing_required_loops_mult_repeats.txt": NO_CODE,
    "imsweb_x12-parser__x12_multiple_isa.txt": NO_CODE,
    "imsweb_x12-parser__x12_segments_out_of_order.txt": '"Billing Provider City, State, ZIP Code" (N4) missing',
    "imsweb_x12-parser__x12_valid_different_separators.txt": NO_CODE,
    "jdavisp3_TigerShark__837-example.txt": '"Subscriber State Code" (N402) is too long',
    "rohanrkamath_KW-X12-Parser__edi_sample_75_claims.txt": '"Employment Status Code" (SBR08) is marked as Not Used',
}
"""pyx12's verdict on the files that it rejects."""

# What pyx12 does not look at and is wrong all the same: edit, field, how often, and why it is true.
TRUE_FINDINGS: dict[str, list[tuple[str, str, int, str]]] = {
    "LinuxForHealth_x12__demo.cob.2ndary.example4.837": [
        ("CV-020", "billing_npi", 1, "1234567890 has not its check digit, which is 3"),
    ],
    "LinuxForHealth_x12__demo.cob.example3.B.837": [
        ("CV-020", "billing_npi", 3, "1999996666 has not its check digit, which is 7"),
        ("CV-020", "locations.facility_npi", 1, "1581234567 has not its check digit, which is 8"),
        ("CV-020", "rendering_npi", 3, "1999996666 again"),
    ],
    "LinuxForHealth_x12__demo.example12.837": [
        ("CV-020", "rendering_npi", 1, "1112223336 has not its check digit, which is 8"),
    ],
    "LinuxForHealth_x12__demo.example2.837": [
        ("CV-020", "billing_npi", 4, "9876543210: an NPI starts with 1 or 2"),
        ("CV-020", "locations.facility_npi", 1, "5812345679: an NPI starts with 1 or 2"),
    ],
    "LinuxForHealth_x12__patient-is-subscriber.837": [
        ("CV-020", "billing_npi", 4, "dated 2013, when each needs an NPI, but names an EIN (24)"),
        ("CV-020", "rendering_npi", 4, "dated 2013, but names an SSN (34)"),
    ],
    "apimeister_x12-types__005010_837.edi": [
        ("CV-020", "billing_npi", 4, "9876543210: an NPI starts with 1 or 2"),
    ],
    "azoner_pyx12__x12testdata.py_simple_837p.source": [
        ("CV-062", "dos_from", 1, "a service of 2005-04-14 in a file of 2004-11-05"),
    ],
    "kreddys_edi-lens__837p.test.wrapped.edi": [
        ("CV-064", "pos", 2, "CMS knows place 19 from 2016-01-01; the services are of 2015"),
    ],
    "moov-io_x12__sample.txt": [
        ("CV-020", "locations.facility_npi", 6, "123456789 has nine digits"),
        ("CV-020", "referring_npi", 11, "123456789 has nine digits, 7876666666 starts with 7"),
        ("CV-020", "rendering_npi", 11, "123456789 and 111212222 have nine digits"),
        ("CV-056", "pointers", 7, "SV107 points to a second diagnosis, HI has one"),
        ("CV-075", "line", 1, "the last two claims are the same, CLM01 and line and all"),
        ("CV-080", "claim_id", 3, "CLM01 1029353-03 stands for claims of three patients"),
        ("CV-083", "code", 5, "97530 of one day, patient and provider on several lines"),
    ],
    "slott56_TigerShark__837-example.txt": [
        ("CV-088", "claim_id", 1, "SBR01 is S, but no loop 2320 names the first payer"),
    ],
    "xlate_staedi__sample837-original.edi": [
        ("CV-020", "billing_npi", 1, "123456789 has nine digits"),
        ("CV-020", "referring_npi", 1, "12345679030 has eleven digits"),
    ],
}  # fmt: skip

WELL_FORMED = [name for name in FILES if name not in REJECTED]


def _read(name: str) -> ClaimFile:
    return read_claims((CORPUS / name).read_bytes(), name, component=COMPONENTS.get(name))


@cache
def _shipped() -> CodeSets:
    return shipped.gather(shipped.SHIPPED, lambda _: None, code_store.packaged)


def _book(read: ClaimFile) -> Snapshot:
    """Return a workbook of these rows, with the code sets that every office has."""
    tables = {name: frames.from_records(BY_NAME[name], rows) for name, rows in read.tables.items()}
    return Snapshot(tables, codes=_shipped())


def _errors(read: ClaimFile) -> list[ClaimFinding]:
    """Return the errors of all edits that need no table of the office, on the file's own day."""
    assert read.file_date is not None
    edits = [one for one in catalogue.all_edits() if one.id not in NEED_THE_OFFICES_TABLES]
    lines = Lines(_book(read), read.file_date)
    return [one for one in catalogue.check(lines, edits) if one.severity == "E"]


def _counted(errors: list[ClaimFinding]) -> list[tuple[str, str, int]]:
    kinds = [(one.edit.id, one.field) for one in errors]
    return [(*kind, kinds.count(kind)) for kind in sorted(set(kinds))]


@pytest.mark.parametrize("name", FILES)
def test_pyx12_gives_the_verdict_that_is_listed(name: str) -> None:
    said = verdict((CORPUS / name).read_bytes(), COMPONENTS.get(name))

    assert REJECTED.get(name, "") in said
    assert bool(said) == (name in REJECTED)


@pytest.mark.parametrize("name", FILES)
def test_every_row_fits_the_workbook(name: str) -> None:
    """Each cell is of a column that there is, passes its gate, and no row is lost on the way."""
    read = _read(name)
    book = _book(read)

    for table, rows in read.tables.items():
        names = {column.name: column.frame_name for column in BY_NAME[table].columns}
        assert {field for row in rows for field in row} <= {*names, *names.values()}
        assert len(book.frame(table)) == len(rows)
    assert book.findings == ()


@pytest.mark.parametrize("name", WELL_FORMED)
def test_a_well_formed_file_has_no_false_error(name: str) -> None:
    want = [(edit, field, count) for edit, field, count, _ in TRUE_FINDINGS.get(name, [])]

    assert _counted(_errors(_read(name))) == want


@pytest.mark.parametrize(
    ("name", "good", "bad", "edit"),
    [
        ("LinuxForHealth_x12__demo.837", "NM1*QC*1*SMITH*TED", "NM1*QC*1*SMITH", "CV-001"),
        ("LinuxForHealth_x12__demo.837", "D8*19730501*M", "D8*20730501*M", "CV-002"),
        ("LinuxForHealth_x12__demo.837", "D8*19730501*M", "D8*19730501", "CV-003"),
        ("LinuxForHealth_x12__demo.837", "N4*MIAMI*FL*33413", "N4*MIAMI**33413", "CV-004"),
        ("LinuxForHealth_x12__demo.837", "MI*JS00111223333", "MI*00000000000", "CV-007"),
        ("LinuxForHealth_x12__demo.837", "PAT*19", "PAT*", "CV-009"),
        ("LinuxForHealth_x12__demo.837", "******CI", "******09", "CV-016"),
        ("LinuxForHealth_x12__demo.837", "XX*1912301953", "XX*1912301935", "CV-020"),
        ("LinuxForHealth_x12__demo.837", "REF*EI*587654321", "REF*EI*58765432", "CV-022"),
        ("LinuxForHealth_x12__demo.837", "N3*234 SEAWAY ST", "N3*PO BOX 234", "CV-026"),
        ("LinuxForHealth_x12__demo.837", "HI*BK:0340*BF:V7389~", "", "CV-030"),
        ("LinuxForHealth_x12__demo.837", "BK:0340", "BK:03", "CV-031"),
        ("LinuxForHealth_x12__demo.837", "BF:V7389", "BF:0340", "CV-036"),
        ("LinuxForHealth_x12__demo.837", "*Y*A*Y*I~", "*Y*A*Y*I**AA:::FL~", "CV-039"),
        ("LinuxForHealth_x12__demo.837", "HC:87070", "HC:8707", "CV-050"),
        ("LinuxForHealth_x12__demo.837", "HC:87070", "HC:87070:QW:QW", "CV-053"),
        ("LinuxForHealth_x12__demo.837", "40*UN*1.0***1", "40*UN*1.0***3", "CV-056"),
        ("LinuxForHealth_x12__demo.837", "40*UN*1.0", "40*UN*0", "CV-058"),
        ("LinuxForHealth_x12__demo.837", "HC:87070*15", "HC:87070*-15", "CV-059"),
        ("LinuxForHealth_x12__demo.837", "20061010", "20161010", "CV-062"),
        ("LinuxForHealth_x12__demo.837", "***11:B:1", "***98:B:1", "CV-064"),
        ("LinuxForHealth_x12__demo.837", "LX*2", "LX*1", "CV-075"),
        ("LinuxForHealth_x12__demo.837", "CLM*26463774", "CLM*26463774 A", "CV-080"),
        ("LinuxForHealth_x12__demo.837", "***11:B:1", "***11:B:7", "CV-081"),
        ("LinuxForHealth_x12__demo.837", "HC:87070*15", "HC:99213*40", "CV-083"),
        ("LinuxForHealth_x12__demo.cob.example3.B.837", "AMT*D*39.15", "AMT*D*38.15", "CV-087"),
        ("LinuxForHealth_x12__demo.cob.example3.B.837", "SVD*999996666*15.00*HC:90782**1.00~", "", "CV-088"),
    ],
)  # fmt: skip
def test_a_defect_put_into_a_well_formed_file_is_found(
    name: str, good: str, bad: str, edit: str
) -> None:
    """What is read reaches the edits: no file is free of errors because nothing was looked at."""
    text = re.sub(r"~\s*", "~", (CORPUS / name).read_text("utf-8"))
    spoiled = text.replace(good, bad)

    assert spoiled != text
    assert edit in {one.edit.id for one in _errors(read_claims(spoiled.encode(), name))}


@pytest.mark.parametrize("name", WELL_FORMED)
def test_every_service_of_a_well_formed_file_is_a_row(name: str) -> None:
    """Counted in the text itself; the charges add up to the cent as well."""
    text = (CORPUS / name).read_text("utf-8")
    charges = [Decimal(one) for one in re.findall(r"SV1\*[^*]*\*([^*]*)\*", text)]
    rows = _read(name).tables["claims"]

    assert [row["charge_cents"] for row in rows] == [one * 100 for one in charges]


def test_each_listed_file_is_there() -> None:
    assert {*REJECTED, *TRUE_FINDINGS, *COMPONENTS} <= {*FILES}
