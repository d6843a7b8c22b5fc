"""Which of our people: asked for in one line with all of them below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.store.choices import row_matches
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp


def ask_member(app: CsopsApp, title: str, take: Callable[[str], None]) -> None:
    """Ask for a member and give the id to `take`."""

    def candidates(text: str) -> list[Suggestion]:
        found = row_matches(app.book.reader(), "member", text)
        return [Suggestion(choice.value, choice.label, choice.detail) for choice in found]

    def chosen(text: str, suggestion: Suggestion | None) -> str | None:
        if suggestion is None:
            return t("ask.member.who")
        take(suggestion.value)
        return None

    app.push_screen(Ask(title, chosen, candidates=candidates, pick=True))
