"""`x`: what a sheet shows, written to a file in the format of its name, with or without personal data."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker, get_current_worker

from csops_tui.exchange.listing import ENDINGS, FORMATS, write_file
from csops_tui.exchange.redaction import Redaction
from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.file_names import common_beginning, completions, free_name, shown_path
from csops_tui.tui.plain import chosen_keys, headers, names_and_kinds, plain_rows
from csops_tui.tui.widgets.cells import bar
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.listing import ListScreen

CALENDAR = ".ics"
# Progress is told after so many rows.
_STEP = 2_000
_BAR = 24


def export_shown(screen: ListScreen) -> None:
    """Ask for a file name and write the rows shown, or the marked ones, with the columns of the sheet."""
    name = f"csops-{screen.place or screen.table or 'list'}-{screen.csops.today.isoformat()}.csv"
    screen.csops.push_screen(ExportScreen(screen, free_name(Path(name))))


def write_page(page: str, path: Path, rows: int) -> int:
    """Write a page of Markdown about so many rows to a new file, readable by its owner only; returns their number."""
    from csops_tui.exchange.files import replacing

    with replacing(path) as stream:
        stream.write(page)
    return rows


class _Cancelled(Exception):
    """The person changed their mind while the file was being written."""


class ExportScreen(ModalScreen[None]):
    """A line for the file's name; while the file is written it shows how far that is, and `esc` stops it.

    `markdown` is a page that is written to a file of that ending instead of a table of the rows.
    """

    DEFAULT_CSS = """
    ExportScreen { align: left bottom; background: $background 30%; }
    ExportScreen > Vertical {
        height: auto; width: 100%; background: $panel; padding: 1 2 0 2; border-top: outer $accent;
    }
    ExportScreen ImeInput { border: none; height: 1; padding: 0; background: $panel; margin: 1 0 0 0; }
    ExportScreen #says { height: auto; min-height: 1; max-height: 3; }
    ExportScreen #privacy { height: auto; color: $text-muted; }
    ExportScreen #keys { height: auto; margin: 1 0 0 0; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab", "complete", show=False, priority=True),
        Binding("ctrl+r", "redact", show=False, priority=True),
    ]

    class Written(Message):
        """Rows written so far; `end` holds the words at the end, and whether it went well."""

        def __init__(self, done: int, end: tuple[bool, str] | None = None) -> None:
            super().__init__()
            self.done = done
            self.end = end

    def __init__(self, screen: ListScreen, name: Path, markdown: str = "") -> None:
        super().__init__()
        self._page = markdown
        sheet = screen.sheet
        self._source = sheet.source
        self._keys = chosen_keys(sheet)
        self._marked = bool(sheet.marks)
        self._table = screen.table
        self._calendar = screen.in_a_calendar()
        self._title = screen.where()
        self._redacted = False
        self._name = name
        self._writing: Worker[None] | None = None
        self._began = 0.0

    @property
    def csops(self) -> CsopsApp:
        """The app, by its own type."""
        return cast("CsopsApp", self.app)

    def compose(self) -> ComposeResult:
        what = "export.marked" if self._marked else "export.shown"
        with Vertical():
            yield Static(t(what, n=f"{len(self._keys):,}", columns=len(self._source.columns)), markup=False)
            yield Static(t("export.whole"), id="privacy", markup=False)
            yield ImeInput(str(self._name), compact=True)
            yield Static("", id="says", markup=False)
            yield Static(t("export.keys", endings=" ".join(self._shown_endings)), id="keys", markup=False)

    def on_mount(self) -> None:
        self._line.focus()
        # The name is what one changes first; its ending decides the format and stays.
        self._line.cursor_position = len(str(self._name)) - len(self._name.suffix)
        self._say(t("export.place", path=shown_path(Path())))

    @property
    def _line(self) -> ImeInput:
        return self.query_one(ImeInput)

    def _say(self, text: str, role: str = "text-muted") -> None:
        self.query_one("#says", Static).update(Text(clean(text), self.app.theme_variables[role]))

    def action_complete(self) -> None:
        """Complete the folder or file being typed."""
        found = completions(self._line.value)
        if found and (beginning := common_beginning(found)):
            self._line.value = beginning
            self._line.cursor_position = len(beginning)
        self._say("   ".join(name.rpartition("/")[2] or name for name in found[:12]))

    @property
    def _endings(self) -> list[str]:
        return [*ENDINGS, *([CALENDAR] if self._calendar else [])]

    @property
    def _shown_endings(self) -> list[str]:
        return [*(f".{name}" for name in FORMATS), *self._endings[len(ENDINGS) :]]

    def action_redact(self) -> None:
        """Leave personal data out, or let it in again."""
        self._redacted = not self._redacted
        words = Text(t("export.redacted" if self._redacted else "export.whole"))
        words.stylize(self.app.theme_variables["accent" if self._redacted else "text-muted"])
        self.query_one("#privacy", Static).update(words)

    def action_leave(self) -> None:
        """Stop writing, or close."""
        if self._writing is not None:
            self._writing.cancel()
        else:
            self.dismiss()

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        if self._writing is not None or not message.value.strip():
            return
        path = Path(message.value.strip()).expanduser()
        # The ending that the name came with stays behind the cursor; one that is typed takes its place.
        if path.suffix == self._name.suffix and Path(path.stem).suffix.lower() in self._endings:
            path = path.with_name(path.stem)
        if not path.suffix:
            path = path.with_name(path.name + ".csv")
        if path.suffix.lower() not in self._endings:
            self._say(t("export.ending", ending=path.suffix, known=" ".join(self._shown_endings)), "error")
        elif not path.parent.is_dir():
            self._say(t("export.no_folder", path=path.parent), "error")
        elif path.exists():
            free = free_name(path)
            self._line.value = str(free)
            self._line.cursor_position = len(str(free)) - len(free.suffix)
            self._say(t("export.exists", name=path.name, free=free.name), "warning")
        else:
            self._began = time.monotonic()
            self._writing = self._write(path)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _write(self, path: Path) -> None:
        worker = get_current_worker()

        columns = names_and_kinds(self._source)
        redaction = Redaction(self.csops.book.reader()) if self._redacted else None

        def counted() -> Iterator[list[Any]]:
            for done, row in enumerate(plain_rows(self._source, self._keys), 1):
                if done % _STEP == 0:
                    if worker.is_cancelled:
                        raise _Cancelled
                    self.post_message(self.Written(done))
                if redaction:
                    row = [redaction.shown(self._table, key, v) for (key, _), v in zip(columns, row, strict=True)]
                yield row

        try:
            if path.suffix.lower() == CALENDAR:
                done = self._write_calendar(path)
            elif self._page and ENDINGS[path.suffix.lower()] == "md":
                done = write_page(redaction.text(self._page) if redaction else self._page, path, len(self._keys))
            else:
                kinds = [kind for _, kind in columns]
                done = write_file(headers(self._source), counted(), path, kinds=kinds, title=self._title)
        except _Cancelled:
            self.post_message(self.Written(0, (False, t("export.cancelled"))))
        except OSError as error:
            words = t("export.failed", path=shown_path(path), detail=error.strerror or type(error).__name__)
            self.post_message(self.Written(0, (False, words)))
        else:
            said = t("export.done", n=f"{done:,}", path=shown_path(path))
            self.post_message(self.Written(done, (True, said)))

    def _write_calendar(self, path: Path) -> int:
        """The days of the rows shown: of accounts all that is due with them."""
        from csops_tui.exchange.calendar_out import dues, write_calendar

        book, rows = self.csops.book, set(self._ids())
        if self._table == "account":
            chosen = [due for due in dues(book) if due.account_id in rows]
        else:
            chosen = [due for due in dues(book) if due.kind == self._table and due.row_id in rows]
        return write_calendar(book, chosen, path, redacted=self._redacted)

    def _ids(self) -> Iterator[str]:
        for start in range(0, len(self._keys), _STEP):
            yield from (row.id for row in self._source.fetch(self._keys[start : start + _STEP]).values())

    @on(Written)
    def _written(self, message: Written) -> None:
        if message.end is None:
            share = message.done / max(1, len(self._keys))
            left = (time.monotonic() - self._began) * (1 - share) / max(share, 1e-6)
            filled = bar(share, 1.0, _BAR)
            self._say(f"{filled} {share:.0%}   {t('export.left', seconds=round(left) + 1)}", "primary")
            return
        self._writing = None
        well, words = message.end
        if well:
            self.dismiss()
            self.csops.say(words)
        else:
            self._say(words, "error")
