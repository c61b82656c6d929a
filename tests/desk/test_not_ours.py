"""What is not of our making is neither overwritten nor deleted; what breaks off can be undone."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path

import pytest

from tests.desk.desks import ADDIN, PARTS, desk_of, found, small_environment, tree
from xlbilling.desk import environment, installing, listing, settings_file, touching
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.installing import Parts, install, uninstall
from xlbilling.desk.journal import Journal
from xlbilling.model.errors import BillingError, BookError, RefusedError

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="few users of Windows may make links")


def put(path: Path, content: bytes = b"mine") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def undone(desk: Desk) -> dict[str, str]:
    """What is there after an uninstallation, folders left out."""
    uninstall(desk)
    return {name: one for name, one in tree(desk.home).items() if one != "folder"}


def test_a_folder_in_the_add_in_s_place_is_told_and_stays(desk: Desk) -> None:
    put(desk.addin / "notes.txt")

    with pytest.raises(RefusedError) as told:
        install(desk, PARTS, small_environment)

    assert (told.value.id, str(desk.addin) in told.value.message) == ("DESK-FOREIGN", True)
    assert list(undone(desk)) == [(desk.addin / "notes.txt").relative_to(desk.home).as_posix()]


def test_a_folder_that_somebody_put_in_a_file_s_place_stays(desk: Desk) -> None:
    install(desk, PARTS, small_environment)
    desk.addin.unlink()
    put(desk.addin / "notes.txt")

    steps = uninstall(desk)

    assert (desk.addin / "notes.txt").read_bytes() == b"mine"
    assert [step.path for step in steps if step.done.startswith("left")] == [desk.addin]


def test_an_environment_that_somebody_put_in_place_of_ours_stays(desk: Desk) -> None:
    install(desk, PARTS, small_environment)
    environment.take_away(desk.environment)
    put(desk.environment / "bin" / "python")

    assert undone(desk) == {
        name: one for name, one in tree(desk.home).items() if name.endswith("env/bin/python")
    }
    assert (desk.environment / "bin" / "python").is_file()


@pytest.mark.parametrize("name", ["env", "env.new", "env.old"])
def test_folders_of_others_beside_ours_are_told_before_anything_is_written(
    desk: Desk, name: str
) -> None:
    put(desk.root / name / "work.txt")
    before = tree(desk.home)

    with pytest.raises(RefusedError) as told:
        install(desk, PARTS, small_environment)

    assert told.value.id == "DESK-FOREIGN"
    assert uninstall(desk) == []
    assert tree(desk.home) == before


def test_somebody_s_own_environment_is_not_taken_for_ours_as_it_runs_this(tmp_path: Path) -> None:
    """Whoever clones the project to ~/xlbilling may have made one called env."""
    desk = desk_of(Platform.MACOS, tmp_path)
    running = desk_of(Platform.MACOS, tmp_path, interpreter=desk.python)
    put(desk.python)
    before = tree(desk.home)

    with pytest.raises(RefusedError):
        install(running, PARTS, small_environment)

    assert uninstall(running) == []
    assert tree(desk.home) == before


@LINKS
@pytest.mark.parametrize("is_dangling", [False, True])
def test_a_link_is_a_link_again_and_what_it_leads_to_is_untouched(
    desk: Desk, is_dangling: bool
) -> None:
    target = desk.home / "dotfiles" / "own.conf"
    put(target, b'"PYTHONPATH","x"\r\n')
    if is_dangling:
        target.unlink()
    desk.settings.parent.mkdir(parents=True)
    desk.settings.symlink_to(target)
    install(desk, PARTS, small_environment)
    assert not desk.settings.is_symlink()

    uninstall(desk)

    assert desk.settings.readlink() == target
    assert is_dangling or target.read_bytes() == b'"PYTHONPATH","x"\r\n'


@LINKS
def test_a_link_to_a_folder_of_somebody_s_is_refused(desk: Desk) -> None:
    own = desk.home / "own"
    put(own / "notes.txt")
    desk.addin.parent.mkdir(parents=True)
    desk.addin.symlink_to(own)

    with pytest.raises(RefusedError):
        install(desk, PARTS, small_environment)

    uninstall(desk)
    assert (own / "notes.txt").read_bytes() == b"mine"
    assert desk.addin.is_symlink()


def test_a_file_where_a_folder_has_to_be_is_told(desk: Desk) -> None:
    put(desk.startup.parent)

    with pytest.raises(BillingError) as told:
        install(desk, PARTS, small_environment)

    assert told.value.id == "DESK-FOREIGN"
    assert str(desk.startup.parent) in told.value.message
    uninstall(desk)
    assert desk.startup.parent.read_bytes() == b"mine"


def install_versions(desk: Desk) -> None:
    for content in (ADDIN, b"newer", b"newest"):
        install(desk, Parts(content), small_environment)


@pytest.mark.parametrize("moment", range(1, 8))
def test_a_disk_that_is_full_is_told_and_can_be_undone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    put(desk.addin, b"older")
    before = tree(desk.home)
    real, count = Path.write_bytes, 0

    def full(path: Path, content: bytes) -> int:
        nonlocal count
        count += 1
        if count >= moment:
            real(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BookError) as told:
        install_versions(desk)
    monkeypatch.undo()

    assert told.value.id == "DESK-DISK"
    assert not [*desk.home.rglob("*.new")]
    after = undone(desk)
    assert {name: after[name] for name in before if before[name] != "folder"} == {
        name: one for name, one in before.items() if one != "folder"
    }


@pytest.mark.parametrize("name", ["rename", "replace"])
def test_a_virus_scanner_that_reads_what_was_just_written_is_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Windows refuses to rename what another program reads, with just this error."""
    real, refused = getattr(Path, name), 0

    def locked(path: Path, target: Path) -> Path:
        nonlocal refused
        if refused < 2:
            refused += 1
            raise PermissionError(13, "used by another process", str(path))
        renamed: Path = real(path, target)
        return renamed

    put(desk.root / "one")
    monkeypatch.setattr(Path, name, locked)
    if name == "rename":
        touching.move(desk.root / "one", desk.root / "other")
    else:
        touching.replace(desk.root / "other", b"mine")

    assert refused == 2
    assert (desk.root / "other").read_bytes() == b"mine"


