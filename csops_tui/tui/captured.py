"""What a person decides about captured proposals, wherever they are shown: record, edit first, ignore, assign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from csops_tui.exchange.capture import deciding
from csops_tui.locale import t
from csops_tui.store.choices import row_matches
from csops_tui.store.errors import NoSuchRow
from csops_tui.store.sqlite import Connection
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.exchange.capture.deciding import Proposal
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.listing import ListScreen


class ActsOnCaptured:
    """A list with proposals among its rows has these commands."""

    def captured_ids(self) -> list[str]:
        """The proposals that are meant: those of the marked rows, else of the one under the cursor."""
        raise NotImplementedError

    def why_not_capture_record(self) -> str | None:
        """A proposal must be there."""
        return None if self.captured_ids() else "captured.why.none"

    why_not_capture_ignore = why_not_capture_record

    def why_not_edit(self) -> str | None:
        """Only what was captured can be looked at in a form first."""
        return self.why_not_capture_record()

    def do_capture_record(self) -> None:
        """Record what the proposals speak of."""
        screen = cast("ListScreen", self)
        if record(screen.csops, self.captured_ids()):
            screen.clear_marks()

    def do_capture_ignore(self) -> None:
        """Never propose these again."""
        screen = cast("ListScreen", self)
        if ignore(screen.csops, self.captured_ids()):
            screen.clear_marks()

    def do_edit(self) -> None:
        """Look at one in its form first."""
        edit_first(cast("ListScreen", self).csops, self.captured_ids()[0])


def proposals_of(app: CsopsApp, ids: Sequence[str]) -> list[Proposal]:
    """These proposals as they stand; one that another capture withdrew is left out."""
    found: list[Proposal] = []
    for each in ids:
        try:
            found.append(deciding.proposal(app.book.reader(), each, app.book.clock))
        except NoSuchRow:
            continue
    return found


def record(app: CsopsApp, ids: Sequence[str]) -> bool:
    """Make the records that proposals speak of, as one edit; those without an account stay, and that is said."""
    found = [one for one in proposals_of(app, ids) if one.state != "confirmed"]
    ready = [one for one in found if one.account_id]
    left = len(found) - len(ready)
    if not ready:
        app.say(t("captured.why.no_account"), "warning")
        return False
    # Contacts come first, so that the touches know them.
    ready.sort(key=lambda one: one.kind != "contact")
    member = app.member_id()

    def act(edit: Any) -> None:
        for one in ready:
            deciding.confirm(edit, one, app.book.clock, member)

    label = deciding.label(ready[0], account_name(app, ready[0].account_id), len(ready))
    if not app.write(label, act):
        return False
    app.say(t("captured.left", label=label, n=left) if left else t("app.done_undo", label=label))
    return True


def ignore(app: CsopsApp, ids: Sequence[str]) -> bool:
    """These are not to be proposed again."""
    found = [one for one in proposals_of(app, ids) if one.state == "proposed"]
    if not found:
        return False
    title = found[0].title if len(found) == 1 else f"{found[0].title} +{len(found) - 1}"
    label = t("captured.label.ignore", title=title)
    if not app.write(label, lambda edit: deciding.ignore(edit, [one.id for one in found])):
        return False
    app.say(t("app.done_undo", label=label))
    return True


def edit_first(app: CsopsApp, proposal_id: str) -> None:
    """Open the form of the record that a proposal speaks of, with all it says in it; saving it is the confirmation."""
    from csops_tui.tui.forms.captured import captured_form

    for one in proposals_of(app, [proposal_id]):
        if one.account_id is None:
            assign(app, [one.id])
        elif one.change:
            # The record is there already; only whether it is to change is the question.
            app.say(t(f"captured.why.{one.change}", title=one.title), "warning")
        else:
            captured_form(app, one)


def assign(app: CsopsApp, ids: Sequence[str]) -> None:
    """Ask whose proposals these are, and whether the account is known by their domain from now on."""
    found = [one for one in proposals_of(app, ids) if one.state != "confirmed"]
    if not found:
        return

    def candidates(text: str) -> list[Suggestion]:
        rows = row_matches(app.book.reader(), "account", text) if text.strip() else []
        return [Suggestion(choice.value, choice.label, choice.detail) for choice in rows]

    def take(_: str, chosen: Suggestion | None) -> str | None:
        if chosen is None:
            return t("captured.which_account")
        app.call_later(_assigned, app, found, str(chosen.value), chosen.label)
        return None

    whose = ", ".join(dict.fromkeys(domain for one in found for domain in one.domains())) or found[0].title
    app.push_screen(Ask(t("captured.assign", what=whose), take, candidates=candidates, pick=True))


def _assigned(app: CsopsApp, found: list[Proposal], account_id: str, account: str) -> None:
    conn = app.book.reader()
    taught = {deciding.teaches(conn, one, account_id) for one in found}
    domain = taught.pop() if len(taught) == 1 else ""
    if not domain:
        _write(app, found, account_id, account, "")
        return

    def candidates(_: str) -> list[Suggestion]:
        yes = t("captured.teach.yes", domain=domain, account=account)
        return [Suggestion(domain, yes, text=""), Suggestion("", t("captured.teach.no"), text="")]

    def take(_: str, chosen: Suggestion | None) -> str | None:
        _write(app, found, account_id, account, str(chosen.value) if chosen else "")
        return None

    app.push_screen(Ask(t("captured.teach", domain=domain, account=account), take, candidates=candidates, pick=True))


def _write(app: CsopsApp, found: list[Proposal], account_id: str, account: str, domain: str) -> None:
    ids = [one.id for one in found]
    label = t("captured.label.assign", account=account, n=len(ids))
    if app.write(label, lambda edit: deciding.assign(edit, ids, account_id, domain)):
        app.here.clear_marks()
        app.say(t("app.done_undo", label=label))


def waiting_without_account(conn: Connection) -> int:
    """How many proposals wait that belong to no account yet."""
    return conn.execute("SELECT count(*) FROM proposal WHERE state = 'proposed' AND account_id IS NULL").fetchone()[0]


def account_name(app: CsopsApp, account_id: str | None) -> str:
    """What an account is called."""
    found = app.book.reader().execute("SELECT name FROM account WHERE id = ?", [account_id]).fetchone()
    return found[0] if found else ""
