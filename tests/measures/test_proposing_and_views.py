"""What the caret of a condition is offered, and views as rows of the book."""

from __future__ import annotations

import pytest
from measures_support import Small

from csops_tui.locale import set_language
from csops_tui.measures import sheet, views
from csops_tui.measures.columns import columns, title, titles
from csops_tui.measures.expression import looks_like, parse
from csops_tui.measures.proposing import Offer, code_offers, propose, quoted
from csops_tui.measures.views import View
from csops_tui.store.listing import Field

TIERS = code_offers("tier", [("platinum", "白金")])


def values(field: Field) -> list[Offer]:
    """The values of a small book."""
    if field.kind == "code:tier":
        return TIERS
    return [Offer("佐藤", "佐藤"), Offer("'佐藤 健'", "佐藤 健"), Offer("鈴木", "鈴木")] if field.key == "owner" else []


def texts(line: str) -> list[str]:
    """What is offered at the end of a line."""
    return [offer.text for offer in propose(line, len(line), values).items]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("renewal_i", ["renewal_in"]),
        ("更新", ["renewal_on", "renewal_in", "runway_on", "runway_in"]),
        ("RENEWAL_O", ["renewal_on"]),
        ("ｒｅｎｅｗａｌ＿ｏ", ["renewal_on"]),
        ("tier = high and 懸念", ["concern", "concern_reason", "concern_on", "concern_expires", "concern_stale"]),
        ("tier ", ["=", "in (", "<>", "is null"]),
        ("tier = ", ["platinum", "high", "mid", "low", "tech"]),
        ("tier = 高", ["high"]),
        ("tier in (high, 白", ["platinum"]),
        ("tier not in (ロー", ["low"]),
        ("not tier = h", ["high"]),
        ("owner = さ", []),
        ("owner = 佐", ["佐藤", "'佐藤 健'"]),
        ("owner = '佐藤 健", ["'佐藤 健'"]),
        ("renewal_on < ", ["today", "today + 30", "today - 30", "yesterday", "tomorrow", "null"]),
        ("renewal_on between today and to", ["today", "today + 30", "today - 30", "tomorrow"]),
        ("covered = ", ["yes", "no"]),
        ("renewal_in < ", []),
        ("renewal_in < 3 ", []),
        ("", []),
        ("tier = high and ", []),
        ("tier = high; re", []),
    ],
)
def test_the_caret_is_offered_what_fits_there(line: str, first: list[str]) -> None:
    set_language("ja")
    try:
        assert texts(line)[: len(first) or None] == first
    finally:
        set_language("en")


def test_an_offer_takes_the_place_of_the_piece_and_the_rest_stays() -> None:
    line = "更新 <= 30"
    found = propose(line, 2, values)
    assert found.put(line, found.items[1]) == ("renewal_in <= 30", 11)


def test_a_value_that_is_no_plain_word_is_quoted_and_reads_back_as_itself() -> None:
    for value in ("佐藤 健", "it's", "and", "mrr", "1:1", "A-B", "「甲」", "手紙・郵送"):
        assert parse(f"account = {quoted(value)}").sql.endswith(f"'{value.replace(chr(39), chr(39) * 2)}'))")
    assert quoted("佐藤") == "佐藤"


def test_every_column_has_words_in_both_languages() -> None:
    for name in columns():
        assert title(name, "ja") != name or name == "id"
        assert len(titles(name)) >= 1 and title(name, "en") != name


def test_shipped_views_are_understood_and_name_columns_that_exist() -> None:
    known = set(views.column_names())
    for view in views.shipped():
        assert looks_like(view.filter) and parse(view.filter)
        assert {view.sort, *view.columns} - {""} <= known
        assert view.sort in {field.key for field in views.fields(view.columns or views.CELL_NAMES)}


def test_a_view_is_kept_whole_and_found_by_any_of_its_names(small: Small) -> None:
    small.add("member", id="sato", name="佐藤")
    wanted = View("大口", "mrr > 30万", "mrr", True, ("account", "mrr", "renewal_in"), "tier", 2, member_id="sato")
    with small.book.edit("view") as edit:
        row = views.save(edit, wanted)
    conn = small.book.reader()
    (kept,) = views.saved(conn, "sato")
    assert kept.same_look(wanted) and (kept.id, kept.name) == (row, "大口")
    assert views.saved(conn, None) == []
    for name in ("大口", row):
        assert views.find(conn, name, "sato") == kept
    for name in ("renewal_180d", "Renewal within 180 days", "更新まで180日以内"):
        found = views.find(conn, name, None)
        assert found and found.shipped == "renewal_180d"
    assert views.find(conn, "なし", "sato") is None


def test_every_column_can_be_shown(small: Small) -> None:
    from csops_tui.measures import panel

    small.line(5_000_00, "2025-01-01", currency="USD")
    panel.catch_up(small.book)
    names = [name for name in views.column_names() if name != "account"]
    for start in range(0, len(names), 30):
        listing = sheet.listing(small.book.clock.today(), "all", views.fields(names[start : start + 30]))
        conn = small.book.reader()
        assert len(listing.rows(conn, listing.keys(conn))) == 1
    shown = {field.key: field.kind for field in views.fields(["arr", "touches_12m", "nonsense"])}
    assert shown == {"account": "name", "arr": "money", "touches_12m": "spark"}
