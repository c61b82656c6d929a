"""Where claim edits are registered: each with a fixed id, a reason, a mend and tested examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.model.findings import SEVERITY_WORDS, Severity

Check = Callable[[Lines], Iterator[Failing]]

_ID: Final = re.compile(r"CV-\d{3}")


@dataclass(frozen=True)
class Edit:
    """One rule that checks claim lines before they are sent.

    Attributes:
        id: frozen for ever, such as ``CV-059``; never renumbered, never used again.
        severity: ``E`` blocks, ``W`` warns, ``I`` informs.
        title: what must hold, in one sentence.
        basis: the rule's source; "common practice" where no text was read.
        fix: how to mend it.
        answer: the 277CA status (category>code) with which a clearinghouse rejects it, "" where
            no source gives one.
        examples: what passes and what is stopped.
        check: finds the failing rows.
    """

    id: str
    severity: Severity
    title: str
    basis: str
    fix: str
    examples: Examples
    check: Check
    answer: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the edit as the catalogue shows it, with the tables and code sets it needs."""
        return {
            "id": self.id,
            "severity": SEVERITY_WORDS[self.severity],
            "title": self.title,
            "basis": self.basis,
            "fix": self.fix,
            "status_code": self.answer,
            "good": self.examples.good_rows(),
            "bad": self.examples.bad_rows(),
            "with": self.examples.office_rows(),
            "codes": {name: [*rows] for name, rows in self.examples.codes.items()},
        }


class Registry:
    """The edits by id; refuses what is malformed, used twice, unexplained or without examples."""

    def __init__(self) -> None:
        self._edits: dict[str, Edit] = {}

    def edit(  # noqa: PLR0913 - the parts that every edit names, each by keyword
        self,
        edit_id: str,
        *,
        severity: Severity,
        basis: str,
        fix: str,
        examples: Examples,
        answer: str = "",
    ) -> Callable[[Check], Check]:
        """Return a decorator that registers a check; its docstring's first line is the title.

        Raises:
            AssertionError: the id is malformed or in use, a text is missing, or an example is.
        """
        assert _ID.fullmatch(edit_id), f"{edit_id} is no edit id such as CV-059"
        assert edit_id not in self._edits, f"{edit_id} is in use; ids are never used again"
        assert severity in SEVERITY_WORDS, f"{edit_id}: {severity} is no severity"
        assert basis.strip(), f"{edit_id} has no basis"
        assert fix.strip(), f"{edit_id} does not say how to mend it"
        assert examples.good_rows(), f"{edit_id} has no good example"
        assert examples.bad_rows(), f"{edit_id} has no bad example"
        assert examples.bad != examples.good, f"{edit_id} has one example for good and bad"

        def register(check: Check) -> Check:
            title = (check.__doc__ or "").strip().partition("\n")[0].strip()
            assert title, f"{edit_id} has no docstring, so it has no title"
            self._edits[edit_id] = Edit(
                edit_id, severity, title, basis, fix, examples, check, answer
            )
            return check

        return register

    @property
    def edits(self) -> Mapping[str, Edit]:
        """The edits registered, in the order of their ids."""
        return dict(sorted(self._edits.items()))


REGISTRY: Final = Registry()
edit: Final = REGISTRY.edit
"""``@edit("CV-059", severity=ERROR, basis=…, fix=…, examples=…)`` registers a check."""
