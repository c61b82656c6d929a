"""A task has one name everywhere: file, command, macro, button and test."""

import importlib
from pathlib import Path

import pytest

from xlbilling import cli
from xlbilling.tasks.registry import TASKS, TaskInfo

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_is_called_alike_everywhere(task: TaskInfo) -> None:
    module = importlib.import_module(task.module)
    macro = importlib.import_module(f"xlbilling.macros.{task.function}")

    assert callable(module.plan)
    assert isinstance(module.READS, tuple)
    assert callable(getattr(macro, task.function))
    assert (ROOT / "tests" / "tasks" / f"test_{task.function}.py").is_file()
    assert task.name in cli.parser().format_help()


def test_every_file_in_the_tasks_folder_is_a_task_or_belongs_to_one() -> None:
    helpers = {"__init__", "registry", "settings", "kpi"}
    files = {path.stem for path in (ROOT / "xlbilling" / "tasks").glob("*.py")}

    assert files - helpers == {task.function for task in TASKS}
