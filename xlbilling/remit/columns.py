"""Which column of a payer's sheet is what: header row, proposal from the headers, saved map.

A column feeds one field only, and a field is fed by one column, save those that repeat. What is
not sure is said in ``doubts``: the office then confirms the map before such a file is imported.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import Final

from xlbilling.model.cells import CellError, CellValue
from xlbilling.model.errors import InputFileError
from xlbilling.remit.above_header import said_above
from xlbilling.remit.cells import looks_like_money, money_of, words_of
from xlbilling.remit.headers import (
    REPEATED,
    Match,
    Strength,
    is_ambiguous,
    match_of,
    plain,
)
from xlbilling.x12.numbers import NotANumberError

Rows = Sequence[Sequence[CellValue]]

_HEADER_ROWS: Final = 30
_COLUMNS_MIN: Final = 3
_ROWS_LOOKED_AT: Final = 500
_NAMES_OF_CLAIM: Final = ("claim_id", "payer_claim_no", "member_id")
MUST_SAY: Final[Mapping[str, tuple[str, ...]]] = {
    "no column is known to say what was paid": ("paid",),
    "no column is known to name the claim": _NAMES_OF_CLAIM,
}
"""What even a confirmed map must have, and the fields that say it."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    **MUST_SAY,
    "no column is known to say what was charged": ("billed",),
    "no column is known to hold the check or EFT number": ("payment_ref",),
}
"""What a map must have to be used before a person confirmed it."""
GROUPS: Final = frozenset({"co", "pr", "oa", "pi", "cr"})
_CHECK_OR_CLAIM: Final = "payment amount"
_MONEY_WORDS: Final = frozenset({
    "amount", "paid", "payment", "charge", "billed", "balance", "adjustment", "interest",
    "penalty", "fee", "withhold", "total", "net", "due", "owed", "refund", "recoupment",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each field stands in the sheet.

    Attributes:
        header_row: index of the header row, from 0.
        labels: each column's header, made single where it repeats; "" for a blank one.
        fields: the field that each column feeds, "" for none.
        places: field name to column indexes, from 0; only repeated fields have several.
        headers: field name to the label of its first column.
        above: what the words above the header say of the check, by field.
        numbered: adjustment number to the columns of its ``group``, ``code`` and ``amount``.
        coded: group and reason to the column that holds its amounts.
        unused: labels of columns that feed nothing and hold no amounts.
        unused_money: labels of columns that feed nothing, though they hold amounts.
        doubts: what of it is not sure; empty when all is.
        lacks: what no column is known to say, though an import needs it.
        is_saved: whether a person confirmed it.
    """

    header_row: int
    labels: tuple[str, ...]
    fields: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    headers: Mapping[str, str]
    above: Mapping[str, CellValue] = field(default_factory=dict)
    numbered: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    coded: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    unused_money: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    is_saved: bool = False

    def place(self, name: str) -> int | None:
        """Return the column of a field, None when the sheet has none."""
        there = self.places.get(name)
        return there[0] if there else None

    def has(self, name: str) -> bool:
        """Tell whether a column or the words above the header say it."""
        return name in self.places or name in self.above

    @property
    def layout(self) -> str:
        """The layout's id: the same headers in any order and spelling have the same."""
        return layout_of(self.labels)


def layout_of(labels: Sequence[str]) -> str:
    """Return the id of a layout, made of its headers as they are compared."""
    names = sorted(plain(label) for label in labels if label)
    return "L" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:12].upper()


def _score(row: Sequence[CellValue]) -> int:
    return len(_fields(row))


def _fields(row: Sequence[CellValue]) -> set[str]:
    matches = (match_of(words_of(cell)) for cell in row if isinstance(cell, str))
    return {one.field for one in matches if one and one.strength is not Strength.WORD}


def with_one_header(rows: Rows) -> Rows:
    """Return a sheet whose header stands in two rows with both in the second, the first blank.

    Two rows of texts are a header where together they name more fields than any row by itself.
    """
    first = rows[:_HEADER_ROWS]
    best, found = max(map(_score, first), default=0), None
    for place, (upper, lower) in enumerate(pairwise(first)):
        if not (_is_words(upper) and _is_words(lower)):
            continue
        both = [
            " ".join(words_of(cell) for cell in cells if words_of(cell))
            for cells in zip_longest(upper, lower)
        ]
        if _score(both) > max(best, _COLUMNS_MIN - 1):
            best, found = _score(both), (place, both)
    if found is None:
        return rows
    place, both = found
    return [*rows[:place], [], both, *rows[place + 2 :]]


def _is_words(row: Sequence[CellValue]) -> bool:
    filled = [cell for cell in row if words_of(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and not words_of(cell).isdecimal() and not looks_like_money(cell)
        for cell in filled
    )


def header_row_of(rows: Rows, layouts: Collection[str] = ()) -> int | None:
    """Return the index of the header row among the first rows, None when none looks like one.

    A row of a layout that is saved counts; else the one with the most known headers: it needs
    three, one of them about money. Where no row has so many, a row of texts with one known header
    that stands over amounts counts as well, so that its map can be proposed.
    """
    best, best_score = None, _COLUMNS_MIN - 1
    for place, row in enumerate(rows[:_HEADER_ROWS]):
        if layouts and layout_of(_labels(row)) in layouts:
            return place
        score = _score(row)
        if score > best_score and not _fields(row).isdisjoint({"paid", "billed", "payment_total"}):
            best, best_score = place, score
    if best is not None:
        return best
    return next((n for n, row in enumerate(rows[:_HEADER_ROWS]) if _may_head(rows, n, row)), None)


def _may_head(rows: Rows, place: int, row: Sequence[CellValue]) -> bool:
    filled = [column for column, cell in enumerate(row) if words_of(cell)]
    texts = [column for column in filled if isinstance(row[column], str)]
    below = next((one for one in rows[place + 1 :] if any(map(words_of, one))), ())
    return (
        len(filled) == len(texts) >= _COLUMNS_MIN
        and not any(looks_like_money(row[column]) for column in texts)
        and _score(row) > 0
        and len([one for one in below if words_of(one)]) >= _COLUMNS_MIN
        and any(looks_like_money(one) for one in below)
    )


def _labels(row: Sequence[CellValue]) -> tuple[str, ...]:
    """Return the headers, the second of a name marked ``(2)``."""
    seen: Counter[str] = Counter()
    labels = []
    for cell in row:
        text = "" if isinstance(cell, CellError) else words_of(cell)
        seen[plain(text)] += 1
        nth = seen[plain(text)]
        labels.append(f"{text} ({nth})" if text and nth > 1 else text)
    return tuple(labels)


def proposed(rows: Rows, source: str, header_row: int | None = None) -> ColumnMap:
    """Return where each field stands, told by the headers and the cells below them.

    Args:
        rows: the sheet.
        source: the file's name as messages show it.
        header_row: index of the header row where it is known.

    Raises:
        InputFileError: no row looks like a header.
    """
    header_row = header_row_of(rows) if header_row is None else header_row
    if header_row is None:
        raise refusal(source, "no row looks like a header of a remittance sheet")
    row = rows[header_row]
    body = rows[header_row + 1 : header_row + 1 + _ROWS_LOOKED_AT]
    matches = [match_of(words_of(cell)) if isinstance(cell, str) else None for cell in row]
    choice = _Choice(_labels(row), matches, body)
    choice.make()
    above = said_above(rows[:header_row])
    made = _map(header_row, choice.labels, choice.fields, body, above)
    told = {choice.labels[other] for _, _, other in choice.doubles}
    return replace(
        made,
        unused=tuple(one for one in made.unused if one not in told),
        unused_money=tuple(one for one in made.unused_money if one not in told),
        doubts=tuple(choice.doubts()),
        lacks=tuple(_lacking(choice.fields, above)),
    )


def saved(rows: Rows, header_row: int, fields_by_label: Mapping[str, str]) -> ColumnMap:
    """Return where each field stands as the office's own map says; the synonyms do not count.

    Args:
        rows: the sheet.
        header_row: index of its header row.
        fields_by_label: field by column label as compared, "" for a column that is not used.
    """
    labels = _labels(rows[header_row])
    fields = [fields_by_label.get(plain(label), "") if label else "" for label in labels]
    body = rows[header_row + 1 : header_row + 1 + _ROWS_LOOKED_AT]
    above = said_above(rows[:header_row])
    unknown = [label for label in labels if label and plain(label) not in fields_by_label]
    doubts = [f"column {label!r} has no row on the map" for label in unknown]
    for name, count in Counter(one for one in fields if one and one not in REPEATED).items():
        if count > 1:
            both = " and ".join(repr(labels[n]) for n, one in enumerate(fields) if one == name)
            doubts.append(f"{both} both feed {name}")
    made = _map(header_row, labels, fields, body, above)
    return replace(made, unused=(), unused_money=(), doubts=tuple(doubts), is_saved=True)


def refusal(source: str, why: str) -> InputFileError:
    """Return the error of a sheet that cannot be read as a remittance."""
    fix = "import the payer's 835 instead, or complete the layout on the Column Maps sheet"
    return InputFileError(f"{source}: {why}", id="SHEET-COLUMNS", fix=fix)


def demand_claim_and_paid(placed: ColumnMap, source: str) -> None:
    """Refuse a map without which no amount and no claim is known.

    Raises:
        InputFileError: no paid column, or nothing names the claim.
    """
    if "paid" not in placed.places:
        raise refusal(source, "no column says what was paid")
    if not set(_NAMES_OF_CLAIM) & set(placed.places):
        raise refusal(source, "no column names the claim or the member")


def _lacking(fields: Sequence[str], above: Mapping[str, CellValue]) -> Iterator[str]:
    there = {*fields, *above}
    yield from (words for words, names in NEEDED.items() if there.isdisjoint(names))


class _Choice:
    """The fields of the columns while they are chosen."""

    def __init__(
        self, labels: tuple[str, ...], matches: Sequence[Match | None], body: Rows
    ) -> None:
        self.labels = labels
        self.body = body
        self.matches = matches
        self.fields = [""] * len(labels)
        self.doubles: list[tuple[str, int, int]] = []

    def make(self) -> None:
        """Give each field to its clearest column; what yields may feed another field."""
        wanted: dict[str, list[int]] = {}
        for column, match in enumerate(self.matches):
            if match:
                wanted.setdefault(match.field, []).append(column)
        yielding: list[int] = []
        for name, columns in wanted.items():
            yielding += self._give(name, columns)
        for column in yielding:
            match = self.matches[column]
            assert match is not None
            if match.otherwise and match.otherwise not in self.fields:
                self.fields[column] = match.otherwise
        self._check_or_claim()
        self._number_repeated()

    def _number_repeated(self) -> None:
        """Number the adjustments where group, reason and amount stand in several columns each."""
        every = {
            name: [n for n, match in enumerate(self.matches) if match and match.field == name]
            for name in ("adj_group", "adj_codes", "adjustment")
        }
        codes, amounts, groups = every["adj_codes"], every["adjustment"], every["adj_group"]
        if len(codes) <= 1 or len(amounts) != len(codes) or len(groups) not in {0, len(codes)}:
            return
        for part, columns in (("code", codes), ("amount", amounts), ("group", groups)):
            for number, column in enumerate(columns, start=1):
                self.fields[column] = f"adj_{number}_{part}"
        self.doubles = [one for one in self.doubles if one[0] not in every]

    def _give(self, name: str, columns: list[int]) -> list[int]:
        """Give a field to its column, and return those that yield to it."""
        if name in REPEATED:
            for column in columns:
                self.fields[column] = name
            return []
        best = max(self._strength(column) for column in columns)
        clear = [column for column in columns if self._strength(column) == best]
        self.fields[clear[0]] = name
        self.doubles += [
            (name, clear[0], other) for other in clear[1:] if not self._is_same(clear[0], other)
        ]
        return [column for column in columns if column not in clear]

    def _strength(self, column: int) -> int:
        match = self.matches[column]
        return match.strength if match else 0

    def _is_same(self, column: int, other: int) -> bool:
        """Tell whether two columns say the same in every row, or the other says nothing."""
        pairs = [(_cell(row, column), _cell(row, other)) for row in self.body]
        return all(two in {"", one} for one, two in pairs)

    def _check_or_claim(self) -> None:
        """Take ``payment amount`` as the check's where another paid column adds up to it."""
        if "payment_total" in self.fields:
            return
        for double in self.doubles:
            name, *pair = double
            labels = [plain(self.labels[column]) for column in pair]
            if name != "paid" or labels.count(_CHECK_OR_CLAIM) != 1:
                continue
            total = pair[labels.index(_CHECK_OR_CLAIM)]
            paid = next(column for column in pair if column != total)
            if self._adds_up(total, paid):
                self.fields[total], self.fields[paid] = "payment_total", "paid"
                self.doubles.remove(double)
                return

    def _adds_up(self, total: int, paid: int) -> bool:
        """Tell whether one amount, the same in all rows of a check, is what its rows sum to."""
        reference = self.fields.index("payment_ref") if "payment_ref" in self.fields else None
        sums: dict[str, list[int]] = {}
        stated: dict[str, set[int]] = {}
        try:
            for row in self.body:
                check = _cell(row, reference) if reference is not None else ""
                if not _cell(row, total) or (reference is not None and not check):
                    continue  # a totals row
                sums.setdefault(check, []).append(money_of(_value(row, paid)) or 0)
                stated.setdefault(check, set()).add(money_of(_value(row, total)) or 0)
        except NotANumberError:
            return False
        is_shared = any(len(cents) > 1 for cents in sums.values())
        return is_shared and all(stated[check] == {sum(sums[check])} for check in sums)

    def doubts(self) -> Iterator[str]:
        """Give what a person must look at."""
        for name, column, other in self.doubles:
            yield f"{self.labels[column]!r} and {self.labels[other]!r} both look like {name}"
        for column, match in enumerate(self.matches):
            if match and self.fields[column] == match.field:
                label = self.labels[column]
                if is_ambiguous(label, match) and self._holds_money(column):
                    yield f"the amount column {label!r} may be {match.field} or another amount"
        yield from self._repeated_payment()

    def _repeated_payment(self) -> Iterator[str]:
        column = self.fields.index("paid") if "paid" in self.fields else None
        if column is None or plain(self.labels[column]) != _CHECK_OR_CLAIM:
            return
        said = [text for row in self.body if (text := _cell(row, column))]
        if len(said) > 1 and len(set(said)) == 1:
            yield f"{self.labels[column]!r} is the same in every row: the check's or each claim's?"

    def _holds_money(self, column: int) -> bool:
        return any(_cell(row, column) for row in self.body)


def _value(row: Sequence[CellValue], column: int) -> CellValue:
    return row[column] if column < len(row) else ""


def _cell(row: Sequence[CellValue], column: int) -> str:
    return words_of(row[column]) if column < len(row) else ""


def _map(
    header_row: int,
    labels: tuple[str, ...],
    fields: Sequence[str],
    body: Rows,
    above: Mapping[str, CellValue],
) -> ColumnMap:
    places: dict[str, tuple[int, ...]] = {}
    numbered: dict[str, dict[str, int]] = {}
    coded: dict[tuple[str, str], int] = {}
    for column, name in enumerate(fields):
        parts = name.split("_")
        if len(parts) == 3 and parts[0] == "adj" and parts[1].isdecimal():
            numbered.setdefault(parts[1], {})[parts[2]] = column
        elif len(parts) == 2 and parts[0] in GROUPS and parts[1][-1:].isdecimal():
            coded[parts[0].upper(), parts[1].upper()] = column
        elif name:
            places[name] = (*places.get(name, ()), column)
    free = [column for column, name in enumerate(fields) if not name and labels[column]]
    money = [column for column in free if _has_money(labels[column], body, column)]
    return ColumnMap(
        header_row=header_row,
        labels=labels,
        fields=tuple(fields),
        places=places,
        headers={name: labels[columns[0]] for name, columns in places.items()},
        above={name: cell for name, cell in above.items() if name not in places},
        numbered=numbered,
        coded=coded,
        unused=tuple(labels[column] for column in free if column not in money),
        unused_money=tuple(labels[column] for column in money),
    )


def _has_money(label: str, body: Rows, column: int) -> bool:
    """Tell whether a column holds amounts other than zero, by its cells or by its header."""
    is_amount = not _MONEY_WORDS.isdisjoint(plain(label).split())
    cells = [row[column] for row in body if column < len(row)]
    return any(looks_like_money(cell, is_amount=is_amount) for cell in cells)
