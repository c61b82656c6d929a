"""Run every check of the project, and say at the end which of them failed.

python -m tests.check                   all of them; what CI runs
python -m tests.check types lint        only these
python -m tests.check tests -- -k era   words after -- go to pytest

All steps run even when one fails; the exit code is 0 only when none did. The steps types and calc
run beside the tests, which wait for LibreOffice and for the disk at times; they are told last.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.tree import ROOT, as_in_the_tree, lay_out_as_installed

# Markdown that may hold blocks which cog writes.
GENERATED = (
    "README.md",
    "workbooks/README.md",
    "xlbilling/edits/README.md",
    "udfs/README.md",
    "tests/excel_checklist.md",
)


def run_python(*words: str, cwd: Path = ROOT) -> bool:
    """Run a Python module with what it prints going straight through; say whether it passed."""
    return subprocess.run([sys.executable, "-m", *words], cwd=cwd, check=False).returncode == 0


def check_format() -> bool:
    """Return whether every file is laid out as ruff lays it out."""
    return run_python("ruff", "format", "--check", ".")


def check_lint() -> bool:
    """Return whether ruff has nothing to say."""
    return run_python("ruff", "check", ".")


def check_contracts() -> bool:
    """Return whether imports go in the one direction that pyproject.toml draws."""
    program = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    return Beside("-c", program, on_copy=True)()


def check_docs() -> bool:
    """Return whether the generated parts of the Markdown files are what cog would write now."""
    there = [n for n in GENERATED if (ROOT / n).is_file()]
    names = [n for n in there if "[[[cog" in (ROOT / n).read_text("utf-8")]
    mend = f"--check-fail-msg=run: python -m cogapp -r {' '.join(names)}"
    return not names or run_python("cogapp", "--check", "--diff", mend, *names)


def check_tests(words: list[str]) -> bool:
    """Return whether the tests pass, run on all cores."""
    return run_python("pytest", "-n", "auto", "--dist", "worksteal", *words)


class Beside:
    """A Python program that runs while other steps do; what it prints is shown in its turn."""

    def __init__(self, *words: str, on_copy: bool = False, yields: bool = False) -> None:
        """Say what to run.

        Args:
            words: what comes after the name of Python's program.
            on_copy: over the tree as it is installed, not as it lies here.
            yields: when there is not enough for all, other programs calculate first.
        """
        self._words = words
        self._on_copy = on_copy
        self._yields = yields
        self._process: subprocess.Popen[bytes] | None = None

    @cached_property
    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        """A folder for the time that it runs."""
        return tempfile.TemporaryDirectory(prefix="xlbilling-")

    @property
    def _output(self) -> Path:
        """A file, not a pipe: that would be full at times, and the program would wait."""
        return Path(self._folder.name) / "output"

    def begin(self) -> subprocess.Popen[bytes]:
        """Start it, unless it was started before."""
        if self._process is None:
            tree = Path(self._folder.name) / "tree"
            if self._on_copy:
                lay_out_as_installed(tree)
            with self._output.open("wb") as output:
                self._process = subprocess.Popen(
                    [sys.executable, *self._words],
                    cwd=tree if self._on_copy else ROOT,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            if self._yields and sys.platform != "win32":
                os.setpriority(os.PRIO_PROCESS, self._process.pid, 10)
        return self._process

    def __call__(self) -> bool:
        """Wait for it, show what it printed and return whether it passed."""
        code = self.begin().wait()
        printed = self._output.read_text("utf-8", "replace")
        print(as_in_the_tree(printed) if self._on_copy else printed, end="", flush=True)
        self._folder.cleanup()
        return code == 0


def types_check() -> Beside:
    """Return what sees whether mypy is content, tests included."""
    cache = str(ROOT / ".mypy_cache" / "installed")
    return Beside("-m", "mypy", "--cache-dir", cache, on_copy=True, yields=True)


def calc_check(words: list[str]) -> Beside:
    """Return what sees whether the main job does in live Calc what it does on files.

    The whole macro suite takes minutes there: ``python -m pytest --host=calc tests/macros``.
    """
    return Beside("-m", "pytest", "--host=calc", "tests/macros/test_main_job.py", *words)


def main(arguments: list[str]) -> int:
    """Run the steps asked for, print the table and return the exit code."""
    ours, to_pytest = arguments, []
    if "--" in arguments:
        cut = arguments.index("--")
        ours, to_pytest = arguments[:cut], arguments[cut + 1 :]
    beside = {"types": types_check(), "calc": calc_check(to_pytest)}
    steps: dict[str, Callable[[], bool]] = {
        "format": check_format,
        "lint": check_lint,
        "contracts": check_contracts,
        "docs": check_docs,
        "tests": lambda: check_tests(to_pytest),
        **beside,
    }
    parser = argparse.ArgumentParser(prog="python -m tests.check", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(steps)}")
    wanted = parser.parse_args(ours).steps or list(steps)
    unknown = [name for name in wanted if name not in steps]
    if unknown:
        parser.error(f"no such step: {', '.join(unknown)}; there are {', '.join(steps)}")
    for name in wanted:
        if name in beside:
            beside[name].begin()
    return run_steps({name: steps[name] for name in wanted})


def run_steps(steps: dict[str, Callable[[], bool]]) -> int:
    """Run the steps one after the other and print how each went; 1 when any failed."""
    table = Table("step", "result", "seconds", title="xlbilling checks")
    failed: list[str] = []
    for name, step in steps.items():
        print(f"\n== {name}", flush=True)
        start = time.perf_counter()
        passed = step()
        seconds = time.perf_counter() - start
        if not passed:
            failed.append(name)
        table.add_row(name, "passed" if passed else "FAILED", f"{seconds:.1f}")
    Console(file=sys.stdout).print(table)
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
