"""Copy and paste through Calc's own commands, so that all goes along that a person's would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.hosts.calc import bridge

if TYPE_CHECKING:
    from xlbilling.hosts.calc.range_base import RangeBase

_FLAGS: Final = {
    "all": "A",
    "all_merging_conditional_formats": "A",
    "all_using_source_theme": "A",
    "formulas": "SVDF",
    "values": "SVD",
    "formats": "T",
    "comments": "N",
}
"""What goes along, by xlwings' word, in letters of Calc's InsertContents."""
_OPERATIONS: Final = {"add": 1, "subtract": 2, "multiply": 3, "divide": 4}


def paste(
    source: RangeBase,
    target: RangeBase,
    kind: str | None = None,
    *,
    operation: str | None = None,
    skip_blanks: bool = False,
    transpose: bool = False,
) -> None:
    """Paste a range into another, of the same book or another one; selections stay as they were.

    Args:
        source: what is copied.
        target: where it goes; one that is a multiple of the source is filled with repeats.
        kind: what goes along, in xlwings' words; None for all.
        operation: add, subtract, multiply or divide instead of replacing.
        skip_blanks: leave cells alone that would get a blank.
        transpose: exchange rows and columns.

    Raises:
        ValueError: an unknown kind or operation.
    """
    flags = _FLAGS.get(kind or "all")
    if flags is None:
        raise ValueError(f"{kind!r} cannot be pasted here; possible are {', '.join(_FLAGS)}")
    if operation is not None and operation not in _OPERATIONS:
        raise ValueError(f"{operation!r} is no operation; there are {', '.join(_OPERATIONS)}")
    arguments = bridge.properties(
        Flags=flags,
        FormulaCommand=_OPERATIONS.get(operation or "", 0),
        SkipEmptyCells=skip_blanks,
        Transpose=transpose,
        AsLink=False,
        MoveMode=4,
    )
    _command(source, ".uno:Copy", ())
    _command(target, ".uno:InsertContents", arguments)


def _command(cells: RangeBase, name: str, arguments: tuple[object, ...]) -> None:
    """Give a command to a book whose selection are these cells for so long."""
    book = cells.sheet.book
    controller, before = book.controller, book.document.CurrentSelection
    controller.select(cells.cells)
    dispatcher = book.app.office.service("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(controller.Frame, name, "", 0, arguments)
    controller.select(before)
