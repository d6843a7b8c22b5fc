"""What calendars, mail and cards propose, waiting for a word: oldest first, what belongs to nobody yet at the end."""

from __future__ import annotations

from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.store.listing import Field, Listing
from csops_tui.tui.captured import ActsOnCaptured, assign, edit_first, waiting_without_account
from csops_tui.tui.commands import Command
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = """
FROM proposal AS r LEFT JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.member_id
WHERE r.state = :state"""
# A meeting that is over by now is a touch.
_KIND = """iif(r.kind = 'appointment' AND datetime(coalesce(r.at, r.day || 'T23:59:59Z'),
  '+' || coalesce(r.minutes, 0) || ' minutes') <= datetime(:now), 'touchpoint', r.kind)"""
_CALLED = "coalesce(nullif(json_extract(e.value, '$.name'), ''), json_extract(e.value, '$.mail'))"
_PEOPLE = f"(SELECT group_concat({_CALLED}, '、') FROM json_each(r.people) AS e)"
_COMPANY = "json_extract(r.people, '$[0].company')"
_MAIL = "json_extract(r.people, '$[0].mail')"
# Without an account: the company on the card, else where the address is.
_WHOSE = f"coalesce(a.name, '? ' || coalesce({_COMPANY}, nullif(substr({_MAIL}, instr({_MAIL}, '@')), ''), ''))"
_FIELDS = (
    Field("title", "r.title"),
    Field("kind", _KIND, "code:proposal.kind"),
    Field("account", _WHOSE, "whose", "coalesce(a.kana, a.name)"),
    Field("day", "coalesce(r.at, r.day)", "when"),
    Field("channel", "r.channel", "code:channel"),
    Field("direction", "r.direction", "code:proposal.direction"),
    Field("minutes", "r.minutes", "count"),
    Field("people", _PEOPLE),
    Field("member", "m.name", "person"),
    Field("note", "r.note", "note"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "title": {"width": 26, "min_width": 14, "frozen": True, "elastic": True},
    "kind": {"width": 8},
    "account": {"width": 22, "min_width": 14},
    "day": {"width": 11},
    "channel": {"width": 14, "min_width": 8, "hide_below": 4},
    "direction": {"width": 8, "min_width": 6, "hide_below": 6},
    "minutes": {"width": 4, "align": "right", "hide_below": 7},
    "people": {"width": 22, "min_width": 10, "hide_below": 1, "elastic": True},
    "member": {"width": 8, "hide_below": 8},
    "note": {"width": 16, "min_width": 8, "hide_below": 9},
}


class CapturedScreen(ActsOnCaptured, ListScreen):
    """All proposals that wait, or those that were ignored."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "captured", "capture_list")
    # Nothing is added by hand.
    not_here = ("list.new",)
    topics = frozenset({"proposal", "account", "member"})
    table = "proposal"
    place = "captured"

    def __init__(self) -> None:
        super().__init__()
        self.ignored = False

    def listing(self) -> Listing:
        return Listing(
            "captured",
            _SOURCE,
            "r.rowid",
            "r.id",
            _FIELDS,
            "r.account_id IS NULL, r.day IS NULL, r.day, r.at, r.title, r.id",
            ("r.title", "a.name", "a.kana", "r.people", "m.name", "r.note"),
            {
                "state": "ignored" if self.ignored else "proposed",
                "now": self.csops.book.clock.now().isoformat(timespec="seconds"),
            },
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"captured.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def where(self) -> str:
        return super().where() + (f" ▸ {t('captured.ignored')}" if self.ignored else "")

    def empty_text(self) -> str:
        return t("empty.captured.ignored") if self.ignored else super().empty_text()

    def show_facts(self) -> None:
        """How many wait, and how many of them belong to no account yet."""
        super().show_facts()
        n = waiting_without_account(self.csops.book.reader())
        if n and not self.ignored:
            self.title_bar.show(facts=f"{self.title_bar.facts}   {t('captured.unmatched', n=n)}")

    def footer_commands(self) -> list[Command]:
        """The room belongs to what is decided here."""
        return [command for command in super().footer_commands() if command.id not in ("list.edit", "touch.log")]

    def editable(self, column: str) -> str | None:
        return None

    def do_capture_start(self) -> None:
        """Choose a file or folder to capture."""
        from csops_tui.tui.screens.capture_file import CaptureScreen

        self.csops.push_screen(CaptureScreen())

    def why_not_delete(self) -> str | None:
        """What is deleted would be proposed again."""
        return "captured.why.ignore"

    def captured_ids(self) -> list[str]:
        return [each for each in sorted(self.sheet.marks) or [self.sheet.current_id] if each]

    def why_not_capture_record(self) -> str | None:
        """A proposal must be there; where there is none at all, files are to be captured first."""
        if not self.sheet.row_count and not self.ignored:
            return "captured.why.empty"
        return super().why_not_capture_record()

    why_not_capture_ignore = why_not_edit = why_not_capture_record

    def why_not_capture_assign(self) -> str | None:
        """A proposal must be there."""
        return self.why_not_capture_record()

    def open_row(self, row_id: str) -> None:
        edit_first(self.csops, row_id)

    def do_capture_assign(self) -> None:
        """Say whose these are."""
        assign(self.csops, self.captured_ids())

    def do_capture_ignored(self) -> None:
        """Show what was ignored, or what waits."""
        self.ignored = not self.ignored
        self.sheet.clear_marks()
        self.sheet.empty_text = self.empty_text()
        self.new_day()
        self.title_bar.show(left=self.where())
