"""The tools themselves: a check that fails says so, CI runs what the README says."""

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.check import run_steps
from tests.tree import ROOT, as_in_the_tree

SET_UP = "python3 -m venv .venv && "

MODERN = """\
Types: deb
# a comment stays behind
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/some.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""

MODERN_MADE = """\
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm-backports
Components: main
Signed-By: /usr/share/keyrings/some.gpg
"""

CLASSIC = """\
# deb http://old.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib
deb http://mirror.example/debian-security bookworm-security main
"""

CLASSIC_MADE = "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm-backports main contrib\n"


def apt_folder(folder: Path, name: str, text: str) -> Path:
    (folder / "sources.list.d").mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def add_backports(folder: Path) -> str:
    script = ROOT / ".ci" / "backports.py"
    done = subprocess.run(
        [sys.executable, script, folder, "bookworm"], check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.mark.parametrize(
    ("name", "text", "made", "want"),
    [
        ("sources.list.d/debian.sources", MODERN, "xlbilling-backports.sources", MODERN_MADE),
        ("sources.list", CLASSIC, "xlbilling-backports.list", CLASSIC_MADE),
    ],
    ids=["deb822", "one-line"],
)
def test_backports_come_from_the_machines_own_mirror(
    tmp_path: Path, name: str, text: str, made: str, want: str
) -> None:
    apt = apt_folder(tmp_path, name, text)

    assert made in add_backports(apt)
    assert (apt / "sources.list.d" / made).read_text("utf-8") == want
    assert add_backports(apt) == ""
    assert (apt / name).read_text("utf-8") == text


def test_backports_are_refused_where_there_is_nothing_to_copy(tmp_path: Path) -> None:
    apt = apt_folder(tmp_path, "sources.list", "deb http://mirror.example/debian trixie main\n")
    main = runpy.run_path(str(ROOT / ".ci" / "backports.py"))["new_source"]

    with pytest.raises(SystemExit, match="no source entry for bookworm"):
        main(apt, "bookworm")
    assert list((apt / "sources.list.d").iterdir()) == []


def test_one_failing_step_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    ran: list[str] = []

    def step(name: str, *, passes: bool) -> bool:
        ran.append(name)
        return passes

    code = run_steps({
        "first": lambda: step("first", passes=True),
        "second": lambda: step("second", passes=False),
        "third": lambda: step("third", passes=True),
    })

    assert code == 1
    assert ran == ["first", "second", "third"]
    assert capsys.readouterr().out.rstrip().endswith("failed: second")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("format", "x = [1,2]\n"),
        ("lint", "import os\n"),
        ("types", "x: int = 'one'\n"),
        ("contracts", "import xlbilling.run\n"),
        ("tests", "def test_nothing_holds():\n    assert False\n"),
    ],
)
def test_each_check_sees_what_it_is_there_for(tmp_path: Path, step: str, code: str) -> None:
    """A small tree with one fault, checked by the project's own command and settings."""
    whole = ["xlbilling", "macros", "udfs"] if step == "contracts" else ["xlbilling/x12"]
    for name in whole:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    single = ["pyproject.toml", "xlbilling/__init__.py", "xlbilling/py.typed"]
    single += ["xlbilling/model/__init__.py", "xlbilling/model/errors.py"]
    single += ["tests/__init__.py", "tests/check.py", "tests/tree.py"]
    for path in map(Path, single):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, tmp_path / path)
    place = "tests/test_astray.py" if step == "tests" else "xlbilling/model/astray.py"
    (tmp_path / place).write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.check", step, "--", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )

    assert done.returncode == 1
    assert "astray" in done.stdout
    assert done.stdout.rstrip().endswith(f"failed: {step}"), done.stdout + done.stderr


def test_the_command_refuses_a_step_it_does_not_have() -> None:
    words = [sys.executable, "-m", "tests.check", "tpyes"]
    done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")

    assert done.returncode == 2
    assert "no such step: tpyes" in done.stderr


def test_the_readme_has_the_two_set_up_lines_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text("utf-8").splitlines()
    lines = [line for line in readme if line.startswith("python3 -m venv ")]

    assert lines == [
        f"{SET_UP}.venv/bin/pip install . && .venv/bin/xlbilling demo",
        f'{SET_UP}.venv/bin/pip install -e ".[test]" && .venv/bin/python -m tests.check',
    ]


def test_no_step_of_the_scripts_is_allowed_to_fail() -> None:
    scripts = [*(ROOT / ".ci").iterdir(), *(ROOT / ".github").rglob("*.yml")]
    texts = {p.name: p.read_text("utf-8") for p in scripts if p.is_file()}

    assert [n for n, text in texts.items() if re.search(r"\|\| *(true|:)|continue-on", text)] == []
    assert "set -euo pipefail" in texts["run"]
    assert "set -euo pipefail" in texts["install-debian"]


def test_every_rule_that_is_switched_off_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    linter = text.partition("[tool.ruff.lint]")[2].partition("[tool.ruff.lint.flake8")[0]
    rules = re.findall(r'^    "[A-Z]+\d*",(.*)$', linter, re.MULTILINE)

    assert len(rules) > 20
    assert [rule for rule in rules if not re.match(r" +# \S", rule)] == []


def test_paths_of_the_copy_are_told_as_paths_of_the_tree() -> None:
    told = (
        "xlbilling/udfs/ages.py:3: error\nxlbilling\\macros\\post.py:4: error\nxlbilling/run.py:5"
    )

    assert (
        as_in_the_tree(told)
        == "udfs/ages.py:3: error\nmacros\\post.py:4: error\nxlbilling/run.py:5"
    )
