"""Two rows side by side, field by field: what the merged row will say is chosen here, and one key merges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from csops_tui.locale import t
from csops_tui.store.errors import BookError, NoSuchRow
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import Command
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.screens.lookalikes import because
from csops_tui.tui.widgets.source import Cell, Column, Row, Source

if TYPE_CHECKING:
    from csops_tui.exchange.lookalikes import Pair
    from csops_tui.tui.app import CsopsApp

Side = Literal["one", "other", "merged"]
_NEVER = frozenset({"list.new", "list.edit", "list.delete", "list.changes", "list.filter", "list.sort", "list.export"})
_CHOSEN, _LEFT = "● ", "○ "


@dataclass(frozen=True)
class FieldView:
    """One field of both rows: what each says as stored and in words; `both` where the two can stand together."""

    name: str
    label: str
    values: dict[Side, Any]
    words: dict[Side, str]

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.values["one"] != self.values["other"]

    @property
    def choices(self) -> tuple[Side, ...]:
        """What can be chosen: either side, and what both say together where that is something else."""
        joined = self.values["merged"] not in (self.values["one"], self.values["other"])
        return ("one", "other", "merged") if joined else ("one", "other")

    @property
    def proposed(self) -> Side:
        """What stands unless a person chooses."""
        if len(self.choices) == 3:
            return "merged"
        return "one" if self.values["merged"] == self.values["one"] else "other"


@dataclass(frozen=True)
class View:
    """A pair as it is shown: `kept` is the row that stays, on the left; children are counted by table."""

    kept: str
    gone: str
    fields: tuple[FieldView, ...]
    children: tuple[tuple[str, int, int], ...]


class SideBySideScreen(ListScreen):
    """One pair after the other; `enter` on a value takes it."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "lookalikes", "merge")
    topics = frozenset({"account", "contact"})
    place = "merge"

    def __init__(self, queue: list[Pair], put_off: Callable[[Pair], None]) -> None:
        super().__init__()
        self._queue = queue
        self._at = 0
        self._put_off = put_off
        self.view: View | None = None
        self.chosen: dict[str, Side] = {}

    @property
    def pair(self) -> Pair:
        """The pair that is shown."""
        return self._queue[self._at]

    def where(self) -> str:
        return f"{t('place.merge')} ▸ {t(f'entity.{self.pair.kind}')} {self._at + 1}/{len(self._queue)}"

    def source(self) -> Source:
        columns = (
            Column("field", t("lookalikes.field"), 14, min_width=10, frozen=True),
            Column("one", t("lookalikes.stays"), 20, min_width=14, elastic=True),
            Column("other", t("lookalikes.goes"), 20, min_width=14, elastic=True),
            Column("merged", t("lookalikes.merged"), 20, min_width=12, elastic=True, hide_below=1),
        )
        return RowsSource(columns, self._rows())

    def on_mount(self) -> None:
        self.sheet.empty_text = "…"
        self.sheet.select_column("one")
        self.reload()

    def reload(self) -> None:
        """Read the pair anew; what was chosen stays."""
        pair = self.pair
        self.load("pair", lambda conn: view_of(conn, pair), self._take)

    renew = new_day = reload

    def _take(self, view: View | None) -> None:
        if view is None:
            # One of the two is gone: merged in another pair, or deleted.
            self._next()
            return
        if self.view is None or {view.kept, view.gone} != {self.view.kept, self.view.gone}:
            self.chosen = {}
        self.view = view
        self._show()

    def _show(self) -> None:
        row, column = self.sheet.current_id, self.sheet.current_column
        self.sheet.set_source(self.source())
        if row:
            self.sheet.select(row)
        if column:
            self.sheet.select_column(column)
        self.title_bar.show(left=self.where())
        self.show_facts()

    def show_facts(self) -> None:
        self.title_bar.show(facts=t("lookalikes.fact", score=self.pair.score, why=because(self.pair)))

    def _rows(self) -> list[Row]:
        view = self.view
        if view is None:
            return []
        rows = [_field_row(field, self.chosen.get(field.name, field.proposed)) for field in view.fields]
        for table, mine, theirs in view.children:
            label = t("lookalikes.usage") if table == "usage" else t(f"entity.{table}")
            counts: tuple[Cell, ...] = tuple((f"  {n:,}" if n else "", "dim") for n in (mine, theirs, mine + theirs))
            rows.append(Row(f"#{table}", ((label, "dim"), *counts)))
        return rows

    def open_row(self, row_id: str) -> None:
        """Take the value under the cursor; beside the two values, take the next one."""
        field = next((f for f in self.view.fields if f.name == row_id), None) if self.view else None
        if field is None or not field.differs:
            return
        column = self.sheet.current_column
        now = self.chosen.get(field.name, field.proposed)
        following = field.choices[(field.choices.index(now) + 1) % len(field.choices)]
        self.chosen[field.name] = column if column in ("one", "other") else following  # type: ignore[assignment]
        self._show()

    def why_not_pick(self) -> str | None:
        """The two must say different things."""
        field = next((f for f in self.view.fields if f.name == self.sheet.current_id), None) if self.view else None
        return None if field and field.differs else "lookalikes.why_same"

    def do_pick(self) -> None:
        """Take the value under the cursor."""
        self.open_row(self.sheet.current_id or "")

    def why_not_merge(self) -> str | None:
        """The pair must be there."""
        return None if self.view else "why.no_row"

    why_not_apart = why_not_later = why_not_merge

    def do_merge(self) -> None:
        """Make the two one as it stands here, and go on with the next pair."""
        view = self.view
        if view is None:
            return
        values = {f.name: f.values[self.chosen.get(f.name, f.proposed)] for f in view.fields}
        if merge_pair(self.csops, self.pair, view.kept, view.gone, values):
            self._next()

    def do_apart(self) -> None:
        """They are two: they are not laid side by side again."""
        if keep_pair_apart(self.csops, self.pair):
            self._next()

    def do_later(self) -> None:
        """Decide later and go on with the next pair."""
        self._put_off(self.pair)
        self._next()

    def _next(self) -> None:
        self.view, self.chosen = None, {}
        if self._at + 1 < len(self._queue):
            self._at += 1
            self.reload()
        elif self.is_current:
            self.csops.pop_screen()

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id not in _NEVER]

    def why_not_edit(self) -> str | None:
        """Values are chosen here, not typed."""
        return "lookalikes.why_chosen"

    why_not_new = why_not_delete = why_not_changes = why_not_edit

    def current_row(self) -> tuple[str, str] | None:
        return None

    def current_account(self) -> tuple[str, str] | None:
        return (self.pair.one, self.pair.one_name) if self.pair.kind == "account" else None

    def marked_accounts(self) -> list[str]:
        return []


