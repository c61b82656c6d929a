"""The built add-in and workbook, once for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office as Program
from tests.tree import ROOT
from xlbilling.commands import build_addin
from xlbilling.hosts.calc.office import Office, start


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the command build-addin makes."""
    folder = tmp_path_factory.mktemp("built")
    result, lines = build_addin.build_addin(folder)
    assert {Path(path).name for path in result.values()} == {
        build_addin.ADDIN,
        build_addin.MACRO_WORKBOOK,
        build_addin.EXTENSION,
    }
    assert len(lines) == 3
    return folder


@pytest.fixture(scope="session")
def office(soffice: Program) -> Iterator[Office]:
    """A LibreOffice that runs for all tests of this folder; each closes what it opens there."""
    assert soffice.version
    running = start()
    yield running
    running.stop()
