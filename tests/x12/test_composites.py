"""An element of several parts is split where the file says, and a lie about it is noticed."""

from __future__ import annotations

import pytest

from xlbilling.model.segments import Procedure
from xlbilling.x12.composites import other_separator, procedure_of


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("HC:99213", Procedure("HC", "99213", (), "HC:99213")),
        ("HC:99213:25::59", Procedure("HC", "99213", ("25", "59"), "HC:99213:25::59")),
        ("HC", Procedure("HC", "", (), "HC")),
        ("", Procedure("", "", (), "")),
    ],
)
def test_a_procedure_is_split_into_code_and_modifiers(text: str, want: Procedure) -> None:
    assert procedure_of(text, ":") == want


@pytest.mark.parametrize(
    ("text", "used"),
    [("HC>99213", ">"), ("HC:99213", ""), ("11", ""), ("HC 99213", ""), ("1A3", ""), ("", "")],
)
def test_another_separator_than_the_declared_one_is_seen(text: str, used: str) -> None:
    assert other_separator(text, ":") == used
