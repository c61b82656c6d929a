"""The zip file that an .xlsx or .xlsm book is; what is not changed is copied as it is."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from xlbilling.hosts.files.package.saving import FileStamp
from xlbilling.model.errors import BookError

_OLE2: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_EXTRA_FIELD: Final = struct.Struct("<HH")
_ZIP64_FIELD: Final = 1
_PIECE: Final = 1 << 20
_UTF8_NAME: Final = 0x800
_ENCRYPTED_MEMBER: Final = 0x1
_USUAL_FLAGS: Final = _UTF8_NAME | 0x8 | 0x6
"""What Excel and zipfile set: the name's letters, sizes told behind, how hard it was packed."""

# Deflate level for changed parts: on a sheet of 100,000 x 25 level 2 took a third of the time of
# zlib's usual 6 and made the part 18 % larger; Excel itself writes with its fastest level.
_DEFLATE_LEVEL: Final = 2
_BIG_MEMBER: Final = 1 << 30

_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)


class Archive:
    """A book's zip, read whole into memory, so that the file on disk stays free.

    Args:
        data: the bytes of the file.
        label: how messages name the file.
        stamp: what the file looked like when it was read, for the check before saving.

    Raises:
        BookError: ``BOOK-UNREADABLE``, one line that says what the file is instead.
    """

    def __init__(self, data: bytes, *, label: str, stamp: FileStamp | None = None) -> None:
        self.stamp = stamp
        self._data = data
        self._label = label
        _refuse_other_formats(data, label)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise _unreadable(label, "is cut off or damaged (no list of parts)") from error
        self._members = {one.filename: one for one in self._zip.infolist()}
        self._ends = self._check_directory()
        self._sound: set[str] = set()

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Return the archive at the path.

        Raises:
            BookError: ``BOOK-MISSING`` when there is no such file, ``BOOK-UNREADABLE`` when it is
                not an unprotected, whole .xlsx or .xlsm file.
        """
        try:
            stat = path.stat()
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise BookError(
                f"{path}: there is no such workbook",
                id="BOOK-MISSING",
                fix="check the name, or make a new workbook first",
            ) from error
        except OSError as error:
            raise BookError(
                f"{path}: cannot be read ({error.strerror})",
                id="BOOK-UNREADABLE",
                fix="close it elsewhere, or ask for the right to read this file",
            ) from error
        return cls(data, label=str(path), stamp=FileStamp.of_bytes(data, stat.st_mtime_ns))

    @property
    def names(self) -> list[str]:
        """The parts' names, in the file's own order."""
        return list(self._members)

    @property
    def sizes(self) -> list[int]:
        """How many bytes each part has, inflated."""
        return [one.file_size for one in self._members.values()]

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """Return a part's bytes, inflated and checked.

        Raises:
            KeyError: there is no such part.
            BookError: ``BOOK-UNREADABLE`` when the part is damaged.
        """
        member = self._members[name]
        content = self._small_content(member)
        if content is None:
            try:
                content = self._zip.read(member)
            except _DAMAGE as error:
                raise _unreadable(self._label, f"is damaged in its part {name}") from error
        self._sound.add(name)
        return content

    def size_of(self, name: str) -> int:
        """Return how many bytes a part has, inflated.

        Raises:
            KeyError: there is no such part.
        """
        return self._members[name].file_size

    def beginning(self, name: str, size: int) -> bytes:
        """Return a part's first bytes, inflated; a shorter part whole.

        Raises:
            KeyError: there is no such part.
            BookError: ``BOOK-UNREADABLE`` when the part is damaged there.
        """
        try:
            with self._zip.open(self._members[name]) as part:
                return part.read(size)
        except _DAMAGE as error:
            raise _unreadable(self._label, f"is damaged in its part {name}") from error

    def write_to(
        self,
        out: BinaryIO,
        *,
        replaced: Mapping[str, bytes | Iterable[bytes]],
        removed: AbstractSet[str] = frozenset(),
    ) -> None:
        """Write the archive with some parts replaced, removed or added.

        Args:
            out: a file opened for writing in binary, able to seek.
            replaced: new bytes (or pieces of them) by part name; unknown names are added last.
            removed: names to leave out.
        """
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_DEFLATE_LEVEL) as new:
            for name, member in self._members.items():
                if name in removed:
                    continue
                if name in replaced:
                    _deflate(new, name, replaced[name], likely_size=member.file_size)
                elif _is_copied_raw(member):
                    self._check_content(name)
                    self._copy_raw(new, member)
                else:  # an old code page's name cannot be copied raw by zipfile
                    _deflate(new, name, self.read(name), likely_size=member.file_size)
            for name in replaced:
                if name not in self._members:
                    _deflate(new, name, replaced[name], likely_size=0)

    def only(self, names: AbstractSet[str], instead: Mapping[str, bytes]) -> bytes | None:
        """Return a zip of some parts alone, each as it is; None where zipfile cannot copy one.

        Args:
            names: which; those that the file lacks are passed over.
            instead: parts with other bytes than the file's, which are there in any case.
        """
        wanted = names - instead.keys()
        members = [one for name, one in self._members.items() if name in wanted]
        if not all(_is_copied_raw(one) for one in members):
            return None
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for member in members:
                self._copy_raw(new, member)
            for name, data in instead.items():
                _deflate(new, name, data, likely_size=len(data))
        return out.getvalue()

    @property
    def size(self) -> int:
        """How many bytes the file has."""
        return len(self._data)

    def _check_content(self, name: str) -> None:
        """Refuse to carry damage over into the new file, where it would go unnoticed for longer.

        A part that was read once is known to be sound: the bytes that were read do not change.

        Raises:
            BookError: ``BOOK-UNREADABLE``, the part is damaged.
        """
        if name in self._sound or self._small_content(self._members[name]) is not None:
            return
        try:
            with self._zip.open(self._members[name]) as part:
                while part.read(_PIECE):
                    pass
        except _DAMAGE as error:
            raise _unreadable(self._label, f"is damaged in its part {name}") from error

    def _small_content(self, member: zipfile.ZipInfo) -> bytes | None:
        """Return a small part's bytes, checked as zipfile checks them in a fifth of its time.

        None for all that is not plainly sound and usual: zipfile then judges. A workbook has
        hundreds of small parts, and each is looked at on every save.
        """
        start, packed = member.header_offset, member.compress_size
        name = member.filename.encode()
        is_usual = member.compress_type == zipfile.ZIP_DEFLATED and _is_copied_raw(member)
        if not is_usual or member.file_size > _PIECE or member.flag_bits & ~_USUAL_FLAGS:
            return None
        _, length, extra = _LOCAL_HEADER.unpack_from(self._data, start)
        begin = start + _LOCAL_HEADER.size
        if self._data[begin : begin + length] != name:
            return None
        begin += length + extra
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(self._data[begin : begin + packed], member.file_size + 1)
        except zlib.error:
            return None
        is_whole = len(content) == member.file_size and inflater.eof
        return content if is_whole and zlib.crc32(content) == member.CRC else None

    def _copy_raw(self, new: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        stream = new.fp
        assert stream is not None, "the new archive is open"
        copied = _copied(member)
        stream.seek(new.start_dir)
        copied.header_offset = stream.tell()
        copied.extra = _without_zip64(member.extra)  # zipfile adds it again where it is needed
        start = member.header_offset
        stream.write(memoryview(self._data)[start : self._ends[member.filename]])
        new.filelist.append(copied)
        new.NameToInfo[copied.filename] = copied
        new.start_dir = stream.tell()

    def _check_directory(self) -> dict[str, int]:
        """Return where each member's bytes end (local header, data and descriptor)."""
        if len(self._members) != len(self._zip.infolist()):
            raise _unreadable(self._label, "lists the same part twice")
        if "[Content_Types].xml" not in self._members:
            raise _unreadable(self._label, "is a zip file, but no Excel workbook")
        ordered = sorted(self._members.values(), key=lambda one: one.header_offset)
        ends: dict[str, int] = {}
        limits = [one.header_offset for one in ordered[1:]] + [self._zip.start_dir]
        for member, limit in zip(ordered, limits, strict=True):
            self._check_member(member, limit)
            ends[member.filename] = limit
        return ends

    def _check_member(self, member: zipfile.ZipInfo, limit: int) -> None:
        start = member.header_offset
        header = self._data[start : start + _LOCAL_HEADER.size]
        damaged = f"is cut off or damaged near its part {member.filename}"
        if len(header) < _LOCAL_HEADER.size:
            raise _unreadable(self._label, damaged)
        mark, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        data_start = start + _LOCAL_HEADER.size + name_length + extra_length
        if mark != b"PK\3\4" or data_start + member.compress_size > limit:
            raise _unreadable(self._label, damaged)
        if member.flag_bits & _ENCRYPTED_MEMBER:
            raise _protected(self._label)


