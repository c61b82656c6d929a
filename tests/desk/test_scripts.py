"""The double-click scripts: written as their system reads them, and on the program's own paths."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path, PureWindowsPath

import pytest

from tests.desk.desks import desk_of
from tests.tree import ROOT
from xlbilling.desk.desk import Platform
from xlbilling.desk.listing import LIST

FOLDER = ROOT / "workbooks"
BATCH = ("install.cmd", "uninstall.cmd")
SHELL = ("install.command", "uninstall.command")
ON_WINDOWS = sys.platform == "win32"


@pytest.mark.parametrize("name", BATCH)
def test_batch_files_are_plain_text_with_the_line_ends_of_windows(name: str) -> None:
    """With other line ends cmd.exe misses labels."""
    content = (FOLDER / name).read_bytes()

    assert content.isascii()
    assert content.count(b"\r\n") == content.count(b"\n") > 10


@pytest.mark.parametrize("name", BATCH)
def test_every_label_that_is_gone_to_is_there(name: str) -> None:
    lines = (FOLDER / name).read_text("ascii").splitlines()
    labels = {line[1:] for line in lines if line.startswith(":")}
    words = " ".join(lines).split()
    wanted = {
        word.lstrip(":")
        for before, word in pairwise(words)
        if before == "goto" or (before == "call" and word.startswith(":"))
    }

    assert wanted <= labels
    assert labels <= wanted | {"end"}


@pytest.mark.parametrize("name", SHELL)
@pytest.mark.skipif(ON_WINDOWS, reason="Windows keeps no right to run a file")
def test_shell_scripts_may_be_run_and_are_whole(name: str) -> None:
    path = FOLDER / name

    assert os.access(path, os.X_OK)
    assert path.read_bytes().startswith(b"#!/bin/bash\n")
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0


def test_the_scripts_use_the_folders_of_the_program(tmp_path: Path) -> None:
    windows = desk_of(Platform.WINDOWS, tmp_path, variables={"LOCALAPPDATA": "%LOCALAPPDATA%"})
    mac = desk_of(Platform.MACOS, tmp_path)

    folder = str(PureWindowsPath(windows.environment))
    assert f'"ENV={folder}"' in (FOLDER / "install.cmd").read_text("ascii")
    inside = mac.environment.relative_to(mac.home).as_posix()
    for name in SHELL:
        assert f"$HOME/{inside}" in (FOLDER / name).read_text("ascii")


def test_the_scripts_know_the_mark_of_an_environment_of_ours() -> None:
    for name in (*BATCH, *SHELL):
        assert LIST in (FOLDER / name).read_text("ascii")


def test_every_python_is_started_apart_from_the_folder_it_is_started_in() -> None:
    """A file pip.py beside the script, or beside a workbook, is never run: -I leaves both out."""
    started = re.compile(
        r'(?:"(?:%OWN%|%PYTHON%|%ONE%)"|"\$(?:own|python|one)") (-\S+)|py -3 (-\S+)'
    )
    for name in (*BATCH, *SHELL):
        text = (FOLDER / name).read_text("ascii")
        options = [a or b for a, b in started.findall(text)]
        assert set(options) == {"-I"}, name
        assert text.count("-m ") == text.count("-I -m "), name


@pytest.mark.parametrize("name", BATCH)
def test_what_batch_files_say_holds_no_path_without_quotes(name: str) -> None:
    """In a home called A&B the rest of such a line would be run as a command."""
    for line in (FOLDER / name).read_text("ascii").splitlines():
        said = line.partition("echo ")[2]
        assert "%" not in re.sub(r'"[^"]*"', "", said), line
        assert not line.startswith("for") or "call :try %" not in line, "call reads its words twice"


@pytest.mark.parametrize("name", BATCH)
def test_batch_files_start_no_program_of_their_own_folder(name: str) -> None:
    """cmd.exe, and where.exe, look into the folder they are in before any other."""
    lines = (FOLDER / name).read_text("ascii").splitlines()
    left = lines.index('cd /d "%SystemRoot%"')
    text = "\n".join(lines)

    assert not any(word in "\n".join(lines[:left]) for word in ("py -3", "where", '%OWN%" '))
    assert "where python" not in text
    assert name == "uninstall.cmd" or 'set "NoDefaultCurrentDirectoryInExePath=1"' in lines[:left]


def test_a_line_that_begins_with_if_has_no_second_command() -> None:
    """In the workflow, too: with ``if a b & if c d`` the second is asked only where the first holds."""
    workflow = (ROOT / ".github" / "workflows" / "desk.yml").read_text("utf-8")
    texts = [workflow, *((FOLDER / name).read_text("ascii") for name in BATCH)]

    for text in texts:
        assert not re.search(r"^ *&", text, re.MULTILINE)
        assert not [x for x in text.splitlines() if x.strip().startswith("if ") and " & " in x]


def run(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of a script in a folder of its own, for a user whose home is empty."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    copy = Path(shutil.copy(FOLDER / name, folder))
    own = {"HOME": str(home), "LOCALAPPDATA": str(home), "USERPROFILE": str(home)}
    own |= {"PIP_RETRIES": "0", "PIP_DEFAULT_TIMEOUT": "2"}  # no network is waited for
    program = ["cmd", "/c", str(copy), "quiet"] if ON_WINDOWS else ["bash", str(copy), "quiet"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        program,
        env={**os.environ, **own, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_alone_in_a_folder_the_installer_says_where_it_belongs(tmp_path: Path) -> None:
    """Nothing is fetched under a name that anybody could have taken."""
    done = run("install.cmd" if ON_WINDOWS else "install.command", tmp_path)

    assert done.returncode == 1
    assert 'has to stay in the folder "workbooks"' in done.stdout
    assert [*(tmp_path / "home").iterdir()] == []


def test_where_nothing_is_installed_there_is_nothing_to_take_away(tmp_path: Path) -> None:
    done = run("uninstall.cmd" if ON_WINDOWS else "uninstall.command", tmp_path)

    assert (done.returncode, done.stdout.strip()) == (0, "Nothing is installed here.")


def fixed_place(folder: Path) -> Path:
    """The folder of the environment of such a user."""
    return folder / "home" / "xlbilling" / "env"


def test_an_environment_of_somebody_else_is_neither_used_nor_cleared(tmp_path: Path) -> None:
    """Even one that works, as a person has who cloned the project into the home."""
    (tmp_path / "wheels").mkdir()
    own = fixed_place(tmp_path)
    (own / "bin").mkdir(parents=True)
    (own / "notes.txt").write_text("mine")
    (own / "bin" / "python").symlink_to(sys.executable)
    before = sorted(tmp_path.joinpath("home").rglob("*"))

    done = run("install.cmd" if ON_WINDOWS else "install.command", tmp_path)

    assert done.returncode == 1
    assert "not of our making" in done.stdout
    assert sorted(tmp_path.joinpath("home").rglob("*")) == before
    assert (own / "notes.txt").read_text() == "mine"


@pytest.mark.skipif(ON_WINDOWS, reason="made of links")
@pytest.mark.parametrize("left", ["a python that is gone", "no program in it"])
def test_an_installation_that_does_not_start_is_not_taken_for_none(
    tmp_path: Path, left: str
) -> None:
    own = fixed_place(tmp_path)
    (own / "bin").mkdir(parents=True)
    (own / LIST).write_text("{}")
    (own.parent / "install.json").write_text("{}")
    gone = tmp_path / "gone" if left == "a python that is gone" else Path("/usr/bin/false")
    (own / "bin" / "python").symlink_to(gone)

    done = run("uninstall.command", tmp_path)

    assert done.returncode == 1
    assert "Fix: run install.command once" in done.stdout
    assert (own / LIST).is_file()


@pytest.mark.skipif(ON_WINDOWS, reason="made of links")
def test_an_installation_that_never_got_as_far_is_taken_away_without_another(
    tmp_path: Path,
) -> None:
    """There was no network, say: then 'install again, to uninstall' would mend nothing."""
    own = fixed_place(tmp_path)
    (own / "bin").mkdir(parents=True)
    (own / LIST).write_text("{}")
    (own / "bin" / "python").symlink_to("/usr/bin/false")
    (own.parent / "notes.txt").write_text("mine")

    done = run("uninstall.command", tmp_path)

    assert done.returncode == 0
    assert [path.name for path in own.parent.iterdir()] == ["notes.txt"]


@pytest.mark.skipif(ON_WINDOWS, reason="laid out as on a Mac")
def test_an_add_in_whose_folder_was_deleted_by_hand_is_not_taken_for_none(tmp_path: Path) -> None:
    desk = desk_of(Platform.MACOS, tmp_path)
    addin = tmp_path / "home" / desk.addin.relative_to(desk.home)
    addin.parent.mkdir(parents=True)
    addin.write_bytes(b"an add-in")

    done = run("uninstall.command", tmp_path)

    assert done.returncode == 1
    assert "Fix: run install.command once" in done.stdout
    assert addin.is_file()


@pytest.mark.parametrize("name", ["install.cmd", "install.command"])
def test_an_environment_that_is_short_of_files_is_made_anew_by_the_script(name: str) -> None:
    """Pip calls it satisfied: only our own list tells what a virus scanner took."""
    text = (FOLDER / name).read_text("ascii")
    asks, clears, fetches = (
        text.index(one) for one in ("is_sound", "all but the mark", "pip inst")
    )

    assert asks < clears < fetches


@pytest.mark.skipif(ON_WINDOWS, reason="made of links")
@pytest.mark.parametrize("is_short", [True, False])
def test_only_a_sound_environment_is_brought_up_to_date(tmp_path: Path, *, is_short: bool) -> None:
    """With programs of ours in the place of those that run for real."""
    (tmp_path / "wheels").mkdir()
    own = fixed_place(tmp_path)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", own], check=True)
    (packages,) = own.glob("lib/python3.*/site-packages")
    desk = packages / "xlbilling" / "desk"
    desk.mkdir(parents=True)
    sound = f"def is_sound(prefix, python):\n    return {not is_short}\n"
    (desk / "environment.py").write_text(sound)
    (own / LIST).write_text("{}")

    done = run("install.command", tmp_path)

    assert ("Making a Python of its own" in done.stdout) == is_short
    assert desk.exists() == (not is_short)


@pytest.mark.skipif(ON_WINDOWS, reason="laid out as on a Mac")
def test_beside_packages_of_its_own_the_script_builds_nothing_and_asks_no_network(
    tmp_path: Path,
) -> None:
    """As an office has it that was made with 'pip wheel': in the folder of the sources, too."""
    (tmp_path / "xlbilling").mkdir()
    (tmp_path / "xlbilling" / "__main__.py").write_text("")
    (tmp_path / "pyproject.toml").write_text("no project")
    folder = tmp_path / "workbooks"
    (folder / "wheels").mkdir(parents=True)
    info = "xlbilling-1.0.dist-info"
    with zipfile.ZipFile(folder / "wheels" / "xlbilling-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("xlbilling/__main__.py", "print('it was run')")
        wheel.writestr("xlbilling/__init__.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: xlbilling\nVersion: 1.0\n")
        tags = "Root-Is-Purelib: true\nTag: py3-none-any\n"
        wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: none\n{tags}")
        wheel.writestr(f"{info}/RECORD", "")

    done = run("install.command", folder)

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "it was run")


@pytest.mark.skipif(ON_WINDOWS, reason="made of links")
def test_where_pip_finds_nothing_the_next_run_goes_on(tmp_path: Path) -> None:
    """In a folder with blanks, quotes and signs, with programs beside it that must not run."""
    folder = tmp_path / "Bob's $(touch hit) & `new` !folder"
    (folder / "wheels").mkdir(parents=True)
    for name in ("pip", "venv", "ensurepip", "xlbilling"):
        (folder / f"{name}.py").write_text(f"open({str(folder / 'hit')!r}, 'w')")

    for _ in range(2):
        done = run("install.command", folder)

        assert done.returncode == 1
        assert "HTTPS_PROXY" in done.stdout
        assert (fixed_place(folder) / LIST).is_file()
    assert not [*tmp_path.rglob("hit")]
