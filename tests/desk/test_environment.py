"""The fixed environment is a real Python with a copy of what runs here, made without a network."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import metadata, util
from pathlib import Path

import pytest

from tests.desk.desks import desk_of, tree
from tests.tree import ROOT
from xlbilling import __version__
from xlbilling.desk import environment, here, listing, packages
from xlbilling.desk.desk import Desk, Platform

NATIVE = Platform.WINDOWS if sys.platform == "win32" else Platform.MACOS
"""The layout that this system's Python makes of an environment."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with its environment made of what runs these tests."""
    folder = tmp_path_factory.mktemp("desk")
    desk = desk_of(NATIVE, folder, interpreter=Path(sys.executable), base=Path(sys.base_prefix))
    assert environment.make(desk).is_new
    return desk


def run(desk: Desk, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(desk.python), "-I", "-B", *words], capture_output=True, text=True, check=False,
        cwd=desk.root,
    )  # fmt: skip


def test_the_copy_runs_by_itself(made: Desk) -> None:
    done = run(made, "-m", "xlbilling", "--version")

    assert (done.stdout.strip(), done.stderr) == (f"xlbilling {__version__}", "")
    assert here.start(made.python) == ""


def test_the_copy_holds_all_that_runs_and_no_test_tool(made: Desk) -> None:
    words = "import sys, xlbilling.run, xlbilling.udfs.functions as f; print(f.__file__)"
    done = run(made, "-c", f"{words}; import importlib.util as u; print(u.find_spec('pytest'))")

    place, tool = done.stdout.splitlines()
    assert Path(place).is_relative_to(made.site_packages)
    assert tool == "None"
    assert {"pandas", "xlwings", "openpyxl", "numpy"} <= set(packages.required())
    assert "pytest" not in packages.required()


def test_what_python_compiled_here_it_need_not_compile_in_the_copy(made: Desk) -> None:
    """Else the first click after an installation waits for it."""
    words = "import pandas, pandas.io.common as one; print(pandas.__file__, one.__file__)"
    done = run(made, "-v", "-c", words)

    for path in done.stdout.split():
        inside = Path(path).relative_to(made.site_packages).as_posix()
        source = str(metadata.distribution("pandas").locate_file(inside))
        was_compiled = Path(util.cache_from_source(source)).is_file()
        assert (f"# code object from '{path}'" in done.stderr) == (not was_compiled)


def test_a_packages_own_tests_are_not_copied(made: Desk) -> None:
    """A third of all files, and nobody runs them."""
    assert (made.site_packages / "pandas" / "testing.py").is_file()
    assert [each for each in made.site_packages.glob("*/**/tests") if each.is_dir()] == []


