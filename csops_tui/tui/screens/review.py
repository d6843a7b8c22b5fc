"""`w`: the accounts that changed or are due, one screen each, one key per decision; resumed where it was left."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, cast

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from csops_tui.locale import language, t
from csops_tui.measures import review
from csops_tui.measures.review import Decision, Item
from csops_tui.measures.review_summary import decision_word, finish
from csops_tui.measures.sheet import CELLS
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.text.dates import format_day
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.present import present
from csops_tui.tui.review_facts import ReviewFacts, read_facts
from csops_tui.tui.screens.account import Facts, chart_facts
from csops_tui.tui.screens.base import BaseScreen, FootBar
from csops_tui.tui.widgets.cells import bar
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.chart_spec import touches_and_usage
from csops_tui.tui.widgets.review_card import ReviewCard

# What one does with an account, in a line of its own above the footer.
_KEYS = (
    *("touch.log", "account.task", "account.concern", "review.fine", "review.postpone"),
    *("review.back_one", "review.forward", "review.note", "review.account"),
)
# How far back the chart goes, in days.
_SPAN = 365
# A record of one of these tables that is new says what was decided; of several the first.
_ACTS: tuple[tuple[str, Decision], ...] = (("touchpoint", "logged"), ("concern", "concern"), ("task", "task"))
_NEW = """
SELECT 1 FROM _change
WHERE n > :mark AND +tbl = :tbl AND op = 'I' AND json_extract(new, '$.account_id') = 't:' || :account
"""
_KINDS = {field.key: field.kind for field in CELLS}


class Progress(Widget):
    """How many of a round are decided, as a number (in `words`) and a bar, and what was decided on this one."""

    DEFAULT_CSS = "Progress { height: 1; margin: 1 0 0 0; padding: 0 1 0 3; }"

    def __init__(self, words: str = "review.progress") -> None:
        super().__init__()
        self.words = words
        self.done, self.total = 0, 0
        self.detail = ""
        self.decision = ""

    def show(self, done: int, total: int, detail: str, decision: str) -> None:
        """Set what is shown."""
        self.done, self.total, self.detail, self.decision = done, total, detail, decision
        self.refresh()

    def render(self) -> Text:
        colours = self.app.theme_variables
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(t(self.words, done=f"{self.done:,}", total=f"{self.total:,}"), "bold")
        wide = max(8, min(40, self.size.width // 3))
        filled = bar(self.done, self.total, wide).rstrip()
        line.append("  ")
        line.append(filled, colours["accent"])
        line.append("·" * (wide - len(filled)), colours["border"])
        # What was decided comes first: what a round is about may be a long condition.
        if self.decision:
            line.append(f"  ✓ {clean(self.decision)}", f"bold {colours['success']}")
        line.append(f"  {clean(self.detail)}", colours["text-muted"])
        line.truncate(self.size.width, overflow="ellipsis")
        return line


class DecisionBar(Widget):
    """The keys of the decisions, as many as fit."""

    DEFAULT_CSS = "DecisionBar { height: 1; margin: 1 0 0 0; padding: 0 1 0 2; }"

    def render(self) -> Text:
        foot, line = self.screen.query_one(FootBar), Text(no_wrap=True)
        gap = " " if self.size.width >= 76 else ""
        for command in _KEYS:
            hint = foot.hint(BY_ID[command])
            if line.cell_len + hint.cell_len + len(gap) <= self.size.width:
                line.append_text(hint).append(gap)
        return line

    def on_click(self, event: events.Click) -> None:
        """A click on a key does what the key does."""
        if command := event.style.meta.get("command") if event.style else None:
            cast(BaseScreen, self.screen).action_command(command)


class ReviewScreen(BaseScreen):
    """One round; `account_id` names the account to show first, else the first one without a decision."""

    DEFAULT_CSS = """
    ReviewScreen Chart { height: 11; margin: 1 2 0 3; display: none; }
    ReviewScreen.-high Chart { display: block; }
    ReviewScreen.-high Chart.empty { display: none; }
    ReviewScreen.-short Facts { max-height: 8; }
    ReviewScreen.-low Facts { max-height: 3; margin: 0; }
    ReviewScreen.-low Progress, ReviewScreen.-low VerticalScroll, ReviewScreen.-low DecisionBar { margin: 0; }
    ReviewScreen VerticalScroll {
        height: 1fr; margin: 1 0 0 0; padding: 0 1 0 3;
        scrollbar-size-vertical: 1; scrollbar-background: $background; scrollbar-color: $foreground 20%;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,ctrl+d", "scroll(8)", show=False),
        Binding("pageup,ctrl+u", "scroll(-8)", show=False),
    ]
    scopes: ClassVar[tuple[str, ...]] = ("account", "review", "rounds")
    topics = frozenset()
    place = "review"

    def __init__(self, round_id: str, account_id: str | None = None) -> None:
        super().__init__()
        self.round_id = round_id
        self.items: list[Item] = []
        self.at = 0
        self._first = account_id
        # The newest change when a touch, task or concern was asked for; what comes after it is the decision.
        self._asked: int | None = None

    def compose_body(self) -> ComposeResult:
        yield Progress()
        yield Facts()
        with VerticalScroll(can_focus=False):
            yield ReviewCard()
        yield Chart()
        yield DecisionBar()

    def on_mount(self) -> None:
        self.csops.catching_up.now()
        self._read()
        wanted = next((n for n, item in enumerate(self.items) if item.account_id == self._first), None)
        self._go(self._open_from(0) or 0 if wanted is None else wanted)

    @property
    def item(self) -> Item | None:
        """The account one is on; None when the round has none any more."""
        return self.items[self.at] if self.at < len(self.items) else None

    def _read(self) -> None:
        conn = self.csops.book.reader()
        self.round = review.read_round(conn, self.round_id)
        self.items = review.read_items(conn, self.round_id) if self.round else []

    def _open_from(self, place: int) -> int | None:
        """The place of the next account without a decision, going round; None when there is none."""
        order = [*range(place, len(self.items)), *range(min(place, len(self.items)))]
        return next((n for n in order if self.items[n].decision is None), None)

    def reload(self) -> None:
        """Show the round as it is now: what was asked for is decided, what was taken back is shown again."""
        if self.csops.screen is not self:
            # Under a dialogue nothing moves; when it closes there is time.
            self._stale = True
            return
        before = {item.id: item.decision for item in self.items}
        here = self.item.id if self.item else None
        self._read()
        if not self.items:
            self.csops.say(t("review.gone"), "warning")
            self.do_leave()
            return
        self.at = next((n for n, item in enumerate(self.items) if item.id == here), min(self.at, len(self.items) - 1))
        taken_back = [n for n, item in enumerate(self.items) if item.decision is None and before.get(item.id)]
        if taken_back:
            self._go(taken_back[0])
        elif not self._settle():
            self._show()

    def do_back(self) -> None:
        """Leave the round as it is."""
        self.do_leave()

    def do_leave(self) -> None:
        """Close this screen; says how to come back to a round that is not at its end."""
        app, left = self.csops, sum(item.decision is None for item in self.items)
        super().do_leave()
        if left:
            app.say(t("review.paused", n=f"{left:,}"))

    def footer_commands(self) -> list[Command]:
        """The decisions stand in a line of their own."""
        return [BY_ID["review.end"], *(c for c in super().footer_commands() if c.id not in _KEYS)]

    # What is shown

    def _go(self, place: int) -> None:
        self.at = place
        self._asked = None
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._show()

    def _show(self) -> None:
        item, about = self.item, self.round
        if item is None or about is None:
            return
        done = sum(each.decision is not None for each in self.items)
        since = dt.date.fromisoformat(about.since) if about.since else None
        detail = t("review.since", day=format_day(since, language())) if since else t("review.first")
        if about.where_text:
            detail += f"   {about.where_text}"
        decision = decision_word(item.decision) if item.decision else ""
        self.query_one(Progress).show(done, len(self.items), detail, decision)
        self.title_bar.show(left=f"{t('place.review')} ▸ {item.name}", facts=f"{self.at + 1:,}/{len(self.items):,}")
        self.query_one(DecisionBar).refresh()
        day, account = self.csops.today, item.account_id
        self.load("facts", lambda conn: read_facts(conn, account, day), self._take)
        if self.query_one(Chart).display:
            self.load("chart", lambda conn: chart_facts(conn, account, day, _SPAN), self._draw)

    def on_resize(self) -> None:
        if self.items:
            self.call_after_refresh(self._show)

    def _take(self, facts: ReviewFacts | None) -> None:
        item = self.item
        if item is None:
            return
        self.query_one(Facts).show(self._pairs(facts) if facts else [])
        self.query_one(ReviewCard).show(item.reasons, facts, item.note, self.csops.today)

    def _pairs(self, facts: ReviewFacts) -> list[tuple[str, Text]]:
        names = {"dim": "text-muted", "warn": "warning", "bad": "error", "good": "success", "accent": "accent"}
        pairs: list[tuple[str, Text]] = []

        def add(label: str, kind: str, value: Any) -> None:
            cell = present(kind, value, self.csops.today)
            text, role = cell if isinstance(cell, tuple) else (cell, "")
            colour = self.app.theme_variables[names[role]] if role in names else ""
            pairs.append((t(f"account.{label}"), Text(text.strip(), colour, no_wrap=True)))

        def of_sheet(label: str, column: str) -> None:
            add(label, _KINDS[column], facts.cells.get(column))

        of_sheet("concern", "concern")
        of_sheet("renewal", "renewal")
        of_sheet("last_1to1", "one_to_one")
        of_sheet("last_any", "any")
        add("cadence", "deadline", facts.cadence_due)
        of_sheet("mrr", "mrr")
        of_sheet("usage", "usage")
        of_sheet("touches", "touches")
        of_sheet("owner", "owner")
        of_sheet("tier", "tier")
        add("stage", "code:stage", facts.stage)
        add("state", "code:account.state", facts.state)
        return pairs

    def _draw(self, facts: tuple[list[dt.date], dict[dt.date, float | None]]) -> None:
        days, weeks = facts
        chart, day = self.query_one(Chart), self.csops.today
        chart.set_class(not (days or weeks), "empty")
        chart.show(touches_and_usage(days, weeks, day - dt.timedelta(days=_SPAN), day) if days or weeks else None)

    def action_scroll(self, lines: int) -> None:
        """Move the facts up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    # Decisions

    def _decide(self, decision: Decision) -> None:
        """Write the decision as one step, with the end of the round if it was the last, and go on."""
        item, csops = self.item, self.csops
        if item is None:
            return
        self._asked = None
        day, round_id = csops.today, self.round_id

        def act(edit: Edit) -> None:
            review.decide(edit, item, decision, csops.book.clock.real_now())
            if review.undecided(edit.conn, round_id) == 0:
                finish(edit, round_id, day)

        if csops.write(t("review.label", account=item.name, decision=decision_word(decision)), act):
            self._go_on()

    def _go_on(self) -> None:
        following = self._open_from(self.at + 1)
        if following is None:
            from csops_tui.tui.screens.rounds import RoundScreen

            self.csops.switch_screen(RoundScreen(self.round_id))
        else:
            self._go(following)

    def _settle(self) -> bool:
        """Take a touch, task or concern that was written since it was asked for as the decision."""
        item, mark = self.item, self._asked
        if item is None or mark is None:
            return False
        conn: Connection = self.csops.book.reader()
        for table, decision in _ACTS:
            if conn.execute(_NEW, {"mark": mark, "tbl": table, "account": item.account_id}).fetchone():
                self._decide(decision)
                return True
        return False

    def _ask(self) -> None:
        self._asked = self.csops.book.last_change()

    def do_log(self) -> None:
        """Log a touch; saving it is the decision."""
        self._ask()
        self.csops.do_log()

    def do_repeat(self) -> None:
        """Log the last touch once more; that is the decision."""
        self._ask()
        self.csops.do_repeat()

    def do_task(self) -> None:
        """Enter what will be done; saving it is the decision."""
        from csops_tui.tui.ask import ask_task

        if account := self.current_account():
            self._ask()
            ask_task(self.csops, account)

    def do_concern(self) -> None:
        """Enter how worried one is; saving it is the decision."""
        from csops_tui.tui.ask import ask_concern

        if account := self.current_account():
            self._ask()
            ask_concern(self.csops, account)

    def do_fine(self) -> None:
        """Nothing needs to be done."""
        self._decide("fine")

    def do_postpone(self) -> None:
        """Not now: the next round shows the account again."""
        self._decide("later")

    def do_note(self) -> None:
        """Put a few words to the account of this round."""
        from csops_tui.tui.ask import Ask

        item, csops = self.item, self.csops
        if item is None:
            return

        def take(text: str, _: object) -> str | None:
            def act(edit: Edit) -> None:
                edit.update("review_item", item.id, {"note": text.strip() or None})

            csops.write(t("review.label_note", account=item.name), act)
            return None

        csops.push_screen(Ask(t("review.note_title", account=item.name), take, value=item.note))

    # Going about

    def why_not_previous_item(self) -> str | None:
        """The first account has none before it."""
        return None if self.at > 0 else "review.why.first"

    def do_previous_item(self) -> None:
        """Go back one account; its decision can be made anew."""
        self._go(self.at - 1)

    def why_not_next_item(self) -> str | None:
        """The last account has none after it."""
        return None if self.at + 1 < len(self.items) else "review.why.last"

    def do_next_item(self) -> None:
        """Go on one account without deciding."""
        self._go(self.at + 1)

    def do_open_here(self) -> None:
        """Open the account's own page."""
        if self.item:
            self.csops.open_account(self.item.account_id)

    def do_end_round(self) -> None:
        """Close the round; what was not reached comes again in the next one."""
        day, round_id = self.csops.today, self.round_id
        if self.csops.write(t("review.label_end"), lambda edit: finish(edit, round_id, day)):
            from csops_tui.tui.screens.rounds import RoundScreen

            self.csops.switch_screen(RoundScreen(round_id))

    def do_rounds(self) -> None:
        """Show all rounds."""
        from csops_tui.tui.screens.rounds import RoundsScreen

        self.csops.push_screen(RoundsScreen())

    def current_account(self) -> tuple[str, str] | None:
        return (self.item.account_id, self.item.name) if self.item else None

    def current_row(self) -> tuple[str, str] | None:
        return ("review_item", self.item.id) if self.item else None
