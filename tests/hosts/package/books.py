"""Books for the tests of the package: made by other programs, some parts by hand."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart
from openpyxl.chart import Reference as ChartReference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from xlbilling.hosts.files.package.package import Package

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
PERSON = "{11111111-2222-3333-4444-555555555555}"
THREAD = "{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}"

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
NO_POINTERS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b"</Relationships>"
)

RIBBON = b"""<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui">
<ribbon><tabs><tab id="t" label="Billing"/></tabs></ribbon></customUI>"""

THREADED = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ThreadedComments xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments"><threadedComment ref="C3"
 dT="2026-01-05T10:00:00.00" personId="{PERSON}" id="{THREAD}"><text>Call the payer</text>
</threadedComment></ThreadedComments>""".encode()

PERSONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<personList xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments"><person displayName="Ana Biller"
 id="{PERSON}" userId="ana" providerId="None"/></personList>""".encode()

PIVOT_CACHE = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="{RELATIONS}" refreshOnLoad="1" recordCount="0"><cacheSource type="worksheet">
<worksheetSource ref="A1:C4" sheet="Claims"/></cacheSource><cacheFields count="3">
<cacheField name="Claim" numFmtId="0"><sharedItems/></cacheField><cacheField name="Payer" numFmtId="0">
<sharedItems/></cacheField><cacheField name="Charge" numFmtId="0"><sharedItems/></cacheField>
</cacheFields></pivotCacheDefinition>""".encode()

PIVOT = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" name="ByPayer"
 cacheId="7" dataCaption="Values"><location ref="F10:G12" firstHeaderRow="1" firstDataRow="1"
 firstDataCol="1"/><pivotFields count="3"><pivotField/><pivotField axis="axisRow" showAll="0">
<items count="1"><item t="default"/></items></pivotField><pivotField dataField="1"/></pivotFields>
<rowFields count="1"><field x="1"/></rowFields><dataFields count="1"><dataField name="Sum"
 fld="2"/></dataFields></pivotTableDefinition>"""

SLICER = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<slicers xmlns="{MICROSOFT}/spreadsheetml/2009/9/main"><slicer name="Payer" cache="Slicer_Payer"
 caption="Payer" rowHeight="241300"/></slicers>""".encode()

SLICER_CACHE = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<slicerCacheDefinition xmlns="{MICROSOFT}/spreadsheetml/2009/9/main" name="Slicer_Payer"
 sourceName="Payer"><extLst><x:ext xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}"><x15:tableSlicerCache
 xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main" tableId="1" column="2"/></x:ext></extLst>
