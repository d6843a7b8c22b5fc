"""The form of a segment; below it stands who enters and who leaves while the condition is typed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.measures import segments
from csops_tui.measures.columns import own_codes
from csops_tui.measures.expression import ExpressionError, parse
from csops_tui.measures.segments import Mover, Moves, Segment
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.forms.form import RecordJob
from csops_tui.tui.forms.job import Values
from csops_tui.tui.forms.lines import FieldLine
from csops_tui.tui.forms.screen import FormScreen
from csops_tui.tui.present import NONE
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.segments import money
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Column, Row

if TYPE_CHECKING:
    from csops_tui.store.book import Book
    from csops_tui.store.config import Config
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

_FIELDS = ("name", "where_text", "touch_model", "runway_days")
# Seconds of quiet before the book is asked who moves.
_QUIET = 0.2


def open_segment(app: CsopsApp, segment: Segment | None, condition: str = "") -> None:
    """Open the form of a segment, or of a new one that begins with a condition."""
    app.push_screen(SegmentForm(SegmentJob(app.book, app.config, segment, condition)))


class SegmentJob(RecordJob):
    """A new segment, or another condition (then a new version), name, touch model or runway of one."""

    def __init__(self, book: Book, config: Config, segment: Segment | None, condition: str) -> None:
        values = {"where_text": condition} if condition else {}
        super().__init__(book, config, "segment", segment.id if segment else None, values)
        self.segment = segment
        self.day = book.clock.today()
        self.codes = own_codes(book.reader())
        self.fields = sorted(
            (field for field in self.fields if field.key in _FIELDS), key=lambda field: _FIELDS.index(field.key)
        )

    def problems(self, values: Values) -> dict[str, str]:
        found = super().problems(values)
        name, text = values.get("name"), values.get("where_text")
        if name and (self.segment is None or name != self.segment.name) and segments.exists(self._book.reader(), name):
            found["name"] = t("segment.exists", name=name)
        if text and "where_text" not in found and (wrong := problem_of(text, self.codes)):
            found["where_text"] = wrong
        return found

    def label(self, values: Values) -> str:
        changed = self.segment and values.get("where_text") != self.segment.where_text
        key = "made" if self.segment is None else "version" if changed else "changed"
        version = self.segment.version + 1 if self.segment else 1
        return t(f"segment.label.{key}", name=values.get("name") or "", n=version)

    def write(self, edit: Edit, values: Values) -> str:
        given = {key: values.get(key) for key in _FIELDS}
        if self.segment is None:
            return segments.make(edit, given, self.day)
        return segments.change(edit, self.segment, given, self.day)


def problem_of(text: str, codes: dict[str, list[str]] | None = None) -> str:
    """Why a condition cannot be understood; empty where it can. With `codes` (those of the book) no other are taken."""
    try:
        parse(text, codes)
    except ExpressionError as error:
        return str(error)
    return ""


class SegmentForm(FormScreen):
    """The form with the preview; nothing is written before it is saved."""

    DEFAULT_CSS = """
    SegmentForm #fields { height: auto; max-height: 50%; padding: 1 0 0 1; }
    SegmentForm #moves-line { height: 1; padding: 0 1 0 3; margin: 1 0 0 0; text-style: bold; }
    """
    job: SegmentJob

    def __init__(self, job: SegmentJob) -> None:
        super().__init__(job, focus="where_text" if job.segment else "name")
        self._timer: Timer | None = None
        self._asked: str | None = None

    def compose_body(self) -> ComposeResult:
        *form, hint, choices = super().compose_body()
        yield from form
        yield hint
        yield Static("", id="moves-line", markup=False)
        preview = Sheet(RowsSource(self._columns(), ()), id="moves", empty_text="")
        preview.can_focus = False
        yield preview
        yield choices

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("way", "", 8, frozen=True),
            Column("account", t("segment.move.account"), 30, min_width=16, frozen=True, elastic=True),
            Column("owner", t("segment.move.owner"), 10, hide_below=1),
            Column("mrr", t("segment.move.mrr"), 10, align="right"),
        )

    def on_mount(self) -> None:
        # The fields get their texts, or the draft's, after this.
        self.call_after_refresh(self._preview)

    def _typed_into(self, line: FieldLine) -> None:
        super()._typed_into(line)
        self._soon()

    def _soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_QUIET, self._preview)

    def _preview(self) -> None:
        """Ask the book who moves, unless it was asked about this text already."""
        text = str(self.values()[0].get("where_text") or "").strip()
        if text == self._asked:
            return
        self._asked = text
        if not text:
            self._show("", ())
            return
        book, day = self.csops.book, self.csops.catching_up.day()
        before = self.job.segment.where_text if self.job.segment else None

        def ask(_: Connection) -> Moves | str:
            if wrong := problem_of(text, self.job.codes):
                return wrong
            try:
                return segments.preview(book, before if before and not problem_of(before) else None, text, day)
            except (ExpressionError, BookError) as error:
                return str(error)

        self.load("moves", ask, self._answered)

    def _answered(self, found: Moves | str) -> None:
        if isinstance(found, str):
            self._show(f"! {found}", ())
            return
        rows = [_row("enters", one) for one in found.enters] + [_row("leaves", one) for one in found.leaves]
        self._show(summary(found), rows)

    def _show(self, words: str, rows: Any) -> None:
        self.query_one("#moves-line", Static).update(clean(words))
        self.query_one("#moves", Sheet).set_source(RowsSource(self._columns(), rows))


def summary(found: Moves) -> str:
    """How many are in it then, who enters and who leaves with their amounts, and how many stay."""
    return t(
        "segment.preview",
        n=f"{found.stays + len(found.enters):,}",
        enters=f"{len(found.enters):,}",
        enters_mrr=money(total(found.enters)),
        leaves=f"{len(found.leaves):,}",
        leaves_mrr=money(total(found.leaves)),
        stays=f"{found.stays:,}",
    )


def total(movers: list[Mover]) -> Counter[str]:
    """The sum of their MRR by currency."""
    amounts: Counter[str] = Counter()
    for one in movers:
        if one.mrr is not None:
            amounts[one.currency or "JPY"] += one.mrr
    return amounts


def _row(way: str, one: Mover) -> Row:
    amount = money(total([one])) if one.mrr is not None else NONE
    role = "good" if way == "enters" else "warn"
    return Row(
        f"{way}:{one.account_id}", ((t(f"segment.{way}"), role), clean(one.name), clean(one.owner or "–"), amount)
    )
