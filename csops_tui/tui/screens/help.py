"""`?`: what the figure under the cursor means, and everything that can be done on a screen."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csops_tui.locale import has, language, t
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.reach import EVERYWHERE, HERE, LISTS, Reachable, matching, reachable
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.pick import Pick, PickBox
from csops_tui.tui.widgets.source import Cell, Column

MOVES = (
    ("down", "j ↓  k ↑"),
    ("right", "← →"),
    ("page", "^d ^u  PgDn PgUp"),
    ("ends", "g G  Home End"),
    ("mark", "space"),
    ("open", "enter"),
)
"""The keys of the sheet, which belong to the widget; the words are `help.move.<name>`."""

# What a column of the sheet is called in the ledger of definitions.
FIGURES = {
    "one_to_one": "last_1to1",
    "any": "last_any",
    "touches": "touches_12m",
    "usage": "usage_change",
    "renewal": "renewal_on",
    "next": "next_task",
    "mrr": "mrr",
    "concern": "concern",
    "completeness": "churn_completeness",
}
# Columns that show a field of another record.
_ELSEWHERE = {
    "account": ("account", "name"),
    "owner": ("account", "owner_id"),
    "contacts": ("touchpoint_contact", "contact_id"),
    "products": ("identity", "product_id"),
}


class HelpScreen(BaseScreen):
    """The commands of `screen` in groups; typing filters them, enter runs the one under the cursor there."""

    DEFAULT_CSS = """
    HelpScreen PickBox { margin: 1 0 0 0; }
    HelpScreen #sentence { height: 2; padding: 0 1 0 3; color: $text-muted; }
    """

    def __init__(self, screen: BaseScreen) -> None:
        super().__init__()
        self._of = screen
        self._found: list[Reachable] = []

    def compose_body(self) -> ComposeResult:
        columns = (
            Column("key", t("help.key"), 16, min_width=10, frozen=True),
            Column("title", t("help.what"), 20, min_width=14),
            Column("help", t("help.sentence"), 44, min_width=40, hide_below=2, elastic=True),
            Column("verb", t("help.shell"), 22, hide_below=3),
        )
        yield PickBox(columns, t("help.hint"), t("help.nothing"))
        yield Static("", id="sentence", markup=False)

    def where(self) -> str:
        return f"{t('help.title')} ▸ {self._of.where()}".removesuffix(" ▸ ")

    def footer_commands(self) -> list[Command]:
        # Letters are typed into the line here.
        return [BY_ID["back"]]

    def on_mount(self) -> None:
        # What the cursor stands on is explained first, so that `?` `enter` tells all about it.
        self._found = sorted(reachable(self._of), key=lambda one: one.command.id != "list.define")
        self._show("")
        self.query_one(PickBox).focus_line()

    def _show(self, text: str) -> None:
        names = {HERE: t("help.here"), LISTS: t("help.lists"), EVERYWHERE: t("help.everywhere")}
        picks = [
            Pick(one.command.id, self._cells(one), names[one.group])
            for one in matching(self._found, text)
            if one.group != EVERYWHERE
        ]
        if "list" in self._of.scopes:
            picks += [
                Pick(f"move.{name}", ((keys, "accent"), t(f"help.move.{name}"), "", ""), t("help.moving"))
                for name, keys in MOVES
                if all(word in norm(f"{keys} {t(f'help.move.{name}')}") for word in norm(text).split())
            ]
        picks += [
            Pick(one.command.id, self._cells(one), names[EVERYWHERE])
            for one in matching(self._found, text)
            if one.group == EVERYWHERE
        ]
        self.query_one(PickBox).show(picks)

    def _cells(self, one: Reachable) -> tuple[Cell, ...]:
        if one.command.id == "list.define" and isinstance(self._of, ListScreen) and not one.reason:
            column, title = self._of.current_column()
            meant, parts = meaning_of(column, title, self._of.table)
            return (one.keys, "accent"), one.title, f"{meant}: {' '.join(parts[0][1].split())}", one.command.verb
        if one.reason:
            return (one.keys, "dim"), (one.title, "dim"), (one.reason, "warn"), (one.command.verb, "dim")
        return (one.keys, "accent"), one.title, (one.help, "dim"), (one.command.verb, "dim")

    @on(PickBox.Typed)
    def _typed(self, message: PickBox.Typed) -> None:
        self._show(message.text)

    @on(PickBox.Moved)
    def _moved(self, message: PickBox.Moved) -> None:
        one = next((f for f in self._found if message.pick and f.command.id == message.pick.id), None)
        parts = [part for part in (one.help, one.reason or "", one.command.verb) if part] if one else []
        self.query_one("#sentence", Static).update(Text(clean("   ".join(parts))))

    @on(PickBox.Chosen)
    def _chosen(self, message: PickBox.Chosen) -> None:
        command = next((one.command for one in self._found if one.command.id == message.pick.id), None)
        if command is None:
            return
        screen = self._of
        self.dismiss()
        self.app.call_later(screen.action_command, command.id)


class DefinitionScreen(BaseScreen):
    """What one column means: the ledger's entry for a figure, label, kind and choices for a field."""

    scopes: ClassVar[tuple[str, ...]] = ()
    DEFAULT_CSS = """
    DefinitionScreen VerticalScroll { padding: 1 3; }
    DefinitionScreen Static { height: auto; max-width: 100; }
    """

    def __init__(self, column_key: str, title: str, table: str) -> None:
        super().__init__()
        self._key = column_key
        self._column = title
        self._table = table

    def compose_body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static("", id="meaning", markup=False)

    def where(self) -> str:
        return f"{t('help.definition')} ▸ {self._column}"

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.query_one("#meaning", Static).update(self._meaning())

    def _meaning(self) -> Text:
        colours = self.app.theme_variables
        text = Text()
        title, parts = meaning_of(self._key, self._column, self._table)
        text.append(f"{clean(title)}\n", f"bold {colours['accent']}")
        for label, words in parts:
            text.append(f"\n{clean(label)}\n", colours["text-muted"])
            text.append(f"{clean(words, multiline=True)}\n", colours["foreground"])
        return text


