"""The parts of `4 Churn` that have views of their own: the same chart above a table, asked in several ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.listing import Listing
from csops_tui.tui.churn_parts import PARTS, SCREENS, screen_of
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import FiguresSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.screens.study import Fact, StudyScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

if TYPE_CHECKING:
    from csops_tui.tui.churn_asked import Answer

SIZES = ("", "-large", "-table")
"""Chart and table, the chart as large as the screen, the table alone."""


class ChurnStudyScreen(StudyScreen):
    """One part of `4 Churn` with several views; subclasses say which, what each can be asked, and who answers."""

    DEFAULT_CSS = """
    ChurnStudyScreen Tabs { margin: 0; }
    ChurnStudyScreen #views { margin: 0; padding: 0 1 0 3; }
    ChurnStudyScreen.-tall #views { margin: 0 0 1 0; }
    ChurnStudyScreen.-high #views { margin: 0 0 1 0; }
    ChurnStudyScreen Chart { height: 13; margin: 0 2 0 3; }
    ChurnStudyScreen.-tall Chart { height: 17; margin: 0 2 1 3; }
    ChurnStudyScreen.-high Chart { height: 20; margin: 0 2 1 3; }
    ChurnStudyScreen.-large Chart.drawn { display: block; height: 1fr; }
    ChurnStudyScreen.-large #rows { height: 0; display: none; }
    ChurnStudyScreen.-large SummaryLine { display: none; }
    ChurnStudyScreen.-table Chart.drawn { display: none; }
    """
    scopes: ClassVar[tuple[str, ...]] = ("list", "study", "study_and", "churn_study", "page")
    parts = PARTS
    words = "churn.part"
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
        self._extent = 0

    # What subclasses say

    def study(self) -> Callable[[Book], Answer]:
        """The question of the open view, to be answered in a worker."""
        raise NotImplementedError

    def open_behind(self, label: str, records: tuple[str, ...]) -> None:
        """Show the records behind a row."""
        raise NotImplementedError

    # Contents

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        return self.nothing_yet()

    def compose_body(self) -> ComposeResult:
        yield Tabs(id="parts")
        yield Tabs(id="views")
        yield Chart()
        yield from ListScreen.compose_body(self)

    def where(self) -> str:
        return ListScreen.where(self)

    def on_mount(self) -> None:
        self.show_tabs()
        self.count()

    @property
    def questions(self) -> frozenset[str]:
        return self.asks.get(self.view, frozenset())

    def show_tabs(self) -> None:
        parts = [(part, t(f"{self.words}.{part}")) for part in self.parts]
        self.query_one("#parts", Tabs).show(parts, self.part)
        views = [(view, t(f"analysis.view.{view}")) for view in self.views]
        self.query_one("#views", Tabs).show(views, self.view)

    def count(self) -> None:
        book, ask, view = self.csops.book, self.study(), self.view
        if self.answer is None:
            self.sheet.empty_text = t("stats.counting")
            self.title_bar.show(facts=t("stats.counting"))
        self.load("study", lambda _: ask(book), lambda answer: self._view_answered(view, answer))

    def _view_answered(self, view: str, answer: Answer) -> None:
        if view != self.view:
            return
        self.answer = answer
        self._summarised = None
        self.sheet.empty_text = t(f"{self.part}.nothing")
        self.sheet.set_source(FiguresSource(answer.figures, self.day))
        self.draw(answer.chart)
        self.show_facts()

    def show_facts(self) -> None:
        """How many, how well known, over which days."""
        if self.answer is not None:
            super().show_facts()

    def facts(self) -> list[Fact]:
        quick = self.sheet.quick
        facts = self.answer.facts if self.answer else ()
        return [*facts, *([(t("list.filtered", text=quick),)] if quick else [])]

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
        self.show_tabs()
        self.show_undo()
        self.sheet.empty_text = t("stats.counting")
        self.sheet.set_source(self.source())
        self.count()

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

    def why_not_and(self) -> str | None:
        """Only some views cross two attributes."""
        return None if self.asked("and") else "analysis.why.and"

    def why_not_money(self) -> str | None:
        """Only some views count amounts."""
        return None if self.asked("money") else "analysis.why.money"

    def why_not_longer_early(self) -> str | None:
        """Only early losses have a limit."""
        return None if self.asked("months") else "analysis.why.months"

    why_not_shorter_early = why_not_longer_early

    def do_money(self) -> None:
        """By count, by MRR lost."""
        self.ask_next("money")

    def do_longer_early(self) -> None:
        """A loss is early up to more months."""
        self.ask_next("months")

    def do_shorter_early(self) -> None:
        """A loss is early up to fewer months."""
        self.ask_next("months", -1)

    def first(self) -> tuple[str, ...]:
        """What the open view is counted by while nobody has chosen."""
        return ()

    def by(self) -> tuple[str, ...]:
        """What the open view is counted by."""
        return (self._by or self.first()) if self.asked("by") else ()

    # Rows are figures

    def footer_commands(self) -> list[Command]:
        """What the open view can be asked."""
        needs = {"churn.money": "money", "churn.longer_early": "months", "churn.shorter_early": "months"}
        hidden = {"touch.log"} | {name for name, question in needs.items() if not self.asked(question)}
        return [command for command in super().footer_commands() if command.id not in hidden]

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
