"""A desk with LibreOffice: what is put in place for it, told of it, and taken away again."""

from __future__ import annotations

import ast
import os
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.desk.desks import ADDIN, Look, desk_of, found, small_environment, tree
from tests.tree import ROOT
from xlbilling.commands import install as command
from xlbilling.commands.calc_extension import extension
from xlbilling.desk import environment, libreoffice
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.examined import Examined
from xlbilling.desk.examining import examine
from xlbilling.desk.installing import Parts, install, uninstall
from xlbilling.model.findings import INFO, WARNING

OURS = f"{sys.version_info.major}.{sys.version_info.minor}"
PLACES = {
    Platform.WINDOWS: "LibreOffice/program/soffice.exe",
    Platform.MACOS: "LibreOffice.app/Contents/MacOS/soffice",
    Platform.OTHER: "soffice",
}


def with_office(desk: Desk, minor: str) -> Desk:
    """Put a LibreOffice on a desk whose Python is of a version."""
    (programs,) = desk.applications
    starter = programs / PLACES[desk.platform]
    starter.parent.mkdir(parents=True)
    starter.write_bytes(b"")
    folder = starter.parent
    if desk.platform is Platform.OTHER:
        (folder / "libpyuno.so").write_bytes(b"\x00libpython" + minor.encode() + b".so.1.0\x00")
    elif desk.platform is Platform.WINDOWS:
        (folder / f"python-core-{minor}.13").mkdir()
    else:
        frameworks = folder.parent / "Frameworks" / "LibreOfficePython.framework"
        (frameworks / "Versions" / minor).mkdir(parents=True)
    return desk


def add_extension(desk: Desk, content: bytes) -> None:
    """Leave in LibreOffice's profile what a user leaves who added an extension of a content."""
    packages = desk.office_profile / "uno_packages" / "cache"
    unpacked = packages / "uno_packages" / "lu1.tmp_" / "xlbilling.oxt"
    unpacked.mkdir(parents=True)
    (unpacked / libreoffice.COMPONENT).write_bytes(content)
    known = f"Pmp1\x00{libreoffice.NAME}\x00lu1.tmp\x00xlbilling.oxt"
    (packages / "uno_packages.pmap").write_bytes(known.encode())


def made_for(desk: Desk, minor: str) -> None:
    """Say that the environment was made from a Python of a version."""
    settings = desk.environment / "pyvenv.cfg"
    settings.write_text(f"{settings.read_text('utf-8')}version = {minor}.9\n", "utf-8")


@pytest.fixture(params=[*Platform])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """A desk of each system with LibreOffice, at which all was put in place."""
    desk = with_office(desk_of(request.param, tmp_path), "3.11")
    install(desk, Parts(ADDIN, extension()), small_environment)
    made_for(desk, "3.11")
    return desk


def test_where_excel_does_not_run_libreoffice_gets_its_own_and_nothing_else(
    tmp_path: Path,
) -> None:
    desk = with_office(desk_of(Platform.OTHER, tmp_path), "3.11")
    before = tree(desk.home)

    install(desk, Parts(ADDIN, extension()), small_environment)

    assert [path.name for path in desk.home.iterdir()] == ["xlbilling"]
    assert sorted(path.name for path in desk.root.iterdir()) == [
        "env",
        "install.json",
        "xlbilling.oxt",
    ]
    once = tree(desk.home)
    again = install(desk, Parts(ADDIN, extension()), small_environment)
    assert [step.done for step in again[1:]] == ["kept"]
    assert tree(desk.home) == once
    uninstall(desk)
    assert tree(desk.home) == before


def test_the_command_tells_how_to_add_the_extension(tmp_path: Path) -> None:
    """With a real environment, which starts."""
    if sys.platform == "win32":
        pytest.skip("laid out otherwise")
    plain = desk_of(
        Platform.OTHER, tmp_path, interpreter=Path(sys.executable), base=Path(sys.base_prefix)
    )
    desk = with_office(plain, OURS)

    result, lines, findings = command.install(desk)

    assert (result["addin"], result["extension"]) == (None, str(desk.extension))
    assert desk.extension.read_bytes() == extension()
    assert [one for one in findings if one.severity != INFO] == []
    assert any(f"double-click {desk.extension}" in line for line in lines)
    assert not any("Excel" in line for line in lines)
    assert environment.minor_of(desk.environment) == OURS


def test_nothing_is_wrong_where_both_run_the_same_python(office: Desk) -> None:
    assert found(office) == []


