"""What is seen on the full book's Claims sheet: drawings, a chart, pictures, and cells of newer kinds."""

from __future__ import annotations

import re

from tests.hosts.package.books import MICROSOFT, RELATIONS, SHEET_TYPE, Parts
from tests.parts import AFTER_ROWS, BOOK, put_in

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
DOCUMENT = "application/vnd.openxmlformats-officedocument"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f00050001ff5f8c9a3e0000000049454e44ae426082"
)
"""The smallest picture: one pixel."""


DRAWING, CHART = "xl/drawings/drawing900.xml", "xl/charts/chart900.xml"


def drawing(parts: Parts, sheet: str) -> None:
    parts.put("xl/media/image900.png", PIXEL, "image/png")
    parts.put(CHART, _chart(), f"{DOCUMENT}.drawingml.chart+xml")
    parts.put(DRAWING, b"", f"{DOCUMENT}.drawing+xml")
    image = parts.point(DRAWING, "xl/media/image900.png", f"{RELATIONS}/image")
    chart = parts.point(DRAWING, CHART, f"{RELATIONS}/chart")
    own = f'xmlns:a="{DRAWINGS}/main" xmlns:r="{RELATIONS}" xmlns:c="{DRAWINGS}/chart"'
    shape = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="{0}"><a:avLst/></a:prstGeom>'
    things = (
        (
            '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="Box"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
            f"<xdr:spPr>{shape.format('rect')}</xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>How we bill</a:t></a:r></a:p>"
            "</xdr:txBody></xdr:sp>"
        ),
        (
            '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="3" name="Round"/><xdr:cNvSpPr/></xdr:nvSpPr>'
            f"<xdr:spPr>{shape.format('ellipse')}</xdr:spPr></xdr:sp>"
        ),
        (
            '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="4" name="Logo"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
            f'<a:blip r:embed="{image}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>{shape.format("rect")}</xdr:spPr></xdr:pic>'
        ),
        (
            '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="5" name="Months"/><xdr:cNvGraphicFramePr/>'
            '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData'
            f' uri="{DRAWINGS}/chart"><c:chart r:id="{chart}"/></a:graphicData></a:graphic></xdr:graphicFrame>'
        ),
    )
    anchors = "".join(
        "<xdr:twoCellAnchor><xdr:from><xdr:col>70</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>"
        f"{10 * at}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>75</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{10 * at + 9}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{thing}<xdr:clientData/></xdr:twoCellAnchor>"
        for at, thing in enumerate(things)
    )
    parts[DRAWING] = (
        f'<xdr:wsDr xmlns:xdr="{DRAWINGS}/spreadsheetDrawing" {own}>{anchors}</xdr:wsDr>'
    ).encode()
    rel = parts.point(sheet, DRAWING, f"{RELATIONS}/drawing")
    parts[sheet] = put_in(parts[sheet], AFTER_ROWS, "drawing", pointer("drawing", rel))


def pointer(element: str, rel: str) -> str:
    return f'<{element} r:id="{rel}" xmlns:r="{RELATIONS}"/>'


