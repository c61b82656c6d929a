"""What a finding may quote of a text that is wrong.

In a damaged file any element may hold a name or a member id. So a text is shown only
where it looks like what should stand there; else the finding names the element alone.
Each function returns the quotation with a blank in front, or nothing.
"""

from __future__ import annotations

import re
from typing import Final

_AMOUNT: Final = re.compile(
    r"[-+($ ]{0,4}(?=[.,]*\d)[\d.,]{1,24}(?:E[+-]?\d{1,3})?\)?(?: ?(?:CR|DR|-))? {0,4}"
    r"|#[A-Z0-9/]{2,8}[!?]?",
    re.ASCII | re.IGNORECASE,
)
_DAY: Final = re.compile(
    r"\d{6}|\d{8}(?:-\d{8})?|\d{1,2}[/-]\d{1,2}[/-](?:\d{2}|\d{4})|\d{4}[/-]\d{1,2}[/-]\d{1,2}",
    re.ASCII,
)
_CODE: Final = re.compile(r"[A-Z0-9]{1,2}|[A-Z]{0,2}\d{1,3}", re.ASCII | re.IGNORECASE)
_PROCEDURE: Final = re.compile(
    r"(?:[A-Z0-9]{2}[^\w\s])?(?=[A-Z]*\d)[A-Z0-9]{3,7}(?:[^\w\s][A-Z0-9]{2}){0,4}|\d{11}",
    re.ASCII | re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{1,9}", re.ASCII | re.IGNORECASE)
_SEGMENT: Final = re.compile(
    "AAA|ADX|BGN|BHT|BLN|CLM|CN1|CR1|CR2|CR3|CRC|CTP|DMG|DTP|EB|ENT|FRM|HCP|HI|HL|INS|ITD|K3|LE|"
    "LIN|LS|MEA|N2|NTE|NX1|OI|PAT|PRV|PWK|RMR|SBR|STC|SV1|SV2|SV3|SV5|SVD|"
    "AMT|BPR|CAS|CLP|CUR|DTM|LQ|LX|MIA|MOA|N1|N3|N4|NM1|PER|PLB|QTY|RDM|REF|SVC|TRN|TS2|TS3",
    re.IGNORECASE,
)


def _quoted(pattern: re.Pattern[str], text: str) -> str:
    return f" {text!r}" if pattern.fullmatch(text) else ""


def amount(text: str) -> str:
    """Quote an attempt at an amount or a quantity, such as ``20.005``, ``$5`` or ``#REF!``."""
    return _quoted(_AMOUNT, text)


def day(text: str) -> str:
    """Quote an attempt at a date, such as ``20240230`` or ``13/45/2024``."""
    return _quoted(_DAY, text)


def code(text: str) -> str:
    """Give a short code as it is: a group, a CARC, a PLB code, an AMT qualifier."""
    return f" {text}" if _CODE.fullmatch(text) else ""


def procedure(text: str) -> str:
    """Give a procedure code as it is, in brackets; a name has no digit."""
    return f" ({text})" if _PROCEDURE.fullmatch(text) else ""


def control(text: str) -> str:
    """Quote a count or control number, or say that it is empty or none; a name has no digit."""
    return _quoted(_CONTROL, text) or (" no number" if text else " empty")


def segment(tag: str) -> str:
    """Quote a segment's id if a claim or payment transaction has it, in either case."""
    return _quoted(_SEGMENT, tag)
