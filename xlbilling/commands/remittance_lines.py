"""What ``read-remittance`` tells a person: a line a file, and a line a payment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def lines(result: Mapping[str, Any]) -> Sequence[str]:
    """Return the command's JSON object as lines for a terminal."""
    return [line for file in result["files"] for line in _file(file)]


def _file(file: Mapping[str, Any]) -> Iterator[str]:
    payments = file["transactions"]
    count = f"{len(payments)} payment{'s' if len(payments) != 1 else ''}"
    yield f"{file['file']} ({file['kind']}): {count}"
    for one in payments:
        word = "in balance" if one["balanced"] else "OUT OF BALANCE"
        yield (
            f"  {one['trace'] or 'no trace'}  {one['payer'] or 'no payer'}: pays {one['payment']}, "
            f"{one['claims']} claims, {one['services']} services; claims {one['claim_paid']}, "
            f"provider level {one['provider_adjustments']}; {word}"
        )
