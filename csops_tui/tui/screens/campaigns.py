"""Campaign lists with their progress, and the accounts of one, worked through with one key per decision."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget

from csops_tui.locale import t
from csops_tui.measures import campaigns
from csops_tui.store.listing import Listing
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.text.width import clip, pad, width
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.cells import bar
from csops_tui.tui.widgets.source import Column

_LISTS: dict[str, dict[str, Any]] = {
    "name": {"width": 26, "min_width": 14, "frozen": True, "elastic": True},
    "share": {"width": 15},
    "done": {"width": 6, "align": "right"},
    "goal": {"width": 6, "align": "right", "hide_below": 2},
    "left": {"width": 6, "align": "right"},
    "skipped": {"width": 6, "align": "right", "hide_below": 5},
    "accounts": {"width": 6, "align": "right", "hide_below": 4},
    "starts": {"width": 10, "hide_below": 3},
    "ends": {"width": 10, "hide_below": 1},
    "owner": {"width": 8, "hide_below": 6},
    "note": {"width": 24, "min_width": 10, "hide_below": 7},
}
_MEMBERS: dict[str, dict[str, Any]] = {
    "account": {"width": 26, "min_width": 16, "frozen": True, "elastic": True},
    "state": {"width": 8},
    "done_on": {"width": 10, "hide_below": 4},
    "owner": {"width": 8, "min_width": 6, "hide_below": 2},
    "last_1to1": {"width": 6, "align": "right"},
    "last_any": {"width": 6, "align": "right", "hide_below": 3},
    "tier": {"width": 6, "hide_below": 7},
    "mrr": {"width": 9, "align": "right", "hide_below": 5},
    "renewal": {"width": 14, "hide_below": 6},
    "reason": {"width": 24, "min_width": 12, "hide_below": 8},
}
# What a column of the lists is called in the table of lists.
_FIELDS = {"name": "name", "goal": "goal", "starts": "starts", "ends": "ends", "owner": "owner_id", "note": "note"}
_NAME = 12
_BAR = 8
_FIGURES = 11


class CampaignsScreen(ListScreen):
    """All campaign lists, the running ones first."""

    topics = frozenset({"campaign_list", "campaign_member", "touchpoint", "member"})
    table = "campaign_list"
    place = "campaigns"

    def listing(self) -> Listing:
        return campaigns.lists(self.csops.catching_up.day())

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"campaign.{f.key}"), kind=f.kind, **_LISTS[f.key]) for f in listing.fields)

    def editable(self, column: str) -> str | None:
        return _FIELDS.get(column)

    def new_day(self) -> None:
        self.sheet.set_source(self.source())
        super().new_day()

    def open_row(self, row_id: str) -> None:
        self.csops.push_screen(CampaignScreen(row_id))

    def do_new(self) -> None:
        """Make a list of what the sheet shows, or of its marked rows."""
        from csops_tui.tui.collect import collected, new_list

        new_list(self.csops, collected(self.csops))


class Owners(Widget):
    """Progress per owner on as many lines as it takes, at most three; a single owner is said in the title already."""

    DEFAULT_CSS = "Owners { height: auto; max-height: 3; padding: 0 1 0 3; }"

    def __init__(self) -> None:
        super().__init__()
        self.owners: list[tuple[str | None, campaigns.Progress]] = []

    def show(self, owners: list[tuple[str | None, campaigns.Progress]]) -> None:
        """Set what is shown."""
        self.owners = owners
        self.display = len(owners) > 1
        self.refresh(layout=True)

    def get_content_height(self, container: Any, viewport: Any, wide: int) -> int:
        return self._drawn(wide).plain.count("\n") + 1

    def render(self) -> Text:
        return self._drawn(self.size.width)

    def _drawn(self, wide: int) -> Text:
        muted = self.app.theme_variables["text-muted"]
        accent = self.app.theme_variables["accent"]
        names = [clip(clean(name or t("campaign.nobody")), _NAME) for name, _ in self.owners]
        room = max(map(width, names), default=0) + 1
        text, used = Text(no_wrap=True), 0
        for name, (_, found) in zip(names, self.owners, strict=True):
            base = found.accounts - found.skipped
            one = Text(pad(name, room))
            one.append(bar(found.done, max(base, 1), _BAR).replace(" ", "░"), accent)
            one.append(f" {found.done}/{base}".ljust(_FIGURES), muted)
            if used and used + one.cell_len > wide:
                text.append("\n")
                used = 0
            text.append_text(one)
            used += one.cell_len
        return text


class CampaignScreen(ListScreen):
    """The accounts of one list; what is left stands first."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "campaign")
    topics = frozenset({"campaign_list", "campaign_member", "touchpoint", "member", "account", "subscription"})
    table = "campaign_member"
    place = "campaign"

    def __init__(self, campaign_id: str) -> None:
        self.campaign_id = campaign_id
        self.only_open = False
        super().__init__()

    def listing(self) -> Listing:
        return campaigns.members(self.campaign_id, self.csops.catching_up.day(), self.only_open)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"campaign.{f.key}"), kind=f.kind, **_MEMBERS[f.key]) for f in listing.fields)

    def where(self) -> str:
        found = self.csops.book.reader().execute("SELECT name FROM campaign_list WHERE id = ?", [self.campaign_id])
        (name,) = found.fetchone() or (t("campaign.gone"),)
        return f"{t('place.campaigns')} ▸ {name}" + (f" ▸ {t('campaign.only_open')}" if self.only_open else "")

    def compose_body(self) -> ComposeResult:
        self.csops.catching_up.now()
        yield from super().compose_body()

    def compose_below(self) -> ComposeResult:
        yield Owners()

    def on_mount(self) -> None:
        self._owners()

    def reload(self) -> None:
        super().reload()
        self.title_bar.show(left=self.where())
        self._owners()

    def _owners(self) -> None:
        campaign, day = self.campaign_id, self.csops.catching_up.day()
        self.load("owners", lambda conn: campaigns.by_owner(conn, campaign, day), self.query_one(Owners).show)

    def show_facts(self) -> None:
        super().show_facts()
        day = self.csops.catching_up.day()
        found = campaigns.progress(self.csops.book.reader(), self.campaign_id, day)
        if found.share is None:
            return
        base = found.accounts - found.skipped if found.goal is None else found.goal
        said = t("campaign.progress", done=found.done, base=base, share=int(found.share), left=found.left)
        self.title_bar.show(facts=f"{said}   {self.title_bar.facts}")

    def editable(self, column: str) -> str | None:
        return {"owner": "member_id"}.get(column)

    def open_row(self, row_id: str) -> None:
        if account := self.current_account():
            self.csops.open_account(account[0])

    def do_new(self) -> None:
        """Put an account on the list by its name."""
        from csops_tui.tui.collect import ask_account

        ask_account(self.csops, self.campaign_id)

    def why_not_concern(self) -> str | None:
        """A concern needs an account."""
        return None if self.sheet.current_id else "why.no_account"

    why_not_task = why_not_done = why_not_skip = why_not_concern

    def do_left(self) -> None:
        """Show only what is left, or everything."""
        self.only_open = not self.only_open
        self.sheet.set_source(self.source())
        self.title_bar.show(left=self.where())
        self.show_facts()

    def do_done(self) -> None:
        """The marked accounts, or the one under the cursor, are done; one marked by hand is open again."""
        ids = self._chosen()
        states = self._states(ids)
        if all(state == "open" for state, _ in states.values()):
            day = self.csops.today
            self._act("campaign.label.done", ids, lambda edit: campaigns.mark_done(edit, ids, day))
            return
        by_hand = [row for row, (_, own) in states.items() if own != "open"]
        if by_hand:
            self._act("campaign.label.reopened", by_hand, lambda edit: campaigns.reopen(edit, by_hand))
        else:
            self.csops.say(t("campaign.by_touch"))

    def do_skip(self) -> None:
        """Leave the marked accounts out, or the one under the cursor, with a reason."""
        from csops_tui.tui.collect import ask_reason

        ids = self._chosen()
        book, member = self.csops.book, self.csops.member_id()

        def skip(reason: str) -> None:
            self._act("campaign.label.skipped", ids, lambda edit: campaigns.skip(edit, book, ids, reason, member))

        ask_reason(self.csops, t("campaign.skip_title", n=len(ids)), skip)

    def _chosen(self) -> list[str]:
        return sorted(self.sheet.marks) or [self.sheet.current_id or ""]

    def _states(self, ids: list[str]) -> dict[str, tuple[str, str]]:
        """Row → its state as it counts, and as somebody set it."""
        conn: Connection = self.csops.book.reader()
        day = self.csops.catching_up.day().isoformat()
        holes = ", ".join(f":row{number}" for number in range(len(ids)))
        asked = {"as_of": day, **{f"row{number}": row for number, row in enumerate(ids)}}
        rows = conn.execute(
            f"""SELECT r.id, {campaigns.STATE}, r.state FROM campaign_member AS r
                JOIN campaign_list AS c ON c.id = r.campaign_id WHERE r.id IN ({holes})""",
            asked,
        )
        return {row: (state, own) for row, state, own in rows}

    def _act(self, words: str, ids: list[str], act: Any) -> None:
        following = self.sheet.neighbour(ids)
        label = t(words, what=self._called(ids))
        if self.csops.write(label, act):
            self.sheet.clear_marks()
            if following:
                self.sheet.select(following)
            self.csops.say(t("app.done_undo", label=label))

    def _called(self, ids: list[str]) -> str:
        if len(ids) != 1:
            return t("campaign.n", n=len(ids))
        found = self.csops.book.reader().execute(
            "SELECT a.name FROM campaign_member AS r JOIN account AS a ON a.id = r.account_id WHERE r.id = ?", ids
        )
        return found.fetchone()[0]
