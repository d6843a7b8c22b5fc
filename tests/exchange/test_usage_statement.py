"""The statement of a roll-up: the same in every dialect, and nothing that a name says can get out of its quotes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from rollup_support import event, events_of, figures, plan, rolled_up, write_events
from sqlglot import exp

from csops_tui.exchange.rollup.errors import RollupError
from csops_tui.exchange.rollup.roll import apply, of_table, roll
from csops_tui.exchange.rollup.source import Source
from csops_tui.exchange.rollup.statement import Statement, name_of, table_of, text_of
from csops_tui.exchange.rollup.warehouse import DIALECTS, Warehouse, translated
from csops_tui.exchange.rollup.zones import Window
from csops_tui.store.book import Book

SNAPSHOTS = Path(__file__).parents[2] / "fixtures" / "usage_dialects.json"
WINDOW = Window(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
SOURCE = Source(
    "app",
    table="shop.events",
    account="account_id",
    user="user",
    event="feature",
    session="session_id",
    time="ts",
    time_is="timestamptz",
    account_is="mail",
    zone="Europe/Berlin",
)
EVERY = ("events", "users", "sessions", "features")


def statement(source: Source = SOURCE, **said: Any) -> str:
    """The roll-up of every metric, with two names of one account."""
    return Statement(source, WINDOW, table_of("shop.events"), "needed").rollup(EVERY, {"b": "a"}, **said)


@pytest.mark.parametrize("dialect", ["postgres", "redshift", "snowflake", "bigquery", "databricks", "spark", "trino"])
def test_the_statement_is_said_in_the_dialect_as_before_and_reads_back(dialect: str) -> None:
    text = translated(statement(), dialect, pretty=True)
    assert text.splitlines() == json.loads(SNAPSHOTS.read_text(encoding="utf-8"))[dialect]
    again = sqlglot.parse_one(text, read=dialect)
    assert isinstance(again, exp.Select)
    assert again.named_selects == ["account_key", "day_of", "n_rows", "n_events", "n_users", "n_sessions", "n_features"]
    assert {table.name for table in again.find_all(exp.Table)} == {"events", "told", "same", "meant", "summed"}


HOSTILE = [
    'a"; DROP TABLE events; --',
    "a' OR '1'='1",
    "a`b",
    "a]b",
    "a\\",
    "a\\'b",
    'x" FROM told UNION SELECT 1 --',
    "/* */ y",
    "${user}",
    "日 時",
    "a\nb",
    "--",
    "%s ? :x",
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_column_stays_one_name_in_every_dialect(dialect: str, name: str) -> None:
    source = Source(
        "app", account=name, user=name, event=name, session=name, time=name, time_is="timestamp", zone="UTC"
    )
    text = translated(Statement(source, WINDOW, table_of("t"), "needed").rollup(EVERY, {name: name}), dialect)
    parsed = sqlglot.parse(text, read=dialect)
    assert len(parsed) == 1
    assert isinstance(parsed[0], exp.Select)
    assert {column.name for column in parsed[0].find_all(exp.Column)} >= {name}
    assert [node.name for node in parsed[0].find_all(exp.Literal) if node.name == name] == [name, name]
    assert {table.name for table in parsed[0].find_all(exp.Table)} == {"t", "told", "same", "meant", "summed"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_column_of_a_file_is_only_a_column(book: Book, tmp_path: Path, name: str) -> None:
    with book.edit("accounts") as edit:
        edit.insert("account", {"name": "Acme"})
    path = write_events(tmp_path / "e.jsonl", [{name: "Acme", "ts": "2026-11-01T01:00:00Z", "u'\"": "x"}])
    rolled_up(book, path, account=name, user="u'\"")
    assert figures(book) == {("Acme", "2026-11-01", "events"): 1, ("Acme", "2026-11-01", "active_users"): 1}


@given(st.text(min_size=1).filter(lambda s: "\0" not in s))
def test_any_text_in_quotes_is_read_back_as_itself(text: str) -> None:
    assume_encodable(text)
    tree = sqlglot.parse_one(f"SELECT {text_of(text)} AS {name_of(text)}", read="duckdb")
    assert (tree.selects[0].this.name, tree.selects[0].alias) == (text, text)
    (row,) = duckdb.sql(f"SELECT {text_of(text)}").fetchall()
    assert row == (text,)


def assume_encodable(text: str) -> None:
    """Leave out lone surrogates, which no file and no database holds."""
    from hypothesis import assume

    try:
        text.encode()
    except UnicodeEncodeError:
        assume(False)


@pytest.mark.parametrize("name", ["", "a.", ".a", 'a."b', "a.b.c.d.e", 'a"b', "a\0b"])
def test_what_is_no_name_of_a_table_is_refused(name: str) -> None:
    with pytest.raises(RollupError):
        table_of(name)


def test_names_are_quoted_where_a_warehouse_needs_it() -> None:
    assert table_of("my-project.shop.events") == '"my-project".shop.events'
    assert table_of('shop."odd.name"') == 'shop."odd.name"'
    assert [name_of(n, "needed") for n in ("ACCOUNT_ID", "user", "Order", "a b")] == [
        "ACCOUNT_ID",
        '"user"',
        '"Order"',
        '"a b"',
    ]


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(RollupError, match="oracle"):
        translated("SELECT 1", "oracle")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Path]:
    """A database of DuckDB's own, with 2,000 events of Acme and one of somebody else."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as conn:
        conn.execute(
            """CREATE TABLE events AS SELECT 'Acme' AS account, 'u' || (i % 7) AS "user", 'f' || (i % 3) AS feature,
               TIMESTAMP '2026-11-01 14:30:00' + INTERVAL (i) MINUTE AS at FROM range(2000) AS r (i)"""
        )
        conn.execute("INSERT INTO events VALUES ('Nobody', 'x', 'y', '2026-11-01 12:00:00')")
    yield path


