"""The parts of a layout that are rules, links and print settings."""

from __future__ import annotations

from typing import Literal

from lxml import etree

from xlbilling.hosts.files.package.layout_skeleton import Skeleton
from xlbilling.hosts.files.package.layout_types import Hyperlink, PageSetup, Rule
from xlbilling.hosts.files.package.markup import (
    R_ID,
    Element,
    drop,
    main,
    parse,
    set_attribute,
)


def _is_on(text: str | None) -> bool:
    return text in {"1", "true"}


def _rule(element: Element) -> Rule:
    return Rule(
        element.get("sqref", ""), etree.tostring(element, encoding="unicode", with_tail=False)
    )


def _rule_element(rule: Rule) -> Element:
    element = parse(rule.xml.encode(), "rule")
    element.set("sqref", rule.areas)
    return element


def read_validations(sheet: Skeleton) -> tuple[Rule, ...]:
    """Return the rules for what may be entered."""
    holder = sheet.find("dataValidations")
    return () if holder is None else tuple(_rule(one) for one in holder)


def write_validations(sheet: Skeleton, rules: tuple[Rule, ...]) -> None:
    """Set the rules for what may be entered."""
    if not rules:
        return sheet.remove("dataValidations")
    holder = sheet.child("dataValidations")
    for one in list(holder):
        drop(one)
    for rule in rules:
        holder.append(_rule_element(rule))
    holder.set("count", str(len(rules)))
    return None


def read_conditional(sheet: Skeleton) -> tuple[Rule, ...]:
    """Return the conditional formats."""
    return tuple(_rule(one) for one in sheet.children("conditionalFormatting"))


def write_conditional(sheet: Skeleton, rules: tuple[Rule, ...]) -> None:
    """Set the conditional formats."""
    sheet.remove("conditionalFormatting")
    for rule in rules:
        sheet.place(_rule_element(rule))


def read_hyperlinks(sheet: Skeleton) -> tuple[Hyperlink, ...]:
    """Return the links."""
    holder = sheet.find("hyperlinks")
    return tuple(
        Hyperlink(
            one.get("ref", ""),
            one.get(R_ID),
            one.get("location"),
            one.get("tooltip"),
            one.get("display"),
        )
        for one in ([] if holder is None else holder)
    )


def write_hyperlinks(sheet: Skeleton, links: tuple[Hyperlink, ...]) -> None:
    """Set the links."""
    if not links:
        return sheet.remove("hyperlinks")
    holder = sheet.child("hyperlinks")
    for one in list(holder):
        drop(one)
    for link in links:
        element = etree.SubElement(holder, main("hyperlink"), ref=link.area)
        set_attribute(element, R_ID, link.rel_id)
        set_attribute(element, "location", link.location)
        set_attribute(element, "tooltip", link.tooltip)
        set_attribute(element, "display", link.display)
    return None


def read_auto_filter(sheet: Skeleton) -> str | None:
    """Return the area of the sheet's own filter."""
    found = sheet.find("autoFilter")
    return None if found is None else found.get("ref")


def write_auto_filter(sheet: Skeleton, area: str | None) -> None:
    """Set the area of the sheet's own filter."""
    if area is None:
        sheet.remove("autoFilter")
    else:
        sheet.child("autoFilter").set("ref", area)


# Printing


def read_page(sheet: Skeleton) -> PageSetup:
    """Return how the sheet prints."""
    setup = sheet.find("pageSetup")
    given = {} if setup is None else {str(key): str(one) for key, one in setup.attrib.items()}
    properties = sheet.find("sheetPr")
    fitting = None if properties is None else properties.find(main("pageSetUpPr"))
    fits = fitting is not None and _is_on(fitting.get("fitToPage"))
    holder = sheet.find("headerFooter")
    return PageSetup(
        _orientation(given.get("orientation")),
        int(given.get("fitToWidth", "1")) if fits else None,
        int(given.get("fitToHeight", "1")) if fits else None,
        int(given["paperSize"]) if "paperSize" in given else None,
        "" if holder is None else holder.findtext(main("oddHeader"), ""),
        "" if holder is None else holder.findtext(main("oddFooter"), ""),
    )


def _orientation(text: str | None) -> Literal["portrait", "landscape", "default"]:
    if text == "landscape":
        return "landscape"
    return "portrait" if text == "portrait" else "default"


def write_page(sheet: Skeleton, page: PageSetup) -> None:
    """Set how the sheet prints."""
    setup = sheet.child("pageSetup")
    set_attribute(setup, "orientation", None if page.orientation == "default" else page.orientation)
    set_attribute(setup, "paperSize", page.paper)
    set_attribute(setup, "fitToWidth", page.fit_width)
    set_attribute(setup, "fitToHeight", page.fit_height)
    fits = page.fit_width is not None or page.fit_height is not None
    properties = sheet.child("sheetPr")
    fitting = properties.find(main("pageSetUpPr"))
    if fitting is None and fits:
        fitting = etree.SubElement(properties, main("pageSetUpPr"))
    if fitting is not None:
        set_attribute(fitting, "fitToPage", "1" if fits else None)
    if page.header or page.footer or sheet.find("headerFooter") is not None:
        _write_header(sheet.child("headerFooter"), page)


def _write_header(holder: Element, page: PageSetup) -> None:
    for place, (tag, text) in enumerate((("oddHeader", page.header), ("oddFooter", page.footer))):
        found = holder.find(main(tag))
        if found is None and text:
            found = holder.makeelement(main(tag))
            holder.insert(min(place, len(holder)), found)
        if found is not None:
            found.text = text


def read_row_breaks(sheet: Skeleton) -> tuple[int, ...]:
    """Return the rows after which a page ends."""
    holder = sheet.find("rowBreaks")
    return () if holder is None else tuple(int(one.get("id", "0")) for one in holder)


def write_row_breaks(sheet: Skeleton, breaks: tuple[int, ...]) -> None:
    """Set the rows after which a page ends."""
    sheet.remove("rowBreaks")
    if breaks:
        holder = sheet.child("rowBreaks")
        holder.set("count", str(len(breaks)))
        holder.set("manualBreakCount", str(len(breaks)))
        for row in sorted(breaks):
            etree.SubElement(holder, main("brk"), id=str(row), max="16383", man="1")
