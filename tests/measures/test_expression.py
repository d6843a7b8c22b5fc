"""Conditions that a person types: what they mean, which rows they choose, and where they are wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time

import pytest
from measures_support import TODAY, Small

from csops_tui.locale import LANGUAGES, words
from csops_tui.measures import panel, sheet
from csops_tui.measures.expression import ExpressionError, looks_like, parse
from csops_tui.store.listing import Listing


@pytest.fixture
def four(small: Small) -> Small:
    """Four accounts: ミライ商事 (high) renews in 10 days, beta in 100, gamma never; delta has nothing at all."""
    small.add("member", id="sato", name="佐藤")
    with small.book.edit("more") as edit:
        edit.update("account", small.a, {"owner_id": "sato"})
        edit.insert("account", {"id": "b", "name": "beta", "tier": "low"})
        edit.insert("account", {"id": "c", "name": "gamma", "tier": "mid", "state": "trial"})
        edit.insert("account", {"id": "d", "name": "delta"})
        edit.insert("code", {"list": "tier", "code": "platinum", "ja": "白金", "en": "Platinum"})
    small.line(300_000, "2024-12-01", "2026-12-01")
    small.line(5_000_00, "2025-01-01", "2027-03-01", account_id="b", currency="USD")
    small.line(100, "2025-01-01", account_id="c")
    small.add("concern", level=3, reason="price", day="2026-11-01")
    small.touch("2026-11-20")
    return small


def listing(where: str) -> Listing:
    """The sheet of today under a condition."""
    return dataclasses.replace(sheet.listing(dt.date.fromisoformat(TODAY)), where=parse(where).sql)


def chosen(small: Small, where: str) -> set[str]:
    """The names of the accounts for which a condition holds."""
    panel.catch_up(small.book)
    conn = small.book.reader()
    found = listing(where)
    keys = found.keys(conn)
    names = {str(row[1]) for row in found.rows(conn, keys).values()} if keys else set[str]()
    assert found.count(conn) == len(keys)
    return names


MIRAI, BETA, GAMMA, DELTA = "ミライ商事", "beta", "gamma", "delta"


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("renewal_in <= 180", {MIRAI, BETA}),
        ("renewal_in <= 10", {MIRAI}),
        ("renewal_in < 10", set()),
        ("RENEWAL_IN == 10", {MIRAI}),
        ("renewal_in between 10 and 100", {MIRAI, BETA}),
        ("renewal_in not between 10 and 99", {BETA}),
        ("renewal_in is null", {GAMMA, DELTA}),
        ("renewal_in notnull", {MIRAI, BETA}),
        ("not renewal_in <= 10", {BETA}),
        ("renewal_on < today + 30", {MIRAI}),
        ("renewal_on <= today + 10", {MIRAI}),
        ("renewal_on < today + 10", set()),
        ("renewal_on - 10 = 今日", {MIRAI}),
        ("renewal_on - today = 10", {MIRAI}),
        ("10 + today = renewal_on", {MIRAI}),
        ("renewal_on = 2026-12-01", {MIRAI}),
        ("renewal_on = 2026/12/1", {MIRAI}),
        ("renewal_on = '2026/12/01'", {MIRAI}),
        ("renewal_on in ('2026-12-01', 2027-03-01)", {MIRAI, BETA}),
        ("date('now') < renewal_on", {MIRAI, BETA}),
        ("julianday(renewal_on) - julianday() = 10", {MIRAI}),
        ("strftime('%Y', renewal_on) = '2027'", {BETA}),
        ("last_any = yesterday", {MIRAI}),
        ("tier = high", {MIRAI}),
        ("tier = 高", {MIRAI}),
        ("tier = '中'", {GAMMA}),
        ("tier in (高、中)", {MIRAI, GAMMA}),
        ("tier not in (高, 中)", {BETA}),
        ("tier <> 'high'", {BETA, GAMMA}),
        ("tier is not high", {BETA, GAMMA, DELTA}),
        ("tier = 白金", set()),
        ("state = トライアル or owner = 佐藤", {MIRAI, GAMMA}),
        ("owner = '佐藤'", {MIRAI}),
        ('owner = "佐藤"', {MIRAI}),
        ("owner is null", {BETA, GAMMA, DELTA}),
        ("account = beta", {BETA}),
        ("account in ('beta', 'it''s new')", {BETA}),
        ("account like 'B%'", {BETA}),
        ("account not like '%a'", {MIRAI}),
        ("account glob '*mm*'", {GAMMA}),
        ("account like '100\\%' escape '\\'", set()),
        ("mrr >= 30万", {MIRAI}),
        ("mrr >= 5k", {MIRAI, BETA}),
        ("mrr = 5000", {BETA}),
        ("currency = USD and mrr > 4999.5", {BETA}),
        ("arr = 360万", {MIRAI}),
        ("concern ≥ 3", {MIRAI}),
        ("concern_reason = 価格", {MIRAI}),
        ("concern_stale = no", {MIRAI}),
        ("not concern_stale", {MIRAI}),
        ("ｒｅｎｅｗａｌ＿ｉｎ　＜＝　１０", {MIRAI}),
        ("account = 「ミライ商事」", {MIRAI}),
        ("owner = ’佐藤’", {MIRAI}),
        ("touches_365d / 2 = 0.5", {MIRAI}),
        ("coalesce(renewal_in, 999) > 100", {GAMMA, DELTA}),
        ("coalesce(tier, '高') = '高'", {MIRAI, DELTA}),
        ("iif(renewal_in < 50, 1, 0) = 1", {MIRAI}),
        ("case tier when high then 1 when low then 2 else 0 end = 2", {BETA}),
        ("case when renewal_in < 50 then tier end = high", {MIRAI}),
        ("cast(renewal_in as text) like '1%'", {MIRAI, BETA}),
        ("length(account) = 4 + 1 and account < 'z'", {GAMMA, DELTA}),
        ("(tier = high or tier = low) and renewal_in < 50", {MIRAI}),
        ("tier = low or tier = high and renewal_in > 50", {BETA}),
        ("renewal_in < -5% or renewal_in = 10 %", {MIRAI}),
        ("renewal_in % 10 = 0", {MIRAI, BETA}),
        ("abs(-renewal_in) = 10", {MIRAI}),
        ("account || '!' = 'beta!'", {BETA}),
        ("true", {MIRAI, BETA, GAMMA, DELTA}),
        ("1 = 1", {MIRAI, BETA, GAMMA, DELTA}),
        ("account = 'x\\'", set()),
    ],
)
def test_a_condition_chooses_exactly_its_accounts(four: Small, where: str, names: set[str]) -> None:
    assert chosen(four, where) == names


def test_words_of_codes_that_the_book_made_itself_are_known(four: Small) -> None:
    with four.book.edit("tier") as edit:
        edit.update("account", "d", {"tier": "platinum"})
    assert (
        chosen(four, "tier = 白金")
        == chosen(four, "tier in (Platinum)")
        == chosen(four, "tier = 'platinum'")
        == {DELTA}
    )


def test_with_the_own_codes_given_a_word_that_is_no_code_is_an_error() -> None:
    assert parse("tier = 白金", {"tier": ["白金"]}).names == ("tier",)
    with pytest.raises(ExpressionError) as caught:
        parse("tier = hgih", {"tier": ["白金"]})
    assert (caught.value.key, caught.value.start, caught.value.end) == ("no_code", 7, 11)
    assert "high" in str(caught.value)


def test_a_condition_says_which_columns_it_uses_in_their_order() -> None:
    assert parse("tier = high and MRR > 0 and tier = low").names == ("tier", "mrr")


def test_a_condition_of_another_day_counts_from_that_day(four: Small) -> None:
    day = dt.date(2026, 11, 11)
    panel.ensure_day(four.book, day)
    past = dataclasses.replace(sheet.listing(day), where=parse("renewal_on = today + 20").sql)
    assert past.count(four.book.reader()) == 1


@pytest.mark.parametrize(
    ("where", "key", "place"),
    [
        ("", "empty", (0, 0)),
        ("   ", "empty", (0, 3)),
        ("renwal_in < 3", "unknown", (0, 9)),
        ("tier = high and foo > 1", "unknown_far", (16, 19)),
        ("更新日 < 3", "unknown", (0, 3)),
        ("renewal_in <", "unfinished", (12, 12)),
        ("renewal_in < 3 and", "unfinished", (18, 18)),
        ("(renewal_in < 3", "unfinished", (15, 15)),
        ("renewal_in < 3)", "unexpected", (14, 15)),
        ("renewal_in < 3 4", "unexpected", (15, 16)),
        ("account = 'open", "open_quote", (10, 15)),
        ("renewal_on < 30", "day_needed", (13, 15)),
        ("renewal_on < '2026-13-01'", "bad_day", (13, 25)),
        ("renewal_on = 2026-02-30", "bad_day", (13, 23)),
        ("renewal_in < 'soon'", "number_needed", (13, 19)),
        ("tier + 1 = 2", "number_needed", (0, 4)),
        ("account", "no_condition", (0, 7)),
        ("tier and renewal_in < 3", "no_condition", (0, 4)),
        ("owner = null", "equals_null", (0, 12)),
        ("0 < renewal_in < 5", "chained", (0, 16)),
        ("account like tier", "pattern", (13, 17)),
        ("abs() = 1", "arguments", (0, 5)),
        ("12abc < 1", "bad_number", (0, 1)),
        ("nope(1) = 1", "no_function", (0, 4)),
        ("cast(mrr as blob) = 1", "unexpected", (12, 16)),
        ("mrr between 1 or 2", "expected", (14, 16)),
    ],
)
def test_an_error_points_at_its_place(where: str, key: str, place: tuple[int, int]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(where)
    error = caught.value
    assert (error.key, (error.start, error.end)) == (key, place)
    assert str(error)


def test_an_unknown_name_is_answered_with_the_nearest_columns() -> None:
    for typed, wanted in (("renwal_in", "renewal_in"), ("更新日", "renewal_on"), ("concrn", "concern")):
        with pytest.raises(ExpressionError) as caught:
            parse(f"{typed} < 3")
        assert wanted in str(caught.value)


ATTACKS = [
    "1; ATTACH 'x.db' AS x",
    "ATTACH 'x.db' AS x",
    "PRAGMA query_only = 0",
    "pragma_table_info('member') = 1",
    "load_extension('x.so') = 1",
    "mrr > 0 -- and more",
    "mrr > 0 /* and more */",
    "(SELECT count(*) FROM contact) > 0",
    "account = (SELECT name FROM member)",
    "EXISTS (SELECT 1 FROM contact)",
    "account IN (SELECT name FROM member)",
    "account IN member",
    "1 UNION SELECT 1",
    "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM r) SELECT 1",
    "VALUES (1)",
    "printf('%.*c', 800000000, 'x') = 'x'",
    "format('%.*c', 800000000, 'x') = 'x'",
    "length(zeroblob(900000000)) > 0",
    "length(randomblob(900000000)) > 0",
    "hex(account) = 'x'",
    "quote(account) = 'x'",
    "replace(replace('aaaa', 'a', 'aaaaaaaa'), 'a', 'aaaaaaaa') = 'x'",
    "replace(coalesce(replace(account, 'a', 'aa'), 'b'), 'a', 'b') = 'x'",
    "account like '" + "%a" * 100 + "'",
    "account glob '" + "*a" * 100 + "'",
    "account like account",
    "mrr in (" + ",".join(["1"] * 5000) + ")",
    "mrr in (" + ",".join("1" for _ in range(900)) + ")",
    "(" * 200 + "1" + ")" * 200,
    "not " * 200 + "1",
    "- " * 200 + "1 = 1",
    "abs(" * 200 + "1" + ")" * 200 + " = 1",
    "case when 1 then " * 100 + "1" + " end" * 100,
    "mrr > 0\x00 or 1",
    "account = 'a\x00b'",
    "account = 'a\x1bb'",
    "account = x'00'",
    "mrr = :as_of",
    "mrr = ?1",
    "mrr = @a",
    "mrr = $a",
    "p.mrr > 0",
    "rowid > 0",
    "[mrr] > 0",
    "`mrr` > 0",
    "mrr > 0 COLLATE x",
    "raise(ABORT, 'x') = 1",
    "account MATCH 'x'",
    "account REGEXP 'x'",
    "count(mrr) > 1",
    "min(mrr) > 1",
    "sum(mrr) over () > 1",
    "sqlite_version() = 'x'",
    "mrr > 0xFFFF",
    "\ud800 = 1",
    "\U0001f600 = 1",
    "mrr = 1" * 400,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: ascii(text[:30]))
def test_what_is_no_condition_is_refused_at_once_with_a_place(attack: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ExpressionError) as caught:
        parse(attack)
    assert 0 <= caught.value.start <= caught.value.end <= len(attack)
    assert time.monotonic() - begun < 0.5


def test_text_in_quotes_stays_text_whatever_it_holds(four: Small) -> None:
    for nasty in ("'') OR 1=1 --", "\x02mrr\x01", ":as_of", '"; DROP TABLE account', "''"):
        if any(ord(c) < 32 for c in nasty):
            with pytest.raises(ExpressionError):
                parse(f"account = '{nasty}'")
        else:
            assert chosen(four, f"account = '{nasty}'") == set()


def test_every_column_of_the_sheet_can_be_asked_for(four: Small) -> None:
    for field in sheet.PLAIN:
        assert chosen(four, f"{field.key} is null or {field.key} is not null") == {MIRAI, BETA, GAMMA, DELTA}


def test_the_longest_list_and_the_deepest_nesting_that_are_allowed_are_run(four: Small) -> None:
    assert chosen(four, f"renewal_in in ({','.join(map(str, range(200)))})") == {MIRAI, BETA}
    assert chosen(four, "(" * 25 + "renewal_in = 10" + ")" * 25) == {MIRAI}
    assert chosen(four, " or ".join(f"renewal_in = {n}" for n in range(101))) == {MIRAI, BETA}
    assert chosen(four, "+".join(["renewal_in"] * 150) + " = 1500") == {MIRAI}


@pytest.mark.parametrize(
    "line",
    [
        *("tier = high", "tier=高", "renewal_in<180", "renwal_in < 3", "mrr ≥ 3", "ｍｒｒ＞３", "owner is null"),
        *("covered and engaged", "not covered", "tier in (high)", "(mrr > 3)", "mrr + 1", "coalesce(mrr, 0)", "x = 1"),
        *("account like 'a%'", "mrr >", "(covered) = yes", "case when mrr"),
    ],
)
def test_a_line_with_a_column_before_an_operator_is_a_condition(line: str) -> None:
    assert looks_like(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ミライ",
        "mirai trading",
        "owner",
        "covered",
        "A/B商事",
        "R&D",
        "株式会社 高",
        "not there",
        "high-tech",
        "state",
        "tier high",
    ],
)
def test_other_lines_are_words_to_look_for(line: str) -> None:
    assert not looks_like(line)


def test_every_error_has_its_words_in_both_languages() -> None:
    import re
    from pathlib import Path

    import csops_tui.measures as measures

    folder = Path(measures.__path__[0])
    source = "".join(
        (folder / name).read_text(encoding="utf-8") for name in ("expression.py", "reading.py", "tokens.py")
    )
    keys = set(re.findall(r'ExpressionError\(\s*"(\w+)"', source)) | {
        "bad_number",
        "forbidden",
        "no_function",
        "unknown",
    }
    for lang in LANGUAGES:
        assert {f"filter.error.{key}" for key in keys} <= set(words("filter", lang))
