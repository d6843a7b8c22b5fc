"""What the parts of `4 Churn` that show figures have in common: views of a question, a chart above a table."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.listing import Listing
from csops_tui.store.sqlite import Connection
from csops_tui.text.names import norm
from csops_tui.tui.ask import Ask
from csops_tui.tui.churn_parts import PARTS, SCREENS, screen_of
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

if TYPE_CHECKING:
    from csops_tui.tui.churn_asked import Answer

SIZES = ("", "-large", "-table")
"""Chart and table, the chart as large as the screen, the table alone."""


class StudyScreen(Parts, ListScreen):
    """One part of `4 Churn` with several views; subclasses say which, what each can be asked, and who answers."""

    DEFAULT_CSS = """
    StudyScreen #views { margin: 0; padding: 0 1 0 3; }
    StudyScreen.-tall #views { margin: 0 0 1 0; }
    StudyScreen.-high #views { margin: 0 0 1 0; }
    StudyScreen .gap { display: none; }
    StudyScreen Chart { height: 13; margin: 0 2 0 3; display: none; }
    StudyScreen.-tall Chart { height: 17; margin: 0 2 1 3; }
    StudyScreen.-high Chart { height: 20; margin: 0 2 1 3; }
    StudyScreen Chart.drawn { display: block; }
    StudyScreen.-low Chart.drawn { display: none; }
    StudyScreen.-large Chart.drawn { display: block; height: 1fr; }
    StudyScreen.-large #rows { height: 0; display: none; }
    StudyScreen.-large SummaryLine { display: none; }
    StudyScreen.-table Chart.drawn { display: none; }
    """
    scopes: ClassVar[tuple[str, ...]] = ("list", "study", "study_and", "churn_study", "page")
    parts = PARTS
    topics = frozenset({"churn", "account", "subscription", "product", "code"})
    table = "account"
    views: ClassVar[tuple[str, ...]] = ()
    asks: ClassVar[dict[str, frozenset[str]]] = {}
    """What each view can be asked: `by`, `and`, `period`, `span`, `money`, `months`."""
    figures: ClassVar[dict[str, str]] = {}
    """What columns are called in the ledger."""

    def __init__(self) -> None:
        super().__init__()
        self.view = self.views[0]
        self.made_as = self.place
        self.answer: Answer | None = None
        self._by: tuple[str, ...] = ()
        self._extent = 0

    # What subclasses say

    def study(self) -> Callable[[Book], Answer]:
        """The question of the open view, to be answered in a worker."""
        raise NotImplementedError

    def attributes(self) -> Sequence[str]:
        """By what the open view can be counted."""
        raise NotImplementedError

    def attribute_name(self, name: str) -> str:
        """What an attribute is called."""
        raise NotImplementedError

    def change(self, question: str, step: int) -> None:
        """Ask the open view the next (or with -1 the last) of what it can be asked; it is asked anew afterwards."""
        raise NotImplementedError

    def open_behind(self, label: str, records: tuple[str, ...]) -> None:
        """Show the records behind a row."""
        raise NotImplementedError

    # Contents

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        """Nothing until a worker has asked the book."""
        return FiguresSource(Figures((Column("whole", "", 12),), ()), self.day)

    def compose_body(self) -> ComposeResult:
        yield Tabs(id="parts")
        yield Tabs(id="views")
        yield Chart()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self.sheet.empty_text = t("stats.counting")
        self._show_tabs()
        self._ask()

    @property
    def day(self) -> dt.date:
        """The day in force."""
        return self.csops.as_of or self.csops.today

    def reload(self) -> None:
        self._ask()

    def new_day(self) -> None:
        self._ask()

    def _show_tabs(self) -> None:
        self.query_one("#parts", Tabs).show([(part, t(f"churn.part.{part}")) for part in self.parts], self.part)
        views = [(view, t(f"analysis.view.{view}")) for view in self.views]
        self.query_one("#views", Tabs).show(views, self.view)

    def _ask(self) -> None:
        book, ask, view = self.csops.book, self.study(), self.view
        if self.answer is None:
            self.title_bar.show(facts=t("stats.counting"))

        def work(_: Connection) -> Answer:
            return ask(book)

        self.load("study", work, lambda answer: self._answered(view, answer))

    def _answered(self, view: str, answer: Answer) -> None:
        if view != self.view:
            return
        self.answer = answer
        self._summarised = None
        self.sheet.empty_text = t("analysis.nothing")
        self.sheet.set_source(FiguresSource(answer.figures, self.day))
        chart = self.query_one(Chart)
        chart.set_class(answer.chart is not None, "drawn")
        chart.show(answer.chart)
        self.show_facts()

    def show_facts(self) -> None:
        """How many, how well known, over which days."""
        if self.answer is None:
            return
        facts = [fact for fact in self.answer.facts if fact]
        if self.sheet.quick:
            facts.append(t("list.filtered", text=self.sheet.quick))
        self.title_bar.show(facts="   ".join(facts))

    # Parts and views

    def open_part(self, part: str) -> None:
        """Open a part by its name; a click on a view opens that."""
        if part in self.views:
            self._open_view(part)
        elif part in SCREENS and self.part != part:
            self.csops.switch_screen(screen_of(part))
        elif part != self.part:
            self.csops.do_go_churn()
            below = self.csops.here
            if part != "log" and isinstance(below, Parts):
                below.open_part(part)

    def _open_view(self, view: str) -> None:
        self.view = view
        self.answer = None
        self.sheet.clear_marks()
        self._show_tabs()
        self.show_undo()
        self.sheet.empty_text = t("stats.counting")
        self.sheet.set_source(self.source())
        self._ask()

    def do_view(self) -> None:
        """Open the next view."""
        self._open_view(self.views[(self.views.index(self.view) + 1) % len(self.views)])

    def do_view_back(self) -> None:
        """Open the view before."""
        self._open_view(self.views[self.views.index(self.view) - 1])

    def do_size(self) -> None:
        """Chart and table, the chart alone, the table alone."""
        self._extent = (self._extent + 1) % len(SIZES)
        for size in SIZES[1:]:
            self.set_class(size == SIZES[self._extent], size)

    def why_not_size(self) -> str | None:
        """Without a chart there is only the table."""
        return None if self.answer and self.answer.chart else "analysis.why.chart"

    # What is asked

    def asked(self, question: str) -> bool:
        """Whether the open view can be asked this."""
        return question in self.asks.get(self.view, ())

    def why_not_by(self) -> str | None:
        """Only some views are counted by attributes."""
        return None if self.asked("by") else "stats.why.by"

    def why_not_and(self) -> str | None:
        """Only some views cross two attributes."""
        return None if self.asked("and") else "analysis.why.and"

    def why_not_period(self) -> str | None:
        """Only the trend has periods."""
        return None if self.asked("period") else "stats.why.period"

    def why_not_span(self) -> str | None:
        """Only some views have a span."""
        return None if self.asked("span") else "stats.why.span"

    def why_not_money(self) -> str | None:
        """Only some views count amounts."""
        return None if self.asked("money") else "analysis.why.money"

    def why_not_longer_early(self) -> str | None:
        """Only early losses have a limit."""
        return None if self.asked("months") else "analysis.why.months"

    why_not_shorter_early = why_not_longer_early

    def do_by(self) -> None:
        """Choose what to count by."""
        self._ask_by(0)

    def do_and(self) -> None:
        """Choose what to cross it with."""
        self._ask_by(1)

    def do_period(self) -> None:
        """By month, by fiscal quarter."""
        self._change("period", 1)

    def do_span(self) -> None:
        """Take the next span of time."""
        self._change("span", 1)

    def do_money(self) -> None:
        """By count, by MRR lost."""
        self._change("money", 1)

    def do_longer_early(self) -> None:
        """A loss is early up to more months."""
        self._change("months", 1)

    def do_shorter_early(self) -> None:
        """A loss is early up to fewer months."""
        self._change("months", -1)

    def _change(self, question: str, step: int) -> None:
        self.change(question, step)
        self._ask()

    def first(self) -> tuple[str, ...]:
        """What the open view is counted by while nobody has chosen."""
        return ()

    def by(self) -> tuple[str, ...]:
        """What the open view is counted by."""
        return (self._by or self.first()) if self.asked("by") else ()

    def _ask_by(self, place: int) -> None:
        now = self.by()

        def candidates(text: str) -> list[Suggestion]:
            wanted = norm(text)
            found = [Suggestion("", t("stats.by_nothing"))] if not wanted else []
            for name in self.attributes():
                label = self.attribute_name(name)
                if any(wanted in norm(known) for known in (label, name)):
                    found.append(Suggestion(name, label, name))
            return found

        def take(text: str, chosen: Suggestion | None) -> str | None:
            if chosen is None:
                return t("stats.why.attribute")
            kept = now[:place]
            rest = now[place + 1 :] if chosen.value else ()
            self._by = tuple(dict.fromkeys((*kept, *filter(None, [chosen.value]), *rest)))
            self._ask()
            return None

        start = now[place] if len(now) > place else ""
        self.csops.push_screen(Ask(t("stats.by_what"), take, candidates=candidates, pick=True, start=start))

    # Rows are figures

    def footer_commands(self) -> list[Command]:
        """What the open view can be asked, and nothing that enters records."""
        needs = {
            **{"study.by": "by", "study.period": "period", "study.span": "span"},
            **{"churn.money": "money", "churn.longer_early": "months", "churn.shorter_early": "months"},
        }
        hidden = {"list.edit", "list.new"} | {name for name, question in needs.items() if not self.asked(question)}
        return [command for command in super().footer_commands() if command.id not in hidden]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures"

    why_not_delete = why_not_changes = why_not_new = why_not_edit

    def current_row(self) -> tuple[str, str] | None:
        return None

    def current_account(self) -> tuple[str, str] | None:
        return None

    def marked_accounts(self) -> list[str]:
        return []

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return self.figures.get(key, key), title

    def open_row(self, row_id: str) -> None:
        """Open the records that a row counts."""
        if self.answer is None:
            return
        source = self.sheet.source
        assert isinstance(source, FiguresSource)
        place = source.position(row_id)
        records = self.answer.behind.get(row_id, ())
        if place is None or not records:
            self.csops.say(t("analysis.why.behind"), "warning")
            return
        label = source.fetch([place])[place].cells[0]
        self.open_behind(label if isinstance(label, str) else label[0], records)


def of_ids(listing: Listing, records: Sequence[str]) -> Listing:
    """A listing narrowed to these rows."""
    from dataclasses import replace

    source = f"{listing.source} AND r.id IN (SELECT value FROM json_each(:records))"
    return replace(listing, source=source, parameters={**listing.parameters, "records": json.dumps(list(records))})
