"""Accounts and contacts that look like one: a queue worked through pair by pair, one key per decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from csops_tui.locale import t
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import Command
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Cell, Column, Row, Source

if TYPE_CHECKING:
    from csops_tui.exchange.lookalikes import Pair

_NEVER = frozenset({"list.new", "list.edit", "list.delete", "list.changes"})
_LIKELY = 75


class LookalikesScreen(ListScreen):
    """The pairs, the likeliest first; what was put off for now stands at the end."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "lookalikes")
    topics = frozenset({"account", "contact", "distinct_pair"})
    place = "lookalikes"

    def __init__(self) -> None:
        super().__init__()
        self.pairs: dict[str, Pair] = {}
        self._later: list[str] = []

    def source(self) -> Source:
        columns = (
            Column("score", t("lookalikes.score"), 8, align="right", frozen=True),
            Column("kind", t("lookalikes.kind"), 10, min_width=10, hide_below=2),
            Column("one", t("lookalikes.one"), 24, min_width=12, elastic=True),
            Column("other", t("lookalikes.other"), 24, min_width=12, elastic=True),
            Column("why", t("lookalikes.why"), 30, min_width=16, hide_below=1, elastic=True),
        )
        return RowsSource(columns, [_row(key, pair) for key, pair in self.pairs.items()])

    def on_mount(self) -> None:
        self.sheet.empty_text = "…"
        self.reload()

    def reload(self) -> None:
        """Look for pairs anew; those found before stay on the screen meanwhile."""
        self.load("pairs", pairs_of, self._take)

    renew = new_day = reload

    def _take(self, found: list[Pair]) -> None:
        pairs = {f"{pair.one} {pair.other}": pair for pair in found}
        self._later = [key for key in self._later if key in pairs]
        self.pairs = {key: pairs[key] for key in (*(k for k in pairs if k not in self._later), *self._later)}
        self._show()

    def _show(self) -> None:
        here = self.sheet.current_id
        following = self.sheet.neighbour([here]) if here and here not in self.pairs else here
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        if following:
            self.sheet.select(following)
        self.show_facts()

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id not in _NEVER]

    def why_not_merge(self) -> str | None:
        """A pair must be under the cursor."""
        return None if self._here() else "why.no_row"

    why_not_apart = why_not_later = why_not_copy = why_not_merge

    def why_not_edit(self) -> str | None:
        """The list follows from accounts and contacts."""
        return "why.queue"

    why_not_new = why_not_delete = why_not_changes = why_not_edit

    def do_merge(self) -> None:
        """Make the pair one, with what the first lacks taken from the other."""
        from csops_tui.tui.screens.side_by_side import merge_pair

        if pair := self._here():
            merge_pair(self.csops, pair)

    def do_apart(self) -> None:
        """The pair is two, and is not listed again."""
        from csops_tui.tui.screens.side_by_side import keep_pair_apart

        if pair := self._here():
            keep_pair_apart(self.csops, pair)

    def do_later(self) -> None:
        """Put the pair at the end of the list."""
        if pair := self._here():
            following = self.sheet.neighbour([self.sheet.current_id or ""])
            self.put_off(pair)
            if following:
                self.sheet.select(following)

    def put_off(self, pair: Pair) -> None:
        """Let a pair stand at the end until this list is closed."""
        key = f"{pair.one} {pair.other}"
        self._later = [*(k for k in self._later if k != key), key]
        self._take(list(self.pairs.values()))

    def open_row(self, row_id: str) -> None:
        """Lay the pair side by side, the others behind it."""
        from csops_tui.tui.screens.side_by_side import SideBySideScreen

        keys = list(self.pairs)
        at = keys.index(row_id)
        queue = [self.pairs[key] for key in (*keys[at:], *keys[:at])]
        self.csops.push_screen(SideBySideScreen(queue, self.put_off))

    def current_row(self) -> tuple[str, str] | None:
        return None

    def current_account(self) -> tuple[str, str] | None:
        pair = self._here()
        return (pair.one, pair.one_name) if pair and pair.kind == "account" else None

    def marked_accounts(self) -> list[str]:
        return []

    def _here(self) -> Pair | None:
        return self.pairs.get(self.sheet.current_id or "")


def pairs_of(conn: Connection) -> list[Pair]:
    """All pairs, accounts first: their people may be one once they are."""
    from csops_tui.exchange.lookalikes import KINDS, lookalikes

    return [pair for kind in KINDS for pair in lookalikes(conn, kind)]


def because(pair: Pair) -> str:
    """Why two rows look like one, in words."""
    return t("lookalikes.and").join(t(f"lookalikes.because.{reason}") for reason in pair.reasons)


def _row(key: str, pair: Pair) -> Row:
    score: Cell = (str(pair.score), "accent") if pair.score >= _LIKELY else str(pair.score)
    return Row(key, (score, t(f"entity.{pair.kind}"), pair.one_name, pair.other_name, (because(pair), "dim")))
