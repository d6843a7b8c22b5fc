"""Questions in SQL: lines to type them, the answer as a sheet that is sorted, filtered and written to a file."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from csops_tui.locale import t
from csops_tui.store.console import ROWS, SECONDS, Answer, Console, QuestionError, names_of, place
from csops_tui.store.errors import BookError
from csops_tui.text.clean import clean
from csops_tui.tui import sql_history
from csops_tui.tui.answers import AnswerSource
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.screens.listing import ListScreen, SummaryLine
from csops_tui.tui.sql_words import proposals
from csops_tui.tui.widgets.filter_line import FilterLine
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Source
from csops_tui.tui.widgets.sql_editor import SqlEditor

_EXAMPLE = """SELECT account, owner, mrr, currency, renewal_on, last_1to1, account_id
FROM v_accounts
WHERE renewal_in_days >= 0
ORDER BY renewal_on;"""
_NOT_HERE = ("list.new", "list.delete", "list.changes", "list.define")

_WRITING = ("sql.run", "sql.views", "sql.older", "sql.newer", "back")


class SqlScreen(ListScreen):
    """A statement above, its answer below; `esc` goes from one to the other and then back."""

    DEFAULT_CSS = "SqlScreen #says { height: auto; min-height: 1; max-height: 3; padding: 0 1; color: $text-muted; }"
    scopes: ClassVar[tuple[str, ...]] = ("list", "sql")
    topics = frozenset({"none"})
    place = "sql"

    def __init__(self) -> None:
        super().__init__()
        self._history = sql_history.read()
        self._at = len(self._history)
        self._asked: Console | None = None
        self._begun = 0.0
        self._ticking: Timer | None = None
        self._tables: dict[str, tuple[str, ...]] = {}
        self._offers: tuple[int, int, list[str]] = (0, 0, [])
        self._put = ""
        self._typed = ""

    def source(self) -> Source:
        return AnswerSource(Answer((), [], False, 0.0))

    def compose_body(self) -> ComposeResult:
        yield SqlEditor(self._history[-1] if self._history else _EXAMPLE)
        yield Static("", id="says", markup=False)
        yield FilterLine()
        yield Sheet(self.source(), empty_text=self.empty_text(), id="rows")
        yield SummaryLine()

    def on_mount(self) -> None:
        self._tables = names_of(self.csops.book.reader())
        self.editor.put(self.editor.text)
        # `enter` asks it as it stands, and whoever types writes another one.
        self.editor.select_all()
        self._say(t("sql.hint"))

    def first_focus(self) -> Widget:
        return self.editor

    @property
    def editor(self) -> SqlEditor:
        """Where the statement stands."""
        return self.query_one(SqlEditor)

    def renew(self) -> None:
        self.sheet.empty_text = self.empty_text()
        self._say(t("sql.hint"))

    def reload(self) -> None:
        """An answer stays what it was when it was asked."""

    def new_day(self) -> None:
        """An answer stays what it was when it was asked."""

    def _say(self, text: str, role: str = "text-muted") -> None:
        self.query_one("#says", Static).update(Text(clean(text), self.app.theme_variables[role]))

    # Asking

    def why_not_run_sql(self) -> str | None:
        """One question at a time."""
        return "sql.why.asking" if self._asked else None

    def do_run_sql(self) -> None:
        """Ask the statement."""
        sql = self.editor.text
        self._keep(sql)
        console = self._asked = Console(self.csops.book.path)
        self._begun = time.monotonic()
        self._ticking = self.set_interval(0.5, self._tick)
        self._tick()

        def ask(_: Any) -> Answer | Exception:
            try:
                return console.ask(sql)
            except (QuestionError, BookError) as error:
                return error

        self.load("answer", ask, self._answered)

    def _tick(self) -> None:
        passed = time.monotonic() - self._begun
        self._say(t("sql.asking", seconds=f"{passed:.0f}", most=f"{SECONDS:g}"), "primary")

    def _answered(self, answer: Answer | Exception) -> None:
        self._asked = None
        if self._ticking:
            self._ticking.stop()
        if isinstance(answer, Answer):
            self._show(answer)
            return
        words = str(answer)
        if isinstance(answer, QuestionError) and answer.start is not None:
            line, column = place(self.editor.text, answer.start)
            words = f"{t('sql.place', line=line, column=column)} {words}"
            self.editor.point_at(answer.start, answer.end or answer.start + 1)
        self.set_focus(self.editor)
        self._say(f"! {words}", "error")

    def _show(self, answer: Answer) -> None:
        self._summarised = None
        self.filter_line.close()
        self.sheet.clear_marks()
        self.sheet.set_quick("")
        self.sheet.set_source(AnswerSource(answer))
        self.sheet.empty_text = t("sql.nothing")
        said = t("sql.answered", n=f"{len(answer.rows):,}", seconds=f"{answer.seconds:.2f}")
        self._say(said + (f"   {t('sql.opens')}" if answer.rows and "account_id" in answer.columns else ""))
        if answer.more:
            self._say(t("sql.more", n=f"{ROWS:,}"), "warning")
        self.show_facts()
        if answer.rows:
            self.set_focus(self.sheet)

    @on(SqlEditor.Meant)
    def _meant(self, message: SqlEditor.Meant) -> None:
        message.stop()
        self.action_command("sql.run")

    def do_back(self) -> None:
        """Break off the question; from the statement to its answer; from there back."""
        if self._asked:
            self._asked.stop()
        elif self.editor.has_focus and self.sheet.row_count:
            self.set_focus(self.sheet)
        else:
            super().do_back()

    def do_edit(self) -> None:
        """Go to the statement."""
        self.set_focus(self.editor)

    # Statements asked before

    def keep_draft(self) -> None:
        """Nothing typed is lost: the statement is there again when the console is opened."""
        self._keep(self._typed)

    def on_unmount(self) -> None:
        if self._asked:
            self._asked.stop()
        self.keep_draft()

    def _keep(self, sql: str) -> None:
        with suppress(OSError):
            self._history = sql_history.keep(sql)
        self._at = len(self._history)

    def do_older_sql(self) -> None:
        """Show the statement asked before."""
        self._walk(-1)

    def do_newer_sql(self) -> None:
        """Show the statement asked after."""
        self._walk(1)

    def _walk(self, by: int) -> None:
        held, text = self._history, self.editor.text.strip()
        if self._at == len(held) and by < 0 and text and text != self._put.strip() and text not in held:
            self._keep(text)
            self._at = len(self._history) - 1
            held = self._history
        at = self._at + by
        if self._at == len(held) and by < 0 and held and held[-1] == text:
            at -= 1
        if 0 <= at < len(held):
            self._at, self._put = at, held[at]
            self.editor.put(held[at])
            self.set_focus(self.editor)
            self._say(t("sql.old", n=at + 1, total=len(held)))

    # Completion and the views

    @on(SqlEditor.Completing)
    def _complete(self, message: SqlEditor.Completing) -> None:
        """Put the first name that fits; once more the next one."""
        message.stop()
        editor = self.editor
        start, turn, found = self._offers
        if found and editor.text[start : editor.at] == found[turn]:
            turn = (turn + 1) % len(found)
        else:
            start, found = proposals(editor.text, editor.at, self._tables)
            turn = 0
        if not found:
            self._say(t("sql.no_offer"))
            return
        editor.replace_word(start, editor.at, found[turn])
        self._offers = (start, turn, found)
        self._say("   ".join(f"[{name}]" if n == turn else name for n, name in enumerate(found[:12]) if n >= turn - 4))

    @on(TextArea.Changed)
    def _changed(self, message: TextArea.Changed) -> None:
        message.stop()
        self._typed = self.editor.text
        start, turn, found = self._offers
        if found and self.editor.text[start : self.editor.at] != found[turn]:
            self._offers = (0, 0, [])
            self._say(t("sql.hint"))

    def do_views_sql(self) -> None:
        """Choose among the documented views and all tables."""
        from csops_tui.tui.sql_views import SqlViewsScreen

        self.csops.push_screen(SqlViewsScreen(self._tables), self._chosen)

    def _chosen(self, name: str | None) -> None:
        self.set_focus(self.editor)
        if name is None:
            return
        from csops_tui.store.views import EXAMPLES

        text = self.editor.text.strip()
        if not text or text in self._history or text == _EXAMPLE:
            self._keep(text)
            self.editor.put(EXAMPLES.get(name, f"SELECT *\nFROM {name}\nLIMIT 100") + ";")
        else:
            self.editor.insert(name)

    # The answer as a list

    def show_facts(self) -> None:
        if isinstance(self.sheet.source, AnswerSource) and not self.sheet.source.columns:
            self.title_bar.show(facts="")
            return
        super().show_facts()

    def on_descendant_focus(self) -> None:
        """The footer names other keys while a statement is written."""
        self.show_undo()

    def footer_commands(self) -> list[Command]:
        """What can be done with the answer; while a statement is written letters belong to it."""
        if any(editor.has_focus for editor in self.query(SqlEditor)):
            return [BY_ID[name] for name in _WRITING]
        return [command for command in super().footer_commands() if command.id not in _NOT_HERE]

    def why_not_new(self) -> str | None:
        """An answer is only read."""
        return "sql.why.answer"

    why_not_delete = why_not_changes = why_not_define = why_not_new

    def why_not_edit(self) -> str | None:
        return None

    def why_not_copy(self) -> str | None:
        return None if self.sheet.current_id else "why.no_row"

    why_not_export = why_not_copy

    def current_row(self) -> tuple[str, str] | None:
        return None

    def current_account(self) -> tuple[str, str] | None:
        """The account that a row names by its `account_id`."""
        source, key = self.sheet.source, self.sheet.current_key
        account = source.value(key, "account_id") if isinstance(source, AnswerSource) and key is not None else None
        if not isinstance(account, str):
            return None
        conn = self.csops.book.reader()
        return conn.execute("SELECT id, name FROM account WHERE id = ?", [account]).fetchone()

    def marked_accounts(self) -> list[str]:
        source = self.sheet.source
        if not isinstance(source, AnswerSource):
            return []
        named = {source.value(int(mark), "account_id") for mark in self.sheet.marks}
        return sorted(one for one in named if isinstance(one, str))

    def open_row(self, row_id: str) -> None:
        account = self.current_account()
        if account:
            self.csops.open_account(account[0])
        else:
            self.csops.say(t("sql.why.no_account"), "warning")
