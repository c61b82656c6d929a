"""The commands answer as the contract says: JSON with findings, exit codes, a line for each mend."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import live_books
from tests.desk.desks import desk_of, small_environment
from xlbilling import cli
from xlbilling.addin import building
from xlbilling.addin.building import Sources
from xlbilling.commands import build_addin, doctor, install, uninstall
from xlbilling.desk import here, installing
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.registry import WindowsRegistry, values

KEYS = {"id", "severity", "message", "where", "fix"}


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = cli.main([*words, "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, told


def test_doctor_answers_with_findings_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = shown(capsys, "doctor")

    assert set(told) == {"findings"}
    assert all(set(one) == KEYS and one["fix"] for one in told["findings"])
    needs = any(one["severity"] != "information" for one in told["findings"])
    assert code == (1 if needs else 0)


def test_doctor_prints_each_mend_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    _, told = shown(capsys, "doctor")
    cli.main(["doctor"])

    printed = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in printed if line.strip().startswith("Fix: ")] == [
        f"Fix: {one['fix']}" for one in told["findings"]
    ]


def test_doctor_reads_a_workbook_s_own_settings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("xlbilling.conf")
    for row in (("Interpreter_Win", "C:\\old\\python.exe"), ("SHOW CONSOLE", True)):
        sheet.append(row)
    book.save(tmp_path / "office.xlsx")
    shutil.copy(tmp_path / "office.xlsx", tmp_path / "office.xlsm")  # read alike; its macros count

    code, told = shown(capsys, "doctor", str(tmp_path / "office.xlsm"))

    assert code == 1
    (one,) = [each for each in told["findings"] if each["id"] == "DESK-OVERRIDE"]
    assert "INTERPRETER_WIN" in one["message"]


def test_doctor_cannot_read_what_is_no_workbook(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, told = shown(capsys, "doctor", str(tmp_path / "none.xlsx"))

    assert code == 2
    assert told["error"]["id"] == "BOOK-MISSING"


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of this machine who has nothing, and no LibreOffice either."""
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("would install on this machine")
    for name in ("HOME", "XDG_CONFIG_HOME", "PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def test_install_refuses_where_neither_excel_nor_libreoffice_runs(
    capsys: pytest.CaptureFixture[str], empty_home: Path
) -> None:
    code, told = shown(capsys, "install")

    assert (code, told["error"]["id"]) == (2, "DESK-SYSTEM")
    assert "LibreOffice" in told["error"]["fix"]
    assert [*empty_home.iterdir()] == []


def test_uninstall_of_nothing_is_fine(capsys: pytest.CaptureFixture[str], empty_home: Path) -> None:
    code, told = shown(capsys, "uninstall")

    assert (code, told["steps"], [*empty_home.iterdir()]) == (0, [], [])


@pytest.fixture
def installed(tmp_path: Path) -> Desk:
    """A desk with the add-in as it is really built, and a small environment."""
    desk = desk_of(Platform.MACOS, tmp_path)
    parts = installing.Parts(building.addin_bytes(build_addin.sources()))
    installing.install(desk, parts, small_environment)
    return desk


def test_the_add_in_that_was_built_is_known_by_its_xlwings(installed: Desk) -> None:
    """Whatever else is wrong with it: the small environment's Python does not start."""
    _, _, found = doctor.doctor(None, installed)

    assert {one.id for one in found if one.severity != "I"} == {"DESK-START"}
    assert here.xlwings_of(installed.addin.read_bytes()) == metadata.version("xlwings")
    assert here.xlwings_of(b"junk") == ""


def test_an_add_in_that_the_office_signed_is_the_same_one(installed: Desk) -> None:
    """Signing adds a part to the file; here any part that Excel does not look at."""
    built = installed.addin.read_bytes()
    with zipfile.ZipFile(installed.addin, "a") as package:
        package.writestr("xl/vbaProjectSignature.bin", b"signed")
    signed = installed.addin.read_bytes()

    assert signed != built
    assert here.is_same_addin(signed, built)
    assert not here.is_same_addin(b"junk", built)
    assert "DESK-ADDIN-OLD" not in {one.id for one in doctor.doctor(None, installed)[2]}


@pytest.mark.parametrize("is_older", [True, False])
def test_what_an_installation_left_whose_folder_was_deleted_goes_with_the_next(
    installed: Desk, *, is_older: bool
) -> None:
    """Else its tab would stay in Excel for good: with nothing behind it, and nothing to tell of it."""
    parts = installing.Parts(installed.addin.read_bytes())
    if is_older:
        with zipfile.ZipFile(installed.addin, "a") as package:
            package.writestr("of an older version", b"")
    older = installed.addin.read_bytes()
    shutil.rmtree(installed.root)

    installing.install(installed, parts, small_environment)
    installing.uninstall(installed)

    assert not installed.addin.exists()
    assert not installed.settings.exists()
    copies = [path.read_bytes() for path in installed.root.glob("backups/*")]
    assert copies == ([older] if is_older else [])


def test_an_add_in_with_another_ribbon_or_other_settings_is_another_one(installed: Desk) -> None:
    """An upgrade may change these alone; the macros stay as they are."""
    sources = build_addin.sources()
    built = installed.addin.read_bytes()
    relabelled = Sources(sources.ribbon.replace("Payments", "Money"), sources.modules)
    settings = BytesIO()
    with zipfile.ZipFile(BytesIO(built)) as old, zipfile.ZipFile(settings, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"UDF MODULES", b"OTHER MODULES"))

    assert not here.is_same_addin(building.addin_bytes(relabelled), built)
    assert not here.is_same_addin(settings.getvalue(), built)


def test_install_looks_whether_it_works_and_uninstall_tells_what_it_did(tmp_path: Path) -> None:
    """The whole way, with a real environment where this system lays it out as macOS does."""
    if sys.platform == "win32":
        pytest.skip("laid out otherwise; the workflow installs there for real")
    desk = desk_of(
        Platform.MACOS, tmp_path, interpreter=Path(sys.executable), base=Path(sys.base_prefix)
    )
    result, lines, found = install.install(desk)

    assert [one.id for one in found if one.severity != "I"] == []
    assert [step["done"] for step in result["steps"]] == ["made"] * 4
    assert any("uninstall" in line for line in lines)
    done, _ = uninstall.uninstall(desk)
    assert [step["done"] for step in done["steps"]] == ["removed"] * 4
    assert [*desk.home.iterdir()] == []


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has a registry")
def test_the_registry_of_windows_is_read() -> None:
    registry = WindowsRegistry()

    assert values(registry, r"HKCU\Environment")
    assert values(registry, r"HKCU\Software\no such key of anybody") == {}


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_excel_is_missing_its_tests_are_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    """Not failed: the workflow's machines with Windows and macOS have none."""
    if live_books.why_not("excel") == "":
        pytest.skip("Excel is here")
    monkeypatch.setattr(sys, "platform", platform)

    assert live_books.why_not("excel") == "Excel is not installed"


def test_elsewhere_the_registry_is_empty() -> None:
    if sys.platform != "win32":
        assert values(WindowsRegistry(), r"HKCU\Environment") == {}
