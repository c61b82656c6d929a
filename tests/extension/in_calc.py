"""A LibreOffice with the extension in it, whose home holds the installed program or does not."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlbilling.desk.libreoffice import NAME
from xlbilling.hosts.calc import bridge, office
from xlbilling.hosts.calc.office import Office

MANAGER = "/singletons/com.sun.star.deployment.ExtensionManager"


class Yes:
    """Agrees to the extension, as a person does who double-clicks on it."""

    def getTypes(self) -> tuple[Any, ...]:  # noqa: N802  LibreOffice's name
        names = ("XCommandEnvironment", "XInteractionHandler")
        folders = ("com.sun.star.ucb", "com.sun.star.task")
        pairs = zip(folders, names, strict=True)
        return tuple(bridge.uno().getTypeByName(f"{folder}.{name}") for folder, name in pairs)

    def getImplementationId(self) -> Any:  # noqa: N802  LibreOffice's name
        return bridge.uno().ByteSequence(b"")

    def getInteractionHandler(self) -> Yes:  # noqa: N802  LibreOffice's name
        return self

    def getProgressHandler(self) -> None:  # noqa: N802  LibreOffice's name
        return None

    def handle(self, request: Any) -> None:
        request.getContinuations()[0].select()


@contextmanager
def with_extension(extension: Path, home: Path) -> Iterator[Office]:
    """Start a LibreOffice of a home of its own and put the extension into it."""
    before = os.environ["HOME"]
    os.environ["HOME"] = str(home)
    try:
        started = office.start()
    finally:
        os.environ["HOME"] = before
    try:
        yes = Yes()
        manager = started.context.getValueByName(MANAGER)
        manager.addExtension(extension.as_uri(), (), "user", None, yes)
        yield started
    finally:
        started.stop()


def install_at(home: Path) -> None:
    """Put an environment where ``xlbilling install`` does, which leads to the one under test."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = home / "xlbilling" / "env" / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    ours = sysconfig.get_path("purelib")
    (packages / "test.pth").write_text(f"import site; site.addsitedir({ours!r})\n")


def opened(started: Office, path: Path) -> Any:
    """Return a workbook open in it, as Calc's own document."""
    document = started.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
    assert document is not None, path
    return document


def press(started: Office, name: str) -> None:
    """Choose an item of the menu."""
    started.service(f"{NAME}.Buttons").trigger(name)
