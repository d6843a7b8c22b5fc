"""`x`: what a sheet shows, written to a file in the format of its name."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
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

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.file_names import common_beginning, completions, free_name, shown_path
from csops_tui.tui.plain import chosen_keys, headers, plain_rows
from csops_tui.tui.widgets.cells import bar
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.listing import ListScreen

ENDINGS = (".csv", ".tsv", ".json", ".jsonl", ".md")
# Progress is told after so many rows.
_STEP = 2_000
_BAR = 24


def export_shown(screen: ListScreen) -> None:
    """Ask for a file name and write the rows shown, or the marked ones, with the columns of the sheet."""
    name = f"csops-{screen.place or screen.table or 'list'}-{screen.csops.today.isoformat()}.csv"
    screen.csops.push_screen(ExportScreen(screen, free_name(Path(name))))


def write_markdown(titles: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> int:
    """Write a table of Markdown to a new file, readable by its owner only; returns the number of rows."""
    from csops_tui.exchange.files import replacing

    def line(values: Iterable[Any]) -> str:
        cells = ("" if value is None else str(value) for value in values)
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |\n"

    done = 0
    with replacing(path) as stream:
        stream.write(line(titles))
        stream.write("|" + " --- |" * len(titles) + "\n")
        for done, row in enumerate(rows, 1):  # noqa: B007 - the count is the answer
            stream.write(line(row))
    return done


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
    ExportScreen #keys { height: 1; margin: 1 0 0 0; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab", "complete", show=False, priority=True),
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
            yield ImeInput(str(self._name), compact=True)
            yield Static("", id="says", markup=False)
            yield Static(t("export.keys"), id="keys", markup=False)

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
        if not path.suffix:
            path = path.with_name(path.name + ".csv")
        if path.suffix.lower() not in ENDINGS:
            self._say(t("export.ending", ending=path.suffix, known=" ".join(ENDINGS)), "error")
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

        def counted() -> Iterator[list[Any]]:
            for done, row in enumerate(plain_rows(self._source, self._keys), 1):
                if done % _STEP == 0:
                    if worker.is_cancelled:
                        raise _Cancelled
                    self.post_message(self.Written(done))
                yield row

        try:
            titles = headers(self._source)
            if path.suffix.lower() == ".md" and self._page:
                done = write_page(self._page, path, len(self._keys))
            elif path.suffix.lower() == ".md":
                done = write_markdown(titles, counted(), path)
            else:
                from csops_tui.exchange.listing import write_file

                done = write_file(titles, counted(), path)
        except _Cancelled:
            self.post_message(self.Written(0, (False, t("export.cancelled"))))
        except OSError as error:
            words = t("export.failed", path=shown_path(path), detail=error.strerror or type(error).__name__)
            self.post_message(self.Written(0, (False, words)))
        else:
            said = t("export.done", n=f"{done:,}", path=shown_path(path))
            self.post_message(self.Written(done, (True, said)))

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
