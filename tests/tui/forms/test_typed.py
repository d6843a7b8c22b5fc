"""Typed text to stored value and back, for every kind of column."""

from __future__ import annotations

from typing import Any

import pytest

from csops_tui.locale import set_language
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book
from csops_tui.store.typed import Problem, Typing, as_typed, read_typed


def column(table: str, name: str) -> Column:
    return next(c for c in columns(ENTITIES[table]) if c.name == name)


def read(book: Book, table: str, name: str, text: str, **where: Any) -> Any:
    return read_typed(table, column(table, name), text, Typing(book, **where))


@pytest.mark.parametrize(
    ("table", "name", "text", "value"),
    [
        ("account", "since", "11/20", "2026-11-20"),
        ("account", "since", "11/22", "2025-11-22"),
        ("task", "due", "11/20", "2027-11-20"),
        ("task", "due", "金曜", "2026-11-27"),
        ("churn", "effective", "10/31", "2026-10-31"),
        ("churn", "effective", "3/31", "2027-03-31"),
        ("subscription", "mrr", "48万", 480_000),
        ("subscription", "mrr", "￥４８０，０００", 480_000),
        ("subscription", "auto_renew", "はい", 1),
        ("subscription", "auto_renew", "no", 0),
        ("touchpoint", "channel", "ＴＥＬ", "call"),
        ("touchpoint", "minutes", "1時間半", 90),
        ("touchpoint", "minutes", "３０", 30),
        ("touchpoint", "at", "昨日 10:30", "2026-11-20T01:30:00Z"),
        ("assessment", "month", "2026/11", "2026-11"),
        ("assessment", "month", "先月", "2026-10"),
        ("opportunity", "probability", "12.5", 12.5),
        ("account", "owner_id", "鈴木", "suzuki"),
        ("contact", "account_id", "ほくと", "hokuto"),
        ("account", "region", "  ", None),
        ("account", "region", " 東京\t\x1b[31m ", "東京 ␛[31m"),
        ("account", "note", "一\r\n二", "一\n二"),
    ],
)
def test_what_people_type_becomes_what_the_book_stores(
    small_book: Book, table: str, name: str, text: str, value: Any
) -> None:
    assert read(small_book, table, name, text) == value


@pytest.mark.parametrize(
    ("table", "name", "text", "says"),
    [
        ("account", "since", "2/30", "利用開始日は日付で"),
        ("account", "name", "", "顧客名を入力"),
        ("account", "tier", "プラチナ", "「プラチナ」は使えません"),
        ("subscription", "mrr", "たくさん", "金額で"),
        ("subscription", "mrr", "$10", "金額で"),
        ("touchpoint", "minutes", "-5", "0以上"),
        ("touchpoint", "minutes", "1.5", "整数で"),
        ("concern", "level", "9", "4以下"),
        ("account", "owner_id", "だれか", "当てはまる登録がありません"),
    ],
)
def test_what_means_nothing_is_said_in_words(small_book: Book, table: str, name: str, text: str, says: str) -> None:
    found = read(small_book, table, name, text)
    assert isinstance(found, Problem)
    assert says in found.words


def test_two_people_of_one_name_are_not_guessed(small_book: Book) -> None:
    with small_book.edit("x") as edit:
        edit.insert("member", {"name": "鈴木", "team": "CS3"})
    found = read(small_book, "account", "owner_id", "鈴木")
    assert isinstance(found, Problem) and "複数あります" in found.words


def test_people_are_looked_for_at_the_account_in_question(small_book: Book) -> None:
    assert read(small_book, "touchpoint_contact", "contact_id", "佐藤", account_id="mirai") == "aoi"
    assert isinstance(read(small_book, "touchpoint_contact", "contact_id", "佐藤", account_id="acme"), Problem)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("table", "name", "value", "currency"),
    [
        ("account", "since", "2024-02-29", "JPY"),
        ("task", "due", "2019-01-05", "JPY"),
        ("touchpoint", "at", "2026-11-09T05:00:00Z", "JPY"),
        ("assessment", "month", "2026-02", "JPY"),
        ("subscription", "mrr", 1_234_567, "JPY"),
        ("subscription", "mrr", 1_234_567, "USD"),
        ("subscription", "mrr", -5, "KWD"),
        ("subscription", "auto_renew", 0, "JPY"),
        ("account", "tier", "high", "JPY"),
        ("churn", "kind", "non_renewal", "JPY"),
        ("account", "owner_id", "pool", "JPY"),
        ("opportunity", "probability", 12.5, "JPY"),
        ("account", "seats", 12000, "JPY"),
        ("account", "note", "一\n  二\n", "JPY"),
    ],
)
def test_what_stands_in_a_field_reads_back_as_the_value_it_came_from(
    small_book: Book, lang: str, table: str, name: str, value: Any, currency: str
) -> None:
    set_language(lang)
    where = Typing(small_book, currency)
    assert read_typed(table, column(table, name), as_typed(table, column(table, name), value, where), where) == value
