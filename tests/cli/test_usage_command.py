"""`csops usage`: events in files and warehouses become usage, and what was left out is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("sqlglot")

EVENTS = """会社,ユーザー,機能,日時
ミライ商事,u1,login,2026-11-01T14:59:59Z
mirai.example,u1,report,2026-11-01T15:00:00Z
北斗システムズ,u2,login,2026-11-02T01:00:00Z
どこか,u3,login,2026-11-02T01:00:00Z
どこか,u3,login,2026-11-03T01:00:00Z
,u3,login,2026-11-02T01:00:00Z
"""


@pytest.fixture
def events(home: Path) -> Path:
    path = home / "events-2026-11.csv"
    path.write_text(EVENTS, encoding="utf-8")
    return path


def test_a_file_is_rolled_up_and_taken_back(
    shell: Shell, book: Path, events: Path, query: Callable[..., list[tuple[Any, ...]]]
) -> None:
    looked = shell("usage", "roll", str(events), "--zone", "Asia/Tokyo", "--dry-run", "--json")
    assert (looked.json["new"], looked.json["edit"], looked.json["source"]) == (9, None, "events")
    assert query("SELECT count(*) FROM usage") == [(0,)]
    done = shell("usage", "roll", str(events), "--zone", "Asia/Tokyo")
    assert done.code == 0
    assert "account = 会社, user = ユーザー, feature = 機能, time = 日時" in done.err
    assert "どこか: 2 events" in done.err
    assert "1 events name no account" in done.err
    assert "csops undo" in done.err
    of_usage = "usage u JOIN account a ON a.id = account_id WHERE metric = 'events'"
    sql = f"SELECT a.name, u.day, u.value FROM {of_usage} ORDER BY 1, 2"
    assert query(sql) == [
        ("ミライ商事", "2026-11-01", 1.0),
        ("ミライ商事", "2026-11-02", 1.0),
        ("北斗システムズ", "2026-11-02", 1.0),
    ]
    again = shell("usage", "roll", str(events), "--zone", "Asia/Tokyo")
    assert "0 changes" in again.err
    assert shell("undo").code == 0
    assert query("SELECT count(*) FROM usage") == [(0,)]


def test_unmatched_names_are_written_to_a_file(shell: Shell, book: Path, events: Path, home: Path) -> None:
    shell("usage", "roll", str(events), "--unmatched", str(home / "left.csv"), "--dry-run")
    assert (home / "left.csv").read_text("utf-8-sig").splitlines() == ["account,events,why", "どこか,2,not in the book"]


def test_events_that_match_nothing_at_all_are_refused(shell: Shell, book: Path, home: Path) -> None:
    (home / "x.jsonl").write_text(json.dumps({"account": "nobody", "ts": "2026-11-01T00:00:00Z"}))
    assert shell("usage", "roll", str(home / "x.jsonl")).code == 5


def test_a_source_is_kept_and_used_again(shell: Shell, book: Path, events: Path, home: Path) -> None:
    saved = shell(
        "usage", "save", "events-*.csv", "--source", "app", "--zone", "Asia/Tokyo", "--metrics", "events,users"
    )
    assert saved.code == 0
    assert (home / "usage" / "app.toml").exists()
    assert shell("usage", "list", "--json").json[0]["name"] == "app"
    done = shell("usage", "roll", str(events), "--source", "app", "--json")
    assert (done.json["source"], done.json["zone"], done.json["metrics"]) == ("app", "Asia/Tokyo", ["events", "users"])


def test_a_window_is_said_in_days(shell: Shell, book: Path, events: Path) -> None:
    done = shell(
        "usage", "roll", str(events), "--zone", "Asia/Tokyo", "--from", "2026-11-02", "--to", "2026-11-02", "--json"
    )
    assert (done.json["from"], done.json["to"], done.json["outside"]) == ("2026-11-02", "2026-11-02", 2)
    last = shell("usage", "roll", str(events), "--last", "3", "--json")
    assert (last.json["from"], last.json["to"], last.json["events"]) == ("2026-11-18", "2026-11-20", 0)
    assert shell("usage", "roll", str(events), "--from", "2026-11-05", "--to", "2026-11-02").code == 5


def test_sql_prints_the_statement_in_a_dialect(shell: Shell, home: Path) -> None:
    said = ("--table", "shop.events", "--account-column", "org", "--time-column", "ts", "--user-column", "user")
    done = shell("usage", "sql", "--dialect", "bigquery", *said, "--zone", "Asia/Tokyo")
    assert done.code == 0
    assert "`user` AS user_of" in done.out
    assert "shop.events" in done.out
    assert "2026-10-24 to 2026-11-20" in done.err
    assert shell("usage", "sql", "--dialect", "oracle", *said).code == 5


def test_push_runs_the_statement_through_a_driver(
    shell: Shell, book: Path, home: Path, query: Callable[..., list[tuple[Any, ...]]]
) -> None:
    path = home / "warehouse.duckdb"
    with duckdb.connect(str(path)) as conn:
        conn.execute(
            "CREATE TABLE ev AS SELECT 'mirai.example' AS org, TIMESTAMP '2026-11-19 01:00:00' AS ts FROM range(3)"
        )
    said = ("--table", "ev", "--dialect", "duckdb", "--account-column", "org", "--time-column", "ts", "--zone", "UTC")
    shell("usage", "save", "--source", "dwh", *said, "--driver", "duckdb", "--connect", f"database={path}")
    done = shell("usage", "push", "--source", "dwh", "--json")
    assert (done.json["new"], done.json["to"]) == (1, "2026-11-20")
    assert query("SELECT metric, day, value FROM usage") == [("events", "2026-11-19", 3.0)]
    assert shell("usage", "push", "--source", "dwh", "--json").json["new"] == 0
    assert shell("usage", "push", "--source", "dwh", "--driver", "os").code == 5


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("roll",), 2),
        (("roll", "--source", "none"), 3),
        (("roll", "nothing-*.csv"), 3),
        (("push", "--table", "t"), 2),
        (("save", "--source", "../x"), 5),
        (("roll", "https://x.example/e.parquet"), 5),
        (("wrong",), 2),
    ],
)
def test_what_cannot_be_done_has_its_exit_code(shell: Shell, book: Path, line: tuple[str, ...], code: int) -> None:
    assert shell("usage", *line).code == code


def test_what_is_missing_is_named_with_the_way_to_say_it(shell: Shell, book: Path) -> None:
    assert "csops usage" in (said := shell("usage").err) and "roll, push, sql" in said
    assert "--account-column" in shell("usage", "sql", "--table", "e", "--dialect", "duckdb").err
    assert "csops usage save" in shell("usage", "list").err
