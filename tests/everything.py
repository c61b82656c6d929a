"""A billing workbook that holds, besides our tables, all that offices put into their books.

Excel's own features that programs are known to lose on saving, put into the parts by hand on the
Claims sheet, which every command reads or writes. Each has a mark by which it is found again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

from tests.everything_seen import CHART, DRAWING, cells, drawing, pictures
from tests.hosts.package.books import (
    MICROSOFT,
    PERSONS,
    PIVOT,
    RELATIONS,
    RIBBON,
    SHEET_TYPE,
    SLICER,
    THREAD,
    THREADED,
    Parts,
    parts_of,
    zip_of,
)
from tests.parts import (
    AFTER_ROWS,
    BOOK,
    IN_BOOK,
    note_part,
    put_in,
    relationships,
    sheet_part,
    target_of,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "application/vnd.openxmlformats-officedocument"
EXTENSION = (
    f'xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main" xmlns:xm="{MICROSOFT}/excel/2006/main"'
)
GUID = "{12345678-1234-1234-1234-123456789012}"


@dataclass(frozen=True)
class Feature:
    """One thing in the book.

    Attributes:
        name: in words.
        mark: what its part says of it.
        part: where; "" for the Claims sheet.
    """

    name: str
    mark: bytes
    part: str = ""


FEATURES = (
    Feature("ribbon of 2007", b"<customUI", "customUI/customUI.xml"),
    Feature("ribbon of 2010", b"<customUI", "customUI/customUI14.xml"),
    Feature("macros", b"VBA", "xl/vbaProject.bin"),
    Feature("text box", b"How we bill", DRAWING),
    Feature("shape", b'prst="ellipse"', DRAWING),
    Feature("picture", b"a:blip", DRAWING),
    Feature("chart trendline with a name", b"<c:name>Trend of charges</c:name>", CHART),
    Feature("chart labels of its own", b"Our best month", CHART),
    Feature("slicer", b"x14:slicer r:id"),
    Feature("slicer's cache", b"tableSlicerCache", "xl/slicerCaches/slicerCache900.xml"),
    Feature("sparkline", b"x14:sparklineGroup"),
    Feature("threaded comment", b"Call the payer", "xl/threadedComments/threadedComment900.xml"),
    Feature("persons", b"Ana Biller", "xl/persons/person.xml"),
    Feature("validation on another sheet", b"<xm:f>Payers!$A$2:$A$9</xm:f>"),
    Feature("data bar of 2010", b"x14:dataBar"),
    Feature("protected range", b'protectedRange name="Charges"'),
    Feature("ignored error", b'numberStoredAsText="1"'),
    Feature("picture in a cell", b' vm="1"'),
    Feature("checkbox in a cell", b"xfComplement", "xl/styles.xml"),
    Feature("dynamic array", b' cm="1"'),
    Feature("background", b"<picture r:id"),
    Feature("picture in the header", b"<legacyDrawingHF r:id"),
    Feature("connection", b"Bank feed", "xl/connections.xml"),
    Feature("custom XML", b"<office", "customXml/item1.xml"),
    Feature("printer settings", b"DEVMODE", "xl/printerSettings/printerSettings900.bin"),
    Feature("read-only recommended", b"readOnlyRecommended", BOOK),
    Feature("rich text", b"<rPr><b/></rPr>"),
    Feature("size of a note", b"width:333pt;height:222pt", ""),
    Feature("cached value of a formula", b"<f>SUM(40,2)</f><v>42</v>"),
    Feature("pivot table", b"ByPayer", "xl/pivotTables/pivotTable900.xml"),
    Feature("link to another workbook", b"Budget", "xl/externalLinks/externalLink1.xml"),
    Feature("scenario", b'scenario name="Best case"'),
    Feature("custom view", b'customWorkbookView name="Manager"', BOOK),
    Feature("property of the document", b"Reviewed by", "docProps/custom.xml"),
)


def fill(book: Path, target: Path) -> Path:
    """Write a billing workbook as .xlsm with every feature, and return its path."""
    parts = Parts(parts_of(book.read_bytes()))
    sheet = sheet_part(parts, "Claims")
    for add in (_whole_book, _macros, drawing, _slicer, _comments, pictures, cells, _pivot):
        add(parts, sheet)
    _elements(parts, sheet)
    _extensions(parts, sheet)
    target.write_bytes(zip_of(parts))
    return target


def _whole_book(parts: Parts, _sheet: str) -> None:
    kinds: tuple[tuple[str, bytes, str, str, str], ...] = (
        ("customUI/customUI14.xml", RIBBON, "application/xml", "",
         f"{MICROSOFT}/2007/relationships/ui/extensibility"),
        ("customUI/customUI.xml", RIBBON.replace(b"2009/07", b"2006/01"), "application/xml", "",
         f"{MICROSOFT}/2006/relationships/ui/extensibility"),
        ("docProps/custom.xml", _custom_property(), f"{DOCUMENT}.custom-properties+xml", "",
         f"{RELATIONS}/custom-properties"),
        ("xl/connections.xml", _connection(), f"{SHEET_TYPE}.connections+xml", BOOK,
         f"{RELATIONS}/connections"),
        ("customXml/item1.xml", b"<office>Orchard</office>", "application/xml", BOOK,
         f"{RELATIONS}/customXml"),
        ("xl/persons/person.xml", PERSONS, "application/vnd.ms-excel.person+xml", BOOK,
         f"{MICROSOFT}/2017/10/relationships/person"),
    )  # fmt: skip
    for name, data, kind, source, relation in kinds:
        parts.put(name, data, kind)
        parts.point(source, name, relation)
    _external_link(parts)
    view = (
        f'<customWorkbookViews><customWorkbookView name="Manager" guid="{GUID}" windowWidth="900"'
        ' windowHeight="600" activeSheetId="4"/></customWorkbookViews>'
    )
    sharing = '<fileSharing readOnlyRecommended="1"/>'
    for name, element in (
        ("customWorkbookViews", view), ("fileSharing", sharing),
    ):  # fmt: skip
        parts[BOOK] = put_in(parts[BOOK], IN_BOOK, name, element)


def _custom_property() -> bytes:
    return (
        f'<Properties xmlns="{RELATIONS.replace("relationships", "custom-properties")}"'
        f' xmlns:vt="{RELATIONS.replace("relationships", "docPropsVTypes")}"><property'
        ' fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Reviewed by">'
        "<vt:lpwstr>Ana</vt:lpwstr></property></Properties>"
    ).encode()


def _connection() -> bytes:
    return (
        f'<connections xmlns="{MAIN}"><connection id="1" name="Bank feed" type="4"'
        ' refreshedVersion="6"><webPr url="https://example.org/"/></connection></connections>'
    ).encode()


def _external_link(parts: Parts) -> None:
    link = "xl/externalLinks/externalLink1.xml"
    xml = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATIONS}" r:id="rId1"><sheetNames>'
        '<sheetName val="Budget"/></sheetNames></externalBook></externalLink>'
    )
    parts.put(link, xml.encode(), f"{SHEET_TYPE}.externalLink+xml")
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" TargetMode="External"'
        f' Type="{RELATIONS}/externalLinkPath" Target="Budget.xlsx"/></Relationships>'
    ).encode()
    rel = parts.point(BOOK, link, f"{RELATIONS}/externalLink")
    parts[BOOK] = put_in(
        parts[BOOK],
        IN_BOOK,
        "externalReferences",
        f'<externalReferences><externalReference xmlns:r="{RELATIONS}" r:id="{rel}"/></externalReferences>',
    )


def _macros(parts: Parts, _sheet: str) -> None:
    """Put in a VBA project as Excel wrote it: the one of xlwings' own template."""
    template = files("xlwings").joinpath("quickstart_standalone.xlsm")
    with template.open("rb") as stream, ZipFile(stream) as archive:
        project = archive.read("xl/vbaProject.bin")
    parts.put("xl/vbaProject.bin", project, "application/vnd.ms-office.vbaProject")
    parts.point(BOOK, "xl/vbaProject.bin", f"{MICROSOFT}/2006/relationships/vbaProject")
    types = parts["[Content_Types].xml"]
    plain, with_macros = (
        f"{SHEET_TYPE}.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert plain.encode() in types
    parts["[Content_Types].xml"] = types.replace(plain.encode(), with_macros.encode())


def _slicer(parts: Parts, _sheet: str) -> None:
    cache = "xl/slicerCaches/slicerCache900.xml"
    parts.put(cache, _slicer_cache(), "application/vnd.ms-excel.slicerCache+xml")
    parts.put("xl/slicers/slicer900.xml", SLICER, "application/vnd.ms-excel.slicer+xml")
    rel = parts.point(BOOK, cache, f"{MICROSOFT}/2007/relationships/slicerCache")
    listed = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main">'
        f'<x15:slicerCaches {EXTENSION}><x14:slicerCache r:id="{rel}" xmlns:r="{RELATIONS}"/></x15:slicerCaches></ext></extLst>'
    )
    assert b"<extLst" not in parts[BOOK]
    parts[BOOK] = put_in(parts[BOOK], IN_BOOK, "extLst", listed)


