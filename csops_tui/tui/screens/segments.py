"""Segments: what each holds, whether they divide the book, and what stands behind the one under the cursor."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget

from csops_tui.locale import language, t
from csops_tui.measures import segments
from csops_tui.measures.segments import Assignment, Division, Part, Segment
from csops_tui.model.codes import word
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money
from csops_tui.tui.present import NONE
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.screens.moves import MovesScreen, Plan
from csops_tui.tui.widgets.cells import bar
from csops_tui.tui.widgets.source import Cell, Column, Row, Source

_SHAPE: dict[str, dict[str, Any]] = {
    "name": {"width": 20, "min_width": 12, "frozen": True},
    "accounts": {"width": 7, "align": "right"},
    "part": {"width": 15, "hide_below": 4},
    "mrr": {"width": 18, "min_width": 9, "align": "right"},
    "coverage": {"width": 6, "align": "right", "hide_below": 3},
    "touch_model": {"width": 12, "min_width": 8, "hide_below": 2},
    "runway_days": {"width": 6, "align": "right", "hide_below": 5},
    "where_text": {"width": 24, "min_width": 14, "elastic": True, "hide_below": 1},
}
_IN_PLACE = frozenset({"touch_model", "runway_days"})
_MOVES = (
    Column("account", "", 26, min_width=14, frozen=True, elastic=True),
    Column("owner", "", 8, hide_below=3),
    Column("mrr", "", 9, align="right", hide_below=2),
    Column("segment", "", 30, min_width=18),
    Column("touch_model", "", 30, min_width=14, hide_below=1),
)


class Behind(Widget):
    """Some lines about the segment under the cursor and about all of them, each cut where the screen ends."""

    DEFAULT_CSS = "Behind { height: auto; padding: 0 1 0 3; margin: 1 0 0 0; color: $text-muted; }"

    def __init__(self) -> None:
        super().__init__()
        self.text = Text()

    def show(self, text: Text) -> None:
        """Set what is shown."""
        self.text = text
        self.refresh(layout=True)

    def get_content_height(self, container: Any, viewport: Any, _: int) -> int:
        return self.text.plain.count("\n") + 1

    def render(self) -> Text:
        lines = self.text.split("\n")
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n").join(lines)


class SegmentsScreen(ListScreen):
    """All segments in force on the day shown."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "segment")
    topics = frozenset({"segment", "account", "member", "touchpoint", "subscription", "cadence", "usage", "contact"})
    table = "segment"
    place = "segments"

    def __init__(self) -> None:
        super().__init__()
        self.division: Division | None = None

    def source(self) -> Source:
        columns = tuple(Column(key, t(f"segment.{key}"), kind="text", **shape) for key, shape in _SHAPE.items())
        return RowsSource(columns, self._rows(self.division) if self.division else ())

    def compose_below(self) -> ComposeResult:
        yield Behind()

    def on_mount(self) -> None:
        self.sheet.empty_text = "…"
        self._divide()

    def reload(self) -> None:
        self._divide()

    def new_day(self) -> None:
        self._divide()

    def _divide(self) -> None:
        book, day = self.csops.book, self.csops.catching_up.day()

        def ask(_: Connection) -> Division | BookError:
            try:
                return segments.divide(book, day)
            except BookError as error:
                return error

        self.load("segments", ask, self._take)

    def _take(self, division: Division | BookError) -> None:
        if isinstance(division, BookError):
            self.csops.say(str(division), "error")
            return
        self.division = division
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self.show_facts()
        self.moved(self.sheet.current_id)

    def _rows(self, division: Division) -> list[Row]:
        return [self._row(part, division.whole.accounts) for part in division.parts]

    def _row(self, part: Part, total: int) -> Row:
        one = part.segment
        if part.problem:
            figures: tuple[Cell, ...] = ((t("segment.broken"), "bad"), "", NONE, NONE)
        else:
            share = 100 * part.accounts / total if total else 0
            coverage = NONE if part.coverage is None else f"{int(part.coverage)}%"
            figures = (f"{part.accounts:,}", f"{bar(share, 100, 10)} {round(share):>3}%", money(part.mrr), coverage)
        model = word("touch_model", one.touch_model, language()) if one.touch_model else NONE
        runway = str(one.runway_days) if one.runway_days is not None else NONE
        return Row(one.id, (clean(one.name), *figures, model, runway, clean(one.where_text.replace("\n", " "))))

    # What stands behind it

    def moved(self, row_id: str | None) -> None:
        if self.division is None:
            return
        part = next((part for part in self.division.parts if part.segment.id == row_id), None)
        self.query_one(Behind).show(self._behind(self.division, part))

    def _behind(self, division: Division, part: Part | None) -> Text:
        colours = self.app.theme_variables
        text = Text(no_wrap=True, overflow="ellipsis")

        def line(label: str, value: str, style: str = "") -> None:
            if text.plain:
                text.append("\n")
            head = Text(t(f"segment.{label}"))
            head.pad_right(max(1, 10 - head.cell_len))
            text.append_text(head)
            text.append(clean(value), style or colours["foreground"])

        if part is not None:
            if part.problem:
                line("problem", str(part.problem), colours["error"])
            line("condition", f"{part.segment.where_text.replace(chr(10), ' ')}   {_version(part.segment)}")
            line("owners", owners(part.owners) or t("segment.empty"))
            older = segments.versions(self.csops.book.reader(), part.segment.name)[1:2]
            if older:
                line("before", f"{older[0].where_text.replace(chr(10), ' ')}   {_version(older[0])}")
        if division.parts:
            whole = t("segment.total", n=f"{division.whole.accounts:,}", mrr=money(division.whole.mrr))
            if division.adds_up:
                line("whole", f"{whole}   ✓ {t('segment.adds_up')}", colours["success"])
            else:
                pairs = " · ".join(f"{one} × {two} {n}" for (one, two), n in division.overlaps.most_common(3))
                said = t("segment.not_once", nowhere=f"{division.nowhere:,}", several=f"{division.several:,}")
                line("whole", f"{whole}   {said}{f'（{pairs}）' if pairs else ''}", colours["warning"])
        return text

    # What one can do

    def open_row(self, row_id: str) -> None:
        """Show the accounts of the segment on the sheet."""
        from csops_tui.tui.condition import show_on_sheet

        if part := self._part(row_id):
            show_on_sheet(self.csops, part.segment.where_text)

    def _part(self, row_id: str | None) -> Part | None:
        parts = self.division.parts if self.division else []
        return next((part for part in parts if part.segment.id == row_id), None)

    def editable(self, column: str) -> str | None:
        return column if column in _IN_PLACE else None

    def do_new(self) -> None:
        """Make a segment; it starts with the filter of the sheet."""
        from csops_tui.tui.condition import condition_of_sheet
        from csops_tui.tui.forms.segment import open_segment

        open_segment(self.csops, None, condition_of_sheet(self.csops))

    def do_edit(self) -> None:
        """Change touch model and runway in the cell, anything else in the form with who moves below it."""
        from csops_tui.tui.forms.segment import open_segment

        part = self._part(self.sheet.current_id)
        if self.sheet.current_column in _IN_PLACE:
            super().do_edit()
        elif part:
            open_segment(self.csops, part.segment)

    def do_delete(self) -> None:
        """Delete the segment under the cursor, or those marked, with all versions."""
        chosen = [part for part in map(self._part, self._chosen()) if part]
        label = t("segment.label.deleted", name="、".join(part.segment.name for part in chosen[:3]))

        def act(edit: Any) -> None:
            for part in chosen:
                segments.remove(edit, part.segment.name)

        if self.csops.write(label, act):
            self.sheet.clear_marks()
            self.csops.say(t("app.done_undo", label=label))

    def _chosen(self) -> list[str]:
        return sorted(self.sheet.marks) or [self.sheet.current_id or ""]

    def why_not_apply(self) -> str | None:
        """A segment must be there, all can be asked, and what is written is as of today."""
        if not (self.division and self.division.parts):
            return "why.no_row"
        if any(part.problem for part in self.division.parts):
            return "segment.why.problem"
        return "segment.why.past" if self.csops.catching_up.day() != self.csops.today else None

    def do_apply(self) -> None:
        """Show which accounts would change, for the marked segments or for all in their order."""
        marks = self.sheet.marks
        parts = self.division.parts if self.division else []
        wanted = [part.segment for part in parts if not marks or part.segment.id in marks]
        self.csops.push_screen(ApplyScreen(self.csops.book, wanted, self.csops.today))


