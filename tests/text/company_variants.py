"""Made-up companies and the ways in which files spell their names, the same on every run."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from csops_tui.text.kana import old_kanji

_FIRST = (
    *(
        "ミライ",
        "ホクト",
        "サクラ",
        "アオバ",
        "オーシャン",
        "スターライト",
        "データ",
        "ゲートウェイ",
        "テクノ",
        "パートナー",
    ),
    *(
        "高橋",
        "山崎",
        "渡辺",
        "斎藤",
        "斉藤",
        "浜田",
        "広瀬",
        "国分",
        "沢井",
        "桜木",
        "円谷",
        "恵比寿",
        "栄",
        "学芸",
        "瀬戸",
    ),
    *("Northwind", "Blue Harbor", "Kita Data", "Sample & Sons", "Green Field", "Acorn", "Red Maple", "Tanaka"),
)
_LAST = {
    "ja": (
        "商事",
        "商会",
        "工業",
        "システム",
        "システムズ",
        "データセンター",
        "サービス",
        "ホールディングス",
        "製作所",
        "コンピューター",
    ),
    "en": ("Systems", "Works", "Foods", "Trading", "Software", "Logistics"),
}
_JAPANESE_FORMS = {
    "株": ("株式会社", "㈱", "（株）", "(株)", "株式会社　", "ｶﾌﾞｼｷｶﾞｲｼｬ "),
    "有": ("有限会社", "㈲", "（有）", "(有)"),
    "同": ("合同会社", "（同）", "合同会社 "),
}
_ENGLISH_FORMS = (
    " Inc.",
    ", Inc.",
    " Co., Ltd.",
    " Co.,Ltd",
    " CO., LTD.",
    " Corp.",
    " Corporation",
    " K.K.",
    " Ltd",
    "",
)


def companies(seed: int, count: int) -> list[tuple[str, str]]:
    """`count` different companies as (name, kind of company); some share a name and differ in kind."""
    chance = random.Random(seed)
    made: dict[tuple[str, str], None] = {}
    while len(made) < count:
        first = chance.choice(_FIRST)
        name = f"{first} {chance.choice(_LAST['en'])}" if first.isascii() else first + chance.choice(_LAST["ja"])
        made[name, "英" if first.isascii() else chance.choice("株株株株有同")] = None
    return list(made)


def variants(seed: int, count: int, of: int = 125) -> list[tuple[int, str]]:
    """`count` spellings of `of` companies as (number of the company, spelling)."""
    chance = random.Random(seed)
    known = companies(seed, of)
    return [(n % of, _spelled(chance, *known[n % of])) for n in range(count)]


def _spelled(chance: random.Random, name: str, kind: str) -> str:
    changes: list[Callable[[random.Random, str], str]] = [_spaced, _dotted, _wide, _half_kana, _old, _dashed, _cased]
    for change in chance.sample(changes, chance.randint(1, 3)):
        name = change(chance, name)
    # Banks write the small kana large; nothing tells that from another word.
    if chance.random() < 0.02:
        name = name.translate(str.maketrans("ャュョェィ", "ヤユヨエイ"))
    if kind == "英":
        return name + chance.choice(_ENGLISH_FORMS)
    form = chance.choice(_JAPANESE_FORMS[kind])
    return chance.choice([f"{form}{name}", f"{name}{form}", f"{form} {name}", f"{name}　{form}"])


def _spaced(chance: random.Random, name: str) -> str:
    if name.isascii():
        return name.replace(" ", chance.choice(["  ", "", " "]))
    return _between(chance, name, chance.choice(" 　"))


def _dotted(chance: random.Random, name: str) -> str:
    if name.isascii():
        return name.replace("&", "and").replace(" and", " & ")
    return _between(chance, name, "・")


def _between(chance: random.Random, name: str, sign: str) -> str:
    """The name with a sign between two of its letters; a long vowel stays with its letter."""
    at = chance.randrange(1, len(name))
    return name if {name[at - 1], name[at]} & set("ー－−―ｰﾞﾟ") else name[:at] + sign + name[at:]


def _wide(chance: random.Random, name: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


_HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}
_HALF |= {"ー": "ｰ"}
_MARKS = {"\u3099": "ﾞ", "\u309a": "ﾟ"}


def _half_kana(chance: random.Random, name: str) -> str:
    parts = unicodedata.normalize("NFD", name)
    return "".join(_HALF.get(c, _MARKS.get(c, c)) for c in parts)


def _old(chance: random.Random, name: str) -> str:
    return "".join(chance.choice(old_kanji(c) or c) for c in name)


def _dashed(chance: random.Random, name: str) -> str:
    return name.replace("ー", chance.choice("－−―ー"))


def _cased(chance: random.Random, name: str) -> str:
    return chance.choice([str.upper, str.lower, str.title])(name)
