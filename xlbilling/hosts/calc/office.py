"""One running LibreOffice: started with a fresh profile on a pipe, or one that runs already."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any, Final

from xlbilling.hosts.calc import bridge

# Formulas are calculated when a file is opened: what a program wrote carries its own values. No
# recovery, no Java, and US formats whatever the machine's are.
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Recovery/AutoSave"><prop oor:name="Enabled"
 oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Java/VirtualMachine"><prop oor:name="Enable"
 oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"
 oor:op="fuse"><value>en-US</value></prop></item>
{more}</oor:items>
"""
PROFILES: Final = "xlbilling-calc-"
"""How the name of a profile's folder begins."""

_ENDS_WITHIN: Final = 10.0


class Office:
    """A running LibreOffice.

    Attributes:
        pipe: the name of the pipe on which it listens; "" for the one that this Python runs in.
        context: its component context.
        desktop: what holds its open documents.
    """

    def __init__(
        self, pipe: str, keeper: subprocess.Popen[bytes] | None = None, context: Any = None
    ) -> None:
        self.pipe = pipe
        self._keeper = keeper
        self.context: Any = bridge.connect(pipe) if context is None else context
        self.desktop: Any = self.service("com.sun.star.frame.Desktop")

    def service(self, name: str) -> Any:
        """Return a service of this LibreOffice."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    @property
    def is_ours(self) -> bool:
        """Whether it was started from here, and ends with this process."""
        return self._keeper is not None

    @property
    def waits(self) -> bool:
        """Whether nobody works in it while this process does.

        One that was started here has no windows, and a pipe that nobody else knows; one that runs
        this Python in its own process does nothing else until that returns.
        """
        return self.is_ours or not self.pipe

    @property
    def pid(self) -> int:
        """The number of the process that keeps it; 0 for one that others started."""
        return self._keeper.pid if self._keeper is not None else 0

    def stop(self) -> None:
        """End it where it was started from here; what is not saved is lost."""
        if self._keeper is None:
            return
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait(_ENDS_WITHIN)
        self._keeper = None


def start(more: str = "") -> Office:
    """Start a LibreOffice without windows; it ends with this process, even a killed one.

    Args:
        more: items of its settings beside the usual ones, over which they go.

    Raises:
        BillingError: there is no LibreOffice, or it does not answer.
    """
    program, pipe = bridge.program(), f"xlbilling-{uuid.uuid4().hex[:12]}"
    bridge.uno()
    profile = Path(tempfile.mkdtemp(prefix=PROFILES))
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(
        _SETTINGS.format(more=more), encoding="utf-8"
    )
    keeper = Path(__file__).with_name("keeper.py")
    own = (sys.executable, "-I", "-S", str(keeper), str(profile))
    office = (
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nologo",
        "--nodefault",
        f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
    )
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603  our own command
        (*own, *office), stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere,
        start_new_session=True,
    )  # fmt: skip
    try:
        return Office(pipe, process)
    except BaseException:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(_ENDS_WITHIN)
        raise


def attached(pipe: str) -> Office:
    """Return the LibreOffice that listens on a pipe; it goes on when this process ends.

    Raises:
        BillingError: none answers there.
    """
    return Office(pipe)


def around(context: Any) -> Office:
    """Return the LibreOffice that runs this Python in its own process, by its component context."""
    return Office("", context=context)
