"""Public 835 files posted whole: every cent is somewhere, once, and can all be taken back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import done
from tests.posting import make835
from tests.posting.corpus_office import DAY, CorpusDesk, State, csv_of, made_from, mended
from xlbilling.model import money
from xlbilling.model.ledger import Account
from xlbilling.model.remittance import Remittance
from xlbilling.remit.era835 import read_835

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "835"
FILES = sorted(CORPUS.iterdir()) if CORPUS.exists() else []
CONTENTS = {path.name: path.read_bytes() for path in FILES}

pytestmark = pytest.mark.skipif(
    not FILES, reason="the corpus of public files is not beside the project"
)
SECONDARY = "LinuxForHealth_x12__secondary-payment.835"
BY_PROCESS = (
    "LinuxForHealth_x12__managed-care.835",
    "affect-therapeutics_edi-835-parser__nevada_medicaid.txt",
)


CLEAN = (
    "LinuxForHealth_x12__demo.835",
    "LinuxForHealth_x12__managed-care.835",
    "azoner_pyx12__835_mult_loops.txt",
    "gallagherg_ediparser__835_091.txt",
    "genformai_edi-cli__simple-835.edi",
    "keironstoddart_edi-835-parser__united_healthcare_legacy_sample.txt",
    "mended gunajii_EDI-parser-and-validator__sample_835.edi",
    "mended keironstoddart_edi-835-parser__blue_cross_nc_sample.txt",
    "mended zentist_TigerShark__5010-835-example-2.txt",
    "owgreen-dev_x12sdk__generated-bundling-denials.835",
    "owgreen-dev_x12sdk__managed-care-payer-contacts.835",
)
"""Files of which no claim needs a person, so that this proof is not one of exceptions alone."""


def payments(content: bytes) -> tuple[Remittance, ...]:
    return read_835(content, "corpus.835").remittances


def is_refused(one: Remittance) -> bool:
    return one.is_refused or one.payment.cents is None


REFUSED = sorted(
    name for name, content in CONTENTS.items() if any(map(is_refused, payments(content)))
)
WHOLE = {name: content for name, content in CONTENTS.items() if name not in REFUSED} | {
    f"mended {name}": mended(CONTENTS[name])
    for name in REFUSED
    if any(one.payment.cents is not None for one in payments(CONTENTS[name]))
}


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("corpus") / "empty.xlsx"
    done("new", book)
    return book


@pytest.fixture
def desk(empty_book: Path, tmp_path: Path) -> CorpusDesk:
    """A book of the test's own, without a row of anybody's."""
    return CorpusDesk(Path(shutil.copy(empty_book, tmp_path / "office.xlsx")))


def cents(told: dict[str, Any], name: str) -> int:
    return money.from_text(told[name])


def parts(told: dict[str, Any]) -> int:
    """What a payment's JSON says was done with its money."""
    kept = cents(told, "posted") + cents(told, "exceptions") + cents(told, "suspense")
    return kept - cents(told, "provider_adjustments")


def cash_by_batch(desk: CorpusDesk) -> dict[str, int]:
    """What each batch's rows in the ledger bring into Cash."""
    found: dict[str, int] = {}
    rows = desk.read("ledger").frame("ledger")
    names = ("batch", "debit", "credit", "amount_cents")
    for batch, debit, credit, amount in zip(*(rows[name] for name in names), strict=True):
        sign = (debit == Account.CASH.value) - (credit == Account.CASH.value)
        found[batch] = found.get(batch, 0) + sign * int(amount)
    return found


def posted(desk: CorpusDesk) -> dict[str, dict[str, Any]]:
    """Post, accept what is out of balance, post again; each payment's last JSON by batch."""
    first = desk.do("post-payments")["batches"]
    told = {one["batch"]: one for one in first}
    blocked = {batch for batch, one in told.items() if one["status"] == "BLOCKED"}
    assert not blocked & cash_by_batch(desk).keys()
    if blocked:
        desk.accept()
        told |= {one["batch"]: one for one in desk.do("post-payments")["batches"]}
    return told


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_all_money_of_a_public_file_is_posted_once_and_taken_back_whole(
    desk: CorpusDesk, name: str
) -> None:
    """Posted + exceptions + suspense - provider level = BPR02 = ledger cash; undo restores all."""
    content = WHOLE[name]
    desk.open(content)
    before = desk.state()
    file = desk.file("remittance.835", content)

    imported = desk.do("import-remittance", file)["batches"]
    told = posted(desk)

    assert len(imported) == len(payments(content))
    _each_payment_is_whole(imported, told, payments(content), cash_by_batch(desk))
    assert name not in CLEAN or {one["status"] for one in told.values()} == {"POSTED"}
    after = desk.state()
    _ledger_is_whole(desk, after)
    again = desk.do("import-remittance", file)["batches"]
    desk.do("post-payments")
    assert all(one["status"] in {"DUPLICATE", "BLOCKED"} for one in again)
    assert desk.state() == after
    for batch in reversed(told):
        desk.do("undo-batch", batch)
    assert desk.state().is_same_money(before)
    assert desk.do("verify-ledger")["findings"] == []


