"""The log of what should not have happened: code places only, never a value of a cell."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import platformdirs

from xlbilling import __version__
from xlbilling.model.errors import BillingError, BookError

LOG_BYTES: Final = 500_000
LOGS_KEPT: Final = 3


def unexpected(bug: BaseException, words: Sequence[str]) -> BillingError:
    """Write where a bug struck to the log, and return what to tell the user."""
    command = words[0] if words else ""
    where = note(bug, command)
    return BookError(
        f"{command}: an error of the program itself ({type(bug).__name__}); nothing was written",
        id="INTERNAL",
        fix=f"send the log {where} to whoever keeps xlbilling; it holds no patient data",
    )


def note(bug: BaseException, what: str) -> Path:
    """Write where a bug struck to the log, and return the log's path.

    The exception's text is left out, since it may quote a cell.

    Args:
        bug: what was raised.
        what: the command, button or worksheet function in which it struck.
    """
    frames = traceback.extract_tb(bug.__traceback__)
    places = "\n".join(f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
    return _write(f"xlbilling {__version__} {what}: {type(bug).__name__}\n{places}")


def place() -> Path:
    """Return where the log is, or will be."""
    return platformdirs.user_log_path("xlbilling", appauthor=False) / "xlbilling.log"


def _write(text: str) -> Path:
    path = place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8"
        )
    except OSError:
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    handler.handle(logging.LogRecord("xlbilling", logging.ERROR, "", 0, text, None, None))
    handler.close()
    return path
