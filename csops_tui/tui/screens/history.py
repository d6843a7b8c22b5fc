"""`H`: the steps of the book, any of which can be taken back; `i`: everything that ever happened to one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.errors import BookError
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.store.undo import Undone, step_words
from csops_tui.text.clean import clean
from csops_tui.tui.commands import Command
from csops_tui.tui.present import present
from csops_tui.tui.rows import RowsSource, text_of
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.source import ListingSource
from csops_tui.tui.widgets.source import Cell, Column, Row, Source

_NEVER = {"list.new", "list.edit", "list.delete"}
# So many names are said when an undo left records alone.
_NAMED = 3

_STEPS = Listing(
    "steps",
    "FROM _edit AS e WHERE 1",
    "e.n",
    "e.id",
    (
        Field("at", "e.at", "moment"),
        Field("actor", "e.actor", "person"),
        Field("label", "e.label"),
        Field("changes", "e.changes", "count"),
        Field("state", "e.kind"),
    ),
    "e.n DESC",
    ("e.label", "e.actor"),
)


class LogScreen(ListScreen):
    """A list of what was done: it is read, exported and undone, but never edited."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "history")
    topics = frozenset()

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id not in _NEVER]

    def why_not_edit(self) -> str | None:
        """The log cannot be changed, only added to."""
        return "history.why.log"

    why_not_new = why_not_delete = why_not_edit

    def why_not_copy(self) -> str | None:
        """A row must be there."""
        return None if self.sheet.row_count else "why.no_row"

    def why_not_changes(self) -> str | None:
        """A record must be under the cursor."""
        return None if self.current_row() else "history.why.no_record"

    def current_row(self) -> tuple[str, str] | None:
        return None

    def current_account(self) -> tuple[str, str] | None:
        return None

    def marked_accounts(self) -> list[str]:
        return []

    # Taking a step back

    def step_here(self) -> str | None:
        """The id of the step one is on."""
        return None

    def why_not_undo_step(self) -> str | None:
        """A step that was done, and is not undone already, can be taken back."""
        step = self.step_here()
        if step is None:
            return "why.no_row"
        conn = self.csops.book.reader()
        (kind,) = conn.execute("SELECT kind FROM _edit WHERE id = ?", [step]).fetchone()
        if kind == "undo":
            return "history.why.undo"
        return "history.why.undone" if step in undone_steps(conn) else None

    def do_undo_step(self) -> None:
        """Take back the step one is on, whatever was done since."""
        step, book = self.step_here() or "", self.csops.book

        def ask(conn: Connection) -> tuple[Undone, list[str]] | BookError:
            try:
                done = book.undo(step)
            except BookError as error:
                return error
            return done, _left_alone(conn, done)

        self.load("undo", ask, self._undid)

    def _undid(self, answer: tuple[Undone, list[str]] | BookError) -> None:
        if isinstance(answer, BookError):
            self.csops.say(str(answer), "warning")
            return
        done, left = answer
        self.csops.wrote(done.topics)
        self.csops.say(t("history.undone", label=step_words(done.label), n=f"{done.restored:,}"))
        if left:
            self.csops.say(t("history.left", n=f"{len(done.skipped):,}", names=" · ".join(left)), "warning")


def undone_steps(conn: Connection) -> set[str]:
    """The ids of the steps that are undone now: an undo that is itself undone does not count."""
    cancelled: set[str] = set()
    for step, undoes in conn.execute("SELECT id, undoes FROM _edit WHERE undoes IS NOT NULL ORDER BY n DESC"):
        if step not in cancelled:
            cancelled.add(undoes)
    return cancelled


def _left_alone(conn: Connection, done: Undone) -> list[str]:
    """The first records that an undo did not touch, each with the reason."""
    from csops_tui.tui.changes import ChangeWords

    words = ChangeWords(conn)
    said: list[str] = []
    for table, row_id, why in done.skipped[:_NAMED]:
        name = words.record(table, row_id, {}) or words.entity(table)
        said.append(f"{name} ({t(f'history.skipped.{why}')})")
    return said


class _StepSource(ListingSource):
    """The steps, with those that are undone said to be so."""

    def order(self, sort: str | None, descending: bool, quick: str) -> Any:
        self._undone = undone_steps(self.book.reader())
        return super().order(sort, descending, quick)

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        return {key: self._worded(row) for key, row in super().fetch(keys).items()}

    def _worded(self, row: Row) -> Row:
        at, actor, label, changes, kind = (text_of(cell) for cell in row.cells)
        label = step_words(label, kind)
        if row.id in self._undone:
            return Row(row.id, tuple((text, "dim") for text in (at, actor, label, changes, t("history.is_undone"))))
        return Row(row.id, (at, actor, label, changes, ""))