def _slicer_cache() -> bytes:
    return (
        f'<slicerCacheDefinition xmlns="{MICROSOFT}/spreadsheetml/2009/9/main" name="Slicer_Payer"'
        f' sourceName="Payer ID"><extLst><x:ext xmlns:x="{MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
        f'<x15:tableSlicerCache xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main" tableId="1" column="8"/></x:ext></extLst>'
        "</slicerCacheDefinition>"
    ).encode()


def _comments(parts: Parts, sheet: str) -> None:
    """Put in a note of a size of its own, which is also where a thread of comments hangs."""
    thread = "xl/threadedComments/threadedComment900.xml"
    parts.put(thread, THREADED, "application/vnd.ms-excel.threadedcomments+xml")
    parts.point(sheet, thread, f"{MICROSOFT}/2017/10/relationships/threadedComment")
    (notes,) = (
        target_of(parts, sheet, one["Id"])
        for one in relationships(parts, sheet)
        if one["Type"].endswith("/comments")
    )
    authors = len(re.findall(rb"<author[ />]", parts[notes]))
    xml = parts[notes].replace(b"</authors>", f"<author>tc={THREAD}</author></authors>".encode())
    note = f'<comment ref="C3" authorId="{authors}"><text><t>[Threaded comment] Call the payer</t></text></comment>'
    parts[notes] = xml.replace(b"</commentList>", f"{note}</commentList>".encode())
    shape = (
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"'
        ' id="_x0000_s9001" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:30pt;'
        'width:333pt;height:222pt;z-index:90;visibility:hidden" fillcolor="#ffffe1"><v:textbox/>'
        '<x:ClientData ObjectType="Note"><x:Anchor>4,1,2,1,9,1,16,1</x:Anchor><x:AutoFill>False</x:AutoFill>'
        "<x:Row>2</x:Row><x:Column>2</x:Column></x:ClientData></v:shape>"
    )
    vml = note_part(parts, sheet)
    end = parts[vml].rindex(b"</xml>")
    parts[vml] = parts[vml][:end] + shape.encode() + parts[vml][end:]


