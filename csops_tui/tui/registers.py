"""What the registers' screens have in common: parts of records and parts of figures under one line of names."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

Span = tuple[dt.date, dt.date]


class RegisterScreen(Parts, ListScreen):
    """Records in some parts and, in those named by `counted`, figures that a worker asks the book for."""

    DEFAULT_CSS = """
    RegisterScreen Tabs { margin: 1 0 0 0; }
    RegisterScreen.-low Tabs { margin: 0; }
    RegisterScreen .gap { display: none; }
    """
    counted: ClassVar[frozenset[str]] = frozenset()
    ledger: ClassVar[dict[str, str]] = {}
    """What columns are called in the ledger, where that is not their own name."""

    def __init__(self) -> None:
        super().__init__()
        self.part = self.parts[0]
        self._span = "12m"

    @property
    def is_counted(self) -> bool:
        """Whether figures are shown, not records."""
        return self.part in self.counted

    def figures(self, conn: Connection, part: str, span: Span) -> Figures:
        """The figures of a part from the first day of a span to its last."""
        raise NotImplementedError

    @property
    def span(self) -> Span:
        """The first and the last day that figures are of."""
        from csops_tui.tui.studies import Choice

        choice = Choice(self.csops.today, self.csops.config.fiscal_start, span=self._span)
        return choice.start, choice.end

    def do_span(self) -> None:
        """Take the next span of time."""
        from csops_tui.tui.studies import SPANS

        self._span = SPANS[(SPANS.index(self._span) + 1) % len(SPANS)]
        self.reload()

    def show_facts(self) -> None:
        """Of figures the days that they are of."""
        super().show_facts()
        if self.is_counted and "register_span" in self.scopes_here:
            start, end = self.span
            days = f"{start:%Y/%m/%d}–{end:%Y/%m/%d}"
            quick = [t("list.filtered", text=self.sheet.quick)] if self.sheet.quick else []
            self.title_bar.show(facts="   ".join((f"{t(f'stats.span.{self._span}')} {days}", *quick)))

    def source(self) -> Source:
        if self.is_counted:
            return FiguresSource(Figures((Column("name", "", 12),), ()), self.csops.today)
        return super().source()

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self._show_tabs()

    def where(self) -> str:
        return f"{super().where()} ▸ {t(f'register.part.{self.place}.{self.part}')}"

    def _show_tabs(self) -> None:
        named = [(part, t(f"register.part.{self.place}.{part}")) for part in self.parts]
        self.query_one(Tabs).show(named, self.part)

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        self.part = part
        self.sheet.clear_marks()
        self._show_tabs()
        self.title_bar.show(left=self.where())
        self.show_undo()
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self.reload()

    def reload(self) -> None:
        part = self.part
        if not self.is_counted:
            # What is due changes with the time of day, so the list itself is made anew.
            here = self.sheet.current_id
            self.sheet.set_source(self.source())
            if here:
                self.sheet.select(here)
            self._summarised = None
            self.show_facts()
            return
        span = self.span
        self.load("figures", lambda conn: (part, self.figures(conn, part, span)), self._take)

    new_day = reload

    def _take(self, answer: tuple[str, Figures]) -> None:
        part, found = answer
        if part == self.part:
            self._summarised = None
            self.sheet.empty_text = t(f"register.nothing.{self.place}.{part}")
            self.sheet.set_source(FiguresSource(found, self.csops.today))
            self.show_facts()
            self.moved(self.sheet.current_id)

    # What figures have not

    def footer_commands(self) -> list[Command]:
        """Records have their commands, figures none of them."""
        own = {*self.scopes} - {"list", "page", "register_span"}
        hidden = {"list.edit", "list.new"} if self.is_counted else set[str]()
        shown = [command for command in super().footer_commands() if command.id not in hidden]
        return [command for command in shown if not (self.is_counted and command.scope in own)]

    def why_not_new(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.is_counted else None

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures" if self.is_counted else super().why_not_edit()

    why_not_delete = why_not_changes = why_not_concern = why_not_task = why_not_edit

    def open_row(self, row_id: str) -> None:
        if not self.is_counted:
            super().open_row(row_id)

    def current_row(self) -> tuple[str, str] | None:
        return None if self.is_counted else super().current_row()

    def current_account(self) -> tuple[str, str] | None:
        return None if self.is_counted else super().current_account()

    def marked_accounts(self) -> list[str]:
        return [] if self.is_counted else super().marked_accounts()

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return self.ledger.get(key, key), title
