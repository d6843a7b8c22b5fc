"""The register of risks: reviews that are due first, one key to say it was looked at, to raise and to lower."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import has, language, t
from csops_tui.measures import risks
from csops_tui.model.codes import word
from csops_tui.store.listing import Listing
from csops_tui.text.clean import clean
from csops_tui.tui.register_acts import ActsOnRisks, begun
from csops_tui.tui.registers import RegisterScreen
from csops_tui.tui.widgets.source import Column

_SHAPE: dict[str, dict[str, Any]] = {
    "review_on": {"width": 20, "frozen": True},
    "account_id": {"width": 24, "min_width": 14, "frozen": True},
    "category": {"width": 16, "min_width": 12},
    "level": {"width": 8},
    "level_since": {"width": 11, "hide_below": 3},
    "owner_id": {"width": 8, "hide_below": 1},
    "opened": {"width": 10, "hide_below": 4},
    "closed": {"width": 10, "hide_below": 5},
    "note": {"width": 30, "min_width": 12, "elastic": True, "hide_below": 2},
}


class RisksScreen(ActsOnRisks, RegisterScreen):
    """Open risks, those due for review, all of them."""

    DEFAULT_CSS = """
    RisksScreen #counts { height: auto; max-height: 1; padding: 0 1 0 3; color: $text-muted; }
    RisksScreen.-tall #counts, RisksScreen.-high #counts { max-height: 2; }
    RisksScreen.-low #counts { display: none; }
    """
    parts = ("open", "due", "all")
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "risk", "page")
    topics = frozenset({"risk", "account", "member"})
    table = "risk"
    place = "risks"
    ledger: ClassVar[dict[str, str]] = {"review_on": "risk_review", "level_since": "risk_level_since"}

    def listing(self) -> Listing:
        return risks.listing(self._day, self.part)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, _title(f.key), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def compose_below(self) -> ComposeResult:
        yield Static("", id="counts", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self._count()

    def reload(self) -> None:
        super().reload()
        self._count()

    def on_resize(self) -> None:
        self._count()

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    def _count(self) -> None:
        """The open risks by category, in words."""
        told = [
            t(
                "register.risks.count",
                category=word("risk_category", one.category, language()),
                n=one.n,
                grave=one.grave,
                due=one.due,
            )
            for one in risks.counts(self.csops.book.reader(), self._day)
        ]
        lines, room = [""], self.csops.size.width - 4
        for words in map(clean, told):
            # A category and its figures stand on one line.
            both = f"{lines[-1]}   {words}" if lines[-1] else words
            lines = [*lines[:-1], both] if Text(both).cell_len <= room else [*lines, words]
        self.query_one("#counts", Static).update(Text("\n".join(lines), no_wrap=True, overflow="ellipsis"))

    def editable(self, column: str) -> str | None:
        return None if column == "level_since" else column

    def new_values(self) -> dict[str, str]:
        return begun(self.csops, "risk")


def _title(key: str) -> str:
    own = f"register.risks.{key}"
    return t(own) if has(own) else t(f"field.risk.{key}")
