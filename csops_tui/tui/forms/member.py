"""Who is acting: chosen from the members, or added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.store.choices import Choice, row_matches
from csops_tui.store.config import ConfigError, set_value
from csops_tui.store.touch import acting_member
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp


class MemberLine:
    """Asks for the acting member."""

    def __init__(self, app: CsopsApp) -> None:
        self._app = app

    def ask(self) -> None:
        """Open the line."""
        self._app.push_screen(
            Ask(t("ask.member.title"), self.take, candidates=self.candidates, echo=self.echo, pick=True)
        )

    def candidates(self, text: str) -> list[Suggestion]:
        """The members that fit, and a new one of that name."""
        found = row_matches(self._app.book.reader(), "member", text)
        items = [Suggestion(choice, choice.label, choice.detail) for choice in found]
        name = text.strip()
        if name and all(choice.label != name for choice in found):
            items.append(Suggestion(Choice("", name), t("ask.member.add", name=name), "", name))
        return items

    def echo(self, text: str, chosen: Suggestion | None) -> str:
        """Who it is now."""
        now = acting_member(self._app.book, self._app.config.member or None)
        known = self._app.config.member or self._app.book.actor
        return t("ask.member.now" if now else "ask.member.unknown", name=known)

    def take(self, text: str, chosen: Suggestion | None) -> str | None:
        """Keep the choice in the settings; sign edits with it."""
        if chosen is None:
            return t("ask.member.who")
        choice: Choice = chosen.value
        app = self._app
        if not choice.value:

            def act(edit: Edit) -> None:
                edit.insert("member", {"name": choice.label})

            wrong = save(app, t("ask.member.label", name=choice.label), act)
            if wrong:
                return wrong
        try:
            set_value("member", choice.label)
        except (OSError, ConfigError) as error:
            app.say(t("app.not_kept", detail=str(error)), "warning")
        app.config = app.config._replace(member=choice.label)
        app.book.actor = choice.label
        app.say(t("ask.member.done", name=choice.label))
        return None
