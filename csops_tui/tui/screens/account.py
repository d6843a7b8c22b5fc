"""One account's page: its facts, touches and usage on one time axis, and its parts as lists."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget

from csops_tui.locale import has, language, t
from csops_tui.measures.facts.usage import METRIC
from csops_tui.measures.sheet import CELLS, listing
from csops_tui.model.codes import word
from csops_tui.store.clock import utc_text
from csops_tui.store.listing import SEPARATOR, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.store.timeline import timeline
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money
from csops_tui.tui.episodes import ActsOnEpisodes, open_signals
from csops_tui.tui.present import present
from csops_tui.tui.register_acts import ActsOnComplaints, ActsOnRisks, begun
from csops_tui.tui.screens.account_bar import PartBar
from csops_tui.tui.screens.account_parts import LISTS, PARTS
from csops_tui.tui.screens.account_registers import REGISTERS, standing
from csops_tui.tui.screens.account_year import Year, year_and_roles
from csops_tui.tui.screens.base import FootBar
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.chart_spec import touches_and_usage
from csops_tui.tui.widgets.source import Column

# How far back the chart goes, in days.
_SPAN = 730


_TIMELINE_SHAPE: dict[str, dict[str, Any]] = {
    "day": {"width": 10, "frozen": True},
    "kind": {"width": 10, "min_width": 8},
    "what": {"width": 16, "min_width": 10},
    "text": {"width": 50, "min_width": 20, "elastic": True},
    "who": {"width": 24, "min_width": 10, "hide_below": 1},
}
_ACCOUNT = """
SELECT a.name, a.kana, a.state, a.tier, a.stage, m.name, a.industry, a.domain, a.seats, a.since
FROM account AS a LEFT JOIN member AS m ON m.id = a.owner_id WHERE a.id = ?
"""
_PANEL = """
SELECT p.customer_since, p.cadence_target, p.cadence_reach, p.cadence_due, a.cadence_days, a.cadence_paused
FROM account AS a LEFT JOIN panel AS p ON p.account_id = a.id AND p.as_of = ? WHERE a.id = ?"""


class Facts(Widget):
    """Labels and values in as many columns as fit."""

    DEFAULT_CSS = "Facts { height: auto; padding: 0 1 0 3; margin: 1 0 0 0; }"
    _COLUMN = 34

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, Text]] = []

    def show(self, pairs: list[tuple[str, Text]]) -> None:
        """Set what is shown."""
        self.pairs = pairs
        self.refresh(layout=True)

    def _columns(self, width: int) -> int:
        return max(1, min(4, width // self._COLUMN))

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        return max(1, -(-len(self.pairs) // self._columns(width)))

    def render(self) -> Text:
        columns = self._columns(self.size.width)
        rows = -(-len(self.pairs) // columns)
        wide = self.size.width // columns
        dim = self.app.theme_variables["text-muted"]
        text = Text()
        for row in range(rows):
            line = Text(no_wrap=True)
            for column in range(columns):
                index = column * rows + row
                if index >= len(self.pairs):
                    continue
                label, value = self.pairs[index]
                cell = Text(no_wrap=True)
                cell.append(label, dim)
                cell.pad_right(max(1, 12 - cell.cell_len))
                cell.append_text(value)
                cell.truncate(wide - 2, overflow="ellipsis")
                line.pad_right(max(0, column * wide - line.cell_len))
                line.append_text(cell)
            text.append_text(line)
            if row < rows - 1:
                text.append("\n")
        return text


# The commands that belong to one part.
_OF_PART = {"tasks": "task", "signals": "episode", "risks": "risk", "complaints": "complaint"}


class AccountScreen(ActsOnEpisodes, ActsOnRisks, ActsOnComplaints, ListScreen):
    """The page of one account; `tab` goes through its parts."""

    DEFAULT_CSS = """
    AccountScreen Chart { height: 14; margin: 1 2 0 3; display: none; }
    AccountScreen.-high Chart { display: block; }
    AccountScreen.-high Chart.empty { display: none; }
    AccountScreen .gap { display: none; }
    AccountScreen.-low Facts { max-height: 4; margin: 0; }
    AccountScreen.-low PartBar { margin: 0; }
    AccountScreen.-low Year { display: none; }
    AccountScreen.-short Facts { max-height: 9; }
    """
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", *_OF_PART.values(), "page", "account_page")
    part_scopes = _OF_PART
    topics = frozenset()

    def __init__(self, account_id: str) -> None:
        self.account_id = account_id
        self.part = "timeline"
        self._called = ""
        super().__init__()

    @property
    def table(self) -> str:  # type: ignore[override]
        """The table of the part that is open."""
        return LISTS[self.part].table if self.part in LISTS else "touchpoint"

    def listing(self) -> Listing:
        today = (self.csops.as_of or self.csops.today).isoformat()
        if self.part == "timeline":
            return timeline(self.account_id, today)
        part = LISTS[self.part]
        return Listing(
            self.part,
            f'FROM "{part.table}" AS r {part.joins} WHERE r.account_id = :account',
            "r.rowid",
            "r.id",
            part.fields,
            part.order,
            tuple(f.sql for f in part.fields),
            {"account": self.account_id, "day": today, "now": self._now},
        )

    @property
    def _now(self) -> str:
        """The moment in force, in UTC: on a day of the past its end."""
        clock, past = self.csops.book.clock, self.csops.as_of
        return utc_text(dt.datetime.combine(past, dt.time.max).astimezone() if past else clock.now())

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        if self.part == "timeline":
            return tuple(
                Column(f.key, t(f"account.column.{f.key}"), kind=f.kind, **_TIMELINE_SHAPE[f.key])
                for f in listing.fields
            )
        part = LISTS[self.part]
        return tuple(
            Column(f.key, _titled(self.part, part.table, f.key), kind=f.kind, **part.shapes[f.key])
            for f in listing.fields
        )

    def compose_body(self) -> ComposeResult:
        yield Facts()
        yield Year()
        yield Chart()
        yield PartBar()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self._refresh_page()

    def reload(self) -> None:
        super().reload()
        self._refresh_page()

    def _refresh_page(self) -> None:
        """Facts at once, they come by key; counts and chart from a worker."""
        book, day = self.csops.book, self.csops.catching_up.day()
        self.csops.catching_up.now()
        pairs = self._pairs(book.reader(), day)
        self.title_bar.show(left=self._called or t("account.gone"))
        self.query_one(Facts).show(pairs)
        self.query_one(Year).show(*year_and_roles(book.reader(), self.account_id, day))
        account = self.account_id

        def count(conn: Connection) -> dict[str, int]:
            counts = {"timeline": timeline(account, day.isoformat()).count(conn)}
            for name, part in LISTS.items():
                sql = f'SELECT count(*) FROM "{part.table}" WHERE account_id = ?'
                counts[name] = conn.execute(sql, [account]).fetchone()[0]
            return counts

        self.load("counts", count, lambda counts: self.query_one(PartBar).show(self.part, counts))
        self.load("chart", lambda conn: chart_facts(conn, account, day, _SPAN), self._draw)

    def _draw(self, facts: tuple[list[dt.date], dict[dt.date, float | None]]) -> None:
        days, weeks = facts
        day = self.csops.as_of or self.csops.today
        chart = self.query_one(Chart)
        chart.set_class(not (days or weeks), "empty")
        chart.show(touches_and_usage(days, weeks, day - dt.timedelta(days=_SPAN), day) if days or weeks else None)

    def _pairs(self, conn: Connection, day: dt.date) -> list[tuple[str, Text]]:
        found = conn.execute(_ACCOUNT, [self.account_id]).fetchone()
        if not found:
            return []
        name, kana, state, tier, stage, owner, industry, domain, seats, since = found
        self._called = name
        sheet = listing(day, "all", CELLS)
        key = sheet.position(conn, self.account_id)
        values = dict(zip((f.key for f in CELLS), sheet.rows(conn, [key])[key][1:], strict=True)) if key else {}
        kinds = {f.key: f.kind for f in CELLS}
        row = conn.execute(_PANEL, [day.isoformat(), self.account_id]).fetchone()
        first, target, reach, due, own, paused = row
        pairs: list[tuple[str, Text]] = []

        def add(label: str, kind: str, value: Any) -> None:
            cell = present(kind, value, day)
            text, role = cell if isinstance(cell, tuple) else (cell, "")
            pairs.append((t(f"account.{label}"), Text(text.strip(), self._colour(role), no_wrap=True)))

        def of_sheet(label: str, column: str) -> None:
            add(label, kinds[column], values.get(column))

        raised = open_signals(conn, self.account_id, day)
        if raised:
            first, role = raised[0]
            words = t("signal.open_more", first=first, n=len(raised) - 1) if raised[1:] else first
            pairs.append((t("account.signals"), Text(words, self._colour(role), no_wrap=True)))
        for kind, words, role in standing(conn, self.account_id, day, self._now):
            pairs.append((t(f"entity.{kind}"), Text(words, self._colour(role), no_wrap=True)))
        of_sheet("concern", "concern")
        of_sheet("renewal", "renewal")
        of_sheet("last_1to1", "one_to_one")
        of_sheet("last_any", "any")
        add("cadence", "deadline", due)
        add("interval", "text", _interval(target, reach, own is not None, bool(paused)))
        add("owner", "person", owner)
        add("tier", "code:tier", tier)
        add("stage", "code:stage", stage)
        add("state", "code:account.state", state)
        amount = values.get("mrr")
        add("mrr", "money", amount)
        arr = None
        if amount:
            minor, _, currency = str(amount).partition(SEPARATOR)
            arr = format_money(int(minor) * 12, currency or "JPY", language(), short=True)
        add("arr", "text", arr)
        of_sheet("usage", "usage")
        of_sheet("touches", "touches")
        add("seats", "count", seats)
        add("industry", "text", industry)
        add("domain", "text", domain)
        add("since", "long_day", since or first)
        add("kana", "text", kana)
        return pairs

    def do_account_form(self) -> None:
        """Open the form of the account itself."""
        from csops_tui.tui.forms.form import edit_record

        edit_record(self.csops, "account", self.account_id)

    def do_briefing(self) -> None:
        """Show the briefing on this account."""
        self._report("briefing")

    def do_handover(self) -> None:
        """Show the hand-over pack of this account."""
        self._report("handover")

    def _report(self, name: str) -> None:
        from csops_tui.tui.screens.reports import ReportsScreen

        self.csops.push_screen(ReportsScreen(name, self.current_account()))

    def _colour(self, role: str) -> str:
        names = {"dim": "text-muted", "warn": "warning", "bad": "error", "good": "success", "accent": "accent"}
        return self.app.theme_variables[names[role]] if role in names else ""

    def why_not_new(self) -> str | None:
        """Signals are raised by their conditions."""
        return "signal.why.by_signal" if self.part == "signals" else None

    def editable(self, column: str) -> str | None:
        if self.part in LISTS and column in LISTS[self.part].computed:
            return None
        return None if self.part == "signals" and column != "reason" else column

    # Parts

    def do_next_part(self) -> None:
        """Open the next part."""
        self.open_part(PARTS[(PARTS.index(self.part) + 1) % len(PARTS)])

    def do_previous_part(self) -> None:
        """Open the part before."""
        self.open_part(PARTS[PARTS.index(self.part) - 1])

    def open_part(self, part: str) -> None:
        """Open a part by its name; of no name the next one."""
        if part not in PARTS:
            self.do_next_part()
            return
        self.part = part
        self.csops.clear_notifications()
        self.sheet.clear_marks()
        self.sheet.set_source(self.source())
        self.show_facts()
        self._refresh_page()
        self.query_one(FootBar).refresh()

    def show_facts(self) -> None:
        """The title says whose page it is; how many rows stands with the parts."""
        sheet = self.sheet
        self.title_bar.show(facts=t("list.filtered", text=clean(sheet.quick)) if sheet.quick else "")

    # What one is on

    def current_account(self) -> tuple[str, str] | None:
        return (self.account_id, self._called) if self._called else None

    def marked_accounts(self) -> list[str]:
        return []

    def current_row(self) -> tuple[str, str] | None:
        row_id = self.sheet.current_id
        if not row_id:
            return None
        if self.part == "timeline":
            table, _, plain = row_id.partition(":")
            return table, plain
        return self.table, row_id

    def open_row(self, row_id: str) -> None:
        """Open the form of the record; of an episode only the reason is written by people."""
        if self.part == "signals":
            self.do_edit()
        elif row := self.current_row():
            from csops_tui.tui.forms.form import edit_record

            edit_record(self.csops, *row)

    def do_edit(self) -> None:
        """Open the record under the cursor; in the lists the cell in place."""
        if self.part != "timeline":
            super().do_edit()
            return
        row = self.current_row()
        if row:
            from csops_tui.tui.forms.form import edit_record

            edit_record(self.csops, *row)

    def do_delete(self) -> None:
        """Delete the record under the cursor; `u` brings it back."""
        if self.part != "timeline":
            super().do_delete()
            return
        row = self.current_row()
        if row:
            label = t("edit.deleted", what=t(f"entity.{row[0]}"), n=1)
            if self.csops.write(label, lambda edit: edit.delete(*row)):
                self.csops.say(t("app.done_undo", label=label))

    def do_new(self) -> None:
        """Add to the part that is open; to the timeline a touch."""
        if self.part == "timeline":
            self.csops.do_log()
        elif self.part == "tasks":
            self.do_task()
        else:
            super().do_new()

    def new_values(self) -> dict[str, str]:
        """Records of this account; whoever enters one for a register looks after it."""
        started = begun(self.csops, self.table) if self.part in REGISTERS else {}
        return {"account_id": self.account_id, **started}


def _titled(part: str, table: str, key: str) -> str:
    """What a column is called: in a register as there, else as the field."""
    own = f"register.{part}.{key}"
    return t(own) if has(own) else t(f"field.{table}.{key}")


def _interval(target: int | None, reach: str | None, own: bool, paused: bool) -> str | None:
    """Every how many days somebody is to be touched, and whether that is this account's own target."""
    if paused:
        return t("account.paused")
    if target is None:
        return None
    words = t("account.own_every" if own else "account.every", n=target)
    return f"{words} {word('cadence.reach', reach or '1:1', language())}"


def chart_facts(
    conn: Connection, account_id: str, day: dt.date, days_back: int
) -> tuple[list[dt.date], dict[dt.date, float | None]]:
    """The days of all touches and the usage by week (from Monday), of so many days up to `day`."""
    span = {"account": account_id, "start": (day - dt.timedelta(days=days_back)).isoformat(), "day": day.isoformat()}
    touched = conn.execute(
        "SELECT day FROM touchpoint WHERE account_id = :account AND reach <> 'none' AND day BETWEEN :start AND :day",
        span,
    )
    days = [dt.date.fromisoformat(row[0]) for row in touched]
    used = conn.execute(
        f"""SELECT date(day, 'weekday 0', '-6 days') AS week, sum(value) FROM usage
           WHERE account_id = :account AND day BETWEEN :start AND :day
             AND metric = {METRIC}
           GROUP BY week ORDER BY week""",
        span,
    )
    return days, {dt.date.fromisoformat(week): value for week, value in used}
