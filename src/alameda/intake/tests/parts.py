"""Workbooks put together by hand, part by part: every legal packing, and those that are none."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
ODS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def pack(
    path: Path, parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED
) -> Path:
    """An archive of these parts."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def inline(text: str, place: str = "", *, more: str = "") -> str:
    """A cell with its text in it."""
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"{more}><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def header(*names: str) -> str:
    """The first row."""
    return f"<row>{''.join(inline(name) for name in names)}</row>"


def xlsx(  # noqa: PLR0913  the parts of a workbook, all optional
    sheets: Mapping[str, str] | str,
    *,
    shared: str = "",
    styles: str = "",
    after: str = "",
    states: Mapping[str, str] | None = None,
    properties: str = "",
    namespace: str = MAIN,
    **more: str | bytes,
) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets hold these rows, in XML.

    Args:
        sheets: rows by the name of their sheet; one of them alone is called ``Hoja``.
        shared: the items of its shared strings; none: it has no such part.
        styles: what its styles hold; none: it has no such part.
        after: what follows the rows of each sheet, such as merged cells.
        states: ``hidden`` or ``veryHidden``, by the name of the sheet.
        properties: attributes of the workbook's properties.
        namespace: of its elements.
        more: other parts, by name with ``__`` for the slash.
    """
    rows = {"Hoja": sheets} if isinstance(sheets, str) else sheets
    listed, links = [], []
    parts: dict[str, str | bytes] = {}
    for number, (name, content) in enumerate(rows.items(), start=1):
        state = (states or {}).get(name, "visible")
        listed.append(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}" state="{state}"/>'
        )
        links.append((f"r{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{namespace}"><sheetData>{content}</sheetData>{after}</worksheet>'
        )
    for kind, target, content in (
        (
            "sharedStrings",
            "sharedStrings.xml",
            f'<sst xmlns="{namespace}">{shared}</sst>' if shared else "",
        ),
        (
            "styles",
            "styles.xml",
            f'<styleSheet xmlns="{namespace}">{styles}</styleSheet>' if styles else "",
        ),
    ):
        if content:
            links.append((kind, kind, target))
            parts[f"xl/{target}"] = content
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{namespace}" xmlns:r="{LINKS}"><workbookPr {properties}/>'
        f"<sheets>{''.join(listed)}</sheets></workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = relations(links)
    return parts | more


def relations(links: Sequence[tuple[str, str, str]]) -> str:
    """What a part points to: identifier, kind and target."""
    items = "".join(
        f'<Relationship Id="{each}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for each, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{items}</Relationships>'


def formats(*codes: str) -> str:
    """Styles 1, 2, … with these number formats; style 0 is plain."""
    listed = "".join(
        f'<numFmt numFmtId="{200 + place}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for place, code in enumerate(codes)
    )
    styles = "".join(f'<xf numFmtId="{200 + place}"/>' for place in range(len(codes)))
    return f'<numFmts>{listed}</numFmts><cellXfs><xf numFmtId="0"/>{styles}</cellXfs>'


def ods(tables: str, *, styles: str = "", **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of an OpenDocument whose tables are these, in XML."""
    return {
        "mimetype": SPREADSHEET,
        "content.xml": (
            f"<office:document-content {ODS}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>"
        ),
        **more,
    }


def ods_text(text: str, *, more: str = "") -> str:
    """A cell of text."""
    return (
        f'<table:table-cell office:value-type="string"{more}><text:p>{escape(text)}</text:p>'
        "</table:table-cell>"
    )


def ods_row(*cells: str, more: str = "") -> str:
    """A row of cells."""
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def ods_table(name: str, *rows: str, more: str = "") -> str:
    """A table of rows."""
    return f'<table:table table:name="{name}"{more}>{"".join(rows)}</table:table>'
