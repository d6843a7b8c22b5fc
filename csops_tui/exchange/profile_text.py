"""A profile as TOML text that a person can read, change and share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csops_tui.exchange.mapping import Rule
from csops_tui.exchange.profiles import Profile


def text_of(profile: Profile) -> str:
    """The TOML of a profile; reading it gives the same profile."""
    lines = [f"name = {_value(profile.name)}", f"source = {_value(profile.source)}"]
    if profile.title:
        lines.append(f"title = {_value(profile.title)}")
    for name, values in (("header", profile.header), ("marks", profile.marks)):
        if values:
            lines += [f"{name} = [", *(f"  {_value(value)}," for value in values), "]"]
    lines += _table("options", profile.options)
    for part in profile.parts:
        lines += ["", "[[part]]", f"entity = {_value(part.entity)}"]
        lines += _table("part.columns", {name: _said(rule) for name, rule in part.columns.items()})
        lines += _table("part.constants", part.constants)
        lines += _table("part.options", part.options)
    return "\n".join(lines) + "\n"


def _said(rule: Rule) -> Any:
    to = rule.to[0] if len(rule.to) == 1 else list(rule.to) or ""
    if not rule.words and not rule.minor:
        return to
    return {"to": to, **({"words": dict(rule.words)} if rule.words else {}), **({"minor": True} if rule.minor else {})}


def _table(name: str, values: Mapping[str, Any]) -> list[str]:
    if not values:
        return []
    return ["", f"[{name}]", *(f"{_value(key)} = {_value(value)}" for key, value in values.items())]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_value(str(key))} = {_value(each)}' for key, each in value.items())} }}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
