"""Preview, Apply and Cancel by the ribbon's own entry point, on whatever host --host names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.live_books import OpenBook
from tests.macros.office_book import DAY, balance, click, digests
from xlbilling.book import names, reading
from xlbilling.macros import asking, press
from xlbilling.macros.load import load
from xlbilling.macros.press import AT_ONCE
from xlbilling.tasks import registry

PREVIEW = "Preview"


@pytest.fixture
def book(office: Path, open_book: OpenBook, tmp_path: Path) -> Iterator[xw.Book]:
    """The office's workbook, open."""
    with open_book(Path(shutil.copy(office, tmp_path / "office.xlsx"))) as opened:
        yield opened


def sheets(book: xw.Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def is_asked(book: xw.Book) -> bool:
    return names.previewed(book) != ""


def shown(book: xw.Book, sheet: str = PREVIEW) -> list[str]:
    """The texts and numbers of the preview, row by row."""
    rows = book.sheets[sheet].used_range.raw_value
    return [" | ".join(plain(cell) for cell in row if cell is not None) for row in rows]


def plain(cell: object) -> str:
    """A cell's text; a number alike from hosts that know whole ones and those that do not."""
    return f"{cell:g}" if isinstance(cell, int | float) else str(cell)


def test_what_is_asked_for_comes_back_whatever_its_length(book: xw.Book) -> None:
    for length in range(0, 700, 7):
        text = "".join(chr(33 + (n * n * 7 + length * 13) % 90) for n in range(length))
        asked = asking.Asked("undo-batch", DAY, options={"batch": text})

        asking.keep(book, asked)

        assert asking.kept(book) == asked, length


def test_a_button_shows_what_it_would_write_and_writes_nothing(book: xw.Book) -> None:
    """
    era      C1/1  paid 80.00  CO-45 50.00  PR-3 20.00

    insurance  150.00 before, 0.00 after; patient 0.00 before, 20.00 after
    """
    before = digests(book)

    said = click(book, "post_payments")

    assert said == "Post payments: look at the sheet Preview, then press Apply or Cancel"
    assert book.sheets.active.name == PREVIEW
    rows = shown(book)
    assert rows[0] == "Preview: Post payments"
    assert rows[1].startswith("As of February 10, 2026. Nothing is written yet")
    assert "Ledger | 3 | 150 |    rows added" in rows
    assert "Insurance owes | 150 | -150 | 0" in rows
    assert "Patients owe | 0 | 20 | 20" in rows
    assert "Cash | 0 | 80 | 80" in rows
    assert "C1 | 0 | 20 | 20" in rows
    assert digests(book) == before


def test_apply_writes_what_was_shown_and_takes_the_preview_away(book: xw.Book) -> None:
    book.sheets["Claims"].range("B2:D3").select()
    before = sheets(book)

    said = click(book, "post_payments", "apply")

    assert balance(book) == 2000
    assert "POSTED" in said
    assert names.constant(book, "xlb_status") == said
    assert [name for name in sheets(book) if not name.startswith("_")] == [
        name for name in before if not name.startswith("_")
    ]
    assert not is_asked(book)
    assert book.sheets.active.name == "Claims"
    assert book.selection is not None
    assert book.selection.address == "$B$2:$D$3"


def test_cancel_leaves_no_trace(book: xw.Book) -> None:
    before, tabs = digests(book), sheets(book)

    said = click(book, "post_payments", "cancel")

    assert said == "Post payments canceled: nothing was written"
    assert (digests(book), sheets(book), is_asked(book)) == (before, tabs, False)
    assert click(book, "apply").startswith("there is no preview to apply or cancel")


def test_a_workbook_that_changed_shows_the_new_preview_and_writes_nothing(
    book: xw.Book, tmp_path: Path
) -> None:
    """A second claim is answered for the same patient after the preview was made."""
    click(book, "post_charges")
    assert PREVIEW not in sheets(book)
    file = tmp_path / "more.csv"
    row = "C{},1,P1,2026-01-06,11,1234567893,1558598797,E119,99213,1,1,{},Y\n"
    head = (
        "Claim ID,Line,Patient ID,DOS From,POS,Rendering NPI,Billing NPI,Dx1,Code,Pointers,Units,"
        "Charge,Assignment\n"
    )
    file.write_text(head + row.format(2, "100.00"), "utf-8")
    load(book, "claims", [file])
    click(book, "post_charges")
    file.write_text(head + row.format(3, "60.00"), "utf-8")
    load(book, "claims", [file])
    before = digests(book)

    said = click(book, "apply")

    assert said == (
        "Nothing was written, for the workbook changed: Ledger: rows added: 2 instead of 1 of "
        "$160.00 instead of $100.00"
    )
    assert digests(book) == before
    assert said in " ".join(shown(book))

    click(book, "apply")

    assert digests(book) != before
    assert PREVIEW not in sheets(book)
    assert len(reading.read(book, ["ledger"]).frame("ledger")) == 3


def test_a_persons_sheet_of_that_name_stays(book: xw.Book) -> None:
    own = book.sheets.add(PREVIEW, after=book.sheets["Claims"])
    own.range("A1").raw_value = "my notes"

    click(book, "post_payments")

    assert book.sheets.active.name == "Preview 2"
    assert own.range("A1").raw_value == "my notes"

    click(book, "apply")

    assert balance(book) == 2000
    assert "Preview 2" not in sheets(book)
    assert own.range("A1").raw_value == "my notes"


def test_undo_last_shows_and_takes_back_the_batch_posted_last(book: xw.Book) -> None:
    click(book, "post_payments", "apply")

    said = click(book, "undo_last")

    assert said.startswith("Undo batch: look at the sheet Preview")
    assert balance(book) == 2000

    click(book, "apply")

    assert balance(book) == 15000

    click(book, "undo_last", "apply")

    assert balance(book) == 0
    assert click(book, "undo_last").startswith("the ledger holds no batch that could be taken back")


def test_a_payment_that_was_posted_again_is_again_the_last(book: xw.Book, office: Path) -> None:
    """The payment keeps the batch name under which it was undone before."""
    click(book, "post_payments", "apply", "undo_last", "apply")
    names.set_constant(book, asking.PICK, f"{office.parent / 'north.835'}")
    click(book, "import_remittance", "apply", "post_payments", "apply")

    click(book, "undo_last")

    assert "ERA-EFT100 undone by ERA-EFT100U2: 3 contra rows" in shown(book)


def test_a_report_is_made_at_once_and_its_page_is_opened(book: xw.Book) -> None:
    said = click(book, "age_receivables")

    assert said.startswith("Receivables as of 2026-02-10: $150.00")
    assert book.sheets.active.name == "Aging"
    assert PREVIEW not in sheets(book)
    assert {task.name for task in registry.TASKS} >= AT_ONCE


def test_where_there_is_nothing_to_write_only_a_sentence_comes(book: xw.Book) -> None:
    click(book, "post_payments", "apply")
    tabs = sheets(book)

    said = click(book, "post_receipts")

    assert said.startswith("Post receipts: nothing to write.")
    assert sheets(book) == tabs


def test_the_files_that_were_chosen_are_read_once(book: xw.Book, tmp_path: Path) -> None:
    file = tmp_path / "payers.csv"
    file.write_text("Payer ID,Name,Filing Indicator\nSOUTH,Southlight,CI\n", "utf-8")
    names.set_constant(book, asking.PICK, f"{file}")

    click(book, "load")

    assert names.constant(book, asking.PICK) == ""
    assert "Payers | 1 |    rows added" in shown(book)

    click(book, "apply")

    payers = reading.read(book, ["payers"]).frame("payers")
    assert payers["payer_id"].tolist() == ["NORTH", "SOUTH"]
    assert click(book, "load").startswith("no file was chosen")


def test_the_day_of_the_ribbon_is_what_the_button_works_as_of(book: xw.Book) -> None:
    names.set_constant(book, asking.AS_OF, "2026-02-11")

    assert click(book, "age_receivables").startswith("Receivables as of 2026-02-11")

    names.set_constant(book, asking.AS_OF, "next week")
    before = digests(book)

    assert click(book, "post_payments").startswith("'next week' in the field 'as of' is no date")
    assert digests(book) == before
    names.set_constant(book, asking.AS_OF, DAY)


def test_another_task_takes_the_place_of_the_preview(book: xw.Book) -> None:
    click(book, "post_payments", "undo_last")

    assert shown(book)[0] == "Preview: Undo batch"
    assert sum(name.startswith(PREVIEW) for name in sheets(book)) == 1

    click(book, "apply")

    assert balance(book) == 0


def test_a_preview_that_stops_half_way_leaves_no_other_request_to_apply(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet shows the second task already, so that the first must not be written."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    click(book, "post_payments")
    with monkeypatch.context() as patch:
        patch.setattr(asking, "keep", stop)
        with pytest.raises(KeyboardInterrupt):
            click(book, "undo_last")
    before = digests(book)

    said = click(book, "apply")

    assert shown(book)[0] == "Preview: Undo batch"
    assert said.startswith("there is no preview to apply or cancel")
    assert digests(book) == before


def test_a_preview_with_nothing_to_write_says_so_when_it_is_applied(book: xw.Book) -> None:
    """The same task is done from elsewhere while its preview is open."""
    click(book, "post_payments")
    press.press(book, "post-payments")
    before = digests(book)

    changed = click(book, "apply")
    said = click(book, "apply")

    assert changed.startswith("Nothing was written, for the workbook changed: Ledger: rows added")
    assert said == "Post payments: nothing to write; Cancel takes the sheet Preview away"
    assert digests(book) == before


def test_whoever_deletes_the_preview_has_dropped_the_request(book: xw.Book) -> None:
    click(book, "post_payments")
    book.sheets[PREVIEW].delete()
    before = digests(book)

    said = click(book, "apply")

    assert (
        said == "the sheet Preview is gone, so that nothing was written - press Post payments again"
    )
    assert digests(book) == before
    assert not is_asked(book)


def test_a_request_that_somebody_damaged_is_forgotten_with_one_sentence(book: xw.Book) -> None:
    click(book, "post_payments")
    names.set_previewed(book, "nonsense")
    before = digests(book)

    said = click(book, "apply")

    assert said.startswith("what the preview was asked for is gone from the workbook")
    assert digests(book) == before
    assert not is_asked(book)
