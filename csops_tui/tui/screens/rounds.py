"""Review rounds: all of them as a list, and one with its figures and its accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.geometry import Size
from textual.widget import Widget

from csops_tui.locale import t
from csops_tui.measures import review
from csops_tui.measures.change_words import said
from csops_tui.measures.review_summary import (
    LISTED,
    Summary,
    amount_words,
    covered,
    decision_word,
    markdown,
    span_words,
    summarise,
)
from csops_tui.store.listing import Field, Listing, money_field
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import Command
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.source import ListingSource
from csops_tui.tui.widgets.cells import bar
from csops_tui.tui.widgets.source import Column, Row, Source

_BAR = 16
_ITEMS = """
FROM review_item AS i JOIN account AS a ON a.id = i.account_id LEFT JOIN member AS m ON m.id = a.owner_id
LEFT JOIN panel AS p ON p.account_id = a.id AND p.as_of = :day
WHERE i.round_id = :round"""
# Accounts without a decision first: they are what is left.
_BY_DECISION = """
CASE i.decision WHEN 'logged' THEN 1 WHEN 'task' THEN 2 WHEN 'concern' THEN 3 WHEN 'fine' THEN 4 WHEN 'later' THEN 5
  ELSE 0 END"""
_ITEM_FIELDS = (
    Field("position", "i.position + 1", "place"),
    Field("account", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("owner", "m.name", "person"),
    money_field("mrr", "p.mrr", "p.currency"),
    Field("decision", "i.decision", "code:review_item.decision", _BY_DECISION),
    Field("reasons", "i.reasons", "reasons"),
    Field("note", "i.note", "note"),
    Field("decided", "i.decided", "moment"),
)
_ITEM_SHAPE: dict[str, dict[str, Any]] = {
    "position": {"width": 4, "align": "right", "frozen": True},
    "account": {"width": 26, "min_width": 14, "frozen": True},
    "owner": {"width": 8, "min_width": 6, "hide_below": 3},
    "mrr": {"width": 9, "align": "right", "hide_below": 2},
    "decision": {"width": 14, "min_width": 12},
    "reasons": {"width": 40, "min_width": 24, "elastic": True},
    "note": {"width": 20, "min_width": 8, "hide_below": 4},
    "decided": {"width": 11, "hide_below": 5},
}


class RoundFigures(Widget):
    """Counts and MRR per decision as bars; beside them, where there is room, the owners and what was written."""

    DEFAULT_CSS = "RoundFigures { height: auto; margin: 1 0 0 0; padding: 0 1 0 3; }"
    _TWO = 100

    def __init__(self) -> None:
        super().__init__()
        self.summary: Summary | None = None

    def show(self, summary: Summary) -> None:
        """Set what is shown."""
        self.summary = summary
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._lines(width)))

    def render(self) -> Text:
        return Text("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        if self.summary is None:
            return []
        left, right = self._decisions(self.summary), self._owners(self.summary)
        if width < self._TWO:
            return left
        lines: list[Text] = []
        for row in range(max(len(left), min(len(right), len(left) + 2))):
            line = left[row].copy() if row < len(left) else Text()
            line.pad_right(max(2, width // 2 - line.cell_len))
            line.append_text(right[row] if row < len(right) else Text())
            line.truncate(width, overflow="ellipsis")
            lines.append(line)
        return lines

    def _decisions(self, summary: Summary) -> list[Text]:
        colours, about = self.app.theme_variables, summary.round
        head = Text(no_wrap=True)
        head.append(t("review.progress", done=f"{summary.decided:,}", total=f"{len(summary.items):,}"), "bold")
        head.append(f"   MRR {amount_words(covered(summary))}", colours["foreground"])
        dates = about.started.replace("-", "/") + (
            f" – {about.finished[5:].replace('-', '/')}" if about.finished else ""
        )
        head.append(f"   {dates}   {span_words(summary.minutes)}", colours["text-muted"])
        lines = [head, Text()]
        most = max(summary.counts.values(), default=0)
        for decision in LISTED:
            if not summary.counts[decision]:
                continue
            line = Text(decision_word(decision), colours["text-muted"] if not decision else "", no_wrap=True)
            line.pad_right(max(1, 16 - line.cell_len))
            line.append(f"{summary.counts[decision]:>5,} ", "bold")
            line.append(bar(summary.counts[decision], most, _BAR), colours["primary"])
            line.append(f"  {amount_words(summary.mrr.get(decision, {}))}", colours["text-muted"])
            lines.append(line)
        lines.append(
            Text(
                t("review.written", concerns=len(summary.concerns), tasks=len(summary.tasks)),
                colours["text-muted"],
                no_wrap=True,
            )
        )
        return lines

    def _owners(self, summary: Summary) -> list[Text]:
        colours = self.app.theme_variables
        lines = [Text(t("review.md.owners"), colours["text-muted"]), Text()]
        for owner, counts in sorted(summary.owners.items(), key=lambda entry: -entry[1].total()):
            line = Text(clean(owner) or t("review.nobody"), no_wrap=True)
            line.truncate(16, overflow="ellipsis")
            line.pad_right(max(1, 18 - line.cell_len))
            done = counts.total() - counts[""]
            line.append(f"{done:>4,}/{counts.total():<4,} ", "bold")
            said = "  ".join(f"{decision_word(each)} {counts[each]}" for each in LISTED if each and counts[each])
            line.append(f" {said}", colours["text-muted"])
            lines.append(line)
        return lines


class _ItemSource(ListingSource):
    """The accounts of a round, with their reasons in words."""

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        at = [field.key for field in _ITEM_FIELDS].index("reasons")
        raw = self.listing.rows(self.book.reader(), keys)
        return {
            key: Row(row.id, (*row.cells[:at], self._reasons(raw[key][at + 1]), *row.cells[at + 1 :]))
            for key, row in super().fetch(keys).items()
        }

    def _reasons(self, text: str | None) -> str:
        return said(review.read_reasons(text or ""), self.as_of)


class RoundScreen(ListScreen):
    """One round: what came of it, and its accounts with their decisions; `x` writes the summary to a file."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "round", "rounds")
    topics = frozenset()
    table = "review_item"
    place = "round"
    sort: ClassVar[tuple[str | None, bool]] = ("decision", False)

    def __init__(self, round_id: str) -> None:
        super().__init__()
        self.round_id = round_id
        self._was_finished = False
        self.summary: Summary | None = None

    @property
    def _day(self) -> Any:
        return self.csops.today

    def listing(self) -> Listing:
        return Listing(
            "round",
            _ITEMS,
            "i.rowid",
            "i.id",
            _ITEM_FIELDS,
            "i.position, i.id",
            ("a.name", "a.kana", "m.name", "i.note"),
            {"round": self.round_id, "day": self._day.isoformat()},
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(
            Column(f.key, t(f"review.column.{f.key}"), kind=f.kind, **_ITEM_SHAPE[f.key]) for f in listing.fields
        )

    def source(self) -> Source:
        listing = self.listing()
        return _ItemSource(self.csops.book, listing, self.columns(listing), self._day)

    def compose_body(self) -> ComposeResult:
        self.csops.catching_up.now()
        yield RoundFigures()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self._show_figures()

    def reload(self) -> None:
        """A round that was closed and is open again by `u` goes on where the decision was taken back."""
        about = review.read_round(self.csops.book.reader(), self.round_id)
        if self.csops.screen is not self:
            # Under a dialogue nothing moves; when it closes there is time.
            self._stale = True
        elif about is None:
            self.csops.say(t("review.gone"), "warning")
            self.do_leave()
        elif self._was_finished and about.finished is None:
            self.do_resume()
        else:
            super().reload()
            self._show_figures()

    def _show_figures(self) -> None:
        self.summary = summarise(self.csops.book.reader(), self.round_id, self._day)
        if self.summary:
            about = self.summary.round
            self._was_finished = about.finished is not None
            self.title_bar.show(left=f"{t('place.round')} ▸ {about.started.replace('-', '/')}")
            self.query_one(RoundFigures).show(self.summary)

    def open_row(self, row_id: str) -> None:
        if account := self.current_account():
            self.csops.open_account(account[0])

    def editable(self, column: str) -> str | None:
        return column if column in ("note", "decision") else None

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id != "list.new"]

    def why_not_new(self) -> str | None:
        """What a round goes through is settled when it begins."""
        return "review.why.fixed"

    why_not_delete = why_not_new

    def why_not_resume(self) -> str | None:
        """A finished round is not gone on with."""
        return "review.why.finished" if self._was_finished and self.summary and self.summary.round.finished else None

    def do_resume(self) -> None:
        """Go on with the round."""
        from csops_tui.tui.screens.review import ReviewScreen

        self.csops.switch_screen(ReviewScreen(self.round_id))

    def do_rounds(self) -> None:
        """Show all rounds."""
        self.csops.push_screen(RoundsScreen())

    def do_export(self) -> None:
        """Write the summary as Markdown, or under another ending the accounts with their decisions."""
        from csops_tui.tui.export import ExportScreen, free_name

        if self.summary:
            name = free_name(Path(f"csops-review-{self.summary.round.started}.md"))
            self.csops.push_screen(ExportScreen(self, name, markdown=markdown(self.summary, self._day)))


