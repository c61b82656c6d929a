"""The folder of code sets beside a workbook: whole files or none, and nobody else's file touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import platformdirs
import pytest

from xlbilling.hosts import code_loading, code_store
from xlbilling.hosts.files.package import saving
from xlbilling.model.errors import BillingError


def content_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


BOOK = "office.xlsx"


def keep(folder: Path, contents: Mapping[str, bytes]) -> code_loading.Loading:
    """Put sets into a folder for a workbook that is not saved yet."""
    return code_loading.keep(folder, BOOK, "2026-02-01T10:00", contents)


def test_sets_lie_in_a_folder_beside_the_workbook(tmp_path: Path) -> None:
    assert code_store.folder_of(str(tmp_path / "office.xlsx")) == tmp_path / "xlbilling-codes"


@pytest.mark.parametrize(
    "fullname",
    ["Book1", "", "https://d.docs.live.net/abc/office.xlsx", "/no/such/folder/office.xlsx"],
)
def test_a_book_without_a_folder_has_its_sets_in_the_users_data(fullname: str) -> None:
    own = platformdirs.user_data_path("xlbilling", appauthor=False)

    assert code_store.folder_of(fullname) == own / "xlbilling-codes"


def test_what_is_kept_is_there_and_what_was_never_loaded_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "xlbilling-codes"
    keep(folder, {"cpt": b"one", "hcpcs": b"two"}).settle()

    assert code_store.stored(folder, "cpt") == (str(folder / "cpt.codes"), b"one")
    assert code_store.stored(folder, "pos") is None
    assert sorted(content_of(folder)) == ["cpt.codes", "hcpcs.codes"]


def test_another_programs_file_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cpt.csv").write_bytes(b"theirs")
    (tmp_path / "cpt").write_bytes(b"theirs too")
    keep(tmp_path, {"cpt": b"ours"}).take_back()

    assert content_of(tmp_path) == {"cpt": b"theirs too", "cpt.csv": b"theirs"}


def test_what_is_taken_back_leaves_all_as_it_was(tmp_path: Path) -> None:
    keep(tmp_path, {"cpt": b"old"}).settle()
    kept = keep(tmp_path, {"cpt": b"new", "hcpcs": b"new"})
    kept.take_back()
    kept.take_back()

    assert content_of(tmp_path) == {"cpt.codes": b"old"}


def test_a_folder_made_for_what_is_taken_back_goes_too(tmp_path: Path) -> None:
    folder = tmp_path / "xlbilling-codes"
    keep(folder, {"cpt": b"new"}).take_back()

    assert not folder.exists()


def test_one_set_that_cannot_be_written_leaves_all_as_they_were(tmp_path: Path) -> None:
    keep(tmp_path, {"cpt": b"old"}).settle()
    (tmp_path / "hcpcs.codes").mkdir()

    with pytest.raises(BillingError) as told:
        keep(tmp_path, {"cpt": b"new", "hcpcs": b"new"})

    assert told.value.fix
    assert (tmp_path / "cpt.codes").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cpt.codes", "hcpcs.codes"]


@pytest.mark.parametrize("before", [{}, {"hcpcs": b"old"}])
def test_ctrl_c_right_after_a_set_was_written_takes_that_set_back_too(
    tmp_path: Path, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file has its name before the folder is made to last; an interrupt may come between."""
    folder = tmp_path / "xlbilling-codes"
    if before:
        keep(folder, before).settle()
    was = content_of(folder) if before else {}
    synced: list[Path] = []

    def interrupted(of: Path) -> None:
        synced.append(of)
        if len(synced) == 3:  # the first of them is the note
            raise KeyboardInterrupt

    monkeypatch.setattr(saving, "sync_folder", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keep(folder, {"cpt": b"new", "hcpcs": b"new"})

    assert (content_of(folder) if folder.exists() else {}) == was
    assert folder.exists() == bool(before)


@pytest.mark.parametrize("before", [{}, {"cpt": b"old"}])
@pytest.mark.parametrize("is_told", [True, False])
def test_what_a_killed_process_left_stays_where_the_book_tells_of_it_and_else_goes(
    tmp_path: Path, before: dict[str, bytes], *, is_told: bool
) -> None:
    folder = tmp_path / "xlbilling-codes"
    if before:
        keep(folder, before).settle()
    keep(folder, {"cpt": b"new", "hcpcs": b"new"})

    went_back = code_loading.resume(folder, BOOK, lambda _: is_told)

    assert went_back is not is_told
    after = {"cpt.codes": b"new", "hcpcs.codes": b"new"}
    was = {f"{name}.codes": content for name, content in before.items()}
    assert (content_of(folder) if folder.exists() else {}) == (after if is_told else was)
    assert not code_loading.resume(folder, BOOK, lambda _: False)


def test_what_another_book_loaded_since_is_not_taken_back(tmp_path: Path) -> None:
    keep(tmp_path, {"cpt": b"new", "hcpcs": b"new"})
    code_loading.keep(tmp_path, "other.xlsx", "later", {"cpt": b"newer"}).settle()

    code_loading.resume(tmp_path, BOOK, lambda _: False)

    assert content_of(tmp_path) == {"cpt.codes": b"newer"}


def test_a_file_in_the_folders_place_is_told_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "xlbilling-codes"
    folder.write_bytes(b"mine")

    with pytest.raises(BillingError, match="xlbilling-codes: the folder for code sets cannot"):
        keep(folder, {"cpt": b"new"})

    assert folder.read_bytes() == b"mine"


def test_the_shipped_places_are_there_and_no_file_of_another_name() -> None:
    assert (code_store.packaged("pos.csv") or b"").startswith(b"code,title,from,to")
    assert code_store.packaged("none.csv") is None
