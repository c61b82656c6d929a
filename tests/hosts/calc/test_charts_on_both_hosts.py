"""Charts as xlwings' own words make, change and delete them, on the file host and in live Calc."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from xlbilling.hosts import files
from xlbilling.hosts.common.chart_kinds import KINDS

BLOCK: list[list[Any]] = [
    ["Month", "Charges", "Payments", "Owed", "Days"],
    ["Jan", 10.0, 8.0, 100.0, 30.0],
    ["Feb", 12.0, 9.0, 120.0, 35.0],
    ["Mar", 9.0, 11.0, 90.0, None],
]


@pytest.fixture(params=["files", "calc"])
def sheet(request: pytest.FixtureRequest) -> Iterator[xw.Sheet]:
    """A sheet with a block of months, on the file host, then in live Calc."""
    if request.param == "calc":
        request.getfixturevalue("in_calc")
        from xlbilling.hosts import calc

        book = calc.new_book()
    else:
        book = files.new_book()
    with book:
        first = book.sheets[0]
        first.range("A1").value = BLOCK
        yield first


def drawn(chart: xw.Chart) -> list[tuple[str, str, str]]:
    """Return the name, the cells and the labels of each series."""
    every = [(one.name, one.impl.values, one.impl.labels) for one in chart.series]
    return [(name, *(text.replace("'", "") for text in places)) for name, *places in every]


def test_a_chart_is_drawn_from_cells_with_names_and_labels(sheet: xw.Sheet) -> None:
    name = sheet.name
    chart = sheet.charts.add(
        10, 20, 300, 200, chart_type="line", source=sheet.range("A1:C4"), name="Money"
    )

    assert len(sheet.charts) == 1
    assert "Money" in sheet.charts
    assert chart.parent == sheet
    assert sheet.charts["Money"].chart_type == "line"
    assert drawn(chart) == [
        ("Charges", f"{name}!$B$2:$B$4", f"{name}!$A$2:$A$4"),
        ("Payments", f"{name}!$C$2:$C$4", f"{name}!$A$2:$A$4"),
    ]
    assert chart.plot_by == "columns"
    with pytest.raises(KeyError):
        sheet.charts["Other"]


def test_labels_of_another_place_stand_along_the_axis_of_every_series(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(source=sheet.range("D1:E4"), plot_by="columns")
    chart.set_x_axis_values(sheet.range("A2:A4"))
    name = sheet.name

    assert drawn(chart) == [
        ("Owed", f"{name}!$D$2:$D$4", f"{name}!$A$2:$A$4"),
        ("Days", f"{name}!$E$2:$E$4", f"{name}!$A$2:$A$4"),
    ]


def test_rows_can_be_the_series(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(source=sheet.range("A1:C4"), plot_by="rows")

    assert chart.plot_by == "rows"
    assert [one.name for one in chart.series] == ["Jan", "Feb", "Mar"]


def test_every_chart_type_that_is_drawn_can_be_asked_for(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(source=sheet.range("A1:C4"))
    found = {}
    for kind in KINDS:
        chart.chart_type = kind
        found[kind] = chart.chart_type
        assert len(chart.series) >= 1

    assert found == {kind: kind for kind in KINDS}


def test_a_type_that_is_not_drawn_is_refused_and_nothing_is_added(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="no chart of type 'surface'"):
        sheet.charts.add(chart_type="surface")

    assert len(sheet.charts) == 0


def test_a_chart_is_moved_and_sized_in_points(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(10, 20, 300, 200)
    chart.left, chart.top, chart.width, chart.height = 40, 50, 250, 150

    found = (chart.left, chart.top, chart.width, chart.height)
    assert found == pytest.approx((40, 50, 250, 150), abs=0.5)


def test_a_chart_begins_at_the_cell_it_is_anchored_to(sheet: xw.Sheet) -> None:
    place = sheet.range("D5")
    chart = sheet.charts.add(anchor=place)

    assert (chart.left, chart.top) == pytest.approx((place.left, place.top), abs=1)


def test_title_legend_and_axes_can_be_set(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(source=sheet.range("A1:C4"), chart_type="bar_stacked")
    chart.title = "Charges & payments"
    chart.legend.position = "right"
    chart.value_axis.set(number_format="#,##0", minimum_scale=0, maximum_scale=50, title="Dollars")
    chart.category_axis.set(reverse_order=True, crosses="maximum")

    assert chart.title == "Charges & payments"
    assert chart.legend.position == "right"
    axis = chart.value_axis
    assert (axis.number_format, axis.minimum_scale, axis.maximum_scale) == ("#,##0", 0, 50)
    assert axis.title == "Dollars"
    assert chart.category_axis.reverse_order
    assert chart.category_axis.crosses == "maximum"


def test_title_legend_and_axes_can_be_taken_away(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(source=sheet.range("A1:C4"))
    chart.title = "Charges"
    chart.title, chart.legend.visible, chart.value_axis.visible = None, False, False

    assert (chart.title, chart.legend.position) == (None, None)
    assert not chart.value_axis.visible


def test_series_have_colours_and_axes_of_their_own(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(
        source=sheet.range("D1:E4"), chart_type="line_markers", plot_by="columns"
    )
    chart.series[0].set(line_color="#0F4C75")
    chart.series[1].set(axis_group="secondary", line_color=(229, 155, 58))
    chart.secondary_value_axis.set(number_format="0.0")

    assert [one.axis_group for one in chart.series] == ["primary", "secondary"]
    assert chart.series[0].line_color == (15, 76, 117)
    assert chart.series[1].line_color == (229, 155, 58)
    assert chart.secondary_value_axis.number_format == "0.0"


def test_a_deleted_chart_is_gone_and_the_others_stay(sheet: xw.Sheet) -> None:
    for name in ("one", "two"):
        sheet.charts.add(source=sheet.range("A1:C4"), name=name)
    sheet.charts["one"].delete()

    assert [chart.name for chart in sheet.charts] == ["two"]
    sheet.charts["two"].name = "three"
    assert [chart.name for chart in sheet.charts] == ["three"]


# What stands in the file


def saved(tmp_path: Path) -> Path:
    """Return a file with two charts, one of them with two axes of numbers."""
    path = tmp_path / "charts.xlsx"
    with files.new_book() as book:
        sheet = book.sheets[0]
        sheet.range("A1").value = BLOCK
        sheet.charts.add(source=sheet.range("A1:C4"), name="Money").title = "Money"
        lines = sheet.charts.add(
            0, 300, source=sheet.range("D1:E4"), chart_type="line_markers", name="Days"
        )
        lines.series[1].set(axis_group="secondary")
        book.save(path)
    return path


def test_another_program_reads_the_charts_of_the_file(tmp_path: Path) -> None:
    """openpyxl knows the schema: it reads each element into a typed object."""
    sheet: Any = load_workbook(saved(tmp_path)).worksheets[0]
    charts = sheet._charts  # noqa: SLF001  openpyxl's own list of what it read

    assert [type(one).__name__ for one in charts] == ["BarChart", "LineChart"]
    assert [one.val.numRef.f for one in charts[0].series] == [
        "Sheet1!$B$2:$B$4", "Sheet1!$C$2:$C$4",
    ]  # fmt: skip


def test_charts_of_another_program_keep_what_xlwings_has_no_word_for(tmp_path: Path) -> None:
    """A renamed and moved chart keeps its part byte for byte."""
    path = tmp_path / "theirs.xlsx"
    theirs = Workbook()
    sheet = theirs.worksheets[0]
    for row in BLOCK:
        sheet.append(row)
    bars = BarChart()
    bars.add_data(
        Reference(sheet, min_col=2, max_col=3, min_row=1, max_row=4), titles_from_data=True
    )
    bars.style = 12
    sheet.add_chart(bars, "G2")
    theirs.save(path)
    before = part(path.read_bytes())

    with files.open_book(path) as book:
        book.impl.backup_dir = None
        [chart] = book.sheets[0].charts
        assert chart.chart_type == "column_clustered"
        assert [one.name for one in chart.series] == ["Charges", "Payments"]
        chart.name, chart.left = "Renamed", 12.0
        book.save()

    assert part(path.read_bytes()) == before
    with files.open_book(path, read_only=True) as again:
        assert again.sheets[0].charts["Renamed"].left == pytest.approx(12, abs=0.1)


def part(book: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(book)) as package:
        return package.read("xl/charts/chart1.xml")
