"""May Post on Users: who has an N there adds no ledger row, whichever command is tried."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from tests.posting.till import Till, receipt
from tests.support import AS_OF
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request

WRITERS = (
    "post_charges", "post_payments", "post_receipts", "undo_batch", "reverse_entry", "adjust",
    "transfer", "refund", "record_recoupment",
)  # fmt: skip
USERS = ({"user": "trainee", "name": "Tess Trainee", "may_post": "N"}, {"user": "desk"})


def asked(task: str, user: str, users: Any = USERS) -> Plan:
    till = Till.opened(receipts=[receipt("R1", 20.0)], users=users)
    entry = till.frame("ledger")["entry"].tolist()[0]
    options = {"batch": "CHG-20260331-1"} if task == "undo_batch" else {}
    options |= {"entry": entry} if task == "reverse_entry" else {}
    module = importlib.import_module(f"xlbilling.tasks.{task}")
    plan: Plan = module.plan(till.book, Request(AS_OF, user, (), options))
    return plan


@pytest.mark.parametrize("task", WRITERS)
def test_who_has_an_n_is_refused_by_every_task_that_writes_ledger_rows(task: str) -> None:
    with pytest.raises(RefusedError, match="Trainee may not post: Users says N") as refused:
        asked(task, "Trainee")

    assert refused.value.id == "MAY-NOT-POST"


@pytest.mark.parametrize("task", WRITERS)
def test_each_of_them_reads_users_from_the_workbook(task: str) -> None:
    assert "users" in importlib.import_module(f"xlbilling.tasks.{task}").READS


@pytest.mark.parametrize(
    ("user", "users"),
    [
        ("desk", USERS),
        ("scheduler", USERS),
        ("", USERS),
        ("trainee", ()),
        ("sam", ({"user": "other", "name": "Sam", "may_post": "N"}, {"user": "sam"})),
    ],
    ids=["blank", "not listed", "nobody", "empty Users", "another of that name has the N"],
)
def test_all_others_post(user: str, users: Any) -> None:
    assert asked("post_receipts", user, users).batch
