"""What the tests read of VBA: the public Subs and Functions of a module, with their arguments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlbilling.addin.building import Sources
from xlbilling.commands import build_addin

THEIRS = {"xlwings.bas", "Dictionary.cls"}
"""The files that are xlwings' own."""
STAND_INS = Path(__file__).parent / "stand_ins"
PLAYED = (
    "xlwings.bas",
    "Host.bas",
    "Walk.bas",
    "FakeControl.cls",
    "FakeRibbon.cls",
    "FakeServer.cls",
)
"""What stands in for xlwings, for the person and for Excel, and what calls the callbacks."""

_CONTINUED = re.compile(r" _\s*\n\s*")
_DECLARED = re.compile(
    r"^(?:Public |)(Sub|Function) (\w+)\((.*?)\)(?: As (\w+))?\s*$", re.MULTILINE
)


@dataclass(frozen=True)
class Procedure:
    """A public procedure.

    Attributes:
        kind: "Sub" or "Function".
        name: as written.
        arguments: as written, one after the other.
    """

    kind: str
    name: str
    arguments: tuple[str, ...]


def procedures(text: str) -> list[Procedure]:
    """Return the public procedures of a module's source."""
    found = _DECLARED.findall(_CONTINUED.sub("", text.replace("\r\n", "\n")))
    return [Procedure(kind, name, _split(arguments)) for kind, name, arguments, _ in found]


def _split(arguments: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in arguments.split(",") if one.strip())


def our_modules() -> dict[str, str]:
    """Return the source of our own modules by file name, the generated ones among them."""
    modules = build_addin.sources().modules
    return {name: text for name, text in modules.items() if name not in THEIRS}


def stand_in(file: str) -> str:
    """Return the source of a module that stands in for another in tests."""
    return (STAND_INS / file).read_text("utf-8")


def played(replaced: Mapping[str, str] | None = None) -> Sources:
    """Return the sources with modules in which a test plays xlwings and the person at Excel.

    Args:
        replaced: words of the stand-ins such as ``@PYTHON@``, and what stands there instead.
    """
    sources = build_addin.sources()
    texts = {name: stand_in(name) for name in PLAYED}
    for word in ("@PYTHON@", "@SCRIPT@", "@BOOK@"):
        with_ = (replaced or {}).get(word, "")
        texts = {name: text.replace(word, with_) for name, text in texts.items()}
    return Sources(sources.ribbon, {**our_modules(), **texts})
