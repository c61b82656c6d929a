"""The list of what only Excel can prove leaves no button and no function out."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.tree import ROOT
from xlbilling.udfs import functions
from xlbilling.udfs.excel import FUNCTIONS

CHECKLIST = (ROOT / "tests" / "excel_checklist.md").read_text("utf-8")


def test_every_button_of_the_tab_is_pressed_by_somebody_with_its_tip_before_him() -> None:
    ribbon = ET.parse(ROOT / "macros" / "ribbon.xml")
    controls = [one for one in ribbon.iter() if one.get("onAction") or one.get("onChange")]
    rows = [f"| {one.get('label')} | {one.get('supertip')} |" for one in controls]

    assert [row for row in rows if row not in CHECKLIST] == []
    assert len(rows) > 40


def test_every_function_is_entered_by_somebody() -> None:
    missing = [name for name in functions.__all__ if FUNCTIONS[name].example not in CHECKLIST]

    assert missing == []
