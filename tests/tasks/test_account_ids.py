"""Whose bill a row is on: the same for rows of pandas as for an aging on any engine."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.tasks.receivables import aged_lines, aging
from xlbilling.tasks.receivables.beside import billed_to, lazy

PEOPLE = st.sampled_from(["P1", "P2", "P3", "0012", ""])
PAIRS = st.lists(st.tuples(PEOPLE, PEOPLE), max_size=8)


def named(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["patient_id", "guarantor_id"], dtype=object)


@given(PAIRS, PAIRS)
def test_a_row_has_the_account_that_an_aging_gives_it(
    of_rows: list[tuple[str, str]], of_patients: list[tuple[str, str]]
) -> None:
    """Patients that are listed twice, by nobody, or without a guarantor."""
    lines, patients = named(of_rows), named(of_patients)
    lines.index = pd.Index(range(7, 7 + len(lines)))

    accounts = aging.account_ids(lines, patients)

    aged = aged_lines.with_account(lazy(lines), lazy(billed_to(patients))).collect().to_pandas()
    assert accounts.tolist() == aged["account"].tolist()
    assert accounts.index.equals(lines.index)
