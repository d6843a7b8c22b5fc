"""Columns are told by names and types; definitions are kept as TOML, shared, and cannot say what they must not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rollup_support import event, plan, write_events

from csops_tui.exchange.rollup import source as sources
from csops_tui.exchange.rollup.columns import metrics_of, recognise
from csops_tui.exchange.rollup.errors import RollupError, needed
from csops_tui.exchange.rollup.files import bytes_of, found
from csops_tui.exchange.rollup.source import Source
from csops_tui.exchange.rollup.zones import Window, bounds, spans
from csops_tui.store.book import Book

T = "VARCHAR"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSOPS_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (
            {
                "id": "BIGINT",
                "Account ID": "VARCHAR",
                "User-Id": "VARCHAR",
                "Feature Name": "VARCHAR",
                "ts": "TIMESTAMP",
            },
            ("Account ID", "User-Id", "Feature Name", "", "ts"),
        ),
        (
            {
                "企業ID": "VARCHAR",
                "ユーザーID": "VARCHAR",
                "機能名": "VARCHAR",
                "利用日時": "TIMESTAMP",
                "備考": "VARCHAR",
            },
            ("企業ID", "ユーザーID", "機能名", "", "利用日時"),
        ),
        (
            {
                "event": "VARCHAR",
                "properties": "STRUCT(a VARCHAR)",
                "distinct_id": "VARCHAR",
                "time": "BIGINT",
                "company": "VARCHAR",
            },
            ("company", "distinct_id", "event", "", "time"),
        ),
        (
            {"org_id": "BIGINT", "session_id": "UUID", "timestamp": "TIMESTAMP WITH TIME ZONE", "action": "VARCHAR"},
            ("org_id", "", "action", "session_id", "timestamp"),
        ),
    ],
)
def test_columns_are_told_by_their_names(types: dict[str, str], expected: tuple[str, ...]) -> None:
    source = recognise(Source("app"), types, {})
    assert (source.account, source.user, source.event, source.session, source.time) == expected


def test_metrics_are_those_that_the_columns_allow() -> None:
    source = recognise(Source("app"), {"account": "VARCHAR", "ts": "DATE", "user": "VARCHAR"}, {})
    assert metrics_of(source) == ("events", "users")
    with pytest.raises(RollupError, match="features"):
        metrics_of(dataclasses.replace(source, metrics=("features",)))


@pytest.mark.parametrize(
    ("types", "key"),
    [({"ts": "DATE", "x": "VARCHAR"}, "no_account"), ({"account": "VARCHAR", "x": "VARCHAR"}, "no_time")],
)
def test_what_cannot_be_told_is_asked_for(types: dict[str, str], key: str) -> None:
    with pytest.raises(RollupError) as refused:
        recognise(Source("app"), types, {})
    assert refused.value.key == key


def test_a_column_that_is_not_there_is_named_with_the_nearest(book: Book, tmp_path: Path) -> None:
    path = write_events(tmp_path / "e.jsonl", [event("Acme", "2026-11-01T01:00:00Z")])
    with pytest.raises(RollupError) as refused:
        plan(book, path, account="acount_id")
    assert "account_id" in str(refused.value.values["near"])


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
values = st.one_of(texts, st.booleans(), st.integers(-(2**60), 2**60), st.fixed_dictionaries({"env": texts}))


@given(
    st.lists(texts, max_size=3).map(tuple),
    texts,
    st.booleans(),
    st.dictionaries(texts, values, max_size=3),
)
def test_a_definition_says_the_same_when_it_is_read_again(
    files: tuple[str, ...], account: str, local: bool, arguments: dict[str, object]
) -> None:
    import tomllib

    source = Source("app", files=files, account=account, local_times=local, arguments=arguments, metrics=("events",))
    assert sources.read("app", tomllib.loads(sources.as_toml(source)), Path("app.toml")) == source


def test_a_definition_is_kept_listed_and_loaded(home: Path) -> None:
    source = Source("app", files=("events/*.parquet",), account="org", zone="Asia/Tokyo")
    path = sources.save(source)
    assert path == home / "usage" / "app.toml"
    assert path.stat().st_mode & 0o077 == 0
    assert (sources.names(), sources.load("app")) == (["app"], source)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("acount = 'x'", "toml_key"),
        ("account = 3", "toml_value"),
        ("files = 'x'", "toml_value"),
        ("= x", "toml"),
        ("metrics = ['money']", "choice"),
        ("time_is = 'clock'", "choice"),
        ("setup = ['DROP TABLE events']", "setup"),
        ("setup = ['SET a = 1; DROP TABLE events']", "setup"),
        ("name = 'other'", "toml_key"),
    ],
)
def test_what_a_definition_must_not_say_is_refused(home: Path, text: str, key: str) -> None:
    (home / "usage").mkdir()
    (home / "usage" / "app.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RollupError) as refused:
        sources.load("app")
    assert refused.value.key == key


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "x" * 65])
def test_a_name_of_a_definition_stays_in_its_folder(home: Path, name: str) -> None:
    with pytest.raises(RollupError):
        sources.load(name)


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("app", arguments={"user": "me", "password": {"env": "SHOP_PASSWORD"}})
    monkeypatch.setenv("SHOP_PASSWORD", "secret")
    assert sources.arguments(source) == {"user": "me", "password": "secret"}
    monkeypatch.delenv("SHOP_PASSWORD")
    with pytest.raises(RollupError, match="SHOP_PASSWORD"):
        sources.arguments(source)


def test_a_missing_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(RollupError) as refused:
        needed("duckdb")
    assert "pip install 'csops-tui[usage]'" in str(refused.value)


def test_files_folders_and_patterns_are_found(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "deep/c.jsonl", "note.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    assert [path.name for path in found([str(tmp_path)])] == ["a.jsonl", "b.jsonl", "c.jsonl"]
    assert [path.name for path in found([str(tmp_path / "*.jsonl"), str(tmp_path / "a.jsonl")])] == [
        "a.jsonl",
        "b.jsonl",
    ]
    for wrong in ("*.csv", "none.jsonl"):
        with pytest.raises(RollupError):
            found([str(tmp_path / wrong)])
    with pytest.raises(RollupError) as refused:
        found(["s3://bucket/events.parquet"])
    assert refused.value.key == "remote"


@pytest.mark.parametrize(("text", "size"), [("1GB", 10**9), ("500 mb", 5 * 10**8), ("1.5GiB", 1610612736)])
def test_amounts_of_memory_are_read(text: str, size: int) -> None:
    assert bytes_of(text) == size


@pytest.mark.parametrize("text", ["", "1", "GB", "-1GB", "10MB", "1 GB; x", "nanGB", "infGB", "1e9GB'"])
def test_what_is_no_amount_of_memory_is_refused(text: str) -> None:
    with pytest.raises(RollupError):
        bytes_of(text)


zones = st.sampled_from(
    ["UTC", "Asia/Tokyo", "America/New_York", "America/Santiago", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe"]
)


@given(zones, st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2037, 1, 1)), st.integers(0, 400))
def test_offsets_and_bounds_give_the_day_of_every_moment(name: str, moment: dt.datetime, days: int) -> None:
    zone = ZoneInfo(name)
    moment = moment.replace(microsecond=0)
    day = moment.replace(tzinfo=dt.UTC).astimezone(zone).date()
    window = Window(day - dt.timedelta(days=days), day)
    low, high = bounds(window, zone)
    assert low <= moment < high
    seconds = next(span.seconds for span in spans(window, zone) if span.until is None or moment < span.until)
    assert (moment + dt.timedelta(seconds=seconds)).date() == day
