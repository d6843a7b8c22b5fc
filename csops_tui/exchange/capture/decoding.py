"""Bytes of calendars, mail and cards as text: what they are declared as, else what they look like."""

from __future__ import annotations

import codecs

# What programs declare, and the encoding that holds what they write under that name.
_MEANT = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
}


# First bytes in EUC-JP of signs, letters, kana and the kanji of the first level.
_COMMON = frozenset((0xA1, 0xA2, 0xA3, 0xA4, 0xA5, *range(0xB0, 0xD0)))


def decoded(data: bytes, declared: str = "") -> str:
    """Text of `data`, whatever is wrong with it; what no encoding explains becomes U+FFFD."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if declared and (text := _whole(data, declared)) is not None:
        return text
    if b"\x1b$" in data or b"\x1b(" in data:
        return data.decode(_known("iso-2022-jp") or "ascii", "replace")
    for read in (_utf_8, japanese, _western):
        text = read(data)
        if text is not None:
            return text
    if declared and (name := _known(declared)):
        return data.decode(name, "replace")
    return data.decode("utf-8", "replace")


def japanese(data: bytes) -> str | None:
    """Text in CP932 or EUC-JP, None where it is neither: whatever is EUC-JP can be read as half-width kana as well."""
    one, other = _strict(data, "cp932"), _strict(data, "euc_jp")
    if one is None or other is None:
        return other if one is None else one
    signs = [sign for sign in one if sign > "\x7f"]
    half = sum("\uff61" <= sign <= "\uff9f" for sign in signs)
    return other if half * 5 >= len(signs) * 4 and all(map(_common, other)) else one


def _common(sign: str) -> bool:
    """Whether a character is kana, a usual sign or one of the kanji that most texts are made of."""
    return sign < "\x80" or sign.encode("euc_jp")[0] in _COMMON


def _utf_8(data: bytes) -> str | None:
    return _strict(data, "utf-8")


def _western(data: bytes) -> str | None:
    return _strict(data, "cp1252")


def _whole(data: bytes, declared: str) -> str | None:
    """Text as declared; of UTF-8 that was cut in the middle of its last character, what is before it."""
    text = _strict(data, declared)
    if text is None and _known(declared) == "utf-8":
        cut = (_utf_8(data[:-n]) for n in (1, 2, 3))
        text = next((shorter for shorter in cut if shorter and not shorter.isascii()), None)
    return text


def _strict(data: bytes, declared: str) -> str | None:
    name = _known(declared)
    if name is None:
        return None
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _known(declared: str) -> str | None:
    """Python's name of a text encoding; None for what is none."""
    name = declared.strip().strip("\"'").lower()
    name = _MEANT.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Some codecs turn bytes into bytes, or run for ever on long input.
    return name if getattr(found, "_is_text_encoding", True) and found.name not in ("idna", "punycode") else None