_ROUNDS = """
FROM (
  SELECT r.rowid AS k, r.id, r.started, r.finished, r.where_text, r.since, m.name AS member, count(i.id) AS n,
    count(i.decision) AS done, count(CASE i.decision WHEN 'logged' THEN 1 END) AS logged,
    count(CASE i.decision WHEN 'task' THEN 1 END) AS task, count(CASE i.decision WHEN 'concern' THEN 1 END) AS concern,
    count(CASE i.decision WHEN 'fine' THEN 1 END) AS fine, count(CASE i.decision WHEN 'later' THEN 1 END) AS later,
    CAST(round((julianday(max(i.decided)) - julianday(min(i.decided))) * 1440) AS INTEGER) AS minutes
  FROM review_round AS r LEFT JOIN review_item AS i ON i.round_id = r.id LEFT JOIN member AS m ON m.id = r.member_id
  GROUP BY r.id
) AS r WHERE 1"""
_COUNTS = ("n", "done", "logged", "task", "concern", "fine", "later")
_ROUND_FIELDS = (
    Field("started", "r.started", "long_day"),
    Field("finished", "r.finished", "long_day"),
    Field("member", "r.member", "person"),
    *(Field(name, f"r.{name}", "count") for name in _COUNTS),
    Field("minutes", "r.minutes", "span"),
    Field("where", "r.where_text", "note"),
)
_ROUND_SHAPE: dict[str, dict[str, Any]] = {
    "started": {"width": 10, "frozen": True},
    "finished": {"width": 10},
    "member": {"width": 8, "min_width": 6, "hide_below": 3},
    **{name: {"width": 8, "min_width": 6, "align": "right", "hide_below": 4} for name in _COUNTS},
    "n": {"width": 6, "align": "right"},
    "done": {"width": 8, "align": "right"},
    "minutes": {"width": 7, "align": "right", "hide_below": 2},
    "where": {"width": 20, "min_width": 10, "elastic": True, "hide_below": 5},
}


