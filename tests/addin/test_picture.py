"""The ribbon's picture in the README is the ribbon's own definition, drawn."""

from xml.etree import ElementTree as ET

from tests.pictures import RIBBON
from tests.ribbon_picture import ribbon_picture
from xlbilling.commands import build_addin
from xlbilling.tasks import registry


def test_the_picture_is_the_ribbon_as_it_is_now() -> None:
    drawn = ribbon_picture(build_addin.sources().ribbon)

    assert RIBBON.read_text("utf-8") == drawn, "run: python -m tests.pictures"


def test_every_task_is_seen_in_it_or_told_by_its_label() -> None:
    shown = " ".join(text.strip() for text in ET.parse(RIBBON).getroot().itertext() if text.strip())
    words = set(shown.lower().split())

    assert [task.label for task in registry.TASKS if set(task.label.lower().split()) - words] == []
