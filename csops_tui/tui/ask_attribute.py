"""Which attribute figures are counted by: asked for in one line with all of them below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.text.names import norm
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp


def ask_attribute(app: CsopsApp, names: Mapping[str, str], now: str, take: Callable[[str], None]) -> None:
    """Ask for one of these attributes (name → label) or none (""); it begins at the one in force."""

    def candidates(text: str) -> list[Suggestion]:
        wanted = norm(text)
        found = [Suggestion("", t("stats.by_nothing"))] if not wanted else []
        for name, label in names.items():
            if any(wanted in norm(known) for known in (label, name)):
                found.append(Suggestion(name, label, name))
        return found

    def chosen(text: str, suggestion: Suggestion | None) -> str | None:
        if suggestion is None:
            return t("stats.why.attribute")
        take(suggestion.value)
        return None

    app.push_screen(Ask(t("stats.by_what"), chosen, candidates=candidates, pick=True, start=now))