def _chart() -> bytes:
    label = (
        '<c:dLbls><c:dLbl><c:idx val="0"/><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Our best month</a:t></a:r></a:p>'
        '</c:rich></c:tx><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbl><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    trend = '<c:trendline><c:name>Trend of charges</c:name><c:trendlineType val="linear"/><c:dispRSqr val="0"/><c:dispEq val="0"/></c:trendline>'
    values = "<c:val><c:numRef><c:f>Claims!$AI$2:$AI$6</c:f></c:numRef></c:val>"
    return (
        f'<c:chartSpace xmlns:c="{DRAWINGS}/chart" xmlns:a="{DRAWINGS}/main"><c:chart><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/>'
        f'{label}{trend}{values}</c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
        "</c:plotArea></c:chart></c:chartSpace>"
    ).encode()


def pictures(parts: Parts, sheet: str) -> None:
    header = "xl/drawings/vmlDrawingHF900.vml"
    parts.put(header, _header_picture(), f"{DOCUMENT}.vmlDrawing")
    parts.point(header, "xl/media/image900.png", f"{RELATIONS}/image")
    rel = parts.point(sheet, header, f"{RELATIONS}/vmlDrawing")
    xml = put_in(parts[sheet], AFTER_ROWS, "legacyDrawingHF", pointer("legacyDrawingHF", rel))
    back = parts.point(sheet, "xl/media/image900.png", f"{RELATIONS}/image")
    parts[sheet] = put_in(xml, AFTER_ROWS, "picture", pointer("picture", back))


def _header_picture() -> bytes:
    return (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        b' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="LH" type="#_x0000_t75"'
        b' style="width:20pt;height:20pt"><v:imagedata o:relid="rId90" o:title="logo"/></v:shape></xml>'
    )


def cells(parts: Parts, sheet: str) -> None:
    """Put, right of the table, cells that Excel keeps more of than a value."""
    checkbox = _checkbox_style(parts)
    _rich_values(parts)
    cells = (
        '<c r="BN2" t="e" vm="1"><v>#VALUE!</v></c>'
        f'<c r="BO2" s="{checkbox}" t="b"><v>1</v></c>'
        '<c r="BP2" cm="1"><f t="array" ref="BP2">_xlfn.SEQUENCE(1)</f><v>1</v></c>'
        '<c r="BQ2" t="inlineStr"><is><r><rPr><b/></rPr><t>bold</t></r><r><t> plain</t></r></is></c>'
        '<c r="BR2"><f>SUM(40,2)</f><v>42</v></c>'
    )
    row = re.search(rb'<row r="2"[^>]*>.*?(</row>)', parts[sheet], re.DOTALL)
    assert row is not None
    at = row.start(1)
    parts[sheet] = parts[sheet][:at] + cells.encode() + parts[sheet][at:]


def _checkbox_style(parts: Parts) -> int:
    """Add a cell format that shows TRUE as a checkbox, and return its number."""
    bag = "xl/featurePropertyBag/featurePropertyBag.xml"
    parts.put(bag, _property_bag(), "application/vnd.ms-excel.featurepropertybag+xml")
    parts.point(BOOK, bag, f"{MICROSOFT}/2022/11/relationships/FeaturePropertyBag")
    styles = parts["xl/styles.xml"]
    formats = re.search(rb'<cellXfs count="(\d+)">', styles)
    assert formats is not None
    number = int(formats[1])
    complement = (
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><extLst><ext'
        ' uri="{C7286773-470A-42A8-94C5-96B5CB345126}" xmlns:xfpb="http://schemas.microsoft.com/office/'
        'spreadsheetml/2022/featurepropertybag"><xfpb:xfComplement i="0"/></ext></extLst></xf></cellXfs>'
    )
    styles = styles.replace(formats[0], f'<cellXfs count="{number + 1}">'.encode())
    parts["xl/styles.xml"] = styles.replace(b"</cellXfs>", complement.encode())
    return number


def _property_bag() -> bytes:
    return (
        b'<FeaturePropertyBags xmlns="http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag">'
        b'<bag type="Checkbox"/><bag type="XFControls"><bagId k="CellControl">0</bagId></bag>'
        b'<bag type="XFComplement"><bagId k="XFControls">1</bagId></bag>'
        b'<bag type="XFComplements" extRef="XFComplementsMapperExtRef"><a k="MappedFeaturePropertyBags">'
        b"<bagId>2</bagId></a></bag></FeaturePropertyBags>"
    )


def _rich_values(parts: Parts) -> None:
    """Put in what stands behind a picture in a cell and a dynamic array."""
    rich = f"{MICROSOFT}/spreadsheetml/2017/richdata"
    kinds = "application/vnd.ms-excel"
    metadata = (
        f'<metadata xmlns="{MAIN}" xmlns:xlrd="{rich}" xmlns:xda="{MICROSOFT}/spreadsheetml/2017/dynamicarray">'
        '<metadataTypes count="2"><metadataType name="XLDAPR" minSupportedVersion="120000" cellMeta="1"/>'
        '<metadataType name="XLRICHVALUE" minSupportedVersion="120000"/></metadataTypes>'
        '<futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
        '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
        '<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext uri="{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}">'
        '<xlrd:rvb i="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk>'
        '</cellMetadata><valueMetadata count="1"><bk><rc t="2" v="0"/></bk></valueMetadata></metadata>'
    )
    values = f'<rvData xmlns="{rich}" count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>'
    structures = (
        f'<rvStructures xmlns="{rich}" count="1"><s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/>'
        '<k n="CalcOrigin" t="i"/></s></rvStructures>'
    )
    pointers = f'<richValueRels xmlns="{MICROSOFT}/spreadsheetml/2022/richvaluerel"><rel r:id="rId90" xmlns:r="{RELATIONS}"/></richValueRels>'
    for name, xml, kind, relation in (
        ("xl/metadata.xml", metadata, f"{SHEET_TYPE}.sheetMetadata+xml", f"{RELATIONS}/sheetMetadata"),
        ("xl/richData/rdrichvalue.xml", values, f"{kinds}.rdrichvalue+xml",
         f"{MICROSOFT}/2017/06/relationships/rdRichValue"),
        ("xl/richData/rdrichvaluestructure.xml", structures, f"{kinds}.rdrichvaluestructure+xml",
         f"{MICROSOFT}/2017/06/relationships/rdRichValueStructure"),
        ("xl/richData/richValueRel.xml", pointers, f"{kinds}.richvaluerel+xml",
         f"{MICROSOFT}/2022/10/relationships/richValueRel"),
    ):  # fmt: skip
        parts.put(name, xml.encode(), kind)
        parts.point(BOOK, name, relation)
    parts.point("xl/richData/richValueRel.xml", "xl/media/image900.png", f"{RELATIONS}/image")
