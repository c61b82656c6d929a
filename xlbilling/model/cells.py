"""What a spreadsheet cell can hold, in plain Python, whichever host it came from."""

from __future__ import annotations

from datetime import datetime
from typing import Final

ERROR_TEXTS: Final = frozenset(
    {
        "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A",
        "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!",
    }
)  # fmt: skip


class CellError(str):
    """An error cell such as ``#REF!``; text for reading, never a blank or a number."""

    __slots__ = ()


CellValue = str | float | int | bool | datetime | CellError | None
