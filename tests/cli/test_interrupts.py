"""Ctrl+C at the command line: before the writing it stops all, after it began it comes too late."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from xlbilling import cli, run
from xlbilling.commands import on_book


@pytest.fixture(autouse=True)
def _a_person_at_the_keyboard() -> Iterator[None]:
    """Let Ctrl+C interrupt, also where the tests run in the background and it is ignored."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """An empty office's book."""
    path = tmp_path / "office.xlsx"
    assert cli.main(["new", str(path)]) == 0
    path.with_name("cpt.csv").write_text("CPT Code,Description\n99213,a\n", "utf-8")
    return path


def interrupted(real: Callable[..., Any], *, at_end: bool) -> Callable[..., Any]:
    """Return a function during which the person presses Ctrl+C, at its begin or its end."""

    def pressed(*arguments: Any, **named: Any) -> Any:
        if at_end:
            result = real(*arguments, **named)
            os.kill(os.getpid(), signal.SIGINT)
            return result
        os.kill(os.getpid(), signal.SIGINT)
        return real(*arguments, **named)

    return pressed


def load_codes(book: Path) -> int:
    return cli.main(["load-codes", str(book), str(book.with_name("cpt.csv")), "--yes"])


@pytest.mark.parametrize(("module", "name"), [(run, "_apply"), (on_book, "_save")])
def test_once_the_writing_began_all_is_written_and_told(
    book: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
) -> None:
    old, handler = book.read_bytes(), signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(module, name, interrupted(getattr(module, name), at_end=True))

    assert load_codes(book) == 0
    told = capsys.readouterr()
    assert "cpt" in told.out
    assert "comes too late" in told.err
    assert book.read_bytes() != old
    assert (book.parent / "xlbilling-codes" / "cpt.codes").is_file()
    assert signal.getsignal(signal.SIGINT) is handler


def test_before_the_writing_it_stops_and_leaves_all_as_it_was(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = book.read_bytes()
    check = interrupted(run.code_sets, at_end=False)
    monkeypatch.setattr(run, "code_sets", check)

    assert load_codes(book) == 2
    assert "stopped; nothing was written" in capsys.readouterr().err
    assert book.read_bytes() == old
    assert sorted(path.name for path in book.parent.iterdir()) == ["cpt.csv", "office.xlsx"]
