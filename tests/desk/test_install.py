"""What install puts in place, uninstall takes away: byte for byte, whatever was there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.desk.desks import ADDIN, PARTS, XLWINGS, desk_of, small_environment, tree
from xlbilling.desk import settings_file
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.installing import Parts, install, uninstall
from xlbilling.desk.journal import Journal
from xlbilling.model.errors import BookBusyError, InputFileError, RefusedError


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_everything_is_where_excel_and_its_macros_look(desk: Desk) -> None:
    install(desk, PARTS, small_environment)

    home = desk.home
    if desk.platform is Platform.WINDOWS:
        local, roaming = home / "AppData/Local", home / "AppData/Roaming"
        assert (roaming / "Microsoft/Excel/XLSTART/xlbilling.xlam").read_bytes() == ADDIN
        python = local / "xlbilling/env/Scripts/python.exe"
        assert (home / ".xlbilling/xlbilling.conf").read_bytes() == (
            f'"INTERPRETER_WIN","{python}"\r\n'.encode()
        )
    else:
        group = home / "Library/Group Containers/UBF8T346G9.Office"
        startup = group / "User Content.localized/Startup.localized/Excel"
        assert (startup / "xlbilling.xlam").read_bytes() == ADDIN
        python = home / "xlbilling/env/bin/python"
        own = home / "Library/Containers/com.microsoft.Excel/Data/xlbilling.conf"
        assert own.read_bytes() == f'"INTERPRETER_MAC","{python}"\r\n'.encode()
        scripts = home / "Library/Application Scripts/com.microsoft.Excel"
        assert (scripts / f"xlwings-{XLWINGS}.applescript").is_file()
    assert python.is_file()


def test_a_second_installation_changes_nothing(desk: Desk) -> None:
    install(desk, PARTS, small_environment)
    once = tree(desk.home)

    steps = install(desk, PARTS, small_environment)

    assert tree(desk.home) == once
    assert {step.done for step in steps[1:]} == {"kept"}


def test_uninstall_leaves_the_home_as_it_was(desk: Desk) -> None:
    put(desk.home / "Documents" / "office.xlsx", b"a workbook")
    before = tree(desk.home)
    install(desk, PARTS, small_environment)
    assert tree(desk.home) != before

    uninstall(desk)

    assert tree(desk.home) == before
    assert not (desk.root / "backups").exists()


def test_what_was_there_comes_back_byte_for_byte_and_its_copies_stay(desk: Desk) -> None:
    """An older add-in, settings with odd line ends, and other people's add-ins beside ours."""
    old = (
        b'"PYTHONPATH","C:\\code"\n"interpreter_win","C:\\old\\python.exe"\r\n"SHOW CONSOLE","True"'
    )
    put(desk.addin, b"an older one")
    put(desk.settings, old)
    put(desk.startup / "PERSONAL.XLSB", b"macros of the user's")
    put(desk.home / ".xlwings" / "xlwings.conf", b'"INTERPRETER_WIN","C:\\others\\python.exe"\n')
    before = tree(desk.home)
    install(desk, PARTS, small_environment)
    install(desk, Parts(b"a newer add-in"), small_environment)

    uninstall(desk)

    kept = {path.read_bytes() for path in (desk.root / "backups").iterdir()}
    assert {b"an older one", old} <= kept
    after = {
        name: one for name, one in tree(desk.home).items() if name in before or one != "folder"
    }
    assert after == before


def test_settings_that_others_made_stay(desk: Desk) -> None:
    put(desk.settings, b'"PYTHONPATH","D:\\own"\n"INTERPRETER_WIN","x"\n"INTERPRETER_MAC","y"\n')
    install(desk, PARTS, small_environment)

    settings = settings_file.read(desk.settings.read_bytes())

    assert settings["PYTHONPATH"] == "D:\\own"
    assert settings[desk.interpreter_key] == str(desk.python)
    assert len(settings) == 3


def test_what_somebody_changed_since_is_copied_before_it_goes(desk: Desk) -> None:
    before = tree(desk.home)
    install(desk, PARTS, small_environment)
    changed = desk.settings.read_bytes() + b'"SHOW CONSOLE","True"\r\n'
    desk.settings.write_bytes(changed)

    uninstall(desk)

    assert [path.read_bytes() for path in (desk.root / "backups").iterdir()] == [changed]
    assert not desk.settings.exists()
    assert set(before) <= set(tree(desk.home))


def test_a_newer_version_keeps_the_first_state_to_go_back_to(desk: Desk) -> None:
    put(desk.addin, b"before us")
    for content in (b"version 1", b"version 2", b"version 3"):
        install(desk, Parts(content), small_environment)
    assert desk.addin.read_bytes() == b"version 3"

    uninstall(desk)

    assert desk.addin.read_bytes() == b"before us"


