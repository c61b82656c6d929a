"""The demo leaves alone what is there already."""

from pathlib import Path

import pytest

from xlbilling.commands import demo
from xlbilling.model.errors import BookError, RefusedError


def test_a_folder_with_a_sample_office_is_left_as_it_is(tmp_path: Path) -> None:
    book = tmp_path / "sample-office.xlsx"
    book.write_bytes(b"somebody's work")

    with pytest.raises(RefusedError, match=r"there is a sample-office\.xlsx already"):
        demo.demo(tmp_path)

    assert list(tmp_path.iterdir()) == [book]
    assert book.read_bytes() == b"somebody's work"


def test_a_file_in_the_folders_place_is_left_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "office"
    place.write_text("a file")

    with pytest.raises(RefusedError, match="there is a file already"):
        demo.demo(place)

    assert place.read_text() == "a file"


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")

    with pytest.raises(BookError, match="cannot be written"):
        demo.demo(tmp_path / "file" / "office")


def test_without_a_folder_named_the_next_free_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xlbilling-demo").mkdir()

    assert demo.free_folder() == Path("xlbilling-demo-2")
