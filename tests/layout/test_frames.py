"""Raw cells to frames and back, and addresses on the way."""

from datetime import datetime
from typing import Any

from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME, TABLES, table_named

CLAIMS = BY_NAME["claims"]


def test_a_table_survives_the_way_through_cells() -> None:
    rows: list[dict[str, Any]] = [
        {"claim_id": "C1", "line": "1", "charge": 12.5, "units": 1.0, "dos_from": datetime(2026, 1, 5)},
        {"claim_id": "C2", "line": "1"},
    ]  # fmt: skip
    data = frames.from_records(CLAIMS, rows)
    names = ["claim_id", "line", "charge", "units", "dos_from"]

    assert frames.to_cells(CLAIMS, data.frame, names) == [
        ["C1", "1", 12.5, 1.0, datetime(2026, 1, 5)],
        ["C2", "1", None, None, None],
    ]


def test_a_refused_cell_is_named_with_its_address() -> None:
    data = frames.from_records(CLAIMS, [{"claim_id": "C1"}, {"claim_id": "C2", "charge": "x"}])

    assert [finding.id for finding in data.findings] == ["CELL-MONEY"]
    assert data.findings[0].where == data.where("charge_cents", 3)
    assert data.findings[0].where.startswith("Claims!")


def test_the_digest_changes_with_any_value_and_any_row_number() -> None:
    one = frames.from_records(CLAIMS, [{"claim_id": "C1", "charge": 1.0}])
    other = frames.from_records(CLAIMS, [{"claim_id": "C1", "charge": 1.01}])
    moved = frames.from_records(CLAIMS, [{"claim_id": "C1", "charge": 1.0}], first_row=3)

    assert len({one.digest, other.digest, moved.digest}) == 3
    assert frames.from_records(CLAIMS, [{"claim_id": "C1", "charge": 1.0}]).digest == one.digest


def test_column_letters_run_on_after_z() -> None:
    assert [frames.column_letter(n) for n in (1, 26, 27, 52, 53, 702, 703)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_tables_are_found_by_code_name_title_and_excel_name() -> None:
    for table in TABLES:
        assert table_named(table.name) is table
        assert table_named(table.title) is table
        assert table_named(table.list_object) is table


def test_no_two_columns_of_a_table_and_no_two_tables_share_a_name() -> None:
    for table in TABLES:
        names = [column.name for column in table.columns]

        assert len(set(names)) == len(names), table.title
        assert set(table.key) <= set(names), table.title
    assert len({table.list_object.lower() for table in TABLES}) == len(TABLES)


def test_every_list_that_points_to_a_table_points_to_a_column_that_is_there() -> None:
    sources = {c.source for table in TABLES for c in table.columns if c.source}

    assert sources
    for source in sources:
        table, _, column = source.partition(".")

        assert column in BY_NAME[table].by_name


def test_the_nearest_header_is_offered() -> None:
    assert frames.nearest("Charge", ["Charges", "Note"]) == "Charges"
    assert not frames.nearest("Charge", ["Xyz"])
