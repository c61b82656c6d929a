"""A book's zip: bad ones are refused in one line, good ones are copied raw."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.hosts.package.books import changed_parts, parts_of
from xlbilling.hosts.files.package.archive import Archive
from xlbilling.hosts.files.package.package import Package
from xlbilling.model.errors import BookError


def refused(path: Path, data: bytes) -> BookError:
    """Return the error that opening these bytes gives; the file stays what it was."""
    path.write_bytes(data)
    with pytest.raises(BookError) as caught:
        Package.open(path)
    assert path.read_bytes() == data
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.fix
    return caught.value


def test_a_missing_book_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no such workbook") as caught:
        Package.open(tmp_path / "none.xlsx")

    assert caught.value.id == "BOOK-MISSING"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty file"),
        (b"%PDF-1.7 ...", "no Excel workbook"),
        (b"PK\x03\x04 cut", "cut off"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "old .xls"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
            "password-protected",
        ),
    ],
)
def test_other_files_are_refused_by_what_they_are(tmp_path: Path, data: bytes, says: str) -> None:
    error = refused(tmp_path / "book.xlsx", data)

    assert error.id == "BOOK-UNREADABLE"
    assert says in error.message


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_truncated_book_is_refused(rich: Path, share: float) -> None:
    data = rich.read_bytes()

    assert refused(rich, data[: int(len(data) * share)]).id == "BOOK-UNREADABLE"


def test_a_damaged_part_is_named_when_it_is_read(rich: Path) -> None:
    data = bytearray(rich.read_bytes())
    with zipfile.ZipFile(rich) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        start = info.header_offset + 30 + len(info.filename) + 20
    data[start : start + 40] = b"\xff" * 40
    rich.write_bytes(data)

    with pytest.raises(BookError, match=r"sheet1\.xml"):
        Package.open(rich).sheet_xml("Claims")


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert "no Excel workbook" in refused(tmp_path / "book.xlsx", out.getvalue()).message


def test_entities_of_the_file_s_own_are_refused(rich: Path) -> None:
    """A part that defines entities could make a reader fetch files or fill the memory."""
    package = Package.open(rich)
    attack = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
    package.write("xl/styles.xml", attack)

    with pytest.raises(BookError, match="entities"):
        package.tree("xl/styles.xml")


def test_an_unchanged_package_is_written_byte_for_byte(rich: Path) -> None:
    before = rich.read_bytes()

    after = Package.open(rich).to_bytes()

    assert changed_parts(before, after) == set()
    with zipfile.ZipFile(BytesIO(before)) as old, zipfile.ZipFile(BytesIO(after)) as new:
        assert [vars_of(one) for one in old.infolist()] == [vars_of(one) for one in new.infolist()]


def vars_of(info: zipfile.ZipInfo) -> tuple[object, ...]:
    """Return what must stay of a member: name, date, method, flags, sizes, attributes."""
    return (
        info.filename, info.date_time, info.compress_type, info.flag_bits, info.compress_size,
        info.file_size, info.CRC, info.external_attr, info.extra, info.comment,
    )  # fmt: skip


class Unseekable(BytesIO):
    """A pipe: zipfile writes descriptors after each member into it."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError("a pipe")

    def tell(self) -> int:
        raise OSError("a pipe")


def test_members_with_data_descriptors_are_copied_raw(rich: Path) -> None:
    parts = parts_of(rich.read_bytes())
    pipe = Unseekable()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    archive_read = Archive(pipe.getvalue(), label="piped")
    out = BytesIO()

    archive_read.write_to(
        out,
        replaced={"xl/styles.xml": [b"<a", b"/>"], "new.xml": b"<b/>"},
        removed={"docProps/app.xml"},
    )

    after = parts_of(out.getvalue())
    assert after.pop("xl/styles.xml") == b"<a/>"
    assert after.pop("new.xml") == b"<b/>"
    del parts["xl/styles.xml"], parts["docProps/app.xml"]
    assert after == parts
    assert zipfile.ZipFile(BytesIO(out.getvalue())).testzip() is None
