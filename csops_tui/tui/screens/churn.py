"""`4 Churn`: every loss with its reason, attempts to keep customers, what the reasons amount to, and reviews."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.timer import Timer

from csops_tui.locale import t
from csops_tui.store.listing import Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.churn_lists import RECORD_PARTS
from csops_tui.tui.churn_parts import FIGURE_PARTS, PARTS, SCREENS, FigurePart, screen_of
from csops_tui.tui.commands import Command
from csops_tui.tui.screens.base import Loaded
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Column
from csops_tui.tui.widgets.tabs import Parts, Tabs
from csops_tui.tui.widgets.uses_line import UsesLine

if TYPE_CHECKING:
    from csops_tui.tui.studies import Choice, Study

# How many records, how many closed, and how many reasons say nothing.
_COMPLETE = """
SELECT count(*), count(CASE WHEN state = 'closed' THEN 1 END),
  count(CASE WHEN reason_judged = 'unknown' THEN 1 END), count(CASE WHEN reason_judged = 'other' THEN 1 END)
FROM churn
"""
_SAVED = """
SELECT count(CASE WHEN result = 'saved' THEN 1 END), count(CASE WHEN result = 'partly' THEN 1 END),
  count(CASE WHEN result <> 'open' THEN 1 END)
FROM save_attempt
"""


class ChurnScreen(Parts, ListScreen):
    """The churn records of the book, and as further parts what was tried, what they amount to, and the reviews."""

    DEFAULT_CSS = """
    ChurnScreen Tabs { margin: 1 0 0 0; }
    ChurnScreen.-low Tabs { margin: 0; }
    ChurnScreen .gap { display: none; }
    ChurnScreen Chart { height: 9; margin: 0 2 0 3; display: none; }
    ChurnScreen.-tall Chart { height: 14; margin: 1 2 1 3; }
    ChurnScreen.-high Chart { height: 17; margin: 1 2 1 3; }
    ChurnScreen Chart.drawn { display: block; }
    ChurnScreen.-low Chart.drawn { display: none; }
    ChurnScreen.-low UsesLine { display: none; }
    """
    parts = PARTS
    scopes: ClassVar[tuple[str, ...]] = ("list", "churn_reviewing", "study", "study_and", "page")
    topics = frozenset(
        {"churn", "account", "member", "save_attempt", "churn_review", "review_session", "review_action"}
        | {"subscription", "code", "signal"}
    )
    place = "churn"
    sort = ("effective", True)

    def __init__(self) -> None:
        super().__init__()
        self.part = "log"
        self._bys = {name: part.first[0] for name, part in FIGURE_PARTS.items()}
        self._periods = {name: part.first[1] for name, part in FIGURE_PARTS.items()}
        self._span = "12m"
        self._shown_part = ""
        self._began = 0.0
        self._ticking: Timer | None = None

    @property
    def table(self) -> str:  # type: ignore[override]
        """The table whose rows are listed; figures are counted over churns."""
        part = RECORD_PARTS.get(self.part)
        return part.table if part else "churn"

    @property
    def figured(self) -> FigurePart | None:
        """The part that is open, where it shows figures."""
        return FIGURE_PARTS.get(self.part)

    def listing(self) -> Listing:
        return RECORD_PARTS.get(self.part, RECORD_PARTS["log"]).listing

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return RECORD_PARTS.get(self.part, RECORD_PARTS["log"]).columns()

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Chart()
        yield from super().compose_body()

    def compose_below(self) -> ComposeResult:
        yield UsesLine()

    def on_mount(self) -> None:
        self._show_tabs()
        if self.part != "log":
            self._renew()

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

    def where(self) -> str:
        return super().where() + ("" if self.part == "log" else f" ▸ {t(f'churn.part.{self.part}')}")

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    # Parts

    def open_part(self, part: str) -> None:
        """Open a part by its name; some are screens of their own."""
        if part in SCREENS:
            self.csops.push_screen(screen_of(part))
            return
        self.part = part
        if not self.query(Tabs):
            return  # it is only being made, and begins with this part
        self.sheet.clear_marks()
        self._summarised = None
        self._show_tabs()
        self.title_bar.show(left=self.where())
        self.show_undo()
        self._renew()

    def _show_tabs(self) -> None:
        self.query_one(Tabs).show([(part, t(f"churn.part.{part}")) for part in PARTS], self.part)

    def _renew(self) -> None:
        """Show the part anew: records at once, figures when a worker has them."""
        if self.figured:
            self._study()
            return
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self._draw(None)
        self.show_facts()

    def empty_text(self) -> str:
        return super().empty_text() if self.part == "log" else t(f"empty.churn.{self.part}")

    def _draw(self, spec: object) -> None:
        chart = self.query_one(Chart)
        chart.set_class(spec is not None, "drawn")
        chart.show(spec)  # type: ignore[arg-type]

    # Figures

    def choice(self) -> Choice:
        """What the open part is asked."""
        from csops_tui.tui.studies import Choice

        by, period = self._bys.get(self.part, ()), self._periods.get(self.part, "")
        return Choice(self._day, self.csops.config.fiscal_start, by, period, self._span)

    def _study(self) -> None:
        from csops_tui.tui.figures import Figures, FiguresSource

        part, book, choice = self.figured, self.csops.book, self.choice()
        if part is None:
            return
        name = self.part
        if not isinstance(self.sheet.source, FiguresSource) or self._shown_part != name:
            # Another part's rows are not left standing under this part's name.
            self.sheet.empty_text = t("stats.counting")
            self.sheet.set_source(FiguresSource(Figures((Column("whole", "", 12),), ()), choice.day))
            self._draw(None)
        self._began = time.monotonic()
        self.title_bar.show(facts=t("stats.counting"))
        if self._ticking is None:
            self._ticking = self.set_interval(0.5, self._tick)

        def ask(conn: Connection) -> Study:
            return part.study(book, choice)

        self.load("study", ask, lambda study: self._answered(name, study))

    def _tick(self) -> None:
        """Say that it is still being counted, and since when."""
        seconds = int(time.monotonic() - self._began)
        if self.figured and seconds:
            self.title_bar.show(facts=t("stats.counting_since", n=seconds))

    def on_loaded(self, message: Loaded) -> None:
        """An answer or a failure ends the counting; what is done with it is the matter of every screen."""
        if message.key == "study" and message.token == self._tokens.get("study") and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    def _answered(self, part: str, study: Study) -> None:
        from csops_tui.tui.figures import FiguresSource

        if part != self.part:
            return
        self._shown_part = part
        self.sheet.empty_text = t("stats.nothing")
        self._summarised = None
        self.sheet.set_source(FiguresSource(study.figures, self._day))
        self._draw(study.chart)
        self.show_facts()

    def show_facts(self) -> None:
        """For records how many and how complete, for figures what is counted over which days."""
        if self.figured:
            if self._ticking is None:
                self.title_bar.show(facts="   ".join(self._asked()))
            return
        super().show_facts()
        said = {"log": self._complete, "saves": self._saved}.get(self.part)
        if said and (words := said()):
            self.title_bar.show(facts=f"{self.title_bar.facts}   {words}")

    def _asked(self) -> list[str]:
        from csops_tui.tui.studies import attribute_label

        choice, part = self.choice(), self.figured
        facts = [" × ".join(map(attribute_label, choice.names))] if choice.names else []
        if part and "span" in part.asked:
            days = f"{choice.start:%Y/%m/%d}–{min(choice.end, choice.day):%Y/%m/%d}"
            facts.append(f"{t(f'stats.span.{choice.span}')} {days}")
        else:
            facts.append(f"{choice.day:%Y/%m/%d}")
        if self.sheet.quick:
            facts.append(t("list.filtered", text=self.sheet.quick))
        return facts

    def _complete(self) -> str:
        total, closed, unknown, other = self.csops.book.reader().execute(_COMPLETE).fetchone()
        return t("churn.complete", n=closed, total=total, unknown=unknown, other=other) if total else ""

    def _saved(self) -> str:
        """The save rate with its n, or that there are too few to say."""
        from csops_tui.analysis.rates import Rate

        saved, partly, n = self.csops.book.reader().execute(_SAVED).fetchone()
        rate = Rate(saved, n)
        if rate.share is None or rate.interval is None:
            return t("churn.saved.few", saved=saved, partly=partly, n=n) if n else ""
        low, high = rate.interval
        return t("churn.saved", share=f"{rate.share:.0f}", low=f"{low:.0f}", high=f"{high:.0f}", n=n, partly=partly)

    def reload(self) -> None:
        if self.figured:
            self._study()
        else:
            super().reload()

    def new_day(self) -> None:
        self._renew()

    # What figures are counted by

    def do_by(self) -> None:
        """Choose what to count by."""
        self._ask_by(0)

    def do_and(self) -> None:
        """Choose a second thing to count by."""
        self._ask_by(1)

    def why_not_by(self) -> str | None:
        """Only some parts are counted by attributes."""
        return None if self.figured and "by" in self.figured.asked else "stats.why.by"

    def why_not_and(self) -> str | None:
        """A second attribute needs a first."""
        return self.why_not_by() or (None if self._bys[self.part] else "stats.why.first")

    def _ask_by(self, place: int) -> None:
        from csops_tui.tui.ask_attribute import ask_attribute

        part, by = self.part, self._bys[self.part]

        def take(name: str) -> None:
            # Nothing in the first place is nothing at all; the second place survives a change of the first.
            rest = by[place + 1 :] if name else ()
            self._bys[part] = tuple(dict.fromkeys((*by[:place], *([name] if name else ()), *rest)))
            self._study()

        now = by[place] if len(by) > place else ""
        ask_attribute(self.csops, self.part, now, take, self.figured.by if self.figured else ())

    def do_period(self) -> None:
        """Count by nothing, by month, by fiscal quarter."""
        from csops_tui.tui.studies import PERIODS

        now = self._periods[self.part]
        self._periods[self.part] = PERIODS[(PERIODS.index(now) + 1) % len(PERIODS)]
        self._study()

    def why_not_period(self) -> str | None:
        """Only some parts are counted by period."""
        return None if self.figured and "period" in self.figured.asked else "stats.why.period"

    def do_span(self) -> None:
        """Take the next span of time."""
        from csops_tui.tui.studies import SPANS

        self._span = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)]
        self._study()

    def why_not_span(self) -> str | None:
        """Only some parts have a span."""
        return None if self.figured and "span" in self.figured.asked else "stats.why.span"

    # Records

    def footer_commands(self) -> list[Command]:
        """What works here: records have theirs, figures have theirs."""
        hidden = {"list.edit", "list.new"} if self.figured else {"study.by", "study.period", "study.span"}
        return [command for command in super().footer_commands() if command.id not in hidden]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.figured else super().why_not_edit()

    why_not_delete = why_not_changes = why_not_edit

    def why_not_new(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.figured else None

    def editable(self, column: str) -> str | None:
        part = RECORD_PARTS.get(self.part)
        if part is None or column in part.computed:
            return None
        return "member_id" if column == "owner" else column

    def current_row(self) -> tuple[str, str] | None:
        return None if self.figured else super().current_row()

    def current_account(self) -> tuple[str, str] | None:
        if self.figured:
            return None
        if self.part == "reviews":
            return self._reviewed()
        return super().current_account()

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

    def marked_accounts(self) -> list[str]:
        return [] if self.figured else super().marked_accounts()

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
