"""`1 Today`: whom to turn to now, in order, with one key for each decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.measures import today_decisions
from csops_tui.measures.today import Queue, Row, Whose, queue
from csops_tui.measures.today_words import order, reasons
from csops_tui.store import past
from csops_tui.tui.captured import ActsOnCaptured, waiting_without_account
from csops_tui.tui.collision import collision_words
from csops_tui.tui.commands import Command
from csops_tui.tui.screens.base import BaseScreen, FootBar
from csops_tui.tui.screens.listing import ListScreen, SummaryLine
from csops_tui.tui.source import CHEAP_ROWS
from csops_tui.tui.today_source import TodaySource
from csops_tui.tui.widgets.because import Because
from csops_tui.tui.widgets.peek import Peek
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Source

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.store.sqlite import Connection

_CAPTURED = ("capture.record", "list.edit", "capture.ignore")
_WHOSE: tuple[Whose, ...] = ("me", "pool", "all")
_Found = tuple[Queue, dict[str, list[past.Collision]]]


class TodayScreen(ActsOnCaptured, ListScreen):
    """The queue of a member, of the pool or of everybody.

    What was decided goes, and nothing else moves: rows keep the order in which they were first shown until the screen
    is opened anew.
    """

    DEFAULT_CSS = "TodayScreen.-tall Peek, TodayScreen.-high Peek { display: block; }"
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "today", "captured")
    topics = frozenset(
        {"account", "member", "touchpoint", "task", "concern", "signal", "signal_episode", "contact", "deferral"}
        | {"subscription", "renewal", "cadence", "segment", "appointment", "blackout", "attendance", "proposal"}
        | {"risk", "complaint", "complaint_update", "review_action", "churn"}
    )
    table = "account"
    place = "today"

    def __init__(self) -> None:
        super().__init__()
        self.whose: Whose = "me"
        self._first_scores: dict[str, float] = {}
        self._gone: set[str] = set()
        self._to_top = False

    # What is shown

    def compose_body(self) -> ComposeResult:
        self.csops.catching_up.now()
        if self.csops.member_id() is None:
            self.whose = "all"
        yield from super().compose_body()

    def compose_below(self) -> ComposeResult:
        yield Because()
        yield Peek()

    def on_screen_resume(self) -> None:
        """Whoever comes back from a day of the past is in the present again: nothing can be decided in the past."""
        if self.csops.as_of:
            self.csops.as_of = None
            for screen in self.csops.screen_stack:
                if isinstance(screen, BaseScreen):
                    screen.new_day()

    def on_mount(self) -> None:
        if not self._cheap():
            self._load()

    def source(self) -> Source:
        if self._cheap():
            return self._source_of(self._ask(self.csops.book.reader()))
        return self._source_of((Queue(()), {}))

    def _cheap(self) -> bool:
        """Whether the queue may be asked for between two key presses."""
        (n,) = self.csops.book.reader().execute("SELECT count(*) FROM account").fetchone()
        return n <= CHEAP_ROWS

    def _ask(self, conn: Connection) -> _Found:
        csops = self.csops
        member, today = csops.member_id(), csops.today
        found = queue(conn, csops.catching_up.day(), member, self.whose)
        accounts = [row.account_id for row in found.rows if row.account_id]
        return found, past.collisions_of(csops.book, accounts, today, member, csops.config.collision_days)

    def _source_of(self, found: _Found) -> TodaySource:
        listed, near = found
        for row in listed.rows:
            self._first_scores.setdefault(row.id, row.score)
        stable = sorted(listed.rows, key=lambda row: (-self._first_scores[row.id], row.facts.reading, row.id))
        return TodaySource(listed, stable, near, self.csops.today, self.whose == "all")

    @property
    def queue_source(self) -> TodaySource:
        """The rows at hand."""
        source = self.sheet.source
        assert isinstance(source, TodaySource)
        return source

    def reload(self) -> None:
        if self._cheap():
            self._take(self._ask(self.csops.book.reader()))
        else:
            self._load()

    def _load(self) -> None:
        self.load("queue", self._ask, self._take)

    def _take(self, found: _Found) -> None:
        """Show a new queue: the cursor stays, goes on to the next row, or returns to one that came back."""
        sheet, before = self.sheet, set(self.queue_source.rows)
        here = sheet.current_id
        following = sheet.neighbour([here or ""])
        source = self._source_of(found)
        sheet.set_source(source)
        back = [row for row in self._gone if row in source.rows]
        self._gone = (self._gone | before) - set(source.rows)
        wanted = back[0] if len(back) == 1 else here if here in source.rows else following
        if self._to_top:
            self._to_top = False
            sheet.action_first()
        elif wanted:
            sheet.select(wanted)
        self.show_facts()
        self.moved(sheet.current_id)
        self.query_one(Peek).show_account(self.row.account_id if self.row else None, anew=True)

    def renew(self) -> None:
        """Begin anew: another day, language or book, or somebody else's queue."""
        self._first_scores.clear()
        self._gone.clear()
        self.filter_line.retell()
        self.sheet.empty_text = self.empty_text()
        self._to_top = True
        self.reload()
        self.show_undo()
        self.title_bar.show(left=self.where(), alert=self.csops.banner())

    new_day = renew

    def where(self) -> str:
        member = self.csops.member_id()
        key = "unknown" if self.whose == "me" and member is None else self.whose
        return f"{super().where()} ▸ {t(f'today.whose.{key}', name=self._name_of(member))}"

    def _name_of(self, member: str | None) -> str:
        found = self.csops.book.reader().execute("SELECT name FROM member WHERE id = ?", [member]).fetchone()
        return found[0] if found else ""

    def show_facts(self) -> None:
        sheet, listed = self.sheet, self.queue_source.queue
        shown, total = sum(key < len(listed.rows) for key in sheet.keys), len(listed.rows)
        parts = [t("list.shown", n=f"{shown:,}", total=f"{total:,}") if shown != total else f"{total:,}"]
        if sheet.marks:
            parts.append(t("list.marked", n=len(sheet.marks)))
        if sheet.quick:
            parts.append(t("list.filtered", text=sheet.quick))
        self.title_bar.show(facts="   ".join(parts))
        nobody = waiting_without_account(self.csops.book.reader())
        strangers = f"   {t('captured.strangers', n=nobody)}" if nobody else ""
        if listed.capacity is None:
            self.query_one(SummaryLine).show(t("today.accounts", n=f"{len(listed.rows):,}") + strangers)
            return
        line = t("today.capacity", capacity=listed.capacity, done=listed.done, room=listed.room)
        beyond = len(listed.rows) - listed.room
        line = f"{line}   {t('today.beyond', n=beyond)}" if beyond else line
        self.query_one(SummaryLine).show(line + strangers)

    @on(Sheet.Highlighted)
    def _here(self, message: Sheet.Highlighted) -> None:
        message.stop()
        message.prevent_default()
        self.show_facts()
        self.moved(message.row_id)

    def moved(self, row_id: str | None) -> None:
        row, today = self.row, self.csops.today
        because = self.query_one(Because)
        if row is None:
            because.show()
        else:
            near = self.queue_source.near.get(row.account_id or "", [])
            warning = collision_words(self.csops.book, near[0], today) if near else ""
            because.show(t("today.join").join(reasons(row, today)), order(row), warning)
        self.query_one(Peek).show_account(row.account_id if row else None)
        # What can be done depends on the row.
        self.query_one(FootBar).refresh()

    # What one is on

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None on the line that ends today."""
        return self.queue_source.rows.get(self.sheet.current_id or "")

    def _chosen(self) -> list[Row]:
        """The marked rows, else the one under the cursor."""
        rows = self.queue_source.rows
        marked = [rows[mark] for mark in sorted(self.sheet.marks) if mark in rows]
        return marked or [row for row in [self.row] if row]

    def current_row(self) -> tuple[str, str] | None:
        row = self.row
        if row is None:
            return None
        return ("account", row.account_id) if row.account_id else ("task", _task_of(row))

    def marked_accounts(self) -> list[str]:
        return [row.account_id for row in self._chosen() if row.account_id] if self.sheet.marks else []

    def open_row(self, row_id: str) -> None:
        row = self.queue_source.rows.get(row_id)
        if row and row.account_id:
            self.csops.open_account(row.account_id)
        elif row:
            from csops_tui.tui.forms.form import edit_record

            edit_record(self.csops, "task", _task_of(row))

    def editable(self, column: str) -> str | None:
        return None

    def footer_commands(self) -> list[Command]:
        """A queue has no cells to edit; what was captured can be recorded where there is some."""
        left_out = () if self.captured_ids() else _CAPTURED
        return [command for command in super().footer_commands() if command.id not in left_out]

    def captured_ids(self) -> list[str]:
        """Of each row the proposal that its reason names."""
        return [
            item.subjects[0].id
            for row in self._chosen()
            for item in row.items
            if item.kind == "capture" and item.subjects[0].id
        ]

    def why_not_delete(self) -> str | None:
        """The queue follows from other records."""
        return "why.queue"

    def do_new(self) -> None:
        """A new task."""
        from csops_tui.tui.forms.form import new_record

        if self.current_account():
            self.do_task()
        else:
            new_record(self.csops, "task", {})

    # Decisions

    def why_not_skip(self) -> str | None:
        """A row with an account must be there: what is put off is put off for an account."""
        return None if any(row.account_id for row in self._chosen()) else "why.no_account"

    why_not_snooze = why_not_concern = why_not_task = why_not_skip

    def why_not_done(self) -> str | None:
        """Something must be there that can be ticked off."""
        rows = self._chosen()
        if not rows:
            return "why.no_row"
        if any(today_decisions.choices(row) for row in rows):
            return None
        return "captured.why.record" if self.captured_ids() else "why.needs_touch"

    def do_done(self) -> None:
        """Settle the reason that leads the row; where only a touch does that, ask which of the others is done."""
        from csops_tui.tui.today_done import settle

        settle(self.csops, self._chosen(), self._write)

    def do_skip(self) -> None:
        """Not today: the row is back tomorrow."""
        rows = [row for row in self._chosen() if row.account_id]
        day, member = self.csops.today, self.csops.member_id()

        def act(edit: Edit) -> None:
            for row in rows:
                today_decisions.skip(edit, row, day, member)

        self._write(t("today.skip.label", account=rows[0].facts.name), len(rows), act)

    def _write(self, label: str, n: int, act: Callable[[Edit], None]) -> None:
        if n > 1:
            label = f"{label} +{n - 1}"
        if self.csops.write(label, act):
            self.sheet.clear_marks()
            self.csops.say(t("app.done_undo", label=label))

    def do_snooze(self) -> None:
        """Let the row rest until a day, for a reason."""
        from csops_tui.tui.forms.snooze import SnoozeLine

        rows = [row for row in self._chosen() if row.account_id]
        day, member = self.csops.today, self.csops.member_id()
        name = rows[0].facts.name + (f" +{len(rows) - 1}" if len(rows) > 1 else "")

        def act(edit: Edit, until: dt.date, reason: str) -> None:
            for row in rows:
                today_decisions.snooze(edit, row, until, reason, day, member)

        signals = any(item.kind == "signal" for row in rows for item in row.items)
        SnoozeLine(self.csops, name, act, needs_reason=signals, key=rows[0].id).ask()

    def do_task(self) -> None:
        """Plan what comes next; what only asked for a contact rests until then."""
        from csops_tui.tui.ask import ask_task

        row, account = self.row, self.current_account()
        if row is None or account is None:
            return
        day, member = self.csops.today, self.csops.member_id()

        def also(edit: Edit, title: str, due: dt.date | None) -> None:
            today_decisions.planned(edit, row, due, title, day, member)

        ask_task(self.csops, account, also)

    def do_concern(self) -> None:
        """Enter how worried one is; what only asked for a look is dealt with for today."""
        from csops_tui.tui.ask import ask_concern

        row, account = self.row, self.current_account()
        if row is None or account is None:
            return
        day, member = self.csops.today, self.csops.member_id()

        def also(edit: Edit) -> None:
            today_decisions.planned(edit, row, None, "", day, member)

        ask_concern(self.csops, account, also)

    def do_whose(self) -> None:
        """Show mine, the pool's, or everybody's."""
        self.whose = _WHOSE[(_WHOSE.index(self.whose) + 1) % len(_WHOSE)]
        self.renew()


def _task_of(row: Row) -> Any:
    return row.items[0].subjects[0].id
