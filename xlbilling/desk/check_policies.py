"""Group Policies, and Excel's own settings, that keep the add-in's macros from running.

Sources: the policies' own texts in Microsoft's templates for Office 2016 (office16.admx,
excel16.admx). What is signed by a trusted publisher, or lies in a trusted folder, may run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from xlbilling.desk.desk import Desk
from xlbilling.desk.examined import Examined
from xlbilling.desk.here import is_signed
from xlbilling.desk.registry import VERSIONS, values
from xlbilling.model.findings import ERROR, Finding

_OWN: Final = r"HKCU\Software\Microsoft\Office"
_POLICIES: Final = (
    r"HKLM\Software\Policies\Microsoft\Office",
    r"HKCU\Software\Policies\Microsoft\Office",
    r"HKCU\Software\Policies\Microsoft\Cloud\Office",
)
"""The last is where Microsoft 365 keeps what is ordered over the network."""

_SIGN: Final = "sign xlbilling.xlam with the office's own key"
_NO_MACROS: Final = {3: "macros must be signed", 4: "all macros are switched off"}
_LOCATIONS: Final = range(21)


@dataclass(frozen=True)
class _Rule:
    """A value of the registry that forbids the add-in where it is 1."""

    place: str
    name: str
    words: str
    mend: str
    goes_for_signed: bool = False


_RULES: Final = (
    _Rule(
        r"Excel\Security",
        "disablealladdins",
        "all add-ins are switched off",
        "allow the add-in xlbilling.xlam",
        goes_for_signed=True,
    ),
    _Rule(r"Excel\Security", "requireaddinsig", "add-ins must be signed", _SIGN),
    _Rule(
        r"Common\Security",
        "requirealwaysonmacrosig",
        "macros that are always loaded must be signed",
        _SIGN,
    ),
    _Rule(
        "Common",
        "vbaoff",
        "Visual Basic is switched off for all of Office",
        "allow Visual Basic for Office applications",
        goes_for_signed=True,
    ),
)


def is_forbidden(seen: Examined) -> list[Finding]:
    """Find what keeps Excel from running the add-in."""
    desk = seen.desk
    signed = desk.addin.is_file() and is_signed(desk.addin.read_bytes())
    found = []
    for base in (rf"{root}\{version}" for root in (*_POLICIES, _OWN) for version in VERSIONS):
        for rule in _RULES:
            key = rf"{base}\{rule.place}"
            is_on = _number(desk, key, rule.name) == 1
            if is_on and (rule.goes_for_signed or not signed):
                found.append(_forbidden(key, rule.words, rule.mend))
        if not signed:
            found += _untrusted(desk, base)
    return found


def _untrusted(desk: Desk, base: str) -> list[Finding]:
    """Find that the startup folder is not trusted, in which macros run unsigned."""
    excel = rf"{base}\Excel\Security"
    trusted, common = rf"{excel}\Trusted Locations", rf"{base}\Common\Security\Trusted Locations"
    folder = f"make {desk.startup} a trusted location"
    if _number(desk, trusted, "alllocationsdisabled") == 1:
        level = _NO_MACROS.get(_number(desk, excel, "vbawarnings") or 0)
        words = f"{level}, and no folder is trusted" if level else "no folder is trusted"
        return [_forbidden(excel, words, f"allow trusted locations, and {folder}, or to {_SIGN}")]
    if _number(desk, common, "allow user locations") == 0 and not _is_named(desk):
        words = "only folders that a policy names are trusted, and Excel's startup folder is not"
        return [_forbidden(common, words, f"{folder} by policy, or to {_SIGN}")]
    return []


def _is_named(desk: Desk) -> bool:
    """Tell whether a policy names the startup folder, or one above it, as trusted."""
    bases = [rf"{root}\{version}" for root in _POLICIES for version in VERSIONS]
    keys = [
        rf"{base}\{part}\Security\Trusted Locations\Location{number}"
        for base in bases
        for part in ("Excel", "Common")
        for number in _LOCATIONS
    ]
    named = (str(values(desk.registry, key).get("path", "")) for key in keys)
    own = _plain(str(desk.startup), desk)
    return any(path and own.startswith(_plain(path, desk)) for path in named)


def _plain(path: str, desk: Desk) -> str:
    """Return a folder with its variables put in, all in one spelling."""
    known = {name.upper(): value for name, value in desk.variables.items()}
    whole = re.sub(r"%([^%]+)%", lambda m: known.get(m[1].upper(), m[0]), path)
    return whole.replace("\\", "/").rstrip("/").lower() + "/"


def _number(desk: Desk, key: str, name: str) -> int | None:
    value: Any = values(desk.registry, key).get(name)
    return value if isinstance(value, int) else None


def _forbidden(key: str, words: str, mend: str) -> Finding:
    if "Policies" in key:
        return Finding(
            "DESK-POLICY",
            ERROR,
            f"a Group Policy keeps the add-in from running: {words}",
            key,
            f"ask whoever manages this computer to {mend}",
        )
    return Finding(
        "DESK-TRUST",
        ERROR,
        f"Excel's own settings keep the add-in from running: {words}",
        key,
        "in Excel: File, Options, Trust Center, Settings; see Add-ins, Macros, Trusted Locations",
    )


CHECKS: Final = (is_forbidden,)
