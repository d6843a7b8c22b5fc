"""Which character encoding a file is in: byte-order mark, strict UTF-8, then the share of Japanese characters."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

_BLOCK = 1 << 20
_MARKS = (
    # Before UTF-16, whose mark is the first half of this one.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER = re.compile(r"[^\x00-\x7f]+")
# Kana, kanji, full-width forms, and the signs that Japanese business files use: ①, ㈱, ￥.
_JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\u2460-\u24ff\u3200-\u33ff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_ENOUGH = 0.6
# Western text has an accent here and there; text that is mostly accents is another encoding read as Western.
_ACCENTS = 0.5
_LETTER = re.compile(r"[^\W\d_]")
_ODD = re.compile(r"[^\x00-\x7f\u00bf-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e]")


def detect(path: Path) -> str | None:
    """The name of the codec that reads the whole file, or None when no candidate does; reads it block by block."""
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    start = head[:400]
    if start.count(0) > len(start) // 20:
        # Text in Latin letters has its zero bytes at odd places in little-endian order.
        return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
    # Seven-bit, so it would pass for UTF-8.
    if re.search(rb"\x1b\$[@B]|\x1b\(J", head) and _readable(path, "iso2022_jp_ext"):
        return "iso2022_jp_ext"
    if _readable(path, "utf-8"):
        return "utf-8"
    scores = {name: _japanese_share(path, name) for name in ("cp932", "euc_jp")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > _ENOUGH:
        return best
    return "cp1252" if _western(path) else None


def _blocks(path: Path, name: str):
    decoder = codecs.getincrementaldecoder(name)("strict")
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)


def _readable(path: Path, name: str) -> bool:
    try:
        for _ in _blocks(path, name):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _japanese_share(path: Path, name: str) -> float:
    """Share of the non-ASCII characters that Japanese text uses, doubtful ones weighing less; -1 if undecodable."""
    total, good = 0, 0.0
    try:
        for text in _blocks(path, name):
            for run in _OTHER.findall(text):
                total += len(run)
                if len(run) == 1 and _lonely(run, name):
                    good += 0.2
                    continue
                good += len(_JAPANESE.findall(run)) + 0.7 * len(_HALF_KANA.findall(run))
    except UnicodeDecodeError:
        return -1.0
    return good / total if total else 0.0


def _lonely(char: str, name: str) -> bool:
    """Whether a character alone among ASCII may be an accented letter: half-width kana, or a rare kanji of CP932."""
    return name == "cp932" and char.encode("cp932", "replace")[0] >= 0xA1


def _western(path: Path) -> bool:
    """Whether the file reads as Western text: letters, few of them accented, and few signs besides."""
    letters = accented = odd = 0
    try:
        for text in _blocks(path, "cp1252"):
            letters += len(_LETTER.findall(text))
            accented += sum(map(len, _OTHER.findall(text)))
            odd += len(_ODD.findall(text))
    except UnicodeDecodeError:
        return False
    return accented <= max(3, _ACCENTS * letters) and (odd <= 3 or odd <= 0.1 * letters)
