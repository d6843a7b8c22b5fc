"""The first rows of a file as they were read, with what each column holds and becomes, before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.intake import Asked
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.import_step import StepScreen, facts_text, problem_of
from csops_tui.tui.screens.listing import SummaryLine
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Cell, Column, Row

if TYPE_CHECKING:
    from csops_tui.exchange.proposing import Guess
    from csops_tui.tui.forms.suggest import Suggestion
    from csops_tui.tui.intake_reading import Looked

_WIDEST, _LEAST = 24, 6
_KINDS, _TARGETS = "kinds", "targets"


class PreviewScreen(StepScreen):
    """The beginning of the file as a sheet; its letters change how the file is read."""

    scopes: ClassVar[tuple[str, ...]] = ("import_preview",)
    step = "preview"
    DEFAULT_CSS = """
    PreviewScreen #facts { padding: 1 1 1 3; height: auto; }
    PreviewScreen #problem { padding: 0 1 0 3; height: auto; color: $warning; }
    """

    def compose_step(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield Sheet(self._source(), id="rows")
        yield SummaryLine()
        yield Static("", id="problem", markup=False)

    def on_mount(self) -> None:
        self.sheet.focus()
        self._show()

    @property
    def sheet(self) -> Sheet:
        """The rows."""
        return self.query_one("#rows", Sheet)

    # What is seen

    def _source(self) -> RowsSource:
        return preview_source(self.intake.seen)

    def _again(self) -> None:
        here = self.sheet.current_column
        self.sheet.set_source(self._source())
        if here:
            self.sheet.select_column(here)
        self._show()

    def _show(self) -> None:
        seen = self.intake.seen
        self.query_one("#facts", Static).update(self._facts(seen))
        self.query_one("#problem", Static).update(Text(clean(problem_of(seen))))
        self.title_bar.show(left=self.where(), facts=t("importing.first_rows", n=len(seen.rows)))
        self.show_undo()

    def _facts(self, seen: Looked) -> Text:
        return facts_text(self._said(seen), self.app.theme_variables, self.size.width)

    def _said(self, seen: Looked) -> list[tuple[str, str]]:
        from csops_tui.tui.ask_import import delimiter_word

        table = seen.table
        said = [(t("importing.kind"), t("importing.and").join(t(f"entity.{part.entity}") for part in seen.parts))]
        if seen.profile:
            said.append((t("importing.profile"), seen.profile.words()))
        if table.encoding:
            key = table.encoding.lower().replace("-sig", "")
            said.append((t("importing.encoding"), t(f"importing.encoding.{key}") if key in _KNOWN else table.encoding))
        if table.delimiter:
            said.append((t("importing.delimiter"), delimiter_word(table.delimiter)))
        if table.sheet:
            said.append((t("importing.sheet"), table.sheet))
        header = t("importing.line", n=table.header_line) if table.header_line else t("importing.no_header")
        said.append((t("importing.header"), header))
        return said

    @on(Sheet.Highlighted)
    def _highlighted(self, message: Sheet.Highlighted) -> None:
        message.stop()
        number = int(message.column or 0) if (message.column or "").isdigit() else None
        guesses = self.intake.seen.part.guesses
        if number is not None and number < len(guesses):
            self.query_one(SummaryLine).show(column_line(self.intake.seen, guesses[number]))
        else:
            self.query_one(SummaryLine).show(t("importing.preview_hint"))

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        message.stop()
        self.do_next_step()

    # Commands

    def do_next_step(self) -> None:
        """On to what each column becomes."""
        self.go("mapping")

    def why_not_delimiter(self) -> str | None:
        """Only a text has a delimiter."""
        return None if self.intake.seen.table.delimiter else "importing.why.no_delimiter"

    def why_not_encoding(self) -> str | None:
        """Only a text has an encoding."""
        return None if self.intake.seen.table.encoding else "importing.why.no_encoding"

    def why_not_sheet(self) -> str | None:
        """Only a workbook has several sheets."""
        return None if len(self.intake.seen.table.sheets) > 1 else "importing.why.no_sheets"

    def do_encoding(self) -> None:
        """Read the file in another encoding."""
        from csops_tui.tui.ask_import import ask_encoding, encodings

        asked = self.intake.asked
        self._asking(
            lambda: encodings(asked), lambda items: ask_encoding(self.csops, items, asked.encoding or "", take)
        )

        def take(name: str) -> None:
            self._read(asked.read_as(encoding=name or None))

    def do_delimiter(self) -> None:
        """Cut the lines at another sign."""
        from csops_tui.tui.ask_import import ask_delimiter

        asked, table = self.intake.asked, self.intake.seen.table
        line = table.delimiter.join(table.header)
        ask_delimiter(
            self.csops, line, asked.delimiter or "", lambda sign: self._read(asked.read_as(delimiter=sign or None))
        )

    def do_header(self) -> None:
        """Take another line for the header."""
        from csops_tui.tui.ask_import import ask_header, heads

        asked = self.intake.asked
        now = self.intake.seen.table.header_line
        self._asking(lambda: heads(asked), lambda items: ask_header(self.csops, items, now, take))

        def take(line: str) -> None:
            self._read(asked.read_as(header_line=int(line) if line else None))

    def do_sheet(self) -> None:
        """Take another sheet of the workbook."""
        from csops_tui.tui.ask_import import ask_sheet

        asked, table = self.intake.asked, self.intake.seen.table
        ask_sheet(
            self.csops,
            table.sheets,
            table.sheet,
            lambda name: self._read(asked.read_as(sheet=name, header_line=None)),
        )

    def do_kind(self) -> None:
        """Read the rows as another kind of record."""
        from csops_tui.tui.ask_import import ask_kind

        asked, seen = self.intake.asked, self.intake.seen
        ask_kind(self.csops, seen.kinds, seen.part.entity, lambda name: self._read(asked.read_as(entity=name)))

    def _asking(self, ask: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Find out in a thread what there is to choose from, then ask."""

        def answer(found: Sequence[Suggestion] | str) -> None:
            if isinstance(found, str):
                self.csops.say(found, "error")
            else:
                then(found)

        self.ask("choices", lambda _: ask(), answer)

    def _read(self, asked: Asked) -> None:
        self.look_again(asked, self._again)


