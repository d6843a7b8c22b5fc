"""What people write down, as templates: `{topic}` what it was about, `{who}` whom, `{request}` what they asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language; `topics` are (words, tag), `requests` (words, theme),
    `objectives` (title, measure, purpose, baseline, target)."""

    topics: tuple[tuple[str, str], ...]
    requests: tuple[tuple[str, str], ...]
    openings: dict[str, tuple[str, ...]]
    outcomes: dict[str, tuple[str, ...]]
    follow_ups: tuple[str, ...]
    results: dict[str, tuple[str, ...]]
    evidence: dict[str, tuple[str, ...]]
    tickets: tuple[str, ...]
    comments: dict[str, tuple[str, ...]]
    titles: tuple[tuple[str, str], ...]
    departments: tuple[str, ...]
    industries: tuple[str, ...]
    regions: tuple[str, ...]
    sources: tuple[str, ...]
    honorific: str
    churn_note: str
    churn_unknown: str
    save_actions: tuple[str, ...]
    save_notes: dict[str, str]
    review_cs: tuple[str, ...]
    review_ops: tuple[str, ...]
    review_actions: tuple[str, ...]
    left_note: str
    notes: tuple[tuple[str, str, str], ...]
    opportunities: dict[str, str]
    calendar: dict[str, str]
    plan: str
    objectives: tuple[tuple[str, str, str, int, int], ...]
    no_show: str