def view_of(conn: Connection, pair: Pair) -> View | None:
    """Both rows of a pair in words, the one with more that belongs to it first; None when one of them is gone."""
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES
    from csops_tui.store import merge
    from csops_tui.tui.changes import ChangeWords

    table = pair.kind
    try:
        rows = {row: merge.row_of(conn, table, row) for row in (pair.one, pair.other)}
    except NoSuchRow:
        return None
    counted = {row: merge.children(conn, table, row) for row in rows}
    kept, gone = sorted(rows, key=lambda row: (-sum(counted[row].values()), row))
    after = merge.proposed(table, rows[kept], rows[gone])
    words = ChangeWords(conn)
    fields: list[FieldView] = []
    for column in columns(ENTITIES[table]):
        name = column.name
        values: dict[Side, Any] = {"one": rows[kept][name], "other": rows[gone][name], "merged": after[name]}
        if any(value is not None for value in values.values()):
            said: dict[Side, str] = {side: words.value(table, name, value, {}) for side, value in values.items()}
            fields.append(FieldView(name, words.field(table, name), values, said))
    # What has to be decided stands first.
    fields.sort(key=lambda field: (not field.differs, None in (field.values["one"], field.values["other"])))
    tables = dict.fromkeys([*counted[kept], *counted[gone]])
    children = tuple((child, counted[kept].get(child, 0), counted[gone].get(child, 0)) for child in tables)
    return View(kept, gone, tuple(fields), children)


def merge_pair(app: CsopsApp, pair: Pair, kept: str = "", gone: str = "", values: dict[str, Any] | None = None) -> bool:
    """Merge a pair and say so; without `kept` the row with more that belongs to it stays. False when refused."""
    from csops_tui.store.merge import merge

    try:
        if not kept:
            view = view_of(app.book.reader(), pair)
            if view is None:
                raise NoSuchRow(table=pair.kind, id=pair.one)
            kept, gone = view.kept, view.gone
        done = merge(app.book, pair.kind, kept, gone, values)
    except BookError as error:
        app.say(str(error), "error")
        return False
    app.wrote(done.topics)
    app.say(t("app.done_undo", label=done.label))
    return True


def keep_pair_apart(app: CsopsApp, pair: Pair) -> bool:
    """Note that a pair is two and say so; False when refused."""
    from csops_tui.store.merge import keep_apart

    try:
        keep_apart(app.book, pair.kind, pair.one, pair.other, app.member_id())
    except BookError as error:
        app.say(str(error), "error")
        return False
    app.wrote(frozenset({"distinct_pair"}))
    app.say(t("app.done_undo", label=t("merge.label.apart", one=pair.one_name, other=pair.other_name)))
    return True


def _field_row(field: FieldView, chosen: Side) -> Row:
    if not field.differs:
        same = tuple((f"  {field.words[side]}", "dim") for side in ("one", "other", "merged"))
        return Row(field.name, ((field.label, "dim"), *same))  # type: ignore[arg-type]
    cells: list[Cell] = [(field.label, "warn")]
    for side in ("one", "other"):
        taken = chosen in (side, "merged")
        words = f"{_CHOSEN if taken else _LEFT}{field.words[side]}"
        cells.append((words, "strong") if taken else (words, "warn"))
    cells.append(f"  {field.words[chosen]}")
    return Row(field.name, tuple(cells))
