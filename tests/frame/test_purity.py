"""The pure side: dates, periods and bytes come in as arguments, plans and findings go out."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.frame.measures import Module, calls, imported, parse
from tests.tree import PURE, pure_files

# What a pure module may not call, and what it does instead.
CALLS = {
    r"open|io\.open|.*\.(open|read_text|read_bytes|write_text|write_bytes)": "take bytes or text",
    r"(.*\.)?(datetime|date|Timestamp)\.(now|utcnow|today)": "take the date as an argument",
    r"time\.(time|monotonic|perf_counter)(_ns)?": "take the time as an argument",
    r"print|input|breakpoint": "return what there is to say",
    r"(.*\.)?(getenv|getcwd|getuser)": "take it as an argument",
    r"random\.\w+": "derive it from the data",
    r"uuid\.uuid[14]": "derive ids from the data",
    r"eval|exec|compile|__import__": "call a function",
}

# What it may not import; import-linter says the same of the chains behind it.
IMPORTS = re.compile(
    r"(asyncio|ctypes|getpass|glob|io\.open|locale|logging|multiprocessing|os|pathlib|platform"
    r"|random|secrets|shutil|socket|subprocess|sys|tempfile|threading|time|urllib|uuid\.uuid[14]"
    r"|zipfile|lxml|openpyxl|platformdirs|rich|uno|wolfxl|xlwings)(\.|$)"
)

# A line of the pure side that needs a binary float says why: "# a ratio, not money".
REASON = re.compile(r"#\s*(?!noqa|type:)\w+")


def impure_calls(module: Module) -> Iterator[str]:
    for line, name in calls(module):
        for pattern, instead in CALLS.items():
            if re.fullmatch(pattern, name):
                yield f"{module.name}:{line} calls {name}(); {instead}"


def impure_imports(module: Module) -> Iterator[str]:
    for line, name in imported(module):
        if IMPORTS.match(name):
            yield f"{module.name}:{line} imports {name}; the pure side gets it as an argument"


def floats_without_reason(module: Module) -> Iterator[str]:
    for line, name in calls(module):
        if name == "float" and not REASON.search(module.lines[line - 1]):
            yield f"{module.name}:{line} calls float(); count cents, or say why on the line"


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return parse(pure_files())


def test_the_pure_side_is_there(modules: list[Module]) -> None:
    assert {m.name.split("/")[1] for m in modules} == set(PURE)


def test_pure_modules_read_no_disk_clock_environment_or_keyboard(modules: list[Module]) -> None:
    assert [where for m in modules for where in impure_calls(m)] == []


def test_pure_modules_import_nothing_that_does(modules: list[Module]) -> None:
    assert [where for m in modules for where in impure_imports(m)] == []


def test_money_never_passes_through_a_binary_float(modules: list[Module]) -> None:
    assert [where for m in modules for where in floats_without_reason(m)] == []


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import date\ntoday = date.today()",
        "import datetime as dt\nnow = dt.datetime.now()",
        "import pandas as pd\nnow = pd.Timestamp.now()",
        "text = open('x').read()",
        "text = path.read_text()",
        "import os.path",
        "from pathlib import Path",
        "def late():\n    import logging",
        "print('done')",
        "cents = float(cell) * 100",
    ],
)
def test_each_leak_is_seen(code: str) -> None:
    module = Module("xlbilling/tasks/leak.py", tuple(code.splitlines()), ast.parse(code))
    found = [*impure_calls(module), *impure_imports(module), *floats_without_reason(module)]

    assert len(found) == 1


def test_a_float_with_its_reason_is_let_through() -> None:
    code = "rate = float(paid) / billed  # a ratio, not money"
    module = Module("xlbilling/tasks/kpi.py", (code,), ast.parse(code))

    assert list(floats_without_reason(module)) == []
