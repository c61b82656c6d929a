"""A desk of each system on which Excel runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.desks import PARTS, desk_of, small_environment
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.installing import install


@pytest.fixture(params=[Platform.WINDOWS, Platform.MACOS])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """A desk at which nothing was installed yet."""
    return desk_of(request.param, tmp_path)


@pytest.fixture
def windows(tmp_path: Path) -> Desk:
    """A desk with Windows at which everything was installed."""
    made = desk_of(Platform.WINDOWS, tmp_path)
    install(made, PARTS, small_environment)
    return made


@pytest.fixture
def mac(tmp_path: Path) -> Desk:
    """A desk with macOS at which everything was installed."""
    made = desk_of(Platform.MACOS, tmp_path)
    install(made, PARTS, small_environment)
    return made
