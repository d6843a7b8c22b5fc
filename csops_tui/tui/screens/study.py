"""What screens that count have in common: parts with records or figures, what figures are counted by, and a chart."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.timer import Timer

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.screens.base import Loaded
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

if TYPE_CHECKING:
    from csops_tui.tui.studies import Choice, Study
    from csops_tui.tui.widgets.chart_spec import ChartSpec


Fact = tuple[str, ...]
"""One fact of a title, from its longest form to its shortest; the empty one leaves it out."""


def fitting(facts: Sequence[Fact], room: int) -> str:
    """The facts on one line of `room` cells: the last ones are shortened first, and none is cut in its middle."""
    forms = [list(fact) for fact in facts]
    while True:
        line = "   ".join(filter(None, (form[0] for form in forms)))
        longer = next((form for form in reversed(forms) if len(form) > 1), None)
        if longer is None or cell_len(line) <= room:
            return line
        longer.pop(0)


class StudyScreen(Parts, ListScreen):
    """Parts of which some list records and some show figures; subclasses say which, and who works the figures out.

    Figures are asked by attributes (`by`, and a second one: `and`), by a period and over a span, as far as a part can
    be asked that. They are worked out in a worker, and the title says since when.
    """

    # Below this there is room for a chart or for the table, and the table says it exactly.
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-short"), (32, "-tall"), (38, "-high")]
    DEFAULT_CSS = """
    StudyScreen Tabs { margin: 1 0 0 0; }
    StudyScreen.-low Tabs { margin: 0; }
    StudyScreen .gap { display: none; }
    StudyScreen Chart { height: 9; margin: 0 2 0 3; display: none; }
    StudyScreen.-tall Chart { height: 14; margin: 1 2 1 3; }
    StudyScreen.-high Chart { height: 17; margin: 1 2 1 3; }
    StudyScreen Chart.drawn { display: block; }
    StudyScreen.-low Chart.drawn { display: none; }
    """
    scopes: ClassVar[tuple[str, ...]] = ("list", "study", "study_and", "page")
    words: ClassVar[str] = ""
    """Where the catalogue has the parts: `<words>.<part>`."""

    def __init__(self) -> None:
        super().__init__()
        self._by: tuple[str, ...] = ()
        self._period = ""
        self._span = "12m"
        self._shown_part = ""
        self._began = 0.0
        self._ticking: Timer | None = None

    def in_a_calendar(self) -> bool:
        """Figures have no day of their own."""
        return False

    # What subclasses say

    @property
    def questions(self) -> frozenset[str] | None:
        """What the open part can be asked: `by`, `and`, `period`, `span`; None where it lists records."""
        raise NotImplementedError

    def study(self) -> Callable[[Book], Study]:
        """The question of the open part, to be answered in a worker."""
        raise NotImplementedError

    def attributes(self) -> Sequence[str]:
        """By what the open part can be counted."""
        raise NotImplementedError

    def attribute_name(self, name: str) -> str:
        """What an attribute is called."""
        from csops_tui.tui.studies import attribute_label

        return attribute_label(name)

    # Contents

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Chart()
        yield from super().compose_body()

    @property
    def day(self) -> dt.date:
        """The day in force."""
        return self.csops.as_of or self.csops.today

    @property
    def studied(self) -> bool:
        """Whether figures are shown, not records."""
        return self.questions is not None

    def where(self) -> str:
        return super().where() + ("" if self.part == self.parts[0] else f" ▸ {t(f'{self.words}.{self.part}')}")

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        self.part = part
        if not self.query(Tabs):
            return  # it is only being made, and begins with this part
        self.sheet.clear_marks()
        self._summarised = None
        self.show_tabs()
        self.title_bar.show(left=self.where())
        self.show_undo()
        self.renew()

    def show_tabs(self) -> None:
        """Show the names of the parts."""
        self.query_one(Tabs).show([(part, t(f"{self.words}.{part}")) for part in self.parts], self.part)

    def renew(self) -> None:
        """Show the part anew: records at once, figures when a worker has them."""
        if self.studied:
            self.count()
            return
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self.draw(None)
        self.show_facts()

    def reload(self) -> None:
        if self.studied:
            self.count()
        else:
            super().reload()

    def new_day(self) -> None:
        self.renew()

    def draw(self, spec: ChartSpec | None) -> None:
        """Show a chart, or none."""
        chart = self.query_one(Chart)
        chart.set_class(spec is not None, "drawn")
        chart.show(spec)

    def nothing_yet(self) -> Source:
        """What stands in the sheet until a worker has asked the book."""
        return FiguresSource(Figures((Column("whole", "", 12),), ()), self.day)

    # Counting

    def choice(self) -> Choice:
        """What the open part is asked."""
        from csops_tui.tui.studies import Choice

        period = self._period if self.asked("period") else ""
        return Choice(self.day, self.csops.config.fiscal_start, self.by(), period, self._span)

    def count(self) -> None:
        """Have the open part worked out."""
        part, book, study = self.part, self.csops.book, self.study()
        if not isinstance(self.sheet.source, FiguresSource) or self._shown_part != part:
            # Another part's rows are not left standing under this part's name.
            self.sheet.empty_text = t("stats.counting")
            self.sheet.set_source(self.nothing_yet())
            self.draw(None)
        self._began = time.monotonic()
        self.title_bar.show(facts=t("stats.counting"))
        if self._ticking is None:
            self._ticking = self.set_interval(0.5, self._tick)
        self.load("study", lambda _: study(book), lambda found: self._answered(part, found))

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
        if part != self.part:
            return
        self._shown_part = part
        self.sheet.empty_text = t("stats.nothing")
        self._summarised = None
        self.sheet.set_source(FiguresSource(study.figures, self.day))
        self.draw(study.chart)
        self.show_facts()

    def show_facts(self) -> None:
        """For figures what is counted, by what and over which days stands in the title."""
        if not self.studied:
            super().show_facts()
        elif self._ticking is None:
            self.title_bar.show(facts=fitting(self.facts(), self.room()))

    def facts(self) -> list[Fact]:
        """What the title says of the figures."""
        choice = self.choice()
        facts: list[Fact] = [(" × ".join(map(self.attribute_name, choice.names)),)] if choice.names else []
        if self.asked("span"):
            days = f"{choice.start:%Y/%m/%d}–{min(choice.end, choice.day):%Y/%m/%d}"
            span = t(f"stats.span.{choice.span}")
            facts.append((f"{span} {days}", span))
        else:
            facts.append((f"{choice.day:%Y/%m/%d}", ""))
        if self.sheet.quick:
            facts.append((t("list.filtered", text=self.sheet.quick),))
        return facts

    def room(self) -> int:
        """Cells that the title has for facts: beside the name of the app, the place and what must be noticed."""
        bar = self.title_bar
        alert = min(cell_len(bar.alert) + 3, self.size.width // 2) if bar.alert else 0
        return self.size.width - cell_len(f" csops   {bar.left}   ") - alert

    def on_resize(self) -> None:
        """Facts that had no room may have it now."""
        if self.query("TitleBar"):
            self.show_facts()

    # What is asked

    def asked(self, question: str) -> bool:
        """Whether the open part can be asked this."""
        return question in (self.questions or ())

    def by(self) -> tuple[str, ...]:
        """What the open part is counted by."""
        return self._by if self.asked("by") else ()

    def change(self, question: str, step: int) -> None:
        """Take the next (or with -1 the last) of what can be asked; it is counted anew afterwards."""
        from csops_tui.tui.studies import PERIODS, SPANS

        if question == "period":
            self._period = PERIODS[(PERIODS.index(self._period) + step) % len(PERIODS)]
        else:
            self._span = SPANS[(SPANS.index(self._span) + step) % len(SPANS)]

    def do_by(self) -> None:
        """Choose what to count by."""
        self._ask_by(0)

    def do_and(self) -> None:
        """Choose a second thing to count by."""
        self._ask_by(1)

    def do_period(self) -> None:
        """Take the next period."""
        self.ask_next("period")

    def do_span(self) -> None:
        """Take the next span of time."""
        self.ask_next("span")

    def ask_next(self, question: str, step: int = 1) -> None:
        """Ask the next of something, and count."""
        self.change(question, step)
        self.count()

    def why_not_by(self) -> str | None:
        """Only some parts are counted by attributes."""
        return None if self.asked("by") else "stats.why.by"

    def why_not_and(self) -> str | None:
        """A second attribute needs a first."""
        return self.why_not_by() or (None if self.by() else "stats.why.first")

    def why_not_period(self) -> str | None:
        """Only some parts are counted by period."""
        return None if self.asked("period") else "stats.why.period"

    def why_not_span(self) -> str | None:
        """Only some parts have a span."""
        return None if self.asked("span") else "stats.why.span"

    def _ask_by(self, place: int) -> None:
        from csops_tui.tui.ask_attribute import ask_attribute

        now = self.by()

        def take(name: str) -> None:
            # Nothing in the first place is nothing at all; the second place survives a change of the first.
            rest = now[place + 1 :] if name else ()
            self._by = tuple(dict.fromkeys((*now[:place], *filter(None, [name]), *rest)))
            self.count()

        names = {name: self.attribute_name(name) for name in self.attributes()}
        ask_attribute(self.csops, names, now[place] if len(now) > place else "", take)

    # What records have and figures have not

    def footer_commands(self) -> list[Command]:
        """What works here: records have theirs, of figures what they can be asked."""
        asked = {f"study.{name}" for name in ("by", "period", "span") if not self.asked(name)}
        hidden = asked | ({"list.edit", "list.new"} if self.studied else set())
        return [command for command in super().footer_commands() if command.id not in hidden]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.studied else super().why_not_edit()

    why_not_delete = why_not_changes = why_not_edit

    def why_not_new(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.studied else None

    def current_row(self) -> tuple[str, str] | None:
        return None if self.studied else super().current_row()

    def current_account(self) -> tuple[str, str] | None:
        return None if self.studied else super().current_account()

    def marked_accounts(self) -> list[str]:
        return [] if self.studied else super().marked_accounts()
