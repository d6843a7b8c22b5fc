"""The episodes of signals, of all or of one: open ones first, the most urgent and oldest at the top."""

from __future__ import annotations

from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.measures import signals
from csops_tui.measures.signal_shipped import SHIPPED
from csops_tui.store.listing import Field, Listing
from csops_tui.tui.episodes import ActsOnEpisodes
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = """
FROM signal_episode AS r JOIN signal AS s ON s.id = r.signal_id JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = a.owner_id
WHERE (:signal IS NULL OR r.signal_id = :signal) AND r.raised <= :today"""
URGENCY = "CASE s.severity WHEN 'urgent' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END"
_FIELDS = (
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("signal_id", "s.name", "signal"),
    Field("severity", "s.severity", "code:signal.severity", URGENCY),
    Field("raised", "r.raised", "long_day"),
    Field("state", "r.state", "code:signal_episode.state"),
    Field("until", "r.until", "long_day"),
    Field("reason", "r.reason"),
    Field("acted", "r.acted", "long_day"),
    Field("cleared", "r.cleared", "long_day"),
    Field("owner", "m.name", "person"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "account_id": {"width": 26, "min_width": 18, "frozen": True},
    "signal_id": {"width": 22, "min_width": 14},
    "severity": {"width": 8, "hide_below": 3},
    "raised": {"width": 10},
    "state": {"width": 12, "min_width": 8},
    "until": {"width": 10, "hide_below": 2},
    "reason": {"width": 24, "min_width": 12, "elastic": True, "hide_below": 4},
    "acted": {"width": 10, "hide_below": 5},
    "cleared": {"width": 10, "hide_below": 6},
    "owner": {"width": 8, "hide_below": 1},
}


def titled(column: str) -> str:
    """SQL for what people read of a signal's name, so that a word typed finds it."""
    words = " ".join(
        f"WHEN '{signal.name}' THEN '{signals.title(signal.name).replace(chr(39), chr(39) * 2)}'" for signal in SHIPPED
    )
    return f"CASE {column} {words} ELSE {column} END"


class EpisodesScreen(ActsOnEpisodes, ListScreen):
    """Episodes of all signals, or of the one given."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "episode")
    topics = frozenset({"signal_episode", "signal", "account", "member"})
    table = "signal_episode"
    place = "episodes"

    def __init__(self, signal_id: str | None = None, name: str = "") -> None:
        self.signal_id = signal_id
        self._called = name
        super().__init__()

    def listing(self) -> Listing:
        return Listing(
            "episodes",
            _SOURCE,
            "r.rowid",
            "r.id",
            tuple(f for f in _FIELDS if not self.signal_id or f.key not in ("signal_id", "severity")),
            f"r.state = 'cleared', iif(r.state = 'cleared', r.cleared, '') DESC, {URGENCY}, r.raised, r.id",
            ("a.name", "a.kana", "m.name", "s.name", titled("s.name"), "r.reason"),
            {"signal": self.signal_id, "today": self.csops.today.isoformat()},
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, _title(f.key), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def where(self) -> str:
        return super().where() + (f" ▸ {signals.title(self._called)}" if self._called else "")

    def editable(self, column: str) -> str | None:
        return "reason" if column == "reason" else None

    def why_not_new(self) -> str | None:
        """Episodes are raised by their signals."""
        return "signal.why.by_signal"

    def open_row(self, row_id: str) -> None:
        if account := self.current_account():
            self.csops.open_account(account[0])


def _title(key: str) -> str:
    if key == "severity":
        return t("field.signal.severity")
    return t("cli.column.owner") if key == "owner" else t(f"field.signal_episode.{key}")
