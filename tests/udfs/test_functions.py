"""All functions as Excel gets them: names, arguments, help, length, the wrappers of xlwings."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.tree import ROOT
from tests.udfs.server import typed
from xlbilling.udfs import excel, functions
from xlbilling.udfs.excel import FUNCTIONS

MOST_LINES = 8
TODAY = 46112.0

# What xlwings does on Windows, where pywin32 is: the real decorators and VBA of xlwings.udfs.
ON_WINDOWS = """
import io, json, sys, types
for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["pythoncom"].CoInitialize = lambda: None
sys.modules["win32com.client"].Dispatch = None
import xlwings as xw
from xlwings import udfs
xw.func, xw.arg, xw.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
from xlbilling.udfs import functions
vba = io.StringIO()
book = types.SimpleNamespace(Name="xlbilling.xlam")
udfs.generate_vba_wrapper("xlbilling.udfs.functions", functions, vba, book)
told = {name: getattr(functions, name).__xlfunc__ for name in functions.__all__}
print(json.dumps({"vba": vba.getvalue(), "functions": told}))
"""


@pytest.fixture(scope="module")
def windows() -> dict[str, Any]:
    """What the UDF server knows of the functions, and the VBA it writes for them."""
    done = subprocess.run(
        [sys.executable, "-c", ON_WINDOWS], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_xlwings_writes_a_wrapper_for_each_function(windows: dict[str, Any]) -> None:
    """Arguments may be left out where the function says so; Excel never shows the caller."""
    for one in FUNCTIONS.values():
        shown = [f"Optional {a}" if a in one.optional else a for a in one.arguments]
        assert f"Function {one.name}({', '.join(shown)})" in windows["vba"]
    assert windows["vba"].count("End Function") == len(FUNCTIONS)
    assert windows["vba"].count(", rev, Nothing)") == 2 * sum(
        excel.CALLER in inspect.signature(one.python).parameters for one in FUNCTIONS.values()
    )


def test_xlwings_converts_every_argument_to_rows_with_their_errors(windows: dict[str, Any]) -> None:
    for name, told in windows["functions"].items():
        assert told["name"] == name
        assert told["category"] == "xlbilling"
        assert told["ret"] == {"doc": FUNCTIONS[name].help, "options": {}}
        arguments = {a["name"]: a for a in told["args"] if a["name"] != excel.CALLER}
        assert [*arguments] == [*FUNCTIONS[name].arguments]
        for argument, what in FUNCTIONS[name].arguments.items():
            assert arguments[argument]["options"] == dict(excel.OPTIONS)
            assert arguments[argument]["doc"] == what


def test_help_fits_what_excel_shows() -> None:
    for one in FUNCTIONS.values():
        assert 0 < len(one.help) <= excel.LONGEST_HELP
        assert all(0 < len(what) <= excel.LONGEST_HELP for what in one.arguments.values())
        assert "\n" not in one.help


def test_functions_look_into_tables_by_the_revision_last() -> None:
    for one in FUNCTIONS.values():
        names = [*inspect.signature(one.python).parameters]
        assert (excel.CALLER in names) == ("rev" in names)
        assert excel.CALLER not in names or names[-2:] == ["rev", excel.CALLER]
        assert one.name.startswith("XLB_")
        assert one.name == one.name.upper()


def test_each_body_has_at_most_eight_lines() -> None:
    long = {
        node.name: node.end_lineno - node.body[1].lineno + 1
        for path in (ROOT / "udfs").glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name in FUNCTIONS and node.end_lineno
    }

    assert set(long) == set(FUNCTIONS)
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_the_one_module_has_them_all() -> None:
    assert sorted(functions.__all__) == functions.__all__
    assert set(functions.__all__) == set(FUNCTIONS)
    assert {one.python for one in FUNCTIONS.values()} == {
        getattr(functions, name) for name in functions.__all__
    }


@pytest.mark.parametrize("name", functions.__all__)
def test_each_example_works_in_the_sample_office(name: str, cell: xw.Range) -> None:
    rev = cell.sheet.book.names["xlb_rev"].refers_to_range
    rows = typed(FUNCTIONS[name].example, cell, TODAY)

    assert rev.value is not None
    assert len({len(row) for row in rows}) == 1
    assert not [one for row in rows for one in row if str(one).startswith("#V")]


def test_a_bug_is_an_excel_error_and_no_traceback() -> None:
    def broken(_: object) -> list[list[object]]:
        raise ZeroDivisionError

    assert excel.answer(broken, ([[1.0]],)) == "#VALUE!"


def test_the_readme_is_one_of_the_generated_docs() -> None:
    from tests.check import GENERATED

    assert "udfs/README.md" in GENERATED
    text = Path(ROOT / "udfs" / "README.md").read_text("utf-8")
    assert all(f"## {one.signature}\n" in text for one in FUNCTIONS.values())
