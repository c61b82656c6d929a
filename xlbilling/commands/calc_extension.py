"""The extension for LibreOffice as ``build-addin`` makes it, from the sources as installed."""

from __future__ import annotations

from importlib import resources

import xlbilling
from xlbilling.addin import calc_extension
from xlbilling.desk.libreoffice import COMPONENT


def extension() -> bytes:
    """Return the extension's bytes; they name no machine."""
    from xlbilling.commands import build_addin
    from xlbilling.udfs import in_calc

    sources = resources.files("xlbilling.macros")
    return calc_extension.extension_bytes(
        sources.joinpath("ribbon.xml").read_text("utf-8"),
        {in_calc.calc_name(one.name): one for one in build_addin.functions()},
        sources.joinpath("calc", COMPONENT).read_text("utf-8"),
        xlbilling.__version__,
    )
