"""`4 Churn`: every loss with its reason, attempts to keep customers, what the reasons amount to, and reviews."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.code_words import mapping
from csops_tui.store.listing import Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.churn_lists import RECORD_PARTS, RecordPart
from csops_tui.tui.churn_parts import FIGURE_PARTS, PARTS, SCREENS, FigurePart, screen_of
from csops_tui.tui.commands import Command
from csops_tui.tui.screens.study import Fact, StudyScreen, fitting
from csops_tui.tui.widgets.source import Column
from csops_tui.tui.widgets.uses_line import UsesLine

if TYPE_CHECKING:
    from csops_tui.tui.studies import Study

# How many records of each reason, and how many of them closed.
_COMPLETE = """
SELECT reason_judged, count(*), count(CASE WHEN state = 'closed' THEN 1 END) FROM churn GROUP BY reason_judged
"""
_SAVED = """
SELECT count(CASE WHEN result = 'saved' THEN 1 END), count(CASE WHEN result = 'partly' THEN 1 END),
  count(CASE WHEN result <> 'open' THEN 1 END)
FROM save_attempt WHERE day BETWEEN ? AND ?
"""


class ChurnScreen(StudyScreen):
    """The churn records of the book, and as further parts what was tried, what they amount to, and the reviews."""

    DEFAULT_CSS = "ChurnScreen.-low UsesLine { display: none; }"
    parts = PARTS
    part = "log"
    words = "churn.part"
    scopes: ClassVar[tuple[str, ...]] = ("list", "churn_reviewing", "study", "study_and", "page")
    topics = frozenset(
        {"churn", "account", "member", "save_attempt", "churn_review", "review_session", "review_action"}
        | {"subscription", "code", "signal"}
    )
    place = "churn"
    sort = ("effective", True)

    def __init__(self) -> None:
        super().__init__()
        self._by, self._period = FIGURE_PARTS["completeness"].first
        self._saves_span = "all"

    @property
    def table(self) -> str:  # type: ignore[override]
        """The table whose rows are listed; figures are counted over churns."""
        part = RECORD_PARTS.get(self.part)
        return part.table if part else "churn"

    @property
    def figured(self) -> FigurePart | None:
        """The part that is open, where it shows figures."""
        return FIGURE_PARTS.get(self.part)

    @property
    def questions(self) -> frozenset[str] | None:
        return self.figured.asked if self.figured else None

    def listing(self) -> Listing:
        return self._records().listing

    def _records(self) -> RecordPart:
        part = RECORD_PARTS.get(self.part, RECORD_PARTS["log"])
        return part.within(*self._saves_days()) if self.part == "saves" else part

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return self._records().columns()

    def compose_below(self) -> ComposeResult:
        yield UsesLine()

    def on_mount(self) -> None:
        self.show_tabs()
        if self.part != "log":
            self.renew()

    def moved(self, row_id: str | None) -> None:
        """Say where the record under the cursor was used."""
        if row_id is None or self.part != "log":
            self._tell_uses("")
            return
        today = self.csops.today

        def ask(conn: Connection) -> str:
            from csops_tui.measures.churn_uses import in_words, uses

            return in_words(uses(conn, row_id, today))

        self.load("uses", ask, lambda words: self._tell_uses(words if self.part == "log" else ""))

    def _tell_uses(self, words: str) -> None:
        self.query_one(UsesLine).show(words)

    # Parts

    def open_part(self, part: str) -> None:
        """Open a part by its name; some are screens of their own."""
        if part in SCREENS:
            self.csops.push_screen(screen_of(part))
        else:
            super().open_part(part)

    def empty_text(self) -> str:
        return super().empty_text() if self.part == "log" else t(f"empty.churn.{self.part}")

    # Figures

    def study(self) -> Callable[[Book], Study]:
        part, choice = self.figured, self.choice()
        assert part is not None
        return lambda book: part.study(book, choice)

    def attributes(self) -> Sequence[str]:
        return self.figured.by if self.figured else ()

    def show_facts(self) -> None:
        """For records how many and how complete, for figures what is counted over which days."""
        super().show_facts()
        said = {"log": self._complete, "saves": self._saved}.get(self.part)
        if said and (words := said()):
            self.title_bar.show(facts=fitting([(self.title_bar.facts,), words], self.room()))

    def _complete(self) -> Fact:
        conn = self.csops.book.reader()
        now = mapping(conn, "churn_reason")
        count: Counter[str | None] = Counter()
        done = 0
        for reason, n, closed in conn.execute(_COMPLETE):
            count[now.get(reason, reason)] += n
            done += closed
        total = count.total()
        said = {"n": total - count[None], "closed": done, "total": total}
        said |= {"unknown": count["unknown"], "other": count["other"]}
        return (t("churn.complete", **said), t("churn.complete.short", **said)) if total else ()

    def _saved(self) -> Fact:
        """The save rate with its n, or that there are too few to say."""
        from csops_tui.analysis.rates import Rate

        start, end = self._saves_days()
        saved, partly, n = self.csops.book.reader().execute(_SAVED, [start.isoformat(), end.isoformat()]).fetchone()
        rate = Rate(saved, n)
        said = t("churn.saved.few", saved=saved, partly=partly, n=n) if n else ""
        short = t("churn.saved.few.short", saved=saved, partly=partly, n=n) if n else ""
        if rate.share is not None and rate.interval is not None:
            low, high = (f"{limit:.0f}" for limit in rate.interval)
            said = short = t("churn.saved", share=f"{rate.share:.0f}", low=low, high=high, n=n, partly=partly)
        if self._saves_span == "all":
            return (said, short) if said else ()
        span = t(f"stats.span.{self._saves_span}")
        return (f"{span} {start:%Y/%m/%d}–{end:%Y/%m/%d}   {said}", f"{span}   {short}")

    # The span of the attempts: which are listed, and which the rate is of

    def _saves_days(self) -> tuple[dt.date, dt.date]:
        from csops_tui.tui.churn_asked import Asked

        asked = Asked(self.day, self.csops.config.fiscal_start, span=self._saves_span)
        return asked.start, asked.end

    def asked(self, question: str) -> bool:
        """Attempts are records, and have a span all the same."""
        return (self.part == "saves" and question == "span") or super().asked(question)

    def ask_next(self, question: str, step: int = 1) -> None:
        """For attempts take the next span; figures are counted."""
        from csops_tui.tui.churn_asked import SPANS

        if self.part != "saves":
            super().ask_next(question, step)
            return
        self._saves_span = SPANS[(SPANS.index(self._saves_span) + step) % len(SPANS)]
        self.renew()

    # Records

    def footer_commands(self) -> list[Command]:
        """What one comes here for: touches are logged from anywhere."""
        return [command for command in super().footer_commands() if command.id != "touch.log"]

    def editable(self, column: str) -> str | None:
        part = RECORD_PARTS.get(self.part)
        if part is None or column in part.computed:
            return None
        return "member_id" if column == "owner" else column

    def current_account(self) -> tuple[str, str] | None:
        return self._reviewed() if self.part == "reviews" else super().current_account()

    def _reviewed(self) -> tuple[str, str] | None:
        """The account of the review under the cursor."""
        asked = (
            "SELECT a.id, a.name FROM churn_review AS r JOIN churn AS c ON c.id = r.churn_id"
            " JOIN account AS a ON a.id = c.account_id WHERE r.id = ?"
        )
        return self.csops.book.reader().execute(asked, [self.sheet.current_id]).fetchone()

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return self.figured.ledger.get(key, key) if self.figured else key, title

    def do_new(self) -> None:
        """Start the guided entry; it asks for the account, for a row here has its record already."""
        if self.part == "reviews":
            self.do_churn_review()
            return
        if self.part != "log":
            super().do_new()
            return
        from csops_tui.tui.churn_entry import start_entry

        start_entry(self.csops, None)

    def why_not_churn_review(self) -> str | None:
        """Churns are marked in the log."""
        return None if self.part in ("log", "reviews") else "churn.why.log"

    def do_churn_review(self) -> None:
        """Look back at the marked churns, by default at those that are due; or go on with what was begun."""
        from csops_tui.tui.churn_review import open_churn_review

        if open_churn_review(self.csops, sorted(self.sheet.marks) if self.part == "log" else ()):
            self.sheet.clear_marks()

    def do_sessions(self) -> None:
        """Show all sessions of churn reviews."""
        self.csops.open_records("review_session")

    def open_row(self, row_id: str) -> None:
        if self.figured:
            self.figured.open_row(self, self.choice(), row_id)
        elif self.part == "log":
            from csops_tui.tui.churn_entry import continue_entry

            continue_entry(self.csops, row_id)
        elif self.part == "reviews":
            self._open_review(row_id)
        else:
            super().open_row(row_id)

    def _open_review(self, row_id: str) -> None:
        """Show a look back within its session; one that was written down without a session is a form."""
        from csops_tui.tui.screens.churn_review import ChurnReviewScreen

        asked = "SELECT session_id FROM churn_review WHERE id = ?"
        (session,) = self.csops.book.reader().execute(asked, [row_id]).fetchone() or (None,)
        if session:
            self.csops.push_screen(ChurnReviewScreen(session, row_id))
        else:
            super().open_row(row_id)
