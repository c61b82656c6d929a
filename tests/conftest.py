"""What every test may ask for: LibreOffice, golden files, calm property tests."""

import gc
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from tests.golden import Golden
from tests.live_books import OpenBook, opener, why_not
from tests.office import Office, find_office

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# Machines are shared, so no property test has a deadline; CI repeats the same examples.
settings.register_profile("checks", deadline=None, print_blob=True, derandomize=IN_CI)
settings.register_profile("nightly", deadline=None, print_blob=True, max_examples=1_000)
settings.load_profile("checks")

# pandas keeps column names in Arrow where the tests' own pyarrow is there. A biller's machine has
# none, and it is a fifth faster on small tables; programs that the tests start keep theirs.
pd.options.mode.string_storage = "python"

# Thousands of tests and the modules they import stay to the end: looking through them for garbage
# again and again is a twentieth of the suite's time, and far more of its collection's.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later search for garbage."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    group = parser.getgroup("xlbilling")
    group.addoption(
        "--host",
        choices=["files", "calc", "excel"],
        default="files",
        help="where the workbooks of the host tests live",
    )
    group.addoption(
        "--kills",
        type=int,
        default=20,
        help="at how many random moments commands are stopped; 200 in the nightly job",
    )
    group.addoption(
        "--mutations",
        type=int,
        default=2_000,
        help="how many damaged remittances are tried; 100000 in the nightly job",
    )
    group.addoption(
        "--lines",
        type=int,
        default=1_000,
        help="claim lines of an office in which clicks are counted; 100000 in the nightly job",
    )
    group.addoption(
        "--xlwings",
        metavar="FOLDER",
        help="a checkout of xlwings 0.37.8, whose own tests are then run on our hosts",
    )
    group.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew instead of comparing with them",
    )


@pytest.fixture(scope="session")
def soffice() -> Office:
    """The LibreOffice of this test process.

    Where it is missing the test is skipped with the reason; in CI that is a failure.
    """
    found = find_office()
    if isinstance(found, Office):
        return found
    if IN_CI:
        pytest.fail(f"{found}; CI must have it")
    pytest.skip(found)


@pytest.fixture(scope="session")
def host_name(request: pytest.FixtureRequest) -> str:
    """The host that --host names: files, calc or excel."""
    return str(request.config.getoption("--host"))


@pytest.fixture(scope="session")
def open_book(host_name: str) -> OpenBook:
    """What opens a workbook on the host that --host names, to be used in a ``with`` block.

    Where the host is missing the test is skipped with the reason; in CI Calc may not be.
    """
    reason = why_not(host_name)
    if reason and IN_CI and host_name == "calc":
        pytest.fail(f"{reason}; CI must have it")
    if reason:
        pytest.skip(reason)
    return opener(host_name)


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    """At how many random moments commands are stopped."""
    return int(request.config.getoption("--kills"))


@pytest.fixture(scope="session")
def mutations(request: pytest.FixtureRequest) -> int:
    """How many damaged remittances are tried."""
    return int(request.config.getoption("--mutations"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """The golden files beside the test's module."""
    folder = Path(request.path).parent / "golden"
    return Golden(folder, update=bool(request.config.getoption("--update-golden")))