class ApplyScreen(MovesScreen):
    """The accounts on which applying segments writes something else."""

    table = "account"

    def __init__(self, book: Any, wanted: list[Segment], day: Any) -> None:
        title = t("segment.all") if len(wanted) != 1 else wanted[0].name
        columns = tuple(
            Column(c.key, t(f"segment.move.{c.key}"), c.width, c.align, c.kind, c.frozen, c.min_width, c.hide_below,
                   c.elastic)
            for c in _MOVES
        )  # fmt: skip

        def plan() -> Plan:
            found = segments.assignments(book, wanted, day)
            return Plan(
                [_move(one) for one in found],
                _summary(found),
                t("segment.label.applied", name=title),
                lambda edit, chosen: segments.assign(edit, [one for one in found if one.mover.account_id in chosen]),
            )

        super().__init__(t("segment.applying", name=title), columns, plan)


def money(amounts: Counter[str]) -> str:
    """Amounts by currency on one line, short."""
    said = [format_money(amount, currency, language(), short=True) for currency, amount in sorted(amounts.items())]
    return " ".join(said) or "–"


def owners(found: Counter[str | None]) -> str:
    """Accounts per owner, most first."""
    return " · ".join(f"{name or t('segment.nobody')} {n:,}" for name, n in found.most_common())


def _version(segment: Segment) -> str:
    since = segment.starts.replace("-", "/") if segment.starts else ""
    return t("segment.version", n=segment.version, day=since)


def _move(one: Assignment) -> Row:
    mover = one.mover
    amount = money(Counter({mover.currency or "JPY": mover.mrr})) if mover.mrr is not None else NONE
    models = [word("touch_model", m, language()) if m else "–" for m in (one.before[1], one.after[1])]
    segment: Cell = _change(one.before[0] or "–", one.after[0] or "–")
    return Row(mover.account_id, (clean(mover.name), clean(mover.owner or "–"), amount, segment, _change(*models)))


def _change(before: str, after: str) -> Cell:
    return (clean(before), "dim") if before == after else clean(f"{before} → {after}")


def _summary(found: list[Assignment]) -> str:
    enters = Counter(one.after[0] for one in found if one.after[0] != one.before[0])
    parts = [f"{name or t('segment.none')} {n:,}" for name, n in enters.most_common()]
    models = sum(one.after[1] != one.before[1] for one in found)
    return t("segment.moves", n=f"{len(found):,}", into=" · ".join(parts) or "–", models=f"{models:,}")
