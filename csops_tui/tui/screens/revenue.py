"""Revenue: MRR movements, retention, cohorts, contract lines that overlap or leave gaps, and what it all is worth."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.listing import SEPARATOR, Listing
from csops_tui.text.clean import clean
from csops_tui.tui.chart_size import next_size, why_not_size
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.screens.listing import ListScreen, SummaryLine
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

PARTS = ("movements", "retention", "cohorts", "lines", "economics")
# What each part can be asked besides its span.
_ASKED = {
    "movements": frozenset(("by", "span")),
    "retention": frozenset(("by", "span")),
    "cohorts": frozenset(("period", "span", "measure")),
    "economics": frozenset(("by", "span")),
}
# What the columns are called in the ledger.
FIGURES = {
    **dict.fromkeys(("opening", "closing"), "mrr_total"),
    **{kind: f"mrr_{kind}" for kind in ("new", "reactivation", "expansion", "contraction", "churn", "exchange")},
    **{f"{kind}_accounts": f"mrr_{kind}" for kind in ("new", "reactivation", "expansion", "contraction", "churn")},
    **dict.fromkeys(("entering", "leaving"), "mrr_moved"),
    "closing_accounts": "paying_accounts",
    **dict.fromkeys(("lost", "cohort"), "logo_churn"),
    "cohort_closing": "nrr",
    **dict.fromkeys(("cohort_accounts", "cohort_mrr"), "cohort_kept"),
    **dict.fromkeys(("days", "finding_mrr"), "line_gap"),
}


class RevenueScreen(Parts, ListScreen):
    """Figures of the contract lines in five parts; `enter` opens the accounts behind a row."""

    DEFAULT_CSS = """
    RevenueScreen Tabs { margin: 1 0 0 0; }
    RevenueScreen.-low Tabs { margin: 0; }
    RevenueScreen #notes { height: auto; max-height: 5; padding: 0 1 0 3; color: $text-muted; }
    RevenueScreen .gap { display: none; }
    RevenueScreen Chart { height: 14; margin: 1 2 1 3; display: none; }
    RevenueScreen.-high Chart { height: 17; }
    RevenueScreen Chart.drawn { display: block; }
    RevenueScreen.-low Chart.drawn, RevenueScreen.-short Chart.drawn { display: none; }
    RevenueScreen.-large Chart.drawn { display: block; height: 1fr; margin: 0 2 0 3; }
    RevenueScreen.-large.-drawn #rows, RevenueScreen.-large.-drawn SummaryLine { display: none; }
    RevenueScreen.-large.-drawn #notes { display: none; }
    RevenueScreen.-table Chart.drawn { display: none; }
    """
    parts = PARTS
    scopes: ClassVar[tuple[str, ...]] = ("list", "study", "revenue", "page")
    topics = frozenset({"subscription", "account", "member", "churn", "exchange_rate", "revenue_input", "product"})
    table = "subscription"
    place = "revenue"

    def __init__(self) -> None:
        super().__init__()
        self.part = "movements"
        self._by = ""
        self._span = "12m"
        self._unit = "month"
        self._money = False
        self._shown_part = ""

    # Contents

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        """Nothing until a worker has asked the book."""
        return FiguresSource(Figures((Column("whole", "", 12),), ()), self._day)

    def empty_text(self) -> str:
        return t("stats.counting")

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Static("", id="notes", markup=False)
        yield Chart()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self._show_tabs()
        self.reload()

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    def _asked(self) -> Any:
        from csops_tui.tui.revenue_studies import Asked
        from csops_tui.tui.studies import Choice

        by = (self._by,) if self._by and "by" in _ASKED.get(self.part, ()) else ()
        choice = Choice(self._day, self.csops.config.fiscal_start, by, "", self._span)
        return Asked(choice, self._unit, self._money)

    def reload(self) -> None:
        book, part, asked = self.csops.book, self.part, self._asked()
        if self._shown_part != part:
            # Another part's rows are not left standing under this part's name.
            self.sheet.empty_text = t("stats.counting")
            self.sheet.set_source(self.source())
            self._draw(None)
            self.query_one("#notes", Static).update("")
        self.title_bar.show(facts=t("stats.counting"))

        def ask(_: Any) -> Any:
            from csops_tui.tui.revenue_parts import STUDIES

            return STUDIES[part](book, asked)

        self.load("study", ask, lambda answer: self._answered(part, answer))

    def new_day(self) -> None:
        self.reload()

    def _answered(self, part: str, answer: Any) -> None:
        if part != self.part:
            return
        self._shown_part = part
        self._summarised = None
        self.sheet.empty_text = t(f"revenue.empty.{part}")
        self.sheet.set_source(FiguresSource(answer.study.figures, self._day))
        notes = Text(clean("\n".join(answer.notes), multiline=True), no_wrap=False)
        self.query_one("#notes", Static).update(notes)
        self._draw(answer.study.chart)
        self.show_facts()
        self.show_undo()

    def _draw(self, spec: Any) -> None:
        chart = self.query_one(Chart)
        chart.set_class(spec is not None, "drawn")
        self.set_class(spec is not None, "-drawn")
        chart.show(spec)

    def _show_tabs(self) -> None:
        self.query_one(Tabs).show([(part, t(f"revenue.part.{part}")) for part in PARTS], self.part)

    def where(self) -> str:
        return f"{super().where()} ▸ {t(f'revenue.part.{self.part}')}"

    def show_facts(self) -> None:
        """What is counted, by what and over which days stands in the title."""
        from csops_tui.tui.studies import attribute_label

        asked = self._asked()
        facts: list[str] = [attribute_label(asked.by)] if asked.by else []
        if self.part in _ASKED:
            facts.append(t(f"revenue.span.{self._span}"))
        if self.part == "cohorts":
            facts.append(t(f"revenue.unit.{self._unit}"))
        day = f"{self._day:%Y/%m/%d}"
        facts += [] if day in self.title_bar.alert else [day]
        if self.sheet.quick:
            facts.append(t("list.filtered", text=self.sheet.quick))
        self.title_bar.show(facts="   ".join(facts))

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        self.part = part
        self.sheet.clear_marks()
        self._show_tabs()
        self.title_bar.show(left=self.where())
        self.show_undo()
        self.reload()

    def _summarise(self) -> None:
        """Among the economics what the figure comes from, which is long; else the line about the column."""
        if self.part != "economics":
            super()._summarise()
            return
        source, row = self.sheet.source, self.sheet.current_id
        place = source.position(row) if row else None
        if place is not None and isinstance(source, FiguresSource):
            self.query_one(SummaryLine).show(str(source.figures.rows[place][1][-1]))

    # What the figures are asked

    def do_by(self) -> None:
        """Choose what to count by."""
        from csops_tui.analysis.revenue_groups import FIELDS
        from csops_tui.tui.ask_attribute import ask_attribute
        from csops_tui.tui.studies import attribute_label

        def take(name: str) -> None:
            self._by = name
            self.reload()

        ask_attribute(self.csops, {name: attribute_label(name) for name in FIELDS}, self._by, take)

    def why_not_by(self) -> str | None:
        """Only some parts are counted by attributes."""
        return None if "by" in _ASKED.get(self.part, ()) else "stats.why.by"

    def do_span(self) -> None:
        """Take the next span of time."""
        from csops_tui.tui.revenue_studies import SPANS

        self._span = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)]
        self.reload()

    def why_not_span(self) -> str | None:
        """Contract lines are looked at as a whole."""
        return None if "span" in _ASKED.get(self.part, ()) else "stats.why.span"

    def do_period(self) -> None:
        """Cohorts of months, of quarters, of years."""
        from csops_tui.analysis.revenue_book import UNITS

        units = list(UNITS)
        self._unit = units[(units.index(self._unit) + 1) % len(units)]
        self.reload()

    def why_not_period(self) -> str | None:
        """Only cohorts begin in a month, a quarter or a year."""
        return None if self.part == "cohorts" else "stats.why.period"

    def do_size(self) -> None:
        """Chart and table, the chart alone, the table alone."""
        next_size(self)

    def why_not_size(self) -> str | None:
        """Without a chart there is only the table."""
        return why_not_size(self)

    def do_measure(self) -> None:
        """Accounts kept, or money kept."""
        self._money = not self._money
        self.reload()

    def why_not_measure(self) -> str | None:
        """Only cohorts are told both ways."""
        return None if self.part == "cohorts" else "revenue.why.cohorts"

    # Rows

    def open_row(self, row_id: str) -> None:
        """Open the accounts behind a row, or the account that a finding is about."""
        if self.part == "lines":
            self.csops.open_account(row_id.split(SEPARATOR)[0])
        elif self.part == "economics":
            self.do_define()
        else:
            from csops_tui.tui.screens.revenue_accounts import RevenueAccountsScreen

            self.csops.push_screen(RevenueAccountsScreen(self.part, self._asked(), row_id))

    def footer_commands(self) -> list[Command]:
        """Nothing is entered here; what a part cannot be asked is not offered."""
        hidden = {"list.edit", "list.new", "study.and"}
        hidden |= {f"study.{name}" for name in ("by", "period", "span") if name not in _ASKED.get(self.part, ())}
        if self.part != "cohorts":
            hidden.add("revenue.measure")
        if self.part in ("lines", "economics"):
            hidden.add("revenue.size")
        return [command for command in super().footer_commands() if command.id not in hidden]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures"

    why_not_delete = why_not_changes = why_not_new = why_not_edit

    def current_row(self) -> tuple[str, str] | None:
        return None

    def current_account(self) -> tuple[str, str] | None:
        if self.part != "lines" or not self.sheet.current_id:
            return None
        account = self.sheet.current_id.split(SEPARATOR)[0]
        name = self.csops.book.reader().execute("SELECT name FROM account WHERE id = ?", [account]).fetchone()
        return (account, name[0]) if name else None

    def marked_accounts(self) -> list[str]:
        if self.part != "lines":
            return []
        return list(dict.fromkeys(row.split(SEPARATOR)[0] for row in self.sheet.marks))

    def current_column(self) -> tuple[str, str]:
        """The figure under the cursor, as the ledger calls it; among the economics each row is one."""
        key, title = super().current_column()
        if self.part == "economics" and self.sheet.current_id:
            from csops_tui.tui.revenue_economics import figure_of

            figure = figure_of(self.sheet.current_id)
            return figure, t(f"define.{figure}.title")
        if key.startswith("age") and key[3:].isdigit():
            return "cohort_kept", title
        if self.part == "lines" and key == "kind":
            return "line_overlap", title
        return FIGURES.get(key, key), title
