"""XML as Office files use it: names, safe reading, escaping."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from xlbilling.model.errors import BookError

Element = etree._Element  # noqa: SLF001  lxml has no public name for it

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
X14: Final = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM: Final = "http://schemas.microsoft.com/office/excel/2006/main"

R_ID: Final = f"{{{OFFICE_RELATIONS}}}id"

# Characters that XML 1.0 cannot hold, a carriage return (XML would make it a line feed), and text
# that looks like Office's own escape and would be read as one.
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_SPACED: Final = re.compile(r"^\s|\s$|[\n\t]|  ")


def main(tag: str) -> str:
    """Return a tag of the spreadsheet namespace as lxml names it."""
    return f"{{{MAIN}}}{tag}"


def x_escape(text: str) -> str:
    """Write what XML cannot hold as ``_xHHHH_``, the way Office does."""
    return _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def x_unescape(text: str) -> str:
    """Read Office's ``_xHHHH_`` back."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def text_escape(text: str) -> str:
    """Return text safe between two tags, Office's escapes included."""
    if _ILLEGAL.search(text):
        text = x_escape(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def attribute_escape(text: str) -> str:
    """Return text safe between double quotes."""
    return text_escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_DECLARED: Final = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\b[^>]*?\sencoding\s*=\s*["']([\w.-]+)""")
_AS_UTF8: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})

_ENTITY: Final = re.compile("&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|quot|apos);")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def text_unescape(text: str) -> str:
    """Return what a parser would read for this text."""
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name in _NAMED:
        return _NAMED[name]
    digits = name[1:]
    return chr(int(f"0{digits}", base=0) if digits.startswith("x") else int(digits))


def needs_space_kept(text: str) -> bool:
    """Tell whether a reader would trim the text without ``xml:space="preserve"``."""
    return _SPACED.search(text) is not None


def parse(data: bytes, name: str) -> Element:
    """Return the root of a part.

    Raises:
        BookError: ``BOOK-UNREADABLE`` when the part is not well-formed or brings its own entities,
            which Office never writes and only an attacker needs.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BookError(
            f"the workbook's part {name} is damaged ({error})",
            id="BOOK-UNREADABLE",
            fix="take the newest backup, or open the book in Excel and let Excel repair it",
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BookError(
            f"the workbook's part {name} defines its own entities, as Office never does",
            id="BOOK-UNREADABLE",
            fix="do not use this file; ask where it comes from",
        )
    return root


def serialise(root: Element) -> bytes:
    """Return the part's bytes, with the declaration Office writes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def as_utf8(data: bytes, name: str) -> bytes:
    """Return a part as UTF-8 without comments, so that it can be scanned as bytes."""
    if not is_utf8(data) or b"<!--" in data or b"<![CDATA[" in data:
        root = parse(data, name)
        etree.strip_tags(root, etree.Comment)
        return serialise(root)
    return data.removeprefix(b"\xef\xbb\xbf")


def is_utf8(data: bytes) -> bool:
    """Tell whether a part's bytes are UTF-8 by its first bytes and by what it says of itself."""
    if data.startswith(_UTF16):
        return False
    declared = _DECLARED.match(data)
    return declared is None or declared[1].lower() in _AS_UTF8


def set_attribute(element: Element, name: str, value: object) -> None:
    """Set an attribute (numbers without needless zeros); None takes it away."""
    if value is not None:
        element.set(name, value if isinstance(value, str) else f"{value:g}")
    elif name in element.attrib:
        del element.attrib[name]


def local_name(element: Element) -> str:
    """Return a tag without its namespace; nothing sensible for comments."""
    return str(element.tag).rpartition("}")[2]


def drop(element: Element) -> None:
    """Take the element out of its parent; the text after it stays."""
    parent = element.getparent()
    assert parent is not None, "the root cannot be dropped"
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
