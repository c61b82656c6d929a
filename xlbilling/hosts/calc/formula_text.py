"""Formulas as Excel writes them and as Calc's interface takes them, both in English.

Calc's interface (``setFormulaArray``) separates arguments by ``;``, names a sheet as ``$Name.A1``,
and writes ``{1;2|3;4}`` for a block of constants. It takes thousands of formulas in one call, which
LibreOffice's own FormulaParser does not. Source: LibreOffice's grammar ``PODF_A1``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from xlbilling.hosts.files.area_text import name_in_formula, unquoted
from xlbilling.hosts.files.package.formula_text import to_shown

_BRACKETS: Final = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_PLAIN: Final = r"[^\W\d]\w*"
_REFERENCE: Final = r"\$?[A-Z]{1,3}\$?[0-9]+(?![\w(.])|\$?[A-Z]{1,3}:\$?[A-Z]|\$?[0-9]+:\$?[0-9]"
_SKIPPED: Final = r"""(?P<skip>"(?:[^"]|"")*"|\#[A-Z][A-Z0-9/]*[!?]?)"""

_EXCELS: Final = re.compile(
    rf"""{_SKIPPED}
  | (?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!
  | (?P<brackets>{_BRACKETS})
  | (?P<mark>_xlfn\.(?:_xlws\.)?|_xlpm\.)
  | (?P<word>[\w.\\?]+\(?)
  | (?P<sign>[(){{}},;])
    """,
    re.VERBOSE,
)
_CALCS: Final = re.compile(
    rf"""{_SKIPPED}
  | \$?(?P<quoted>'(?:[^']|'')+')\.
  | \$(?P<fixed>{_PLAIN})\.
  | (?P<sheet>{_PLAIN})\.(?={_REFERENCE})
  | (?P<brackets>{_BRACKETS})
  | (?P<truth>TRUE|FALSE)\(\)
  | (?P<word>[\w.\\?]+\(?)
  | (?P<sign>[{{}};|~])
    """,
    re.VERBOSE,
)
_COLUMNS_APART: Final = re.compile(r"\]\s*,\s*\[")
_THIS_ROW: Final = re.compile(r"\[@(?:\[((?:[^\[\]']|'.)*)\]|((?:[^\[\]'@:]|'.)*))\]")


@lru_cache(maxsize=4096)  # a live column has one formula for all its rows
def to_calc(formula: str) -> str:
    """Return an Excel formula as Calc's interface takes it."""
    writer = _ToCalc()
    return _EXCELS.sub(writer.piece, formula)


@lru_cache(maxsize=4096)
def to_excel(formula: str) -> str:
    """Return a formula of Calc's interface as Excel shows it."""
    in_block = False

    def piece(found: re.Match[str]) -> str:
        nonlocal in_block
        kind, text = found.lastgroup, found[0]
        if kind in {"quoted", "fixed", "sheet"}:
            return name_in_formula(unquoted(found[str(kind)])) + "!"
        if kind == "brackets":
            return text.replace("];[", "],[")
        if kind == "truth":
            return found["truth"]
        if kind == "word" and text.endswith("("):
            return text.upper()  # Calc shows functions that it does not know in small letters
        if kind == "sign":
            in_block = text == "{" or (in_block and text != "}")
            return {";": ",", "|": ";" if in_block else text, "~": ","}.get(text, text)
        return text

    shown = _CALCS.sub(piece, formula)
    return "=" + to_shown(shown.removeprefix("=")) if shown.startswith("=") else shown


class _ToCalc:
    """Translates one formula from left to right; knows in which parentheses it is."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def piece(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        pieces: dict[str | None, Callable[[str], str]] = {
            "sheet": _sheet,
            "brackets": _brackets,
            "mark": lambda _: "",
            "word": self._word,
            "sign": self._sign,
        }
        return pieces.get(kind, str)(found[str(kind)])

    def _word(self, text: str) -> str:
        if text.endswith("("):
            self._open.append("call")
        # Without parentheses Calc would take a truth value for the number 1 or 0.
        return f"{text}()" if text.upper() in {"TRUE", "FALSE"} else text

    def _sign(self, text: str) -> str:
        if text in "({":
            self._open.append(text)
        elif text in ")}" and self._open:
            self._open.pop()
        inside = self._open[-1] if self._open else ""
        if inside == "{":
            return {",": ";", ";": "|"}.get(text, text)
        if text == ",":
            return "~" if inside == "(" else ";"
        return text


def _sheet(name: str) -> str:
    plain = unquoted(name)
    if re.fullmatch(_PLAIN, plain) and not re.fullmatch(r"[A-Za-z]{1,3}[0-9]+", plain):
        return f"${plain}."
    return "$'" + plain.replace("'", "''") + "'."


def _brackets(text: str) -> str:
    this_row = _THIS_ROW.fullmatch(text)
    if this_row is not None:
        column = this_row[1] if this_row[1] is not None else this_row[2]
        return f"[[#This Row];[{column}]]" if column else "[#This Row]"
    return _COLUMNS_APART.sub("];[", text)
