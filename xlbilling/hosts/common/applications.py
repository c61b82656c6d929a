"""The engine's side towards xlwings, and the list of its applications."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xlwings import base_classes

from xlbilling.hosts.files.values import clean, to_plain


class Engine:
    """What xlwings asks of an engine, whatever it runs over."""

    type = "desktop"  # xlwings fills a scalar into a whole range in one call only for this type

    @staticmethod
    def prepare_xl_data_element(x: Any, options: object) -> Any:  # noqa: ARG004  xlwings passes it
        """Return what a cell shall hold for a value that a macro writes."""
        return to_plain(x)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Return a block of cells as ``Range.value`` gives it."""
        return clean(data, datetime_builder, empty_as, number_builder, errors_as_text=err_to_str)


class Apps(base_classes.Apps):
    """The applications, the active one first.

    Args:
        engine: what they belong to.
    """

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._apps: list[Any] = []
        self._numbers = itertools.count(1)

    def keys(self) -> list[int]:
        """Return the applications' numbers, the active one's first."""
        return [one.pid for one in self._apps]

    def cleanup(self) -> None:  # type: ignore[override]  # there it is static: it looks for processes
        """End every application."""
        for app in list(self._apps):
            app.quit()

    def front(self, app: Any) -> None:
        """Make an application the active one."""
        self._apps.remove(app)
        self._apps.insert(0, app)

    def drop(self, app: Any) -> None:
        """Take an ended application off the list."""
        if app in self._apps:
            self._apps.remove(app)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._apps))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> Any:
        for one in self._apps:
            if one.pid == pid:
                return one
        raise KeyError(f"there is no application {pid}; there are {self.keys()}")
