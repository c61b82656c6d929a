"""Formulas as people type them and as files keep them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlbilling.model.formula_scan import rewrite_brackets, rewrite_words

# Functions younger than Excel 2007, which files mark so that older programs do not misread them.
# Source: Microsoft, "Issue: An _xlfn. prefix is displayed in front of a formula"; MS-XLSX 2.2.2.
_YOUNG_NAMES: Final = """
    ACOT ACOTH AGGREGATE ANCHORARRAY ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST
    BINOM.DIST.RANGE BINOM.INV BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH
    CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST CHOOSECOLS
    CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S
    CSC CSCH DAYS DECIMAL DROP ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT F.INV
    F.INV.RT F.TEST FIELDVALUE FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS
    FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT
    GAMMA GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH
    IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET
    LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST
    NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC
    PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI POISSON.DIST QUARTILE.EXC
    QUARTILE.INC QUERYSTRING RANDARRAY RANK.AVG RANK.EQ REDUCE RRI SCAN SEC SECH SEQUENCE SHEET
    SHEETS SINGLE SKEW.P SORTBY STDEV.P STDEV.S SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T
    T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNICHAR UNICODE UNIQUE
    VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR
    Z.TEST
"""
_YOUNG: Final = frozenset(_YOUNG_NAMES.split())
_YOUNG_ON_SHEETS: Final = frozenset({"FILTER", "SORT"})

_THIS_ROW: Final = re.compile(r"\[@(?:\[((?:[^\[\]']|'.)*)\]|((?:[^\[\]'@:]|'.)*))\]")
_THIS_ROW_IN_FILE: Final = re.compile(r"\[\[#This Row\],\[((?:[^\[\]']|'.)*)\]\]")
_SIMPLE_COLUMN: Final = re.compile(r"[\w.]+")
_MARKS: Final = re.compile(r"_xlfn\.(?:_xlws\.)?|_xlpm\.")


@lru_cache(maxsize=1024)  # a live column has one formula for all its rows
def to_file(formula: str) -> str:
    """Return the formula as a file keeps it.

    The equals sign goes, young functions get their ``_xlfn.`` mark, ``[@Col]`` becomes
    ``[[#This Row],[Col]]``.
    """
    text = formula.removeprefix("=")
    text = rewrite_words(text, _marked)
    return rewrite_brackets(text, _this_row) if "[@" in text else text


def to_shown(formula: str) -> str:
    """Return a file's formula as Excel shows it, without an equals sign."""
    text = formula
    if "_xl" in text:
        text = rewrite_words(text, lambda word, _: _MARKS.sub("", word))
    return rewrite_brackets(text, _at_sign) if "[#This Row]" in text else text


def _marked(word: str, following: str) -> str:
    if following != "(":
        return word
    name = word.upper()
    if name in _YOUNG:
        return f"_xlfn.{name}"
    return f"_xlfn._xlws.{name}" if name in _YOUNG_ON_SHEETS else word


def _this_row(brackets: str) -> str:
    if brackets == "[@]":
        return "[#This Row]"
    found = _THIS_ROW.fullmatch(brackets)
    if found is None:
        return (
            brackets.replace("[@", "[[#This Row],", 1) if brackets.startswith("[@[") else brackets
        )
    column = found[1] if found[1] is not None else found[2]
    return f"[[#This Row],[{column}]]"


def _at_sign(brackets: str) -> str:
    found = _THIS_ROW_IN_FILE.fullmatch(brackets)
    if found is None:
        return brackets
    column = found[1]
    return f"[@{column}]" if _SIMPLE_COLUMN.fullmatch(column) else f"[@[{column}]]"
