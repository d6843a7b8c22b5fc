"""Reading CSV files as they come: encodings, delimiters, titles above the header, broken rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.listing import guard
from csops_tui.exchange.table import open_table, unguard
from csops_tui.store.book import Book

pytestmark = pytest.mark.usefixtures("english")

JAPANESE = "会社名,氏名\r\n" + "".join(f"株式会社第{i}商事,山田 太郎{i}\r\n" for i in range(40))


def write(tmp_path: Path, data: bytes | str) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_a_japanese_file_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    table = open_table(write(tmp_path, JAPANESE.encode(encoding)))
    assert table.header == ("会社名", "氏名")
    assert [row.cells[0] for row in table.rows()] == [f"株式会社第{i}商事" for i in range(40)]


@pytest.mark.parametrize(
    "text",
    [
        "処理区分,件数\r\n1,2\r\n",
        "id,name\r\n" + "".join(f"{i},user{i}\r\n" for i in range(400)) + "401,髙橋　一郎\r\n",
        "ｶﾌﾞｼｷｶﾞｲｼｬﾃｽﾄ,ﾔﾏﾀﾞ\r\n1,2\r\n",
        "①,㈱髙﨑商店\r\n1,2\r\n",
        "会社,金額\r\nA,￥1\r\n",
    ],
)
def test_little_or_late_japanese_is_enough_to_know_cp932(tmp_path: Path, text: str) -> None:
    table = open_table(write(tmp_path, text.encode("cp932")))
    assert table.encoding == "cp932"


def test_western_text_is_not_taken_for_japanese(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "name,city\r\nJosé,Córdoba\r\n".encode("latin-1")))
    assert [row.cells for row in table.rows()] == [["José", "Córdoba"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found_by_vote(tmp_path: Path, delimiter: str) -> None:
    lines = [["name", "note"], ["A", "one, two; three" if delimiter == "\t" else "one two"], ["B", "x"]]
    table = open_table(write(tmp_path, "\n".join(delimiter.join(line) for line in lines)))
    assert table.delimiter == delimiter
    assert table.header == ("name", "note")


def test_lines_above_the_header_and_blank_rows_are_left_out(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "List of customers,,\n\nid,name,seats\n1,A,2\n,,\n\n2,B,3\n"))
    assert table.header == ("id", "name", "seats")
    assert [(row.line, row.cells) for row in table.rows()] == [(4, ["1", "A", "2"]), (7, ["2", "B", "3"])]


def test_an_unclosed_quote_costs_one_row_only(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, 'id,name\n1,"A\n2,B\n3,"C\nD"\n4,"E" F\n5,G\n'))
    assert [(row.line, row.fault) for row in table.rows()] == [
        (2, "quote"),
        (3, ""),
        (4, ""),
        (6, "quote"),
        (7, ""),
    ]


def test_an_unclosed_quote_at_the_end_of_a_long_file_costs_one_row_only(tmp_path: Path) -> None:
    rows = "".join(f"{i},n{i}\n" for i in range(5_000))
    found = list(open_table(write(tmp_path, 'id,name\nx,"A\n' + rows)).rows())
    assert len(found) == 5_001
    assert [row.line for row in found if row.fault] == [2]


def test_rows_of_another_width_are_reported(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "a,b\n1,2\n1\n1,2,3\n1,2,\n"))
    assert [row.fault for row in table.rows()] == ["", "width", "width", ""]


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "a,b\n1," + "x" * 1_000_000 + "\n"))
    assert len(next(table.rows()).cells[1]) == 1_000_000


def test_repeated_and_empty_names_are_told_apart(tmp_path: Path) -> None:
    assert open_table(write(tmp_path, "a,a,,b\n1,2,3,4\n")).header == ("a", "a (2)", "#3", "b")


@pytest.mark.parametrize(("data", "key"), [(b"", "empty_file"), (b"\xff\xfe\x00\xd8", "wrong_encoding")])
def test_what_is_not_a_table_is_named(tmp_path: Path, data: bytes, key: str) -> None:
    with pytest.raises(ExchangeError) as found:
        list(open_table(write(tmp_path, data)).rows())
    assert found.value.key == key


def test_a_wrong_encoding_given_by_hand_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="utf-8"):
        open_table(write(tmp_path, JAPANESE.encode("cp932")), encoding="utf-8")


@given(st.text())
def test_taking_the_guard_off_undoes_putting_it_on(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.sampled_from("=+-@\t\r"), st.text(alphabet="=+-@'ab 1"))
def test_no_formula_leaves_without_its_guard(start: str, rest: str) -> None:
    guarded = guard(start + rest)
    assert guarded[0] == "'" or rest.replace(".", "", 1).isdecimal()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.csv"
    path.write_bytes(data)
    try:
        for row in open_table(path).rows():
            assert row.line >= 1
    except ExchangeError as error:
        assert str(error)


def test_a_file_without_header_has_columns_called_by_place(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "1,A社,a@a.example,2026-04-01\n2,B社,b@b.example,2026-05-01\n"))
    assert (table.header, table.header_line) == (("#1", "#2", "#3", "#4"), 0)
    assert len(list(table.rows())) == 2


@pytest.mark.parametrize(
    "text",
    [
        "name,2024,2025\nA,1,2\nB,3,4\n",
        "name,4,5,6\nA,1,2,3\nB,3,4,5\n",
        "id,name\n1,A\n",
        "id,since\n,2026-04-01\n",
        "a,b,c\n1,,\n2,3,4\n",
        "name\nA\nB\n",
        "a,b\n",
        "date,2026-01-01\nA,5\n",
    ],
)
def test_a_header_is_known_by_its_words_and_its_counting(tmp_path: Path, text: str) -> None:
    assert open_table(write(tmp_path, text)).header_line == 1


def test_the_header_line_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, "x,y\n\nid,name\n1,A\n")
    assert open_table(path, header_line=3).header == ("id", "name")
    assert open_table(path, header_line=2).header_line == 3
    assert [row.cells[0] for row in open_table(path, header_line=0).rows()] == ["x", "id", "1"]
    with pytest.raises(ExchangeError, match="Line 8"):
        open_table(path, header_line=8)


def test_a_first_line_that_names_the_delimiter_is_obeyed(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "sep=;\na,b;c\n1,2;3\n"))
    assert (table.delimiter, table.header, table.header_line) == (";", ("a,b", "c"), 2)


def test_lines_of_text_with_a_stray_comma_are_one_column(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "Title of it\nabc\nabc, def\nghi\njkl\nmno\n"))
    assert table.header == ("Title of it",)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as found:
        open_table(write(tmp_path, "a,b\n" + "x," * (13 << 20)))
    assert found.value.key == "long_line"


def test_a_quote_that_swallows_long_lines_costs_one_row_only(tmp_path: Path) -> None:
    long = ("y" * 1_000_000 + ",1\n") * 30
    rows = list(open_table(write(tmp_path, 'a,b\n1,"x\n' + long)).rows())
    assert [row.fault for row in rows] == ["quote"] + [""] * 30


@pytest.mark.parametrize("text", ["name\nRéal\nJosé\n", "a,b\n4,©\n", "Größe,Maß\nÄpfel,süß\n"])
def test_a_few_western_accents_are_not_taken_for_japanese(tmp_path: Path, text: str) -> None:
    table = open_table(write(tmp_path, text.encode("latin-1")))
    assert table.encoding == "cp1252"


def test_japanese_text_with_a_broken_character_is_not_read_as_western(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError) as found:
        open_table(write(tmp_path, JAPANESE.encode("cp932") + b"\x82\r\n"))
    assert found.value.key == "unknown_encoding"


@pytest.mark.parametrize("encoding", ["zip", "rot13", "nothing", "idna"])
def test_an_encoding_that_is_none_is_named(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(ExchangeError) as found:
        list(open_table(write(tmp_path, "a,b\n" + "é" * 300), encoding=encoding).rows())
    assert found.value.key == "wrong_encoding"


def test_an_open_book_is_refused_without_being_opened(book: Book) -> None:
    for path in (book.path, book.path.with_name(f"{book.path.name}-wal")):
        path.touch()
        with pytest.raises(ExchangeError, match="is a database"):
            open_table(path)
