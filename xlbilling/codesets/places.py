"""Place of service codes of CMS as the program ships them (data/pos.csv, from CMS' public list)."""

from __future__ import annotations

import csv
import io
from typing import Final

import numpy as np

from xlbilling.model.codes import PLACES, About, CodeList, code_list

VERSION: Final = "2024-08"
"""The last change of the list: code 66."""


def read(content: bytes) -> CodeList:
    """Return the places; ``title`` says in a few words what each is."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    return code_list(
        About(PLACES, VERSION, "CMS place of service codes, shipped"),
        [row["code"] for row in rows],
        [row["from"] for row in rows],
        [row["to"] for row in rows],
        {"title": np.array([row["title"] for row in rows], dtype=object)},
    )
