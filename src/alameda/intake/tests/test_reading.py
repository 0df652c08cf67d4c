"""One way in for files: which sheet, which row, which cell; every legal packing alike."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from alameda.intake.actions import tables
from alameda.intake.actions.lines import FileRefusedError
from alameda.intake.actions.tables import Table
from alameda.intake.rules.cells import kind_of
from alameda.intake.tests import parts
from alameda.intake.tests.parts import header, inline

KNOWN = frozenset({"codigo", "nombre", "monto", "año"})
REQUIRED = ("codigo", "nombre")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = f"<row>{inline('C1')}{inline('Obra')}<c><v>5</v></c></row>"
HEAD = header("codigo", "nombre", "monto")


def looked_at(path: Path, *, sheet: str = "") -> Table:
    return tables.inspect(path, known=KNOWN, required=REQUIRED, sheet=sheet)


def rows_of(path: Path) -> list[list[str]]:
    return [list(line.cells) for line in looked_at(path).lines()]


def numbers_of(path: Path) -> list[int]:
    return [line.number for line in looked_at(path).lines()]


def refusal_of(path: Path) -> str:
    with pytest.raises(FileRefusedError) as refused:
        list(looked_at(path).lines())
    return str(refused.value)


def text_file(folder: Path, content: str | bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def book(folder: Path, *args: object, name: str = "x.xlsx", **named: object) -> Path:
    return parts.pack(folder / name, parts.xlsx(*args, **named))  # type: ignore[arg-type]  # handed on


# One table in every form.


def test_every_form_gives_the_same_rows(tmp_path: Path) -> None:
    plain = "codigo;nombre;monto\r\nC1;Ñuñoa;5\r\n"
    made = openpyxl.Workbook()
    made.worksheets[0].append(["codigo", "nombre", "monto"])
    made.worksheets[0].append(["C1", "Ñuñoa", 5])
    made.save(tmp_path / "x.xlsx")
    cells = [parts.ods_text(text) for text in ("C1", "Ñuñoa")]
    five = '<table:table-cell office:value-type="float" office:value="5"/>'
    names = [parts.ods_text(text) for text in ("codigo", "nombre", "monto")]
    table = parts.ods_table("x", parts.ods_row(*names), parts.ods_row(*cells, five))
    parts.pack(tmp_path / "x.ods", parts.ods(table))
    objects = [{"codigo": "C1", "nombre": "Ñuñoa", "monto": 5}]
    files = [
        text_file(tmp_path, plain, "u.csv"),
        text_file(tmp_path, plain.encode("cp1252"), "l.csv"),
        text_file(tmp_path, plain.encode("utf-8-sig"), "b.csv"),
        text_file(tmp_path, plain.replace(";", "\t").encode("utf-16"), "w.txt"),
        text_file(tmp_path, plain.replace(";", "|").encode("utf-16-be").join([b"\xfe\xff", b""])),
        text_file(tmp_path, f"sep=;\n{plain}", "s.csv"),
        text_file(tmp_path, f"\ufeffsep=;\r\n{plain}", "t.csv"),
        text_file(tmp_path, gzip.compress(plain.encode()), "z.csv.gz"),
        text_file(tmp_path, json.dumps(objects), "o.json"),
        text_file(tmp_path, gzip.compress(json.dumps({"lista": objects}).encode()), "o.json.gz"),
        tmp_path / "x.xlsx",
        tmp_path / "x.ods",
    ]

    for file in files:
        assert rows_of(file) == [["C1", "Ñuñoa", "5"]], file.name


def test_content_decides_and_a_name_that_says_otherwise_is_said(tmp_path: Path) -> None:
    book(tmp_path, HEAD + ROW, name="x.csv")
    text_file(tmp_path, "codigo,nombre\nC1,Obra\n", "y.xlsx")

    assert looked_at(tmp_path / "x.csv").reading["name_says_otherwise"] is True
    assert rows_of(tmp_path / "y.xlsx") == [["C1", "Obra"]]
    text_file(tmp_path, "codigo,nombre\nC1,Obra\n", "y.csv")
    assert "name_says_otherwise" not in looked_at(tmp_path / "y.csv").reading


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "old-excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "contraseña",
        ),
        (OLE + "WordDocument".encode("utf-16-le"), "Word"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "rar"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"PAR1", "parquet"),
        (b"<?xml version='1.0'?><office:document/>", "markup"),
        ("codigo,nombre\nC1,\ud83d\n".encode("utf-16", "surrogatepass"), "UTF-16"),
        ("codigo,nombre\nC1,a\0b\n".encode("utf-16"), "línea 2"),
        (b"codigo,nombre\nC1,a\0b\n", "línea 2"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes, word: str) -> None:
    assert word in refusal_of(text_file(tmp_path, content))


@pytest.mark.parametrize(
    ("made", "word"),
    [
        ({"word/document.xml": "<w/>"}, "presentación"),
        ({"xl/workbook.bin": b"\0"}, "XLSB"),
        ({"leeme.txt": "hola"}, "archivo comprimido"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "ODS"),
        (
            parts.ods(parts.ods_table("x"))
            | {"META-INF/manifest.xml": "<m:m xmlns:m='m'><m:encryption-data/></m:m>"},
            "contraseña",
        ),
    ],
)
def test_other_archives_are_refused_in_words(
    tmp_path: Path, made: Mapping[str, str | bytes], word: str
) -> None:
    assert word in refusal_of(parts.pack(tmp_path / "x.xlsx", made))


def test_a_link_to_a_file_is_no_file(tmp_path: Path) -> None:
    text_file(tmp_path, "codigo,nombre\nC1,Obra\n", "y.csv")
    (tmp_path / "x.csv").symlink_to(tmp_path / "y.csv")

    assert "x.csv" in refusal_of(tmp_path / "x.csv")


# Which sheet.


def test_the_sheet_that_people_see_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    other = header("codigo", "nombre") + f"<row>{inline('C9')}{inline('Otra')}</row>"
    sheets = {"Oculta": other, "Muy oculta": other, "Notas": header("nota"), "Datos": HEAD + ROW}
    path = book(tmp_path, sheets, states={"Oculta": "hidden", "Muy oculta": "veryHidden"})

    table = looked_at(path)

    assert [list(line.cells) for line in table.lines()] == [["C1", "Obra", "5"]]
    assert table.reading["sheet"] == "Datos"
    assert [name.split(" (")[0] for name in table.reading["other_sheets"]] == [
        "Oculta", "Muy oculta", "Notas",
    ]  # fmt: skip


def test_two_sheets_that_have_the_columns_are_refused_unless_one_is_meant(tmp_path: Path) -> None:
    path = book(tmp_path, {"Uno": HEAD + ROW, "Dos": HEAD})

    said = refusal_of(path)
    assert "«Uno», «Dos»" in said
    assert looked_at(path, sheet="DOS").sheet == "Dos"
    with pytest.raises(FileRefusedError, match="Tres"):
        looked_at(path, sheet="Tres")


def test_columns_that_only_a_hidden_sheet_has_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path, {"Uno": HEAD + ROW, "Dos": header("x")}, states={"Uno": "hidden"})

    said = refusal_of(path)
    assert "«Uno»" in said
    assert "oculta" in said


def test_a_hidden_table_of_an_opendocument_is_not_taken(tmp_path: Path) -> None:
    names = parts.ods_row(parts.ods_text("codigo"), parts.ods_text("nombre"))
    hidden = parts.ods_row(parts.ods_text("C9"), parts.ods_text("Otra"))
    seen = parts.ods_row(parts.ods_text("C1"), parts.ods_text("Obra"))
    styles = (
        '<style:style style:name="ta2"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    both = parts.ods_table("Oculta", names, hidden, more=' table:style-name="ta2"')
    path = parts.pack(
        tmp_path / "x.ods", parts.ods(both + parts.ods_table("Datos", names, seen), styles=styles)
    )

    assert rows_of(path) == [["C1", "Obra"]]


# Which row.


def test_titles_and_blank_rows_stand_above_the_header(tmp_path: Path) -> None:
    rows = (
        f"<row>{inline('Cartera de inversiones')}</row><row/>"
        f'<row r="4">{inline("codigo")}{inline("nombre")}</row>'
        f"<row/><row>{inline('C1')}{inline('Obra')}</row>"
    )
    path = book(tmp_path, rows)

    assert looked_at(path).reading["header_line"] == 4
    assert numbers_of(path) == [6]
    text = text_file(tmp_path, "Cartera;;\n\n;;\ncodigo;nombre;;\n;;\nC1;Obra;;\n;;\n")
    assert looked_at(text).header_line == 4
    assert [(line.number, line.cells[:2]) for line in looked_at(text).lines()] == [
        (6, ["C1", "Obra"])
    ]


def test_a_header_that_lacks_a_column_says_which_row_was_taken_for_it(tmp_path: Path) -> None:
    path = book(tmp_path, f'<row r="3">{inline("codigo")}{inline("otra")}</row>{ROW}')

    said = refusal_of(path)

    assert "nombre" in said
    assert "3" in said
    assert "«Hoja»" in said


def test_a_header_is_recognised_without_capitals_accents_or_spaces(tmp_path: Path) -> None:
    path = text_file(tmp_path, " CÓDIGO ,\u200bNombre,Ano,monto\nC1,Obra,2024,5\n")

    table = looked_at(path)

    assert table.header == ("codigo", "nombre", "año", "monto")
    assert ["CÓDIGO", "codigo"] in table.reading["renamed_columns"]


def test_a_header_that_names_a_column_twice_is_refused(tmp_path: Path) -> None:
    assert "codigo" in refusal_of(text_file(tmp_path, "Codigo,CODIGO,nombre\nC1,C2,Obra\n"))
    twice = text_file(tmp_path, "codigo,CODIGO,nombre\nC1,C2,Obra\n")
    assert looked_at(twice).header == ("codigo", "CODIGO", "nombre")


def test_a_header_of_merged_rows_ends_with_the_last_of_them(tmp_path: Path) -> None:
    rows = f"{HEAD}<row>{inline('', 'A2')}{inline('sub', 'C2')}</row>{ROW}"
    path = book(
        tmp_path,
        rows,
        after='<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells>',
    )

    assert numbers_of(path) == [3]


# Which cell.


def test_a_merged_value_counts_for_all_its_cells_and_says_so(tmp_path: Path) -> None:
    rows = (
        f"{HEAD}<row>{inline('C1')}{inline('Obra')}</row>"
        f"<row>{inline('C2')}</row><row>{inline('C3')}</row><row>{inline('C4')}</row>"
    )
    path = book(tmp_path, rows, after='<mergeCells><mergeCell ref="B2:B4"/></mergeCells>')

    lines = list(looked_at(path).lines())

    assert [line.cells[1] for line in lines] == ["Obra", "Obra", "Obra", ""]
    marks = [getattr(line.cells[1], "is_merged", False) for line in lines]
    assert marks == [False, True, True, False]
    assert looked_at(path).reading["merged_cells"] == 1


def test_merged_cells_of_an_opendocument_count_alike(tmp_path: Path) -> None:
    names = parts.ods_row(*(parts.ods_text(name) for name in ("codigo", "nombre")))
    first = parts.ods_row(
        parts.ods_text("C1"), parts.ods_text("Obra", more=' table:number-rows-spanned="2"')
    )
    second = parts.ods_row(parts.ods_text("C2"), "<table:covered-table-cell/>")
    path = parts.pack(tmp_path / "x.ods", parts.ods(parts.ods_table("x", names, first, second)))

    assert rows_of(path) == [["C1", "Obra"], ["C2", "Obra"]]


def test_repeated_cells_and_rows_of_an_opendocument_are_counted(tmp_path: Path) -> None:
    names = parts.ods_row(
        '<table:table-cell table:number-columns-repeated="2"/>',
        parts.ods_text("codigo"), parts.ods_text("nombre"), parts.ods_text("monto"),
        '<table:table-cell table:number-columns-repeated="16379"/>',
    )  # fmt: skip
    gap = parts.ods_row("<table:table-cell/>", more=' table:number-rows-repeated="40"')
    twice = parts.ods_row(
        '<table:table-cell table:number-columns-repeated="2"/>',
        parts.ods_text("x", more=' table:number-columns-repeated="3"'),
        more=' table:number-rows-repeated="2"',
    )
    last = parts.ods_row("<table:table-cell/>", more=' table:number-rows-repeated="1048530"')
    table = parts.ods_table("x", names, gap, twice, last)
    path = parts.pack(tmp_path / "x.ods", parts.ods(table))

    assert [(line.number, line.cells[2:5]) for line in looked_at(path).lines()] == [
        (42, ["x", "x", "x"]),
        (43, ["x", "x", "x"]),
    ]


def test_text_of_an_opendocument_has_its_spaces_and_breaks_and_no_comments(tmp_path: Path) -> None:
    names = parts.ods_row(parts.ods_text("codigo"), parts.ods_text("nombre"))
    name = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>nota</text:p>'
        '</office:annotation><text:p>Uno<text:s text:c="2"/>dos</text:p><text:p>tres</text:p>'
        "</table:table-cell>"
    )
    path = parts.pack(
        tmp_path / "x.ods",
        parts.ods(parts.ods_table("x", names, parts.ods_row(parts.ods_text("C1"), name))),
    )

    assert rows_of(path) == [["C1", "Uno  dos\ntres"]]


PACKINGS: Mapping[str, Mapping[str, str | bytes]] = {
    "as usual": parts.xlsx(HEAD + ROW),
    "references": parts.xlsx(
        f'<row r="1">{inline("codigo", "A1")}{inline("nombre", "B1")}{inline("monto", "C1")}</row>'
        f'<row r="2"><c r="C2"><v>5</v></c>{inline("C1", "A2")}{inline("Obra", "B2")}</row>'
    ),
    "shared, rich and phonetic": parts.xlsx(
        HEAD + '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c><v>5</v></c></row>',
        shared=(
            "<si><r><rPr><b/></rPr><t>Ob</t></r><r><t>ra</t></r><rPh sb='0' eb='1'><t>zz</t></rPh>"
            "</si><si><t>C1</t></si>"
        ),
    ),
    "strict": parts.xlsx(HEAD + ROW, namespace=parts.STRICT),
    "a wrong dimension": parts.xlsx(HEAD + ROW, after='<dimension ref="A1:A1"/>'),
    "string results": parts.xlsx(
        f'{HEAD}<row><c t="str"><v>C1</v></c><c t="str"><v>Obra</v></c>'
        '<c t="n"><v>5.0</v></c></row>'
    ),
    "escapes": parts.xlsx(
        f"{HEAD}<row>{inline('C1_x000D_')}{inline('_x004F_bra')}<c><v>5</v></c></row>"
    ),
    "a prefix": {
        **parts.xlsx(HEAD + ROW),
        "xl/worksheets/sheet1.xml": (
            f'<x:worksheet xmlns:x="{parts.MAIN}"><x:sheetData><x:row>'
            '<x:c t="inlineStr"><x:is><x:t>codigo</x:t></x:is></x:c>'
            '<x:c t="inlineStr"><x:is><x:t>nombre</x:t></x:is></x:c>'
            '<x:c t="inlineStr"><x:is><x:t>monto</x:t></x:is></x:c></x:row><x:row>'
            '<x:c t="inlineStr"><x:is><x:t>C1</x:t></x:is></x:c><x:c t="inlineStr"><x:is>'
            "<x:t>Obra</x:t></x:is></x:c><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        ),
    },
    "UTF-16": {
        **parts.xlsx(HEAD + ROW),
        "xl/worksheets/sheet1.xml": (
            f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{parts.MAIN}"><sheetData>'
            f"{HEAD}{ROW}</sheetData></worksheet>"
        ).encode("utf-16"),
    },
    "absolute names": {
        **parts.xlsx(HEAD + ROW),
        "xl/_rels/workbook.xml.rels": parts.relations(
            [("r1", "worksheet", "/xl/worksheets/sheet1.xml")]
        ),
    },
    "elsewhere": {
        "_rels/.rels": parts.relations([("r1", "officeDocument", "/libro/uno.xml")]),
        "libro/uno.xml": parts.xlsx(HEAD + ROW)["xl/workbook.xml"],
        "libro/_rels/uno.xml.rels": parts.relations([("r1", "worksheet", "../Hojas/A.XML")]),
        "hojas/a.xml": parts.xlsx(HEAD + ROW)["xl/worksheets/sheet1.xml"],
    },
    "backslashes": {
        name.replace("/", "\\"): content for name, content in parts.xlsx(HEAD + ROW).items()
    },
    "styled cells without value": parts.xlsx(
        f'{HEAD}<row s="1">{inline("C1")}{inline("Obra")}<c><v>5</v></c><c s="1"/>'
        '<c r="XFD2" s="1"/></row>'
        '<row><c s="1"/></row>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("packing", PACKINGS)
def test_every_legal_way_to_pack_a_workbook_is_read(tmp_path: Path, packing: str) -> None:
    path = parts.pack(tmp_path / "x.xlsx", PACKINGS[packing])

    assert rows_of(path) == [["C1", "Obra", "5"]]


def test_an_escape_of_an_escape_and_halves_of_one_character(tmp_path: Path) -> None:
    rows = f"{HEAD}<row>{inline('_x005F_x000D_')}{inline('_xD83D__xDE00_')}</row>"

    assert rows_of(book(tmp_path, rows)) == [["_x000D_", "😀", ""]]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ('<c t="e"><v>#N/A</v></c>', "error"),
        ("<c><f>1+1</f><v>2</v></c>", "formula"),
        ("<c><f>1+1</f></c>", "formula"),
        ('<c><f t="shared" si="0"/><v>2</v></c>', "formula"),
        ('<c><f t="array" ref="A1:A2">SUM(B1)</f><v>2</v></c>', "formula"),
        ('<c><f t="dataTable" ref="A1:A2"/><v>2</v></c>', "formula"),
        ('<c t="str"><f>A1</f><v>texto</v></c>', "formula"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "formula"),
        ('<c t="b"><v>1</v></c>', "boolean"),
        ("<c><v>cinco</v></c>", "broken"),
        ("<c><v>1e999</v></c>", "broken"),
        ("<c><v>1_000</v></c>", "broken"),
        ('<c t="x"><v>5</v></c>', "broken"),
        (inline("a_x0000_b"), "broken"),
        (inline("a_xD800_b"), "broken"),
        ('<c t="d"><v>2024-03-09</v></c>', "date"),
        ('<c t="d"><v>2024-03-09T10:30:00</v></c>', "moment"),
        ("<c><v>5</v></c>", "number"),
    ],
)
def test_a_cell_is_more_than_its_text(tmp_path: Path, cell: str, kind: str) -> None:
    path = book(tmp_path, f"{HEAD}<row>{inline('C1')}{inline('Obra')}{cell}</row>")

    (row,) = rows_of(path)

    assert kind_of(row[2]) == kind


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ('office:value-type="percentage" office:value="0.355"', "percent", "35.5%"),
        ('office:value-type="time" office:time-value="PT09H30M00S"', "duration", "09:30"),
        ('office:value-type="time" office:time-value="PT33H05M07S"', "duration", "33:05:07"),
        ('office:value-type="time" office:time-value="mañana"', "broken", "mañana"),
        ('office:value-type="date" office:date-value="2024-03-09"', "date", "2024-03-09"),
        ('office:value-type="boolean" office:boolean-value="true"', "boolean", "SI"),
        (
            'office:value-type="float" office:value="2" table:formula="of:=1+1"',
            "formula",
            "=of:=1+1",
        ),
        ('office:value-type="string" calcext:value-type="error"', "error", "#N/A"),
        (
            'office:value-type="float" office:value="58125" table:style-name="ce9"',
            "scaled",
            "58125",
        ),
        ('office:value-type="currency" office:value="58.125"', "number", "58.125"),
    ],
)
def test_a_cell_of_an_opendocument_is_more_than_its_text(
    tmp_path: Path, cell: str, kind: str, text: str
) -> None:
    names = parts.ods_row(*(parts.ods_text(name) for name in ("codigo", "nombre", "monto")))
    styles = (
        '<number:number-style style:name="N9"><number:number number:display-factor="1000"/>'
        '</number:number-style><style:style style:name="ce9" style:data-style-name="N9"/>'
    )
    value = f"<table:table-cell {cell}><text:p>#N/A</text:p></table:table-cell>"
    row = parts.ods_row(parts.ods_text("C1"), parts.ods_text("Obra"), value)
    path = parts.pack(
        tmp_path / "x.ods", parts.ods(parts.ods_table("x", names, row), styles=styles)
    )

    ((_code, _name, found),) = rows_of(path)

    assert (kind_of(found), found) == (kind, text)


def test_digits_shown_with_zeros_in_front_keep_them(tmp_path: Path) -> None:
    names = parts.ods_row(*(parts.ods_text(name) for name in ("codigo", "nombre")))
    shown = [
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for value, text in (("5602", "05602"), ("401000410", "40100041-0"))
    ]
    path = parts.pack(
        tmp_path / "x.ods", parts.ods(parts.ods_table("x", names, parts.ods_row(*shown)))
    )
    assert rows_of(path) == [["05602", "40100041-0"]]
    cells = '<c s="1"><v>5602</v></c><c s="2"><v>401000410</v></c>'
    styles = parts.formats("00000", '00000000"-"0')
    assert rows_of(book(tmp_path, f"{HEAD}<row>{cells}</row>", styles=styles)) == [
        ["05602", "40100041-0", ""]
    ]


def test_a_name_that_an_object_lacks_is_no_empty_value(tmp_path: Path) -> None:
    whole = [{"codigo": "C1", "nombre": "Obra", "monto": None}, {"codigo": "C2", "nombre": "Otra"}]
    first, second = rows_of(text_file(tmp_path, json.dumps(whole), "x.json"))

    assert (first[2], kind_of(first[2])) == ("", "text")
    assert kind_of(second[2]) == "absent"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ('{"a": [1]}', "objetos"),
        ('{"a": [{"codigo": ["x"], "nombre": "y"}]}', "fila 1"),
        ('{"a": [{"codigo": "x", "codigo": "y"}]}', "dos veces"),
        ('{"a": [{"codigo": NaN}]}', "NaN"),
        ('{"a": ' + "[" * 100_000, "niveles"),
        ('[{"codigo": "' + "x" * 30_000 + '", "nombre": ""}]', "20000"),
        ('{"a": {"b": 1}}', "encabezado"),
    ],
)
def test_a_json_that_is_no_table_is_refused_in_words(
    tmp_path: Path, content: str, word: str
) -> None:
    assert word in refusal_of(text_file(tmp_path, content, "x.json"))
