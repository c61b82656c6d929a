"""The remittances in an Excel workbook: all its sheets that are one, and none of them twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from xlbilling.model.cells import CellValue
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.model.remittance import Remittance, RemittanceFile
from xlbilling.remit import columns, tabular
from xlbilling.remit import sheet_provider_level as provider_level
from xlbilling.remit.columns import MUST_SAY
from xlbilling.remit.same_check import once
from xlbilling.remit.sheet_claims import with_provider_level
from xlbilling.remit.sheet_provider_level import ProviderRow

Sheet = Sequence[Sequence[CellValue]]


@dataclass(frozen=True, slots=True)
class Named:
    """A sheet with remittances: its rows, and the name that findings show."""

    source: str
    rows: Sheet


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheets of a workbook that hold remittances.

    Attributes:
        sheets: those that are read; where none looks like a remittance, the first that is filled.
        provider: provider-level adjustments that stand on a sheet of their own, with its name.
        findings: what is told of the others.
    """

    sheets: tuple[Named, ...]
    provider: tuple[tuple[str, ProviderRow], ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def read_sheets(sheets: Sequence[Sheet], source: str, names: Sequence[str] = ()) -> RemittanceFile:
    """Return the remittances of a workbook, and tell of the sheets that are none.

    Args:
        sheets: the cells of every worksheet.
        source: the workbook's name.
        names: the worksheets' names.

    Raises:
        InputFileError: no sheet holds a remittance.
    """
    chosen_ = chosen(sheets, source, names=names)
    read = [tabular.read_rows(one.rows, one.source, kind="xlsx") for one in chosen_.sheets]
    return joined(read, chosen_, source)


def chosen(
    sheets: Sequence[Sheet],
    source: str,
    layouts: Collection[str] = (),
    names: Sequence[str] = (),
) -> Chosen:
    """Return the sheets with a remittance's header, and what is told of the others.

    Args:
        sheets: the cells of every worksheet.
        source: the workbook's name.
        layouts: the ids of the layouts whose maps are saved.
        names: the worksheets' names.
    """
    called = [*names, *(f"sheet {n}" for n in range(len(names) + 1, len(sheets) + 1))]
    filled = {
        name: columns.with_one_header(rows)
        for name, rows in zip(called, sheets, strict=True)
        if any(map(any, rows))
    }
    alike = [name for name, rows in filled.items() if _has_header(rows, layouts)]
    whole = [name for name in alike if _is_whole(filled[name], source, layouts)]
    taken = whole or alike[:1] or [*filled][:1]
    several = len(taken) > 1
    read = tuple(Named(f"{source} {name}" if several else source, filled[name]) for name in taken)
    if not read:
        read = (Named(source, []),)
    others = [name for name in filled if name not in taken]
    provider = [
        (f"{source} {name}", row)
        for name in others
        for section in provider_level.sections(filled[name], f"{source} {name}")
        for row in section.rows
    ]
    used = {place for place, _ in provider}
    unread = [name for name in others if f"{source} {name}" not in used]
    return Chosen(read, tuple(provider), tuple(_others(unread, alike, source)))


def _has_header(rows: Sheet, layouts: Collection[str]) -> bool:
    return columns.header_row_of(rows, layouts) is not None


def _is_whole(rows: Sheet, source: str, layouts: Collection[str]) -> bool:
    """Tell whether a sheet says what was paid for which claim, or has a layout that is saved."""
    placed = columns.proposed(rows, source, columns.header_row_of(rows, layouts))
    return placed.layout in layouts or not set(placed.lacks) & set(MUST_SAY)


def _others(unread: Sequence[str], alike: Sequence[str], source: str) -> Iterable[Finding]:
    """Tell which sheets are not read, those that look like a remittance apart."""
    like = [name for name in unread if name in alike]
    others = [name for name in unread if name not in alike]
    if like:
        what = f"these sheets look like a remittance and are not read: {_names(like)}"
        fix = "nothing, where they only list checks; else save each as a file of its own"
        yield Finding("SHEET-OTHER", WARNING, what, source, fix)
    if others:
        what = f"these sheets are not read: {_names(others)}"
        yield Finding("SHEET-OTHER", INFO, what, source, "nothing, unless one holds payments")


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:31]) for name in names[:12])
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown


def joined(read: Sequence[RemittanceFile], chosen_: Chosen, source: str) -> RemittanceFile:
    """Return the remittances of all sheets as one file's; a check on several sheets counts once."""
    every = [remittance for one in read for remittance in one.remittances]
    findings = [finding for one in read for finding in one.findings]
    every, strays = _with_provider_level(every, chosen_.provider)
    every, told = once(every)
    numbered = tuple(replace(one, st02=str(place)) for place, one in enumerate(every, start=1))
    kind = read[0].kind if read else "xlsx"
    return RemittanceFile(source, kind, numbered, (*findings, *strays, *told, *chosen_.findings))


def _with_provider_level(
    every: Sequence[Remittance], provider: Sequence[tuple[str, ProviderRow]]
) -> tuple[list[Remittance], list[Finding]]:
    """Give the adjustments of a sheet of their own to the check they name, or to the only one."""
    traces = {one.payment.trace for one in every}
    only = next(iter(traces)) if len(traces) == 1 else None
    rows_of: dict[str, list[ProviderRow]] = {}
    place_of: dict[str, str] = {}
    strays = []
    for place, row in provider:
        trace = row.check or only
        if trace in traces:
            rows_of.setdefault(str(trace), []).append(row)
            place_of.setdefault(str(trace), place)
        else:
            strays.append(provider_level.stray(row, place))
    made = [
        with_provider_level(one, rows_of[trace], place_of[trace]) if trace in rows_of else one
        for one in every
        for trace in [one.payment.trace]
    ]
    return made, strays