@pytest.mark.parametrize("times", [1, 2])
def test_uninstall_where_nothing_is_installed_does_nothing(desk: Desk, times: int) -> None:
    install(desk, PARTS, small_environment)
    uninstall(desk)
    before = tree(desk.home)

    for _ in range(times):
        assert uninstall(desk) == []
    assert tree(desk.home) == before


def test_an_installation_that_broke_off_can_be_taken_away(desk: Desk) -> None:
    def broken(broken_desk: Desk) -> Any:
        small_environment(broken_desk)
        raise KeyboardInterrupt

    before = tree(desk.home)
    with pytest.raises(KeyboardInterrupt):
        install(desk, PARTS, broken)

    uninstall(desk)

    assert tree(desk.home) == before


def test_a_download_s_mark_is_taken_off_our_add_in(tmp_path: Path) -> None:
    """On other systems the second stream is a file of that name, so the same code is tried."""
    desk = desk_of(Platform.WINDOWS, tmp_path)
    install(desk, PARTS, small_environment)
    stream = Path(f"{desk.addin}:Zone.Identifier")
    stream.write_text("[ZoneTransfer]\nZoneId=3\n", encoding="utf-8")

    steps = install(desk, PARTS, small_environment)

    assert not stream.exists()
    assert [(step.what, step.done) for step in steps[-1:]] == [("mark of the web", "removed")]


def test_while_excel_has_the_add_in_open_the_old_one_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace an open file with just this error."""
    install(desk, PARTS, small_environment)
    real = Path.replace

    def locked(path: Path, target: Path) -> Path:
        if target == desk.addin:
            raise PermissionError(13, "used by another process", str(target))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(BookBusyError) as told:
        install(desk, Parts(b"newer"), small_environment)

    assert told.value.id == "DESK-BUSY"
    assert desk.addin.read_bytes() == ADDIN
    assert [path.name for path in desk.startup.iterdir()] == ["xlbilling.xlam"]
    monkeypatch.undo()
    uninstall(desk)
    assert not desk.addin.exists()


def test_the_store_s_python_is_refused(tmp_path: Path) -> None:
    base = tmp_path / "Program Files" / "WindowsApps" / "PythonSoftwareFoundation.Python.3.13"
    desk = desk_of(Platform.WINDOWS, tmp_path, base=base)
    before = tree(desk.home)

    with pytest.raises(RefusedError) as told:
        install(desk, PARTS, small_environment)

    assert told.value.id == "DESK-STORE"
    assert "python.org" in told.value.fix
    assert tree(desk.home) == before


def test_where_excel_does_not_run_nothing_is_installed(tmp_path: Path) -> None:
    desk = desk_of(Platform.OTHER, tmp_path)

    with pytest.raises(RefusedError) as told:
        install(desk, PARTS, small_environment)

    assert told.value.id == "DESK-SYSTEM"
    assert tree(desk.home) == {}


def test_a_folder_that_is_not_ours_is_never_replaced(desk: Desk) -> None:
    put(desk.environment / "notes.txt", b"mine")
    before = tree(desk.home)

    with pytest.raises(RefusedError) as told:
        install(desk, PARTS, small_environment)

    assert told.value.id == "DESK-FOREIGN"
    assert tree(desk.home) == before


def test_a_damaged_journal_is_told_and_nothing_is_touched(desk: Desk) -> None:
    install(desk, PARTS, small_environment)
    Journal.of(desk.root).path.write_text('{"changes": 3}', encoding="utf-8")
    before = tree(desk.home)

    with pytest.raises(InputFileError) as told:
        uninstall(desk)

    assert told.value.id == "DESK-JOURNAL"
    assert tree(desk.home) == before


def test_a_mac_whose_folders_have_plain_names_is_served_too(tmp_path: Path) -> None:
    desk = desk_of(Platform.MACOS, tmp_path)
    plain = desk.home / "Library/Group Containers/UBF8T346G9.Office/User Content/Startup/Excel"
    plain.mkdir(parents=True)

    install(desk, PARTS, small_environment)

    assert (plain / "xlbilling.xlam").is_file()


def test_windows_without_its_variables_uses_the_usual_folders(tmp_path: Path) -> None:
    desk = desk_of(Platform.WINDOWS, tmp_path, variables={})
    install(desk, PARTS, small_environment)

    assert (desk.home / "AppData/Roaming/Microsoft/Excel/XLSTART/xlbilling.xlam").is_file()
    assert (desk.home / "AppData/Local/xlbilling/env/Scripts/python.exe").is_file()
    assert (desk.home / ".xlbilling/xlbilling.conf").is_file()
