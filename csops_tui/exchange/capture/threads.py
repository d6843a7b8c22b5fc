"""Mails of one conversation: by what they refer to, else by their subject."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from csops_tui.exchange.capture.domains import party_of
from csops_tui.exchange.capture.found import Found
from csops_tui.text.names import norm

# What mail programs put before the subject of an answer or of what is passed on, in the languages met here.
_BEFORE = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|antw|rif|返信|転送|答复|回复|转发)(?:\[\d+\]|\^\d+)?\s*[:：]\s*|\[[^\]]{1,40}\]\s*(?=re\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Thread:
    """Mails in the order of their writing; `root` names the conversation."""

    root: str
    mails: tuple[Found, ...]


def bare_subject(subject: str) -> str:
    """A subject without what answers put before it."""
    while (shorter := _BEFORE.sub("", subject, count=1)) != subject:
        subject = shorter
    return subject.strip()


def is_answer(mail: Found) -> bool:
    """Whether a mail says that it answers another."""
    return bool(mail.references) or bare_subject(mail.title) != mail.title.strip()


def threads(mails: Sequence[Found]) -> list[Thread]:
    """The conversations, whatever order the mails come in; the same mail found twice counts once."""
    unique = {each.key: each for each in sorted(mails, key=_apart, reverse=True)}
    ordered = sorted(unique.values(), key=lambda m: (m.at or "", m.key))
    parent: dict[str, str] = {}

    def top(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for mail in ordered:
        for reference in mail.references:
            parent[top(reference)] = top(mail.key)
    # An answer that names no mail belongs to the conversation of that subject among the same people.
    by_subject: dict[tuple[str, str], str] = {}
    for mail in ordered:
        subject = norm(bare_subject(mail.title))
        sides = {party_of(one.mail) for one in (mail.sender, *mail.people, *mail.copied) if one}
        named = bool(subject)
        if named and not mail.references and is_answer(mail):
            for side in sorted(sides):
                if before := by_subject.get((subject, side)):
                    parent[top(mail.key)] = top(before)
        for side in sides if named else ():
            by_subject.setdefault((subject, side), mail.key)
    grouped: defaultdict[str, list[Found]] = defaultdict(list)
    for mail in ordered:
        grouped[top(mail.key)].append(mail)
    return sorted((Thread(_root(each), tuple(each)) for each in grouped.values()), key=lambda thread: thread.root)


def _apart(mail: Found) -> tuple[str, str]:
    """Which of two mails of one name is taken, wherever they were found."""
    return mail.at or "", repr(replace(mail, file=""))


def _root(mails: Sequence[Found]) -> str:
    """The first mail, which its answers name even where it is missing."""
    first = mails[0]
    return first.references[0] if first.references else first.key
