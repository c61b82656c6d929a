"""Every callback run by pyOpenVBA, an interpreter of VBA with an Excel of its own in memory."""

import pytest
from pyopenvba.apps.excel import ExcelApplication

from tests.addin.interpreted import names, open_played
from tests.addin.walks import CLICKS, FILES, OTHERS, Walk

EXCELS_LIMIT = 255
"""Characters of a text in a name that Excel takes."""


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> ExcelApplication:
    """The macro-enabled workbook, open, with stand-ins for xlwings and the person."""
    return open_played(tmp_path_factory.mktemp("played"))


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
