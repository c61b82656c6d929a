"""Keeps a LibreOffice for the program that started it: when that ends, however, both end.

Run as a script of its own: ``python keeper.py PROFILE COMMAND…``. Its input is a pipe whose other
end the owner holds; the end of that pipe is the end of the owner, SIGKILL included.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence


def keep(profile: str, command: Sequence[str]) -> int:
    """Run LibreOffice until it ends or the owner does; its profile is removed then."""
    nowhere = subprocess.DEVNULL
    office = subprocess.Popen(  # noqa: S603  our own command
        command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    threading.Thread(target=_end_with_owner, args=(office,), daemon=True).start()
    code = office.wait()
    shutil.rmtree(profile, ignore_errors=True)
    return code


def _end_with_owner(office: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    if sys.platform == "win32":
        words = ["taskkill", "/T", "/F", "/PID", str(office.pid)]
        subprocess.run(words, check=False, capture_output=True)  # noqa: S603  our own command
    else:
        os.killpg(office.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1], sys.argv[2:]))
