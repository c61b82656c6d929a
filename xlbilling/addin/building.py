"""The two files that Excel opens: the add-in, and the billing workbook with its own macros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xlbilling.addin import package as parts
from xlbilling.addin.modules import vba_modules
from xlbilling.addin.project import with_macros
from xlbilling.hosts.files.package.package import Package

_OWN: Final[Mapping[str, str]] = {
    'tag="addin"': 'tag="workbook"',
    "xlbilling_": "xlbilling_book_",
}
"""What is called otherwise in the macro-enabled workbook, which may be open beside the add-in."""


@dataclass(frozen=True)
class Sources:
    """The texts that both files are built from.

    Attributes:
        ribbon: the tab, as XML.
        modules: the source of every VBA module by its file's name.
    """

    ribbon: str
    modules: Mapping[str, str]


def addin_bytes(sources: Sources) -> bytes:
    """Return the add-in, .xlam; two builds from the same sources give the same bytes."""
    package = parts.settings_book()
    parts.add_ribbon(package, sources.ribbon)
    return _as_kind(_with_macros(package, sources), ".xlam")


def macro_workbook_bytes(sources: Sources, book: bytes) -> bytes:
    """Return a billing workbook, .xlsx, as one with the tab and the macros in it, .xlsm."""
    own = workbooks_own(sources)
    package = Package.from_bytes(book)
    parts.add_settings(package)
    parts.add_ribbon(package, own.ribbon)
    return _with_macros(package, own)


def workbooks_own(sources: Sources) -> Sources:
    """Return the sources as the macro-enabled workbook has them.

    Its tab is marked, so that it hides where the add-in shows the same one; and its callbacks have
    names of their own: of two alike Excel would run that of the workbook which is active.
    """
    modules = {name: _renamed(text) for name, text in sources.modules.items()}
    return Sources(_renamed(sources.ribbon), modules)


def _renamed(text: str) -> str:
    for theirs, own in _OWN.items():
        text = text.replace(theirs, own)
    return text


def _with_macros(package: Package, sources: Sources) -> bytes:
    package.set_kind(".xlsm")
    return with_macros(package.to_bytes(), vba_modules(sources.modules))


def _as_kind(book: bytes, suffix: str) -> bytes:
    package = Package.from_bytes(book)
    package.set_kind(suffix)
    return package.to_bytes()
