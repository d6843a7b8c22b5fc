"""The views for SQL: what they answer, that any SQLite reads them, and that they say what the panel says."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest

from csops_tui.locale import LANGUAGES, words
from csops_tui.measures import panel
from csops_tui.store import capture, views, views_mark
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.console import Console
from csops_tui.store.migrations import migrate
from csops_tui.store.opening import LATEST

TODAY = dt.date.today()


def ago(days: int) -> str:
    return (TODAY - dt.timedelta(days=days)).isoformat()


@pytest.fixture
def filled(book: Book) -> Book:
    """Two accounts on the computer's own date, with a little of everything."""
    book.clock = Clock(today=TODAY)
    with book.edit("fixture") as e:
        e.insert("member", {"id": "sato", "name": "佐藤", "team": "CS"})
        e.insert("account", {"id": "mirai", "name": "ミライ商事", "owner_id": "sato", "tier": "high"})
        e.insert("account", {"id": "acme", "name": "Acme Inc.", "owner_id": "sato"})
        e.insert("product", {"id": "crm", "name": "CRM"})
        line = {"account_id": "mirai", "product_id": "crm", "starts": ago(400), "seats": 5}
        e.insert("subscription", {"id": "yen", **line, "mrr": 300_000, "ends": ago(-100)})
        e.insert("subscription", {**line, "mrr": 100_000, "ends": ago(0)})
        e.insert("subscription", {**line, "mrr": 50_000, "trial": 1})
        dollars = {"account_id": "acme", "mrr": 12_345, "currency": "USD", "starts": ago(40)}
        e.insert("subscription", dollars)
        e.insert("contact", {"id": "aoi", "account_id": "mirai", "name": "葵", "key_contact": 1, "mail": "a@b.example"})
        for n, (account, days, reach, direction) in enumerate(
            (
                ("mirai", 70, "1:1", "two_way"),
                ("mirai", 10, "1:n", "one_way"),
                ("mirai", 3, "none", "one_way"),
                ("acme", 400, "1:1", "two_way"),
            )
        ):
            touch = {"account_id": account, "day": ago(days), "at": f"{ago(days)}T01:00:00Z", "channel": "call"}
            e.insert("touchpoint", {"id": f"t{n}", **touch, "reach": reach, "direction": direction, "minutes": 30})
        e.insert("touchpoint_contact", {"touchpoint_id": "t0", "contact_id": "aoi"})
        event = e.insert("event", {"title": "春", "kind": "seminar", "day": ago(5), "state": "held"})
        for account in ("mirai", "acme"):
            came = {"event_id": event, "account_id": account, "day": ago(5), "state": "attended"}
            e.insert("attendance", came)
        e.insert("concern", {"account_id": "mirai", "day": ago(20), "level": 3, "reason": "price"})
        e.insert("concern", {"account_id": "mirai", "day": ago(20), "level": 2, "reason": "service"})
        e.insert("concern", {"account_id": "acme", "day": ago(150), "level": 4})
        e.insert("task", {"account_id": "mirai", "title": "見積", "due": ago(2), "member_id": "sato", "promise": 1})
        e.insert("task", {"account_id": "mirai", "title": "QBR", "due": ago(-9), "member_id": "sato"})
        e.insert("renewal", {"account_id": "mirai", "subscription_id": "yen", "due": ago(-100), "mrr_before": 300_000})
        lost = {"account_id": "acme", "effective": ago(30), "mrr_lost": 1_050, "currency": "USD", "note": "n"}
        e.insert("churn", {**lost, "state": "closed", "reason_judged": "price"})
        e.insert("ticket", {"account_id": "acme", "opened": ago(8), "state": "open"})
        e.insert("voice", {"account_id": "mirai", "title": "SSO", "theme": "認証", "day": ago(60)})
        e.insert(
            "appointment",
            {"account_id": "mirai", "asked": ago(12), "decided": ago(9), "state": "held", "member_id": "sato"},
        )
        nps = e.insert("survey", {"name": "NPS", "kind": "nps", "day": ago(30), "rule": "nps"})
        for score in (10, 9, 8, 3):
            e.insert("survey_response", {"survey_id": nps, "account_id": "mirai", "day": ago(29), "score": score})
        signal = e.insert("signal", {"name": "low", "expression": "1"})
        e.insert("signal_episode", {"signal_id": signal, "account_id": "acme", "raised": ago(7)})
        batch = e.usage_batch("x")
        e.usage_rows(batch, [("mirai", None, "crm", "sessions", "day", f"2026-01-0{n}", float(n)) for n in (1, 2, 3)])
    return book