def _each_payment_is_whole(
    imported: Sequence[dict[str, Any]],
    told: dict[str, dict[str, Any]],
    read: Sequence[Remittance],
    cash: dict[str, int],
) -> None:
    """A trace number that comes again with another amount stays outside (P-0); all others are in."""
    outside = 0
    for one, said in zip(imported, read, strict=True):
        if one["status"] == "BLOCKED" and not one["batch"]:
            outside += 1
            continue
        mine = told[one["batch"]]
        assert mine["status"] in {"POSTED", "PARTIAL"}
        assert parts(mine) == cents(mine, "payment") == said.payment.cents
        assert cash.get(one["batch"], 0) == said.payment.cents
    traces = [(said.payment.trace, said.payment.payer_trace_id) for said in read]
    assert outside == len(traces) - len(set(traces))


def _ledger_is_whole(desk: CorpusDesk, state: State) -> None:
    """The chain holds, debits are credits, and the aging comes to the ledger's receivable."""
    proof, aging = desk.do("verify-ledger"), desk.do("age-receivables")
    assert (proof["verified"], proof["rows"], proof["findings"]) == (True, state.rows, [])
    assert sum(state.accounts.values()) == 0
    assert cents(aging, "total") == cents(aging, "ledger_total") == state.receivable


@pytest.mark.parametrize("name", REFUSED)
def test_a_payment_that_was_not_read_whole_leaves_no_row(desk: CorpusDesk, name: str) -> None:
    """R-8: a wrong count or control number, or no payment at all, refuses the transaction whole."""
    desk.open(CONTENTS[name])
    before = desk.state()

    told = desk.do("import-remittance", desk.file("remittance.835", CONTENTS[name]))["batches"]
    desk.do("post-payments")

    read = payments(CONTENTS[name])
    assert [one["status"] == "REFUSED" for one in told] == [is_refused(one) for one in read]
    assert desk.state() == before
    remits = desk.read("remits").frame("remits")
    assert len(remits) == sum(not is_refused(one) for one in read)


def primary_of(content: bytes) -> bytes:
    """Return the primary's answer to claims of which a file holds the secondary's.

    The primary paid what the secondary calls prior (OA-23), and left the rest to the patient.
    """
    claims = []
    for one in payments(content)[0].claims:
        prior = sum(each.cents for each in one.all_adjustments if each.reason == "23")
        claims.append(
            make835.Claim(
                one.pcn, one.charge_cents, prior, cas=[("PR", "2", one.charge_cents - prior)]
            )
        )
    payment = make835.Payment(claims, trace="PRIMARY", trace_id="1PRIOR", payer="PRIOR PAYER")
    return make835.file_of(payment)


def test_the_secondarys_file_before_the_primarys_ends_the_same(
    empty_book: Path, tmp_path: Path
) -> None:
    """A public secondary file waits for the primary; re-run, all balances are as in right order."""
    content = CONTENTS[SECONDARY]
    primary = primary_of(content)
    states: list[State] = []
    moved: list[int] = []
    for order in ((primary, content), (content, primary)):
        desk = CorpusDesk(Path(shutil.copy(empty_book, tmp_path / f"office{len(states)}.xlsx")))
        desk.open(content)
        for n, file in enumerate(order):
            desk.do("import-remittance", desk.file(f"{n}.835", file))
            moved.append(len(desk.do("post-payments")["batches"]))
        states.append(desk.state())

    assert states[0].is_same_money(states[1])
    assert moved == [1, 1, 1, 2]
    assert states[0].accounts[Account.UNAPPLIED] == 0


@pytest.mark.parametrize("name", BY_PROCESS)
def test_processes_of_their_own_post_what_one_process_posts(desk: CorpusDesk, name: str) -> None:
    content = CONTENTS[name]
    tables = [
        (table, desk.file(f"{table}.csv", csv_of(rows)))
        for table, rows in made_from(content).items()
    ]
    file = desk.file("remittance.835", content)
    for table, rows in tables:
        _process("load", desk.book, table, rows)
    _process("post-charges", desk.book)
    _process("import-remittance", desk.book, file)

    told = _process("post-payments", desk.book)["batches"]

    wanted = [one.payment.cents for one in payments(content)]
    assert [parts(one) for one in told] == wanted
    assert desk.state().accounts[Account.CASH] == sum(one or 0 for one in wanted)


def _process(command: str, *words: str | Path) -> Any:
    """Run a command as a shell does, in a process of its own."""
    line = [sys.executable, "-m", "xlbilling", command, *map(str, words)]
    line += ["--as-of", DAY, "--no-backup", "--json"]
    ran = subprocess.run(line, capture_output=True, text=True, check=False)
    assert ran.returncode in {0, 1}, ran.stdout + ran.stderr
    return json.loads(ran.stdout)
