"""What pyx12 says of a claim file, whatever its envelope looks like: its guides judge the content."""

from __future__ import annotations

import io
import logging
from functools import cache
from typing import Any

import pytest
import pyx12.map_if
import pyx12.params
import pyx12.x12n_document

from xlbilling.x12.segments import blocks, interchanges, text_of

_ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *{day}*1200*{repeat}"
    "*{version}*{control:>9}*0*P*{component}"
)
_GUIDES = {
    "005010X222A2": "005010X222A1",
    "005010X222": "005010X222A1",
    "004010X098": "004010X098A1",
}
"""Guides that pyx12 has no map of, by the nearest one that it has."""


_read_guide: Any = pyx12.map_if.load_map_file


@cache
def _guide(name: str) -> Any:
    """Return pyx12's map of a guide, read once: it does so for each file, and changes no map."""
    return _read_guide(name, pyx12.params.params())


def verdict(data: bytes, component: str | None = None) -> str:
    """Return pyx12's first complaint about a file, "" where it accepts it."""
    complaints: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complaints.append(record.getMessage())

    log = logging.getLogger("pyx12")
    listener = Listener(logging.ERROR)
    log.addHandler(listener)
    before, log.propagate = log.propagate, False
    source = io.StringIO(_enveloped(text_of(data), component))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pyx12.map_if, "load_map_file", lambda name, *_: _guide(name))
            accepted = pyx12.x12n_document.x12n_document(
                pyx12.params.params(), source, None, None, None
            )
    except IndexError:  # pyx12 fails on a composite with more parts than its map has
        accepted = False
    finally:
        log.removeHandler(listener)
        log.propagate = before
    return "" if accepted else complaints[0]


def _enveloped(text: str, component: str | None) -> str:
    """Return the same transactions with an ISA as pyx12 wants it, and guides that it knows."""
    lines = []
    for interchange in interchanges(text, "file"):
        marks = interchange.delimiters
        texts = [one.strip() for block in blocks(text, interchange) for one in block]
        segments = [one.split(marks.element) for one in texts]
        guide = next((one[8] for one in segments if one[0] == "GS"), "")
        for one in segments:
            if one[0] in {"GS", "ST", "REF"}:
                one[1:] = [_GUIDES.get(element, element) for element in one[1:]]
            lines.append("*".join(one))
        is_new = guide.startswith("005")
        lines[lines.index("*".join(segments[0]))] = _ISA.format(
            day=segments[0][9],
            repeat="^" if is_new else "U",
            version="00501" if is_new else "00401",
            control=segments[0][13],
            component=component or marks.component,
        )
    return "".join(f"{line}~\n" for line in lines)