def ask(book: Book, name: str) -> list[tuple[Any, ...]]:
    """What the documented question of a view answers."""
    return Console(book.path).ask(views.EXAMPLES[name]).rows


def test_each_view_answers_its_documented_question(filled: Book) -> None:
    month = ago(0)[:7]
    assert ask(filled, "v_accounts") == [("ミライ商事", "佐藤", 300_000.0, "JPY", ago(-100), ago(70))]
    assert ask(filled, "v_contacts") == []
    assert ask(filled, "v_touches") == [("Call", 2, 60)]
    assert ask(filled, "v_touches_by_month") == [(ago(70)[:7], 1, 1, 1.0), (ago(400)[:7], 1, 1, 1.0)]
    assert ask(filled, "v_appointments") == [("佐藤", 1, 1, 3.0)]
    assert ask(filled, "v_contracts") == [("CRM", "JPY", 1, 300_000.0), (None, "USD", 1, 123.45)]
    assert ask(filled, "v_mrr_by_month")[:2] == [(month, "JPY", 300_000.0, 1), (month, "USD", 123.45, 1)]
    assert ask(filled, "v_renewals") == [(ago(-100)[:7], "JPY", 1, 300_000.0)]
    assert ask(filled, "v_churn") == [("price", 1, 10.5, "USD")]
    assert ask(filled, "v_tasks") == [("佐藤", 1, 1, ago(2))]
    assert sum(row[1] for row in ask(filled, "v_concerns")) == 3
    assert ask(filled, "v_signals") == [("low", 1, 7.0)]
    assert ask(filled, "v_attendance") == [("春", ago(5), 2, 2)]
    assert ask(filled, "v_tickets") == [("Acme Inc.", 1, 8)]
    assert ask(filled, "v_survey_answers") == [("NPS", 25.0, 4)]
    assert ask(filled, "v_requests") == [("認証", 1, ago(60))]
    assert ("low_adoption", "活用不足", "Low adoption") in ask(filled, "v_words")
    total = "SELECT month, product, metric, total, mean, most, facts FROM v_usage_by_month"
    assert Console(filled.path).ask(total).rows == [("2026-01", "CRM", "sessions", 6.0, 2.0, 3.0, 3)]


def test_the_mrr_of_a_past_month_is_that_of_its_last_day(filled: Book) -> None:
    last = TODAY.replace(day=1) - dt.timedelta(days=1)
    rows = Console(filled.path).ask(
        f"SELECT as_of, sum(mrr), sum(lines) FROM v_mrr_by_month WHERE month = '{last:%Y-%m}' AND currency = 'JPY'"
    )
    assert rows.rows == [(last.isoformat(), 400_000.0, 2)]


def test_a_seminar_counts_as_a_touch_once_and_internal_notes_do_not(filled: Book) -> None:
    rows = Console(filled.path).ask("SELECT account_id, source, reach FROM v_touches ORDER BY 1, 2, 3").rows
    assert rows == [
        ("acme", "attended", "1:n"),
        ("acme", "logged", "1:1"),
        ("mirai", "attended", "1:n"),
        ("mirai", "logged", "1:1"),
        ("mirai", "logged", "1:n"),
    ]