class _RoundSource(ListingSource):
    """The rounds, with how long each took in words."""

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        at = [field.key for field in _ROUND_FIELDS].index("minutes")
        raw = self.listing.rows(self.book.reader(), keys)
        return {
            key: Row(row.id, (*row.cells[:at], span_words(raw[key][at + 1]), *row.cells[at + 1 :]))
            for key, row in super().fetch(keys).items()
        }


class RoundsScreen(ListScreen):
    """Every round, newest first; `enter` opens one, or goes on with it."""

    scopes: ClassVar[tuple[str, ...]] = ("list",)
    topics = frozenset({"review_round", "review_item"})
    table = "review_round"
    place = "rounds"

    def listing(self) -> Listing:
        return Listing(
            "rounds",
            _ROUNDS,
            "r.k",
            "r.id",
            _ROUND_FIELDS,
            "r.started DESC, r.k DESC",
            ("r.member", "r.where_text", "r.started"),
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(
            Column(f.key, t(f"review.column.{f.key}"), kind=f.kind, **_ROUND_SHAPE[f.key]) for f in listing.fields
        )

    def source(self) -> Source:
        listing = self.listing()
        return _RoundSource(self.csops.book, listing, self.columns(listing), self.csops.today)

    def open_row(self, row_id: str) -> None:
        about = review.read_round(self._conn, row_id)
        if about is None:
            return
        if about.finished:
            self.csops.push_screen(RoundScreen(row_id))
        else:
            from csops_tui.tui.screens.review import ReviewScreen

            self.csops.push_screen(ReviewScreen(row_id))

    @property
    def _conn(self) -> Connection:
        return self.csops.book.reader()

    def editable(self, column: str) -> str | None:
        return None

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id not in ("list.new", "list.edit")]

    def why_not_new(self) -> str | None:
        """A round begins on the sheet."""
        return "review.why.start"
