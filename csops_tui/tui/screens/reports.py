"""Reports: which one, over which period or of whom; a look at it as text, and the file it is written to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.widgets import Static

from csops_tui.exchange.reports.catalogue import KINDS, SHAPES, Shape, gather, span
from csops_tui.exchange.reports.errors import ReportError
from csops_tui.exchange.reports.report import Report
from csops_tui.exchange.reports.words import day as day_words
from csops_tui.exchange.reports.words import period
from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.ask import Ask
from csops_tui.tui.file_names import completions, free_name, shown_path
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.widgets.tabs import Tabs

NAMES = tuple(KINDS)
_WEEK = dt.timedelta(days=7)
_MOST = 8


class Preview(ScrollableContainer, can_focus=True):
    """The report as Markdown, line by line; wide tables scroll to the side."""

    DEFAULT_CSS = """
    Preview { padding: 0 1 0 3; margin: 1 0 0 0; }
    Preview Static { width: auto; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
        Binding("ctrl+d", "page_down", show=False),
        Binding("ctrl+u", "page_up", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def show(self, page: str, *, anew: bool = True) -> None:
        """Show a page of Markdown, its headings and rules apart from the rest; from its beginning unless not `anew`."""
        colours = self.app.theme_variables
        text = Text(no_wrap=True)
        for line in clean(page, multiline=True).split("\n"):
            style = colours["foreground"]
            if line.startswith("#"):
                style = f"bold {colours['accent']}"
            elif line.startswith(("| ---", "---", "[^")) or (line.startswith("|") and set(line) <= set("|-: ")):
                style = colours["text-muted"]
            text.append(f"{line}\n", style)
        self.query_one(Static).update(text)
        if anew:
            self.scroll_home(animate=False)


class ReportsScreen(BaseScreen):
    """One of the reports at a time: `tab` for the next, `<` `>` for another period, `x` for the file."""

    DEFAULT_CSS = """
    ReportsScreen Tabs { margin: 1 0 0 0; }
    ReportsScreen #about { height: auto; max-height: 3; padding: 0 1 0 3; color: $text-muted; }
    ReportsScreen.-low Tabs, ReportsScreen.-low Preview { margin: 0; }
    """
    scopes: ClassVar[tuple[str, ...]] = ("report", "page")
    topics = frozenset()
    place = "reports"

    def __init__(self, name: str = NAMES[0], account: tuple[str, str] | None = None) -> None:
        super().__init__()
        self.report_name = name
        self.account = account
        self.shape: Shape = "html"
        self.month: dt.date | None = None
        self.back = 0
        """How many weeks before today the day of the report lies, for reports that are not of a month."""
        self.made: Report | None = None
        self._shown: object = None

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Static("", id="about", markup=False)
        yield Preview()

    def on_mount(self) -> None:
        self.query_one(Preview).focus()
        self.reload()

    @property
    def kind(self) -> Any:
        """The report that is open."""
        return KINDS[self.report_name]

    @property
    def day(self) -> dt.date:
        """The day of the report."""
        return (self.csops.as_of or self.csops.today) - self.back * _WEEK

    def current_account(self) -> tuple[str, str] | None:
        return self.account if self.kind.of_account else None

    # Showing

    def reload(self) -> None:
        """Gather the report anew in a worker; where only the book changed, what is shown stays meanwhile."""
        self._show_choice()
        choice = (self.report_name, self.account, self.month, self.back)
        anew, self._shown = self._shown != choice, choice
        self.made = None
        if self.kind.of_account and self.account is None:
            self.query_one(Preview).show(t("report.choose_account"))
            return
        book, name, day, month = self.csops.book, self.report_name, self.day, self.month
        account = self.account[0] if self.account and self.kind.of_account else ""
        fiscal = self.csops.config.fiscal_start

        def ask(_: Any) -> tuple[Report | None, str]:
            from csops_tui.exchange.reports.pages import render

            try:
                made = gather(book, name, as_of=day, month=month, account_id=account, fiscal_start=fiscal)
                return made, render(made, "md")
            except ReportError as error:
                return None, str(error)

        def take(answer: tuple[Report | None, str]) -> None:
            self.made, page = answer
            self.query_one(Preview).show(page, anew=anew)

        if anew:
            self.query_one(Preview).show(t("report.making"))
        self.load("report", ask, take)

    def new_day(self) -> None:
        self.reload()

    def _show_choice(self) -> None:
        self.query_one(Tabs).show([(name, t(f"report.tab.{name}")) for name in NAMES], self.report_name)
        start, end = span(self.kind, self.day, self.month)
        parts = [self.kind.title(), period(start, end) if self.kind.period != "day" else day_words(end)]
        if self.kind.of_account:
            parts.insert(1, self.account[1] if self.account else t("report.no_account"))
        parts.append(self.shape)
        colours = self.app.theme_variables
        line = Text()
        line.append(clean("   ".join(parts)), f"bold {colours['foreground']}")
        line.append(f"\n{self.kind.about()}", colours["text-muted"])
        self.query_one("#about", Static).update(line)

    # Choosing

    def do_next_part(self) -> None:
        """Show the next report."""
        self._open(NAMES[(NAMES.index(self.report_name) + 1) % len(NAMES)])

    def do_previous_part(self) -> None:
        """Show the report before."""
        self._open(NAMES[NAMES.index(self.report_name) - 1])

    @on(Tabs.Clicked)
    def _clicked(self, message: Tabs.Clicked) -> None:
        message.stop()
        self._open(message.name)

    def _open(self, name: str) -> None:
        self.report_name = name
        self.reload()

    def do_past(self) -> None:
        """Go a month back, or a week where the report is not of a month."""
        self._move(-1)

    def why_not_later(self) -> str | None:
        """Nothing is known of days to come."""
        if self.kind.period in ("month", "span"):
            _, end = span(self.kind, self.day, self.month)
            return None if end < self.day else "report.why.today"
        return None if self.back else "report.why.today"

    def do_later(self) -> None:
        """Go a month forward, or a week."""
        self._move(1)

    def _move(self, step: int) -> None:
        if self.kind.period in ("month", "span"):
            _, end = span(self.kind, self.day, self.month)
            months = end.year * 12 + end.month - 1 + step
            self.month = dt.date(months // 12, months % 12 + 1, 1)
        else:
            self.back = max(0, self.back - step)
        self.reload()

    def do_shape(self) -> None:
        """Take the next format for the file."""
        self.shape = SHAPES[(SHAPES.index(self.shape) + 1) % len(SHAPES)]
        self._show_choice()

    def why_not_account(self) -> str | None:
        """Some reports are of the whole book."""
        return None if self.kind.of_account else "report.why.whole"

    def do_account(self) -> None:
        """Choose whom the report is about."""

        def candidates(text: str) -> list[Suggestion]:
            return [Suggestion((hit.id, hit.name), hit.name) for hit in self.csops.names().search(text, _MOST)]

        def chosen(_: str, found: Suggestion | None) -> str | None:
            if found is None:
                return t("report.choose_account")
            self.account = found.value
            self.reload()
            return None

        self.csops.push_screen(Ask(t("report.whose"), chosen, candidates=candidates, pick=True))

    # Files

    def why_not_write(self) -> str | None:
        """There is a file only once there is a report."""
        return None if self.made else "report.why.none"

    def do_write(self) -> None:
        """Ask for the file's name and write the report to it, in the format of its ending."""
        from csops_tui.exchange.reports.write import file_name, save, shape_of

        made = self.made
        if made is None:
            return

        def candidates(text: str) -> list[Suggestion]:
            return [Suggestion(name, name) for name in completions(text, [f".{shape}" for shape in SHAPES])[:_MOST]]

        def chosen(text: str, _: Suggestion | None) -> str | None:
            path = Path(text.strip()).expanduser()
            try:
                shape = shape_of(path)
                if path.exists():
                    return t("report.exists", path=shown_path(path))
                save(made, path, shape)
            except ReportError as error:
                return str(error)
            self.csops.say(t("report.written", path=shown_path(path)))
            return None

        name = free_name(Path(file_name(made, self.shape)))
        self.csops.push_screen(Ask(t("report.file"), chosen, candidates=candidates, value=str(name)))

    def do_templates(self) -> None:
        """Copy the templates of this report to where one's own are, and say where that is."""
        from csops_tui.exchange.reports.write import copy_templates

        try:
            new, kept = copy_templates(self.report_name)
        except OSError as error:
            self.csops.say(t("report.error.not_written", path=error.filename or "", why=error.strerror or ""), "error")
            return
        self.csops.say("\n".join(shown_path(path) for path in (*new, *kept)))
