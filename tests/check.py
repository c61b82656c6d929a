"""Run every check of the project, and say at the end which of them failed.

python -m tests.check                   all of them; what CI runs
python -m tests.check types lint        only these
python -m tests.check tests -- -k era   words after -- go to pytest

All steps run even when one fails; the exit code is 0 only when none did. The step calc, which waits
for LibreOffice as much as it calculates, runs beside those before the tests; it is told last.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
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


def run_on_copy(*words: str) -> bool:
    """Run a Python program over the tree as it is installed; say whether it passed."""
    with tempfile.TemporaryDirectory(prefix="xlbilling-") as folder:
        lay_out_as_installed(Path(folder))
        done = subprocess.run(
            [sys.executable, *words],
            cwd=folder,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
    print(as_in_the_tree(done.stdout), end="", flush=True)
    return done.returncode == 0


def check_format() -> bool:
    """Return whether every file is laid out as ruff lays it out."""
    return run_python("ruff", "format", "--check", ".")


def check_lint() -> bool:
    """Return whether ruff has nothing to say."""
    return run_python("ruff", "check", ".")


def check_types() -> bool:
    """Return whether mypy is content, tests included."""
    return run_on_copy("-m", "mypy", "--cache-dir", str(ROOT / ".mypy_cache" / "installed"))


def check_contracts() -> bool:
    """Return whether imports go in the one direction that pyproject.toml draws."""
    program = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    return run_on_copy("-c", program)


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
    """A Python module that runs while other steps do; what it prints is shown in its turn."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> subprocess.Popen[str]:
        """Start it, unless it was started before."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._words],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            )
        return self._process

    def __call__(self) -> bool:
        """Wait for it, show what it printed and return whether it passed."""
        process = self.begin()
        print(process.communicate()[0], end="", flush=True)
        return process.returncode == 0


def calc_check(words: list[str]) -> Beside:
    """Return what sees whether the main job does in live Calc what it does on files.

    The whole macro suite takes minutes there: ``python -m pytest --host=calc tests/macros``.
    """
    return Beside("pytest", "--host=calc", "tests/macros/test_main_job.py", *words)


def main(arguments: list[str]) -> int:
    """Run the steps asked for, print the table and return the exit code."""
    ours, to_pytest = arguments, []
    if "--" in arguments:
        cut = arguments.index("--")
        ours, to_pytest = arguments[:cut], arguments[cut + 1 :]
    calc = calc_check(to_pytest)
    steps: dict[str, Callable[[], bool]] = {
        "format": check_format,
        "lint": check_lint,
        "types": check_types,
        "contracts": check_contracts,
        "docs": check_docs,
        "tests": lambda: check_tests(to_pytest),
        "calc": calc,
    }
    parser = argparse.ArgumentParser(prog="python -m tests.check", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(steps)}")
    wanted = parser.parse_args(ours).steps or list(steps)
    unknown = [name for name in wanted if name not in steps]
    if unknown:
        parser.error(f"no such step: {', '.join(unknown)}; there are {', '.join(steps)}")
    if "calc" in wanted:
        calc.begin()
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