class HistoryScreen(LogScreen):
    """Every step anybody made, newest first; `enter` shows what it changed."""

    place = "history"

    def where(self) -> str:
        return t("history.title")

    def empty_text(self) -> str:
        return t("history.empty")

    def listing(self) -> Listing:
        return _STEPS

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return (
            Column("at", t("history.at"), 14, min_width=11, frozen=True),
            Column("actor", t("history.actor"), 10, min_width=8, hide_below=2),
            Column("label", t("history.label"), 44, min_width=24, elastic=True),
            Column("changes", t("history.changes"), 7, align="right", kind="count", hide_below=1),
            Column("state", t("history.state"), 10, min_width=8),
        )

    def source(self) -> Source:
        listing = self.listing()
        return _StepSource(self.csops.book, listing, self.columns(listing), self.csops.today)

    def step_here(self) -> str | None:
        return self.sheet.current_id

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.screens.step import StepScreen

        self.csops.push_screen(StepScreen(row_id))


_RECORD = ("at", "actor", "field", "before", "after", "label")


class RecordHistoryScreen(LogScreen):
    """Every change of one record, newest first, field by field; `enter` shows the whole step."""

    place = "changes"

    def __init__(self, table: str, row_id: str) -> None:
        super().__init__()
        self._of = table
        self._row_id = row_id
        self._steps: dict[str, str] = {}
        self._name = ""

    def where(self) -> str:
        return f"{t('history.record')} ▸ {self._name}".removesuffix(" ▸ ")

    def empty_text(self) -> str:
        return t("history.no_changes")

    def source(self) -> Source:
        return RowsSource(self._shape(), ())

    def _shape(self) -> tuple[Column, ...]:
        shapes: dict[str, dict[str, Any]] = {
            "at": {"width": 14, "min_width": 11, "frozen": True},
            "actor": {"width": 10, "min_width": 6, "hide_below": 2},
            "field": {"width": 16, "min_width": 10},
            "before": {"width": 22, "min_width": 12, "elastic": True},
            "after": {"width": 22, "min_width": 12, "elastic": True},
            "label": {"width": 30, "min_width": 16, "elastic": True, "hide_below": 3},
        }
        return tuple(Column(key, t(f"history.{key}"), **shapes[key]) for key in _RECORD)

    def on_mount(self) -> None:
        self.reload()

    def reload(self) -> None:
        book, table, row_id, today = self.csops.book, self._of, self._row_id, self.csops.today

        def ask(conn: Connection) -> tuple[str, list[tuple[str, Row]]]:
            return read_record(conn, book, table, row_id, lambda at: text_of(present("moment", at or None, today)))

        self.load("record", ask, self._take)

    def _take(self, answer: tuple[str, list[tuple[str, Row]]]) -> None:
        self._name, found = answer
        self._steps = {row.id: step for step, row in found}
        self.title_bar.show(left=self.where())
        self.sheet.set_source(RowsSource(self._shape(), [row for _, row in found]))
        self.show_facts()

    def step_here(self) -> str | None:
        return self._steps.get(self.sheet.current_id or "")

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.screens.step import StepScreen

        self.csops.push_screen(StepScreen(self._steps[row_id]))


def read_record(
    conn: Connection, book: Book, table: str, row_id: str, moment: Callable[[str], str]
) -> tuple[str, list[tuple[str, Row]]]:
    """The record's name and its changes, newest first: (step, row of six cells), one for each field that changed."""
    from csops_tui.tui.changes import ChangeWords, differences

    words = ChangeWords(conn)
    changes: list[list[tuple[str, Row]]] = []
    state: dict[str, Any] = {}
    for number, change in enumerate(book.history(table, row_id)):
        state |= {name: after if after is not None else before for name, (before, after) in change.values.items()}
        at, actor, label = moment(change.at), clean(change.actor or ""), clean(step_words(change.label))
        old = {name: before for name, (before, _) in change.values.items()}
        new = {name: after for name, (_, after) in change.values.items()}
        lines: list[tuple[str, Row]] = []
        for name, before, after in differences(change.op, old, new):
            cells: tuple[Cell, ...] = (
                (at, "dim"),
                actor,
                words.field(table, name),
                (words.value(table, name, before, state), "dim"),
                words.value(table, name, after, state),
                (label, "dim"),
            )
            lines.append((change.edit, Row(f"{number}:{name}", cells)))
        changes.append(lines)
    name = f"{words.entity(table)} {words.record(table, row_id, state)}".strip()
    return name, [line for lines in reversed(changes) for line in lines]
