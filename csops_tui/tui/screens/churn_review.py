"""A churn review: the churns of a session one by one, each pre-filled from the data; resumed where it was left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.worker import get_current_worker

from csops_tui.locale import t
from csops_tui.measures import churn_review as reviews
from csops_tui.measures.churn_review import Action, Item, Line, Question
from csops_tui.measures.churn_review_past import Past, look_back
from csops_tui.store.drafts import Drafts
from csops_tui.store.edit import Edit
from csops_tui.store.listing import SEPARATOR
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import Command
from csops_tui.tui.present import present
from csops_tui.tui.screens.account import Facts
from csops_tui.tui.screens.base import BaseScreen, FootBar
from csops_tui.tui.screens.review import Progress
from csops_tui.tui.widgets.churn_card import ChurnCard, Target, Under

# Under what the place in a session is kept, so that a crash goes on at the same churn.
_PLACE = "churn_review"
# The tables that a review writes.
_OWN = frozenset({"churn_review", "review_signal", "review_action", "review_session"})


class LookedBack(Message):
    """So many days of the past are worked out."""

    def __init__(self, review_id: str, done: int, of: int) -> None:
        super().__init__()
        self.review_id = review_id
        self.done = done
        self.of = of


class Left(Exception):
    """Nobody waits for this past any more."""


class ChurnReviewScreen(BaseScreen):
    """One session; `review_id` names the churn to show first, else the one on which it was left."""

    DEFAULT_CSS = """
    ChurnReviewScreen.-low Facts, ChurnReviewScreen.-short Facts { max-height: 3; margin: 0; }
    ChurnReviewScreen.-low Progress, ChurnReviewScreen.-short Progress { margin: 0; }
    ChurnReviewScreen VerticalScroll {
        height: 1fr; margin: 1 0 0 0; padding: 0 1 0 1;
        scrollbar-size-vertical: 1; scrollbar-background: $background; scrollbar-color: $foreground 20%;
    }
    ChurnReviewScreen.-low VerticalScroll, ChurnReviewScreen.-short VerticalScroll { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown,ctrl+d", "scroll(8)", show=False),
        Binding("pageup,ctrl+u", "scroll(-8)", show=False),
    ]
    scopes: ClassVar[tuple[str, ...]] = ("churn_review", "churn_minutes")
    topics = frozenset()
    place = "churn_review"

    def __init__(self, session_id: str, review_id: str | None = None) -> None:
        super().__init__()
        self.session_id = session_id
        self.items: list[Item] = []
        self.at = 0
        self.cursor: Target = ("first", "")
        self.under: Under | None = None
        self._first = review_id
        # What was worked out of each churn's past, while the screen is open.
        self._pasts: dict[str, Past] = {}

    def compose_body(self) -> ComposeResult:
        yield Progress("lookback.progress")
        yield Facts()
        with VerticalScroll(can_focus=False):
            yield ChurnCard()

    def on_mount(self) -> None:
        self._read()
        wanted = self._first or str((self._drafts.load((_PLACE, self.session_id)) or {}).get("review", ""))
        place = next((n for n, item in enumerate(self.items) if item.id == wanted), None)
        self._go(self._open_from(0) or 0 if place is None else place)

    @property
    def _drafts(self) -> Drafts:
        return Drafts(self.csops.book.path)

    @property
    def item(self) -> Item | None:
        """The churn one is on; None when the session has none any more."""
        return self.items[self.at] if self.at < len(self.items) else None

    def _read(self) -> None:
        conn = self.csops.book.reader()
        self.session = reviews.read_session(conn, self.session_id)
        self.items = reviews.read_items(conn, self.session_id) if self.session else []

    def _open_from(self, place: int) -> int | None:
        """The place of the next churn that is not finished, going round; None when all are."""
        order = [*range(place, len(self.items)), *range(min(place, len(self.items)))]
        return next((n for n in order if not self.items[n].done), None)

    def changed(self, topics: frozenset[str]) -> None:
        """What is written here changes nothing about the past; anything else may."""
        if not topics <= _OWN:
            self._pasts.clear()
        super().changed(topics)

    def reload(self) -> None:
        """Show the session as it is now; a churn whose end was taken back is shown again."""
        if self.csops.screen is not self:
            self._stale = True
            return
        done = {item.id for item in self.items if item.done}
        here = self.item.id if self.item else None
        self._read()
        if not self.items:
            self.csops.say(t("lookback.gone"), "warning")
            self.do_leave()
            return
        again = next((n for n, item in enumerate(self.items) if item.id in done and not item.done), None)
        same = next((n for n, item in enumerate(self.items) if item.id == here), min(self.at, len(self.items) - 1))
        if again is not None and again != same:
            self._go(again)
        else:
            self.at = same
            self._show()

    # What is shown

    def _go(self, place: int) -> None:
        self.at = place
        self.cursor = ("first", "")
        self.query_one(VerticalScroll).scroll_home(animate=False)
        if self.item:
            self._drafts.save((_PLACE, self.session_id), {"review": self.item.id})
        self._show()

    def _show(self) -> None:
        """Show what is known at once, and the past as soon as it is worked out."""
        item, session = self.item, self.session
        if item is None or session is None:
            return
        done = sum(each.done for each in self.items)
        said = t("lookback.done") if item.done else ""
        self.query_one(Progress).show(done, len(self.items), session.title or session.day.replace("-", "/"), said)
        self.title_bar.show(
            left=f"{t('place.churn_review')} ▸ {item.account}",
            facts=t("lookback.place", n=self.at + 1) if len(self.items) > 1 else "",
        )
        self.query_one(Facts).show(self._pairs(item))
        past = self._pasts.get(item.id)
        self._take(past, "" if past or not item.known else t("lookback.looking"))
        if past is None and item.known:
            self._look_back(item)

    def _pairs(self, item: Item) -> list[tuple[str, Text]]:
        lost = None if item.mrr_lost is None else f"{item.mrr_lost}{SEPARATOR}{item.currency}"
        shown: list[tuple[str, str, Any]] = [
            ("notice", "long_day", item.notice),
            ("effective", "long_day", item.effective),
            ("kind", "code:churn.kind", item.kind),
            ("reason_stated", "code:churn_reason", item.stated),
            ("reason_judged", "code:churn_reason", item.judged),
            ("owner", "person", item.owner or None),
        ]
        pairs: list[tuple[str, Text]] = []
        for name, kind, value in shown:
            cell = present(kind, value, self.csops.today)
            text = (cell if isinstance(cell, str) else cell[0]).strip()
            if name == "kind":
                # What was lost and how much of it is one fact: there is room for six.
                amount = present("money", lost, self.csops.today)
                text += f"  {(amount if isinstance(amount, str) else amount[0]).strip()}"
            pairs.append((t(f"lookback.fact_of.{name}"), Text(text)))
        return pairs

    def _look_back(self, item: Item, key: str = "past") -> None:
        """Work out the past of a churn in a thread; then, while somebody reads, that of the next one."""
        account, known, review = item.account_id, item.known or "", item.id

        def ask(_: Connection) -> Past | None:
            worker = get_current_worker()

            def progress(done: int, of: int) -> None:
                if worker.is_cancelled:
                    raise Left
                if done % 10 == 0:
                    self.post_message(LookedBack(review, done, of))

            try:
                return look_back(self.csops.book, account, known, progress)
            except Left:
                return None

        def answer(past: Past | None) -> None:
            if past is not None:
                self._pasts[review] = past
                if self.item and self.item.id == review:
                    self._take(past)
                    following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
                    if following and following.known and following.id not in self._pasts:
                        self._look_back(following, "ahead")

        self.load(key, ask, answer)

    def on_looked_back(self, message: LookedBack) -> None:
        """Say how much of the past is worked out."""
        message.stop()
        if self.item and self.item.id == message.review_id and message.review_id not in self._pasts:
            self._take(None, t("lookback.looking_at", done=message.done, of=message.of))

    def _take(self, past: Past | None, waiting: str = "") -> None:
        item = self.item
        if item is None:
            return
        conn = self.csops.book.reader()
        self.under = Under(
            item,
            past,
            tuple(reviews.lines(conn, item.id, past.signs if past else ())),
            tuple(reviews.actions(conn, review_id=item.id)),
            tuple(reviews.saves(conn, item)),
            waiting or ("" if item.known else t("lookback.no_day")),
        )
        if self.cursor not in self.under.targets and not waiting:
            self.cursor = self.under.targets[0]
        self.query_one(ChurnCard).show(self.under, self.cursor, self.csops.today)
        self.query_one(FootBar).refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor to the next thing that can be answered or written."""
        if self.under is None:
            return
        targets = self.under.targets
        at = targets.index(self.cursor) if self.cursor in targets else 0
        self._point(targets[max(0, min(len(targets) - 1, at + by))])

    def _point(self, target: Target) -> None:
        self.cursor = target
        if self.under:
            card = self.query_one(ChurnCard)
            card.show(self.under, target, self.csops.today)
            self.query_one(FootBar).refresh()
            scroll, line = self.query_one(VerticalScroll), card.cursor_line
            top, high = scroll.scroll_offset.y, scroll.size.height
            if line < top + 1 or line >= top + high - 1:
                scroll.scroll_to(y=max(0, line - high // 2), animate=False)

    def action_scroll(self, by: int) -> None:
        """Move the page up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    # The three questions

    @property
    def line(self) -> Line | None:
        """The signal under the cursor."""
        kind, found = self.cursor
        lines = self.under.lines if self.under and kind == "signal" else ()
        return next((line for line in lines if line.sign.signal_id == found), None)

    def why_not_present(self) -> str | None:
        """The questions are asked of a signal."""
        if self.under and self.under.lines:
            return None
        return self.why_not_finish() or "lookback.why.signal"

    why_not_seen = why_not_acted = why_not_present

    def _turn(self, question: Question) -> None:
        line, item = self.line, self.item
        if self.under is None:
            return
        if line is None:
            lines = self.under.lines
            first = next((each for each in lines if not each.given), lines[0])
            self._point(("signal", first.sign.signal_id))
            self.csops.say(t("lookback.moved.signal"))
        elif item:
            value = reviews.turned(line, question)
            self._write(t("lookback.label.answer"), lambda e: reviews.answer(e, item.id, line, question, value))

    def do_present(self) -> None:
        """Was the signal there?"""
        self._turn("present")

    def do_seen(self) -> None:
        """Did somebody see it?"""
        self._turn("seen")

    def do_acted(self) -> None:
        """Did somebody act on it?"""
        self._turn("acted")

    # What is written

    def _write(self, label: str, act: Callable[[Edit], object]) -> bool:
        return self.csops.write(f"{label}: {self.item.account}" if self.item else label, act)

    def do_edit(self) -> None:
        """Write what the cursor stands on: the day, an improvement, an action, a word about it all."""
        from csops_tui.tui.forms.churn_review import ask_first, ask_words

        kind, found = self.cursor
        item = self.item
        if item is None:
            return
        if kind == "first":
            past = self.under.past if self.under else None
            day = item.first_knowable or (past.first.day if past and past.first else "")
            ask_first(self.csops, item, day, self._write)
        elif kind == "action":
            from csops_tui.tui.forms.form import edit_record

            edit_record(self.csops, "review_action", found)
        elif kind == "signal":
            self.csops.say(t("lookback.why.turn"))
        else:
            ask_words(self.csops, item, kind, self._write)

    def do_action(self) -> None:
        """Agree on an action: what, who, until when."""
        from csops_tui.tui.forms.churn_review import ask_action

        if self.item:
            ask_action(self.csops, self.item, self._write)

    @property
    def action(self) -> Action | None:
        """The action under the cursor."""
        kind, found = self.cursor
        actions = self.under.actions if self.under and kind == "action" else ()
        return next((action for action in actions if action.id == found), None)

    def why_not_tick(self) -> str | None:
        """Only an action can be done."""
        return None if self.under and self.under.actions else "lookback.why.action"

    def why_not_signal(self) -> str | None:
        """Only an action becomes a signal, and only once."""
        return "lookback.why.adopted" if self.action and self.action.signal_id else self.why_not_tick()

    def _to_action(self) -> None:
        """Put the cursor on the first action that is open, and say so."""
        if self.under is None:
            return
        actions = self.under.actions
        first = next((each for each in actions if each.state == "open"), actions[0])
        self._point(("action", first.id))
        self.csops.say(t("lookback.moved.action"))

    def do_tick(self) -> None:
        """The action is done."""
        if self.action is None:
            self._to_action()
        elif action := self.action:
            self._write(t("lookback.label.tick"), lambda edit: reviews.tick(edit, action.id))

    def do_signal(self) -> None:
        """Turn the action into a signal; both keep the link."""
        from csops_tui.tui.forms.churn_review import make_signal

        if self.action is None:
            self._to_action()
        elif self.item:
            make_signal(self.csops, self.item, self.action)

    # Going about

    def why_not_finish(self) -> str | None:
        """What was proposed must have been shown before it is taken."""
        waiting = self.item is not None and self.item.known is not None and self.item.id not in self._pasts
        return "lookback.why.looking" if waiting else None

    def do_finish(self) -> None:
        """The review of this churn is finished: proposals that were not changed are taken; then the next one."""
        item, under, session = self.item, self.under, self.session_id
        if item is None or under is None:
            return
        day = self.csops.today

        def act(edit: Edit) -> None:
            reviews.finish(edit, item, under.past, under.lines)
            if reviews.left(edit.conn, session) == 0:
                reviews.end(edit, session, day)

        if self._write(t("lookback.label.finish"), act):
            following = self._open_from(self.at + 1)
            if following is None:
                self._over()
            else:
                self._go(following)

    def do_end_session(self) -> None:
        """Close the session; what was not reached can be looked back at in the next one."""
        day: dt.date = self.csops.today
        if self.csops.write(t("lookback.label.end"), lambda edit: reviews.end(edit, self.session_id, day)):
            self._over()

    def _over(self) -> None:
        from csops_tui.tui.screens.churn_reviews import ChurnReviewsScreen

        self._drafts.drop((_PLACE, self.session_id))
        if any(isinstance(screen, ChurnReviewsScreen) for screen in self.csops.screen_stack):
            self.do_leave()
        else:
            self.csops.switch_screen(ChurnReviewsScreen(self.session_id))

    def why_not_previous_item(self) -> str | None:
        """The first churn has none before it."""
        return None if self.at > 0 else "lookback.why.first"

    def do_previous_item(self) -> None:
        """Go back one churn."""
        self._go(self.at - 1)

    def why_not_next_item(self) -> str | None:
        """The last churn has none after it."""
        return None if self.at + 1 < len(self.items) else "lookback.why.last"

    def do_next_item(self) -> None:
        """Go on one churn without finishing this one."""
        self._go(self.at + 1)

    def do_open_here(self) -> None:
        """Open the account's own page."""
        if self.item:
            self.csops.open_account(self.item.account_id)

    def do_minutes(self) -> None:
        """Write the minutes to a file."""
        from csops_tui.tui.churn_minutes import ask_minutes

        ask_minutes(self.csops, self.session_id)

    def do_sessions(self) -> None:
        """Show all sessions."""
        from csops_tui.tui.screens.churn_reviews import ChurnReviewsScreen

        self.csops.push_screen(ChurnReviewsScreen(self.session_id))

    def footer_commands(self) -> list[Command]:
        """What can be done with what the cursor stands on comes first."""
        answers = {"churn_review.present", "churn_review.seen", "churn_review.acted"}
        acts = {"churn_review.tick", "churn_review.signal"}
        lines = self.under.lines if self.under else ()
        left_out = {"signal": {*acts, "churn_review.edit"}, "action": answers}.get(self.cursor[0], acts)
        left_out = {*left_out, "touch.log", *(() if lines else answers)}
        return [command for command in super().footer_commands() if command.id not in left_out]

    def current_account(self) -> tuple[str, str] | None:
        return (self.item.account_id, self.item.account) if self.item else None

    def current_row(self) -> tuple[str, str] | None:
        return ("churn_review", self.item.id) if self.item else None
