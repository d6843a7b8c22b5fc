"""Importing a file: its name, what it would do, and only then doing it, as one step that `u` takes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from csops_tui.locale import t
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import BY_ID, Command, of_scopes
from csops_tui.tui.file_names import common_beginning, completions, shown_path
from csops_tui.tui.fold import fold
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.exchange.plan import Plan, Result
    from csops_tui.tui.intake import Foreseen

_ENDINGS = (".csv", ".tsv", ".txt")
_CANDIDATES = 8


class ImportScreen(BaseScreen):
    """The line for the file's name; below it what the import would do, with the first rows that it cannot take."""

    scopes: ClassVar[tuple[str, ...]] = ("import",)
    topics = frozenset({"?"})
    DEFAULT_CSS = """
    ImportScreen #label { padding: 1 1 0 3; color: $text-muted; }
    ImportScreen ImeInput { border: none; height: 1; padding: 0 1; margin: 0 0 0 2; background: $background; }
    ImportScreen VerticalScroll { padding: 1 3; }
    ImportScreen VerticalScroll Static { height: auto; }
    """

    class Read(Message):
        """So many rows were read."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows

    def __init__(self) -> None:
        super().__init__()
        self._foreseen: Foreseen | None = None
        self._kinds: list[str] = []
        self._forgiving = False
        self._done = False
        self._names: list[str] = []
        self._name_at: int | None = None

    def where(self) -> str:
        return t("welcome.into")

    def compose_body(self) -> ComposeResult:
        yield Static(t("welcome.path"), id="label", markup=False)
        yield ImeInput(placeholder=t("welcome.path_hint"), compact=True)
        with VerticalScroll():
            yield Static("", id="says", markup=False)

    def on_mount(self) -> None:
        self._line.focus()

    def footer_commands(self) -> list[Command]:
        # While a name is typed letters belong to the line.
        if self._foreseen is None:
            return [BY_ID["import.choose"], BY_ID["back"]]
        return [*(command for command in of_scopes(("import",)) if command.footer), BY_ID["back"]]

    @property
    def _line(self) -> ImeInput:
        return self.query_one(ImeInput)

    def _say(self, text: Text | str, role: str = "text-muted") -> None:
        shown = text if isinstance(text, Text) else Text(clean(text, multiline=True), self.app.theme_variables[role])
        self.query_one("#says", Static).update(shown)

    # The name of the file

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._offer(message.value)

    def _offer(self, text: str, said: str = "") -> None:
        """List the names that begin so, below what is `said` of them; none is chosen yet."""
        self._names, self._name_at = completions(text, _ENDINGS) if text else [], None
        self._show_names(said if self._names or not text.endswith("/") else t("welcome.no_files"))

    def _show_names(self, said: str = "") -> None:
        at = self._name_at
        first = 0 if at is None else max(0, at - _CANDIDATES + 1)
        shown = enumerate(self._names[first : first + _CANDIDATES], first)
        names = [f"{'▸' if place == at else ' '} {name}" for place, name in shown]
        self._say("\n".join([said, *names] if said else names))

    def _write(self, name: str) -> None:
        self._line.value = name
        self._line.cursor_position = len(name)

    def _complete(self) -> None:
        """Complete the name as far as it is certain."""
        found = completions(self._line.value, _ENDINGS)
        if found:
            self._write(common_beginning(found))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        name = message.value.strip() if self._name_at is None else self._names[self._name_at]
        if not name:
            return
        folder = Path(name).expanduser().is_dir()
        name = f"{name.rstrip('/')}/" if folder else name
        with self.prevent(Input.Changed):
            self._write(name)
        if folder:
            self._offer(name, t("welcome.folder", path=name))
        else:
            self._foresee("")

    def do_choose_name(self) -> None:
        """Go to the next of the names offered; with an empty line, the files of this folder are offered."""
        if self._foreseen is None:
            if not self._line.value and not self._names:
                self._names = completions("", _ENDINGS)
            self._choose(0 if self._name_at is None else self._name_at + 1)

    def do_choose_name_up(self) -> None:
        """Go to the name above."""
        if self._foreseen is None:
            self._choose(len(self._names) if self._name_at is None else self._name_at - 1)

    def _choose(self, at: int) -> None:
        if self._names:
            self._name_at = max(0, min(at, len(self._names) - 1))
            self._show_names()

    # What it would do

    def _foresee(self, kind: str) -> None:
        path, book, forgiving = Path(self._line.value.strip()).expanduser(), self.csops.book, self._forgiving

        def progress(rows: int) -> None:
            self.post_message(self.Read(rows))

        def ask(conn: Connection) -> tuple[Foreseen, list[str]] | str:
            from csops_tui.exchange.errors import ExchangeError
            from csops_tui.tui.intake import foresee

            try:
                return foresee(book, path, kind, forgiving=forgiving, progress=progress)
            except (ExchangeError, BookError) as error:
                return str(error)
            except OSError as error:
                return f"{path.name}: {error.strerror or type(error).__name__}"

        self._drop()
        self._done = False
        self._say(t("welcome.planning", n=0))
        self.load("plan", ask, self._planned)

    def on_import_screen_read(self, message: Read) -> None:
        """Say how far the reading is."""
        message.stop()
        if self._foreseen is None:
            self._say(t("welcome.planning", n=f"{message.rows:,}"))

    def _planned(self, answer: tuple[Foreseen, list[str]] | str) -> None:
        if isinstance(answer, str):
            self._say(answer, "error")
            return
        self._foreseen, self._kinds = answer
        self._say(self._result(self._foreseen))
        self.query_one(VerticalScroll).focus()
        self.show_undo()

    def _result(self, seen: Foreseen) -> Text:
        colours = self.app.theme_variables
        text = Text()

        def begin(label: str) -> None:
            line = Text(t(f"welcome.{label}"), colours["text-muted"])
            line.pad_right(max(1, 16 - line.cell_len))
            text.append_text(line)

        begin("kind")
        for kind in self._kinds:
            here = kind == seen.entity
            style = f"bold {colours['accent']}" if here else colours["text-muted"]
            text.append(f"{'▸ ' if here else ''}{t(f'entity.{kind}')}   ", style)
        text.append("\n")
        begin("columns")
        text.append(t("welcome.recognised", n=len(seen.mapping.sources), total=len(seen.table.header)))
        if seen.mapping.ignored:
            text.append(f"   {clean(t('welcome.ignored', names=', '.join(seen.mapping.ignored)))}", colours["warning"])
        text.append("\n")
        begin("foresee")
        plan = seen.plan
        roles = {"created": "accent", "updated": "primary", "skipped": "text-muted", "rejected": "error"}
        for name, role in roles.items():
            count = getattr(plan, name)
            style = f"bold {colours[role]}" if count else colours["text-muted"]
            text.append(f"{t(f'welcome.{name}')} {count:,}   ", style)
        text.append("\n")
        for line in self._additions(plan):
            for part in fold(clean(line), max(20, self.size.width - 24)):
                text.append(f"{'':16}{part}\n", colours["warning"])
        self._append_rejected(text, seen)
        if seen.contracts:
            words = "contracts" if "subscription" in self._kinds else "contracts_no_start"
            self._append_hint(text, t(f"welcome.{words}", names=", ".join(seen.contracts)))
        words = "welcome.ready" if seen.writes else "welcome.nothing"
        return text.append(f"\n{t(words)}", f"bold {colours['foreground']}")

    def _additions(self, plan: Plan) -> list[str]:
        """What an import adds besides the records of the file, or how it could."""
        lines: list[str] = []
        if yearly := plan.mapping.by_role("yearly"):
            lines.append(t("welcome.yearly", names=", ".join(source.header for source in yearly)))
        if not self._forgiving:
            unknown = any(key in ("unknown_ref", "unknown_code") for _, key in plan.reasons)
            return [*lines, t("welcome.forgive_hint")] if unknown else lines
        lines += [t(f"welcome.{key}", n=count, names=names) for key, (count, names) in plan.additions().items()]
        return [*lines, t("welcome.forgiving")]

    def _append_rejected(self, text: Text, seen: Foreseen) -> None:
        colours = self.app.theme_variables
        room = max(20, self.size.width - 8)
        if seen.rejected:
            text.append("\n")
        for row in seen.rejected:
            said = clean(f"{t('welcome.line', line=row.line)}  {row.column}  {row.reason}")
            for number, part in enumerate(fold(said, room)):
                text.append(f"{'  ' if number else ''}{part}\n", colours["foreground"])
        if (more := seen.plan.rejected - len(seen.rejected)) > 0:
            text.append(f"{t('welcome.more', n=f'{more:,}')}\n", colours["text-muted"])

    def _append_hint(self, text: Text, hint: str) -> None:
        for part in fold(clean(hint), max(20, self.size.width - 8)):
            text.append(f"{part}\n", self.app.theme_variables["warning"])

    def _afterwards(self, seen: Foreseen, said: str) -> Text:
        """What was done, what was left out, and what of the file can still come in."""
        text = Text(f"{said}\n", f"bold {self.app.theme_variables['foreground']}")
        self._append_rejected(text, seen)
        if seen.plan.rejected:
            self._append_hint(text, t("welcome.left_out", n=f"{seen.plan.rejected:,}"))
        if self._more_in(seen):
            self._append_hint(text, t("welcome.contracts_next", names=", ".join(seen.contracts)))
        return text.append(f"\n{t('welcome.close')}", f"bold {self.app.theme_variables['foreground']}")

    def _more_in(self, seen: Foreseen) -> bool:
        """Whether the contracts of the accounts can come in from the same file."""
        return bool(seen.contracts) and "subscription" in self._kinds

    # Commands on the result

    def why_not_apply_import(self) -> str | None:
        """There must be something to write."""
        if self._foreseen is None:
            return "welcome.why.no_plan"
        return None if self._done or self._foreseen.writes else "welcome.nothing"

    def why_not_forgive(self) -> str | None:
        """A file must have been read, and not be in yet."""
        if self._done:
            return "welcome.why.done"
        return None if self._foreseen else "welcome.why.no_plan"

    def why_not_write_rejects(self) -> str | None:
        """Something must have been rejected."""
        if self._foreseen is None:
            return "welcome.why.no_plan"
        return None if self._foreseen.plan.rejected else "welcome.why.no_rejects"

    def do_next_kind(self) -> None:
        """Read the file as the next kind of record that it could hold; in the line, complete the name."""
        if self._foreseen is None:
            self._complete()
            return
        if self._done and self._more_in(self._foreseen):
            self._foresee("subscription")
            return
        place = self._kinds.index(self._foreseen.entity)
        self._foresee(self._kinds[(place + 1) % len(self._kinds)])

    def do_forgive(self) -> None:
        """Add words that no list knows and leave references empty that are not found, or reject them again."""
        assert self._foreseen is not None
        self._forgiving = not self._forgiving
        self._foresee(self._foreseen.entity)

    def do_write_rejects(self) -> None:
        """Write the rows that cannot be taken to a file, each with the reason."""
        from csops_tui.tui.intake import rejects_file

        assert self._foreseen is not None
        try:
            path = rejects_file(self._foreseen)
        except OSError as error:
            self.csops.say(t("export.failed", path=shown_path(Path()), detail=error.strerror or ""), "error")
            return
        said = t("welcome.rejects_written", n=f"{self._foreseen.plan.rejected:,}", path=shown_path(path))
        self.csops.say(said)

    def do_apply_import(self) -> None:
        """Carry the import out as one step."""
        seen, book = self._foreseen, self.csops.book
        assert seen is not None
        if self._done:
            self._close()
            return

        def ask(conn: Connection) -> Result | str:
            try:
                return seen.apply(book)
            except BookError as error:
                return str(error)

        self._say(t("welcome.applying"))
        self.load("apply", ask, lambda answer: self._applied(seen, answer))

    def _applied(self, seen: Foreseen, answer: Result | str) -> None:
        if isinstance(answer, str):
            self._say(answer, "error")
            return
        csops = self.csops
        words = "welcome.done_left" if answer.rejected else "welcome.done"
        said = t(words, created=f"{answer.created:,}", updated=f"{answer.updated:,}", n=f"{answer.rejected:,}")
        stays = answer.rejected or self._more_in(seen)
        if stays:
            self._done = True
            self._say(self._afterwards(seen, said))
            self.show_undo()
        else:
            self._close()
        csops.wrote(frozenset({seen.entity, "member", "code", "external_ref"}))
        csops.say(said)

    def _close(self) -> None:
        self._drop()
        self.csops.pop_screen()

    def do_back(self) -> None:
        """From the result back to the name; from there to the screen before."""
        if self._foreseen is None:
            self.csops.do_back()
            return
        if self._done:
            self._close()
            return
        self._drop()
        self._say("")
        self._line.focus()

    def _drop(self) -> None:
        if self._foreseen is not None:
            self._foreseen.close()
            self._foreseen = None
        self.show_undo()

    def on_unmount(self) -> None:
        if self._foreseen is not None:
            self._foreseen.close()
