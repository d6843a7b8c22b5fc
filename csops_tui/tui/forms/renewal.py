"""What is asked about a renewal: the new amount it was signed at, or which way it is expected to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csops_tui.locale import language, t
from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import Board
from csops_tui.measures.renewals_write import FORECASTS, decide, expect, fits
from csops_tui.model.codes import fold, word
from csops_tui.text.numbers import format_money, parse_money
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

_REDUCED = ("contract", "contract_actionable")


def ask_amount(app: CsopsApp, board: Board, due: Due, decision: str) -> None:
    """Ask for the new amount a month, and write the decision with it."""
    name, what = board.customer(due).name, word("renewal.decision", decision, language())
    assert due.mrr is not None

    def read(text: str) -> int | None:
        amount = parse_money(text, due.currency) if text.strip() else None
        return amount if amount is not None and fits(due, decision, amount) else None

    def echo(text: str, _: Suggestion | None) -> str:
        before = format_money(due.mrr or 0, due.currency, language())
        amount = read(text)
        if amount is None:
            return t(f"renewals.ask.{decision}", before=before)
        after = format_money(amount, due.currency, language())
        return f"{before} → {after} ({amount - (due.mrr or 0):+,})"

    def take(text: str, _: Suggestion | None) -> str | None:
        amount = read(text)
        if amount is None:
            return t(f"renewals.ask.{decision}", before=format_money(due.mrr or 0, due.currency, language()))
        label = t("renewals.label.decided", account=name, decision=what)
        return save(app, label, lambda edit: decide(edit, board, due, decision, app.today, amount))

    app.push_screen(Ask(t("renewals.ask.amount", account=name, decision=what), take, echo=echo))


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
