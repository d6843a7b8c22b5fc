"""The words that people read, in Japanese and English: `t("area.key", name=…)` looks one up."""

from __future__ import annotations

import os
from importlib import import_module

LANGUAGES = ("ja", "en")
_current = "en"
_areas: dict[tuple[str, str], dict[str, str]] = {}


def language() -> str:
    """The language in force: `ja` or `en`."""
    return _current


def set_language(lang: str | None = None) -> str:
    """Choose the language: the one given, else `CSOPS_LANG`, else the locale's; returns what is now in force."""
    global _current
    wanted = lang or os.environ.get("CSOPS_LANG") or ""
    if not wanted:
        # LC_ALL beats LC_MESSAGES beats LANG, and the first one that is set decides (POSIX).
        wanted = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "")
    _current = "ja" if wanted.lower().startswith("ja") else "en"
    return _current


def words(area: str, lang: str | None = None) -> dict[str, str]:
    """All words of one area (a module of the catalogue), loaded on first use; empty when there is no such area."""
    key = (lang or _current, area)
    found = _areas.get(key)
    if found is None:
        name = f"{__name__}.{key[0]}.{area}"
        try:
            found = import_module(name).WORDS
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            found = {}
        _areas[key] = found
    return found


def t(key: str, /, lang: str | None = None, **values: object) -> str:
    """The words for `key` (`area.rest`) with `values` filled in; a missing key shows itself, so that it is seen."""
    text = words(key.partition(".")[0], lang).get(key, key)
    return text.format_map(values) if values else text


def has(key: str) -> bool:
    """Whether the catalogue of the language in force has `key`."""
    return key in words(key.partition(".")[0])
