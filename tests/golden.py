"""Golden files: text that was looked at once and must not change unseen."""

import difflib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Golden:
    """The golden files of one test module, in a folder `golden` beside it.

    Attributes:
        folder: where they lie.
        update: write what the test got instead of comparing.
    """

    folder: Path
    update: bool

    def check(self, name: str, got: str) -> None:
        """Compare a text with the golden file of that name.

        Replace what changes from run to run (times, folders) before calling.
        """
        path = self.folder / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(got, encoding="utf-8", newline="\n")
            return
        want = path.read_text("utf-8") if path.is_file() else ""
        if got == want:
            return
        lines = difflib.unified_diff(
            want.splitlines(), got.splitlines(), f"{name} (golden)", f"{name} (now)", lineterm=""
        )
        mend = "if it should be so, run this test with --update-golden and read the diff"
        message = "\n".join([*lines, mend])
        raise AssertionError(message)
