"""The command line as a person meets it: words in, exit code and both outputs back."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlbilling import cli


@dataclass(frozen=True)
class Answer:
    """What a command gave back: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout; fails where there is anything else."""
        (line,) = self.out.splitlines()
        return json.loads(line)


def run(*words: str | Path) -> Answer:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main([str(word) for word in words])
    return Answer(code, out.getvalue(), err.getvalue())


def done(*words: str | Path) -> Any:
    """Run a command with --json that must not fail, and return its object."""
    answer = run(*words, "--json")
    assert answer.code in {0, 1}, answer.out
    return answer.json