@pytest.mark.parametrize(
    ("theirs", "mend"), [("3.12", "install Python 3.12"), ("3.9", "LibreOffice 25.2 or newer")]
)
def test_a_libreoffice_of_another_python_is_told_with_the_mend(
    office: Desk, tmp_path: Path, theirs: str, mend: str
) -> None:
    other = replace(office, applications=(tmp_path / "Others",))
    with_office(other, theirs)
    every = examine(
        Examined(other, "0.1.0", "", ADDIN, bytes.__eq__, lambda _: "", lambda _: "", None)
    )

    (one,) = (each for each in every if each.id == "DESK-OFFICE")

    assert mend in one.fix
    assert f"Python {theirs}" in one.message
    assert "3.11" in one.message
    assert one.severity == (WARNING if office.platform is Platform.OTHER else INFO)
    add_extension(other, b"")
    assert "DESK-OFFICE" in {each.id for each in found(other)}


def test_a_libreoffice_without_python_is_told(tmp_path: Path) -> None:
    desk = with_office(desk_of(Platform.OTHER, tmp_path), "3.11")
    install(desk, Parts(ADDIN, extension()), small_environment)
    made_for(desk, "3.11")
    (desk.applications[0] / "libpyuno.so").unlink()

    (one,) = found(desk)

    assert (one.id, "python3-uno" in one.fix) == ("DESK-OFFICE", True)


def test_an_environment_that_is_gone_is_told_while_the_extension_is_there(tmp_path: Path) -> None:
    desk = with_office(desk_of(Platform.OTHER, tmp_path), "3.11")
    assert found(desk) == []

    add_extension(desk, b"")

    assert [one.id for one in found(desk)] == ["DESK-PYTHON"]


def test_an_old_extension_in_libreoffice_is_told(office: Desk) -> None:
    add_extension(office, b"of an older version")

    (one,) = found(office)

    assert (one.id, one.severity) == ("DESK-EXTENSION-OLD", WARNING)
    assert "double-click" in one.fix


def test_examining_changes_nothing(office: Desk) -> None:
    add_extension(office, b"")
    before = tree(office.home)

    found(office, Look(addin=b"newer", start_says="no module"))

    assert tree(office.home) == before


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script here")
@pytest.mark.parametrize("is_open", [False, True])
def test_uninstalling_takes_the_extension_out_or_tells_how(tmp_path: Path, is_open: bool) -> None:
    """A program in the place of LibreOffice's, which refuses while LibreOffice is open."""
    desk = with_office(desk_of(Platform.OTHER, tmp_path), "3.11")
    install(desk, Parts(ADDIN, extension()), small_environment)
    add_extension(desk, b"")
    list_of_theirs = "$HOME/.config/libreoffice/4/user/uno_packages/cache/uno_packages.pmap"
    act = (
        "exit 1"
        if is_open
        else f'test "$1 $2" = "remove {libreoffice.NAME}" && : >"{list_of_theirs}"'
    )
    program = desk.applications[0] / "unopkg"
    program.write_text(f"#!/bin/sh\n{act}\n", "utf-8")
    program.chmod(0o755)

    steps = uninstall(desk)

    (one,) = (step for step in steps if step.what == "extension in LibreOffice")
    assert one.done == (f"left; {libreoffice.REMOVE}" if is_open else "removed")
    assert not desk.root.exists()
    assert uninstall(desk) == []


@pytest.mark.parametrize("platform", [*Platform])
def test_libreoffice_looks_where_install_puts_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: Platform
) -> None:
    """Its part can import nothing of ours before it has found it, so it says the place again."""
    desk = desk_of(platform, tmp_path)
    tree_of = ast.parse((ROOT / "macros" / "calc" / "xlbilling_calc.py").read_text("utf-8"))
    names = {"environment", "packages", "_own"}
    rules = [one for one in tree_of.body if isinstance(one, ast.FunctionDef) and one.name in names]
    system = {Platform.WINDOWS: "win32", Platform.MACOS: "darwin"}.get(platform, "linux")
    told = SimpleNamespace(platform=system, version_info=sys.version_info)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    own: dict[str, object] = {"Path": _Home(desk.home), "os": os, "sys": told}
    exec(compile(ast.Module([*rules], []), "packages", "exec"), own)  # our own source

    def place() -> object:
        packages = own["packages"]
        assert callable(packages)
        return packages()

    assert place() == replace(desk, variables={}).site_packages
    for name, value in desk.variables.items():
        monkeypatch.setenv(name, value)
    assert place() == desk.site_packages


class _Home:
    """Paths of a machine whose user has a given home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __call__(self, text: str | Path) -> Path:
        return Path(text)

    def home(self) -> Path:
        return self._home
