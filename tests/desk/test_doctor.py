"""Doctor finds each thing that goes wrong at a desk, one by one, and says the mend in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.desks import (
    ADDIN,
    EXCEL_KEY,
    PARTS,
    XLWINGS,
    Look,
    desk_of,
    found,
    small_environment,
    tree,
)
from xlbilling.commands import build_addin
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.examined import Examined, Workbook
from xlbilling.desk.examining import examine
from xlbilling.desk.installing import install
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding


def only(findings: list[Finding]) -> Finding:
    """The one thing that is wrong; its mend is one line."""
    (one,) = findings
    assert one.fix
    assert "\n" not in one.fix + one.message + one.where
    return one


def test_a_desk_just_installed_has_nothing_wrong(windows: Desk, mac: Desk) -> None:
    assert found(windows) == []
    assert found(mac) == []


def test_nothing_is_changed_by_looking(windows: Desk) -> None:
    before = tree(windows.home)

    found(windows, Look(addin=b"newer", start_says="no module", built_with="0.30.0"))

    assert tree(windows.home) == before


def test_a_desk_without_anything_is_told_to_install(desk: Desk) -> None:
    ids = {one.id: one.severity for one in found(desk)}
    expected = {"DESK-ADDIN", "DESK-PYTHON", "DESK-SETTINGS"}
    expected |= {"DESK-APPLESCRIPT"} if desk.platform is Platform.MACOS else set()

    assert ids == dict.fromkeys(expected, ERROR)


def test_a_missing_add_in(windows: Desk) -> None:
    windows.addin.unlink()

    assert only(found(windows)).id == "DESK-ADDIN"


def test_an_add_in_of_another_version(mac: Desk) -> None:
    one = only(found(mac, Look(addin=b"what this version builds")))

    assert (one.id, one.severity) == ("DESK-ADDIN-OLD", WARNING)
    assert "close Excel" in one.fix


@pytest.mark.parametrize("zone", ["3", "4"])
def test_the_mark_of_the_web_on_the_add_in(windows: Desk, zone: str) -> None:
    stream = Path(f"{windows.addin}:Zone.Identifier")
    stream.write_text(f"[ZoneTransfer]\r\nZoneId={zone}\r\nHostUrl=about:internet\r\n", "utf-8")

    one = only(found(windows))

    assert one.id == "DESK-MARK"
    assert one.where == str(windows.addin)
    assert "Unblock" in one.fix


@pytest.mark.parametrize("zone", ["0", "1", "2"])
def test_a_mark_of_the_office_s_own_network_is_fine(windows: Desk, zone: str) -> None:
    Path(f"{windows.addin}:Zone.Identifier").write_text(f"ZoneId={zone}\n", "utf-8")

    assert found(windows) == []


def test_the_mark_of_the_web_on_a_workbook(windows: Desk, tmp_path: Path) -> None:
    book = tmp_path / "office.xlsm"
    book.write_bytes(b"")
    Path(f"{book}:Zone.Identifier").write_text("ZoneId=3\n", "utf-8")

    one = only(found(windows, Look(workbook=Workbook(book))))

    assert (one.id, one.severity, one.where) == ("DESK-MARK", WARNING, str(book))


def test_an_add_in_that_excel_switched_off(windows: Desk) -> None:
    item = b"\x02\x00\x00\x00" + r"c:\users\lee\xlstart\xlbilling.xlam".encode("utf-16-le")
    key = rf"{EXCEL_KEY}\Resiliency\DisabledItems"

    one = only(found(replace(windows, registry={key: {"A1B2": item}})))

    assert one.id == "DESK-ADDIN-OFF"
    assert "Disabled Items" in one.fix


def test_a_second_copy_of_the_add_in(windows: Desk) -> None:
    folder = windows.home / "AppData/Roaming/Microsoft/AddIns"
    folder.mkdir(parents=True)
    (folder / "xlbilling.xlam").write_bytes(b"an old one")
    options = {rf"{EXCEL_KEY}\Options": {"OPEN": "/A X", "OPEN1": r'/R "D:\old\XLBilling.xlam"'}}

    several = found(replace(windows, registry=options))

    assert {one.id for one in several} == {"DESK-ADDIN-TWICE"}
    assert [one.where for one in several] == sorted([
        str(folder / "xlbilling.xlam"),
        rf"{EXCEL_KEY}\Options\OPEN1",
    ])


def test_settings_that_name_the_store_s_python(windows: Desk) -> None:
    alias = windows.home / "AppData/Local/Microsoft/WindowsApps/python.exe"
    windows.settings.write_text(f'"INTERPRETER_WIN","{alias}"\n', "utf-8")

    one = only(found(windows))

    assert one.id == "DESK-STORE"
    assert "python.org" in one.fix


def test_without_settings_the_store_s_stand_in_on_the_path_is_told(tmp_path: Path) -> None:
    apps = tmp_path / "Microsoft" / "WindowsApps"
    apps.mkdir(parents=True)
    (apps / "python.exe").write_bytes(b"")
    desk = desk_of(Platform.WINDOWS, tmp_path)
    path = f"{tmp_path};{apps}"

    told = found(replace(desk, variables={**desk.variables, "Path": path}))

    assert [one.where for one in told if one.id == "DESK-STORE"] == ["PATH"]


def test_an_environment_made_from_the_store_s_python(windows: Desk) -> None:
    (windows.environment / "pyvenv.cfg").write_text(
        "home = C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.13\n", "utf-8"
    )

    assert only(found(windows)).id == "DESK-STORE"


def test_an_environment_whose_python_is_gone(mac: Desk) -> None:
    mac.base.rmdir()

    assert only(found(mac)).id == "DESK-PYTHON-GONE"


def test_settings_that_name_another_python(windows: Desk) -> None:
    windows.settings.write_text('"INTERPRETER_WIN","C:\\Anaconda3\\python.exe"\n', "utf-8")

    one = only(found(windows))

    assert one.id == "DESK-SETTINGS"
    assert "Anaconda3" in one.message


def test_an_xlwings_library_that_is_not_beside_python(windows: Desk) -> None:
    (windows.environment / f"xlwings64-{XLWINGS}.dll").unlink()
    small = {one.id for one in found(windows)}

    assert "DESK-DLL" in small


def test_a_library_beside_python_itself_is_fine_too(windows: Desk) -> None:
    for bits in (32, 64):
        name = f"xlwings{bits}-{XLWINGS}.dll"
        (windows.environment / name).rename(windows.python.parent / name)

    assert "DESK-DLL" not in {one.id for one in found(windows)}


def test_mixed_versions_of_xlwings(windows: Desk) -> None:
    one = only(found(windows, Look(built_with="0.30.12")))

    assert one.id == "DESK-MIXED"
    assert "0.30.12 in the add-in" in one.message
    assert f"{XLWINGS} in the environment" in one.message


def test_an_old_version_of_the_program(windows: Desk) -> None:
    one = only(found(windows, Look(version="9.9.9")))

    assert (one.id, one.severity) == ("DESK-OLD", WARNING)


def test_a_library_that_a_virus_scanner_took(windows: Desk) -> None:
    (windows.site_packages / "wolfxl" / "_rust.pyd").unlink()

    one = only(found(windows))

    assert one.id == "DESK-VIRUS"
    assert "wolfxl/_rust.pyd" in one.message
    assert str(windows.root) in one.fix


def test_a_python_that_does_not_start(mac: Desk) -> None:
    one = only(found(mac, Look(start_says="Operation not permitted")))

    assert one.id == "DESK-START"
    assert "Operation not permitted" in one.message


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive - Elm Clinic/Billing",
        "SharePoint/Billing",
        "Library/CloudStorage/OneDrive-Elm",
        "Library/Mobile Documents/com~apple~CloudDocs",
    ],
)
def test_a_workbook_in_a_synced_folder(desk: Desk, folder: str) -> None:
    install(desk, PARTS, small_environment)
    book = desk.home / folder / "office.xlsx"

    one = only(found(desk, Look(workbook=Workbook(book))))

    assert (one.id, one.severity) == ("DESK-SYNCED", WARNING)
    assert "not synced" in one.fix


def test_a_synced_folder_of_another_name_is_known_by_its_variable(windows: Desk) -> None:
    folder = windows.home / "Elm Clinic"
    synced = replace(windows, variables={**windows.variables, "OneDriveCommercial": str(folder)})

    assert only(found(synced, Look(workbook=Workbook(folder / "b.xlsx")))).id == "DESK-SYNCED"
    assert found(synced, Look(workbook=Workbook(windows.home / "b.xlsx"))) == []


@pytest.mark.parametrize("key", ["INTERPRETER_WIN", "INTERPRETER_MAC", "INTERPRETER", "CONDA PATH"])
def test_a_workbook_that_names_a_python_of_its_own(windows: Desk, tmp_path: Path, key: str) -> None:
    book = Workbook(tmp_path / "office.xlsm", {key: "C:\\old\\python.exe", "SHOW CONSOLE": "True"})

    one = only(found(windows, Look(workbook=book)))

    assert one.id == "DESK-OVERRIDE"
    assert one.where.endswith("sheet xlbilling.conf")


def test_settings_beside_the_workbook(windows: Desk, tmp_path: Path) -> None:
    (tmp_path / "xlbilling.conf").write_text("", "utf-8")

    one = only(information(windows, Workbook(tmp_path / "office.xlsx"), "DESK-OVERRIDE"))

    assert one.where == str(tmp_path / "xlbilling.conf")
    assert "does not heed" in one.message


def test_only_macros_within_a_workbook_read_its_settings(windows: Desk, tmp_path: Path) -> None:
    """What came by mail must not name the program that a click starts: the add-in asks no book."""
    book = Workbook(tmp_path / "office.xlsx", {"INTERPRETER_WIN": "C:\\old\\python.exe"})

    assert found(windows, Look(workbook=book)) == []
    assert "does not heed" in only(information(windows, book, "DESK-OVERRIDE")).message
    macros = build_addin.sources().modules["xlwings.bas"]
    assert "SheetExists(ActiveWorkbook, PROJECT_NAME" not in macros
    assert "SheetExists(ThisWorkbook, PROJECT_NAME" in macros


def information(desk: Desk, book: Workbook, name: str) -> list[Finding]:
    """What is good to know of a workbook, of one kind."""
    seen = Examined(desk, "0.1.0", XLWINGS, ADDIN, bytes.__eq__, lambda _: "", lambda _: "", book)
    return [one for one in examine(seen) if (one.id, one.severity) == (name, INFO)]


@pytest.mark.parametrize("name", ["addin", "settings"])
def test_a_file_that_may_not_be_read_is_told_beside_all_else(
    windows: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A virus scanner locks it, say."""
    real, locked = Path.read_bytes, getattr(windows, name)

    def refused(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    (windows.environment / f"xlwings64-{XLWINGS}.dll").unlink()

    several = found(windows)

    assert {"DESK-READ", "DESK-DLL"} <= {one.id for one in several}
    assert [one.where for one in several if one.id == "DESK-READ"] == [str(locked)]
    assert all(one.fix for one in several)


def test_a_variable_that_leads_python_elsewhere(desk: Desk, tmp_path: Path) -> None:
    """The add-in starts it without the option that shuts variables out."""
    install(desk, PARTS, small_environment)
    (tmp_path / "old" / "xlwings").mkdir(parents=True)
    path = {"PYTHONPATH": str(tmp_path / "old")}

    one = only(found(replace(desk, variables={**desk.variables, **path})))

    assert (one.id, one.severity, one.where) == ("DESK-VARIABLE", WARNING, "PYTHONPATH")
    (tmp_path / "old" / "xlwings").rmdir()
    assert found(replace(desk, variables={**desk.variables, **path})) == []
    home = {"PythonHome": "C:\\ArcGIS"}
    one = only(found(replace(desk, variables={**desk.variables, **home})))
    assert (one.id, one.severity, one.where) == ("DESK-VARIABLE", ERROR, "PYTHONHOME")


def test_letters_that_windows_cannot_tell_vba(tmp_path: Path) -> None:
    desk = desk_of(Platform.WINDOWS, tmp_path / "李")
    install(desk, PARTS, small_environment)
    key = r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage"

    one = only(found(replace(desk, registry={key: {"ACP": "1252"}})))

    assert one.id == "DESK-LETTERS"
    for page in ("936", "65001", "no page"):
        assert found(replace(desk, registry={key: {"ACP": page}})) == []


@pytest.mark.parametrize("name", ["O'Brien", "A&B", "a(b)", "$x"])
def test_a_home_with_a_sign_in_its_name_breaks_the_applescript(tmp_path: Path, name: str) -> None:
    desk = desk_of(Platform.MACOS, tmp_path / name)
    install(desk, PARTS, small_environment)

    assert only(found(desk)).id == "DESK-BLANK"


def test_a_python_whose_link_leads_nowhere_is_one_that_is_gone(mac: Desk) -> None:
    mac.python.unlink()
    mac.python.symlink_to(mac.base / "python3")
    mac.base.rmdir()

    assert "DESK-PYTHON-GONE" in {one.id for one in found(mac)}
    assert "DESK-PYTHON" not in {one.id for one in found(mac)}


def test_a_library_that_a_virus_scanner_emptied(windows: Desk) -> None:
    (windows.site_packages / "wolfxl" / "_rust.pyd").write_bytes(b"")

    assert only(found(windows)).id == "DESK-VIRUS"


def test_a_copy_for_all_users_of_the_computer_is_a_second_one(
    windows: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "Programs/Microsoft Office/root/Office16/XLSTART"
    folder.mkdir(parents=True)
    (folder / "xlbilling.xlam").write_bytes(ADDIN)

    one = only(found(windows))

    assert (one.id, one.where) == ("DESK-ADDIN-TWICE", str(folder / "xlbilling.xlam"))
    assert "File, Options" in one.fix


def test_on_a_mac_the_mend_names_the_menu_of_a_mac(mac: Desk) -> None:
    folder = mac.other_addin_folders[0]
    folder.mkdir(parents=True)
    (folder / "xlbilling.xlam").write_bytes(ADDIN)

    assert "Tools, Excel Add-ins" in only(found(mac)).fix


def test_a_missing_applescript(mac: Desk) -> None:
    (mac.scripts / f"xlwings-{XLWINGS}.applescript").rename(
        mac.scripts / "xlwings-0.30.0.applescript"
    )

    one = only(found(mac))

    assert one.id == "DESK-APPLESCRIPT"
    assert XLWINGS in one.message


def test_a_home_with_a_blank_in_its_name_breaks_the_applescript(tmp_path: Path) -> None:
    desk = desk_of(Platform.MACOS, tmp_path / "Volumes and more")
    install(desk, PARTS, small_environment)

    assert only(found(desk)).id == "DESK-BLANK"


def test_missing_programs_are_information(windows: Desk, tmp_path: Path) -> None:
    look = Examined(windows, "0.1.0", XLWINGS, ADDIN, bytes.__eq__, lambda _: "", lambda _: "")
    before = {one.id for one in examine(look) if one.severity == INFO}
    for name in ("LibreOffice/program/soffice.exe", "Microsoft Office/root/Office16/EXCEL.EXE"):
        (tmp_path / "Programs" / name).parent.mkdir(parents=True)
        (tmp_path / "Programs" / name).write_bytes(b"")

    assert before == {"DESK-LIBREOFFICE", "DESK-EXCEL"}
    assert {one.id for one in examine(look) if one.severity == INFO} == set()


def test_where_excel_does_not_run_only_places_are_looked_at(tmp_path: Path) -> None:
    desk = desk_of(Platform.OTHER, tmp_path)

    assert found(desk) == []
    book = Workbook(tmp_path / "OneDrive" / "office.xlsx")
    assert only(found(desk, Look(workbook=book))).id == "DESK-SYNCED"
