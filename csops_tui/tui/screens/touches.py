"""`3 Touches`: the log of all touches, newest first, and what they amount to; `tab` goes through the parts."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.timer import Timer

from csops_tui.locale import t
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import Command
from csops_tui.tui.screens.base import Loaded
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Column
from csops_tui.tui.widgets.tabs import Parts, Tabs

if TYPE_CHECKING:
    from csops_tui.tui.studies import Choice, Study

PARTS = ("log", "stats", "triggers", "fields", "coverage", "funnel", "waiting")
# What each part can be asked: to count by attributes, by a period, over a span.
_ASKED: dict[str, frozenset[str]] = {
    "stats": frozenset(("by", "period", "span")),
    "triggers": frozenset(("span",)),
    "fields": frozenset(("span",)),
    "coverage": frozenset(("by",)),
    "funnel": frozenset(("by", "period", "span")),
}
# What the columns of the studies are called in the ledger.
FIGURES = {
    **dict.fromkeys(("touches", "touches_1to1", "touches_1ton", "touches_tech", "two_way_1to1"), "touch_count"),
    "mean": "touch_mean",
    "median": "touch_median",
    "customer_share": "trigger_share",
    "share": "field_share",
    "covered": "covered_rate",
    "engaged": "engaged_rate",
    **dict.fromkeys(
        (f"{name}interval" for name in ("", "covered_", "engaged_", "reply_", "booking_", "held_")), "rate_interval"
    ),
}
_SOURCE = """
FROM touchpoint AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.member_id
WHERE 1"""
_PEOPLE = """(SELECT group_concat(name, ' ') FROM (
   SELECT c.name FROM touchpoint_contact AS tc JOIN contact AS c ON c.id = tc.contact_id
   WHERE tc.touchpoint_id = r.id ORDER BY tc.rowid))"""
_FIELDS = (
    Field("day", "r.day", "long_day"),
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("channel", "r.channel", "code:channel"),
    Field("reach", "r.reach", "code:reach"),
    Field("member_id", "m.name", "person"),
    Field("contacts", _PEOPLE, "person"),
    Field("minutes", "r.minutes", "count"),
    Field("trigger", 'r."trigger"', "code:trigger"),
    Field("sentiment", "r.sentiment", "code:sentiment"),
    Field("tags", "r.tags", "text"),
    Field("note", "r.note", "note"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "day": {"width": 10, "frozen": True},
    "account_id": {"width": 24, "min_width": 14, "frozen": True},
    "channel": {"width": 14, "min_width": 8},
    "reach": {"width": 6, "hide_below": 5},
    "member_id": {"width": 8, "hide_below": 4},
    "contacts": {"width": 16, "min_width": 10, "hide_below": 6},
    "minutes": {"width": 4, "align": "right", "hide_below": 7},
    "trigger": {"width": 14, "min_width": 10, "hide_below": 9},
    "sentiment": {"width": 8, "hide_below": 10},
    "tags": {"width": 12, "hide_below": 8},
    "note": {"width": 40, "min_width": 16, "elastic": True},
}
_WAITING_SHAPE: dict[str, dict[str, Any]] = {
    "asked": {"width": 10, "frozen": True},
    "days_open": {"width": 8, "align": "right"},
    "account_id": {"width": 24, "min_width": 14, "elastic": True},
    "state": {"width": 10},
    "contact_id": {"width": 14, "min_width": 8, "hide_below": 2},
    "member_id": {"width": 8, "hide_below": 1},
    "owner": {"width": 8, "hide_below": 3},
    "meeting": {"width": 14, "min_width": 11, "hide_below": 4},
    "note": {"width": 24, "min_width": 10, "hide_below": 5, "elastic": True},
}


class TouchesScreen(Parts, ListScreen):
    """Every touch of the book; statistics, completeness, coverage and the appointment funnel as further parts."""

    DEFAULT_CSS = """
    TouchesScreen Tabs { margin: 1 0 0 0; }
    TouchesScreen.-low Tabs { margin: 0; }
    TouchesScreen .gap { display: none; }
    TouchesScreen Chart { height: 9; margin: 0 2 0 3; display: none; }
    TouchesScreen.-tall Chart { height: 14; margin: 1 2 1 3; }
    TouchesScreen.-high Chart { height: 17; margin: 1 2 1 3; }
    TouchesScreen Chart.drawn { display: block; }
    TouchesScreen.-low Chart.drawn { display: none; }
    """
    parts = PARTS
    scopes: ClassVar[tuple[str, ...]] = ("list", "study", "study_and", "page")
    topics = frozenset(
        {"touchpoint", "touchpoint_contact", "account", "member", "contact", "appointment", "attendance", "cadence"}
        | {"subscription", "churn", "concern", "voice", "blackout"}
    )
    place = "touches"

    def __init__(self) -> None:
        super().__init__()
        self.part = "log"
        self._by: tuple[str, ...] = ()
        self._period = ""
        self._span = "12m"
        self._shown_part = ""
        self._began = 0.0
        self._ticking: Timer | None = None

    @property
    def table(self) -> str:  # type: ignore[override]
        """The table whose rows are listed; figures are counted by attributes of accounts."""
        if self.studied:
            return "account"
        return "appointment" if self.part == "waiting" else "touchpoint"

    @property
    def studied(self) -> bool:
        """Whether figures are shown, not records."""
        return self.part in _ASKED

    def listing(self) -> Listing:
        if self.part == "waiting":
            from csops_tui.analysis.funnel import waiting

            return waiting(self._day)
        return Listing(
            "touches",
            _SOURCE,
            "r.rowid",
            "r.id",
            _FIELDS,
            "r.day DESC, r.at DESC, r.rowid DESC",
            ("a.name", "a.kana", "m.name", "r.note", "r.tags", "r.channel"),
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        if self.part == "waiting":
            return tuple(
                Column(f.key, t(f"stats.waiting.{f.key}"), kind=f.kind, **_WAITING_SHAPE[f.key]) for f in listing.fields
            )
        return tuple(Column(f.key, t(f"touches.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Chart()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self._show_tabs()

    def where(self) -> str:
        return super().where() + ("" if self.part == "log" else f" ▸ {t(f'stats.part.{self.part}')}")

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    # Parts

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        self.part = part
        self.sheet.clear_marks()
        self._summarised = None
        self._show_tabs()
        self.title_bar.show(left=self.where())
        self.show_undo()
        self._renew()

    def _show_tabs(self) -> None:
        self.query_one(Tabs).show([(part, t(f"stats.part.{part}")) for part in PARTS], self.part)

    def _renew(self) -> None:
        """Show the part anew: records at once, figures when a worker has them."""
        if self.studied:
            self._study()
            return
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self._draw(None)
        self.show_facts()
        if self.part == "waiting":
            listing = self.listing()

            def ask(conn: Connection) -> Any:
                from csops_tui.tui.studies import ages

                return ages(listing.values(conn, "days_open"))

            self.load("study", ask, lambda spec: self._draw(spec) if self.part == "waiting" else None)

    def _draw(self, spec: Any) -> None:
        chart = self.query_one(Chart)
        chart.set_class(spec is not None, "drawn")
        chart.show(spec)

    # Studies

    def _choice(self) -> Choice:
        from csops_tui.tui.studies import Choice

        asked = _ASKED.get(self.part, frozenset[str]())
        return Choice(
            self._day,
            self.csops.config.fiscal_start,
            tuple(name for name in self._by if name != "member" or self.part == "funnel") if "by" in asked else (),
            self._period if "period" in asked else "",
            self._span,
        )

    def _study(self) -> None:
        from csops_tui.tui.figures import Figures, FiguresSource

        book, part, choice = self.csops.book, self.part, self._choice()
        if not isinstance(self.sheet.source, FiguresSource) or self._shown_part != part:
            # Another part's rows are not left standing under this part's name.
            self.sheet.empty_text = t("stats.counting")
            self.sheet.set_source(FiguresSource(Figures((Column("whole", "", 12),), ()), choice.day))
            self._draw(None)
        self._began = time.monotonic()
        self.title_bar.show(facts=t("stats.counting"))
        if self._ticking is None:
            self._ticking = self.set_interval(0.5, self._tick)

        def ask(conn: Connection) -> Study:
            from csops_tui.tui.studies import STUDIES

            return STUDIES[part](book, choice)

        self.load("study", ask, lambda study: self._answered(part, study))

    def _tick(self) -> None:
        """Say that it is still being counted, and since when."""
        seconds = int(time.monotonic() - self._began)
        if self.studied and seconds:
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
        self._shown_part = self.part
        self.sheet.empty_text = t("stats.nothing")
        self._summarised = None
        self.sheet.set_source(FiguresSource(study.figures, self._day))
        self._draw(study.chart)
        self.show_facts()

    def show_facts(self) -> None:
        """For figures what is counted, by what and over which days stands in the title."""
        if not self.studied:
            super().show_facts()
            return
        if self._ticking is not None:
            return
        from csops_tui.tui.studies import attribute_label

        choice, asked = self._choice(), _ASKED[self.part]
        facts: list[str] = []
        if choice.names:
            facts.append(" × ".join(map(attribute_label, choice.names)))
        if "span" in asked:
            days = f"{choice.start:%Y/%m/%d}–{min(choice.end, choice.day):%Y/%m/%d}"
            facts.append(f"{t(f'stats.span.{choice.span}')} {days}")
        else:
            facts.append(f"{choice.day:%Y/%m/%d}")
        if self.sheet.quick:
            facts.append(t("list.filtered", text=self.sheet.quick))
        self.title_bar.show(facts="   ".join(facts))

    def reload(self) -> None:
        if self.studied:
            self._study()
        else:
            super().reload()

    def new_day(self) -> None:
        self._renew()

    # What a study counts by

    def do_by(self) -> None:
        """Choose what to count by."""
        self._ask_by(0)

    def do_and(self) -> None:
        """Choose a second thing to count by."""
        self._ask_by(1)

    def why_not_by(self) -> str | None:
        """Only some parts are counted by attributes."""
        return None if "by" in _ASKED.get(self.part, ()) else "stats.why.by"

    def why_not_and(self) -> str | None:
        """A second attribute needs a first."""
        return self.why_not_by() or (None if self._by else "stats.why.first")

    def _ask_by(self, place: int) -> None:
        from csops_tui.tui.ask_attribute import ask_attribute

        def take(name: str) -> None:
            kept = self._by[:place]
            # Nothing in the first place is nothing at all; the second place survives a change of the first.
            rest = self._by[place + 1 :] if name else ()
            self._by = tuple(dict.fromkeys((*kept, *([name] if name else ()), *rest)))
            self._study()

        ask_attribute(self.csops, self.part, self._by[place] if len(self._by) > place else "", take)

    def do_period(self) -> None:
        """Count by nothing, by month, by fiscal quarter."""
        from csops_tui.tui.studies import PERIODS

        self._period = PERIODS[(PERIODS.index(self._period) + 1) % len(PERIODS)]
        self._study()

    def why_not_period(self) -> str | None:
        """Only some parts are counted by period."""
        return None if "period" in _ASKED.get(self.part, ()) else "stats.why.period"

    def do_span(self) -> None:
        """Take the next span of time."""
        from csops_tui.tui.studies import SPANS

        self._span = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)]
        self._study()

    def why_not_span(self) -> str | None:
        """Only some parts have a span."""
        return None if "span" in _ASKED.get(self.part, ()) else "stats.why.span"

    # Records: what the log and the waiting attempts have and figures have not

    def footer_commands(self) -> list[Command]:
        """What works here: records have theirs, figures have theirs."""
        hidden = {"list.edit", "list.new"} if self.studied else {"study.by", "study.period", "study.span"}
        return [command for command in super().footer_commands() if command.id not in hidden]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.studied else super().why_not_edit()

    why_not_delete = why_not_changes = why_not_edit

    def why_not_new(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.studied else None

    def editable(self, column: str) -> str | None:
        return None if column in ("contacts", "days_open", "owner") else column

    def current_row(self) -> tuple[str, str] | None:
        return None if self.studied else super().current_row()

    def current_account(self) -> tuple[str, str] | None:
        return None if self.studied else super().current_account()

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return FIGURES.get(key, key) if self.studied else key, title

    def marked_accounts(self) -> list[str]:
        return [] if self.studied else super().marked_accounts()

    def open_row(self, row_id: str) -> None:
        """Open a record, or what a row of figures is made of."""
        if not self.studied:
            super().open_row(row_id)
            return
        source, choice = self.sheet.source, self._choice()
        key = source.position(row_id)
        if key is None or self.part not in ("stats", "coverage", "funnel"):
            return
        from csops_tui.tui.figures import FiguresSource
        from csops_tui.tui.screens.group import GroupScreen
        from csops_tui.tui.studies import group_label

        assert isinstance(source, FiguresSource)
        group = source.figures.rows[key][1][: len(choice.names)]
        self.csops.push_screen(GroupScreen(self.part, choice, group, group_label(choice.names, group)))

    def do_new(self) -> None:
        """A new touch is a quick log."""
        if self.part == "waiting":
            super().do_new()
        else:
            self.csops.do_log()
