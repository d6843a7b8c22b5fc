"""How worried one is about an account, from one line: the level, then what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from csops_tui.locale import language, t
from csops_tui.model.codes import fold, word
from csops_tui.store.choices import code_choices
from csops_tui.store.touch import acting_member, code_index
from csops_tui.text.dates import format_day
from csops_tui.tui.ask import Account, Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

LEVELS = range(5)
# Words shorter than this stand in too many sentences to say anything about the reason.
_SHORTEST = 2


def read_level(text: str) -> tuple[int | None, str]:
    """The level that a line begins with (`3`, `!3`, `３`) and the rest; None where it begins otherwise."""
    first, _, rest = fold(text).partition(" ")
    first = first.removeprefix("!")
    if first.isdecimal() and int(first) in LEVELS:
        typed = text.strip()
        return int(first), typed[len(typed.split()[0]) :].strip() if rest else ""
    return None, text.strip()


def guess_reason(words: dict[str, str], text: str) -> str | None:
    """The reason whose word stands in the text, the longest word winning; `words` is folded word → code."""
    folded = fold(text)
    found = [name for name in words if len(name) >= _SHORTEST and name in folded]
    return words[max(found, key=len)] if found else None


class ConcernLine:
    """Asks for a concern about one account and writes it as of today."""

    def __init__(self, app: CsopsApp, account: Account, also: Callable[[Edit], None] | None = None) -> None:
        self._app = app
        self._id, self._name = account
        self._also = also
        conn = app.book.reader()
        self._words = code_index(conn, "churn_reason")
        self._reasons = code_choices(conn, "churn_reason")
        self._expires = app.today + dt.timedelta(days=app.config.concern_days)
        self._previous = conn.execute(
            "SELECT level, day FROM concern WHERE account_id = ? ORDER BY day DESC, rowid DESC LIMIT 1", [self._id]
        ).fetchone()

    def ask(self) -> None:
        """Open the line."""
        self._app.push_screen(
            Ask(
                t("ask.concern.title", account=self._name),
                self.take,
                candidates=self.candidates,
                echo=self.echo,
                placeholder=t("ask.concern.example"),
                pick=lambda text: read_level(text)[0] is not None,
                draft=("concern", self._id),
            )
        )

    def candidates(self, text: str) -> list[Suggestion]:
        """The levels, and once one is typed the reasons, the guessed one first."""
        level, rest = read_level(text)
        if level is None:
            return [
                Suggestion(each, f"{each} {word('concern_level', str(each), language())}", "", f"{each} {rest}")
                for each in LEVELS
            ]
        guessed = guess_reason(self._words, rest)
        reasons = [Suggestion(c.value, c.label, "", f"{level} {rest or c.label}") for c in self._reasons]
        none = Suggestion(None, t("ask.concern.no_reason"), "", text)
        first = [each for each in reasons if each.value == guessed]
        return [*first, none, *(each for each in reasons if each.value != guessed)]

    def _meant(self, text: str, chosen: Suggestion | None) -> tuple[int | None, str | None, str]:
        level, rest = read_level(text)
        if level is not None:
            return level, chosen.value if chosen else guess_reason(self._words, rest), rest
        return (chosen.value if chosen else None), guess_reason(self._words, rest), rest

    def echo(self, text: str, chosen: Suggestion | None) -> str:
        """The level in words, reason, evidence, until when it holds, and what it was before."""
        level, reason, evidence = self._meant(text, chosen)
        parts: list[str] = []
        if level is None:
            parts.append(t("ask.concern.how"))
        else:
            parts.append(f"{level} {word('concern_level', str(level), language())}")
            named = next((c.label for c in self._reasons if c.value == reason), t("ask.concern.no_reason"))
            parts.append(t("ask.concern.reason", reason=named))
            if evidence:
                parts.append(t("ask.concern.evidence", text=evidence))
            parts.append(t("ask.concern.expires", day=format_day(self._expires, language(), full=True)))
        if self._previous:
            before, day = self._previous
            shown = format_day(dt.date.fromisoformat(day), language(), full=True)
            parts.append(
                t("ask.concern.before", level=f"{before} {word('concern_level', str(before), language())}", day=shown)
            )
        return " · ".join(parts)

    def take(self, text: str, chosen: Suggestion | None) -> str | None:
        """Write the concern."""
        level, reason, evidence = self._meant(text, chosen)
        if level is None:
            return t("ask.concern.how")
        row = {
            "account_id": self._id,
            "day": self._app.today.isoformat(),
            "level": level,
            "reason": reason,
            "evidence": evidence or None,
            "member_id": acting_member(self._app.book, self._app.config.member or None),
            "expires": self._expires.isoformat(),
        }

        def act(edit: Edit) -> None:
            edit.insert("concern", row)
            if self._also:
                self._also(edit)

        return save(self._app, t("ask.concern.label", account=self._name, level=level), act)
