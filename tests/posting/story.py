"""Paperwork as a test: a docstring with charges, remittances and what must be open afterwards.

charge     C1/1  99213  150.00            a line of ours; the first word after is the code
cover      C1  1:ACME  2:BETA             who insures the claim's patient (1:ACME when not said)
era        ACME T1  80.00                 a payment: payer, trace, amount (else what it comes to)
  claim    C1  status 2  charge 150.00  paid 80.00  CO-A2 5.00
  line     99213  150.00  paid 80.00  CO-45 50.00  PR-3 20.00  dos 2026-02-01  6R 1
  plb      WO  FCN7  298.18
post                                      import and post what was told so far

C1/1       patient 20.00  insurance 0.00  open 20.00   (C1 alone: the claim as a whole)
cash 80.00 / contractual 50.00 / unapplied ... any account
denied     C1/2  CO-204  100.00
waits      C1  NO CLAIM
batch      ERA-T1  POSTED
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tests.posting.desk import PAYERS, Desk
from tests.posting.make835 import Claim, Payment, Service, Triplet, file_of
from xlbilling.model import money
from xlbilling.model.ledger import PATIENT_OWNER, Account

DOS: Final = "2026-02-01"
_ADJUSTMENT: Final = re.compile(r"(CO|PR|OA|PI|CR)-(\w+)")
_CREDITED: Final = frozenset({Account.UNAPPLIED, Account.SUSPENSE, Account.RECOUPMENT, Account.INTEREST, Account.CHARGES})  # fmt: skip
_ACCOUNTS: Final = {account.value.lower().replace(" ", "-"): account for account in Account}

Words = list[str]


class Story:
    """A docstring's paperwork, told to a desk line by line."""

    def __init__(self, paperwork: str) -> None:
        """Part the lines into what happens and what must hold."""
        self.lines = [line.split() for line in paperwork.splitlines() if line.strip()]
        self.charges: list[dict[str, Any]] = []
        self.covers: dict[str, Words] = {}
        self.payments: list[Payment] = []
        self.desk = Desk.of()
        self.is_open = False

    def check(self) -> Desk:
        """Tell the whole story, and check every expectation where it stands."""
        for words in self.lines:
            match words[0]:
                case "charge":
                    self._charge(words[1:])
                case "cover":
                    self.covers[words[1]] = words[2:]
                case "era":
                    self._era(words[1:])
                case "claim":
                    self._add_claim(words[1:])
                case "line":
                    self._add_line(words[1:])
                case "plb":
                    self._add_plb(words[1:])
                case "post":
                    self._post()
                case _:
                    self._post()
                    self._expect(words)
        assert self.desk.verify().findings == ()
        return self.desk

    def _charge(self, words: Words) -> None:
        claim, _, line = words[0].partition("/")
        more = dict(_pairs(words[3:]))
        code, *mods = words[1].split(":")
        self.charges.append({
            "claim_id": claim,
            "line": line,
            "patient_id": f"P-{claim}",
            "dos_from": more.get("dos", DOS),
            "code": code,
            **{f"mod{n}": mod for n, mod in enumerate(mods, start=1)},
            "units": 1,
            "charge_cents": cents(words[2]),
            "rendering_npi": "1234567893",
        })

    def _open(self) -> None:
        """Open the desk: the charges told so far are keyed and posted."""
        if self.is_open:
            return
        self.is_open = True
        claims = dict.fromkeys(one["claim_id"] for one in self.charges)
        coverage = [
            {
                "patient_id": f"P-{claim}",
                "level": level,
                "payer_id": payer,
                "member_id": f"M{claim}",
            }
            for claim in claims
            for level, _, payer in (c.partition(":") for c in self.covers.get(claim, ["1:ACME"]))
        ]
        patients = [
            {"patient_id": f"P-{c}", "guarantor_id": f"G-{c}", "last": f"L{c}", "first": "F"}
            for c in claims
        ]
        self.desk = Desk.of(
            claims=self.charges, patients=patients, coverage=coverage, payers=PAYERS
        )
        self.desk.charge()

    def _era(self, words: Words) -> None:
        payer, trace, *amount = words
        name = next(str(one["name"]) for one in PAYERS if one["payer_id"] == payer)
        paid = cents(amount[0]) if amount else None
        self.payments.append(
            Payment([], trace=trace, trace_id=f"1{payer}", amount=paid, payer=name)
        )

    def _add_claim(self, words: Words) -> None:
        more = dict(_pairs(words[1:]))
        claim = Claim(
            words[0],
            cents(more.get("charge", "0")),
            cents(more.get("paid", "0")),
            status=more.get("status", "1"),
            icn=more.get("icn", ""),
            cas=list(_triplets(words[1:])),
            dos=more.get("dos", ""),
        )
        self._change(claims=[*self.payments[-1].claims, claim])

    def _add_line(self, words: Words) -> None:
        more = dict(_pairs(words[2:]))
        code, *mods = words[0].split(":")
        service = Service(
            code,
            cents(words[1]),
            cents(more.get("paid", "0")),
            list(_triplets(words[2:])),
            more.get("dos", DOS),
            mods=mods,
            control=more.get("6R", ""),
            remarks=[more["remark"]] if "remark" in more else [],
        )
        *before, last = self.payments[-1].claims
        fields = {name: getattr(last, name) for name in Claim.__dataclass_fields__}
        fields["services"] = [*last.services, service]
        self._change(claims=[*before, Claim(**fields)])

    def _add_plb(self, words: Words) -> None:
        self._change(plb=[*self.payments[-1].plb, (words[0], words[1], cents(words[2]))])

    def _change(self, **more: Any) -> None:
        old = self.payments.pop()
        fields = {name: getattr(old, name) for name in Payment.__dataclass_fields__}
        self.payments.append(Payment(**{**fields, **more}))

    def _post(self) -> None:
        self._open()
        if not self.payments:
            return
        self.desk.take(file_of(*self.payments))
        self.desk.post()
        self.payments = []

    def _expect(self, words: Words) -> None:
        subject, *rest = words
        if subject == "denied":
            assert (rest[0], rest[1], cents(rest[2])) in self._denied(), (words, self._denied())
        elif subject == "waits":
            self._expect_row("remit_lines", ("pcn", "exception"), (rest[0], " ".join(rest[1:])))
        elif subject == "batch":
            self._expect_row("remits", ("batch", "status"), (rest[0], rest[1]))
        elif subject in _ACCOUNTS:
            self._expect_account(_ACCOUNTS[subject], cents(rest[0]))
        else:
            self._expect_owed(subject, rest)

    def _denied(self) -> set[tuple[str, str, int]]:
        names = ("claim_id", "line", "group", "carc", "amount_cents")
        rows = self.desk.cells("denials", *names)
        return {(f"{c}/{n}" if n else c, f"{g}-{r}", int(cents)) for c, n, g, r, cents in rows}

    def _expect_row(self, table: str, names: tuple[str, str], want: tuple[str, str]) -> None:
        got: set[tuple[Any, ...]] = set(self.desk.cells(table, *names))
        assert want in got, f"{table}: {want} is not among {sorted(got)}"

    def _expect_account(self, account: Account, want: int) -> None:
        sign = -1 if account in _CREDITED else 1
        got = sign * self.desk.account(account)
        assert got == want, f"{account}: {money.show(got)}, expected {money.show(want)}"

    def _expect_owed(self, subject: str, rest: Words) -> None:
        claim, _, line = subject.partition("/")
        of_claim = {key: c for key, c in self.desk.owed().items() if key[0] == claim}
        owed = {key: c for key, c in of_claim.items() if not line or key[1] == line}
        got: dict[str, int] = {}
        for (_, _, owner), there in owed.items():
            payer = owner.partition(":")[2]
            names = ["patient"] if owner == PATIENT_OWNER else ["insurance", payer]
            for name in ("open", *names):
                got[name] = got.get(name, 0) + there
        for who, amount in _pairs(rest):
            assert got.get(who, 0) == cents(amount), (subject, who, amount, owed)


def cents(text: str) -> int:
    """Return the cents of an amount as paperwork writes it: ``1,050.00``."""
    return money.from_text(text.replace(",", ""))


def _pairs(words: Words) -> Iterator[tuple[str, str]]:
    return zip(words[::2], words[1::2], strict=True)


def _triplets(words: Words) -> Iterator[Triplet]:
    for name, value in _pairs(words):
        match = _ADJUSTMENT.fullmatch(name)
        if match:
            yield match[1], match[2], cents(value)