def test_a_warehouse_gives_the_same_figures_through_a_driver(book: Book, tmp_path: Path, warehouse: Path) -> None:
    with book.edit("accounts") as edit:
        edit.insert("account", {"name": "Acme"})
    source = of_table(
        Source(
            *("app", (), "events", "duckdb", "account", "", "user", "feature", "", "at"),
            zone="Asia/Tokyo",
            driver="duckdb",
            arguments={"database": str(warehouse), "read_only": True},
        )
    )
    window = Window(dt.date(2026, 11, 1), dt.date(2026, 11, 5))
    with closing(Warehouse("duckdb", source.arguments, "duckdb", ("SET TimeZone = 'UTC'",))) as connection:
        made = roll(book, source, connection, window, local=False)
    apply(book, made)
    assert [one.key for one in made.matched.unmatched] == ["Nobody"]
    assert events_of(book) == {("Acme", "2026-11-01"): 30, ("Acme", "2026-11-02"): 1440, ("Acme", "2026-11-03"): 530}
    # The same events from a file: nothing to correct.
    path = tmp_path / "events.parquet"
    with duckdb.connect(str(warehouse), read_only=True) as conn:
        conn.execute(f"COPY events TO '{path}' (FORMAT parquet)")
    assert plan(book, path, "01", "05", zone="Asia/Tokyo").landing.changes == 0


@pytest.mark.parametrize("driver", ["os", "subprocess", "json", "os.path", "no.such.module", "a b", "os:system"])
def test_only_a_database_driver_is_called(driver: str) -> None:
    with pytest.raises(RollupError):
        Warehouse(driver, {}, "duckdb")


def test_files_are_all_that_can_be_read(book: Book, tmp_path: Path) -> None:
    from csops_tui.exchange.rollup.files import EventFiles

    path = write_events(tmp_path / "e.jsonl", [event("Acme", "2026-11-01T01:00:00Z")])
    other = write_events(tmp_path / "other.jsonl", [event("Acme", "2026-11-01T01:00:00Z")])
    with closing(EventFiles([str(path)])) as files:
        for sql in (
            f"SELECT * FROM read_json('{other}')",
            f"ATTACH '{book.path}' AS live (TYPE sqlite)",
            f"ATTACH '{tmp_path / 'x.duckdb'}'",
            f"COPY events TO '{tmp_path / 'x.csv'}'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(RollupError):
                list(files.rows(sql))
        assert list(files.rows("SELECT count(*) FROM events")) == [(1,)]
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize("name", ["a'b.jsonl", "a[1].jsonl", "a*.jsonl", "日本語 .jsonl", "a?.jsonl"])
def test_files_with_odd_names_are_themselves_only(book: Book, tmp_path: Path, name: str) -> None:
    write_events(tmp_path / "a1.jsonl", [event("Other", "2026-11-01T01:00:00Z")])
    path = write_events(tmp_path / name, [event("Acme", "2026-11-01T01:00:00Z")])
    assert [one.key for one in plan(book, path).matched.unmatched] == ["Acme"]
