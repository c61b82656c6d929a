"""The style page's limits, for all that is installed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frame.measures import Module, functions, parse, undocumented
from tests.tree import MAPPED, ROOT, python_files, short, source_files

SHELLS = ("macros/", "udfs/", "xlbilling/__main__.py", "xlbilling/cli.py")

# Written so that this file does not find itself.
# Three X alone are a value too: "global period does not apply" in CMS' fee schedule.
MARKERS = re.compile(r"\b(TOD[O]|FIXM[E]|HAC[K])\b|# ?XX[X]\b")
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(work|opt/dev|opt/contract|root|home/\w+|Users/\w+)\b")
REGISTRIES = re.compile(r"\b(pypi|pythonhosted|debian|npmjs)\.(org|com)\b")


def written_by_hand() -> list[Path]:
    """Every text file that people read: code, scripts, Markdown, workflows."""
    scripts = [p for p in (ROOT / ".ci").iterdir() if p.is_file()]
    workflows = list((ROOT / ".github").rglob("*.yml"))
    markdown = [*ROOT.glob("*.md"), *(ROOT / "workbooks").rglob("*.md")]
    settings = [ROOT / "pyproject.toml", ROOT / ".gitignore"]
    texts = [p for top in MAPPED for end in ("bas", "xml") for p in (ROOT / top).rglob(f"*.{end}")]
    code = [*source_files(), *python_files("tests")]
    return [*code, *scripts, *workflows, *markdown, *settings, *texts]


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{short(path)}:{number} {line.strip()}"
        for path in written_by_hand()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def broad_handlers(module: Module) -> Iterator[str]:
    """Handlers of every exception, but for those that tidy up and raise it again."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            last = node.body[-1]
            raised_again = isinstance(last, ast.Raise) and last.exc is None
            if re.search(r"\b(Base)?Exception\b", caught) and not raised_again:
                yield f"{module.name}:{node.lineno} except {caught}"


def exception_classes(module: Module) -> Iterator[str]:
    for number, line in enumerate(module.lines, 1):
        if re.match(r"class \w+\(.*(Error|Exception|Warning)\):", line):
            yield f"{module.name}:{number} {line.strip()}"


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return parse(source_files())


def test_no_module_is_longer_than_500_lines(modules: list[Module]) -> None:
    long = [f"{m.name}: {len(m.lines)}" for m in modules if len(m.lines) > 500]

    assert long == []


def test_no_function_is_longer_than_50_lines(modules: list[Module]) -> None:
    long = [f"{f.where}: {f.length}" for m in modules for f in functions(m) if f.length > 50]

    assert long == []


def test_everything_public_has_a_docstring(modules: list[Module]) -> None:
    assert [where for m in modules for where in undocumented(m)] == []


def test_every_function_is_annotated(modules: list[Module]) -> None:
    assert [f.where for m in modules for f in functions(m) if not f.annotated] == []


@pytest.mark.parametrize(("shell", "limit"), [("udfs/", 8), ("macros/", 25)])
def test_a_shell_only_passes_on(shell: str, limit: int, modules: list[Module]) -> None:
    """A worksheet function has at most 8 lines of code, a macro at most 25."""
    shells = [m for m in modules if m.name.startswith(shell)]
    long = [f"{f.where}: {f.code}" for m in shells for f in functions(m) if f.code > limit]

    assert long == []


def test_no_broad_except_below_the_shells(modules: list[Module]) -> None:
    below = [m for m in modules if not m.name.startswith(SHELLS)]

    assert [where for m in below for where in broad_handlers(m)] == []


def test_exceptions_are_one_short_tree(modules: list[Module]) -> None:
    """Elsewhere only a gate's refusal of one value, a ValueError that its caller makes a finding."""
    found = [where for m in modules for where in exception_classes(m)]
    elsewhere = [where for where in found if not where.startswith("xlbilling/model/errors.py")]

    assert [where for where in elsewhere if not where.endswith("(ValueError):")] == []
    assert len(found) <= 8


def test_nothing_is_left_for_later_in_the_text() -> None:
    assert lines_matching(MARKERS) == []


def test_no_path_of_one_machine_stands_in_the_text() -> None:
    assert lines_matching(MACHINE_PATHS) == []


def test_no_registry_is_named() -> None:
    """The machine's own settings say where packages come from."""
    assert lines_matching(REGISTRIES) == []
