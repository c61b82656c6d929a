"""The double-click scripts: written as their system reads them, and on the program's own paths."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path, PureWindowsPath

import pytest

from tests.desk.desks import desk_of
from tests.tree import ROOT
from xlbilling.desk.desk import Platform

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


def run(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of a script in a folder of its own, for a user whose home is empty."""
    home = folder / "home"
    home.mkdir()
    copy = Path(shutil.copy(FOLDER / name, folder))
    own = {"HOME": str(home), "LOCALAPPDATA": str(home), "USERPROFILE": str(home)}
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
