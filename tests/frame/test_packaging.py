"""What pip installs: everything, under the names that the code imports."""

import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.tree import MAPPED, ROOT, lay_out_as_installed

NAMES = """
import xlbilling.macros, xlbilling.udfs, xlbilling.model.errors
from importlib import resources
assert resources.files("xlbilling").joinpath("py.typed").is_file()
print(xlbilling.__file__, xlbilling.macros.__file__, xlbilling.udfs.__file__, sep="\\n")
"""


def settings() -> dict[str, list[str]]:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    return dict(tools["setuptools"])


def copy_of_the_tree(folder: Path) -> Path:
    """Return a copy of what a build reads, so that building leaves nothing in the tree."""
    tree = folder / "tree"
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("xlbilling", *MAPPED):
        shutil.copytree(ROOT / name, tree / name, ignore=left_out)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy2(ROOT / name, tree / name)
    (tree / "README.md").write_text("# xlbilling\n", encoding="utf-8")
    return tree


def fresh_python(folder: Path) -> Path:
    """Return the Python of a new environment that borrows this one's libraries, not its xlbilling."""
    venv.create(folder, with_pip=False)
    place = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    borrowed = sysconfig.get_path("purelib")
    (Path(place) / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    scripts = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    return folder / scripts


def run(*words: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip_install(python: Path, *words: object, cwd: Path) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")
    run(python, "-m", "pip", "install", *quiet, "--ignore-installed", *words, cwd=cwd)


def test_every_package_of_the_tree_is_listed(tmp_path: Path) -> None:
    """A folder of modules that pyproject.toml's packages leaves out would not be installed."""
    lay_out_as_installed(tmp_path)
    folders = {p.parent.relative_to(tmp_path) for p in (tmp_path / "xlbilling").rglob("*.py")}
    want = sorted(".".join(folder.parts) for folder in folders)
    lines = "".join(f'    "{name}",\n' for name in want)

    assert settings()["packages"] == want, f"pyproject.toml should say:\npackages = [\n{lines}]"


def test_every_package_says_what_it_is() -> None:
    """A folder without __init__.py would be a namespace that anybody may add to."""
    folders = {p.parent for top in ("xlbilling", *MAPPED) for p in (ROOT / top).rglob("*.py")}

    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that pip builds of the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder / "out")
    run(sys.executable, "-m", "pip", "wheel", *words, copy_of_the_tree(folder), cwd=folder)
    (built,) = (folder / "out").glob("*.whl")
    return built


@pytest.mark.parametrize("is_editable", [False, True], ids=["wheel", "editable"])
def test_installed_it_imports_under_its_own_names(
    tmp_path: Path, wheel: Path, is_editable: bool
) -> None:
    tree = copy_of_the_tree(tmp_path)
    python = fresh_python(tmp_path / "fresh")
    pip_install(python, *(["--editable", tree] if is_editable else [wheel]), cwd=tmp_path)
    found = run(python, "-c", NAMES, cwd=tmp_path).split()

    assert all(Path(place).is_relative_to(tmp_path) for place in found)
    assert all(Path(place).is_relative_to(tree) == is_editable for place in found)
    command = python.with_name("xlbilling" + python.suffix)
    assert "validate-claims" in run(command, "--help", cwd=tmp_path)


def test_the_wheel_holds_every_file_and_no_top_level_name_but_ours(
    tmp_path: Path, wheel: Path
) -> None:
    tree = copy_of_the_tree(tmp_path)
    want = {
        f"{MAPPED.get(top, top)}/{path.relative_to(tree / top).as_posix()}"
        for top in ("xlbilling", *MAPPED)
        for path in (tree / top).rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        names = [n for n in archive.namelist() if ".dist-info/" not in n]

    assert sorted(names) == sorted(want)
