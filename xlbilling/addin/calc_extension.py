"""The extension for LibreOffice Calc, .oxt: the same functions, and a menu with the same tasks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from xlbilling.addin.wrappers import CellFunction
from xlbilling.desk.libreoffice import COMPONENT, NAME

NO_ITEMS: Final = frozenset({"xlb_help", "xlb_restart", "xlb_as_of", "xlb_status"})
"""Controls of the ribbon that only Excel has a use for."""

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_UI: Final = "{http://schemas.microsoft.com/office/2009/07/customui}"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OOR: Final = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
)
_PARTS: Final[Mapping[str, str]] = {
    # LibreOffice reads the interface from its text as well as from a compiled library.
    "Functions.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    "Addons.xcu": "application/vnd.sun.star.configuration-data",
    COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
}
_CALLER: Final = "caller"


@dataclass(frozen=True)
class MenuItem:
    """One item of the menu: its address's last word and what it says; no word draws a line."""

    name: str = ""
    label: str = ""


def extension_bytes(
    ribbon: str, functions: Mapping[str, CellFunction], component: str, version: str
) -> bytes:
    """Return the extension; two builds from the same sources give the same bytes.

    Args:
        ribbon: the tab, as XML, whose groups become the menu's parts.
        functions: the worksheet functions by what they are called in the extension.
        component: the source of what runs inside LibreOffice.
        version: of the program.
    """
    texts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(version),
        "Functions.idl": interface(functions),
        "CalcAddIns.xcu": function_settings(functions),
        "Addons.xcu": menu_settings(menus(ribbon)),
        COMPONENT: component,
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return out.getvalue()


def interface(functions: Mapping[str, CellFunction]) -> str:
    """Return the functions as LibreOffice's interface: each gets the document and its cells."""
    calls = "".join(
        f"  sequence< sequence< any > > {name}({_parameters(len(one.arguments))});\n"
        for name, one in functions.items()
    )
    return (
        "module org { module xlbilling { module calc {\ninterface XFunctions {\n"
        f"{calls}}};\n}}; }}; }};\n"
    )


def _parameters(count: int) -> str:
    cells = (f"[in] any a{n}" for n in range(count))
    return ", ".join(["[in] com::sun::star::beans::XPropertySet document", *cells])


def function_settings(functions: Mapping[str, CellFunction]) -> str:
    """Return what Calc's function wizard shows; the compatible name is what Excel's files hold."""
    nodes = "".join(_function_node(name, one) for name, one in functions.items())
    return _settings(
        "CalcAddIns",
        f'<node oor:name="AddInInfo"><node oor:name="{NAME}.Functions" oor:op="replace">'
        f'<node oor:name="AddInFunctions">{nodes}</node></node></node>',
    )


def _function_node(name: str, one: CellFunction) -> str:
    parameters = "".join(
        f'<node oor:name="a{n}" oor:op="replace">{_text("DisplayName", argument)}'
        f"{_text('Description', what)}</node>"
        for n, (argument, what) in enumerate(one.arguments.items())
    )
    return (
        f'<node oor:name="{name}" oor:op="replace">{_text("DisplayName", one.name)}'
        f"{_text('Description', one.help)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f"{_text('CompatibilityName', one.name)}"
        f'<node oor:name="Parameters">{parameters}</node></node>'
    )


def menus(ribbon: str) -> dict[str, list[MenuItem]]:
    """Return the menu's parts by title, in the ribbon's order, which is that of the working day."""
    tab = ET.fromstring(ribbon)  # noqa: S314  our own source
    groups = {group.get("label", ""): list(_items(group)) for group in tab.iter(f"{_UI}group")}
    return {title: items for title, items in groups.items() if any(one.name for one in items)}


def _items(group: ET.Element) -> Iterator[MenuItem]:
    for control in group.iter():
        name = control.get("id", "")
        if control.tag == f"{_UI}menuSeparator":
            yield MenuItem()
        elif control.tag == f"{_UI}button" and name not in NO_ITEMS:
            yield MenuItem(name.removeprefix("xlb_"), control.get("label", ""))


def menu_settings(parts: Mapping[str, Sequence[MenuItem]]) -> str:
    """Return the menu ``xlbilling`` of Calc's menu bar."""
    submenus = "".join(
        f'<node oor:name="m{n:02}" oor:op="replace">{_text("Title", title)}'
        f'<node oor:name="Submenu">{_item_nodes(items)}</node></node>'
        for n, (title, items) in enumerate(parts.items())
    )
    return _settings(
        "Addons",
        '<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">'
        f'<node oor:name="{NAME}" oor:op="replace">{_text("Title", "xlbilling")}'
        '<prop oor:name="Context" oor:type="xs:string">'
        "<value>com.sun.star.sheet.SpreadsheetDocument</value></prop>"
        f'<node oor:name="Submenu">{submenus}</node></node></node></node>',
    )


def _item_nodes(items: Sequence[MenuItem]) -> str:
    return "".join(_item_node(n, item) for n, item in enumerate(items))


def _item_node(n: int, item: MenuItem) -> str:
    url = f"service:{NAME}.Buttons?{item.name}" if item.name else "private:separator"
    title = _text("Title", item.label) if item.name else ""
    address = f'<prop oor:name="URL" oor:type="xs:string"><value>{url}</value></prop>'
    return f'<node oor:name="i{n:02}" oor:op="replace">{address}{title}</node>'


def _settings(name: str, nodes: str) -> str:
    package = "org.openoffice.Office"
    return (
        f'{_DECLARATION}<oor:component-data {_OOR} oor:name="{name}" oor:package="{package}">'
        f"{nodes}</oor:component-data>\n"
    )


def _text(name: str, words: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(words)}</value></prop>'


def _manifest() -> str:
    entries = "".join(
        f"<manifest:file-entry manifest:media-type={quoteattr(kind)}"
        f" manifest:full-path={quoteattr(name)}/>"
        for name, kind in _PARTS.items()
    )
    space = 'xmlns:manifest="http://openoffice.org/2001/manifest"'
    return f"{_DECLARATION}<manifest:manifest {space}>{entries}</manifest:manifest>\n"


def _description(version: str) -> str:
    return (
        f'{_DECLARATION}<description xmlns="http://openoffice.org/extensions/description/2006">'
        f'<identifier value="{NAME}"/><version value="{escape(version)}"/>'
        '<display-name><name lang="en">xlbilling</name></display-name></description>\n'
    )