def _copied(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return a copy of what a zip says of a member; `copy.copy` takes four times as long."""
    copied = zipfile.ZipInfo(member.filename)
    for name in zipfile.ZipInfo.__slots__:
        if hasattr(member, name):
            setattr(copied, name, getattr(member, name))
    return copied


def _is_copied_raw(member: zipfile.ZipInfo) -> bool:
    return member.filename.isascii() or bool(member.flag_bits & _UTF8_NAME)


def _without_zip64(extra: bytes) -> bytes:
    """Return a member's extra fields without the one for sizes above 4 GB.

    A size that fits into the ordinary fields must not stand there too: strict readers refuse it.
    """
    kept = b""
    while len(extra) >= _EXTRA_FIELD.size:
        kind, size = _EXTRA_FIELD.unpack(extra[: _EXTRA_FIELD.size])
        field, extra = extra[: _EXTRA_FIELD.size + size], extra[_EXTRA_FIELD.size + size :]
        kept += b"" if kind == _ZIP64_FIELD else field
    return kept + extra


def _deflate(
    new: zipfile.ZipFile, name: str, data: bytes | Iterable[bytes], *, likely_size: int
) -> None:
    """Add a part; opened by its name it gets the date 1980-01-01, as Excel gives it."""
    pieces = [data] if isinstance(data, bytes) else data
    size = len(data) if isinstance(data, bytes) else likely_size
    # Only huge parts get Zip64 headers: not every Excel reads those.
    with new.open(name, "w", force_zip64=size > _BIG_MEMBER) as member:
        for piece in pieces:
            member.write(piece)


def _refuse_other_formats(data: bytes, label: str) -> None:
    if not data:
        raise _unreadable(label, "is an empty file")
    if data.startswith(_OLE2):
        if _ENCRYPTED in data:
            raise _protected(label)
        raise BookError(
            f"{label}: is an old .xls workbook",
            id="BOOK-UNREADABLE",
            fix="open it in Excel and save it as .xlsx (or .xlsm)",
        )
    if not data.startswith(b"PK"):
        raise _unreadable(label, "is no Excel workbook (.xlsx or .xlsm)")


def _protected(label: str) -> BookError:
    return BookError(
        f"{label}: is password-protected and cannot be read without Excel",
        id="BOOK-UNREADABLE",
        fix="open it in Excel and remove the password (File > Info > Protect Workbook)",
    )


def _unreadable(label: str, what: str) -> BookError:
    return BookError(
        f"{label}: {what}",
        id="BOOK-UNREADABLE",
        fix="take the newest backup, or open it in Excel and let Excel repair it",
    )
