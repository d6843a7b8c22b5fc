"""Ids of Salesforce in 15 and in 18 characters name the same record, and case tells two records apart."""

from __future__ import annotations

import pytest
from exchange_support import Import

from csops_tui.exchange.salesforce import all_keys, one_key
from csops_tui.store.book import Book

SHORT, LONG = "001D000000IqhSL", "001D000000IqhSLIAZ"
OTHER, OTHER_LONG = "001D000000IqhSl", "001D000000IqhSlIAJ"


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        (SHORT, LONG),
        (LONG, LONG),
        ("001D000000IqhSLiaz", LONG),
        (OTHER, OTHER_LONG),
        ("0014000001QTGLC", "0014000001QTGLCAA5"),
        ("abcdefghijklmno", "abcdefghijklmnoAAA"),
        ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
        # The check does not fit, too short, too long, a sign that no id has.
        ("001D000000IqhSLIAA", "001D000000IqhSLIAA"),
        ("001D000000IqhS", "001D000000IqhS"),
        ("001D000000IqhSLI", "001D000000IqhSLI"),
        ("001D-00000IqhSL", "001D-00000IqhSL"),
        ("００１D000000IqhSL", "００１D000000IqhSL"),
    ],
)
def test_an_id_is_kept_in_its_eighteen_characters(key: str, kept: str) -> None:
    assert one_key("salesforce", key) == kept
    known = all_keys("salesforce", key)
    assert known[0] == kept
    assert known[1:] in ((), (kept[:15],))
    assert len(known) == 1 or len(kept) == 18


def test_keys_of_other_systems_are_left_alone() -> None:
    assert one_key("hubspot", SHORT) == SHORT
    assert all_keys("csv", SHORT) == (SHORT,)
    assert one_key("Salesforce-JP", SHORT) == LONG


def test_the_same_account_in_both_forms_is_one(load: Import, book: Book) -> None:
    load("account", f"id,name\n{SHORT},甲商事\n{OTHER},乙工業\n", source="salesforce")
    again, _ = load("account", f"id,name\n{LONG},甲商事\n{OTHER_LONG},乙工業\n", source="salesforce")
    assert (again.created, again.updated, again.skipped) == (0, 0, 2)
    renamed, _ = load("account", f"id,name\n{LONG},甲商事ホールディングス\n", source="salesforce")
    assert renamed.updated == 1
    twice, _ = load("account", f"id,name\n{SHORT},丙\n{LONG},丙\n", source="salesforce")
    assert (twice.updated, twice.skipped) == (1, 1)
    text = f"account_id,date,channel,note\n{LONG},2026-04-01,mail,1\n{OTHER},2026-04-02,mail,2\n"
    touched, _ = load("touchpoint", text, source="salesforce")
    assert touched.created == 2
    names = "SELECT a.name FROM touchpoint AS p JOIN account AS a ON a.id = p.account_id ORDER BY p.day"
    assert [name for (name,) in book.reader().execute(names)] == ["丙", "乙工業"]


def test_what_a_book_holds_under_the_short_form_is_found_by_the_long_one(load: Import, book: Book) -> None:
    load("account", f"id,name\n{SHORT},甲商事\n", source="salesforce")
    with book.edit("as older versions kept it") as edit:
        edit.execute("UPDATE external_ref SET key = ?", [SHORT])
    for form in (SHORT, LONG):
        made, _ = load("account", f"id,name\n{form},甲商事\n", source="salesforce")
        assert (made.created, made.updated, made.skipped) == (0, 0, 1)
    moved, _ = load("account", f"id,name,domain\n{LONG},甲商事,kou.example\n", source="salesforce")
    assert moved.updated == 1
    assert book.reader().execute("SELECT count(*) FROM external_ref").fetchone() == (1,)
