"""Looking a name up among the accounts that a line can mean gives what an index of all accounts gives."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.text.kana import old_kanji

# (name, reading, aliases, domain)
NAMES = [
    ("ミライ商事", "ミライショウジ", None, "mirai-shoji.example"),
    ("株式会社ミライ・フーズ", None, "未来食品;MF", None),
    ("みらい書房", "みらいしょぼう", None, None),
    ("ﾐﾗｲ電機㈱", None, None, None),
    ("㍿ミライ", None, None, None),
    ("ｶ)ミライシヨウジ", None, None, None),
    ("東京未来", "トウキョウミライ", None, None),
    ("髙橋製作所", "タカハシセイサクショ", "高橋、タカハシ", None),
    ("高橋工業株式会社", "タカハシコウギョウ", None, "takahashi.example"),
    ("渡邉ゕヶヵ店", None, None, None),
    ("渡辺カケカ店", None, None, None),
    ("関ヶ原運輸", "セキガハラウンユ", None, None),
    ("關ケ原精工", None, None, None),
    ("一般社団法人 北海道々", None, "ほっかいどう", None),
    ("北海道システムズ", "ホッカイドウシステムズ", None, None),
    ("コーヒー・ラボ", "こーひーらぼ", None, None),
    ("オオサカガス", None, "大阪ガス", None),
    ("㐂多屋", "キタヤ", None, None),
    ("ＡＢＣ商会", "エービーシーショウカイ", None, "abc.example"),
    ("Acme Inc.", None, "アクメ", "acme.example"),
    ("Acme ミライ K.K.", None, None, "未来.example"),
    ("①番館", None, None, None),
    ("潮見坂㈱", "シオミザカ", None, None),
    ("㈲有田陶器", None, None, None),
    ("がぎぐ", None, None, None),
    ("株式会社", None, None, None),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    path: Path = tmp_path_factory.mktemp("likely") / "book.db"
    with Book.create(path, "test", Clock(today=dt.date(2026, 11, 21))) as book:
        with book.edit("fixture") as step:
            for name, kana, alias, domain in NAMES:
                step.insert("account", {"name": name, "kana": kana, "alias": alias, "domain": domain, "tier": "low"})
        yield book


_ODD = ("", " ", "東京mirai", "ーー", "潮見坂(株", "株", "(株", "(株)潮見坂", "有", "(有)有田", "有田陶器(有)")


def _hiragana(text: str) -> str:
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


def _queries() -> list[str]:
    texts = [text for row in NAMES for text in row if text]
    parts = {text[start:end] for text in texts for start in range(len(text)) for end in range(start + 1, len(text) + 1)}
    spelled = {
        form(text) for text in texts for form in (_hiragana, str.upper, lambda t: unicodedata.normalize("NFKC", t))
    }
    old = {"".join(old_kanji(char)[:1] or char for char in text) for text in texts}
    return sorted(parts | spelled | old | {f"{text} 電話 30分" for text in texts} | set(_ODD))


def test_every_name_and_every_part_of_one_means_the_same_account(book: Book) -> None:
    of_all = touch.vocabulary(book).account
    meant = {query: of_all(query) for query in _queries()}
    assert sum(match is not None for match in meant.values()) > 300
    wrong = {q: match for q, match in meant.items() if touch.vocabulary(book, one_line=True).account(q) != match}
    assert wrong == {}


def test_the_longer_beginnings_of_a_line_share_one_look(book: Book) -> None:
    asked: list[str] = []
    conn = book.reader()
    conn.set_trace_callback(lambda sql: asked.append(sql) if "account" in sql else None)
    look_up = touch.vocabulary(book, one_line=True).account
    assert [look_up(words) for words in ("ミライ商事 電話 30分", "ミライ商事 電話")] == [None, None]
    assert look_up("ミライ商事") is not None
    conn.set_trace_callback(None)
    assert len(asked) == 1
