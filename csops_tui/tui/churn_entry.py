"""Entering a churn: what was lost, when, why, and what is to be learned, with all that the data already knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.measures.churn_uses import in_words, uses
from csops_tui.store.choices import Choice, row_matches
from csops_tui.tui.ask import Account, Ask
from csops_tui.tui.forms.churn import ChurnJob
from csops_tui.tui.forms.screen import FormScreen
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.widgets.uses_line import UsesLine

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp


def start_entry(app: CsopsApp, account: Account | None) -> None:
    """Open the entry of a new churn of this account; without one the account is asked for first."""
    if account is not None:
        app.push_screen(ChurnEntryScreen(ChurnJob(app.book, app.config, account[0])))
        return
    conn = app.book.reader()

    def candidates(text: str) -> list[Suggestion]:
        return [Suggestion(choice, choice.label, choice.detail) for choice in row_matches(conn, "account", text)]

    def take(text: str, chosen: Suggestion | None) -> str | None:
        if chosen is None:
            return t("entry.which_account") if candidates(text) else t("entry.no_account")
        choice: Choice = chosen.value
        # The question closes first, so that the entry stands on the list it was asked from.
        app.call_later(start_entry, app, (choice.value, choice.label))
        return None

    app.push_screen(Ask(t("entry.account"), take, candidates=candidates, pick=True))


def continue_entry(app: CsopsApp, churn_id: str) -> None:
    """Open the entry of a churn that is in the book."""
    found = app.book.reader().execute("SELECT account_id FROM churn WHERE id = ?", [churn_id]).fetchone()
    if found is None:
        app.say(t("form.gone"), "warning")
        return
    app.push_screen(ChurnEntryScreen(ChurnJob(app.book, app.config, found[0], churn_id)))


class ChurnEntryScreen(FormScreen):
    """The churn of one account; it is saved open at any time, and closed once its reason is given."""

    scopes: ClassVar[tuple[str, ...]] = ("form", "entry")
    job: ChurnJob

    def __init__(self, job: ChurnJob) -> None:
        super().__init__(job)
        self._seen: dict[str, str] = {}

    def compose_fields(self) -> ComposeResult:
        """For a record of the book it is said first where it was used."""
        if self.job.row_id:
            found = uses(self.csops.book.reader(), self.job.row_id, self.csops.today)
            yield UsesLine(in_words(found))
        yield from super().compose_fields()

    def on_mount(self) -> None:
        # The heading above the first field scrolls out of sight as that takes the focus.
        self.call_after_refresh(self.query_one("#fields").scroll_home, animate=False)

    def do_save(self) -> None:
        """Save; what looks wrong is pointed to once, and the same key again takes it as it is."""
        values, problems = self.values()
        doubts = {} if problems else self.job.doubts(values)
        if doubts and doubts != self._seen:
            self._seen = doubts
            self._point_to({key: f"{words} {t('entry.doubt.again')}" for key, words in doubts.items()})
            return
        super().do_save()

    def do_close(self) -> None:
        """Save as closed; what that does to account and contract is shown first and confirmed by the same key."""
        values, _ = self.values()
        state = self.lines["state"]
        if values.get("state") != "closed":
            state.by_hand = True
            state.put_value("closed")
            state.show_state()
            self.draft.touched()
            values, _ = self.values()
            problems = self.job.problems(values)
            if problems:
                # It stays open, so that it can be saved as it is.
                state.put_value("open")
                state.show_state()
                self._point_to(problems)
                return
            if said := self.job.remark(values):
                self._seen = self.job.doubts(values)
                self._about_all()
                self.lines["account_churned"].editor.focus()
                self.csops.say(t("entry.once_more", what=said))
                return
        self.do_save()
