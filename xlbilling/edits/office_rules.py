"""The office's own claim edits: rows of the Office Rules sheet, each checked when it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

import pandas as pd
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    ValidationError,
    ValidationInfo,
)
from pydantic import Field as FromRow
from pydantic_core import PydanticCustomError

from xlbilling.edits import ranges
from xlbilling.edits.lines import one_of
from xlbilling.edits.rule_fields import Field, Fields
from xlbilling.edits.rule_values import ColumnTest, Operator, column_test
from xlbilling.model.findings import ERROR, SEVERITY_WORDS, WARNING, Severity
from xlbilling.model.tables import TableData

PREFIX: Final = "OR-"
"""Before a rule's own id, so that no office's rule is ever taken for one of the program's."""

_ID: Final = re.compile(r"[A-Z0-9][A-Z0-9 ._/-]{0,19}")
_OURS: Final = ("CV-", "CV ")

CodeTest = Callable[[str], bool]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, which then is no rule.

    Attributes:
        kind: the end of the finding's id, such as ``FIELD``.
        column: the code name of the cell's column.
        words: what is, and what was expected.
        row: the sheet row.
        rule: the rule's id as typed, "" for none.
    """

    kind: str
    column: str
    words: str
    row: int
    rule: str


@dataclass(frozen=True)
class Known:
    """What a row is held against.

    Attributes:
        fields: the fields that a rule may name.
        payers: the ids of the Payers sheet.
    """

    fields: Fields
    payers: Collection[str]


def _wrong(kind: str, words: str) -> PydanticCustomError:
    return PydanticCustomError(kind, "{words}", {"words": words})


def _known(info: ValidationInfo) -> Known:
    assert isinstance(info.context, Known), "a row is read with what it is held against"
    return info.context


def _rule_id(text: str) -> str:
    name = text.upper()
    if not _ID.fullmatch(name):
        is_what = "is no id" if text else "has no id"
        expected = "expected up to 20 letters and digits such as AT-98941"
        raise _wrong("ID", f"Rule {is_what}; {expected}")
    if name.startswith(_OURS):
        raise _wrong("ID", "Rule looks like an edit of the program; expected another beginning")
    return name


def _field(text: str, info: ValidationInfo) -> Field:
    fields = _known(info).fields
    found = fields.named(text)
    if found is None:
        near = fields.nearest(text)
        hint = f"; is '{near}' meant?" if near else ""
        raise _wrong("FIELD", f"'{text[:30]}' is no field{hint}; expected a header of Claims, or "
                     "one such as Patients.Sex")  # fmt: skip
    return found


def _operator(text: str) -> Operator:
    try:
        return Operator(" ".join(text.upper().split()))
    except ValueError:
        every = ", ".join(Operator)
        raise _wrong("OPERATOR", f"'{text[:20]}' is no operator; expected {every}") from None


def _test(text: str, info: ValidationInfo) -> ColumnTest | None:
    field, operator = info.data.get("field"), info.data.get("operator")
    if field is None or operator is None:
        return None  # what is wrong before it is told already
    try:
        return column_test(field, operator, text)
    except ValueError as why:
        raise _wrong("VALUE", f"Value {why}") from None


def _payer(text: str, info: ValidationInfo) -> str:
    if text and text not in _known(info).payers:
        raise _wrong("PAYER", "no payer of the Payers sheet; expected one, or a blank for all")
    return text


def _codes(text: str, info: ValidationInfo) -> CodeTest | None:
    first = info.data.get("code_from", "")
    if not first:
        if text:
            raise _wrong("CODES", "Code To stands without Code From")
        return None
    if not text:
        return one_of({first.upper()})
    try:
        return ranges.between(first, text)
    except ValueError:
        words = f"'{first[:10]}' to '{text[:10]}' is no range: its ends differ in shape or order"
        raise _wrong("CODES", words) from None


def _severity(text: str) -> Severity:
    if text and text.upper() not in SEVERITY_WORDS:
        raise _wrong("SEVERITY", "no such severity; expected E, W or I, or a blank for W")
    return text.upper() or WARNING  # type: ignore[return-value]  # one of the three


def _last_day(day: date | None, info: ValidationInfo) -> date | None:
    first = info.data.get("first_day")
    if day and first and day < first:
        raise _wrong("DATES", f"To {day} is before From {first}")
    return day


class OfficeRule(BaseModel):
    """One row of the sheet: what it says is wrong, for whom and when.

    Attributes:
        row: the sheet row.
        rule: its id in capitals; its findings carry ``OR-`` before it.
        field: what it looks at.
        operator: how it compares.
        test: tells where a column has what the operator asks, or for a negation its opposite.
        payer_id: the payer it speaks for, "" for all claims.
        code_from: the first procedure code of its range, "" for every code.
        codes: tells which procedure codes it speaks for; None for all.
        severity: how grave its findings are.
        first_day: of service, None for from ever.
        last_day: of service, None for for ever.
        message: the manager's own words.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    row: int
    rule: Annotated[str, BeforeValidator(_rule_id)]
    field: Annotated[Field, PlainValidator(_field)]
    operator: Annotated[Operator, PlainValidator(_operator)]
    test: Annotated[ColumnTest, PlainValidator(_test), FromRow(alias="value")]
    value: Annotated[str, FromRow(alias="shown")]
    payer_id: Annotated[str, BeforeValidator(_payer)]
    code_from: str
    codes: Annotated[CodeTest | None, PlainValidator(_codes), FromRow(alias="code_to")]
    severity: Annotated[Severity, PlainValidator(_severity)]
    first_day: Annotated[date | None, FromRow(alias="from")]
    last_day: Annotated[date | None, BeforeValidator(_last_day), FromRow(alias="to")]
    message: str

    @property
    def edit_id(self) -> str:
        """The id of its findings, which Payer Rules names too."""
        return f"{PREFIX}{self.rule}"

    @property
    def condition(self) -> str:
        """What it says is wrong, in the sheet's own words: ``Charge ABOVE 500``."""
        return f"{self.field.label} {self.operator} {self.value}".rstrip()


