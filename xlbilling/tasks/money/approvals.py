"""Who may post, write off and give back, up to which amount, and who approves above it (L-7).

An office without rows on Users has no rules but the limits of its adjustment types. Writing off
and giving back take a Y; posting is everybody's but theirs who have an N under May Post, so that
a scheduled run needs no row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.tasks.money.unread import limits

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

POST: Final = "may_post"
WRITE_OFF: Final = "may_write_off"
REFUND: Final = "may_refund"
_WORDS: Final = {POST: "post", WRITE_OFF: "write off", REFUND: "refund"}


@dataclass(frozen=True, slots=True)
class User:
    """One row of the Users sheet.

    Attributes:
        limit: in cents, None for no limit; one that cannot be read is nothing.
        posts: as keyed under May Post.
    """

    user: str
    name: str
    rights: frozenset[str]
    limit: int | None
    posts: str = ""


class Users:
    """The Users sheet."""

    def __init__(self, users: Iterable[User]) -> None:
        """Keep the users by name; the first row of a name counts."""
        self._users = tuple(users)

    @property
    def has_rules(self) -> bool:
        """Whether the office says who may do what."""
        return bool(self._users)

    def find(self, name: str) -> User | None:
        """Return the user of an id, else of a name, whatever its capitals; None for nobody."""
        wanted = name.strip().casefold()
        if not wanted:
            return None
        by_id = (one for one in self._users if one.user.casefold() == wanted)
        by_name = (one for one in self._users if one.name.casefold() == wanted)
        return next(by_id, None) or next(by_name, None)

    def may(self, name: str, right: str) -> bool:
        """Tell whether a person has a right; everybody has in an office without rules."""
        user = self.find(name)
        if user is None:
            return right == POST or not self.has_rules
        return right in user.rights

    def refusal(self, asks: Asks, amount: int, right: str, type_limit: int | None = None) -> str:
        """Return why an amount may not be posted; "" where it may.

        Args:
            asks: who posts, and the second name.
            amount: in cents; its sign does not count.
            right: POST, WRITE_OFF or REFUND.
            type_limit: above which the adjustment's type needs a second name.
        """
        why = self._beyond(asks.user, abs(amount), right, type_limit)
        if not why:
            return ""
        if not asks.approver:
            return f"{why}; a second name is needed under Approver"
        against = self._against(asks, abs(amount), right)
        return f"{why}; {against}" if against else ""

    def approval(self, asks: Asks, amount: int, right: str, type_limit: int | None = None) -> str:
        """Return why an amount that nobody posts without an approver may not be; "" where it may.

        The approver stands on Users with the right and may be who posts, up to the type's limit.
        """
        second = self.find(asks.approver)
        if not asks.approver.strip():
            return "nobody stands under Approver"
        if second is None:
            return f"approver {asks.approver} is not on Users"
        if right not in second.rights:
            return f"approver {asks.approver} may not {_WORDS[right]}"
        if second.limit is not None and abs(amount) > second.limit:
            return f"the limit of {asks.approver} is {money.show(second.limit)}"
        if _is_same(asks, second, self.find(asks.user)):
            return self._beyond(asks.user, abs(amount), right, type_limit)
        return ""

    def _against(self, asks: Asks, amount: int, right: str) -> str:
        """Return why a second name does not do; "" where it does."""
        second = self.find(asks.approver)
        if _is_same(asks, second, self.find(asks.user)):
            return f"the approver must be somebody else than {asks.user}"
        if not self.has_rules:
            return ""
        if second is None:
            return f"approver {asks.approver} is not on Users"
        if right not in second.rights:
            return f"approver {asks.approver} may not {_WORDS[right]}"
        if second.limit is not None and amount > second.limit:
            return f"the limit of {asks.approver} is {money.show(second.limit)}"
        return ""

    def _beyond(self, user: str, amount: int, right: str, type_limit: int | None) -> str:
        """Return why a person may not post an amount alone; "" where nothing stands against it."""
        shown = money.show(amount)
        if type_limit is not None and amount > type_limit:
            return f"{shown} is above the type's limit {money.show(type_limit)}"
        if not self.may(user, right):
            return f"{user} may not {_WORDS[right]}"
        found = self.find(user)
        if found and found.limit is not None and amount > found.limit:
            return f"{shown} is above the limit {money.show(found.limit)} of {user}"
        return ""


@dataclass(frozen=True, slots=True)
class Asks:
    """Who posts something, and the second name where one is given."""

    user: str
    approver: str


def _is_same(asks: Asks, second: User | None, first: User | None) -> bool:
    same_name = asks.approver.strip().casefold() == asks.user.strip().casefold()
    return same_name or (second is not None and second is first)


def read_users(book: Snapshot) -> Users:
    """Return the Users sheet; rows without a user are left out."""
    frame = book.frame("users")
    columns = (frame[name] for name in ("user", "name", POST, WRITE_OFF, REFUND))
    return Users(
        User(user, name, _rights(posts, writes_off, refunds), limit, posts)
        for user, name, posts, writes_off, refunds, limit in zip(
            *columns, limits(book["users"], "limit"), strict=True
        )
        if user
    )


def refuse_who_may_not_post(book: Snapshot, user: str) -> None:
    """Refuse a user whose row on Users says anything but Y under May Post; a blank says nothing.

    Raises:
        RefusedError: it does.
    """
    found = read_users(book).find(user)
    if found is not None and found.posts.upper() not in {"", "Y"}:
        raise RefusedError(
            f"{user} may not post: Users says {found.posts} under May Post",
            id="MAY-NOT-POST",
            fix="let somebody post who may, or have the manager change May Post on Users",
        )


def _rights(posts: str, writes_off: str, refunds: str) -> frozenset[str]:
    given = ((POST, posts or "Y"), (WRITE_OFF, writes_off), (REFUND, refunds))
    return frozenset(right for right, said in given if said.upper() == "Y")
