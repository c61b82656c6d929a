"""Golden files: written when asked, compared else, never changed by a comparison."""

from pathlib import Path

import pytest

from tests.golden import Golden


def test_a_golden_file_is_written_once_and_then_compared(tmp_path: Path) -> None:
    Golden(tmp_path / "golden", update=True).check("aging.txt", "0-30  120.00\n")
    compare = Golden(tmp_path / "golden", update=False)

    compare.check("aging.txt", "0-30  120.00\n")
    with pytest.raises(AssertionError, match=r"(?s)-0-30  120.00.*\+0-30  100.00.*--update-golden"):
        compare.check("aging.txt", "0-30  100.00\n")
    with pytest.raises(AssertionError, match="--update-golden"):
        compare.check("missing.txt", "text\n")
    assert [p.name for p in (tmp_path / "golden").iterdir()] == ["aging.txt"]
    assert (tmp_path / "golden" / "aging.txt").read_text("utf-8") == "0-30  120.00\n"
