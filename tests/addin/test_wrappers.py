"""The functions' wrappers in VBA: all of them, with the arguments that Python takes."""

import json
import re
import subprocess
import sys

from tests.addin.vba import our_modules, procedures
from tests.tree import ROOT
from tests.udfs.test_functions import ON_WINDOWS
from xlbilling.addin.wrappers import CALLS_FILE, HELP_FILE, CellFunction, wrapper_files
from xlbilling.commands import build_addin
from xlbilling.model.cells import ERROR_TEXTS
from xlbilling.udfs import functions
from xlbilling.udfs.excel import LONGEST_HELP

EXCELS_ERRORS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#GETTING_DATA": 2043,
    "#SPILL!": 2045,
    "#CONNECT!": 2046,
    "#BLOCKED!": 2047,
    "#FIELD!": 2049,
    "#CALC!": 2050,
}
"""Excel's error values by their text: XlCVError, and the newer ones as Excel numbers them."""
CALL = re.compile(r'"(XLB_\w+)", Array\((.*?)\)')


def calls(vba: str) -> dict[str, list[str]]:
    """What each wrapper hands to Python, by the function's name; VBA's own words have a _ added."""
    found = CALL.findall(vba)
    return {name: [one.removesuffix("_") for one in given.split(", ")] for name, given in found}


def signatures(vba: str) -> dict[str, list[str]]:
    """Each wrapper's arguments, "Optional" before those that may be left out."""
    found = [one for one in procedures(vba) if one.name.startswith("XLB_")]
    return {one.name: [_plain(argument) for argument in one.arguments] for one in found}


def _plain(argument: str) -> str:
    return argument.replace("ByVal ", "").replace(" As Variant", "").removesuffix("_")


def test_the_wrappers_are_those_that_xlwings_itself_would_write() -> None:
    """xlwings writes them on Windows into the workbook; ours are in the add-in beforehand.

    Only names, arguments and what is handed over are compared: ours answer a true error where
    xlwings' answer the error's text.
    """
    done = subprocess.run(
        [sys.executable, "-c", ON_WINDOWS], check=True, capture_output=True, text=True, cwd=ROOT
    )
    ours, theirs = our_modules()[CALLS_FILE], json.loads(done.stdout)["vba"]

    assert signatures(ours) == signatures(theirs)
    assert calls(ours) == calls(theirs)
    assert sorted(calls(ours)) == sorted(functions.__all__)


def test_an_argument_called_by_a_word_of_vba_gets_another_name() -> None:
    one = CellFunction(
        "XLB_TRY",
        'What "date" means.',
        ("date", "type", "caller"),
        {"date": "a day", "type": "what kind"},
        frozenset({"type"}),
    )
    made = wrapper_files([one])

    assert "XLB_TRY(ByVal date_ As Variant, Optional ByVal type_ As Variant) As" in made[CALLS_FILE]
    assert 'Answer("XLB_TRY", Array(date_, type_, Nothing))' in made[CALLS_FILE]
    assert 'help = "What ""date"" means."' in made[HELP_FILE]


def test_the_help_is_pythons_own_and_short_enough_for_excel() -> None:
    text = our_modules()[HELP_FILE]
    joined = text.replace('" & _\n        "', "")

    for one in build_addin.functions():
        for words in (one.help, *one.arguments.values()):
            quoted = '"{}"'.format(words.replace('"', '""'))
            assert f" = {quoted}\n" in joined
            assert len(words) <= LONGEST_HELP
        assert f'DescribeFunction "{one.name}", help, arguments\n' in text


def test_no_line_is_longer_than_vba_takes() -> None:
    """1,023 characters, and 24 continuations of one statement."""
    for name, text in build_addin.sources().modules.items():
        lines = text.splitlines()
        continued = "".join("_" if line.endswith(" _") else "." for line in lines)

        assert max(map(len, lines)) <= 1023, name
        assert "_" * 25 not in continued, name


def test_every_error_that_python_can_answer_becomes_excels_own() -> None:
    text = our_modules()["Answers.bas"]
    told = re.findall(r'Case "(#.+?)": TrueError = CVErr\((\d+)\)', text)

    assert {name: int(number) for name, number in told} == EXCELS_ERRORS
    assert EXCELS_ERRORS.keys() >= ERROR_TEXTS


def test_the_wrappers_call_the_module_that_xlwings_is_told_of() -> None:
    assert f'FUNCTION_MODULE As String = "{functions.__name__}"' in our_modules()["Answers.bas"]