def _pivot(parts: Parts, sheet: str) -> None:
    pivot, cache = "xl/pivotTables/pivotTable900.xml", "xl/pivotCache/pivotCacheDefinition900.xml"
    parts.put(pivot, PIVOT.replace(b"F10:G12", b"BX10:BY12"), f"{SHEET_TYPE}.pivotTable+xml")
    parts.put(cache, _pivot_cache(), f"{SHEET_TYPE}.pivotCacheDefinition+xml")
    parts.point(sheet, pivot, f"{RELATIONS}/pivotTable")
    parts.point(pivot, cache, f"{RELATIONS}/pivotCacheDefinition")
    rel = parts.point(BOOK, cache, f"{RELATIONS}/pivotCacheDefinition")
    caches = (
        f'<pivotCaches><pivotCache cacheId="7" r:id="{rel}" xmlns:r="{RELATIONS}"/></pivotCaches>'
    )
    parts[BOOK] = put_in(parts[BOOK], IN_BOOK, "pivotCaches", caches)


def _pivot_cache() -> bytes:
    fields = "".join(
        f'<cacheField name="{name}" numFmtId="0"><sharedItems/></cacheField>'
        for name in ("Payer ID", "Name", "Kind")
    )
    return (
        f'<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1" recordCount="0"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A1:C4" sheet="Payers"/></cacheSource><cacheFields count="3">{fields}</cacheFields>'
        "</pivotCacheDefinition>"
    ).encode()


