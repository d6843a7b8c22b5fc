"""What is asked about a renewal: until when and at which amount it goes on, when it ends, which way it may go.

What a decision does to the contract lines is said while it is asked, before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from csops_tui.locale import language, t
from csops_tui.measures.renewal_lines import Contract, Plan, contracts, planned_lines, write_lines
from csops_tui.measures.renewal_words import day_words, said
from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import Board
from csops_tui.measures.renewals_write import FORECASTS, decide, expect, fits
from csops_tui.model.codes import fold, word
from csops_tui.text.dates import parse_when
from csops_tui.text.numbers import format_money, parse_money
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.screens.listing import ListScreen

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

LEAVE = "="
"""Typed instead of a date: only the decision is written, the contract lines stay as they are."""
_REDUCED = ("contract", "contract_actionable")


def ask_renewed(app: CsopsApp, board: Board, dues: Sequence[Due], named: str) -> None:
    """Say what renewing at the same amount does to the contract lines, and until when; `enter` writes it."""
    one = dues[0] if len(dues) == 1 else None
    asked = Asked(app, dues)
    start = asked.proposed(one) if one else None

    def understood(text: str) -> list[Plan] | None:
        return asked.plans("renewed", [None] * len(dues), text)

    def echo(text: str, _: Suggestion | None) -> str:
        plans = understood(text)
        return t("renewals.ask.until") if plans is None else said(plans)

    def take(text: str, _: Suggestion | None) -> str | None:
        plans = understood(text)
        return t("renewals.ask.until") if plans is None else asked.write(board, "renewed", [None], plans, named)

    title = t("renewals.ask.renewed", account=named)
    app.push_screen(Ask(title, take, echo=echo, value=_typed(start), placeholder=t("renewals.ask.until_each")))


def ask_lost(app: CsopsApp, board: Board, due: Due, after: Callable[[], None]) -> None:
    """Say when a loss ends the contract lines; `enter` writes it, and `after` goes on with the churn record."""
    asked = Asked(app, [due])
    name = board.customer(due).name

    def understood(text: str) -> list[Plan] | None:
        return asked.plans("churned", [None], text)

    def echo(text: str, _: Suggestion | None) -> str:
        plans = understood(text)
        if plans is None:
            return t("renewals.ask.lost_on")
        first = said(plans) if plans[0].changes or plans[0].why else t("renewals.lines.ended", day=day_words(due.due))
        return f"{first} {t('renewals.ask.then_churn')}"

    def take(text: str, _: Suggestion | None) -> str | None:
        plans = understood(text)
        if plans is None:
            return t("renewals.ask.lost_on")
        wrong = asked.write(board, "churned", [None], plans, name)
        if wrong is None:
            app.call_later(after)
        return wrong

    title = t("renewals.ask.lost", account=name)
    app.push_screen(Ask(title, take, echo=echo, value=_typed(due.due)))


def ask_amount(app: CsopsApp, board: Board, due: Due, decision: str) -> None:
    """Ask for the new amount a month, with the next renewal date after it, and write the decision with both."""
    name, what = board.customer(due).name, word("renewal.decision", decision, language())
    assert due.mrr is not None
    asked = Asked(app, [due])
    before = format_money(due.mrr, due.currency, language())

    def amount_of(text: str) -> int | None:
        amount = parse_money(text, due.currency) if text.strip() else None
        return amount if amount is not None and fits(due, decision, amount) else None

    def understood(text: str) -> tuple[int | None, list[Plan] | None]:
        """(the amount, what is written to the lines): of `600000`, `600000 2028/04/01`, `600000 =`."""
        amount, until = amount_of(text), ""
        if amount is None:
            first, _, until = text.strip().replace("\u3000", " ").partition(" ")
            amount = amount_of(first)
        return amount, None if amount is None else asked.plans(decision, [amount], until)

    def wrong_of(amount: int | None) -> str:
        return t(f"renewals.ask.{decision}", before=before) if amount is None else t("renewals.ask.until")

    def echo(text: str, _: Suggestion | None) -> str:
        amount, plans = understood(text)
        if amount is None or plans is None:
            return wrong_of(amount)
        after = format_money(amount, due.currency, language())
        change = format_money(abs(amount - (due.mrr or 0)), due.currency, language())
        sign = "+" if decision == "expanded" else "−"
        return f"{before} → {after} ({sign}{change}). {said(plans)}"

    def take(text: str, _: Suggestion | None) -> str | None:
        amount, plans = understood(text)
        if amount is None or plans is None:
            return wrong_of(amount)
        return asked.write(board, decision, [amount], plans, name)

    app.push_screen(Ask(t("renewals.ask.amount", account=name, decision=what), take, echo=echo))


class _Overtaken(Exception):
    """The contract lines are not those any more that were asked about."""


class Asked:
    """Renewals with their contract lines, read once when the question is put."""

    def __init__(self, app: CsopsApp, dues: Sequence[Due]) -> None:
        self.app = app
        self.dues = dues
        self._own = self._lines()

    def _lines(self) -> dict[str, list[Contract]]:
        return contracts(self.app.book.reader(), [due.account_id for due in self.dues])

    def proposed(self, due: Due) -> dt.date | None:
        """The next renewal date as proposed; None where nothing is to be added."""
        own = self._own.get(due.account_id, [])
        plan = planned_lines(due, own, "renewed", None)
        return next((change.ends for change in plan.changes if change.kind == "follows"), None)

    def plans(self, decision: str, amounts: Sequence[int | None], text: str) -> list[Plan] | None:
        """What is written to the lines of each; `=` leaves them; None where the date cannot be read or meant."""
        words = fold(text).strip()
        if words == LEAVE:
            return [Plan((), "left") for _ in self.dues]
        until = None
        if words:
            found = parse_when(words, self.app.book.clock.now(), self.app.config.fiscal_start, "future")
            if found is None:
                return None
            until = found.day
        try:
            return [
                planned_lines(due, self._own.get(due.account_id, []), decision, amount, until)
                for due, amount in zip(self.dues, amounts, strict=True)
            ]
        except ValueError:
            return None

    def write(
        self, board: Board, decision: str, amounts: Sequence[int | None], plans: Sequence[Plan], named: str
    ) -> str | None:
        """One edit: the decisions and the lines; the words of the refusal where the book does not take it."""
        label = t("renewals.label.decided", account=named, decision=word("renewal.decision", decision, language()))

        def act(edit: Edit) -> None:
            # Read again under the lock: two who decide at once would otherwise both add the next term.
            if contracts(edit.conn, [due.account_id for due in self.dues]) != self._own:
                raise _Overtaken
            for due, plan in zip(self.dues, plans, strict=True):
                decide(edit, board, due, decision, self.app.today, amounts[0])
                write_lines(edit, plan)

        try:
            wrong = save(self.app, label, act)
        except _Overtaken:
            self._own = self._lines()
            return t("renewals.ask.overtaken")
        here = self.app.here
        if wrong is None and isinstance(here, ListScreen):
            here.sheet.clear_marks()
        return wrong


def _typed(day: dt.date | None) -> str:
    return day_words(day) if day else ""


def ask_forecast(app: CsopsApp, board: Board, dues: Sequence[Due], named: str) -> None:
    """Ask which way renewals are expected to go: a number of the list, and for a smaller one the amount expected."""
    one = dues[0] if len(dues) == 1 else None

    def candidates(text: str) -> list[Suggestion]:
        first, _, rest = fold(text).strip().partition(" ")
        items = [
            Suggestion(code, f"{number} {word('renewal.forecast', code, language())}", "", f"{number} {rest}".strip())
            for number, code in enumerate(FORECASTS, 1)
        ]
        if not first:
            return items
        named = [item for number, item in enumerate(items, 1) if first == str(number)]
        return named or [item for item in items if first in fold(item.label)]

    def expected(text: str) -> tuple[int | None, bool]:
        """(the amount typed after the number, whether it can be taken)."""
        rest = text.strip().partition(" ")[2].strip() if text.strip()[:1].isdecimal() else ""
        if not rest:
            return None, True
        amount = parse_money(rest, one.currency) if one is not None and one.currency else None
        return amount, amount is not None and amount >= 0

    def echo(text: str, chosen: Suggestion | None) -> str:
        if chosen is None:
            return t("renewals.ask.which")
        amount, good = expected(text)
        if chosen.value in _REDUCED and one is not None:
            if amount is None or not good:
                return t("renewals.ask.expected")
            return t("renewals.ask.expects", amount=format_money(amount, one.currency, language()))
        return t(f"renewals.ask.means.{chosen.value}")

    def take(text: str, chosen: Suggestion | None) -> str | None:
        amount, good = expected(text)
        if chosen is None:
            return t("renewals.ask.which")
        if not good:
            return t("renewals.ask.expected")
        code = chosen.value
        after = amount if code in _REDUCED else None
        label = t("renewals.label.forecast", account=named, forecast=t(f"renewals.forecast.{code}"))
        return save(app, label, lambda edit: [expect(edit, board, due, code, after) for due in dues])

    start = one.forecast if one else None
    title = t("renewals.ask.forecast", account=named)
    app.push_screen(Ask(title, take, candidates=candidates, echo=echo, pick=True, start=start))
