"""Books at two points of the work: empty, and with two months of charges posted."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.cli.shell import done
from tests.office_book import opened
from xlbilling.commands import sample_office
from xlbilling.commands.sample_office import SampleFiles

DECEMBER = date(2025, 12, 31)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    """The sample office's files on disk."""
    return sample_office.write_files(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def charged_once(tmp_path_factory: pytest.TempPathFactory, sample: SampleFiles) -> Path:
    book = tmp_path_factory.mktemp("charged") / "office.xlsx"
    done("new", book)
    own = [*sample.office.items(), *sample.months[0].tables.items()]
    tables = [*own, *sample.months[1].tables.items()]
    opened(book, DECEMBER, [(table, file.read_bytes()) for table, file in tables])
    return book


@pytest.fixture
def charged(charged_once: Path, tmp_path: Path) -> Path:
    """An office's book with the charges of November and December posted, a copy of its own."""
    return Path(shutil.copy(charged_once, tmp_path / "office.xlsx"))


@pytest.fixture
def december(sample: SampleFiles) -> tuple[Path, ...]:
    """December's remittances."""
    return sample.months[1].remittances
