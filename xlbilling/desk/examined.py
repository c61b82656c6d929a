"""What is looked at when a desk is examined, beside the desk itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from xlbilling.desk.desk import Desk
from xlbilling.model.findings import Finding

INSTALL: Final = "double-click install.cmd (Mac and Linux: install.command) again"
"""What mends most; who has the program in another Python may run ``xlbilling install`` there."""

INSTALL_CLOSED: Final = f"close Excel and LibreOffice, and {INSTALL}"


@dataclass(frozen=True)
class Workbook:
    """A workbook of the office, to be looked at as well.

    Attributes:
        path: the file.
        settings: what its own sheet of settings for the add-in says, by key in capitals.
    """

    path: Path
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Examined:
    """One examination.

    Attributes:
        desk: the machine.
        version: the version of the program that runs.
        xlwings: the version of xlwings that runs.
        addin: the add-in as this version builds it.
        is_same_addin: tells whether two add-ins have the same macros.
        addin_xlwings: tells which xlwings an add-in was built with; "" where it cannot be told.
        starts: tells whether a Python starts and finds the program; "" for yes, else what it said.
        workbook: a workbook to look at as well.
    """

    desk: Desk
    version: str
    xlwings: str
    addin: bytes
    is_same_addin: Callable[[bytes, bytes], bool]
    addin_xlwings: Callable[[bytes], str]
    starts: Callable[[Path], str]
    workbook: Workbook | None = None


Check = Callable[[Examined], "list[Finding]"]
