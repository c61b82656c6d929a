"""Load files of codes into the office's store, and price files into the Fees and Rates sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xlbilling.codesets import prices, readers
from xlbilling.codesets.merging import CodeSet
from xlbilling.codesets.readers import Reader
from xlbilling.model.errors import InputFileError, RefusedError
from xlbilling.model.findings import INFO, Finding
from xlbilling.model.plan import Change, Plan
from xlbilling.model.tables import InputFile, Request, Snapshot
from xlbilling.tasks.loading_codes import price_rows, stored_sets
from xlbilling.tasks.loading_codes.price_rows import PriceRows
from xlbilling.tasks.loading_codes.stored_sets import Loaded
from xlbilling.tasks.validating import code_panel

READS: Final[tuple[str, ...]] = ("code_tables", "fees", "rates", "payers")
CODES: Final = code_panel.NAMES
MENDS_CODES: Final = True
"""A damaged set does not stop this task: it is what puts a whole one in its place."""

_NO_PRICES: Final = PriceRows((), 0, 0, ())


@dataclass
class _Given:
    """The files given, sorted by what they are.

    Attributes:
        parts: what was read of each code file.
        prices: the rows of the price files.
        skipped: members of zip files that are no code files.
    """

    parts: list[CodeSet] = field(default_factory=list)
    prices: list[prices.Price] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the sets to store, the new prices, and the Code Tables sheet as it then is.

    Raises:
        InputFileError: a file is none that is known, or a row of it has the wrong shape.
        RefusedError: no such set or payer.
    """
    table = _price_table(book, request)
    given = _read(request.files, request.option("set"))
    loaded = stored_sets.load(given.parts, book.codes, request.as_of)
    priced = _NO_PRICES
    if given.prices:
        priced = price_rows.load(
            table, book.frame(table), given.prices, request.option("payer"), request.as_of
        )
    elif table == prices.RATES:
        raise RefusedError(
            "--payer is given, but no file with prices",
            id="CODES-PAYER",
            fix="leave out --payer, or give the payer's file with the columns Code and Rate",
        )
    sets = {**book.codes, **loaded.sets}
    panel = code_panel.changes(book.frame("code_tables"), sets, request.as_of)
    changes: tuple[Change, ...] = (*loaded.changes(), *priced.changes, *panel)
    findings = (*loaded.findings, *priced.findings, *_aside(given.skipped))
    result = _result(loaded, table, priced)
    return Plan(changes, result, _words(loaded, table, priced), findings)


def _price_table(book: Snapshot, request: Request) -> str:
    """Return the sheet that prices go to.

    Raises:
        RefusedError: there is no such set or payer, or rates without a payer.
    """
    wanted, payer = request.option("set"), request.option("payer")
    known = [*dict.fromkeys(one.name for one in readers.READERS), prices.RATES]
    if wanted and wanted not in known:
        raise RefusedError(
            f"no set '{wanted}'", id="CODES-SET", fix=f"--set takes {', '.join(known)}"
        )
    if payer and payer not in set(book.frame("payers")["payer_id"]):
        raise RefusedError(
            f"no payer '{payer}'", id="CODES-PAYER", fix="use a Payer ID of the sheet Payers"
        )
    if wanted == prices.RATES and not payer:
        raise RefusedError(
            "rates of which payer?", id="CODES-PAYER", fix="give --payer and a Payer ID"
        )
    return prices.RATES if payer else prices.FEES


def _read(files: Sequence[InputFile], wanted: str) -> _Given:
    """Return what the files hold; a zip file must hold something that is known.

    Raises:
        InputFileError: a file is none that is known, or a row of it has the wrong shape.
    """
    given = _Given()
    kind = prices.FEES if wanted == prices.RATES else wanted
    useful: dict[str, bool] = {}
    for file in files:
        archive = file.name.partition("/")[0]
        reader = readers.reader_of(file, kind)
        useful[archive] = useful.get(archive, False) or reader is not None
        if reader is None:
            given.skipped.append(file.name)
        else:
            _take(given, file, reader)
    for name, is_useful in useful.items():
        if not is_useful:
            raise InputFileError(
                f"{name}: there is no code file in it that is known",
                id="CODES-KIND",
                fix=readers.FIX,
            )
    return given


def _take(given: _Given, file: InputFile, reader: Reader) -> None:
    if reader.read is None:
        given.prices += prices.read(file)
    else:
        given.parts.append(reader.read(file))


def _aside(skipped: Sequence[str]) -> list[Finding]:
    return [Finding("CODES-ASIDE", INFO, "no code file; left aside", name) for name in skipped]


def _result(loaded: Loaded, table: str, priced: PriceRows) -> Mapping[str, Any]:
    return {
        "loaded": loaded.as_json(),
        "prices": {"table": table, "added": priced.added, "ended": priced.ended},
    }


def _words(loaded: Loaded, table: str, priced: PriceRows) -> tuple[str, ...]:
    lines = [
        f"{name} {one.about.version}: {len(one):,} codes loaded".replace(" :", ":")
        for name, one in loaded.sets.items()
    ]
    if priced.added:
        lines.append(f"{table}: {priced.added} prices added, {priced.ended} ended before them")
    return tuple(lines) or ("nothing new to load",)
