"""What reads and checks VBA without Excel: the modules come back whole, and nothing is found."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyvbaanalysis import analyze_loose_files, analyze_workbook
from vbalidator import precheck

from tests.addin.vba import our_modules, stand_in
from xlbilling.addin.building import workbooks_own
from xlbilling.addin.modules import vba_modules
from xlbilling.commands import build_addin

FILES = (build_addin.ADDIN, build_addin.MACRO_WORKBOOK)
MACHINES = {"Windows": {"VBA7": True, "WIN64": True}, "Mac": {"VBA7": True, "MAC": True}}
SEEDED = {
    "an undeclared name": "    undeclaredThing = 1\n",
    "a Sub that is nowhere": "    NoSuchSubAnywhere 1\n",
    "a block without end": "    If True Then\n    Beep\n",
    "an argument too many": '    WriteNote "a", "b", "c"\n',
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # olevba's, of what it rests on
@pytest.mark.parametrize("name", FILES)
def test_olevba_reads_back_the_modules_that_went_in(built: Path, name: str) -> None:
    from oletools.olevba import VBA_Parser

    sources = build_addin.sources()
    own = sources if name == build_addin.ADDIN else workbooks_own(sources)
    want = {one.name: one.text for one in vba_modules(own.modules)}
    parser = VBA_Parser(str(built / name))
    found = {file.rpartition(".")[0]: code for _, _, file, code in parser.extract_macros()}
    parser.close()
    sheets = {one for one in found if re.fullmatch(r"Sheet\d+", one)}

    assert found.keys() - sheets == want.keys()
    assert [one for one in want if body(found[one]) != body(want[one])] == []
    assert {body(found[one]) for one in sheets} <= {""}


def body(code: str) -> str:
    """A module's text without the head that VBA keeps to itself."""
    lines = code.splitlines()
    if lines and lines[0].startswith("VERSION"):
        lines = lines[lines.index("END") + 1 :]
    return "\n".join(line for line in lines if not line.startswith("Attribute VB_")).strip()


def test_pyvbaanalysis_finds_nothing_in_our_modules(built: Path) -> None:
    """xlwings' modules are read with them, as calls go there; what it says of those is theirs."""
    ours = {one.name for one in vba_modules(our_modules())}
    found = analyze_workbook(built / build_addin.ADDIN, only=ours)

    assert found == {name: [] for name in ours}


@pytest.mark.parametrize("machine", MACHINES)
def test_vbalidator_finds_nothing_in_our_modules(tmp_path: Path, machine: str) -> None:
    """It misreads the Declares of xlwings' module, so that another stands in for that."""
    folder = written(tmp_path, our_modules())
    result = precheck(folder, host="excel", defines=MACHINES[machine])

    assert result.files_scanned == len(our_modules()) + 1
    assert result.issues == []


@pytest.mark.parametrize("what", SEEDED)
def test_a_mistake_put_in_is_found(tmp_path: Path, what: str) -> None:
    """A checker that has fallen asleep would find nothing either."""
    modules = our_modules()
    modules["Ribbon.bas"] += f"\nPublic Sub Seeded()\n{SEEDED[what]}End Sub\n"
    folder = written(tmp_path, modules)
    found = analyze_loose_files(sorted(folder.iterdir()), only=["Ribbon"])["Ribbon"]
    issues = precheck(folder, host="excel", defines=MACHINES["Windows"]).issues

    assert len(found) + len(issues) > 0


def written(folder: Path, modules: Mapping[str, str]) -> Path:
    """The modules as files, with one that stands in for xlwings'."""
    every = {**modules, "xlwings.bas": stand_in("xlwings_signatures.bas")}
    for name, text in every.items():
        (folder / name).write_text(text, encoding="cp1252")
    return folder
