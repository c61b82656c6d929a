"""The registry refuses what would make an edit untraceable, unexplained or untested."""

from collections.abc import Iterator
from typing import Any

import pytest

from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import Registry
from xlbilling.model.findings import ERROR

WHOLE: dict[str, Any] = {
    "severity": ERROR,
    "basis": "common practice",
    "fix": "mend it",
    "examples": Examples(good={}, bad={"units": 0.0}),
}


def silent(_lines: Lines) -> Iterator[Failing]:
    """Nothing is ever wrong."""
    yield from ()


def bare(_lines: Lines) -> Iterator[Failing]:
    yield from ()


def test_an_edit_is_kept_with_its_docstring_as_title() -> None:
    registry = Registry()
    registry.edit("CV-999", **WHOLE)(silent)

    assert registry.edits["CV-999"].title == "Nothing is ever wrong."


@pytest.mark.parametrize("edit_id", ["CV-1", "cv-001", "CV-0001", "XX-001", "", "CV-00A"])
def test_a_malformed_id_is_refused(edit_id: str) -> None:
    registry = Registry()
    with pytest.raises(AssertionError, match="no edit id"):
        registry.edit(edit_id, **WHOLE)(silent)

    assert registry.edits == {}


def test_an_id_is_never_used_again() -> None:
    registry = Registry()
    registry.edit("CV-999", **WHOLE)(silent)
    with pytest.raises(AssertionError, match="in use"):
        registry.edit("CV-999", **WHOLE)(bare)

    assert registry.edits["CV-999"].check is silent


def test_an_edit_without_docstring_is_refused() -> None:
    registry = Registry()
    with pytest.raises(AssertionError, match="no docstring"):
        registry.edit("CV-999", **WHOLE)(bare)

    assert registry.edits == {}


@pytest.mark.parametrize(
    ("part", "value", "why"),
    [
        ("basis", " ", "no basis"),
        ("fix", "", "how to mend"),
        ("severity", "X", "no severity"),
        ("examples", Examples(good=(), bad={"units": 0.0}), "no good example"),
        ("examples", Examples(good={}, bad=()), "no bad example"),
        ("examples", Examples(good={}, bad={}), "one example"),
    ],
)
def test_an_edit_that_lacks_a_part_is_refused(part: str, value: object, why: str) -> None:
    registry = Registry()
    with pytest.raises(AssertionError, match=why):
        registry.edit("CV-999", **{**WHOLE, part: value})(silent)

    assert registry.edits == {}