def _elements(parts: Parts, sheet: str) -> None:
    """Put the sheet's smaller elements in: what is protected, ignored, tried and printed how."""
    small: tuple[tuple[str, str], ...] = (
        ("protectedRanges",
         '<protectedRanges><protectedRange name="Charges" sqref="AI2:AI9"/></protectedRanges>'),
        ("scenarios",
         ('<scenarios current="0"><scenario name="Best case" count="1" user="Ana"><inputCells r="BT2" val="1"/>'
         "</scenario></scenarios>")),
        ("ignoredErrors",
         '<ignoredErrors><ignoredError sqref="A2:A9" numberStoredAsText="1"/></ignoredErrors>'),
    )  # fmt: skip
    for name, element in small:
        parts[sheet] = put_in(parts[sheet], AFTER_ROWS, name, element)
    settings = "xl/printerSettings/printerSettings900.bin"
    kind = f"{DOCUMENT}.spreadsheetml.printerSettings"
    parts.put(settings, b"DEVMODE of the office's printer", kind)
    rel = parts.point(sheet, settings, f"{RELATIONS}/printerSettings")
    with_printer = f'<pageSetup xmlns:r="{RELATIONS}" r:id="{rel}" '.encode()
    assert parts[sheet].count(b"<pageSetup ") == 1
    parts[sheet] = parts[sheet].replace(b"<pageSetup ", with_printer)


def _extensions(parts: Parts, sheet: str) -> None:
    """Put in the features newer than the file format's first edition."""
    slicer = parts.point(
        sheet, "xl/slicers/slicer900.xml", f"{MICROSOFT}/2007/relationships/slicer"
    )
    bodies: tuple[tuple[str, Callable[[], str]], ...] = (
        ("{78C0D931-6437-407d-A8EE-F0AAD7539E65}", _data_bar),
        ("{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}", _validation),
        ("{05C60535-1F16-4fd2-B693-F4F36F0B64E0}", _sparkline),
        ("{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}",
         lambda: f'<x14:slicerList><x14:slicer r:id="{slicer}" xmlns:r="{RELATIONS}"/></x14:slicerList>'),
    )  # fmt: skip
    inside = "".join(f'<ext uri="{uri}" {EXTENSION}>{body()}</ext>' for uri, body in bodies)
    assert b"<extLst" not in parts[sheet]
    parts[sheet] = put_in(parts[sheet], AFTER_ROWS, "extLst", f"<extLst>{inside}</extLst>")


def _data_bar() -> str:
    return (
        '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="dataBar"'
        f' id="{GUID}"><x14:dataBar minLength="0" maxLength="100" gradient="0"><x14:cfvo type="autoMin"/>'
        '<x14:cfvo type="autoMax"/><x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/></x14:dataBar>'
        "</x14:cfRule><xm:sqref>AI2:AI9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )


def _validation() -> str:
    return (
        '<x14:dataValidations count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
        "<xm:f>Payers!$A$2:$A$9</xm:f></x14:formula1><xm:sqref>BS2:BS9</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations>"
    )


def _sparkline() -> str:
    return (
        "<x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Claims!AI2:AI9</xm:f>"
        "<xm:sqref>BU2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
    )
