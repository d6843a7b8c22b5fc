"""Which stored names a query can mean at all, as patterns that SQLite can scan with before an index is built."""

from csops_tui.text.kana import katakana, new_kanji, old_kanji
from csops_tui.text.names import company_letters

_SIGNS = 3
_ALSO = {"株": "㈱", "有": "㈲", "ケ": "がガ"}
# All but kana and kanji that stay one character each when names are compared, and what never becomes one of them.
ODD_NAME = "*[^ -\u2e7f\u3000-\u3029ぁ-ゖァ-ヾ一-鿿！-｠㈱㈲]*"
"""GLOB pattern of the texts about which `name_pattern` says nothing, so that they must always be looked at."""


def name_pattern(query: str) -> str | None:
    """GLOB pattern that every text matches in which `NameIndex.resolve` could find the query; None for a Latin query.

    It asks for the query's first kana and kanji in order, in any of the ways they may be written. Latin letters are
    left out, for they also mean readings.
    """
    key = katakana(company_letters(query))
    signs = [sign for sign in key if "ァ" <= sign <= "ヺ" or "一" <= sign <= "鿿"]
    return "".join(f"*[{_spellings(sign)}]" for sign in signs[:_SIGNS]) + "*" if signs else None


def _spellings(sign: str) -> str:
    today = new_kanji(sign)
    same = today + old_kanji(today) + _ALSO.get(today, "")
    return same + "".join(chr(ord(kana) - 0x60) for kana in same if "ァ" <= kana <= "ヶ")
