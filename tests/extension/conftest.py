"""The extension, and one LibreOffice with it, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extension import in_calc
from tests.live_books import why_not
from xlbilling.commands.calc_extension import extension
from xlbilling.hosts.calc.office import Office


@pytest.fixture(scope="session")
def oxt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("oxt") / "xlbilling.oxt"
    path.write_bytes(extension())
    return path


@pytest.fixture(scope="session")
def live(oxt: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A LibreOffice with the extension, in whose home the program is installed."""
    reason = why_not("calc")
    if reason:
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("home")
    in_calc.install_at(home)
    with in_calc.with_extension(oxt, home) as started:
        yield started
