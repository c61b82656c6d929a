"""Every callback run by pyOpenVBA, an interpreter of VBA with an Excel of its own in memory."""

import re

import pytest
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.apps.excel import ExcelApplication

from tests.addin.vba import played
from tests.addin.walks import CLICKS, FILES, OTHERS, Walk
from xlbilling.addin.building import macro_workbook_bytes
from xlbilling.template import workbook

EXCELS_LIMIT = 255
"""Characters of a text in a name that Excel takes."""


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> ExcelApplication:
    """The macro-enabled workbook, open, with stand-ins for xlwings and the person."""
    path = tmp_path_factory.mktemp("played") / "office.xlsm"
    path.write_bytes(macro_workbook_bytes(played(), workbook.workbook_bytes()))
    app = ExcelApplication.open(path, with_vba=False)
    with ExcelFile(path) as file:
        modules = file.vba_project().modules
    for one in modules:
        if not re.fullmatch(r"Sheet\d+|ThisWorkbook", one.name):
            kind = "standard" if one.kind is VBAModuleKind.standard else "class"
            app.add_module(one.source, name=one.name, kind=kind)
    return app


@pytest.mark.parametrize("walk", [*CLICKS, *OTHERS], ids=lambda walk: walk.name)
def test_a_callback_does_what_it_should(excel: ExcelApplication, walk: Walk) -> None:
    assert excel.run(walk.function, *walk.arguments) == walk.want


@pytest.mark.parametrize("letters", [5, 197, 198, 450, 20])
def test_a_long_choice_of_files_is_kept_whole(excel: ExcelApplication, letters: int) -> None:
    """It goes on in further names, which a shorter one later takes away again."""
    assert excel.run("LengthKept", letters) == f'{letters + 3}"|z'

    pieces = [one for one in names(excel) if one.startswith("xlb_pick")]
    assert len(pieces) == -(-(letters + 3) // 200)
    assert all(len(text) <= EXCELS_LIMIT for text in map(names(excel).__getitem__, pieces))


def test_what_is_written_for_python_is_hidden_from_the_user(excel: ExcelApplication) -> None:
    excel.run("Pressed", "xlb_load", FILES, False)

    assert names(excel)["xlb_pick"] == f'="{FILES}"'
    assert excel.evaluate('ActiveWorkbook.Names("xlb_pick").Visible') is False


def names(excel: ExcelApplication) -> dict[str, str]:
    """The workbook's names and what they refer to."""
    count = int(str(excel.evaluate("ActiveWorkbook.Names.Count")))
    every = [f"ActiveWorkbook.Names({place})" for place in range(1, count + 1)]
    return {
        str(excel.evaluate(f"{one}.Name")): str(excel.evaluate(f"{one}.RefersTo")) for one in every
    }
