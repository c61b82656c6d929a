"""The picture's arrows: import-linter accepts the tree as it is, and refuses each wrong arrow."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tree import ROOT, lay_out_as_installed

# Where the wrong import stands, what it says, and the contract that must refuse it.
WRONG = [
    ("xlbilling/model", "import xlbilling.remit", "layers"),
    ("xlbilling/remit", "import xlbilling.tasks", "layers"),
    ("xlbilling/remit", "import xlbilling.edits", "layers"),
    ("xlbilling/x12", "import xlbilling.remit", "layers"),
    ("xlbilling/claimfiles", "import xlbilling.remit", "layers"),
    ("xlbilling/claimfiles", "import xlbilling.layout", "layers"),
    ("xlbilling/codesets", "import xlbilling.layout", "layers"),
    ("xlbilling/tasks", "import xlbilling.run", "layers"),
    ("xlbilling/tasks", "import xlbilling.book", "layers"),
    ("xlbilling/tasks", "def late():\n    import xlbilling.hosts", "layers"),
    ("xlbilling/book", "import xlbilling.hosts", "layers"),
    ("xlbilling/hosts", "import xlbilling.run", "layers"),
    ("xlbilling/book", "import xlbilling.macros", "layers"),
    ("xlbilling/macros", "import xlbilling.cli", "layers"),
    ("xlbilling/macros", "import xlbilling.commands", "layers"),
    ("xlbilling/udfs", "import xlbilling.macros", "layers"),
    ("xlbilling", "import xlbilling.model", "layers"),
    ("xlbilling/model", "import pathlib", "pure"),
    ("xlbilling/tasks", "import xlwings", "pure"),
    ("xlbilling/remit", "from zipfile import ZipFile", "pure"),
    ("xlbilling/codesets", "import zipfile", "pure"),
    ("xlbilling/edits", "import os.path", "pure"),
    ("xlbilling/x12", "import os", "pure"),
    ("xlbilling/layout", "import openpyxl", "pure"),
    ("xlbilling/hosts/files", "import xlbilling.layout", "hosts"),
    ("xlbilling/book", "import openpyxl.styles", "book"),
    ("xlbilling/book", "import xlbilling.remit", "book"),
    ("xlbilling/macros", "import openpyxl", "files"),
    ("xlbilling/udfs", "from wolfxl import load_workbook", "files"),
]


def settings() -> dict[str, dict[str, str]]:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract for contract in linter["contracts"]}


def lint_imports(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from importlinter.cli import lint_imports_command as run;"
        f" run(['--no-cache', *{list(words)!r}])"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=tree,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=None,
    )


def test_every_arrow_of_the_tree_is_allowed(tmp_path: Path) -> None:
    lay_out_as_installed(tmp_path)
    done = lint_imports(tmp_path)

    assert "0 broken" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


def imported(code: str) -> str:
    """Return what a wrong import brings in, as import-linter says it: of others the package alone."""
    (found,) = (n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Import | ast.ImportFrom))
    name = (found.module if isinstance(found, ast.ImportFrom) else found.names[0].name) or ""
    return name if name.startswith("xlbilling.") else name.partition(".")[0]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each contract refuses of a tree with all wrong arrows in it: the chains of imports."""
    tree = tmp_path_factory.mktemp("astray")
    lay_out_as_installed(tree)
    for number, (folder, code, _) in enumerate(WRONG):
        (tree / folder / f"astray_{number}.py").write_text(f"{code}\n", encoding="utf-8")
    done = lint_imports(tree)
    assert done.returncode == 1, done.stdout + done.stderr

    told = done.stdout.partition("Broken contracts")[2]
    found: dict[str, list[str]] = {}
    for name, one in settings().items():
        assert f"{one['name']} BROKEN" in done.stdout, done.stdout
        mine = re.split(r"\n-{9,}\n", told.partition(f"\n{one['name']}\n")[2])[0]
        found[name] = [re.sub(r"^- +", "", chain) for chain in mine.split("\n\n")]
    return found


@pytest.mark.parametrize(
    ("number", "folder", "code", "contract"), [(n, *one) for n, one in enumerate(WRONG)]
)
def test_a_wrong_arrow_is_refused(
    refused: dict[str, list[str]], number: int, folder: str, code: str, contract: str
) -> None:
    """By the contract named, and for itself: its own import is the whole chain that is told."""
    module = f"{folder}/astray_{number}".replace("/", ".")
    is_no_layer = folder == "xlbilling"
    line = code.count("\n") + 1

    chain = module if is_no_layer else f"{module} -> {imported(code)} (l.{line})"
    assert chain in refused[contract]


def test_every_layer_that_the_contract_names_exists(tmp_path: Path) -> None:
    """A layer in parentheses may be missing for import-linter; here it may not."""
    lay_out_as_installed(tmp_path)
    layers = " ".join(settings()["layers"]["layers"])
    names = layers.replace("(", "").replace(")", "").replace("|", "").split()
    package = tmp_path / "xlbilling"

    assert [
        n for n in names if not ((package / n).is_dir() or (package / f"{n}.py").exists())
    ] == []