def test_every_module_can_be_imported_in_the_copy(made: Desk) -> None:
    """But for what LibreOffice alone can import, and what starts the command line."""
    words = (
        "import importlib, pkgutil, xlbilling as x\n"
        "for one in pkgutil.walk_packages(x.__path__, 'xlbilling.'):\n"
        "    if one.name not in {'xlbilling.__main__', 'xlbilling.macros.calc.xlbilling_calc'}:\n"
        "        importlib.import_module(one.name)\n"
    )

    done = run(made, "-c", words)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_project_s_requirements_are_those_that_are_copied() -> None:
    """An editable install that is older than pyproject.toml lacks some: pip install -e . mends it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {re.split(r"[<>=!~ ;\[]", one)[0].lower() for one in project["dependencies"]}

    assert named - set(packages.required()) == set()
    assert {"lxml", "pandas", "wolfxl", "xlwings"} <= named


def test_what_an_older_build_left_in_the_folder_hides_no_requirement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "xlbilling.egg-info"
    left.mkdir()
    (left / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: xlbilling\nVersion: 0.0.1\n")
    whole = set(packages.required())
    monkeypatch.syspath_prepend(str(tmp_path))

    assert set(packages.required()) == whole
    assert "xlwings" in whole


def test_a_task_runs_in_the_copy(made: Desk, tmp_path: Path) -> None:
    book = tmp_path / "office.xlsx"

    assert run(made, "-m", "xlbilling", "new", str(book)).returncode == 0
    assert book.is_file()


def test_made_again_it_stays_as_it_is_unless_the_program_changed(made: Desk) -> None:
    environment.make(made)
    before, made_of = tree(made.root), listing.told(made.environment).made_of
    has_changed = packages.own_digest() != made_of["xlbilling"]

    assert environment.make(made).is_new == has_changed
    assert has_changed or tree(made.root) == before


def test_a_file_that_is_gone_is_noticed_and_comes_back(made: Desk) -> None:
    lost = made.site_packages / "xlbilling" / "run.py"
    content = lost.read_bytes()
    lost.unlink()
    assert listing.lacking(made.environment) == [lost.relative_to(made.environment).as_posix()]
    assert "xlbilling" in here.start(made.python)

    assert environment.make(made).is_new

    assert lost.read_bytes() == content
    assert listing.lacking(made.environment) == []
    assert not (made.root / "env.old").exists()


@pytest.mark.parametrize("harm", ["emptied", "changed"])
def test_a_file_that_was_spoiled_comes_back_with_the_next_installation(
    made: Desk, harm: str
) -> None:
    """A scanner leaves a library empty; or a text of the same size no longer runs."""
    library = sorted(made.site_packages.glob("wolfxl/*.*"))
    spoiled = made.site_packages / "xlbilling" / "run.py" if harm == "changed" else library[0]
    content = spoiled.read_bytes()
    spoiled.write_bytes(b"" if harm == "emptied" else b"(" * len(content))

    assert environment.make(made).is_new

    assert spoiled.read_bytes() == content
    assert environment.is_sound(made.environment, made.python)


def test_from_within_an_environment_that_lacks_files_is_not_called_whole(made: Desk) -> None:
    """Listed anew it would look whole; nothing there can bring the file back."""
    environment.make(made)
    lost = made.site_packages / "xlbilling" / "run.py"
    kept, content = tree(made.root), lost.read_bytes()
    lost.unlink()
    words = (
        "import sys; from pathlib import Path; from xlbilling.desk.environment import is_sound;"
        "sys.exit(not is_sound(Path(sys.prefix), Path(sys.executable)))"
    )
    assert run(made, "-c", words).returncode == 1
    done = run(made, "-c", _MAKE)

    assert "files are gone" in done.stderr + done.stdout
    lost.write_bytes(content)
    assert tree(made.root) == kept
    assert run(made, "-c", words).returncode == 0


_MAKE = """
import sys
from pathlib import Path
from xlbilling.desk import environment
from xlbilling.desk.desk import Desk, Platform
from xlbilling.model.errors import BillingError
python = Path(sys.executable)
home = Path(sys.prefix).parents[1]
try:
    environment.make(Desk(Platform.MACOS, home, {}, python, Path(sys.base_prefix)))
except BillingError as told:
    print(told.message, told.fix)
"""


CUT = "cut.py,,\ncut/tests/test_cut.py,,\ncut-1.0.dist-info/RECORD,,\n"
"""What pip listed: a module, a test that nobody needs, and the list."""


def test_a_package_that_pip_left_half_done_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed, pip leaves a package without its list, or without the last of its files."""
    for name, lines in (("half", None), ("cut", CUT)):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        if lines:
            (info / "RECORD").write_text(lines)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = {name: metadata.distribution(name) for name in ("half", "cut")}
    monkeypatch.setattr(packages, "required", lambda: found)

    lost = packages.lost_files()
    assert {"half, RECORD", "cut.py"} <= set(lost)
    assert "cut/tests/test_cut.py" not in lost


def test_what_it_was_made_of_can_be_told(made: Desk) -> None:
    assert packages.our_version_in(made.site_packages) == __version__
    assert (
        packages.version_in(made.site_packages, "xlwings") == packages.required()["xlwings"].version
    )
    home = environment.made_from(made.environment)
    assert home is not None
    assert home.is_dir()


def test_a_damaged_list_counts_as_none(tmp_path: Path) -> None:
    for text in ("", "[]", '{"files": 3}', "{"):
        (tmp_path / listing.LIST).write_text(text, "utf-8")

        assert listing.told(tmp_path).files == {}


def test_a_program_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    nothing, text = tmp_path / "none", tmp_path / "text"
    text.write_text("no program", "utf-8")

    assert here.start(nothing)
    assert "\n" not in here.start(text)
