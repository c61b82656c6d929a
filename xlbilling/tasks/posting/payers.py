"""Which of our payers sent a payment: by the ids and the name it gives, else by its claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from xlbilling.tasks.posting.match_claims import normalised

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.remittance import Remittance
    from xlbilling.tasks.posting.judge import Judged
    from xlbilling.tasks.posting.our_claims import Office

PRIMARY: Final = "1"
_PARTED: Final = re.compile(r"[,;|]")


def payer_of(remittance: Remittance, payers: pd.DataFrame) -> str:
    """Return our payer id, or "" where no payer or more than one fits.

    Looked at in this order: the payer's trace id (TRN03), its own ids (N104, REF), its name.
    """
    for told, ours in _ways(remittance, payers):
        wanted = {one for one in told if one}
        hits = {payer for payer, known in ours if wanted & known}
        if len(hits) == 1:
            return hits.pop()
    return ""


def payer_called(ids: Iterable[str], names: Iterable[str], payers: pd.DataFrame) -> str:
    """Return the one payer of ours that bears these ids or else these names, "" for none."""
    keys = payers["payer_id"].tolist()
    own = [_set(*both) for both in zip(payers["payer_id"], payers["electronic_id"], strict=True)]
    for told, ours in ((ids, own), (names, [_set(name) for name in payers["name"]])):
        found = {
            next((key for key, known in zip(keys, ours, strict=True) if said in known), "")
            for said in map(normalised, told)
            if said
        }
        if len(found) == 1 and "" not in found:
            return found.pop()
    return ""


_Known = list[tuple[str, set[str]]]


def _ways(remittance: Remittance, payers: pd.DataFrame) -> Iterator[tuple[list[str], _Known]]:
    ids = payers["payer_id"].tolist()
    trace_ids = [_set(*_PARTED.split(text)) for text in payers["payer_trace_ids"]]
    own = [_set(*both) for both in zip(payers["payer_id"], payers["electronic_id"], strict=True)]
    names = [_set(name) for name in payers["name"]]
    trace_id = normalised(remittance.payment.payer_trace_id)
    yield [trace_id], list(zip(ids, trace_ids, strict=True))
    sender = remittance.payer
    told = [sender.id, *(one.value for one in sender.references)] if sender else []
    yield [*map(normalised, told), trace_id], list(zip(ids, own, strict=True))
    if sender:
        yield [normalised(sender.name)], list(zip(ids, names, strict=True))


def _set(*texts: str) -> set[str]:
    return {one for one in (normalised(text) for text in texts) if one}


def insurer_of(judged: Iterable[Judged], office: Office) -> str:
    """Return the one payer that insures every claim found, at the level that is answered.

    "" where no claim was found, or the claims have more than one such payer: nobody guesses then.
    """
    insurers = set()
    for one in judged:
        if one.ours is not None:
            level = one.claim.stated_level or PRIMARY
            covers = [c.payer_id for c in office.covers_of(one.ours) if c.level == level]
            insurers.add(covers[0] if len(covers) == 1 else "")
    return insurers.pop() if len(insurers) == 1 else ""
