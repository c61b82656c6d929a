"""Reading the files of an import: an 835, or a sheet by its confirmed or proposed column map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.tasks.posting.column_maps import ColumnMaps, with_payer
from xlbilling.tasks.posting.sheet_values import append

if TYPE_CHECKING:
    from xlbilling.model.plan import Append
    from xlbilling.model.remittance import RemittanceFile
    from xlbilling.model.tables import InputFile, Request, Snapshot
    from xlbilling.remit.workbook_sheets import Chosen
    from xlbilling.tasks.posting.column_maps import Placed

PASTED: Final = "sheet"

Record = dict[str, Any]


@dataclass
class FilesRead:
    """What the files of one command say.

    Attributes:
        files: each file that may come in, with its remittances.
        findings: why others may not, and what is told of proposed maps.
        told: the JSON of each sheet's map.
        lines: the same of those that wait for a person.
        records: the rows that Column Maps gets, by file name.
        payer_id: our payer as the person said it.
    """

    files: list[tuple[InputFile, RemittanceFile]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    told: list[Record] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    records: dict[str, list[Record]] = field(default_factory=dict)
    payer_id: str = ""

    def map_rows(self, payer_by_file: dict[str, str]) -> list[Append]:
        """Return the rows that Column Maps gets, each with its payer where the claims told one."""
        rows = [
            one
            for name, records in self.records.items()
            for one in with_payer(records, payer_by_file.get(name, ""))
        ]
        return append("column_maps", rows)


def read_files(book: Snapshot, request: Request) -> FilesRead:
    """Return what the files say; a sheet whose map is not sure is told and left out whole.

    Raises:
        InputFileError: a file is no remittance that can be read here; no file is imported.
        RefusedError: no file was given, or the payer named is not on the Payers sheet.
    """
    if not request.files:
        raise RefusedError(
            "no file and no sheet to import",
            id="IMPORT-NOTHING",
            fix="name the payer's files, or a sheet of the workbook with --sheet",
        )
    read = FilesRead(payer_id=_payer(book, request))
    maps = ColumnMaps(book)
    for file in request.files:
        _read(read, maps, file)
    return read


def _payer(book: Snapshot, request: Request) -> str:
    said = request.option("payer")
    known: dict[str, str] = {one.upper(): one for one in book.frame("payers")["payer_id"]}
    if said and said.upper() not in known:
        raise RefusedError(
            f"no payer '{said}' on the Payers sheet",
            id="PAYER-UNKNOWN",
            fix="give the Payer ID as it stands there",
        )
    return known.get(said.upper(), "")


def _read(read: FilesRead, maps: ColumnMaps, file: InputFile) -> None:
    from xlbilling.remit import era835, identify, tabular, workbook_sheets

    is_pasted = bool(file.sheets) and not file.content.startswith(identify.ZIP_START)
    kind = PASTED if is_pasted else identify.kind_of(file.content, file.name)
    if kind == "835":
        read.files.append((file, era835.read_835(file.content, file.name)))
        return
    chosen = _chosen(file, kind, maps)
    placed = [maps.place(one.rows, one.source, read.payer_id) for one in chosen.sheets]
    for one, sheet in zip(placed, chosen.sheets, strict=True):
        read.told.append(one.told(sheet.source))
        read.records.setdefault(file.name, []).extend(one.records)
        if one.troubles:
            read.findings.append(one.finding(sheet.source))
            read.lines.append(
                f"{sheet.source}: not imported; confirm layout {one.columns.layout} on Column Maps"
            )
    if any(one.troubles for one in placed):
        read.findings += chosen.findings
        return
    parts = [
        tabular.read_rows(sheet.rows, sheet.source, kind=kind, placed=one.columns)
        for one, sheet in zip(placed, chosen.sheets, strict=True)
    ]
    for one, sheet in zip(placed, chosen.sheets, strict=True):
        read.findings += _of_proposal(one, sheet.source)
    read.files.append((file, workbook_sheets.joined(parts, chosen, file.name)))


def _chosen(file: InputFile, kind: str, maps: ColumnMaps) -> Chosen:
    from xlbilling.remit import columns, tabular, workbook_sheets

    if kind == "csv":
        rows = columns.with_one_header(tabular.rows_of_csv(file.content))
        return workbook_sheets.Chosen((workbook_sheets.Named(file.name, rows),))
    return workbook_sheets.chosen(file.sheets, file.name, maps.layouts, file.sheet_names)


def _of_proposal(placed: Placed, source: str) -> Iterator[Finding]:
    """Tell that a proposed map was used; nothing is told of one that a person confirmed."""
    if placed.records:
        yield Finding(
            "MAP-PROPOSED",
            INFO,
            f"its columns were read by the map proposed as layout {placed.columns.layout}",
            source,
            "look at it on Column Maps, and set Confirmed to Y",
        )


def empty(file: InputFile) -> Finding:
    """Return what is told of a file without a payment."""
    return Finding(
        "IMPORT-EMPTY",
        WARNING,
        "no payment in the file",
        file.name,
        "check that it is the whole file, then ask the payer",
    )