@pytest.mark.parametrize("step", ["_fill", "_move_homes", "_take_place"])
def test_an_environment_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    native = Platform.WINDOWS if sys.platform == "win32" else Platform.MACOS
    desk = desk_of(native, tmp_path, interpreter=Path(sys.executable), base=Path(sys.base_prefix))
    install(desk, PARTS, small_environment)
    before = tree(desk.home)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(environment, step, full)
    monkeypatch.setattr(environment, "_fill", full if step == "_fill" else lambda *_: None)
    with pytest.raises(BookError) as told:
        install(desk, PARTS)

    assert told.value.id == "DESK-DISK"
    assert tree(desk.home) == before


def test_what_a_killed_installation_left_goes_with_the_rest(desk: Desk) -> None:
    before = tree(desk.home)
    install(desk, PARTS, small_environment)
    for name in ("env.new", "env.old"):
        put(desk.root / name / "lib" / "big.so")
        listing.list_files(desk.root / name, {})
    (desk.addin.with_name(f".{desk.addin.name}.new")).write_bytes(b"half")

    uninstall(desk)

    assert tree(desk.home) == before


@pytest.mark.parametrize("has_file", [True, False])
def test_killed_as_the_passing_folder_was_just_made_the_next_run_goes_on(
    desk: Desk, has_file: bool
) -> None:
    folder = environment.passing(desk)[0]
    folder.mkdir(parents=True)
    if has_file:
        touching.beside(folder / listing.LIST).write_bytes(b"")

    install(desk, PARTS, small_environment)
    uninstall(desk)

    assert not desk.root.exists()


def test_killed_while_the_environment_is_removed_the_next_run_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(desk.home)
    install(desk, PARTS, small_environment)
    real, count = touching.remove, 0

    def killed(path: Path) -> None:
        nonlocal count
        count += 1
        if count == 2:
            raise KeyboardInterrupt
        real(path)

    monkeypatch.setattr(environment, "remove", killed)
    with pytest.raises(KeyboardInterrupt):
        uninstall(desk)
    monkeypatch.undo()
    assert environment.is_ours(desk.environment)

    uninstall(desk)

    assert tree(desk.home) == before


def test_a_copy_that_is_gone_keeps_nobody_from_uninstalling(desk: Desk) -> None:
    put(desk.addin, b"older")
    install(desk, PARTS, small_environment)
    for copy in (desk.root / "backups").iterdir():
        copy.unlink()

    steps = uninstall(desk)

    assert not desk.addin.exists()
    assert "is gone" in next(step.done for step in steps if step.path == desk.addin)


def test_whose_changes_were_kept_is_told(desk: Desk) -> None:
    install(desk, PARTS, small_environment)
    put(desk.settings, b"my own settings")

    steps = uninstall(desk)

    (kept,) = (step for step in steps if step.what == "copy of it")
    assert kept.path.read_bytes() == b"my own settings"