_KNOWN = ("utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16", "cp1252")


def column_line(seen: Looked, guess: Guess) -> str:
    """One line about a column: what it holds, what it becomes, why."""
    from csops_tui.exchange.proposing import kind_words
    from csops_tui.tui.target_words import target_word

    kind, found, guess = kind_words(guess.kind), seen.becomes(guess.at), seen.surest(guess.at)
    if not found:
        return t("importing.column_ignored", name=guess.header, kind=kind, why=guess.why)
    word = t("importing.and").join(f"{t(f'entity.{entity}')} ▸ {target_word(entity, name)}" for entity, name in found)
    return t("importing.column_line", name=guess.header, kind=kind, target=word, n=guess.confidence, why=guess.why)


def preview_source(seen: Looked) -> RowsSource:
    """The first rows, below two lines that say what each column holds and what it becomes."""
    from csops_tui.exchange.proposing import kind_words

    guesses = seen.part.guesses
    kinds = [kind_words(guess.kind) for guess in guesses]
    becomes = [_becomes(seen, at) for at in range(len(guesses))]
    cut = [row.cells[: len(guesses)] for row in seen.rows]
    columns = [Column("line", t("importing.line_title"), 5, "right", frozen=True)]
    for at, guess in enumerate(guesses):
        texts = [guess.header, kinds[at], _text(becomes[at]), *(row[at] for row in cut[:30] if at < len(row))]
        width = max(_LEAST, min(_WIDEST, max(cell_len(clean(text)) for text in texts)))
        columns.append(Column(str(at), clean(guess.header), width))
    rows = [
        Row(_KINDS, ("", *((kind, "dim") for kind in kinds))),  # type: ignore[arg-type]
        Row(_TARGETS, ("", *becomes)),
    ]
    for row, cells in zip(seen.rows, cut, strict=True):
        shown: list[Cell] = [clean(cell) for cell in cells]
        if row.fault:
            shown = [(str(cell), "warn") for cell in shown]
        shown += [""] * (len(guesses) - len(shown))
        rows.append(Row(str(row.line), ((str(row.line), "dim"), *shown)))
    return RowsSource(columns, rows)


def _becomes(seen: Looked, at: int) -> Cell:
    from csops_tui.tui.intake_reading import SURE
    from csops_tui.tui.target_words import target_word

    found = seen.becomes(at)
    if not found:
        return (t("importing.unused"), "dim")
    words = t("importing.and").join(dict.fromkeys(target_word(entity, name) for entity, name in found))
    return (f"→ {words}", "good" if seen.surest(at).confidence >= SURE else "warn")


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]
