"""Workbooks as tables: sheets, headers, dates, what a spreadsheet shows, and what is refused before it does harm."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from exchange_support import DATA

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.table import open_table, sheets_of

pytestmark = pytest.mark.usefixtures("english")
READXL = DATA / "excel_readxl" / "tests" / "testthat" / "sheets"
readxl = pytest.mark.skipif(not READXL.is_dir(), reason="the data set is not here")
Build = Callable[[Any], None]


def workbook(path: Path, build: Build, **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    build(book)
    book.close()
    return path


def sheet_of(*rows: list[Any]) -> Build:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("list")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)

    return build


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one part of its archive changed."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def refusal(path: Path, **wishes: Any) -> ExchangeError:
    with pytest.raises(ExchangeError) as found:
        open_table(path, **wishes)
    assert path.name in str(found.value)
    return found.value


def test_cells_arrive_as_the_text_that_the_import_reads(tmp_path: Path) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy/m/d h:mm"})
        span = book.add_format({"num_format": "[h]:mm"})
        clock = book.add_format({"num_format": "h:mm"})
        sheet.write_row(0, 0, ["name", "seats", "rate", "big", "live", "since", "at", "spent", "opens"])
        sheet.write_row(1, 0, ["㈱ミライ", 12, 0.1 + 0.2, 12345678901234, True])
        sheet.write_datetime(1, 5, dt.datetime(2026, 4, 1), day)
        sheet.write_datetime(1, 6, dt.datetime(2026, 4, 1, 12, 29, 59, 999_700), moment)
        sheet.write_number(1, 7, 1.5, span)
        sheet.write_datetime(1, 8, dt.time(9, 30), clock)

    table = open_table(workbook(tmp_path / "a.xlsx", build))
    assert next(table.rows()).cells == [
        *("㈱ミライ", "12", "0.3", "12345678901234", "TRUE"),
        *("2026-04-01", "2026-04-01 12:30:00", "36:00", "09:30"),
    ]


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "since"])
        sheet.write_string(1, 0, "A")
        sheet.write_datetime(1, 1, dt.datetime(2026, 4, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    found = [
        next(open_table(workbook(tmp_path / f"{since}.xlsx", build, date_1904=since)).rows()).cells
        for since in (False, True)
    ]
    assert found == [["A", "2026-04-01"]] * 2


def test_a_sheet_is_chosen_by_name_and_else_the_first_visible_one_with_cells(tmp_path: Path) -> None:
    def build(book: Any) -> None:
        hidden = book.add_worksheet("hidden")
        book.add_worksheet("blank").activate()
        hidden.hide()
        hidden.write_row(0, 0, ["secret"])
        book.add_worksheet("顧客").write_column(0, 0, ["name", "A", "B"])
        book.add_worksheet("more").write_column(0, 0, ["title", "C"])

    path = workbook(tmp_path / "a.xlsx", build)
    assert sheets_of(path) == ("hidden", "blank", "顧客", "more")
    table = open_table(path)
    assert (table.sheet, table.sheets, table.header) == ("顧客", ("hidden", "blank", "顧客", "more"), ("name",))
    assert open_table(path, sheet="more").header == ("title",)
    assert refusal(path, sheet="blank").key == "empty_sheet"
    error = refusal(path, sheet="none")
    assert error.key == "no_sheet"
    assert "顧客" in str(error)


def test_a_cover_is_passed_over_for_the_sheet_with_the_table_but_a_small_table_is_not(tmp_path: Path) -> None:
    def build(*first: list[Any]) -> Build:
        def both(book: Any) -> None:
            for name, rows in (
                ("first", first),
                ("notes", [["about"], ["nothing"]]),
                ("顧客", [["id", "name", "seats"], *[[f"A{n}", f"会社{n}", n] for n in range(12)]]),
            ):
                sheet = book.add_worksheet(name)
                for n, row in enumerate(rows):
                    sheet.write_row(n, 0, row)

        return both

    covers = ([["顧客一覧"], ["作成者", "山田"], ["版", "第2版"]], [["顧客一覧 2026"]])
    for n, cover in enumerate(covers):
        table = open_table(workbook(tmp_path / f"cover{n}.xlsx", build(*cover)))
        assert (table.sheet, table.header) == ("顧客", ("id", "name", "seats"))
    assert open_table(tmp_path / "cover0.xlsx", sheet="first").sheet == "first"
    small = workbook(tmp_path / "small.xlsx", build(["id", "name", "owner"], ["C1", "ミライ", "佐藤"]))
    assert open_table(small).sheet == "first"
    pairs = workbook(tmp_path / "pairs.xlsx", build(["name", "seats"], ["ミライ", 5]))
    assert open_table(pairs).sheet == "first"


def test_titles_above_the_header_and_columns_left_of_it_are_left_out(tmp_path: Path) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:E2", "Customers as of April")
        sheet.write_row("B4", ["id", "name", "city", "seats"])
        sheet.write_row("B5", [1, "A", "", 3])
        sheet.write_row("B7", [2, "B", "Nara", 4])

    table = open_table(workbook(tmp_path / "a.xlsx", build))
    assert (table.header, table.header_line, table.skipped_lines) == (("id", "name", "city", "seats"), 4, 3)
    assert [(row.line, row.cells) for row in table.rows()] == [(5, ["1", "A", "", "3"]), (7, ["2", "B", "Nara", "4"])]


def test_the_header_row_can_be_named_or_denied(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet_of(["a", "b"], ["id", "name"], ["1", "A"]))
    assert open_table(path, header_line=2).header == ("id", "name")
    bare = open_table(path, header_line=0)
    assert bare.header == ("#1", "#2")
    assert [row.cells[0] for row in bare.rows()] == ["a", "id", "1"]
    with pytest.raises(ExchangeError, match="Line 9"):
        open_table(path, header_line=9)


def test_names_that_repeat_under_merged_headings_are_led_by_them(tmp_path: Path) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "id")
        sheet.merge_range("B1:C1", "Owner")
        sheet.merge_range("D1:E1", "Contact")
        sheet.write_row("B2", ["name", "team", "name", "mail"])
        sheet.write_row("A3", [1, "Ando", "East", "Baba", "b@x.example"])

    table = open_table(workbook(tmp_path / "a.xlsx", build))
    assert table.header == ("id", "Owner name", "team", "Contact name", "mail")
    assert [row.cells for row in table.rows()] == [["1", "Ando", "East", "Baba", "b@x.example"]]


def test_the_text_of_a_merged_cell_stands_in_each_of_its_rows_and_an_amount_once(tmp_path: Path) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["account", "amount", "contact"])
        sheet.merge_range("A2:A3", "Mirai")
        sheet.merge_range("B2:B3", 500)
        sheet.write_column("C2", ["Abe", "Baba"])

    table = open_table(workbook(tmp_path / "a.xlsx", build))
    assert [row.cells for row in table.rows()] == [["Mirai", "500", "Abe"], ["Mirai", "", "Baba"]]


def test_formulas_are_what_was_stored_and_what_is_missing_is_told(tmp_path: Path) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["name", "total", "share"])
        sheet.write_string("A2", "A")
        sheet.write_formula("B2", '=HYPERLINK("http://x")', None, 42)
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")

    path = workbook(tmp_path / "a.xlsx", build)
    table = open_table(path)
    assert next(table.rows()).cells == ["A", "42", ""]
    assert [remark[:12] for remark in table.remarks] == ["Cells that h"]
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>42</v>", b""))
    assert len(open_table(path).remarks) == 2


@pytest.mark.parametrize("cell", ["XFD1048576", "SG1", "A300001"])
def test_a_cell_far_out_is_refused_before_memory_is_taken_for_it(tmp_path: Path, cell: str) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet_of(["name"], ["A"]))
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="A2"', f'r="{cell}"'.encode()))
    error = refusal(path)
    assert error.key == "cell_too_far"
    assert cell in str(error)


def test_a_style_far_out_does_not_matter(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet_of(["name"], ["A"]))
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b'<row r="9"><c r="XFD9" s="0"/></row></sheetData>'),
    )
    assert [row.cells for row in open_table(path).rows()] == [["A"]]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet_of(["name"], ["A"]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", bytes(40 << 20))
    assert refusal(path).key == "archive_too_dense"
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(200):
            archive.writestr(f"xl/media/{n}", b"")
    assert refusal(path).key == "archive_too_large"


def test_what_only_looks_like_a_workbook_is_named(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    files = {
        "zip.xlsx": (held.getvalue(), "archive_of_files"),
        "web.xls": (b"<html><table><tr><td>a</td></tr></table></html>", "no_table.web_page"),
        "xml.xls": (b'<?xml version="1.0"?><Workbook/>', "no_table.xml"),
        "cut.xlsx": (held.getvalue()[:40], "broken_file"),
        "cut.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken_file"),
        "note.csv": (b"%PDF-1.7", "no_table.pdf"),
        "a.csv.gz": (b"\x1f\x8b\x08", "no_table.packed"),
        "events.parquet": (b"PAR1", "no_table.parquet"),
        "book.db": (b"SQLite format 3\0", "no_table.database"),
    }
    for name, (data, key) in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert refusal(path).key == key


def test_a_csv_file_named_like_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes("会社名\t席数\r\nミライ\t3\r\n".encode("cp932"))
    assert open_table(path).header == ("会社名", "席数")
    assert sheets_of(path) == ()


@readxl
def test_a_locked_workbook_is_named(tmp_path: Path) -> None:
    # The mark of an encrypted package in an otherwise old workbook's container.
    path = tmp_path / "a.xlsx"
    shutil.copyfile(READXL / "dates-1900.xls", path)
    data = path.read_bytes()
    name = "Workbook".encode("utf-16-le").ljust(64, b"\0")
    place = data.index(name)
    renamed = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
    path.write_bytes(data[:place] + renamed + (34).to_bytes(2, "little") + data[place + 66 :])
    assert refusal(path).key == "locked_file"


@readxl
def test_old_and_new_workbooks_of_the_same_content_give_the_same_rows() -> None:
    pairs = [(path, READXL / f"{path.stem}.xlsx") for path in READXL.glob("*.xls")]
    pairs = [(old, new) for old, new in pairs if new.exists()]
    assert len(pairs) >= 5
    for old, new in pairs:
        assert sheets_of(old) == sheets_of(new)
        a, b = open_table(old), open_table(new)
        assert (a.header, list(a.rows())) == (b.header, list(b.rows())), old.name


@readxl
def test_text_that_an_old_writer_stored_wide_is_put_together() -> None:
    assert open_table(READXL / "mtcars.xls").header[:3] == ("mpg", "cyl", "disp")


def test_a_cell_far_out_that_is_written_unusually_only_ends_the_child(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet_of(["name"], ["A"]))
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="A2"', b"r='XFD1048576'"))
    assert refusal(path).key in ("takes_too_much", "broken_file")


def test_a_sheet_of_open_document_is_read(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'

    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    day = '<table:table-cell office:value-type="date" office:date-value="2026-04-01"/>'
    spaces = {"office": "office:1.0", "table": "table:1.0", "text": "text:1.0"}
    declared = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}"' for k, v in spaces.items())
    content = (
        f"<office:document-content {declared}><office:body><office:spreadsheet>"
        f'<table:table table:name="顧客">{row(cell("name"), cell("since"))}{row(cell("㈱ミライ"), day)}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    table = open_table(path)
    assert (table.sheets, table.header) == (("顧客",), ("name", "since"))
    assert [row.cells for row in table.rows()] == [["㈱ミライ", "2026-04-01"]]
