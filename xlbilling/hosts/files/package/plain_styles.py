"""A styles part that says of each format only how it shows numbers, for a reader of values."""

from __future__ import annotations

from typing import Final

from xlbilling.hosts.files.package.markup import MAIN, Element, attribute_escape, main
from xlbilling.hosts.files.package.styles import Styles

_FIRST_OWN: Final = 164
_FORMATS: Final = f"{main('numFmts')}/{main('numFmt')}"
_XFS: Final = f"{main('cellXfs')}/{main('xf')}"


def plain_styles(root: Element | None) -> bytes:
    """Return the part.

    What tells a date from a number is all that a reader of values needs; of the rest anything
    unusual made wolfxl 2.0.21 pass over the whole part without a word, and every date was a number.

    Args:
        root: the book's own styles; None when it has none.
    """
    if root is None:
        return Styles.EMPTY
    codes: dict[str, str] = {}
    for one in root.iterfind(_FORMATS):
        codes.setdefault(one.get("numFmtId", ""), one.get("formatCode", "General"))
    numbers = {own: _FIRST_OWN + at for at, own in enumerate(codes)}
    formats = "".join(
        f'<numFmt numFmtId="{numbers[own]}" formatCode="{attribute_escape(code)}"/>'
        for own, code in codes.items()
    )
    xfs = [_number(one.get("numFmtId", "0"), numbers) for one in root.iterfind(_XFS)] or [0]
    shown = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for number in xfs
    )
    xml = Styles.EMPTY.decode()
    before, _, rest = xml.partition("<fonts")
    head, _, tail = rest.partition("<cellXfs")
    after = tail.partition("</cellXfs>")[2]
    if formats:
        before += f'<numFmts count="{len(codes)}">{formats}</numFmts>'
    made = f'{before}<fonts{head}<cellXfs count="{len(xfs)}">{shown}</cellXfs>{after}'
    assert f' xmlns="{MAIN}"' in made, "it is a styles part"
    return made.encode()


def _number(own: str, numbers: dict[str, int]) -> int:
    if own in numbers:
        return numbers[own]
    return int(own) if own.isdecimal() and int(own) < _FIRST_OWN else 0
