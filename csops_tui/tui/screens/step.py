"""What one step of the book changed: the records, and of the one under the cursor every field before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.listing import Field, Listing
from csops_tui.store.values import Value, fields
from csops_tui.text.clean import clean
from csops_tui.tui.present import present
from csops_tui.tui.rows import RowsSource, text_of
from csops_tui.tui.screens.history import LogScreen
from csops_tui.tui.source import ListingSource
from csops_tui.tui.widgets.source import Column, Row, Source

if TYPE_CHECKING:
    from csops_tui.store.sqlite import Connection
    from csops_tui.tui.changes import ChangeWords

_CHANGE = "SELECT tbl, pk, op, old, new FROM _change WHERE n = ?"
_ROLES = {"I": "good", "U": "", "D": "bad"}
# Fields of a change that are put into its line; the frame below shows all of them.
_IN_LINE = 6


def _listing(step: str) -> Listing:
    return Listing(
        "step",
        "FROM _change AS c WHERE c.edit = :step",
        "c.n",
        "CAST(c.n AS TEXT)",
        (
            Field("op", "c.op"),
            Field("entity", "c.tbl"),
            Field("record", "c.pk"),
            Field("what", "coalesce(c.new, c.old)"),
        ),
        "c.n",
        ("c.old", "c.new"),
        {"step": step},
    )


class _ChangeSource(ListingSource):
    """The changes of a step in words, worked out for the rows on the screen only."""

    words: ChangeWords

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        conn = self.book.reader()
        return {key: self._row(conn, key) for key in keys}

    def _row(self, conn: Connection, key: int) -> Row:
        table, pk, op, old_text, new_text = conn.execute(_CHANGE, [key]).fetchone()
        old, new = fields(old_text), fields(new_text)
        state = {**old, **{name: value for name, value in new.items() if value is not None}}
        said = [_said(label, before, after) for label, before, after in worded(self.words, table, op, old, new)]
        sign = t(f"history.op.{op}")
        more = " …" if len(said) > _IN_LINE else ""
        return Row(
            str(key),
            (
                (sign, _ROLES[op]) if _ROLES[op] else sign,  # type: ignore[arg-type]
                self.words.entity(table),
                self.words.record(table, pk, state),
                (" · ".join(said[:_IN_LINE]) + more, "dim"),
            ),
        )


def worded(
    words: ChangeWords, table: str, op: str, old: dict[str, Value], new: dict[str, Value]
) -> list[tuple[str, str, str]]:
    """(label, before, after) of each field of one change, in words; the side that does not exist is empty."""
    from csops_tui.tui.changes import differences

    state = {**old, **{name: value for name, value in new.items() if value is not None}}
    found: list[tuple[str, str, str]] = []
    for name, before, after in differences(op, old, new):
        left = "" if op == "I" else words.value(table, name, before, state)
        right = "" if op == "D" else words.value(table, name, after, state)
        found.append((words.field(table, name), left, right))
    return found


def _said(label: str, before: str, after: str) -> str:
    return f"{label}: {before} → {after}" if before and after else f"{label}: {before or after}"


class StepScreen(LogScreen):
    """The changes of one step; `i` shows the history of the record under the cursor."""

    place = "step"

    DEFAULT_CSS = """
    StepScreen #fields { height: 40%; border-top: solid $border; padding: 0 1 0 3; }
    StepScreen #fields Static { height: auto; }
    """

    def __init__(self, step: str) -> None:
        super().__init__()
        self._step = step
        self._words: ChangeWords | None = None
        self._head = ("", "")

    def where(self) -> str:
        return f"{t('history.title')} ▸ {self._head[0]}".removesuffix(" ▸ ")

    def empty_text(self) -> str:
        return self._head[1]

    def source(self) -> Source:
        return RowsSource(self._shape(), ())

    def _shape(self) -> tuple[Column, ...]:
        return (
            Column("op", t("history.op"), 6, frozen=True),
            Column("entity", t("history.entity"), 12, min_width=8, hide_below=1),
            Column("record", t("history.name"), 30, min_width=16, elastic=True),
            Column("what", t("history.what"), 44, min_width=20, elastic=True),
        )

    def compose_below(self) -> ComposeResult:
        with VerticalScroll(id="fields", can_focus=False):
            yield Static("", markup=False)

    def on_mount(self) -> None:
        step = self._step

        def ask(conn: Connection) -> tuple[str, str]:
            # The model behind the words is loaded here, not when the first row is painted.
            import csops_tui.tui.changes  # noqa: F401

            label, at, actor = conn.execute("SELECT label, at, actor FROM _edit WHERE id = ?", [step]).fetchone()
            when = text_of(present("moment", at, self.csops.today))
            return f"{label}   {when} {actor or ''}", _bulk(conn, step)

        self.load("step", ask, self._take)

    def _take(self, head: tuple[str, str]) -> None:
        from csops_tui.tui.changes import ChangeWords

        self._head = head
        self.title_bar.show(left=self.where())
        self._words = ChangeWords(self.csops.book.reader())
        source = _ChangeSource(self.csops.book, _listing(self._step), self._shape(), self.csops.today)
        source.words = self._words
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(source)
        self.show_facts()

    def reload(self) -> None:
        """A step never changes; only the names of its records do."""
        if self._words:
            self._take(self._head)

    def moved(self, row_id: str | None) -> None:
        self.query_one("#fields Static", Static).update(self._fields(row_id))
        self.query_one("#fields", VerticalScroll).scroll_home(animate=False)

    def _fields(self, row_id: str | None) -> Text:
        found = self._change(row_id)
        if found is None or self._words is None:
            return Text("")
        table, _, op, old, new = found
        colours = self.app.theme_variables
        text = Text()
        for label, before, after in worded(self._words, table, op, fields(old), fields(new)):
            line = Text(clean(label), colours["text-muted"])
            line.pad_right(max(1, 22 - line.cell_len))
            if before:
                line.append(before, colours["foreground"] if not after else colours["text-muted"])
            if before and after:
                line.append(" → ", colours["accent"])
            line.append(after, colours["foreground"])
            text.append_text(line).append("\n")
        return text

    def _change(self, row_id: str | None) -> tuple[str, str, str, str | None, str | None] | None:
        return self.csops.book.reader().execute(_CHANGE, [int(row_id)]).fetchone() if row_id else None

    def current_row(self) -> tuple[str, str] | None:
        found = self._change(self.sheet.current_id)
        return (found[0], found[1]) if found else None

    def step_here(self) -> str | None:
        return self._step

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.screens.history import RecordHistoryScreen

        if row := self.current_row():
            self.csops.push_screen(RecordHistoryScreen(*row))


def _bulk(conn: Connection, step: str) -> str:
    """What stands where a step changed no record: how many bulk rows it brought."""
    rows, source = conn.execute(
        "SELECT coalesce(sum(rows), 0), group_concat(source, ', ') FROM _import WHERE edit = ?", [step]
    ).fetchone()
    return t("history.bulk", n=f"{rows:,}", source=source) if rows else t("history.no_records")
