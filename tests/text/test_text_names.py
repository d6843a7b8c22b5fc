"""Spellings of one company meet, readings are found, and the live search ranks what people mean first."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.text.kana import romaji
from csops_tui.text.names import NameIndex, company_key, latin_key, norm

ROWS = [
    ("a1", "株式会社ミライ商事", "ミライショウジ", "ミラ商; 未来商事", "mirai-shoji.co.jp"),
    ("a2", "Acme Inc.", None, "アクメ、エーシーエムイー", "acme.example"),
    ("a3", "㈱北斗システムズ", "ほくとしすてむず", None, "hokuto.example"),
    ("a4", "Acme Holdings K.K.", None, None, None),
    ("a5", "東京データサービス（株）", "とうきょうでーたさーびす", None, None),
    ("a6", "髙橋商店", "たかはししょうてん", None, None),
    ("a7", "光\n改行\x1f商事", None, None, None),
]
index = NameIndex(ROWS)


def found(query: str) -> list[str]:
    return [hit.id for hit in index.search(query)]


@pytest.mark.parametrize(
    "spelling",
    [
        "株式会社ミライ商事",
        "ミライ商事（株）",
        "㈱ミライ商事",
        "ﾐﾗｲ商事",
        "ミライ　商事",
        "(株)ミライ・商事",
        "ミライ商事 Co., Ltd.",
    ],
)
def test_spellings_of_one_company_share_a_key(spelling: str) -> None:
    assert company_key(spelling) == "ミライ商事"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ACME, Co.,Ltd.", "acme"),
        ("Acme K.K.", "acme"),
        ("K.K. Acme", "acme"),
        ("Acme GmbH", "acme"),
        ("Inc.", "inc"),
        ("株式会社", "株式会社"),
        ("U.S. Steel Corp", "ussteel"),
        ("髙島屋", "高島屋"),
        ("渡邊", "渡辺"),
        ("齋藤", "斎藤"),
        ("齊藤", "斉藤"),
        ("カ)ミライ", "ミライ"),
        ("一般社団法人 さくら会", "さくら会"),
        ("!!!", "!!!"),
        ("", ""),
    ],
)
def test_a_company_key_drops_only_the_legal_form_and_the_spelling(name: str, key: str) -> None:
    assert company_key(name) == key


@pytest.mark.parametrize(
    ("kana", "short", "long"),
    [
        ("とうきょう", "tokyo", "tōkyō"),
        ("データ", "deta", "dēta"),
        ("まっちゃ", "matcha", "matcha"),
        ("しんいち", "shin'ichi", "shin'ichi"),
        ("しんばし", "shimbashi", "shimbashi"),
        ("おおさか", "osaka", "ōsaka"),
        ("ヴィーナス", "vinasu", "vīnasu"),
        ("ウェブ", "webu", "webu"),
        ("Googleクラウド", "Googlekuraudo", "Googlekuraudo"),
        ("ミライ商事", "mirai商事", "mirai商事"),
    ],
)
def test_kana_become_hepburn(kana: str, short: str, long: str) -> None:
    assert romaji(kana) == short
    assert romaji(kana, macrons=True) == long


def test_ways_of_romanising_meet() -> None:
    assert latin_key("toukyou") == latin_key("tōkyō") == latin_key("tokyo")
    assert latin_key("sinbasi") == latin_key("shimbashi")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("ミライ", "a1"),
        ("みらい", "a1"),
        ("mirai", "a1"),
        ("miraisyouji", "a1"),
        ("ﾐﾗｲ", "a1"),
        ("ミラ商", "a1"),
        ("acme", "a2"),
        ("アクメ", "a2"),
        ("acme hold", "a4"),
        ("hold", "a4"),
        ("ほくと", "a3"),
        ("hokuto", "a3"),
        ("toukyou", "a5"),
        ("高橋", "a6"),
        ("takahasi", "a6"),
        ("ミ商", "a1"),
        ("mirai-shoji.co.jp", "a1"),
        ("改行", "a7"),
    ],
)
def test_the_account_meant_comes_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_exact_stands_before_prefix_and_prefix_before_inside() -> None:
    ranked = NameIndex(
        [
            ("in", "大ミライ", None, None, None),
            ("pre", "ミライ商事", None, None, None),
            ("is", "(株)ミライ", None, None, None),
        ]
    )
    assert [(hit.id, hit.exact) for hit in ranked.search("ミライ")] == [("is", True), ("pre", False), ("in", False)]


def test_only_an_unambiguous_name_resolves() -> None:
    hit = index.resolve("ミライ")
    assert hit is not None and hit.id == "a1" and not hit.exact
    acme = index.resolve("acme")
    assert acme is not None and acme.id == "a2" and acme.exact
    assert index.resolve("zzz") is None
    twins = NameIndex([("1", "ミライ商事", None, None, None), ("2", "ミライ工業", None, None, None)])
    assert twins.resolve("ミライ") is None


def test_a_misspelt_name_brings_the_nearest() -> None:
    assert index.nearest("ミライ商亊")[0].id == "a1"
    assert index.nearest("acmee")[0].id == "a2"


def test_an_empty_index_and_an_empty_query_find_nothing() -> None:
    assert NameIndex([]).search("x") == []
    assert NameIndex([]).nearest("x") == []
    assert index.search("") == index.search("!!!") == index.search(" 　") == []


@given(st.text(max_size=30))
def test_no_query_or_name_breaks_the_search(text: str) -> None:
    index.search(text)
    index.resolve(text)
    company_key(text)
    romaji(text)
    one = NameIndex([("id", text, text, text, text)])
    assert len(one) == 1
    one.search(text)
    assert norm(norm(text)) == norm(text)


@given(st.lists(st.sampled_from(["ミライ", "東京", "Acme", " ", "商事", "1"]), min_size=1, max_size=5))
def test_a_name_finds_itself(parts: list[str]) -> None:
    name = "".join(parts).strip()
    if name:
        hits = NameIndex([("x", name, None, None, None)]).search(name)
        assert hits[0].exact


def test_a_thousand_accounts_answer_within_a_frame() -> None:
    letters = random.Random(7)
    rows = [
        (str(n), f"株式会社{letters.choice('東西南北光')}ミライ{n}", None, f"M{n}", f"m{n}.example")
        for n in range(1_300)
    ]
    many = NameIndex(rows)
    taken = []
    for query in ("ミライ", "m12", "東ミライ1", "zzzz"):
        start = time.perf_counter()
        many.search(query)
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.03