def meaning_of(column_key: str, column_title: str, table: str) -> tuple[str, list[tuple[str, str]]]:
    """What a column means, as its title and (label, words) in the order in which they are read."""
    from csops_tui.model.definitions import definition
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    own = table in ENTITIES and any(column.name == column_key for column in columns(ENTITIES[table]))
    # A plain field of a record is not the figure of the same name: the money of a contract line is entered, and the
    # contacts of a touch are people, not their number.
    entered = own or (table != "account" and column_key in _ELSEWHERE)
    figure = None if entered else definition(FIGURES.get(column_key, column_key))
    if figure:
        return figure.title(), [
            (t("help.formula"), figure.formula()),
            (t("help.edge"), figure.edge()),
            (t("help.missing"), figure.missing()),
            (t("help.unit"), figure.unit_word()),
        ]
    at = (table, column_key) if own else _ELSEWHERE.get(column_key)
    if at is None:
        return column_title, [(t("help.computed"), t("help.computed_from"))]
    return _field_meaning(*at)


def _field_meaning(table: str, name: str) -> tuple[str, list[tuple[str, str]]]:
    from csops_tui.model.codes import CODES, list_of, word
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    column = next(column for column in columns(ENTITIES[table]) if column.name == name)
    spec = column.spec
    parts: list[tuple[str, str]] = []
    if has(key := f"field.{table}.{name}.help"):
        parts.append((t("help.meaning"), t(key)))
    kind = t(f"help.kind.{spec.kind}")
    if spec.kind == "ref":
        kind += f": {t(f'entity.{spec.target}')}"
    if spec.unit:
        kind += f" ({t(f'help.measure.{spec.unit}')})"
    parts.append((t("help.kind"), kind))
    if spec.low is not None or spec.high is not None:
        low, high = ("" if bound is None else str(bound) for bound in (spec.low, spec.high))
        parts.append((t("help.range"), f"{low} – {high}"))
    parts.append((t("help.needed"), t("help.required") if column.required else t("help.optional")))
    codes = list_of(table, name, spec.target)
    if spec.kind == "code" and codes in CODES:
        parts.append((t("help.choices"), "\n".join(word(codes, entry.code, language()) for entry in CODES[codes])))
    parts.append((t("help.belongs"), t(f"entity.{table}")))
    return t(f"field.{table}.{name}"), parts
