"""Visits and charges as frames, and which visit belongs to which charge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.edits.lines import code_list
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.tables import Snapshot, TableData
from xlbilling.tasks import load, settings

KEPT: Final = "KEPT"
NOT_KEPT: Final = "NOT KEPT"
UNKNOWN: Final = ""
_STATES: Final = {"": KEPT, "KEPT": KEPT} | dict.fromkeys(
    ("CANCELLED", "CANCELED", "NOSHOW"), NOT_KEPT
)
_LONGEST_STAY: Final = 366
_COLUMNS: Final = (
    "encounter", "patient_id", "dos", "rendering_npi", "location", "visit_status",
)  # fmt: skip


def of_sheet(table: TableData) -> pd.DataFrame:
    """Return the visits of the Encounters sheet, each with its cell.

    ``state`` is KEPT, NOT KEPT, or "" for a status that is none of ours. A blank status counts as
    kept, since a schedule as exported may have none.
    """
    frame = _whole(table.frame)
    frame["where"] = [table.where("encounter", int(row)) for row in table.frame.index]
    frame["where_status"] = [table.where("visit_status", int(row)) for row in table.frame.index]
    return frame


def of_files(contents: Sequence[tuple[str, bytes]]) -> pd.DataFrame:
    """Return the visits of CSV files with the headers of Encounters, each with file and row.

    Raises:
        InputFileError: a file has another shape; names file, line and column.
    """
    frames = []
    for name, content in contents:
        read = load.read_csv(BY_NAME["encounters"], content, name)
        frame = _whole(read)
        frame["where"] = frame["where_status"] = [f"{name} row {row}" for row in read.index]
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Return visits with every column there is, days as days, without rows that hold nothing."""
    visits = frame.reindex(columns=list(_COLUMNS)).reset_index(drop=True)
    for name in _COLUMNS:
        if name != "dos":
            visits[name] = visits[name].astype(object).fillna("")
    visits["dos"] = visits["dos"].astype("datetime64[s]")
    plain = visits["visit_status"].str.upper().str.replace(r"[^A-Z]", "", regex=True)
    visits["state"] = plain.map(_STATES).fillna(UNKNOWN)
    return visits


def charges(book: Snapshot) -> pd.DataFrame:
    """Return the claim lines that stand for a visit: all but those of in-house codes."""
    table = book["claims"]
    frame = table.frame
    names = ("claim_id", "encounter", "patient_id", "rendering_npi", "location", "code")
    lines = pd.DataFrame({name: _texts(frame, name) for name in names})
    lines["first"] = _days(frame, "dos_from")
    lines["last"] = _days(frame, "dos_to").fillna(lines["first"])
    lines["where"] = [table.where("encounter", int(row)) for row in frame.index]
    in_house = code_list(settings.text(book.settings, "In-House Codes"))
    own = lines["code"].str.upper().map(in_house).astype(bool)
    named = (lines["claim_id"] != "") | (lines["patient_id"] != "")
    return lines[~own & named].reset_index(drop=True)


def _texts(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    texts = frame[name].tolist() if name in frame else [""] * len(frame)
    return pd.Series(texts, dtype=object)


def _days(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    cells = frame[name].to_numpy() if name in frame else np.full(len(frame), "NaT")
    return pd.Series(cells.astype("datetime64[s]"))


def pairs(visits: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return which visit belongs to which line, as the positions ``visit`` and ``line``.

    By the encounter's id; a line that names none of these visits belongs to those of its patient
    on its days of service, of the same rendering provider where both are known.
    """
    seen = visits.assign(visit=np.arange(len(visits)))
    keyed = lines.assign(line=np.arange(len(lines)))
    by_id = keyed[keyed["encounter"] != ""].merge(seen, on="encounter")[["visit", "line"]]
    others = keyed[~keyed["line"].isin(by_id["line"]) & (keyed["patient_id"] != "")]
    dated = seen[(seen["patient_id"] != "") & seen["dos"].notna()]
    same = _by_day(others).merge(dated, on=["patient_id", "dos"], suffixes=("", "_of_visit"))
    here, there = same["rendering_npi"], same["rendering_npi_of_visit"]
    alike = same[(here == there) | (here == "") | (there == "")]
    return pd.concat([by_id, alike[["visit", "line"]]], ignore_index=True).drop_duplicates()


def _by_day(lines: pd.DataFrame) -> pd.DataFrame:
    """Return each line once for each of its days of service."""
    stays = (lines["last"] - lines["first"]).dt.days.fillna(-1).clip(-1, _LONGEST_STAY)
    days = (stays.astype("int64") + 1).to_numpy()
    many = lines.loc[lines.index.repeat(days)]
    nth = np.arange(len(many)) - np.repeat(np.cumsum(days) - days, days)
    dos = many["first"] + pd.to_timedelta(nth, unit="D")
    return many.assign(dos=dos.astype("datetime64[s]"))[
        ["line", "patient_id", "rendering_npi", "dos"]
    ]
