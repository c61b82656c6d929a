"""Python's bridge to LibreOffice (UNO): found, loaded and asked here, for it has no types.

The bridge belongs to LibreOffice, or to Debian's python3-uno, and not to a virtual environment. It
is loaded from where it lies, and what loading it changes in the process is put back.
"""

from __future__ import annotations

import builtins
import importlib.util
import os
import shutil
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from xlbilling.model.errors import BillingError

_DEBIANS: Final = Path("/usr/lib/python3/dist-packages")
_BOOTSTRAP: Final = "URE_BOOTSTRAP"
_MACS: Final = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_WINDOWS: Final = "C:/Program Files/LibreOffice/program/soffice.exe"
_STARTS_WITHIN: Final = 60.0
"""Seconds that a LibreOffice may take until it answers."""


def program() -> str:
    """Return the soffice to start.

    Raises:
        BillingError: ``CALC-MISSING``, there is none on this machine.
    """
    usual = (one for one in (_MACS, _WINDOWS) if Path(one).is_file())
    found = shutil.which("soffice") or next(usual, None)
    if found is None:
        raise BillingError(
            "LibreOffice is not on this machine (no soffice was found)",
            id="CALC-MISSING",
            fix="install LibreOffice Calc 25.2 or newer",
        )
    return found


@cache
def uno() -> Any:
    """Return LibreOffice's ``uno`` module.

    Raises:
        BillingError: ``CALC-BRIDGE``, it is missing or made for another Python.
    """
    if "uno" in sys.modules:  # LibreOffice itself runs this Python
        return sys.modules["uno"]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    places = list(_places())
    if not places:
        raise BillingError(
            "LibreOffice's Python bridge (uno.py) is not on this machine",
            id="CALC-BRIDGE",
            fix="install it: on Debian or Ubuntu 'sudo apt install python3-uno'",
        )
    try:
        return _loaded(places[0])
    except ImportError as why:
        raise BillingError(
            f"LibreOffice's Python bridge in {places[0].parent} does not load: {why}",
            id="CALC-BRIDGE",
            fix=f"run xlbilling with the Python that the bridge is made for (this is {version})",
        ) from None


def _places() -> Iterator[Path]:
    found = importlib.util.find_spec("uno")
    if found is not None and found.origin:
        yield Path(found.origin)
    soffice = shutil.which("soffice")
    beside = [Path(soffice).resolve().parent] if soffice else []
    for folder in (_DEBIANS, *beside, *(one.parent.parent / "Resources" for one in beside)):
        if (folder / "uno.py").is_file():
            yield folder / "uno.py"


def _loaded(place: Path) -> Any:
    """Load the module; the search path, ``import`` and the environment stay as they were."""
    path, importing, bootstrap = [*sys.path], builtins.__import__, os.environ.get(_BOOTSTRAP)
    spec = importlib.util.spec_from_file_location("uno", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.append(str(place.parent))
    sys.modules["uno"] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules["uno"]
        raise
    finally:
        sys.path[:] = path
        builtins.__import__ = importing
        if bootstrap is None:  # else each program started from here would take it over
            os.unsetenv(_BOOTSTRAP)
        else:
            os.putenv(_BOOTSTRAP, bootstrap)
    return module


def connect(pipe: str, within: float = _STARTS_WITHIN) -> Any:
    """Return the component context of the LibreOffice that listens on a named pipe.

    Raises:
        BillingError: ``CALC-SILENT``, it did not answer in so many seconds.
    """
    own = uno().getComponentContext()
    maker = own.ServiceManager
    resolver = maker.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", own)
    until = time.monotonic() + within
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except _not_yet() as why:
            if time.monotonic() > until:
                raise BillingError(
                    f"LibreOffice does not answer on the pipe '{pipe}'",
                    id="CALC-SILENT",
                    fix="close every LibreOffice and run the command again",
                ) from why
            time.sleep(0.05)


@cache
def _not_yet() -> tuple[type[Exception], ...]:
    """Return what a LibreOffice that is still starting answers with.

    Nobody listens yet, or the one that listens lets go of the pipe once more while it comes up.
    """
    return (
        trouble("com.sun.star.connection.NoConnectException"),
        trouble("com.sun.star.lang.DisposedException"),
    )


@cache
def trouble(name: str = "com.sun.star.uno.Exception") -> type[Exception]:
    """Return the class of an exception of LibreOffice; the default is that of all of them."""
    found: type[Exception] = uno().getClass(name)
    return found


def struct(name: str, **fields: Any) -> Any:
    """Return a struct of LibreOffice, such as ``com.sun.star.table.CellAddress``."""
    made = uno().createUnoStruct(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def enum(name: str, value: str) -> Any:
    """Return a member of an enumeration, such as (``com.sun.star.awt.FontSlant``, ``ITALIC``)."""
    return uno().Enum(name, value)


def properties(**values: Any) -> tuple[Any, ...]:
    """Return named values, as LibreOffice takes them when it opens or stores a file."""
    kind = "com.sun.star.beans.PropertyValue"
    return tuple(struct(kind, Name=name, Value=value) for name, value in values.items())


def to_url(path: Path) -> str:
    """Return a file's address."""
    url: str = uno().systemPathToFileUrl(str(path))
    return url


def to_path(url: str) -> str:
    """Return the path of a file's address; other addresses come back as they are."""
    if not url.startswith("file:"):
        return url
    path: str = uno().fileUrlToSystemPath(url)
    return path
