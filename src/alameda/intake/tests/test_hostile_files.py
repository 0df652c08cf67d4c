"""Files made to harm: each is refused, and says which guard refused it."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from pathlib import Path

import pytest

from alameda.foundation.archives import ArchiveRefusedError, Limits, checked
from alameda.intake.actions import lines, objects, opendocument, packed, tables, text, workbook
from alameda.intake.actions.lines import FileRefusedError
from alameda.intake.rules.cells import kind_of
from alameda.intake.tests import parts
from alameda.intake.tests.parts import header, inline

HEAD = header("k", "n")
SMALL = Limits(members=3, unpacked=100_000, ratio=10, small=1_000)


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return out


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)  # noqa: S311  known bytes, no secret


def locked() -> io.BytesIO:
    data = bytearray(archive(("a", b"x")).getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return io.BytesIO(bytes(data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: io.BytesIO(b"PK\x03\x04 nothing"), "damaged"),
        (lambda: archive(*((f"p{place}", b"x") for place in range(4))), "members"),
        (lambda: archive(("a", noise(100_001)), method=zipfile.ZIP_STORED), "size"),
        (lambda: archive(("a", b"0" * 50_000)), "ratio"),
        (lambda: archive(*((f"p{place}", b"0" * 900) for place in range(3))), "ratio"),
        (locked, "locked"),
        (lambda: archive(("a", b"x"), ("A", b"y")), "names"),
        (lambda: archive(("../a", b"x")), "names"),
        (lambda: archive(("c:/a", b"x")), "names"),
        (lambda: archive(("a", b"x"), method=zipfile.ZIP_BZIP2), "packing"),
        (lambda: archive(("b.zip", b"x")), "nested"),
    ],
)
def test_an_archive_is_refused_by_the_guard_that_is_meant(made: object, reason: str) -> None:
    source = made()  # type: ignore[operator]  # a maker of archives
    with pytest.raises(ArchiveRefusedError) as refused:
        checked(source, limits=SMALL)
    assert refused.value.reason == reason


def test_an_archive_within_every_limit_is_opened() -> None:
    members = checked(archive(("a/b.xml", noise(5_000)), ("c", b"x")), limits=SMALL)
    assert [member.filename for member in members] == ["a/b.xml", "c"]


def refusal_of(path: Path) -> str:
    with pytest.raises(FileRefusedError) as refused:
        list(tables.inspect(path, known=frozenset({"k", "n"}), required=("k",)).lines())
    return str(refused.value)


def book(folder: Path, rows: str, **named: str) -> Path:
    return parts.pack(folder / "x.xlsx", parts.xlsx(rows, **named))  # type: ignore[arg-type]  # handed on


MANY_CELLS = "<c/>" * (lines.MOST_ROW_CELLS + 1)


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ('<row r="50000000"><c><v>1</v></c></row>', "50000000"),
        ('<row r="1000000000000000"/>', "1000000000000000"),
        ('<row r="1"/>', "fila 1 "),
        (f'<row r="9"/><row r="3">{inline("x")}</row>', "fila 3 "),
        (f"<row>{MANY_CELLS}</row>", "más celdas"),
        (f"<row>{inline('x', 'A2')}{inline('y', 'A2')}</row>", "dos veces"),
        (f"<row>{inline('x' * (lines.MOST_CELL + 1))}</row>", "20000"),
        ('<row><c r="?"><v>1</v></c></row>', "dañado"),
        ('<row><c t="s"><v>7</v></c></row>', "dañado"),
        ('<row><c t="s"><v>-1</v></c></row>', "dañado"),
        ("<row><c>", "dañado"),
        ("<row>&a;</row>", "dañado"),
    ],
)
def test_a_hostile_sheet_is_refused_with_its_reason(tmp_path: Path, rows: str, word: str) -> None:
    assert word in refusal_of(book(tmp_path, HEAD + rows))


def test_a_document_type_is_refused_before_its_entities_are_read(tmp_path: Path) -> None:
    made = parts.xlsx(HEAD)
    sheet = str(made["xl/worksheets/sheet1.xml"])
    made["xl/worksheets/sheet1.xml"] = f"<!DOCTYPE a>{sheet}"
    path = parts.pack(tmp_path / "x.xlsx", made)

    assert "dañado" in refusal_of(path)


def test_one_cell_in_the_last_row_is_one_row(tmp_path: Path) -> None:
    path = book(tmp_path, f'{HEAD}<row r="1048576">{inline("x")}</row>')
    table = tables.inspect(path, known=frozenset({"k"}), required=("k",))

    assert [line.number for line in table.lines()] == [1_048_576]


@pytest.mark.parametrize(
    ("limit", "named"),
    [
        ("MOST_SHARED_STRINGS", {"shared": "<si><t>un texto</t></si>"}),
        ("MOST_STYLES", {"styles": "<cellXfs><xf/></cellXfs>"}),
        ("MOST_SHEETS", {}),
    ],
)
def test_a_part_beyond_its_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, named: dict[str, str]
) -> None:
    path = book(tmp_path, HEAD + f"<row>{inline('x')}</row>", **named)
    assert len(list(tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines())) == 1

    monkeypatch.setattr(workbook, limit, 0)

    assert "dañado" in refusal_of(path)


def test_merging_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after = '<mergeCells><mergeCell ref="A2:A1048576"/><mergeCell ref="B2:B9"/></mergeCells>'
    path = book(tmp_path, HEAD + f"<row>{inline('x')}{inline('y')}</row>", after=after)
    table = tables.inspect(path, known=frozenset({"k"}), required=("k",))
    assert len(list(table.lines())) == 1

    with monkeypatch.context() as fewer:
        fewer.setattr(tables, "MOST_OPEN", 1)
        assert "llegan más celdas combinadas" in refusal_of(path)
    monkeypatch.setattr(workbook, "MOST_MERGED", 1)
    assert "más de 1 veces" in refusal_of(path)


def ods_path(folder: Path, *rows: str) -> Path:
    names = parts.ods_row(parts.ods_text("k"), parts.ods_text("n"))
    return parts.pack(folder / "x.ods", parts.ods(parts.ods_table("x", names, *rows)))


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (parts.ods_row(parts.ods_text("x"), more=' table:number-rows-repeated="1001"'), "1001"),
        (
            parts.ods_row("<table:table-cell/>", more=' table:number-rows-repeated="1048576"')
            + parts.ods_row(parts.ods_text("x")),
            "1048578",
        ),
        (parts.ods_row(parts.ods_text("x" * (lines.MOST_CELL + 1))), "20000"),
        (parts.ods_row(f"<table:table-cell>{parts.ods_table('y')}</table:table-cell>"), "dañado"),
    ],
)
def test_a_hostile_opendocument_is_refused_with_its_reason(
    tmp_path: Path, row: str, word: str
) -> None:
    assert word in refusal_of(ods_path(tmp_path, row))


def test_an_opendocument_that_merges_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ods_path(
        tmp_path, parts.ods_row(parts.ods_text("x", more=' table:number-rows-spanned="2"'))
    )
    assert len(list(tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines())) == 1

    monkeypatch.setattr(opendocument, "MOST_MERGED", 0)

    assert "más de 0 veces" in refusal_of(path)


def test_a_text_beyond_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_text("k,n\n1,2\n")
    monkeypatch.setattr(text, "MOST_BYTES", 5)

    assert "MB" in refusal_of(path)


def test_a_header_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    names = ["k", *(f"c{place}" for place in range(lines.MOST_COLUMNS - 1))]
    path.write_text(",".join(names) + "\n" + "1," * (len(names) - 1) + "2\n")
    assert len(list(tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines())) == 1

    path.write_text(",".join([*names, "otra"]) + "\n")
    assert "257" in refusal_of(path)


@pytest.mark.parametrize(("limit", "most"), [("MOST_RATIO", 5), ("MOST_BYTES", 9_000)])
def test_a_compressed_text_that_swells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"k,n\n" + b"1,2\n" * 3_000))
    table = tables.inspect(path, known=frozenset({"k"}), required=("k",))
    assert len(list(table.lines())) == 3_000

    if limit == "MOST_RATIO":
        monkeypatch.setattr(text, "RATIO_FROM_BYTES", 1_000)
    monkeypatch.setattr(text, limit, most)
    assert "mucho más de lo que pesa" in refusal_of(path)


def test_a_json_beyond_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"k": "1", "n": "2"}]')
    assert len(list(tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines())) == 1

    monkeypatch.setattr(objects, "MOST_BYTES", 5)
    assert "MB" in refusal_of(path)


def test_a_number_of_a_json_without_measure_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"k": 1e30, "n": 1e999999999}]')
    (line,) = tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines()

    assert [kind_of(cell) for cell in line.cells] == ["number", "broken"]


@pytest.mark.parametrize("form", ["xlsx", "ods", "shared"])
def test_a_text_without_end_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    # The element never ends: only what counts while it reads can say so.
    long = "x" * 100
    row = f"<row>{inline(long)}{inline('y')}</row>"
    if form == "ods":
        path = ods_path(tmp_path, parts.ods_row(parts.ods_text(long)))
    elif form == "xlsx":
        path = book(tmp_path, HEAD + row)
    else:
        cell = '<row><c t="s"><v>0</v></c></row>'
        path = book(tmp_path, HEAD + cell, shared=f"<si><t>{long}</t></si>")
    assert len(list(tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines())) == 1

    monkeypatch.setattr(packed, "MOST_TEXT", 50)
    assert ("dañado" if form == "shared" else "20000") in refusal_of(path)


def test_a_row_wider_than_any_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("k,n\n1" + "," * (lines.MOST_ROW_CELLS - 1) + "\n")
    assert len(list(tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines())) == 1

    path.write_text("k,n\n1,2\n" + "," * lines.MOST_ROW_CELLS + "\n")
    assert "línea 3" in refusal_of(path)
    assert "más celdas" in refusal_of(path)


def test_a_row_longer_than_any_of_a_sheet_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("k,n\n" + '"a\nb",2\n' * 50)
    monkeypatch.setattr(text, "MOST_ROW", 20)
    assert len(list(tables.inspect(path, known=frozenset({"k"}), required=("k",)).lines())) == 50

    path.write_text('k,n\n1,2\n"' + "a\n" * 20 + '",2\n')
    assert "línea 3" in refusal_of(path)


def test_a_list_of_more_names_than_a_sheet_has_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{f"c{place}": 1} for place in range(lines.MOST_ROW_CELLS + 1)]))

    assert "más celdas" in refusal_of(path)


def test_a_name_twice_among_many_is_found_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    names = ",".join(f'"c{place}":1' for place in range(200_000))
    path.write_text("[{" + names + ',"c199999":2}]')

    assert "c199999" in refusal_of(path)


def test_two_names_that_are_read_alike_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"k": "1", "n": "2"}, {"k": "3", "k ": "4", "n": "5"}]')

    assert "línea 2" in refusal_of(path)


def test_a_name_that_no_table_keeps_is_shown_without_what_it_cannot_keep(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"l": [{"k": "1", "z\\ud800": "2"}], "m\\udfff": [{"z": "1"}]}')
    table = tables.inspect(path, known=frozenset({"k"}), required=("k",))

    assert table.header == ("k", "z\ufffd")
    assert [list(line.cells) for line in table.lines()] == [["1", "2"]]
    assert table.others == ("m\ufffd",)
