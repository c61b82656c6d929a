"""What the tests read of the ribbon's definition."""

from collections.abc import Iterator

from lxml import etree

from xlbilling.commands import build_addin

SPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"


def tree() -> etree._Element:
    """Return the ribbon's root element."""
    return etree.fromstring(build_addin.sources().ribbon.encode())


def kind(element: etree._Element) -> str:
    """Return an element's tag without its namespace."""
    return str(element.tag).removeprefix(SPACE)


def controls(*kinds: str) -> list[etree._Element]:
    """Return the elements of these kinds, in order."""
    return [one for one in tree().iter(etree.Element) if kind(one) in kinds]


def callbacks() -> Iterator[tuple[str, str, str]]:
    """Yield each callback's element, attribute and name."""
    for element in tree().iter(etree.Element):
        for name, value in element.attrib.items():
            if str(name).startswith(("on", "get")):
                yield kind(element), str(name), str(value)


def group_of(element: etree._Element) -> str:
    """Return the label of the group that holds a control."""
    return next(str(one.get("label")) for one in element.iterancestors(f"{SPACE}group"))


def menu_of(element: etree._Element) -> str:
    """Return the id of the menu that holds a control; "" for one on the tab itself."""
    parent = element.getparent()
    return str(parent.get("id")) if parent is not None and kind(parent) == "menu" else ""
