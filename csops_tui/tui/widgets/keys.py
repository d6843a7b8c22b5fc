"""Keys as a Japanese keyboard sends them: full-width twins of ASCII, and kana."""

from __future__ import annotations

import unicodedata

from textual import events

# The space of every Japanese input method, the joiner and selector of emoji.
_TYPED = "\u3000\u200d\ufe0f\ufe0e"
# Blocks of Hiragana, Katakana, its phonetic extensions and the half-width Katakana forms.
_KANA = ((0x3041, 0x309F), (0x30A0, 0x30FF), (0x31F0, 0x31FF), (0xFF65, 0xFF9F))


def ascii_twin(character: str) -> str | None:
    """The ASCII character that a full-width one stands for (ｊ → j, １ → 1, 　 → space), or None."""
    if len(character) != 1 or character.isascii():
        return None
    twin = unicodedata.normalize("NFKC", character)
    return twin if len(twin) == 1 and twin.isascii() and twin.isprintable() and _is_full_width(character) else None


def typed(key: events.Key) -> str | None:
    """What a key types that Textual takes for no printable character: the full-width space, a joiner; else None."""
    character = key.character or ""
    return character if len(character) == 1 and character in _TYPED else None


def _is_full_width(character: str) -> bool:
    return unicodedata.east_asian_width(character) == "F"


def is_kana(character: str) -> bool:
    """Whether this is one Hiragana or Katakana character, as an input method left on would send it."""
    return len(character) == 1 and any(first <= ord(character) <= last for first, last in _KANA)
