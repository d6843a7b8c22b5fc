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


def decoded(data: bytes, declared: str = "") -> str:
    """Text of `data`, whatever is wrong with it; what no encoding explains becomes U+FFFD."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if declared and (text := _strict(data, declared)) is not None:
        return text
    if b"\x1b$" in data or b"\x1b(" in data:
        return data.decode(_known("iso-2022-jp") or "ascii", "replace")
    for name in ("utf-8", "cp932", "euc_jp", "cp1252"):
        text = _strict(data, name)
        if text is not None:
            return text
    if declared and (name := _known(declared)):
        return data.decode(name, "replace")
    return data.decode("utf-8", "replace")


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
