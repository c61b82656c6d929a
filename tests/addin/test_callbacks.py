"""Every callback of the ribbon is a public Sub that takes what Excel hands over."""

import re
from collections import Counter

from tests.addin import ribbon
from tests.addin.vba import Procedure, our_modules, procedures
from xlbilling.commands import build_addin

CONTROL = r"control As IRibbonControl"
SIGNATURES = {
    ("customUI", "onLoad"): (r"ribbon As IRibbonUI",),
    ("button", "onAction"): (CONTROL,),
    ("editBox", "onChange"): (CONTROL, r"text As String"),
}
"""What Excel hands to each kind of callback; each of the other kinds gets a value ByRef."""
ANSWERING = (CONTROL, r"ByRef \w+ As Variant")


def callbacks() -> dict[str, list[Procedure]]:
    every = [one for text in our_modules().values() for one in procedures(text)]
    names = {one.name for one in every if one.name.startswith("xlbilling_")}
    return {name: [one for one in every if one.name == name] for name in names}


def test_each_callback_is_one_public_sub_with_the_right_arguments() -> None:
    subs = callbacks()
    for element, attribute, name in ribbon.callbacks():
        (found,) = subs[name]
        want = SIGNATURES.get((element, attribute), ANSWERING)

        assert found.kind == "Sub"
        assert len(found.arguments) == len(want), f"{name} of {element}.{attribute}"
        assert all(re.fullmatch(w, a) for w, a in zip(want, found.arguments, strict=True)), name


def test_each_sub_named_as_a_callback_is_one() -> None:
    assert {*callbacks()} == {name for _, _, name in ribbon.callbacks()}


def test_a_callback_serves_one_kind_of_event() -> None:
    """Two kinds would hand over different arguments."""
    kinds = Counter(name for name, _ in {(name, attr) for _, attr, name in ribbon.callbacks()})

    assert {name for name, count in kinds.items() if count > 1} == set()


def test_no_two_public_procedures_share_a_name() -> None:
    """VBA finds the first of them, or asks which one was meant."""
    names = Counter(
        one.name.casefold() for text in our_modules().values() for one in procedures(text)
    )

    assert {name for name, count in names.items() if count > 1} == set()


def test_xlwings_has_no_procedure_called_as_one_of_ours() -> None:
    modules = build_addin.sources().modules
    theirs = {one.name.casefold() for one in procedures(modules["xlwings.bas"])}
    ours = {one.name.casefold() for text in our_modules().values() for one in procedures(text)}

    assert "runpython" in theirs
    assert theirs & ours == set()


def test_excel_offers_no_function_of_ours_but_the_worksheet_functions() -> None:
    """A public Function of a module is offered for cells, unless its module is private."""
    open_modules = [text for text in our_modules().values() if "Option Private Module" not in text]
    offered = {
        one.name for text in open_modules for one in procedures(text) if one.kind == "Function"
    }

    assert offered == {one.name for one in build_addin.functions()}
