"""The code sets that come with the program, read once for all tests."""

from __future__ import annotations

from functools import cache

from xlbilling.codesets import shipped
from xlbilling.hosts import code_store
from xlbilling.model.codes import EXCLUDES1, ICD10CM, CodeList, CodeSets


@cache
def icd10() -> CodeSets:
    """Return ICD-10-CM and its Excludes1 notes as they are shipped."""
    return shipped.gather((ICD10CM, EXCLUDES1), lambda _: None, code_store.packaged)


def icd10cm() -> CodeList:
    """Return the shipped codes of ICD-10-CM."""
    known = icd10()[ICD10CM]
    assert isinstance(known, CodeList)
    return known
