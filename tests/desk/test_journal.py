"""Whatever was installed, changed by hand or broken off: undone, the files are as they were."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.desks import tree
from xlbilling.desk import marks
from xlbilling.desk.desk import Platform
from xlbilling.desk.journal import Journal

NAMES = ("a/xlbilling.xlam", "a/b/xlbilling.conf", "script")
contents = st.binary(max_size=3)
files = st.dictionaries(st.sampled_from(NAMES), contents)


def write(folder: Path, named: dict[str, bytes]) -> None:
    for name, content in named.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@given(
    files,
    st.lists(st.tuples(st.booleans(), st.sampled_from(NAMES), contents), max_size=8),
)
def test_undone_it_is_as_before_whatever_happened(
    before: dict[str, bytes], acts: list[tuple[bool, str, bytes]]
) -> None:
    """Acts are ours, or those of somebody who changes a file that we put in place."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        home.mkdir()
        write(home, before)
        was = tree(home)
        ours: set[str] = set()
        typed: list[bytes] = []
        for is_ours, file, content in acts:
            if is_ours:
                ours |= {file} if Journal.of(home / "root").put(home / file, content) else set()
            elif file in ours:
                write(home, {file: content})
                typed.append(content)

        journal = Journal.of(home / "root")
        journal.undo()
        journal.forget()

        assert {n: d for n, d in tree(home).items() if n != "root"} == was


@pytest.mark.parametrize("moment", range(1, 8))
def test_broken_off_at_any_write_it_can_be_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    write(tmp_path, {"a/xlbilling.xlam": b"old"})
    was = tree(tmp_path)
    real, count = Path.replace, 0

    def stopping(path: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == moment:
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "replace", stopping)
    with pytest.raises(KeyboardInterrupt):
        _put_twice(tmp_path)
    monkeypatch.undo()

    journal = Journal.of(tmp_path / "root")
    journal.undo()
    journal.forget()

    assert {n: d for n, d in tree(tmp_path).items() if n != "root"} == was


def _put_twice(home: Path) -> None:
    for number, name in enumerate((*NAMES, *NAMES)):
        Journal.of(home / "root").put(home / name, f"new {number}".encode())


@pytest.mark.skipif(sys.platform != "darwin", reason="only macOS has the attribute")
def test_macos_own_mark_is_seen_and_taken_off(tmp_path: Path) -> None:
    import subprocess

    path = tmp_path / "xlbilling.xlam"
    path.write_bytes(b"")
    assert not marks.is_marked(path, Platform.MACOS)
    words = ["xattr", "-w", "com.apple.quarantine", "0083;0;Safari;", str(path)]
    subprocess.run(words, check=True)

    assert marks.is_marked(path, Platform.MACOS)
    assert marks.unmark(path, Platform.MACOS)
    assert not marks.is_marked(path, Platform.MACOS)
