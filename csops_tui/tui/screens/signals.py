"""The signals: what each watches, and how many accounts it marks."""

from __future__ import annotations

from typing import Any, ClassVar

from csops_tui.locale import has, t
from csops_tui.measures import signals
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.screens.episodes import titled
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = "FROM signal AS r WHERE 1"
_OPEN = "(SELECT count(*) FROM signal_episode AS e WHERE e.signal_id = r.id AND e.state <> 'cleared' {and_})"
_FIELDS = (
    Field("name", "r.name", "signal"),
    Field(
        "severity",
        "r.severity",
        "code:signal.severity",
        "CASE r.severity WHEN 'urgent' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END",
    ),
    Field("open", _OPEN.format(and_=""), "count"),
    Field("new", _OPEN.format(and_="AND e.raised = :today"), "count"),
    Field("expression", "r.expression", "note"),
    Field("hold_days", "r.hold_days", "count"),
    Field("quiet_holidays", "r.quiet_holidays", "flag"),
    Field("active", "r.active", "flag"),
    Field("version", "r.version", "count"),
    Field("origin", "r.origin"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "name": {"width": 28, "min_width": 16, "frozen": True},
    "severity": {"width": 8},
    "open": {"width": 7, "align": "right"},
    "new": {"width": 6, "align": "right"},
    "expression": {"width": 50, "min_width": 16, "elastic": True},
    "hold_days": {"width": 8, "align": "right", "hide_below": 3},
    "quiet_holidays": {"width": 8, "hide_below": 4},
    "active": {"width": 6, "hide_below": 1},
    "version": {"width": 4, "min_width": 3, "align": "right", "hide_below": 5},
    "origin": {"width": 16, "min_width": 8, "hide_below": 6},
}


class SignalsScreen(ListScreen):
    """All signals of the book; `enter` opens the editor with its preview."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "signal")
    topics = frozenset({"signal", "signal_episode"})
    table = "signal"
    place = "signals"

    def listing(self) -> Listing:
        search = ("r.name", titled("r.name"), "r.words", "r.expression", "r.origin")
        today = {"today": self.csops.today.isoformat()}
        return Listing("signals", _SOURCE, "r.rowid", "r.id", _FIELDS, "r.active DESC, r.rowid", search, today)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, _title(f.key), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def on_mount(self) -> None:
        self._check()

    def reload(self) -> None:
        super().reload()
        self._check()

    def _check(self) -> None:
        """Say which signals cannot be followed."""
        today = self.csops.today

        def ask(conn: Connection) -> list[str]:
            rows = conn.execute("SELECT name, expression FROM signal WHERE active = 1").fetchall()
            return [signals.title(name) for name, text in rows if signals.problem(conn, text, today)]

        self.load("problems", ask, self._warn)

    def _warn(self, names: list[str]) -> None:
        banner = self.csops.banner()
        said = t("signal.unreadable", names="、".join(names)) if names else ""
        self.title_bar.show(alert="  ".join(part for part in (banner, said) if part))

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.screens.signal_edit import edit_signal

        edit_signal(self.csops, row_id)

    def do_edit(self) -> None:
        """Open the editor."""
        if row_id := self.sheet.current_id:
            self.open_row(row_id)

    def do_new(self) -> None:
        """Open the editor for a new signal."""
        from csops_tui.tui.screens.signal_edit import edit_signal

        edit_signal(self.csops, None)

    def why_not_episodes(self) -> str | None:
        """A signal must be there."""
        return None if self.sheet.current_id else "why.no_row"

    def do_episodes(self) -> None:
        """Show the accounts that the signal under the cursor marks."""
        from csops_tui.tui.screens.episodes import EpisodesScreen

        row_id = self.sheet.current_id or ""
        (name,) = self.csops.book.reader().execute("SELECT name FROM signal WHERE id = ?", [row_id]).fetchone()
        self.csops.push_screen(EpisodesScreen(row_id, name))


def _title(key: str) -> str:
    return t(name) if has(name := f"signal.col.{key}") else t(f"field.signal.{key}")