</slicerCacheDefinition>""".encode()

CROSS_SHEET_VALIDATION = (
    '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
    f' xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main"><x14:dataValidations count="1"'
    f' xmlns:xm="{MICROSOFT}/excel/2006/main"><x14:dataValidation type="list"'
    ' allowBlank="1"><x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>B2:B4</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
)


def rich_book(path: Path) -> Path:
    """Write a book with everything that a careless program loses, and return its path.

    Claims holds a table A1:C4, rules, a chart, a text box, notes, a threaded comment, sparklines,
    a slicer and a pivot table; Sums holds formulas on Claims; Lists a list.
    """
    plain = BytesIO()
    _write_plain(plain)
    path.write_bytes(with_hand_made_parts(plain.getvalue()))
    return path


def _write_plain(out: BytesIO) -> None:
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    claims, sums, lists = (book.add_worksheet(name) for name in ("Claims", "Sums", "Lists"))
    money = book.add_format({"num_format": "#,##0.00", "bold": True})
    columns = [{"header": "Claim"}, {"header": "Payer"}, {"header": "Charge", "format": money}]
    rows = [["C1001", "ACME", 150.0], ["C1002", "ACME", 75.5], ["C1003", "Umbrella", 20]]
    claims.add_table("A1:C4", {"name": "tblClaims", "columns": columns, "data": rows})
    claims.data_validation("C2:C4", {"validate": "decimal", "criteria": ">=", "value": 0})
    claims.conditional_format(
        "C2:C4", {"type": "cell", "criteria": ">", "value": "$E$2", "format": money}
    )
    claims.conditional_format("C2:C4", {"type": "data_bar", "data_bar_2010": True})
    claims.write("E2", 100)
    claims.write_formula("E3", "=SUM(C2:C4)", None, 245.5)
    claims.write_array_formula("E5:E6", "{=C2:C3*2}", None, 300)
    claims.write_rich_string("D2", "a ", money, "bold", " word")
    claims.write_url("D3", "https://example.org/", string="payer")
    claims.write_url("D4", "internal:Sums!A2")
    claims.write_comment("A2", "checked twice", {"author": "Ana"})
    claims.write_comment("C3", "[Threaded comment] Call the payer", {"author": f"tc={THREAD}"})
    claims.insert_textbox("H2", "How to use this sheet")
    claims.add_sparkline("D5", {"range": "Claims!C2:C4"})
    claims.freeze_panes(1, 0)
    claims.merge_range("A8:B8", "Total")
    claims.set_column("A:A", 18)
    claims.repeat_rows(0)
    claims.print_area("A1:E8")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Claims!$C$2:$C$4", "categories": "=Claims!$A$2:$A$4"})
    claims.insert_chart("H8", chart)
    sums.write_formula("A1", "=SUM(Claims!C2:C4)", None, 245.5)
    sums.write_formula("A2", "=SUM(tblClaims[Charge])", None, 245.5)
    sums.write_formula("A3", '=VLOOKUP("C1002",Claims!$A$2:$C$4,3,FALSE)', None, 75.5)
    lists.write_column("A1", ["ACME", "Umbrella", "Self"])
    book.define_name("Charges", "=Claims!$C$2:$C$4")
    book.close()


def with_hand_made_parts(data: bytes) -> bytes:
    """Return the book with ribbon, slicer, threaded comment, pivot and newer validation put in."""
    parts = Parts(parts_of(data))
    book, sheet = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
    pivot, cache_part = "xl/pivotTables/pivotTable1.xml", "xl/pivotCache/pivotCacheDefinition1.xml"
    thread, person = "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"
    slicer_part, slicer_cache_part = "xl/slicers/slicer1.xml", "xl/slicerCaches/slicerCache1.xml"
    ribbon = "customUI/customUI14.xml"
    parts.put(ribbon, RIBBON, "application/xml")
    parts.put(person, PERSONS, "application/vnd.ms-excel.person+xml")
    parts.put(thread, THREADED, "application/vnd.ms-excel.threadedcomments+xml")
    parts.put(pivot, PIVOT, f"{SHEET_TYPE}.pivotTable+xml")
    parts.put(cache_part, PIVOT_CACHE, f"{SHEET_TYPE}.pivotCacheDefinition+xml")
    parts.put(slicer_part, SLICER, "application/vnd.ms-excel.slicer+xml")
    parts.put(slicer_cache_part, SLICER_CACHE, "application/vnd.ms-excel.slicerCache+xml")
    parts.point("", ribbon, f"{MICROSOFT}/2007/relationships/ui/extensibility")
    parts.point(book, person, f"{MICROSOFT}/2017/10/relationships/person")
    parts.point(sheet, thread, f"{MICROSOFT}/2017/10/relationships/threadedComment")
    parts.point(sheet, pivot, f"{RELATIONS}/pivotTable")
    parts.point(pivot, cache_part, f"{RELATIONS}/pivotCacheDefinition")
    cache = parts.point(book, cache_part, f"{RELATIONS}/pivotCacheDefinition")
    slicer = parts.point(sheet, slicer_part, f"{MICROSOFT}/2007/relationships/slicer")
    slicer_cache = parts.point(
        book, slicer_cache_part, f"{MICROSOFT}/2007/relationships/slicerCache"
    )
    caches = (
        f'<pivotCaches><pivotCache cacheId="7" r:id="{cache}"/></pivotCaches><extLst>'
        f'<ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main">'
        f'<x15:slicerCaches xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main"><x14:slicerCache r:id="{slicer_cache}"/>'
        "</x15:slicerCaches></ext></extLst></workbook>"
    )
    parts[book] = parts[book].replace(b"</workbook>", caches.encode())
    slicers = (
        f'{CROSS_SHEET_VALIDATION}<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}"'
        f' xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main"><x14:slicerList><x14:slicer r:id="{slicer}"/>'
        "</x14:slicerList></ext></extLst></worksheet>"
    )
    parts[sheet] = parts[sheet].replace(b"</extLst></worksheet>", slicers.encode())
    assert b"slicerList" in parts[sheet]
    return zip_of(parts)


class Parts(dict[str, bytes]):
    """The parts of a book, to which more are added by hand."""

    def put(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part with its content type."""
        override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
        types = self["[Content_Types].xml"]
        self["[Content_Types].xml"] = types.replace(b"</Types>", override.encode())
        self[name] = data

    def point(self, source: str, target: str, relation: str) -> str:
        """Make a part point to another; gives the pointer's id."""
        folder, _, last = source.rpartition("/")
        rels = f"{folder}/_rels/{last}.rels" if folder else "_rels/.rels"
        old = self.get(rels, NO_POINTERS)
        rel_id = f"rId{90 + len(re.findall(rb'<Relationship ', old))}"
        new = f'<Relationship Id="{rel_id}" Type="{relation}" Target="/{target}"/></Relationships>'
        self[rels] = old.replace(b"</Relationships>", new.encode())
        return rel_id


