"""A workbook with macros, open in a LibreOffice of the test's own, where its VBA is run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.office import Office

RUN_MACROS: Final = 4
"""MacroExecutionMode: always, without asking."""
FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xlam": "Calc MS Excel 2007 VBA XML",
}


class LiveBook:
    """A document whose VBA can be called.

    Args:
        document: LibreOffice's own.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._scripts = document.getScriptProvider()

    def run(self, procedure: str, *arguments: object) -> object:
        """Return what a procedure such as ``Walk.Pressed`` returns; None where VBA failed."""
        place = f"vnd.sun.star.script:VBAProject.{procedure}?language=Basic&location=document"
        answer = self._scripts.getScript(place).invoke(arguments, (), ())
        return answer[0]

    @property
    def document(self) -> Any:
        """LibreOffice's own."""
        return self._document

    @property
    def name(self) -> str:
        """What Excel calls it."""
        return str(self._document.Title)

    @property
    def modules(self) -> set[str]:
        """The modules of its VBA project."""
        return {*self._document.BasicLibraries.getByName("VBAProject").ElementNames}

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets."""
        return list(self._document.Sheets.ElementNames)

    def put_formula(self, sheet: str, address: str, formula: str) -> list[str]:
        """Put a formula that fills cells into them, and return what they show, row by row."""
        area = self._document.Sheets.getByName(sheet).getCellRangeByName(address)
        area.setArrayFormula(formula)
        rows, columns = area.Rows.Count, area.Columns.Count
        places = [(column, row) for row in range(rows) for column in range(columns)]
        return [area.getCellByPosition(*place).String for place in places]


@contextmanager
def opened(office: Office, path: Path) -> Iterator[LiveBook]:
    """Open a file with its macros; it is closed unsaved."""
    how = bridge.properties(
        MacroExecutionMode=RUN_MACROS, Hidden=True, FilterName=FILTERS[path.suffix]
    )
    document = office.desktop.loadComponentFromURL(bridge.to_url(path), "_blank", 0, how)
    try:
        yield LiveBook(document)
    finally:
        document.close(True)
