"""Opportunities: the open ones with what speaks against them now, all of them, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.measures import selling_guard
from csops_tui.store.listing import Field, Listing, money_field
from csops_tui.store.sqlite import Connection
from csops_tui.tui.registers import RegisterScreen
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.tui.figures import Figures

_CURRENCY = """coalesce(r.currency, (SELECT CASE count(DISTINCT s.currency) WHEN 1 THEN max(s.currency) END
  FROM subscription AS s WHERE s.account_id = r.account_id), 'JPY')"""
_FIELDS = (
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("title", "r.title"),
    Field("kind", "r.kind", "code:opportunity_kind"),
    Field("state", "r.state", "code:opportunity.state"),
    money_field("mrr", "r.mrr", _CURRENCY, "amount"),
    Field("probability", "r.probability", "count"),
    Field("opened", "r.opened", "long_day"),
    Field("closed", "r.closed", "long_day"),
    Field("owner_id", "m.name", "person"),
    Field("note", "r.note", "note"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "account_id": {"width": 24, "min_width": 14, "frozen": True},
    "title": {"width": 26, "min_width": 14, "elastic": True},
    "kind": {"width": 14, "min_width": 10},
    "state": {"width": 8},
    "mrr": {"width": 12, "align": "right"},
    "probability": {"width": 8, "align": "right", "hide_below": 2},
    "opened": {"width": 10, "hide_below": 3},
    "closed": {"width": 10, "hide_below": 4},
    "owner_id": {"width": 8, "hide_below": 1},
    "note": {"width": 24, "min_width": 10, "hide_below": 5},
}
# What the guard looks at can only be changed where it can speak.
_GUARDED = frozenset({"account_id", "state", "mrr", "probability"})


class OpportunitiesScreen(RegisterScreen):
    """Opportunities; the line below says what speaks against the one under the cursor."""

    DEFAULT_CSS = "OpportunitiesScreen #against { height: auto; max-height: 2; padding: 0 1 0 3; color: $warning; }"
    parts = ("open", "all", "rates")
    counted = frozenset(("rates",))
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "page")
    topics = frozenset({"opportunity", "account", "member", "concern", "signal_episode", "complaint", "task"})
    table = "opportunity"
    place = "opportunities"
    ledger: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("bought_rate", "bought", "customers"), "sold_rate"),
        **dict.fromkeys(("opened", "still_open", "won", "decided", "mrr_won"), "win_rate"),
    }

    def listing(self) -> Listing:
        return Listing(
            "opportunities",
            f"""FROM opportunity AS r JOIN account AS a ON a.id = r.account_id
            LEFT JOIN member AS m ON m.id = r.owner_id WHERE {"r.state = 'open'" if self.part == "open" else "1"}""",
            "r.rowid",
            "r.id",
            _FIELDS,
            "r.state <> 'open', coalesce(r.closed, r.opened) DESC, r.rowid",
            ("a.name", "a.kana", "r.title", "m.name", "r.note"),
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(
            Column(f.key, t(f"field.opportunity.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields
        )

    def figures(self, conn: Connection, part: str) -> Figures:
        from csops_tui.tui.register_tables import rate_figures

        return rate_figures(self.csops.book, self.csops.today)

    def compose_below(self) -> ComposeResult:
        yield Static("", id="against", markup=False)

    def reload(self) -> None:
        super().reload()
        self.moved(self.sheet.current_id)

    def moved(self, row_id: str | None) -> None:
        """What speaks against going on with the opportunity under the cursor."""
        words, account = "", self.current_account()
        if account and self._open(row_id):
            found = selling_guard.against(self.csops.book.reader(), account[0], self.csops.today)
            if found:
                reasons = t("register.guard.between").join(one.words for one in found)
                words = t("register.guard.warning", reasons=reasons)
        self.query_one("#against", Static).update(Text(words, no_wrap=True, overflow="ellipsis"))

    def _open(self, row_id: str | None) -> bool:
        found = self.csops.book.reader().execute("SELECT state FROM opportunity WHERE id = ?", [row_id]).fetchone()
        return bool(found) and found[0] == "open"

    def do_new(self) -> None:
        """Open the form of a new opportunity, with the account one is on."""
        from csops_tui.tui.forms.opportunity import opportunity_form

        account, member = self.current_account(), self.csops.member_id()
        values = {"account_id": account[0] if account else None, "owner_id": member}
        opportunity_form(self.csops, None, {name: value for name, value in values.items() if value})

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.forms.opportunity import opportunity_form

        if not self.is_counted:
            opportunity_form(self.csops, row_id, {})

    def do_edit(self) -> None:
        """Change the cell; what goes on with it is changed in the form, where the guard can speak."""
        from csops_tui.tui.forms.opportunity import opportunity_form

        column, row = self.sheet.current_column, self.sheet.current_id
        if column in _GUARDED and row:
            opportunity_form(self.csops, row, {}, focus=str(column))
        else:
            super().do_edit()
