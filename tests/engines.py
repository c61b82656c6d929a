"""Tables carried over to other engines, as a Parquet file would hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import narwhals.stable.v2 as nw
import pandas as pd
import pyarrow as pa

from xlbilling.tasks.receivables.beside import Beside
from xlbilling.tasks.receivables.line_balances import Frame

Carry = Callable[[pa.Table], Any]

_TYPES: Final[Mapping[str, pa.DataType]] = {"M": pa.date32(), "i": pa.int64(), "b": pa.bool_()}


def arrow(frame: pd.DataFrame) -> pa.Table:
    """Return a frame of pandas with dates as days, whole numbers and text, whatever is in it."""
    kinds = {str(name): getattr(kind, "kind", "O") for name, kind in frame.dtypes.items()}
    fields = [(name, _TYPES.get(kind, pa.string())) for name, kind in kinds.items()]
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)


def carried(frame: Frame, carry: Carry) -> Frame:
    """Return a frame over pandas as the frame of another engine."""
    moved: Frame = nw.from_native(carry(arrow(frame.collect().to_pandas()))).lazy()
    return moved


def beside_carried(beside: Beside, carry: Carry) -> Beside:
    """Return what stands beside the ledger as frames of another engine."""
    return replace(
        beside,
        billed_to=carried(beside.billed_to, carry),
        submissions=carried(beside.submissions, carry),
        statements=carried(beside.statements, carry),
        payers=carried(beside.payers, carry),
        plans=carried(beside.plans, carry),
        instalments=carried(beside.instalments, carry),
    )


def records(lines: Frame, *by: str) -> list[dict[str, Any]]:
    """Return rows in plain Python, moments as days, sorted by the columns named."""
    table = lines.collect()
    names = sorted(table.columns)
    rows = [dict(zip(names, map(_plain, row), strict=True)) for row in table.select(names).rows()]
    return sorted(rows, key=lambda row: [str(row[name]) for name in by])


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT:
        return None
    return value.date() if isinstance(value, datetime) else value