@dataclass(frozen=True)
class OfficeRules:
    """The rows that are rules, and what is wrong with the others.

    Attributes:
        rules: in the sheet's order.
        faults: one for each cell that is wrong.
    """

    rules: Sequence[OfficeRule] = ()
    faults: Sequence[Fault] = ()


def read(table: TableData, known: Known) -> OfficeRules:
    """Return the sheet's rules; a row with anything wrong is none, and each fault is told."""
    refused = {finding.where for finding in table.findings if finding.severity == ERROR}
    rules: dict[str, OfficeRule] = {}
    faults: list[Fault] = []
    for row in _rows(table.frame):
        told = list(_refused(table, row, refused)) or list(_taken(row, known, rules))
        faults += told
    return OfficeRules(tuple(rules.values()), tuple(faults))


_NAMES: Final = (
    "rule", "field", "operator", "value", "payer_id", "code_from", "code_to", "severity", "from",
    "to", "message",
)  # fmt: skip
_DATES: Final = ("from", "to")


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows that hold anything, dates as days and all else as text."""
    for values in frame.reindex(columns=list(_NAMES)).itertuples(name=None):
        row = dict(zip(_NAMES, map(_plain, values[1:]), strict=True))
        if any(row.values()):
            texts = {name: row[name] or "" for name in _NAMES if name not in _DATES}
            yield {**row, **texts, "shown": texts["value"], "row": int(values[0])}


def _plain(value: Any) -> Any:
    """Return a cell as Python has it: a day, a text without blanks around it, None for a blank."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else str(value).strip()


def _refused(table: TableData, row: dict[str, Any], refused: Collection[str]) -> Iterator[Fault]:
    """Yield the cells that the gates refused: what stands there is not known."""
    for name in _NAMES:
        if table.where(name, row["row"]) in refused:
            words = "is no date" if name in _DATES else "is an error"
            kind = "DATES" if name in _DATES else "CELL"
            yield Fault(kind, name, f"{name.capitalize()} {words}", row["row"], row["rule"])


def _taken(row: dict[str, Any], known: Known, rules: dict[str, OfficeRule]) -> Iterator[Fault]:
    """Add a row's rule to those before it, or yield what is wrong with the row."""
    try:
        rule = OfficeRule.model_validate(row, context=known)
    except ValidationError as why:
        for one in why.errors(include_url=False, include_input=False):
            yield Fault(one["type"], str(one["loc"][0]), one["msg"], row["row"], row["rule"])
        return
    if rule.rule in rules:
        words = f"row {rules[rule.rule].row} has this id already; expected one of its own"
        yield Fault("TWICE", "rule", words, row["row"], row["rule"])
        return
    rules[rule.rule] = rule
