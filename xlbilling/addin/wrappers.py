"""The worksheet functions as VBA: one short Function each, and their help for Excel's wizard."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

CALLS_FILE: Final = "Functions.bas"
HELP_FILE: Final = "FunctionHelp.bas"

_CALLS_HEAD: Final = """\
Attribute VB_Name = "Functions"
Option Explicit

' The worksheet functions, made by build-addin from the functions of Python.
"""
_HELP_HEAD: Final = """\
Attribute VB_Name = "FunctionHelp"
Option Explicit
Option Private Module

' What Excel's function wizard shows, made by build-addin from the functions of Python.

Public Sub DescribeFunctions()
    Dim help As String, arguments As Variant
"""
_HELP_TAIL: Final = """\
End Sub
"""
_LONGEST_TEXT: Final = 80
"""Characters of text on one line of VBA; more goes on the next."""

_WORDS: Final = """
and any as boolean byref byte byval call case cdate const currency date debug declare dim do
double each else elseif empty end enum eqv erase error event exit false for friend function get
global gosub goto if imp implements in integer is let like long longlong longptr loop lset me mod
name new next not nothing null object on option optional or paramarray preserve print private
property public raiseevent redim rem resume return rset select set shared single static step stop
string sub then time to true type typeof until variant wend while with withevents write xor
"""
_RESERVED: Final = frozenset(_WORDS.split())
"""Words of VBA that no argument can be called by."""


@dataclass(frozen=True)
class CellFunction:
    """A worksheet function as its wrapper needs it.

    Attributes:
        name: as typed into a cell.
        help: what it answers, in a line.
        parameters: all that Python takes, in order, the calling cell included.
        arguments: what Excel shows: each with its help.
        optional: those that may be left out.
    """

    name: str
    help: str
    parameters: Sequence[str]
    arguments: Mapping[str, str]
    optional: frozenset[str]


def wrapper_files(functions: Sequence[CellFunction]) -> dict[str, str]:
    """Return the two modules' source by file name."""
    calls = "".join(line for one in functions for line in _call(one))
    helps = "".join(line for one in functions for line in _described(one))
    return {CALLS_FILE: _CALLS_HEAD + calls, HELP_FILE: _HELP_HEAD + helps + _HELP_TAIL}


def _call(one: CellFunction) -> Iterator[str]:
    shown = [
        f"{'Optional ' if name in one.optional else ''}ByVal {_vba_name(name)} As Variant"
        for name in one.arguments
    ]
    passed = [_vba_name(name) if name in one.arguments else "Nothing" for name in one.parameters]
    yield f"\nPublic Function {one.name}({_listed(shown)}) As Variant\n"
    yield f'    {one.name} = Answer("{one.name}", Array({", ".join(passed)}))\n'
    yield "End Function\n"


def _vba_name(name: str) -> str:
    """Return an argument's name as VBA takes it: ``date`` and its kind are words of VBA itself."""
    return f"{name}_" if name.casefold() in _RESERVED else name


def _listed(arguments: Sequence[str]) -> str:
    """Return a list of arguments, a line each where they are long."""
    line = ", ".join(arguments)
    return line if len(line) < _LONGEST_TEXT else " _\n    " + ", _\n    ".join(arguments)


def _described(one: CellFunction) -> Iterator[str]:
    texts = [*one.arguments.values()]
    yield "\n"
    yield from _assigned("help", one.help)
    yield f"    ReDim arguments(1 To {len(texts)})\n"
    for place, text in enumerate(texts, start=1):
        yield from _assigned(f"arguments({place})", text)
    yield f'    DescribeFunction "{one.name}", help, arguments\n'


def _assigned(target: str, text: str) -> Iterator[str]:
    """Yield the lines that give a variable a text."""
    pieces = textwrap.wrap(text, _LONGEST_TEXT, drop_whitespace=False)
    literals = ['"{}"'.format(piece.replace('"', '""')) for piece in pieces]
    yield f"    {target} = " + " & _\n        ".join(literals) + "\n"