def test_a_link_to_our_own_python_counts_as_running_in_it(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("few users of Windows may make links")
    desk = desk_of(Platform.MACOS, tmp_path)
    install(desk, PARTS, small_environment)
    (tmp_path / "other").symlink_to(desk.home)
    spelt = tmp_path / "other" / desk.python.relative_to(desk.home)

    assert environment.is_running_in(desk_of(Platform.MACOS, tmp_path, interpreter=spelt))
    assert not environment.is_running_in(desk)


def test_a_journal_names_what_it_needs_only(desk: Desk) -> None:
    install(desk, PARTS, small_environment)

    told = json.loads(Journal.of(desk.root).path.read_text("utf-8"))

    assert set(told) == {"changes", "folders", "environment"}
    assert {key for one in told["changes"] for key in one} == {"path", "before", "after", "link"}


@pytest.mark.parametrize(
    "name", ["Lee O'Brien", "50%off%", "A&B", "wow!", "a^b (c)", "Zoë 李", "OneDrive"]
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_homes_of_any_name_are_served_and_left_as_they_were(tmp_path: Path, name: str) -> None:
    for platform in (Platform.WINDOWS, Platform.MACOS):
        desk = desk_of(platform, tmp_path / platform.value / name)
        before = tree(desk.home)
        install(desk, PARTS, small_environment)
        assert desk.addin.read_bytes() == ADDIN
        assert all(step.done == "kept" for step in install(desk, PARTS, small_environment)[1:])
        wrong = {one.id for one in found(desk)}
        assert wrong <= {"DESK-BLANK", "DESK-SYNCED"}

        uninstall(desk)

        assert tree(desk.home) == before


def test_letters_that_the_add_in_would_misread_are_left_to_windows(tmp_path: Path) -> None:
    """VBA reads the file in the code page of the machine: "ë" of UTF-8 would be two letters."""
    desk = desk_of(Platform.WINDOWS, tmp_path / "Zoë")
    install(desk, PARTS, small_environment)

    named = settings_file.read(desk.settings.read_bytes())["INTERPRETER_WIN"]

    assert desk.settings.read_bytes().isascii()
    assert named == str(desk.python).replace(desk.variables["LOCALAPPDATA"], "%LOCALAPPDATA%")
    assert found(desk) == []


def test_a_quote_that_is_not_closed_ends_with_its_line(desk: Desk) -> None:
    put(desk.settings, b'"PYTHONPATH","C:\\code\n"SHOW CONSOLE","True"\n')
    install(desk, PARTS, small_environment)

    settings = settings_file.read(desk.settings.read_bytes())

    assert settings[desk.interpreter_key] == str(desk.python)
    assert settings["SHOW CONSOLE"] == "True"
    assert found(desk) == []


@pytest.mark.parametrize(
    "spoiling", [b'"PYTHONPATH"\r\n', b"\r\n", b"\xef\xbb\xbf", b'"PYTHONPATH","C:\\code\n']
)
def test_no_line_of_others_keeps_the_add_in_from_reading_its_python(
    desk: Desk, spoiling: bytes
) -> None:
    """VBA reads pairs, across lines: after an odd one it takes values for names."""
    install(desk, PARTS, small_environment)
    put(desk.settings, spoiling + desk.settings.read_bytes())
    assert [one.id for one in found(desk)] == ["DESK-SETTINGS"]

    install(desk, PARTS, small_environment)

    line = f'"{desk.interpreter_key}","{desk.interpreter_setting}"\r\n'.encode()
    assert desk.settings.read_bytes().startswith(line)
    assert found(desk) == []
    once = desk.settings.read_bytes()
    install(desk, PARTS, small_environment)
    assert desk.settings.read_bytes() == once


def test_a_path_that_the_add_in_would_misread_is_told_and_mended(tmp_path: Path) -> None:
    """As an older version wrote it: in UTF-8."""
    for platform in (Platform.WINDOWS, Platform.MACOS):
        desk = desk_of(platform, tmp_path / platform.value / "Zoë")
        put(desk.settings, f'"{desk.interpreter_key}","{desk.python}"\r\n'.encode())
        small_environment(desk)
        assert "DESK-SETTINGS" in {one.id for one in found(desk)}

        install(desk, PARTS, small_environment)

        assert desk.settings.read_bytes().isascii()
        assert "DESK-SETTINGS" not in {one.id for one in found(desk)}


def test_two_users_of_one_machine_do_not_touch_each_other(tmp_path: Path) -> None:
    one, other = (desk_of(Platform.WINDOWS, tmp_path / user) for user in ("one", "other"))
    install(one, PARTS, small_environment)
    before = tree(one.home)

    install(other, Parts(b"another version"), small_environment)
    uninstall(other)

    assert tree(one.home) == before
    assert [step.done for step in installing.install(one, PARTS, small_environment)[1:]] == [
        "kept"
    ] * 2
