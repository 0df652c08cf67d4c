"""Office files: what acts or reaches out is found whatever it is called, and plain ones pass."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from alameda.documents.rules.office import Holds, holds

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


Members = Mapping[str, str | bytes]


def archive(members: Members) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return body.getvalue()


def types(*more: str, encoding: str = "utf-8") -> bytes:
    parts = "".join(f'<Override PartName="/a" ContentType="{each}"/>' for each in (MAIN, *more))
    return f'<?xml version="1.0" encoding="{encoding}"?><Types>{parts}</Types>'.encode(encoding)


def relation(kind: str, target: str, *, is_external: bool = False) -> str:
    mode = ' TargetMode="External"' if is_external else ""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    )


def ooxml(rels: str = "", *, told: bytes = b"", more: Members | None = None) -> bytes:
    members = {"[Content_Types].xml": told or types(), **(more or {})}
    if rels:
        members["word/_rels/document.xml.rels"] = rels
    return archive(members)


def field(*words: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in words)
    return f'<w:document xmlns:w="{W}"><w:p>{runs}</w:p></w:document>'


@pytest.mark.parametrize(
    "told",
    [
        types("application/vnd.ms-office.vbaProject"),
        types("application/vnd.ms-office.vbaProject", encoding="utf-16"),
        types("application/vnd.ms-word.document.macroEnabled.main+xml", encoding="utf-16"),
        types("application/vnd.ms-excel.macrosheet+xml"),
        types("application/vnd.ms-excel.intlmacrosheet+xml", encoding="iso-8859-1"),
        types("application/vnd.ms-office.activeX+xml"),
        types("application/vnd.openxmlformats-officedocument.oleObject"),
    ],
)
def test_a_program_is_found_by_its_type_in_any_encoding(told: bytes) -> None:
    assert holds(ooxml(told=told)) == Holds.PROGRAM


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (f"{MICROSOFT}/vbaProject", "notas.bin"),
        (f"{MICROSOFT}/xlMacrosheet", "hoja.xml"),
        (f"{RELATIONS}/oleObject", "imagen.png"),
        (f"{RELATIONS}/control", "boton.xml"),
        (f"{MICROSOFT}/activeXControlBinary", "a.bin"),
    ],
)
def test_a_program_is_found_by_its_relation_whatever_it_is_called(kind: str, target: str) -> None:
    assert holds(ooxml(relation(kind, target))) == Holds.PROGRAM


@pytest.mark.parametrize(
    ("kind", "target", "found"),
    [
        ("attachedTemplate", "https://malo.example/a.dotm", Holds.OUTSIDE),
        ("attachedTemplate", r"\\malo.example\a.dotx", Holds.OUTSIDE),
        ("attachedTemplate", "file://malo.example/a.dotx", Holds.OUTSIDE),
        ("attachedTemplate", r"file:///C:\Users\a\Normal.dotm", Holds.QUIET),
        ("attachedTemplate", "Normal.dotm", Holds.QUIET),
        ("image", "http://malo.example/a.png", Holds.OUTSIDE),
        ("frame", "http://malo.example/a.htm", Holds.OUTSIDE),
        ("externalLinkPath", "https://malo.example/a.xlsx", Holds.OUTSIDE),
        ("externalLinkPath", "presupuesto.xlsx", Holds.QUIET),
        ("hyperlink", "https://gobierno.example/", Holds.QUIET),
        ("hyperlink", "mailto:a@gobierno.example", Holds.QUIET),
        ("hyperlink", "javascript:alert(1)", Holds.OUTSIDE),
        ("hyperlink", "ms-msdt:/id", Holds.OUTSIDE),
    ],
)
def test_what_stands_elsewhere_is_let_through_where_a_reader_presses_it(
    kind: str, target: str, found: Holds
) -> None:
    assert holds(ooxml(relation(f"{RELATIONS}/{kind}", target, is_external=True))) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (ooxml(more={"word/document.xml": field("DDEAUTO c:\\\\cmd.exe")}), Holds.OUTSIDE),
        (ooxml(more={"word/pie.xml": field(" D", "DE", " cmd ")}), Holds.OUTSIDE),
        (ooxml(more={"word/document.xml": field(" TOC ", "PAGE")}), Holds.QUIET),
        (ooxml(more={"xl/externalLinks/a.xml": "<x><ddeLink/></x>"}), Holds.OUTSIDE),
        (ooxml(more={"xl/externalLinks/a.xml": "<x><externalBook/></x>"}), Holds.QUIET),
        (ooxml(more={"word/embeddings/a.xlsx": ooxml()}), Holds.QUIET),
        (
            ooxml(more={"word/embeddings/a.xlsx": ooxml(told=types("application/x.macrosheet"))}),
            Holds.PROGRAM,
        ),
        (ooxml(more={"word/document.xml": "<a"}), Holds.UNREADABLE),
        (ooxml(more={"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), Holds.UNREADABLE),
        (archive({"content.xml": "<o><script/></o>"}), Holds.PROGRAM),
        (archive({"styles.xml": "<o><event-listener/></o>"}), Holds.PROGRAM),
        (archive({"Object 1/content.xml": "<o><object-ole/></o>"}), Holds.PROGRAM),
        (archive({"content.xml": "<o><dde-source/></o>"}), Holds.OUTSIDE),
        (archive({"content.xml": "<o><scripts/><object/></o>"}), Holds.QUIET),
    ],
)
def test_fields_links_and_what_lies_inside_are_looked_through(body: bytes, found: Holds) -> None:
    assert holds(body) == found
