"""Capacity: everybody's accounts, amounts and planned minutes, and what another cadence would ask of them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.analysis.capacity import Facts, Line, Load, by_line, facts, keep, plan, teams, total
from csops_tui.locale import language, t
from csops_tui.model.codes import word
from csops_tui.store.listing import Listing
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money
from csops_tui.tui.ask import Ask
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.chart_spec import ChartSpec, Ranking
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

PARTS = ("members", "teams", "cadences")
# What the columns are called in the ledger.
FIGURES = {**dict.fromkeys(("minutes", "then", "minutes_touch"), "planned_minutes"), "load": "capacity_load"}
_OWN = "own"
_MOST_DAYS = 3650


class CapacityScreen(Parts, ListScreen):
    """Members, teams and the lines of the cadence; days changed here show their minutes at once, saved on request."""

    DEFAULT_CSS = """
    CapacityScreen Tabs { margin: 1 0 0 0; }
    CapacityScreen.-low Tabs { margin: 0; }
    CapacityScreen #sums { height: auto; padding: 0 1 0 3; margin: 1 0 0 0; }
    CapacityScreen.-low #sums { margin: 0; }
    CapacityScreen .gap { display: none; }
    CapacityScreen Chart { height: 15; margin: 1 2 1 3; display: none; }
    CapacityScreen.-tall Chart.drawn, CapacityScreen.-high Chart.drawn { display: block; }
    CapacityScreen Sheet { margin: 1 0 0 0; }
    """
    parts = PARTS
    scopes: ClassVar[tuple[str, ...]] = ("list", "capacity", "page")
    topics = frozenset({"account", "member", "cadence", "touchpoint", "subscription"})
    place = "capacity"

    def __init__(self) -> None:
        super().__init__()
        self.part = "members"
        self.known: Facts | None = None
        self.days: dict[str, int] = {}
        """Other days for lines of the cadence, by id; nothing of it is written yet."""

    @property
    def table(self) -> str:  # type: ignore[override]
        """The table behind the rows."""
        return "cadence" if self.part == "cadences" else "member"

    # Contents

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        """Nothing until a worker has asked the book."""
        return FiguresSource(Figures((Column("name", "", 12),), ()), self._day)

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Static("", id="sums", markup=False)
        yield Chart()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self.sheet.empty_text = t("stats.counting")
        self._show_tabs()
        self.reload()

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    def reload(self) -> None:
        book, day = self.csops.book, self._day
        self.load("capacity", lambda conn: facts(book, day), self._answered)

    def new_day(self) -> None:
        self.reload()

    def _answered(self, known: Facts) -> None:
        self.known = known
        lines = {line.id: line.days for line in known.lines}
        self.days = {line: days for line, days in self.days.items() if lines.get(line) not in (None, days)}
        self._show()

    def _show(self) -> None:
        if self.known is None:
            return
        known, days = self.known, self.days
        now, then = plan(known), plan(known, days) if days else None
        self._summarised = None
        self.sheet.empty_text = t(f"capacity.empty.{self.part}")
        if self.part == "cadences":
            figures = cadence_figures(known, days)
        elif self.part == "teams":
            figures = load_figures(teams(now), teams(then) if then else None, "team")
        else:
            figures = load_figures(now, then, "member")
        self.sheet.set_source(FiguresSource(figures, self._day))
        self.query_one("#sums", Static).update(Text(sums(now, then), no_wrap=True, overflow="ellipsis"))
        chart = self.query_one(Chart)
        spec = loads_chart(then or now)
        chart.set_class(spec is not None, "drawn")
        chart.show(spec)
        self.show_facts()

    def _show_tabs(self) -> None:
        self.query_one(Tabs).show([(part, t(f"capacity.part.{part}")) for part in PARTS], self.part)

    def show_facts(self) -> None:
        super().show_facts()
        if self.days:
            self.title_bar.show(facts=f"{self.title_bar.facts}   {t('capacity.unsaved', n=len(self.days))}")

    # Parts

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        self.part = part
        self.sheet.clear_marks()
        self._show_tabs()
        self.show_undo()
        self._show()

    # What if

    def why_not_longer(self) -> str | None:
        """Only a line of the cadence has days."""
        return None if self._line() else "capacity.why.line"

    why_not_shorter = why_not_longer

    def do_longer(self) -> None:
        """See what more days between touches would ask for; nothing is written."""
        self._change(1)

    def do_shorter(self) -> None:
        """See what fewer days between touches would ask for; nothing is written."""
        self._change(-1)

    def _line(self) -> Line | None:
        if self.part != "cadences" or self.known is None:
            return None
        here = self.sheet.current_id
        return next((line for line in self.known.lines if line.id == here), None)

    def _change(self, sign: int) -> None:
        line = self._line()
        assert line is not None
        days = self.days.get(line.id, line.days)
        edge = days - (sign < 0)
        step = 1 if edge < 14 else 5 if edge < 60 else 15
        self._set(line, max(1, days + sign * step))

    def _set(self, line: Line, days: int) -> None:
        self.days.pop(line.id, None)
        if days != line.days:
            self.days[line.id] = days
        self._show()
        self.show_undo()

    def why_not_edit(self) -> str | None:
        """Loads are worked out; only a line of the cadence and a member can be changed."""
        if self.part == "cadences":
            return self.why_not_longer()
        return None if self.part == "members" and self.current_row() else "stats.why.figures"

    def do_edit(self) -> None:
        """Type the days of a line; of a member open the form, with the minutes they have."""
        line = self._line()
        if line is None:
            self.open_row(self.sheet.current_id or "")
            return

        def take(text: str, chosen: Suggestion | None) -> str | None:
            if not text.strip().isdecimal() or not 1 <= int(text) <= _MOST_DAYS:
                return t("capacity.why.days")
            self._set(line, int(text))
            return None

        days = self.days.get(line.id, line.days)
        self.csops.push_screen(Ask(t("capacity.days_of", line=line_label(line)), take, value=str(days)))

    def why_not_save(self) -> str | None:
        """Something must have been changed, today."""
        if self.csops.as_of:
            return "routing.why.past"
        return None if self.days else "capacity.why.unchanged"

    def do_save(self) -> None:
        """Write the days into the cadence, as one step."""
        days = dict(self.days)
        label = t("capacity.label", n=len(days))
        if self.csops.write(label, lambda edit: keep(edit, days)):
            self.csops.say(t("app.done_undo", label=label))

    def do_back(self) -> None:
        """Forget what was changed and not saved, then go back."""
        if self.days and not self.sheet.quick and not self.sheet.marks:
            self.days = {}
            self._show()
        else:
            super().do_back()

    # Rows

    def footer_commands(self) -> list[Command]:
        """Only what works on the part that is open."""
        own = {"capacity.longer", "capacity.shorter", "capacity.save"}
        hidden = set[str]() if self.part == "cadences" else {"list.new", *own}
        return [command for command in super().footer_commands() if command.id not in hidden]

    def current_row(self) -> tuple[str, str] | None:
        row = self.sheet.current_id
        known = self.known
        if known is None or row is None or self.part == "teams":
            return None
        rows: tuple[Any, ...] = known.lines if self.part == "cadences" else known.members
        return (self.table, row) if any(one.id == row for one in rows) else None

    def why_not_delete(self) -> str | None:
        """Nobody is deleted from here."""
        return "stats.why.figures"

    def why_not_changes(self) -> str | None:
        """There must be a record."""
        return None if self.current_row() else "stats.why.figures"

    def why_not_new(self) -> str | None:
        """Only a line of the cadence is added here."""
        return None if self.part == "cadences" else "stats.why.figures"

    def open_row(self, row_id: str) -> None:
        if self.current_row():
            super().open_row(row_id)

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return FIGURES.get(key, key), title

    def current_account(self) -> tuple[str, str] | None:
        return None

    def marked_accounts(self) -> list[str]:
        return []


def load_figures(now: list[Load], then: list[Load] | None, first: str) -> Figures:
    """Loads as rows; with `then` what they would be."""
    columns = (
        Column("name", t(f"capacity.{first}"), 16, frozen=True, min_width=12, elastic=True),
        *((Column("team", t("capacity.team"), 8, hide_below=3),) if first == "member" else ()),
        _count("accounts"),
        _count("without", 4),
        Column("mrr_by_currency", t("sheet.mrr"), 22, "right", "amounts", min_width=21, hide_below=2),
        _count("minutes"),
        *((_count("then"),) if then else ()),
        _count("week", 1),
        Column("load", t("capacity.share"), 7, "right", "load"),
    )
    rows = tuple(
        (
            load.id or f"{place}",
            (
                name_of(load),
                *((load.team,) if first == "member" else ()),
                *(load.accounts, load.without, load.mrr, round(load.minutes)),
                *((round(then[place].minutes),) if then else ()),
                *(load.week, (then[place] if then else load).share),
            ),
        )
        for place, load in enumerate(now)
    )
    return Figures(columns, rows)


def cadence_figures(known: Facts, days: dict[str, int]) -> Figures:
    """The lines of the cadence with what they ask a week; with other `days` what they would ask."""
    now, then = by_line(known), by_line(known, days)
    columns = (
        Column("line", t("capacity.line"), 24, frozen=True, min_width=16, elastic=True),
        Column("reach", t("field.cadence.reach"), 8, kind="code:cadence.reach"),
        _count("days"),
        *((_count("new_days"),) if days else ()),
        _count("minutes_touch", 1),
        _count("accounts"),
        _count("minutes"),
        *((_count("then"),) if days else ()),
    )
    rows: list[tuple[str, tuple[Any, ...]]] = [
        (
            line.id,
            (
                *(line_label(line), line.reach, line.days),
                *((days.get(line.id),) if days else ()),
                *(round(line.minutes), now.get(line.id, (0, 0.0))[0], round(now.get(line.id, (0, 0.0))[1])),
                *((round(then.get(line.id, (0, 0.0))[1]),) if days else ()),
            ),
        )
        for line in known.lines
    ]
    if "" in now:
        minutes = round(now[""][1])
        own = (t("capacity.own"), None, None, None, now[""][0], minutes)
        rows.append((_OWN, (*own[:3], None, *own[3:], minutes) if days else own))
    return Figures(columns, tuple(rows))


def _count(key: str, hide: int = 0) -> Column:
    title = t(f"capacity.{key}")
    return Column(key, title, max(6, cell_len(title)), "right", "count", hide_below=hide)


def sums(now: list[Load], then: list[Load] | None) -> str:
    """People, pools, accounts of nobody, and all together, each on a line of its own."""
    lines: list[str] = []
    for name, kinds in (("people", ("person",)), ("pool", ("pool",)), ("nobody", ("nobody",)), ("all", ())):
        load = total(now, *kinds)
        if not load.accounts and name != "all":
            continue
        minutes = f"{load.minutes:,.0f}"
        after = total(then, *kinds) if then else load
        if then and round(after.minutes) != round(load.minutes):
            minutes += f" → {after.minutes:,.0f}"
        mrr = " + ".join(
            format_money(amount, currency, language(), short=True) for currency, amount in sorted(load.mrr.items())
        )
        week = t("capacity.of_week", week=f"{load.week:,}", share=_percent(after.share or 0)) if load.week else ""
        lines.append(
            t(f"capacity.sum.{name}", accounts=f"{load.accounts:,}", mrr=mrr or "–", minutes=minutes, week=week)
        )
    return clean("\n".join(lines), multiline=True)


def loads_chart(loads: list[Load]) -> ChartSpec | None:
    """Planned minutes of everybody who said how many there are, in % of them."""
    bars = tuple((name_of(load), load.share) for load in loads if load.share is not None)
    return Ranking(t("capacity.chart"), bars, _percent, 100) if bars else None


def _percent(value: float) -> str:
    return f"{value:.1f}%" if value < 10 else f"{value:.0f}%"


def name_of(load: Load) -> str:
    """Whose load it is."""
    if load.name is None:
        return t("capacity.nobody") if load.kind == "nobody" else t("stats.none")
    pool = t("capacity.pool")
    # A pool that is called just that needs no explanation.
    return f"{load.name} ({pool})" if load.kind == "pool" and load.name != pool else load.name


def line_label(line: Line) -> str:
    """Whom a line of the cadence is for."""
    parts = [line.segment or ""]
    parts += [word("tier", line.tier, language())] if line.tier else []
    parts += [word("touch_model", line.touch_model, language())] if line.touch_model else []
    return " · ".join(filter(None, parts)) or t("capacity.everyone")
