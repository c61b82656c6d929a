"""The tab: every task has one control, in the order of the working day."""

from pathlib import Path

import pytest
from lxml import etree

from tests.addin.ribbon import callbacks, controls, group_of, menu_of, tree
from xlbilling.tasks.registry import TASKS, TaskInfo

WORKING_DAY = ["Claims", "Payments", "Denials", "Receivables", "Patients", "Month end", "Help"]
"""The order of the groups."""
DAILY = {
    "xlb_validate_claims",
    "xlb_import_remittance",
    "xlb_post_payments",
    "xlb_age_receivables",
    "xlb_make_statements",
}
NO_TASK = {"xlb_apply", "xlb_cancel", "xlb_open_denials", "xlb_undo_last", "xlb_values"}
"""Buttons that press.button knows beside the tasks."""
HERE = Path(__file__).parent


def test_the_ribbon_keeps_to_the_schema() -> None:
    """The grammar beside this file is written after Microsoft's [MS-CUSTOMUI2]."""
    grammar = etree.RelaxNG(etree.parse(HERE / "customui14.rng"))

    assert grammar.validate(tree()), grammar.error_log


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('size="large"', 'size="huge"'),
        ('label="Apply"', 'lable="Apply"'),
        ("<separator", "<menuSeparator"),
        ('id="xlb_apply"', 'id="xlb apply"'),
        ('maxLength="10"', 'maxLength="ten"'),
    ],
)
def test_the_grammar_finds_what_excel_would_refuse(right: str, wrong: str) -> None:
    """Excel shows no tab at all where the ribbon is wrong, and does not say why."""
    grammar = etree.RelaxNG(etree.parse(HERE / "customui14.rng"))
    text = etree.tostring(tree(), encoding="unicode")
    assert right in text

    assert not grammar.validate(etree.fromstring(text.replace(right, wrong, 1)))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_has_one_button_in_its_group_that_says_what_it_does(task: TaskInfo) -> None:
    found = [one for one in controls("button") if one.get("id") == f"xlb_{task.function}"]

    assert len(found) == 1
    assert found[0].get("label") == task.label
    assert found[0].get("supertip") == task.summary
    assert found[0].get("onAction") == "xlbilling_press"
    assert group_of(found[0]) == task.group


def test_what_is_pressed_is_a_task_or_what_python_knows_beside_them() -> None:
    pressed = {one.get("id") for one in controls("button") if "press" in str(one.get("onAction"))}

    assert pressed - NO_TASK == {f"xlb_{task.function}" for task in TASKS}
    assert pressed >= NO_TASK


def test_the_groups_stand_in_the_order_of_the_working_day() -> None:
    groups = [str(one.get("label")) for one in controls("group")]

    assert groups[0] == "Preview"
    assert groups[1:] == WORKING_DAY
    assert {task.group for task in TASKS} <= {*WORKING_DAY}


def test_the_daily_tasks_are_large_and_the_others_in_menus() -> None:
    tasks = {f"xlb_{task.function}" for task in TASKS}
    buttons = [one for one in controls("button") if one.get("id") in tasks]
    large = {one.get("id") for one in buttons if one.get("size") == "large"}
    in_menus = {one.get("id") for one in buttons if menu_of(one)}

    assert large == DAILY
    assert in_menus == tasks - DAILY


def test_each_control_has_an_id_an_icon_a_key_and_a_tip() -> None:
    ids = [one.get("id") for one in tree().iter(etree.Element) if one.get("id")]
    pressed = controls("button", "menu")

    assert len(ids) == len({*ids})
    assert all(str(one).startswith("xlb_") for one in ids)
    for name in ("imageMso", "keytip", "supertip", "label"):
        assert [one.get("id") for one in pressed if not one.get(name)] == []


def test_no_two_controls_that_can_be_seen_together_share_a_key() -> None:
    """A menu's keys are pressed after the menu's own; the tab's all together."""
    by_place: dict[str, list[str]] = {}
    for one in controls("button", "menu", "editBox"):
        by_place.setdefault(menu_of(one), []).append(str(one.get("keytip")))

    assert {place for place, keys in by_place.items() if len(keys) > len({*keys})} == set()
    assert {key for keys in by_place.values() for key in keys if not 1 <= len(key) <= 3} == set()


def test_the_icons_are_excels_own() -> None:
    """By Microsoft's published list of Excel's controls; the file says where it lies."""
    lines = (HERE / "image_mso.txt").read_text("utf-8").splitlines()
    known = {line for line in lines if not line.startswith("#")}
    used = {one.get("imageMso") for one in tree().iter(etree.Element) if one.get("imageMso")}

    assert used == known


def test_every_callback_begins_with_our_name() -> None:
    """Excel may run a callback of the same name in another add-in."""
    assert {name for _, _, name in callbacks() if not name.startswith("xlbilling_")} == set()
