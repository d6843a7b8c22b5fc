"""By which channel a meeting takes place, by what it is called and where it is held."""

from __future__ import annotations

import re

_RULES = (
    ("qbr", re.compile(r"\b(?:qbr|ebr)\b|四半期|報告会|business review", re.IGNORECASE), "title"),
    ("user_group", re.compile(r"ユーザー会|ユーザ会|user (?:group|meetup)", re.IGNORECASE), "title"),
    ("seminar", re.compile(r"セミナー|ウェビナー|webinar|seminar", re.IGNORECASE), "title"),
    ("call", re.compile(r"電話(?!番号)|☎|\b(?:phone|tel) ?call\b|\bcall with\b|架電", re.IGNORECASE), "title"),
    ("visit", re.compile(r"訪問|往訪|来社|on-?site|\bvisit\b", re.IGNORECASE), "title"),
    (
        "online_meeting",
        re.compile(
            r"zoom\.us|meet\.google|teams\.(?:microsoft|live)|webex|whereby|gotomeet|skype|zoom|\bteams\b|オンライン"
            r"|online|google meet",
            re.IGNORECASE,
        ),
        "all",
    ),
)


def channel_of(title: str, place: str, about: str) -> str:
    """A channel's code: what the title says, else online where a link or service is named, else a visit to a place."""
    whole = f"{title} {place} {about[:4000]}"
    for code, pattern, where in _RULES:
        if pattern.search(title if where == "title" else whole):
            return code
    return "visit" if place.strip() else "online_meeting"
