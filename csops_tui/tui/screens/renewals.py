"""`5 Renewals`: what comes due and how it stands, the outlook by month, how renewals went, the fiscal year."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.measures.renewal_choice import WHICH, span
from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import Board, read
from csops_tui.measures.renewals_write import expect
from csops_tui.store.listing import Listing
from csops_tui.text.clean import clean
from csops_tui.tui import renewal_tables as tables
from csops_tui.tui.chart_size import next_size, why_not_size
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures
from csops_tui.tui.renewal_parts import Asked, Shown, shown
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

PARTS = ("board", "forecast", "quality", "calendar")
# What the columns are called in the ledger.
FIGURES = {
    "due": "renewal_due",
    "mrr": "renewal_mrr",
    "contact": "runway_contact",
    "days_two_way": "days_two_way",
    "forecast": "renewal_outlook",
    **dict.fromkeys(("worst", "worst_n", "won"), "renewal_worst"),
    **dict.fromkeys(("likely", "likely_n", "expected"), "renewal_likely"),
    **dict.fromkeys(("best", "best_n", "swing", "gone"), "renewal_best"),
    **dict.fromkeys(("in_time", "judged"), "runway_in_time"),
    **dict.fromkeys(("in_time_interval", "rate_interval"), "rate_interval"),
    "median": "runway_median",
    **dict.fromkeys(("short", "none"), "runway_short"),
    **dict.fromkeys(("rate", "kept", "lost", "open"), "renewal_rate"),
    **dict.fromkeys(("rate_mrr", "due_mrr", "kept_mrr"), "renewal_rate_mrr"),
    "neglected_n": "renewals_neglected",
    **dict.fromkeys(("n", "days_1", "days_11", "days_21"), "renewals_due"),
    **dict.fromkeys(("undecided", "decided", "open_due"), "renewal_outlook"),
    **dict.fromkeys(("unknown", "largest"), "renewal_mrr"),
    "starting": "runway_contact",
}
# Up to so many renewals a part is worked out as soon as its key is pressed.
_AT_ONCE = 4_000
# From this width on the title has room for what stands out on the board.
_WIDE = 110
_OF_ROWS = {
    *("renewal.renewed", "renewal.expanded", "renewal.contracted", "renewal.churned"),
    *("renewal.will_renew", "renewal.forecast", "renewal.which", "account.concern", "account.task"),
}


class RenewalsScreen(Parts, ListScreen):
    """The renewals of the book; decisions and forecasts are written on the row they are of."""

    DEFAULT_CSS = """
    RenewalsScreen Tabs { margin: 1 0 0 0; }
    RenewalsScreen.-low Tabs { margin: 0; }
    RenewalsScreen .gap { display: none; }
    RenewalsScreen Chart { height: 12; margin: 1 2 0 3; display: none; }
    RenewalsScreen.-high Chart { height: 14; }
    RenewalsScreen Chart.drawn { display: block; }
    RenewalsScreen.-low Chart.drawn, RenewalsScreen.-short Chart.drawn { display: none; }
    RenewalsScreen.-large Chart.drawn { display: block; height: 1fr; }
    RenewalsScreen.-large.-drawn #rows, RenewalsScreen.-large.-drawn SummaryLine { display: none; }
    RenewalsScreen.-table Chart.drawn { display: none; }
    RenewalsScreen Sheet { margin: 1 0 0 0; }
    RenewalsScreen #words { height: auto; max-height: 3; padding: 0 1 0 3; color: $text-muted; display: none; }
    RenewalsScreen #words.said { display: block; }
    """
    parts = PARTS
    scopes: ClassVar[tuple[str, ...]] = ("list", "renewal", "account", "page")
    topics = frozenset(
        {"renewal", "subscription", "churn", "account", "member", "touchpoint", "task", "appointment", "concern"}
        | {"segment", "signal_episode", "product"}
    )
    table = "renewal"
    place = "renewals"

    def __init__(self) -> None:
        super().__init__()
        self.part = "board"
        self.which = "open"
        self.month = ""
        self.owner: str | None = None
        self._shift = 0
        self._anew = False
        self._board: Board | None = None
        self._dues: dict[str, Due] = {}
        self._standing: tuple[int, ...] = (0, 0, 0)

    # Contents

    def listing(self) -> Listing:
        raise NotImplementedError

    def in_a_calendar(self) -> bool:
        """Only parts that list renewals."""
        return bool(self._dues)

    def source(self) -> Source:
        """Nothing until a worker has asked the book."""
        return tables.RenewalSource(Figures((Column("name", "", 12),), ()), self._day)

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Chart()
        yield from super().compose_body()

    def compose_below(self) -> ComposeResult:
        yield Static("", id="words", markup=False)

    def on_mount(self) -> None:
        self.sheet.empty_text = t("stats.counting")
        self._show_tabs()
        self.reload()

    def where(self) -> str:
        return super().where() + f" ▸ {t(f'renewals.part.{self.part}')}"

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """(first day, first day after) of the months shown."""
        return span(self._day, self.part, self.csops.config.fiscal_start, self._shift)

    def reload(self) -> None:
        # What is long past is read only when somebody goes there, and kept from then on.
        book, day = self.csops.book, self._day
        since = min(self.span[0], self._board.since) if self._board else self.span[0]
        self.load("renewals", lambda conn: read(book, day, since), self._answered)

    def new_day(self) -> None:
        self.reload()

    def _answered(self, board: Board) -> None:
        self._board = board
        self._show()

    def _show(self) -> None:
        """Show the open part; of many renewals it is worked out beside the keys."""
        board = self._board
        if board is None:
            return
        if self.span[0] < board.since:
            self.title_bar.show(facts=t("stats.counting"))
            self.reload()
            return
        asked = Asked(self.part, self.which, *self.span, self.owner, self.month, self.csops.config.fiscal_start)
        if len(board.dues) <= _AT_ONCE:
            self._take(asked, shown(board, asked))
            return
        self.title_bar.show(left=self.where(), facts=t("stats.counting"))
        self.load("part", lambda _: shown(board, asked), lambda found: self._take(asked, found))

    def _take(self, asked: Asked, found: Shown) -> None:
        board = self._board
        if board is None or asked.part != self.part:
            return
        self._summarised = None
        self._dues = {due.id: due for due in found.dues}
        self.sheet.empty_text = self.empty_text() if not board.dues else t("renewals.nothing")
        self.sheet.set_source(found.source)
        if self._anew:
            # Another part begins at its top, the fiscal year at the month it is.
            self._anew = False
            rows = found.source.figures.rows
            first = rows[0][0] if rows else ""
            self.sheet.select(f"{board.day:%Y-%m}" if self.part == "calendar" and not self._shift else first)
        drawn = self.query_one(Chart)
        drawn.set_class(found.chart is not None, "drawn")
        self.set_class(found.chart is not None, "-drawn")
        drawn.show(found.chart)
        self._standing = found.standing
        self._say(board)
        self.show_facts()
        self.show_undo()

    def _say(self, board: Board) -> None:
        """How the figures of a part are worked out, where they are read."""
        lines: list[str] = []
        if self.part == "board" and self._is_narrow:
            lines.append(self._counts())
        if self.part in ("forecast", "quality"):
            lines.append(t(f"renewals.words.{self.part}"))
        if self.part in ("quality", "calendar") and board.endless:
            lines.append(t("renewals.words.endless", n=f"{board.endless:,}"))
        words = self.query_one("#words", Static)
        words.set_class(bool(lines), "said")
        words.update(Text(clean("\n".join(lines), multiline=True)))

    def _show_tabs(self) -> None:
        self.query_one(Tabs).show([(part, t(f"renewals.part.{part}")) for part in PARTS], self.part)

    def show_facts(self) -> None:
        super().show_facts()
        start, end = self.span
        # Of figures not their rows are counted, but what they are of.
        quick = [t("list.filtered", text=self.sheet.quick)] if self.sheet.quick else []
        facts = [self.title_bar.facts] if self.part == "board" else quick
        if self.part == "board":
            facts.append(t(f"renewals.which.{self.which}"))
        months = f"{start:%Y/%m}–{end - dt.timedelta(days=1):%Y/%m}"
        if self.part in ("forecast", "quality"):
            # A forecast is worth what its day is worth, and is asked for by fiscal quarter.
            fiscal = self.csops.config.fiscal_start
            first, last = (tables.quarter_name(day, fiscal) for day in (start, end - dt.timedelta(days=1)))
            day = f"{self._day:%Y/%m/%d}"
            facts += [*([] if day in self.title_bar.alert else [t("renewals.as_of", day=day)]), f"{first}–{last}"]
        if self.part in ("board", "calendar") or not self._is_narrow:
            facts.append(self.month.replace("-", "/") if self.month and self.part == "board" else months)
        if self.owner and self._board:
            facts.append(clean(self._board.members.get(self.owner, "")))
        if self.part == "board" and self._board and not self._is_narrow:
            facts.append(self._counts())
        self.title_bar.show(facts="   ".join(facts))

    @property
    def _is_narrow(self) -> bool:
        """Whether the title has no room for what stands out; it is said below the rows then."""
        return self.size.width < _WIDE

    def on_resize(self) -> None:
        """What the title has no room for goes below, and back."""
        if self._board is not None:
            self._say(self._board)
            self.show_facts()

    def _counts(self) -> str:
        neglected, short, overdue = self._standing
        return t("renewals.facts", neglected=f"{neglected:,}", short=f"{short:,}", overdue=f"{overdue:,}")

    # Parts and what they show

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        self.part = part
        self.month, self._shift, self._anew = "", 0, True
        self.sheet.clear_marks()
        self._show_tabs()
        self.title_bar.show(left=self.where())
        self._show()

    def why_not_which(self) -> str | None:
        """Only single renewals are chosen from."""
        return None if self.part == "board" else "renewals.why.board"

    def do_which(self) -> None:
        """Show the next choice of renewals."""
        self.which = WHICH[(WHICH.index(self.which) + 1) % len(WHICH)]
        self.sheet.clear_marks()
        self._show()

    def do_size(self) -> None:
        """Chart and table, the chart alone, the table alone."""
        next_size(self)

    def why_not_size(self) -> str | None:
        """Without a chart there is only the table."""
        return why_not_size(self)

    def do_owner(self) -> None:
        """Show those of the member who acts, then everybody's again."""
        own = self.csops.member_id()
        if own is None:
            self.csops.say(t("renewals.why.member"), "warning")
            return
        self.owner = None if self.owner else own
        self._show()

    def do_past(self) -> None:
        """Go a quarter back, in the calendar a year."""
        self._move(-1)

    def do_later(self) -> None:
        """Go a quarter on, in the calendar a year."""
        self._move(1)

    def _move(self, by: int) -> None:
        self._shift += by
        self.month = ""
        self._show()

    def open_month(self, month: str) -> None:
        """Show all renewals of one month (`2027-02`) on the board."""
        self.open_part("board")
        self.month, self.which = month, "all"
        self._show()

    def open_row(self, row_id: str) -> None:
        """Open the account of a renewal, or the renewals of a month."""
        if self.part == "board":
            if due := self._dues.get(row_id):
                self.csops.open_account(due.account_id)
        elif row_id[:7].replace("-", "").isdecimal():
            self.open_month(row_id[:7])

    def do_back(self) -> None:
        """Leave the month that was opened, then as on every list."""
        if self.part == "board" and self.month and not self.filtered_by and not self.sheet.marks:
            self.month, self.which = "", "open"
            self._show()
        else:
            super().do_back()

    # Decisions and forecasts

    def _chosen(self) -> list[Due]:
        ids = self.sheet.marks or {self.sheet.current_id or ""}
        return [due for due in self._dues.values() if due.id in ids]

    def why_not_renewed(self) -> str | None:
        """A renewal must be chosen, and today be the day."""
        if self.csops.as_of:
            return "renewals.why.past"
        return None if self.part == "board" and self._chosen() else "renewals.why.row"

    def why_not_forecast(self) -> str | None:
        """What is decided is expected no more."""
        why = self.why_not_renewed()
        return why or (None if all(due.is_open for due in self._chosen()) else "renewals.why.decided")

    why_not_will_renew = why_not_forecast

    def why_not_expanded(self) -> str | None:
        """An amount is asked for one renewal at a time, and compared with what was due."""
        if why := self.why_not_renewed():
            return why
        due = self._chosen()
        if len(due) > 1:
            return "renewals.why.one"
        return None if due[0].mrr is not None and due[0].currency else "renewals.why.amount"

    why_not_contracted = why_not_expanded

    def why_not_churned(self) -> str | None:
        """Each loss has an entry of its own."""
        return self.why_not_renewed() or ("renewals.why.one" if len(self._chosen()) > 1 else None)

    def do_renewed(self) -> None:
        """The renewal went through at the same amount; until when is asked for, with what it does to the contract."""
        from csops_tui.tui.forms.renewal import ask_renewed

        dues = self._chosen()
        assert self._board is not None
        ask_renewed(self.csops, self._board, dues, self._named(dues))

    def do_expanded(self) -> None:
        """The renewal went through at a higher amount, which is asked for."""
        self._ask_amount("expanded")

    def do_contracted(self) -> None:
        """The renewal went through at a lower amount, which is asked for."""
        self._ask_amount("contracted")

    def do_churned(self) -> None:
        """The renewal was lost: when the contract ends is asked for, then the entry of the churn opens."""
        from csops_tui.tui.forms.renewal import ask_lost

        due, account = self._chosen()[0], self.current_account()
        assert self._board is not None
        ask_lost(self.csops, self._board, due, lambda: self._enter_churn(due, account))

    def _enter_churn(self, due: Due, account: tuple[str, str] | None) -> None:
        from csops_tui.tui.churn_entry import continue_entry, start_entry

        record = self.csops.book.reader().execute(
            "SELECT id FROM churn WHERE account_id = ? AND state = 'open' ORDER BY rowid DESC LIMIT 1", [due.account_id]
        )
        # A loss that was written down before is gone on with.
        if found := record.fetchone():
            continue_entry(self.csops, found[0])
        else:
            start_entry(self.csops, account)

    def _ask_amount(self, decision: str) -> None:
        from csops_tui.tui.forms.renewal import ask_amount

        due = self._chosen()[0]
        assert self._board is not None
        ask_amount(self.csops, self._board, due, decision)

    def do_will_renew(self) -> None:
        """It is expected to be renewed."""
        board, dues = self._board, self._chosen()
        assert board is not None
        label = t("renewals.label.forecast", account=self._named(dues), forecast=t("renewals.forecast.renew"))
        self._write(label, lambda edit: [expect(edit, board, due, "renew") for due in dues])

    def do_forecast(self) -> None:
        """Choose which way it is expected to go."""
        from csops_tui.tui.forms.renewal import ask_forecast

        dues = self._chosen()
        assert self._board is not None
        ask_forecast(self.csops, self._board, dues, self._named(dues))

    def _named(self, dues: list[Due]) -> str:
        assert self._board is not None
        return self._board.customer(dues[0]).name if len(dues) == 1 else t("list.n", n=len(dues))

    def _write(self, label: str, act: Any) -> bool:
        done = self.csops.write(label, act)
        if done:
            self.sheet.clear_marks()
            self.csops.say(t("app.done_undo", label=label))
        return done

    # Rows

    def footer_commands(self) -> list[Command]:
        """Only what works on the part that is open."""
        board = {"list.new", "renewal.size"}
        hidden = board if self.part == "board" else {"list.new", "list.edit", *_OF_ROWS}
        return [command for command in super().footer_commands() if command.id not in hidden]

    def _current(self) -> Due | None:
        return self._dues.get(self.sheet.current_id or "")

    def current_row(self) -> tuple[str, str] | None:
        due = self._current()
        return ("renewal", due.written.id) if due and due.written else None

    def current_account(self) -> tuple[str, str] | None:
        due = self._current()
        return (due.account_id, self._board.customer(due).name) if due and self._board else None

    def marked_accounts(self) -> list[str]:
        marks = self.sheet.marks
        return list(dict.fromkeys(due.account_id for due in self._dues.values() if due.id in marks))

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return FIGURES.get(key, key), title

    def why_not_edit(self) -> str | None:
        """There must be a renewal."""
        return None if self._current() else "renewals.why.row"

    def why_not_delete(self) -> str | None:
        """What only the contract shows is no record of its own."""
        return None if self.current_row() else "renewals.why.written"

    why_not_changes = why_not_delete

    def do_edit(self) -> None:
        """Open the form of the renewal, a new one where nobody wrote it down yet."""
        from csops_tui.tui.forms.form import edit_record, new_record

        due = self._current()
        if due is None or self._board is None:
            return
        if due.written:
            edit_record(self.csops, "renewal", due.written.id)
            return
        owner = self._board.owner_id(due)
        values = {"account_id": due.account_id, "due": due.due.isoformat(), "mrr_before": due.mrr, "owner_id": owner}
        line = {"subscription_id": due.lines[0]} if due.lines else {}
        new_record(self.csops, "renewal", {name: v for name, v in (values | line).items() if v is not None})

    def do_delete(self) -> None:
        """Delete what was written about a renewal; its contract line stays, and comes due all the same."""
        row = self.current_row()
        if row is None:
            return
        label = t("edit.deleted", what=t("entity.renewal"), n=1)
        self._write(label, lambda edit: edit.delete(*row))

    def new_values(self) -> dict[str, str]:
        account = self.current_account()
        return {"account_id": account[0]} if account else {}
