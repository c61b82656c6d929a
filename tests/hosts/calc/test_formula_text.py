"""Formulas between Excel's grammar and that of Calc's interface."""

import pytest

from xlbilling.hosts.calc.formula_text import to_calc, to_excel

BOTH = [
    ("=SUM(A1:B2,C3)", "=SUM(A1:B2;C3)"),
    ("=Claims!A1+$B$2", "=$Claims.A1+$B$2"),
    ("='Payer Rules'!A1:B9", "=$'Payer Rules'.A1:B9"),
    ("='O''Neil'!A1", "=$'O''Neil'.A1"),
    ('=IF(A1="a,b;c","x!y",{1,2;3,4})', '=IF(A1="a,b;c";"x!y";{1;2|3;4})'),
    ("=Remits[[#All],[Paid]]", "=Remits[[#All];[Paid]]"),
    ("=SUM(Remits[@Paid],Remits[@[Other PR]])",
     "=SUM(Remits[[#This Row];[Paid]];Remits[[#This Row];[Other PR]])"),
    ("=SUM((A1,B2))", "=SUM((A1~B2))"),
    ("=CEILING.MATH(A1,2)", "=CEILING.MATH(A1;2)"),
    ("=SUM(A:A,$1:$3)", "=SUM(A:A;$1:$3)"),
    ("=IFERROR(#REF!,Sheet2!B:B)", "=IFERROR(#REF!;$Sheet2.B:B)"),
    ('="its"&Rates!rate', '="its"&$Rates.rate'),
]  # fmt: skip


@pytest.mark.parametrize(("excel", "in_calc"), BOTH)
def test_a_formula_is_the_same_both_ways(excel: str, in_calc: str) -> None:
    assert to_calc(excel) == in_calc
    assert to_excel(in_calc) == excel


@pytest.mark.parametrize(
    ("excel", "in_calc"),
    [
        ("=_xlfn.XLOOKUP(1,A:A,B:B)", "=XLOOKUP(1;A:A;B:B)"),
        ("=_xlfn._xlws.FILTER(A1:A9,B1:B9)", "=FILTER(A1:A9;B1:B9)"),
        ("=Remits[[#This Row],[Paid]]", "=Remits[[#This Row];[Paid]]"),
    ],
)
def test_a_formula_of_a_file_is_understood(excel: str, in_calc: str) -> None:
    assert to_calc(excel) == in_calc


@pytest.mark.parametrize(
    ("in_calc", "excel"),
    [
        ("=Sheet1.A2", "=Sheet1!A2"),
        ("=xlb_age_bucket(A1;rate)", "=XLB_AGE_BUCKET(A1,rate)"),
        ("='A b'.A2", "='A b'!A2"),
    ],
)
def test_what_calc_writes_in_its_own_way_is_shown_as_excel_does(in_calc: str, excel: str) -> None:
    assert to_excel(in_calc) == excel
