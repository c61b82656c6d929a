"""Changes as text: what a workbook keeps of them while they are written comes back as it was."""

import json
from datetime import datetime

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from xlbilling.model.plan import Append, SetColumn
from xlbilling.model.plan_text import changes_of_text, changes_to_text

ROWS = st.lists(st.integers(2, 60), min_size=1, unique=True)


@given(ROWS, st.data())
def test_cells_of_any_rows_come_back_in_their_rows(rows: list[int], data: st.DataObject) -> None:
    """In unbroken runs or not, in whatever order."""
    cells = data.draw(
        st.lists(
            st.one_of(st.none(), st.text(), st.integers(-(10**9), 10**9), st.booleans()),
            min_size=len(rows),
            max_size=len(rows),
        )
    )
    values = pd.Series(cells, rows, dtype=object, name="status")

    (back,) = changes_of_text(changes_to_text([SetColumn("claims", "status", values)]))

    assert isinstance(back, SetColumn)
    assert_series_equal(back.values, values)
    assert list(map(type, back.values)) == list(map(type, cells))


def test_typed_columns_come_back_typed() -> None:
    """Days and blanks among them, cents, ratios and texts."""
    rows = pd.DataFrame({
        "day": pd.Series([datetime(2026, 3, 31), None, datetime(2026, 3, 31)], dtype="datetime64[s]"),
        "cents": pd.array([12345, None, -1], dtype="Int64"),
        "ratio": [0.5, float("nan"), -0.25],
        "text": pd.Series(["0012", "", "=HYPERLINK(1)"], dtype=object),
    })  # fmt: skip

    (back,) = changes_of_text(changes_to_text([Append("claims", rows)]))

    assert isinstance(back, Append)
    assert_frame_equal(back.rows, rows, check_index_type=False)


def test_what_an_earlier_program_noted_row_by_row_is_read() -> None:
    """Its command is finished by this program, where the program was updated in between."""
    values = {"index": [5, 3, 4], "columns": [["status", "object", ["READY", None, "SENT"]]]}
    text = json.dumps([["set", {"table": "claims", "values": values}]])

    (back,) = changes_of_text(text)

    assert isinstance(back, SetColumn)
    assert back.values.to_dict() == {5: "READY", 3: None, 4: "SENT"}
