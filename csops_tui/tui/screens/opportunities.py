"""Opportunities: the open ones with what speaks against them now, all of them, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.measures import opportunities, selling_guard
from csops_tui.store.listing import Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.register_acts import begun
from csops_tui.tui.registers import RegisterScreen, Span
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.tui.figures import Figures

_SHAPE: dict[str, dict[str, Any]] = {
    "account_id": {"width": 24, "min_width": 14, "frozen": True},
    "title": {"width": 26, "min_width": 14, "elastic": True},
    "kind": {"width": 14, "min_width": 10},
    "state": {"width": 8},
    "mrr": {"width": 13, "align": "right"},
    "probability": {"width": 8, "align": "right", "hide_below": 2},
    "opened": {"width": 10, "hide_below": 3},
    "closed": {"width": 10, "hide_below": 4},
    "owner_id": {"width": 8, "hide_below": 1},
    "note": {"width": 24, "min_width": 10, "hide_below": 5},
}


class OpportunitiesScreen(RegisterScreen):
    """Opportunities; the line below says what speaks against the one under the cursor."""

    DEFAULT_CSS = "OpportunitiesScreen #against { height: auto; max-height: 2; padding: 0 1 0 3; color: $warning; }"
    parts = ("open", "all", "rates")
    counted = frozenset(("rates",))
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "register_span", "page")
    part_scopes: ClassVar[dict[str, str]] = {"rates": "register_span"}
    topics = frozenset({"opportunity", "account", "member", "concern", "signal_episode", "complaint", "task"})
    table = "opportunity"
    place = "opportunities"
    ledger: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("bought_rate", "bought", "customers"), "sold_rate"),
        **dict.fromkeys(("opened", "still_open", "won", "decided", "mrr_won"), "win_rate"),
    }

    def listing(self) -> Listing:
        return opportunities.listing(self.part)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(
            Column(f.key, t(f"field.opportunity.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields
        )

    def figures(self, conn: Connection, part: str, span: Span) -> Figures:
        from csops_tui.tui.register_tables import rate_figures

        return rate_figures(self.csops.book, *span)

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

    def new_values(self) -> dict[str, str]:
        """Whoever finds a chance looks after it, at the account one is on."""
        account = self.current_account()
        return {**begun(self.csops, "opportunity"), **({"account_id": account[0]} if account else {})}
