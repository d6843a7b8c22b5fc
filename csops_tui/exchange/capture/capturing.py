"""From paths to proposals in the book, as one edit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from csops_tui.exchange.capture.apart import read_apart
from csops_tui.exchange.capture.drafting import drafts
from csops_tui.exchange.capture.found import LONGEST, Found, Passed, Window
from csops_tui.exchange.capture.plan import Plan, apply, plan
from csops_tui.exchange.capture.reading import files_of
from csops_tui.exchange.capture.versions import remembered
from csops_tui.exchange.capture.whom import whom
from csops_tui.locale import t
from csops_tui.store.backup import before_large
from csops_tui.store.book import Book
from csops_tui.store.touch import nature

BEFORE = 90
"""Days before today that are looked at unless something else is asked for."""

AFTER = 90
"""Days after today."""


@dataclass(frozen=True)
class Captured:
    """What a capture came to; `edit` is empty where nothing was written."""

    plan: Plan
    files: int
    read: dict[str, int]
    passed: tuple[Passed, ...]
    internal: int
    automatic: int
    without_addresses: bool
    edit: str = ""
    topics: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()

    @property
    def outside(self) -> int:
        """How much lies outside the days that were looked at."""
        counted = sum(int(one.detail or 1) for one in self.passed if one.reason == "outside")
        return counted + self.plan.outside

    @property
    def told(self) -> tuple[Passed, ...]:
        """What gave nothing and why, without what lies outside and what is private."""
        return tuple(one for one in self.passed if one.reason not in ("outside", "private"))


def window_of(
    today: dt.date, since: dt.date | None = None, until: dt.date | None = None, *, bodies: bool = False
) -> Window:
    """The days to look at; raises ValueError where they are none or more than two years."""
    first = since or min(today, until or today) - dt.timedelta(days=BEFORE)
    last = until or max(today, first) + dt.timedelta(days=AFTER)
    if not until and last - first > LONGEST:
        last = first + LONGEST
    if last < first or last - first > LONGEST:
        raise ValueError(f"{first} … {last}")
    return Window(first, last, bodies)


def capture(
    book: Book,
    paths: Sequence[Path],
    window: Window,
    *,
    member_id: str | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Captured:
    """Read files and folders and propose what they say; capturing the same again changes nothing.

    `progress` hears after each file, and with everything found in one, how many of how many files are behind; what it
    raises ends the reading, and nothing is written.
    """
    files = files_of(paths)
    behind = 0

    def tell(n: int) -> None:
        nonlocal behind
        behind = n
        if progress:
            progress(n, len(files))

    found: list[Found] = []
    passed: list[Passed] = []
    for each in read_apart(files, window, tell):
        tell(behind)
        if isinstance(each, Found):
            found.append(each)
        else:
            passed.append(each)
    read = Counter(each.kind for each in found if each.kind != "event" or each.day)
    made, rest = _planned(book, found, window, member_id)
    if dry_run:
        return Captured(made, len(files), dict(read), tuple(passed), *rest)
    before_large(book.path, len(made.new) + len(made.changed) + len(made.withdrawn), "before-capture")
    with book.edit(t("captured.label.capture", n=len(files))) as edit:
        made, rest = _planned(book, found, window, member_id)
        ids = apply(edit, made)
    step = edit.id if edit.topics else ""
    return Captured(made, len(files), dict(read), tuple(passed), *rest, step, edit.topics, tuple(ids))


def _planned(
    book: Book, found: list[Found], window: Window, member_id: str | None
) -> tuple[Plan, tuple[int, int, bool]]:
    conn = book.reader()
    who = whom(conn)
    seen = remembered(conn)
    made = drafts(found, who, window, book.clock.now(), lambda channel: nature(conn, channel), member_id, seen)
    return plan(conn, made, window, seen), (made.internal, made.automatic, not who.members)
