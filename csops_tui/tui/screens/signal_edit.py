"""The editor of a signal: its expression with completion, and beside it what it would do and would have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from csops_tui.locale import t
from csops_tui.measures import signal_marks, signals
from csops_tui.measures.expression import ExpressionError
from csops_tui.measures.proposing import Offer, codes_on_offer, propose
from csops_tui.measures.signal_preview import HORIZON, Preview, preview
from csops_tui.measures.signal_shipped import SHIPPED
from csops_tui.measures.signal_words import told
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.store.edit import Edit
from csops_tui.store.errors import BookError
from csops_tui.store.listing import Field
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.forms.form import RecordJob
from csops_tui.tui.forms.job import FormField, Values
from csops_tui.tui.forms.lines import FieldLine
from csops_tui.tui.forms.screen import FormScreen
from csops_tui.tui.forms.suggest import Suggestion

# The past is asked for when no key came for so long, in seconds.
_PAUSE = 0.5
_NAMES = 12
# A change of these is another rule; words and origin only describe it.
_RULE = ("expression", "severity", "hold_days", "quiet_holidays")


def edit_signal(app: Any, row_id: str | None, values: Values | None = None) -> None:
    """Open the editor on a signal, or on a new one that starts with `values`."""
    app.push_screen(SignalEditScreen(SignalJob(app.book, app.config, row_id, values or {})))


class SignalJob(RecordJob):
    """A new signal, or the next version of one."""

    def __init__(self, book: Book, config: Config, row_id: str | None, values: Values) -> None:
        super().__init__(book, config, "signal", row_id, values)
        name = self._before.get("name")
        shipped = row_id is not None and any(signal.name == name for signal in SHIPPED)
        hidden = {"version", "name"} if shipped else {"version"}
        self.fields = [_on_one_line(field) for field in self.fields if field.key not in hidden]
        if row_id:
            self.title = t("form.editing", entity=t("entity.signal"), title=signals.title(str(name)))

    def problems(self, values: Values) -> dict[str, str]:
        found = super().problems(values)
        if "expression" not in found:
            try:
                signal_marks.read(values.get("expression") or "")
            except ExpressionError as error:
                found["expression"] = str(error)
        return found

    def write(self, edit: Edit, values: Values) -> str:
        if self.row_id and any(values.get(name) != self._before.get(name) for name in _RULE):
            values = values | {"version": self._before["version"] + 1}
        return super().write(edit, values)

    def _whole(self, values: Values) -> Values:
        return {name: value for name, value in self._before.items() if name not in values} | values


class PreviewMoved(Message):
    """So many month-ends of the past are done."""

    def __init__(self, done: int, of: int) -> None:
        super().__init__()
        self.done = done
        self.of = of


class Stopped(Exception):
    """Nobody waits for this preview any more."""


class SignalEditScreen(FormScreen):
    """A form with the preview beside it, or below where there is no room; `esc` first stops what is being computed."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    DEFAULT_CSS = """
    SignalEditScreen #beside { height: 1fr; layout: vertical; }
    SignalEditScreen.-wide #beside { layout: horizontal; }
    SignalEditScreen #preview { height: 9; padding: 0 1 0 3; border-top: solid $border; overflow-y: auto; }
    SignalEditScreen.-wide #preview {
        width: 44%; height: 1fr; border-top: none; border-left: solid $border; padding: 1 1 0 2;
    }
    """
    job: SignalJob
    scopes: ClassVar[tuple[str, ...]] = ("form",)

    def __init__(self, job: SignalJob) -> None:
        super().__init__(job, focus="expression" if job.row_id else "")
        self._pausing: Timer | None = None
        self._asked: tuple[str, bool] | None = None
        self._computing = False
        self._offered = (0, 0)
        self._stays = False

    def compose_fields(self) -> ComposeResult:
        with Container(id="beside"):
            yield from super().compose_fields()
            yield Static("", id="preview", markup=False)

    def on_mount(self) -> None:
        # The fields get their values after this: handlers of subclasses come first.
        self.call_after_refresh(self._renew)

    # The expression

    def _offer(self, line: FieldLine) -> None:
        if line.field.key != "expression":
            super()._offer(line)
            return
        caret = line.editor.cursor_position  # type: ignore[union-attr]
        found = propose(line.text, caret, self._values)
        self._offered = (found.start, found.end)
        self._open(line, [Suggestion(o, o.text, " ".join(p for p in (o.label, o.detail) if p)) for o in found.items])

    def _take(self, suggestion: Suggestion | None) -> None:
        line = self.line_here
        if line is None or line.field.key != "expression" or suggestion is None:
            super()._take(suggestion)
            return
        self.choices.offer([])
        start, end = self._offered
        offer: Offer = suggestion.value
        space = "" if offer.text.endswith("(") else " "
        text = line.text
        line.put(text[:start] + offer.text + space + text[end:].lstrip())
        line.editor.cursor_position = start + len(offer.text + space)  # type: ignore[union-attr]
        self._typed_into(line)
        # The key that took an offer goes on to the next field otherwise; an expression is rarely done with one word.
        self._stays = True
        self.call_later(self._may_leave)

    def _step(self, by: int) -> None:
        if not self._stays:
            super()._step(by)

    def _may_leave(self) -> None:
        self._stays = False

    def _typed_into(self, line: FieldLine) -> None:
        super()._typed_into(line)
        if line.field.key in ("expression", "quiet_holidays"):
            self._renew()

    def do_fresh(self) -> None:
        """Put away what is typed, and show what the expression that stands there now would do."""
        super().do_fresh()
        self._renew()

    # The preview

    def _renew(self) -> None:
        """Say what is wrong at once; ask the panel when the person pauses."""
        if self._pausing:
            self._pausing.stop()
        values, _ = self.values()
        text = str(values.get("expression") or "").strip()
        wanted = (text, bool(values.get("quiet_holidays")))
        if wanted == self._asked:
            return
        self._asked = wanted
        self._stop()
        if not text:
            self._show(Text(t("signal.preview.empty"), self._colour("text-muted")))
            return
        try:
            signal_marks.read(text)
        except ExpressionError as error:
            self._show(self._mistake(text, error))
            return
        self._show(Text(t("signal.preview.soon"), self._colour("text-muted")))
        self._pausing = self.set_timer(_PAUSE, self._ask)

    def _ask(self) -> None:
        if self._asked is None:
            return
        text, quiet = self._asked
        self._computing = True

        def ask(conn: Connection) -> tuple[Preview, dict[str, str]] | Exception:
            worker = get_current_worker()

            def progress(done: int, of: int) -> None:
                if worker.is_cancelled:
                    raise Stopped
                self.post_message(PreviewMoved(done, of))

            try:
                found = preview(self.csops.book, text, quiet=quiet, progress=progress)
            except (BookError, ExpressionError, Stopped) as error:
                return error
            shown = found.today[:_NAMES]
            names = conn.execute(f"SELECT id, name FROM account WHERE id IN ({','.join('?' * len(shown))})", shown)
            return found, dict(names.fetchall())

        self.load("preview", ask, self._answer)

    def on_preview_moved(self, message: PreviewMoved) -> None:
        """Say how far the past has been looked at."""
        message.stop()
        if self._computing:
            self._show(
                Text(t("signal.preview.computing", done=message.done, of=message.of), self._colour("text-muted"))
            )

    def _answer(self, found: tuple[Preview, dict[str, str]] | Exception) -> None:
        if not self._computing:
            return
        self._computing = False
        if isinstance(found, Exception):
            self._show(Text(clean(str(found)), self._colour("error")))
            return
        past, names = found
        text = Text()
        for number, line in enumerate(told(past, HORIZON)):
            text.append(clean(line) + "\n", "bold" if not number else "")
        dim = self._colour("text-muted")
        if past.today:
            text.append("\n" + t("signal.preview.of_today") + "\n", dim)
            shown = [clean(names[account]) for account in past.today[:_NAMES] if account in names]
            more = len(past.today) - len(shown)
            text.append("、".join(shown) + (f" … +{more}" if more > 0 else "") + "\n")
        if past.churns:
            text.append("\n" + t("signal.preview.of_churns") + "\n", dim)
            for churn in past.churns[:_NAMES]:
                sign = (
                    t("signal.preview.missed_one")
                    if churn.warning is None
                    else t("signal.preview.days", n=churn.warning)
                )
                text.append(f"{churn.known.replace('-', '/')}  {clean(churn.name)}  ")
                text.append(sign + "\n", self._colour("warning") if churn.warning is None else "")
        self._show(text)

    def _stop(self) -> None:
        self._computing = False
        self.workers.cancel_group(self, "preview")

    def do_save(self) -> None:
        """Save what is typed; an offer that nobody took is no part of the expression."""
        if self.line_here is self.lines["expression"]:
            self.choices.offer([])
        super().do_save()

    def do_back(self) -> None:
        """Close the list, stop the preview, else leave; what is typed stays as a draft."""
        if not self.choices.display and self._computing:
            self._stop()
            self._show(Text(t("signal.preview.stopped"), self._colour("text-muted")))
            return
        self._stop()
        super().do_back()

    def _mistake(self, text: str, error: ExpressionError) -> Text:
        """The expression with the wrong place underlined, and what is wrong."""
        shown = Text(clean(text).replace("\n", " "))
        shown.stylize(f"underline bold {self._colour('error')}", error.start, max(error.end, error.start + 1))
        return shown.append("\n\n! " + clean(str(error)), self._colour("error"))

    def _show(self, text: Text) -> None:
        self.query_one("#preview", Static).update(text)

    def _values(self, field: Field) -> Sequence[Offer]:
        """What a column can be compared with; words of the book only."""
        kind, _, codes = field.kind.partition(":")
        return codes_on_offer(self.csops.book.reader(), codes) if kind == "code" else ()

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name]


def _on_one_line(field: FormField) -> FormField:
    """The expression is one line, in which columns and values are completed."""
    if field.key != "expression":
        return field
    return replace(field, column=replace(field.column, spec=replace(field.column.spec, kind="text")))
