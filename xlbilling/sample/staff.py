"""Who works in the office, and who does what there. Nobody of them exists."""

from __future__ import annotations

from typing import Any, Final

FRONT_DESK: Final = "brant"
BILLER: Final = "dunlin"
MANAGER: Final = "stilt"
STAFF: Final = (FRONT_DESK, BILLER, MANAGER)
_NAMES: Final = {FRONT_DESK: "Dale Brant", BILLER: "Joss Dunlin", MANAGER: "Reed Stilt"}
_MAY_WRITE_OFF_ALONE_CENTS: Final = 50_00

_AT_THE_DESK: Final = frozenset({"load", "post-receipts"})
_OF_THE_MANAGER: Final = frozenset({
    "place-accounts", "post-write-offs", "refund", "refresh-dashboard", "report-profit",
    "report-productivity", "verify-ledger",
})  # fmt: skip


def who_does(command: str) -> str:
    """Return the user who gives a command; the biller gives most."""
    if command in _AT_THE_DESK:
        return FRONT_DESK
    return MANAGER if command in _OF_THE_MANAGER else BILLER


def user_rows() -> list[dict[str, Any]]:
    """Return the rows of the Users table."""
    rights = {
        FRONT_DESK: ("N", "N", None),
        BILLER: ("Y", "N", _MAY_WRITE_OFF_ALONE_CENTS),
        MANAGER: ("Y", "Y", None),
    }
    return [
        {
            "user": user,
            "name": _NAMES[user],
            "may_post": "Y",
            "may_write_off": write_off,
            "may_refund": refund,
            "limit_cents": limit,
        }
        for user, (write_off, refund, limit) in rights.items()
    ]