def test_the_accounts_of_the_view_are_those_of_the_panel(filled: Book) -> None:
    panel.ensure_day(filled, TODAY)
    same = """mrr / CASE currency WHEN 'USD' THEN 100.0 ELSE 1.0 END, currency, coalesce(renewal_due, line_ends),
        last_any, last_1to1, last_two_way, touches_365d, touches_1to1_365d, concern, concern_reason, concern_on,
        coalesce(open_tasks, 0), coalesce(overdue_tasks, 0), coalesce(contacts, 0), coalesce(key_contacts, 0)"""
    view = """mrr, currency, renewal_on, last_touch, last_1to1, last_two_way, touches_365d, touches_1to1_365d, concern,
        concern_reason, concern_on, open_tasks, overdue_tasks, contacts, key_contacts"""
    reader = filled.reader()
    expected = reader.execute(f"SELECT account_id, {same} FROM panel WHERE as_of = ? ORDER BY 1", [TODAY.isoformat()])
    assert reader.execute(f"SELECT account_id, {view} FROM v_accounts ORDER BY 1").fetchall() == expected.fetchall()
    assert reader.execute("SELECT concern, concern_reason FROM v_accounts WHERE account_id = 'mirai'").fetchone() == (
        2,
        "service",
    )


def test_every_view_has_an_example_and_words_in_both_languages() -> None:
    assert list(views.EXAMPLES) == views.names()
    for lang in LANGUAGES:
        said = {key for key in words("dbview", lang) if key.count(".") == 1}
        assert said == {f"dbview.{name}" for name in views.names()}


def test_a_sqlite_that_knows_nothing_of_us_reads_every_view(filled: Book) -> None:
    filled.close()
    program = """
import sqlite3, sys
conn = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE name GLOB 'v_*'").fetchall():
    print(name, len(conn.execute(f"SELECT * FROM {name}").fetchall()) > 0)
"""
    done = subprocess.run([sys.executable, "-c", program, filled.path], capture_output=True, text=True, check=True)
    found = dict(line.split() for line in done.stdout.splitlines())
    assert found == dict.fromkeys(views.names(), "True")


def test_a_migration_takes_the_views_away_and_makes_them_anew(book: Book) -> None:
    with book.derived() as conn:
        conn.execute("DROP VIEW v_accounts")
        conn.execute("CREATE VIEW v_old AS SELECT * FROM account")
        migrate(conn, LATEST)
        held = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*' ORDER BY 1")
        assert [name for (name,) in held] == sorted(views.names())


def test_amounts_stand_in_whole_units_whatever_the_currency() -> None:
    conn = db.memory()
    units = views.statements()[0].partition("c.mrr * 1.0 / ")[2].partition(" AS mrr")[0].replace("c.currency", "?")
    for currency, expected in (("JPY", 1), ("USD", 100), ("KWD", 1000)):
        assert conn.execute(f"SELECT {units}", [currency] * units.count("?")).fetchone() == (expected,)


def test_the_mark_of_the_views_is_theirs() -> None:
    assert views.digest().startswith(views_mark.VIEWS), f"VIEWS in store/views_mark.py is now {views.digest()[:12]!r}"


def test_views_of_another_version_are_made_anew_when_the_book_is_opened(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held() -> dict[str, str]:
        return dict(book.reader().execute("SELECT name, sql FROM sqlite_schema WHERE type <> 'trigger'"))

    ours = held()
    with book.derived() as conn:
        conn.execute("DROP VIEW v_tasks")
        conn.execute("DROP VIEW v_words")
        conn.execute("DROP VIEW v_touches")
        conn.execute("CREATE VIEW v_touches AS SELECT 1 AS touches")
        conn.execute("CREATE TABLE v_words (mine TEXT)")
        conn.execute("CREATE VIEW v_mine AS SELECT id FROM account")
        # As if this program had looked at it last: nothing but the views is different.
        conn.execute("UPDATE _meta SET v = ? WHERE k = 'capture'", [capture._checked(conn)])
    before = held()
    with Book.open(book.path):
        assert held() == before
    monkeypatch.setattr(capture, "VIEWS", "another")
    with Book.open(book.path):
        mine = {"v_words": "CREATE TABLE v_words (mine TEXT)", "v_mine": "CREATE VIEW v_mine AS SELECT id FROM account"}
        assert held() == {**ours, **mine}
        changes = book.data_version()
    with Book.open(book.path):
        assert book.data_version() == changes
