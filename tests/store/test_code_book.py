"""Code lists: what the book changes about them, what records keep, and what old codes count as."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.exchange.codes import CodeBook
from csops_tui.exchange.errors import Refused
from csops_tui.exchange.options import Options
from csops_tui.locale import set_language
from csops_tui.measures.proposing import codes_on_offer
from csops_tui.model.codes import word
from csops_tui.model.entity import Spec
from csops_tui.store import code_book, code_words
from csops_tui.store.book import Book
from csops_tui.store.choices import children, code_choices, code_matches, parent_of
from csops_tui.store.errors import CodeRefused
from csops_tui.store.touch import code_index

REASON, DETAIL = "churn_reason", "churn_reason_detail"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    set_language("ja")
    with Book.create(tmp_path / "codes.csops") as book:
        with book.edit("churns") as edit:
            edit.insert("account", {"id": "a", "name": "A"})
            for number, reason in enumerate(("price", "price", "quality", "unknown")):
                edit.insert("churn", {"id": f"c{number}", "account_id": "a", "reason_judged": reason})
            edit.insert("concern", {"account_id": "a", "day": "2026-11-01", "level": 2, "reason": "price"})
        yield book


def offered(book: Book, name: str = REASON) -> list[str]:
    return [choice.value for choice in code_choices(book.reader(), name)]


def reads(book: Book, text: str) -> str:
    codes = CodeBook(book.reader(), Options())
    return codes.reads("churn", "reason_judged", Spec("code", target=REASON))(text)


def test_a_list_is_as_shipped_until_the_book_says_otherwise(book: Book) -> None:
    conn = book.reader()
    assert code_book.version(conn, REASON) == 1
    assert [entry.code for entry in code_book.entries(conn, REASON)] == offered(book)
    assert code_book.uses(conn, REASON) == {"price": 3, "quality": 1, "unknown": 1}
    assert code_words.current_code(conn, REASON, "price") == "price"


def test_a_code_that_was_added_is_offered_typed_filtered_and_imported(book: Book) -> None:
    with book.edit("add") as edit:
        code_book.add(edit, REASON, "ai_shift", "AI内製", "AI in-house", aliases="エーアイ")
    conn = book.reader()
    assert "ai_shift" in offered(book)
    assert [choice.value for choice in code_matches(conn, REASON, (), "エーアイ")] == ["ai_shift"]
    assert code_index(conn, REASON)["ai内製"] == "ai_shift"
    assert reads(book, "AI in-house") == "ai_shift"
    assert "AI内製" in [offer.label for offer in codes_on_offer(conn, REASON)]
    assert (word(REASON, "ai_shift", "ja"), word(REASON, "ai_shift", "en")) == ("AI内製", "AI in-house")
    assert code_book.version(conn, REASON) == 2


def test_a_renamed_code_shows_its_new_name_on_old_records(book: Book) -> None:
    with book.edit("rename") as edit:
        code_book.rename(edit, REASON, "price", "費用対効果", "Value for money")
    assert word(REASON, "price", "ja") == "費用対効果"
    assert code_book.uses(book.reader(), REASON)["price"] == 3
    assert reads(book, "費用対効果") == reads(book, "予算") == "price"
    book.undo()
    assert word(REASON, "price", "ja") == "価格・予算"
    assert code_book.version(book.reader(), REASON) == 1


def test_a_retired_code_is_offered_nowhere_and_stays_readable(book: Book) -> None:
    with book.edit("retire") as edit:
        code_book.retire(edit, REASON, "price")
    conn = book.reader()
    assert "price" not in offered(book)
    assert not code_matches(conn, REASON, (), "予算")
    assert "price" not in [offer.text for offer in codes_on_offer(conn, REASON)]
    assert "予算" not in code_index(conn, REASON)
    with pytest.raises(Refused):
        reads(book, "予算")
    # The record keeps it: it is shown by its word, and typing the code again is not refused.
    assert word(REASON, "price", "ja") == "価格・予算"
    assert code_index(conn, REASON)["price"] == "price"
    assert code_book.uses(conn, REASON)["price"] == 3
    with book.edit("revive") as edit:
        code_book.revive(edit, REASON, "price")
    assert "price" in offered(book)


def test_a_replaced_code_counts_as_what_took_its_place(book: Book) -> None:
    with book.edit("one") as edit:
        code_book.add(edit, REASON, "money", "お金", "Money")
        code_book.supersede(edit, REASON, "price", "money")
    with book.edit("two") as edit:
        code_book.add(edit, REASON, "cost", "コスト全般", "Cost")
        code_book.supersede(edit, REASON, "money", "cost")
    conn = book.reader()
    assert code_words.mapping(conn, REASON) == {"price": "cost", "money": "cost"}
    assert code_words.current_code(conn, REASON, "price") == "cost"
    assert reads(book, "予算") == reads(book, "price") == "cost"
    assert code_index(conn, REASON)["予算"] == "cost"
    # The rows themselves were not touched.
    assert {row[0] for row in conn.execute("SELECT reason_judged FROM churn")} == {"price", "quality", "unknown"}
    # The second level follows the first.
    assert "budget_cut" in children(conn, DETAIL, "cost")
    assert parent_of(conn, DETAIL, "budget_cut") == "cost"


def test_codes_that_replace_one_another_in_a_circle_stay_what_they_are(book: Book) -> None:
    with book.edit("a file said so") as edit:
        for code, by in (("x", "y"), ("y", "z"), ("z", "x")):
            row = {"list": REASON, "code": code, "ja": code, "en": code, "active": 0, "replaced_by": by}
            edit.insert("code", row)
    assert code_words.current_code(book.reader(), REASON, "x") == "x"


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        (lambda edit: code_book.add(edit, REASON, "price", "別"), "exists"),
        (lambda edit: code_book.add(edit, REASON, "no way", "別"), "no_code"),
        (lambda edit: code_book.add(edit, REASON, "p2", "価格・予算"), "same_word"),
        (lambda edit: code_book.add(edit, REASON, "p2", " "), "no_word"),
        (lambda edit: code_book.add(edit, DETAIL, "p2", "別", parent="nothing"), "unknown"),
        (lambda edit: code_book.add(edit, REASON, "p2", "別", parent="price"), "no_parent"),
        (lambda edit: code_book.rename(edit, REASON, "price", "品質・障害", ""), "same_word"),
        (lambda edit: code_book.retire(edit, REASON, "unknown"), "fixed"),
        (lambda edit: code_book.supersede(edit, REASON, "other", "price"), "fixed"),
        (lambda edit: code_book.supersede(edit, REASON, "price", "price"), "itself"),
        (lambda edit: code_book.supersede(edit, REASON, "price", "nothing"), "unknown"),
        (lambda edit: code_book.revive(edit, REASON, "price"), "active"),
    ],
)
def test_what_would_make_a_list_ambiguous_is_refused_in_words(book: Book, act: object, rule: str) -> None:
    with pytest.raises(CodeRefused) as refused, book.edit("x") as edit:
        act(edit)  # type: ignore[operator]
    assert refused.value.values["rule"] == rule
    assert not str(refused.value).startswith("codes.")
    assert book.reader().execute("SELECT count(*) FROM code").fetchone() == (0,)
