"""JSON as tables: lists in every usual wrapping, inner objects as dotted columns, lines, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.table import Table, open_table, sheets_of

pytestmark = pytest.mark.usefixtures("english")


def opened(tmp_path: Path, content: Any, name: str = "a.json", **wishes: Any) -> Table:
    path = tmp_path / name
    text = content if isinstance(content, str | bytes) else json.dumps(content, ensure_ascii=False)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return open_table(path, **wishes)


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows()]


@pytest.mark.parametrize(
    "content",
    [
        [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}],
        {"data": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}], "total": 2},
        {"data": {"accounts": {"nodes": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]}}},
        {"id": [1, 2], "name": ["A", "B"]},
        [["id", "name"], [1, "A"], [2, "B"]],
        {"values": [["id", "name"], [1, "A"], [2, "B"]]},
        '{"id": 1, "name": "A"}\n\n{"id": 2, "name": "B"}\n',
        '﻿[{"id": 1, "name": "A"},\n {"id": 2, "name": "B"}]',
    ],
)
def test_records_are_found_however_they_are_wrapped(tmp_path: Path, content: Any) -> None:
    table = opened(tmp_path, content)
    assert table.header == ("id", "name")
    assert cells(table) == [["1", "A"], ["2", "B"]]


def test_records_kept_by_key_have_their_key_as_a_column(tmp_path: Path) -> None:
    table = opened(tmp_path, {"a": {"n": 1, "m": 2}, "b": {"n": 3, "m": 4}})
    assert (table.header, cells(table)) == (("key", "n", "m"), [["a", "1", "2"], ["b", "3", "4"]])


def test_a_single_record_is_a_table_of_one(tmp_path: Path) -> None:
    table = opened(tmp_path, {"name": "A", "owner": {"name": "Ando"}, "tags": []})
    assert (table.header, cells(table)) == (("name", "owner.name", "tags"), [["A", "Ando", ""]])


def test_several_lists_are_chosen_like_sheets(tmp_path: Path) -> None:
    table = opened(tmp_path, {"people": [{"a": 1}], "data": [{"b": 2}]})
    assert (table.sheet, table.sheets, table.header) == ("data", ("data", "people"), ("b",))
    assert sheets_of(table.path) == ("data", "people")
    assert open_table(table.path, sheet="people").header == ("a",)
    with pytest.raises(ExchangeError, match="people"):
        open_table(table.path, sheet="other")


def test_inner_objects_become_dotted_columns_and_columns_may_come_late(tmp_path: Path) -> None:
    table = opened(tmp_path, [{"a": {"b": {"c": 1}}}, {"a": {"d": [1, "x", None]}, "e": [{"f": True}]}, {"e": False}])
    assert table.header == ("a.b.c", "a.d", "e")
    assert cells(table) == [["1", "", ""], ["", "1, x, ", '[{"f": true}]'], ["", "", "FALSE"]]


def test_a_key_given_twice_loses_nothing(tmp_path: Path) -> None:
    table = opened(tmp_path, '[{"a": 1, "a": 2, "b.c": 3, "b": {"c": 4}}]')
    assert (table.header, cells(table)) == (("a", "a (2)", "b.c", "b.c (2)"), [["1", "2", "3", "4"]])


def test_digits_stay_as_they_were_written(tmp_path: Path) -> None:
    digits = "9" * 5_000
    table = opened(tmp_path, f'[{{"a": 0.10, "b": 12345678901234567890, "c": {digits}, "d": 1e3, "e": NaN, "f": -0}}]')
    assert cells(table) == [["0.10", "12345678901234567890", digits, "1e3", "", "-0"]]


def test_a_broken_line_among_lines_is_one_faulty_row(tmp_path: Path) -> None:
    table = opened(tmp_path, '{"a": 1}\n{"a": \n{"a": 3} x\n{"a": 4}\n', "a.jsonl")
    assert [(row.line, row.fault) for row in table.rows()] == [(1, ""), (2, "json"), (3, "json"), (4, "")]


def test_a_long_array_is_read_across_blocks(tmp_path: Path) -> None:
    records = [{"id": n, "note": "あ" * (n % 700), "s": '"],[{'} for n in range(9_000)]
    table = opened(tmp_path, records)
    assert cells(table) == [[str(r["id"]), r["note"], r["s"]] for r in records]
    huge = [{"note": "x" * 3_000_000}, {"note": "y"}]
    assert [len(row[0]) for row in cells(opened(tmp_path, huge))] == [3_000_000, 1]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp932", "utf-32"])
def test_json_in_other_encodings_is_read(tmp_path: Path, encoding: str) -> None:
    table = opened(tmp_path, '[{"会社名": "株式会社ミライ商事"}]'.encode(encoding))
    assert (table.header, cells(table)) == (("会社名",), [["株式会社ミライ商事"]])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "empty_file"),
        ("[]", "no_records"),
        ("{}", "no_records"),
        ("12", "no_records"),
        ('[{"a": 1}', "not_json"),
        ('[{"a": 1},]', "not_json"),
        ('[{"a": 1} {"a": 2}]', "not_json"),
        ('{"a": 1', "not_json"),
        ("[" * 100_000, "json_too_deep"),
        ('{"a":' * 100_000, "json_too_deep"),
        ("[" + '{"a":' * 30 + "1" + "}" * 30 + "]", "json_too_deep"),
        ('[{"a": ' + "[" * 30 + "1" + "]" * 30 + "}]", "json_too_deep"),
        ("[" + ",".join(f'{{"k{n}": 1}}' for n in range(3_000)) + "]", "json_too_wide"),
    ],
)
def test_what_is_no_list_of_records_is_refused_with_the_reason(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ExchangeError) as found:
        opened(tmp_path, text)
    assert found.value.key == key
    assert "a.json" in str(found.value)


def test_where_json_goes_wrong_is_said_by_line_and_character(tmp_path: Path) -> None:
    for text in ('[\n{"a": 1},\n  oops]', '{"a": 1,\n"b": 2,\n  oops}'):
        with pytest.raises(ExchangeError, match="line 3, character 3"):
            opened(tmp_path, text)