def openpyxl_book(path: Path) -> Path:
    """Write a book with openpyxl: validation, chart, note, shared strings, formulas."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Ana's claims"
    for row in (["Claim", "Charge"], ["C1", 10], ["C2", 20.5], ["C3", None]):
        sheet.append(row)
    sheet["D1"] = "=SUM(B2:B4)"
    sheet["A2"].comment = Comment("first", "Ana")
    rule = DataValidation(type="list", formula1='"yes,no"')
    rule.add("C2:C4")
    sheet.add_data_validation(rule)
    chart = BarChart()
    chart.add_data(ChartReference(sheet, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "F2")
    other = book.create_sheet("Other")
    other["A1"] = "='Ana''s claims'!B3*2"
    book.save(path)
    return path


def shared_formula_book(path: Path) -> Path:
    """Write a book whose column B shares one formula, as Excel stores a filled-down column."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in range(1, 5):
        sheet.cell(row, 1, row * 10)
        sheet.cell(row, 2, f"=A{row}*2")
    out = BytesIO()
    book.save(out)
    parts = parts_of(out.getvalue())
    name = "xl/worksheets/sheet1.xml"
    xml = parts[name].replace(b"<f>A1*2</f>", b'<f t="shared" ref="B1:B4" si="0">A1*2</f>')
    for row in (2, 3, 4):
        member = b'<f t="shared" si="0"/><v>%d</v>' % (row * 20)
        xml = re.sub(rb"<f>A%d\*2</f>(?:<v ?/>|<v></v>)" % row, member, xml)
    assert xml.count(b'si="0"') == 4
    parts[name] = xml
    path.write_bytes(zip_of(parts))
    return path


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return every part of a zip by name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_of(parts: dict[str, bytes]) -> bytes:
    """Return a zip of the parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def saved(package: Package, path: Path) -> Path:
    """Write the package to the path and return it."""
    path.write_bytes(package.to_bytes())
    return path


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """Return the names of the parts that are not byte for byte the same in both books."""
    old, new = parts_of(before), parts_of(after)
    return {name for name in {*old, *new} if old.get(name) != new.get(name)}
