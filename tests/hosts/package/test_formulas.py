"""Formulas: references found and moved, nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator

from xlbilling.hosts.files.package.changes import (
    RowShift,
    SheetRemoval,
    SheetRename,
    TableRename,
)
from xlbilling.hosts.files.package.formula_text import to_file, to_shown
from xlbilling.model.formula_scan import (
    Pattern,
    Reference,
    prefix_for,
    rewrite,
    sheets_of,
)

# Left out: A1#, which openpyxl cannot read, and A1:INDEX(, which it takes for a function.
FORMULAS = [
    "A1", "$A$1+B2*C$3", "SUM(A1:B2,C:C,$4:5)", "'My sheet'!A1", "Sheet1!$A$1:$B$2", "LOG10(A1)",
    '"A1"&A2', 'IF(A1="it\'s A2",B1,"")', "tbl[Col A1]", "tbl[[#This Row],[A1]]*B1",
    "[1]Sheet1!A1+A1", "'[1]My sheet'!A1+A2", "SUM(Sheet1:Sheet3!A1)", "{1,2;3,4}", "1E5+A1",
    "#REF!+A1", "#N/A", "my.name1+_A1+A1_b+XFE1", "DATE1", "ABC1234567890", "'It''s'!B2", "A1 B2",
    "(A1,B2)", "-A1%", "Sheet1!Total", "A1=B1", "SUM(tbl[[#All],[x]:[y]])", "A1048576", "A1048577",
    "TRUE", "R1C1", "Größe!A1",
]  # fmt: skip


def references(formula: str) -> list[str]:
    """Return the references our scanner finds, those to other workbooks left out."""
    found: list[str] = []

    def note(reference: Reference) -> str:
        found.append(reference.text)
        return reference.text

    assert rewrite(formula, note) == formula
    return found


@pytest.mark.parametrize(
    ("formula", "want"),
    [
        ("SUM(A1:B2,C:C,$4:5)", ["A1:B2", "C:C", "$4:5"]),
        ("A1:INDEX(B:B,3)", ["A1", "B:B"]),
        ('"A1"&A2', ["A2"]),
        ("tbl[[#This Row],[A1]]*B1", ["B1"]),
        ("'[1]My sheet'!A1+A2", ["A2"]),
        ("LOG10(A1)+LOG10", ["A1", "LOG10"]),
        ("my.name1+_A1+A1_b+XFE1", []),
        ("'It''s'!B2*Größe!A1", ["'It''s'!B2", "Größe!A1"]),
        ("#REF!A1+Sheet1!#REF!", []),
        ("{1,2;3,4}", []),
        ("SUM(Sheet1:Sheet3!A1)", ["Sheet1:Sheet3!A1"]),
    ],
)
def test_references_are_found_and_nothing_else(formula: str, want: list[str]) -> None:
    assert references(formula) == want


@pytest.mark.parametrize("formula", FORMULAS)
def test_openpyxl_s_tokenizer_sees_the_same_ranges(formula: str) -> None:
    """Every reference we find lies in an operand that openpyxl calls a range."""
    operands = [one.value for one in Tokenizer(f"={formula}").items if one.subtype == "RANGE"]

    for reference in references(formula):
        assert any(reference in operand for operand in operands)


@pytest.mark.parametrize(
    "formula",
    [
        "A1",
        "$A$1+B2*C$3",
        "SUM(A1:B2,$C$9)",
        "'My sheet'!A1*2",
        "LOG10(A1)",
        '"A1"&A2',
        "SUM(A:A,B:B)",
    ],
)
@given(row=st.integers(1, 500), column=st.integers(1, 200))
def test_a_shared_formula_moves_as_openpyxl_moves_it(formula: str, row: int, column: int) -> None:
    from openpyxl.utils import get_column_letter

    there = f"{get_column_letter(column + 4)}{row + 4}"

    want = Translator(f"={formula}", origin="D4").translate_formula(there)

    assert f"={Pattern(formula, 4, 4).at(row + 4, column + 4)}" == want


def test_a_reference_pushed_off_the_sheet_is_lost() -> None:
    assert Pattern("A1+$A$1", 5, 1).at(4, 1) == "#REF!+$A$1"


@pytest.mark.parametrize(
    ("formula", "inserted", "deleted"),
    [
        # two rows inserted above row 5; rows 5 and 6 deleted
        ("A4", "A4", "A4"),
        ("A5", "A7", "#REF!"),
        ("$A$7", "$A$9", "$A$5"),
        ("A1:A10", "A1:A12", "A1:A8"),
        ("A1:A4", "A1:A4", "A1:A4"),
        ("A1:A5", "A1:A7", "A1:A4"),
        ("A6:A9", "A8:A11", "A5:A7"),
        ("A5:A6", "A7:A8", "#REF!"),
        ("A10:A1", "A12:A1", "A8:A1"),
        ("5:9", "7:11", "5:7"),
        ("A:C", "A:C", "A:C"),
        ("Claims!B5&Other!B5", "Claims!B7&Other!B5", "Claims!#REF!&Other!B5"),
        ("CLAIMS!B9", "CLAIMS!B11", "CLAIMS!B7"),
        ("SUM(Claims:Other!B9)", "SUM(Claims:Other!B9)", "SUM(Claims:Other!B9)"),
        ("A1048576", "#REF!", "A1048574"),
        ('"A9"', '"A9"', '"A9"'),
    ],
)
def test_references_follow_the_rows(formula: str, inserted: str, deleted: str) -> None:
    assert RowShift("Claims", 5, 2).formula(formula, "Claims") == inserted
    assert RowShift("Claims", 5, -2).formula(formula, "Claims") == deleted


def test_a_formula_on_another_sheet_follows_only_where_it_names_the_sheet() -> None:
    shift = RowShift("Ana's claims", 5, 2)

    assert shift.formula("A9+'Ana''s claims'!A9", "Other") == "A9+'Ana''s claims'!A11"


@given(
    first=st.integers(1, 60),
    length=st.integers(0, 20),
    row=st.integers(1, 60),
    count=st.integers(1, 20),
)
def test_deleting_what_was_inserted_gives_every_reference_back(
    first: int, length: int, row: int, count: int
) -> None:
    formula = f"SUM($B{first}:C${first + length})+D{first}"

    there = RowShift("S", row, count).formula(formula, "S")

    assert RowShift("S", row, -count).formula(there, "S") == formula


def test_a_renamed_sheet_is_quoted_where_it_must_be() -> None:
    rename = SheetRename("Claims", "Ana's 2026")
    text = "Claims!A1+'Claims'!B2+Claims!Total+SUM(Claims:Sums!A1)+Claimss!A1+\"Claims!A1\"+[1]Claims!A1"

    want = (
        "'Ana''s 2026'!A1+'Ana''s 2026'!B2+'Ana''s 2026'!Total+SUM('Ana''s 2026:Sums'!A1)"
        '+Claimss!A1+"Claims!A1"+[1]Claims!A1'
    )
    assert rename.formula(text, "Sums") == want
    assert SheetRename("Ana's 2026", "Claims").formula(want, "Sums") == text.replace(
        "'Claims'", "Claims"
    )


@pytest.mark.parametrize(
    "name", ["Claims", "My sheet", "2026", "A1", "RC", "Ana's", "a.b", "Größe", "x-y"]
)
def test_every_sheet_name_survives_its_quotes(name: str) -> None:
    assert sheets_of(prefix_for(name)) == (name, name)
    assert references(f"{prefix_for(name)}B2+1") == [f"{prefix_for(name)}B2"]


def test_a_deleted_sheet_leaves_errors() -> None:
    assert (
        SheetRemoval("Claims").formula("Claims!A1+Other!A1+Claims!Total", "")
        == "#REF!+Other!A1+#REF!"
    )


def test_a_renamed_table_is_renamed_in_formulas_only() -> None:
    rename = TableRename({"tblold": "tblNew"})

    assert (
        rename.formula('SUM(tblOld[Paid])+tblOld2[x]+"tblOld"', "")
        == 'SUM(tblNew[Paid])+tblOld2[x]+"tblOld"'
    )


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("=XLOOKUP(A1,B:B,C:C)", "_xlfn.XLOOKUP(A1,B:B,C:C)", "XLOOKUP(A1,B:B,C:C)"),
        ("FILTER(A1:A9,B1:B9)", "_xlfn._xlws.FILTER(A1:A9,B1:B9)", "FILTER(A1:A9,B1:B9)"),
        ("SUM(A1)", "SUM(A1)", "SUM(A1)"),
        ('"XLOOKUP(x)"', '"XLOOKUP(x)"', '"XLOOKUP(x)"'),
        ("_xlfn.IFS(A1,1)", "_xlfn.IFS(A1,1)", "IFS(A1,1)"),
        ("tbl[@Paid]*2", "tbl[[#This Row],[Paid]]*2", "tbl[@Paid]*2"),
        ("tbl[@[Paid on]]", "tbl[[#This Row],[Paid on]]", "tbl[@[Paid on]]"),
        ("SUM(tbl[@[a]:[b]])", "SUM(tbl[[#This Row],[a]:[b]])", "SUM(tbl[[#This Row],[a]:[b]])"),
    ],
)
def test_formulas_are_kept_in_the_file_s_own_words(typed: str, kept: str, shown: str) -> None:
    assert to_file(typed) == kept
    assert to_shown(kept) == shown
