"""The names of contacts inside of texts: whole, turned round, or a part of one where somebody is addressed by it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

# Whoever is called so is meant, even by half of a name.
_AFTER = (
    "様|さま|さん|氏|殿|くん|君|ちゃん|先生|御中|社長|会長|専務|常務|取締役|本部長|事業部長|部長|次長|課長|係長|室長|所長"
    "|店長|支店長|工場長|主任|主幹|主査|マネージャー|マネジャー|リーダー|ディレクター|担当|-?san|-?sama"
)
_CALLED_AFTER = re.compile(rf"(?<=\S)[ 　]?(?:{_AFTER})(?![a-z])", re.IGNORECASE)
_CALLED_BEFORE = re.compile(r"(?:\b(?:mrs?|ms|dr|prof|herr|frau|mme|m)\.?[ 　]|[@＠])(?=\S)", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u3000・･]+")
_JAPANESE = re.compile("[ぁ-ヿ一-鿿々〆]+")
_LONGEST_PART = 16

Instead = Callable[[set[str]], str]
"""What stands for the people who go by one form of a name, by their ids."""


class Names:
    """Knows people by (id, name), several names each; `instead` says what is written for those of one name."""

    def __init__(self, people: Iterable[tuple[str, str | None]], instead: Instead) -> None:
        wholes: dict[str, set[str]] = {}
        parts: dict[str, set[str]] = {}
        for row_id, name in people:
            for form in _forms(name):
                wholes.setdefault(form, set()).add(row_id)
            for part in _parts(name):
                parts.setdefault(part, set()).add(row_id)
        self._parts = {part: instead(ids) for part, ids in parts.items()}
        self._whole = {form: instead(ids) for form, ids in wholes.items()}
        # By their first two characters, the longest first: one look per place of a text.
        self._begin: dict[str, list[str]] = {}
        for form in sorted(self._whole, key=len, reverse=True):
            self._begin.setdefault(form[:2], []).append(form)

    def without(self, text: str) -> str:
        """The text with other words in the place of names."""
        found = self._wholes(text)
        text = _replaced(text, found)
        return _replaced(text, self._addressed(text))

    def _wholes(self, text: str) -> list[tuple[int, int, str]]:
        small = _small(text)
        found: list[tuple[int, int, str]] = []
        at = 0
        while at < len(small) - 1:
            for form in self._begin.get(small[at : at + 2], ()):
                if small.startswith(form, at) and _stands_alone(small, at, at + len(form)):
                    found.append((at, at + len(form), self._whole[form]))
                    at += len(form)
                    break
            else:
                at += 1
        return found

    def _addressed(self, text: str) -> list[tuple[int, int, str]]:
        small = _small(text)
        found: list[tuple[int, int, str]] = []
        for called in _CALLED_AFTER.finditer(small):
            end = called.start()
            for start in range(max(0, end - _LONGEST_PART), end):
                found += self._part(small, start, end)
                if found and found[-1][1] == end:
                    break
        for called in _CALLED_BEFORE.finditer(small):
            start = called.end()
            for end in range(min(len(small), start + _LONGEST_PART), start, -1):
                if some := self._part(small, start, end):
                    found += some
                    break
        return sorted(set(found))

    def _part(self, text: str, start: int, end: int) -> list[tuple[int, int, str]]:
        instead = self._parts.get(text[start:end])
        return [(start, end, instead)] if instead and _stands_alone(text, start, end) else []


def _small(text: str) -> str:
    """Small letters, each in its place."""
    small = text.lower()
    return small if len(small) == len(text) else text


def _replaced(text: str, found: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    begun = 0
    for start, end, instead in found:
        if start >= begun:
            parts += [text[begun:start], instead]
            begun = end
    return "".join([*parts, text[begun:]]) if parts else text


def _forms(name: str | None) -> set[str]:
    """How a name may be written: its words in either order, with any space between them or none; not one sign alone."""
    words = _words(name)
    joined = {sign.join(order) for order in (words, words[::-1]) for sign in (" ", "\u3000", "・", "･", ", ", "")}
    # Without a space, Latin words turned round or together are other words.
    if words and not _JAPANESE.search(words[0]):
        joined -= {"".join(words[::-1])} if len(words) > 1 else set()
    return {form for form in (*joined, (name or "").lower()) if len(form) > 1}


def _parts(name: str | None) -> set[str]:
    """Family and given name; of a name without a space the beginnings that may be the family's."""
    words = _words(name)
    if len(words) > 1:
        return {word for word in words if len(word) > 2 or _JAPANESE.match(word)}
    whole = words[0] if words else ""
    return (
        {whole, *(whole[:size] for size in (1, 2, 3) if size < len(whole))} if _JAPANESE.fullmatch(whole) else {whole}
    )


def _words(name: str | None) -> list[str]:
    return _SPACES.sub(" ", name or "").strip().lower().split(" ") if name and name.strip() else []


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name of Latin letters is not a part of a longer word; Japanese is written without spaces."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isascii() and before.isalnum() and text[start].isascii() and text[start].isalnum())
        or (after.isascii() and after.isalnum() and text[end - 1].isascii() and text[end - 1].isalnum())
    )
