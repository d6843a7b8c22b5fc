"""The piece of a text around what was searched, and where in it the words stand."""

from __future__ import annotations

import re
import unicodedata

from csops_tui.text.names import norm

BEFORE = 20
LENGTH = 120
_MOST = 50_000
_WORD = re.compile(r'["“”]([^"“”]*)["“”]?|([^\s"“”]+)')
_JOINS = "\u3099\u309a\uff9e\uff9f"


def snippet(text: str, query: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line of about 120 characters around the first word found, and the (start, end) of every word in it.

    Full and half width, kana with parted marks and upper and lower case are the same, as they are in the index.
    """
    text = text[:_MOST]
    words = [w for w in (norm(quoted or word) for quoted, word in _WORD.findall(query)) if w]
    normal, places = _normalised(text)
    spans = sorted(span for word in words for span in _occurrences(normal, places, word))
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    end = start + LENGTH
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    piece = text[start:end].replace("\n", " ").replace("\t", " ")
    shift = len(head) - start
    shown = tuple((a + shift, min(b, end) + shift) for a, b in _merged(spans) if start <= a < end)
    return head + piece + tail, shown


def _normalised(text: str) -> tuple[str, list[int]]:
    """The text in the form in which it is compared, and for each of its characters the place it came from."""
    parts: list[str] = []
    places: list[int] = []
    at, size = 0, len(text)
    while at < size:
        end = at + 1
        while end < size and (text[end] in _JOINS or unicodedata.combining(text[end])):
            end += 1
        part = norm(text[at:end]) or " "
        parts.append(part)
        places += [at] * len(part)
        at = end
    return "".join(parts), [*places, size]


def _occurrences(normal: str, places: list[int], word: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = normal.find(word)
    while at >= 0:
        end = at + len(word)
        # Up to where the next character begins, so that joined marks are inside.
        stop = next((p for p in places[end:] if p > places[end - 1]), places[-1])
        found.append((places[at], stop))
        at = normal.find(word, end)
    return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
