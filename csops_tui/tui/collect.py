"""`+`: accounts go on a campaign list, an existing one or a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csops_tui.locale import t
from csops_tui.measures import campaigns
from csops_tui.store.choices import row_matches
from csops_tui.store.touch import acting_member
from csops_tui.text.names import norm
from csops_tui.tui.ask import Ask
from csops_tui.tui.condition import condition_of_sheet, sheet_of
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

_RUNNING = """
SELECT id, name, starts, ends FROM campaign_list WHERE ends IS NULL OR ends >= ?
ORDER BY ends IS NULL, ends, name"""
_NAMES = "SELECT id FROM account WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY coalesce(kana, name), id"


@dataclass(frozen=True)
class Collected:
    """Accounts for a list; `condition` is what chose them, empty where a person marked them."""

    accounts: Sequence[str]
    condition: str = ""


def collected(app: CsopsApp) -> Collected:
    """The marked accounts of the screen one is on, else of the sheet, else all that the sheet shows."""
    screen = sheet_of(app)
    if marked := app.here.marked_accounts() or screen.marked_accounts():
        return Collected(marked)
    rows = app.book.reader().execute(_NAMES, [str(list(screen.sheet.keys))])
    return Collected([row for (row,) in rows], condition_of_sheet(app))


def collect(app: CsopsApp, found: Collected) -> None:
    """Ask for the list that these accounts go on: one that runs, or a new one by its name."""
    app.push_screen(_line(app, found))


def new_list(app: CsopsApp, found: Collected, name: str = "") -> None:
    """Open the form of a new list of these accounts: from today to the end of the quarter, its goal all of them."""
    from csops_tui.tui.forms.campaign import CampaignJob
    from csops_tui.tui.forms.screen import FormScreen

    ends = campaigns.quarter_end(app.today, app.config.fiscal_start)
    values = {
        "name": name or None,
        "starts": app.today.isoformat(),
        "ends": ends.isoformat(),
        "owner_id": acting_member(app.book, app.config.member or None),
    }
    job = CampaignJob(app.book, app.config, found.accounts, found.condition, values)
    typed = frozenset({"name"}) if name else frozenset[str]()
    app.push_screen(FormScreen(job, saved=app.here.clear_marks, typed=typed))


def ask_account(app: CsopsApp, campaign_id: str) -> None:
    """Ask for the name of an account and put it on a list."""

    def candidates(text: str) -> list[Suggestion]:
        found = row_matches(app.book.reader(), "account", text)
        return [Suggestion(choice.value, choice.label, choice.detail) for choice in found] if text.strip() else []

    def take(_: str, chosen: Suggestion | None) -> str | None:
        if chosen is None:
            return t("campaign.which_account")
        return _add(app, campaign_id, [chosen.value])

    app.push_screen(Ask(t("campaign.add_account"), take, candidates=candidates, pick=True))


def ask_reason(app: CsopsApp, title: str, act: Callable[[str], None]) -> None:
    """Ask why; nothing is done without a reason."""

    def take(text: str, _: Suggestion | None) -> str | None:
        if not text.strip():
            return t("campaign.why")
        act(text.strip())
        return None

    app.push_screen(Ask(title, take, placeholder=t("campaign.why_example")))


def _line(app: CsopsApp, found: Collected) -> Ask:
    accounts = found.accounts
    running = app.book.reader().execute(_RUNNING, [app.today.isoformat()]).fetchall()

    def candidates(text: str) -> list[Suggestion]:
        wanted = norm(text)
        fitting = [
            Suggestion(row, name, _period(starts, ends), name)
            for row, name, starts, ends in running
            if wanted in norm(name)
        ]
        new = Suggestion("", t("campaign.new", name=text.strip() or "…"), "", text)
        return [*fitting, new]

    def echo(_: str, chosen: Suggestion | None) -> str:
        return t("campaign.will_take", n=f"{len(accounts):,}")

    def take(text: str, chosen: Suggestion | None) -> str | None:
        if chosen is not None and chosen.value:
            return _add(app, chosen.value, accounts)
        if not text.strip():
            return t("campaign.which_list")
        # The line closes first; then the form stands above the screen it was asked on.
        app.call_later(new_list, app, found, text.strip())
        return None

    return Ask(t("campaign.collect", n=f"{len(accounts):,}"), take, candidates=candidates, echo=echo, pick=True)


def _add(app: CsopsApp, campaign_id: str, accounts: Sequence[str]) -> str | None:
    conn = app.book.reader()
    found = conn.execute("SELECT name FROM campaign_list WHERE id = ?", [campaign_id]).fetchone()
    if found is None:
        return t("campaign.deleted")
    (name,) = found
    on_it = {a for (a,) in conn.execute("SELECT account_id FROM campaign_member WHERE campaign_id = ?", [campaign_id])}
    new = [account for account in accounts if account not in on_it]
    if not new:
        return t("campaign.all_there", name=name)

    def act(edit: Edit) -> Any:
        campaigns.add(edit, campaign_id, new)

    wrong = save(app, t("campaign.label.added", name=name, n=len(new)), act)
    if wrong is None:
        app.here.clear_marks()
    return wrong


def _period(starts: str | None, ends: str | None) -> str:
    def short(day: str | None) -> str:
        return f"{dt.date.fromisoformat(day):%m/%d}" if day else ""

    return f"{short(starts)}–{short(ends)}"
