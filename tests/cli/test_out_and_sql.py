"""`csops sql`, and exports of records, of the whole book and of the calendar from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest
import python_calamine

from tests.cli.conftest import Shell


def test_a_question_is_answered_as_a_table_and_for_programs(shell: Shell, book: Path) -> None:
    sql = "SELECT account, mrr FROM v_accounts WHERE owner = '佐藤'"
    done = shell("sql", sql)
    assert done.code == 0
    assert done.out.split() == ["account", "mrr", "ミライ商事", "400000.0"]
    assert shell("sql", sql, "--json").json == [{"account": "ミライ商事", "mrr": 400000.0}]
    assert shell("sql", "-", "--csv", stdin="SELECT 1 AS a").out.split() == ["a", "1"]


def test_a_mistake_is_said_with_line_and_column(shell: Shell, book: Path) -> None:
    done = shell("sql", "SELECT nme\nFROM account")
    assert done.code == 5
    assert "Line 1, column 8" in done.err
    assert "name" in done.err


@pytest.mark.parametrize("sql", ["DELETE FROM account", "PRAGMA user_version = 9", "VACUUM INTO 'x.db'"])
def test_nothing_is_written_by_a_question(shell: Shell, book: Path, sql: str, query) -> None:
    done = shell("sql", sql)
    assert done.code == 5
    assert query("SELECT count(*) FROM account") == [(3,)]


def test_more_rows_than_asked_for_are_said(shell: Shell, book: Path) -> None:
    done = shell("sql", "SELECT id FROM account", "--limit", "2", "--csv")
    assert len(done.out.split()) == 3
    assert "2 rows" in done.err


def test_a_question_that_does_not_end_is_stopped(shell: Shell, book: Path) -> None:
    endless = "WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r"
    done = shell("sql", endless, "--seconds", "0.2")
    assert done.code == 1
    assert "0.2 s" in done.err


def test_an_answer_goes_to_a_file_in_the_format_of_its_name(shell: Shell, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert shell("sql", "SELECT '=1' AS a, date('2026-11-20') AS day", "--out", str(path)).code == 0
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "=1"
    assert rows[1][1].isoformat() == "2026-11-20"
    assert shell("sql", "SELECT 1", "--out", str(path)).code == 4
    assert shell("sql", "SELECT 1", "--out", str(path), "--force").code == 0


def test_the_views_are_listed(shell: Shell, home: Path) -> None:
    assert "v_mrr_by_month" in shell("sql", "--views").out
    examples = shell("sql", "--views", "--json").json
    assert all(one["example"].startswith("SELECT") for one in examples)


def test_records_leave_in_every_format_and_without_personal_data(shell: Shell, book: Path, tmp_path: Path) -> None:
    for ending in ("csv", "tsv", "xlsx", "json", "jsonl", "md"):
        assert shell("export", "contact", str(tmp_path / f"c.{ending}")).code == 0
    done = shell("export", "contact", "--format", "jsonl", "--redacted")
    assert "田中" not in done.out
    assert [json.loads(line)["mail"] for line in done.out.splitlines()] == [None, None]
    assert "pseudonyms" in done.err
    assert shell("export", "contact", "--format", "xlsx").code == 2


@pytest.mark.parametrize(("kind", "name"), [("csv", "out"), ("jsonl", "out.zip"), ("xlsx", "out.zip")])
def test_the_whole_book_goes_out_and_into_a_new_one(
    shell: Shell, book: Path, tmp_path: Path, kind: str, name: str
) -> None:
    target = tmp_path / name
    assert shell("export", "book", str(target), "--format", kind).code == 0
    assert shell("export", "book", str(target), "--format", kind).code == 5
    other = tmp_path / "other.db"
    done = shell("import", "book", str(target), "--db", str(other), "--json")
    assert done.code == 0
    assert done.json["account"] == 3
    same = "SELECT name, tier, state FROM account ORDER BY id"
    assert shell("sql", same, "--csv", "--db", str(other)).out == shell("sql", same, "--csv").out
    assert shell("import", "book", str(target)).code == 5, "a book with records takes no whole one"
    assert shell("undo", "--db", str(other)).code == 0


def test_what_is_no_export_of_a_book_makes_no_book(shell: Shell, home: Path, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("x")
    done = shell("import", "book", str(tmp_path / "x.zip"))
    assert done.code == 5
    assert not (home / "book.db").exists()
    assert shell("import", "book", str(tmp_path / "none.zip")).code == 3


def test_the_calendar_goes_to_a_file_or_stdout(shell: Shell, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "due.ics"
    assert shell("export", "calendar", str(path)).code == 0
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert [str(event["summary"]) for event in events][-1] == "Contract ends: ミライ商事"
    assert "BEGIN:VCALENDAR" in shell("export", "calendar").out
    assert "ミライ" not in shell("export", "calendar", "--owner", "鈴木").out
    assert shell("export", "calendar", "--owner", "nobody").code == 3


@pytest.mark.parametrize(
    "arguments",
    [("export", "book"), ("export", "account", "--owner", "佐藤"), ("export", "book", "x", "--format", "md")],
)
def test_what_cannot_be_meant_is_refused(shell: Shell, book: Path, arguments: tuple[str, ...]) -> None:
    assert shell(*arguments).code == 2
