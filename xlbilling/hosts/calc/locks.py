"""Books that another program has open, which Calc without windows could only decline in silence."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.office import PROFILES
from xlbilling.hosts.files.package.locking import refuse_if_open

_PROFILE: Final = re.compile(r"file:[^;]*")


def demand_free(path: Path) -> None:
    """Refuse a book that is open elsewhere; what a killed LibreOffice of ours left is removed.

    Raises:
        BookBusyError: ``BOOK-OPEN``, naming the mark that says so and how to mend a stale one.
    """
    mark = path.with_name(f".~lock.{path.name}#")
    if mark.is_file() and _is_left_over(mark.read_text("utf-8", "replace")):
        mark.unlink(missing_ok=True)
    refuse_if_open(path)


def _is_left_over(text: str) -> bool:
    """Tell whether a mark was set from here by a LibreOffice whose own profile is gone."""
    found = _PROFILE.search(text)
    if found is None or f",{socket.gethostname()}," not in text:
        return False
    profile = Path(bridge.to_path(found[0]))
    return profile.name.startswith(PROFILES) and not profile.exists()
