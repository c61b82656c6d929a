"""Killed between any two changes of a file: the next run completes, and nothing of others is lost.

Nothing is cleaned up as a process is killed: no ``finally`` runs. So it is a process that dies.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.desk.desks import ADDIN, PARTS, Look, desk_of, found, small_environment, tree
from xlbilling.desk import environment, listing
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.environment import Made
from xlbilling.desk.installing import Parts, install, uninstall
from xlbilling.desk.listing import list_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")

_CHANGES: Final = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink"})
_WRITING: Final = os.O_WRONLY | os.O_RDWR
KILLED: Final = 9


def _changes(event: str, told: tuple[object, ...]) -> bool:
    if event == "open":
        return isinstance(told[2], int) and bool(told[2] & _WRITING)
    return event in _CHANGES


def die_at(moment: int, act: Callable[[], object]) -> bool:
    """Do something in a process that dies before one of its changes; tell whether it did die."""
    child = os.fork()
    if child == 0:
        count = 0

        def listen(event: str, told: tuple[object, ...]) -> None:
            nonlocal count
            count += _changes(event, told)
            if count == moment:
                os._exit(KILLED)

        sys.addaudithook(listen)
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, KILLED}
    return code == KILLED


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def desk_with_others_files(platform: Platform, folder: Path) -> Desk:
    """A desk where xlwings' own add-in, its settings and somebody's macros were there before."""
    desk = desk_of(platform, folder)
    put(desk.startup / "xlwings.xlam", b"xlwings' own")
    put(desk.startup / "PERSONAL.XLSB", b"macros")
    put(desk.addin, b"an older one")
    put(desk.settings, b'"PYTHONPATH","D:\\own"\n')
    put(desk.home / ".xlwings" / "xlwings.conf", b'"INTERPRETER_WIN","C:\\py\\python.exe"\n')
    return desk


def files(desk: Desk) -> dict[str, str]:
    return {name: one for name, one in tree(desk.home).items() if one != "folder"}


def moments(prepare: Callable[[int], Desk], act: Callable[[Desk], object]) -> list[Desk]:
    """Desks at which something was killed, one for each change that it makes."""
    dead: list[Desk] = []
    while True:
        desk = prepare(len(dead) + 1)
        if not die_at(len(dead) + 1, lambda desk=desk: act(desk)):  # type: ignore[misc]
            return dead
        dead.append(desk)


def make(desk: Desk) -> Made:
    """Make the environment of a few files; the mark that says whose it is comes first, as always."""
    desk.environment.mkdir(parents=True, exist_ok=True)
    list_files(desk.environment, {})
    return small_environment(desk)


@pytest.mark.parametrize(
    ("platform", "has_others"), [(Platform.WINDOWS, True), (Platform.MACOS, False)]
)
def test_an_installation_killed_anywhere_is_completed_and_undone(
    tmp_path: Path, platform: Platform, has_others: bool
) -> None:
    def prepare(moment: int) -> Desk:
        folder = tmp_path / str(moment)
        return (desk_with_others_files if has_others else desk_of)(platform, folder)

    before = files(prepare(0))
    dead = moments(prepare, lambda desk: install(desk, PARTS, make))

    assert len(dead) > 10
    for number, desk in enumerate(dead):
        if number % 2:  # undone at once, else completed first
            install(desk, PARTS, make)
            assert found(desk) == []
            assert desk.addin.read_bytes() == ADDIN
        uninstall(desk)
        assert files(desk) == before, number


def test_an_upgrade_killed_anywhere_is_completed_and_goes_back_to_the_first_state(
    tmp_path: Path,
) -> None:
    def prepare(moment: int) -> Desk:
        desk = desk_with_others_files(Platform.WINDOWS, tmp_path / str(moment))
        install(desk, PARTS, make)
        return desk

    before = files(desk_with_others_files(Platform.WINDOWS, tmp_path / "before"))
    dead = moments(prepare, lambda desk: install(desk, Parts(b"newer"), make))

    assert len(dead) > 3
    for desk in dead:
        install(desk, Parts(b"newer"), make)
        assert found(desk, Look(addin=b"newer")) == []
        uninstall(desk)
        assert files(desk) == before


def test_an_uninstallation_killed_anywhere_goes_on_or_is_installed_again(tmp_path: Path) -> None:
    def prepare(moment: int) -> Desk:
        desk = desk_with_others_files(Platform.MACOS, tmp_path / str(moment))
        install(desk, PARTS, make)
        return desk

    before = files(desk_with_others_files(Platform.MACOS, tmp_path / "before"))
    dead = moments(prepare, uninstall)

    assert len(dead) > 10
    for number, desk in enumerate(dead):
        if number % 2:
            install(desk, PARTS, make)
            assert found(desk) == []
        uninstall(desk)
        assert files(desk) == before, number


def test_the_real_environment_killed_anywhere_is_made_anew_beside_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but the packages, which take long: those are a file here."""
    monkeypatch.setattr(environment, "required", dict)
    monkeypatch.setattr(environment, "own_digest", lambda: "")
    monkeypatch.setattr(environment, "start", lambda _: "")
    monkeypatch.setattr(environment, "_fill", lambda target, _: put(target / "one.py", b"new"))
    own = {"interpreter": Path(sys.executable), "base": Path(sys.base_prefix)}

    def prepare(moment: int) -> Desk:
        desk = desk_of(Platform.MACOS, tmp_path / str(moment), **own)
        list_files_of_an_older_one(desk)
        return desk

    dead = moments(prepare, environment.make)

    assert len(dead) > 20
    for number, desk in enumerate(dead):
        environment.make(desk)
        assert (desk.site_packages / "one.py").read_bytes() == b"new"
        assert [path.name for path in desk.root.iterdir()] == ["env"], number
        assert listing.is_as_listed(desk.environment)


def list_files_of_an_older_one(desk: Desk) -> None:
    """An environment that was made before, of another version."""
    put(desk.site_packages / "one.py", b"old")
    put(desk.python, b"")
    list_files(desk.environment, {"xlbilling": "0.0.1"})
