"""The code lists: which there are, and the codes of one, added, renamed, retired or replaced with what that touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from csops_tui.locale import has, language, t
from csops_tui.store import code_book
from csops_tui.store.code_book import Entry
from csops_tui.store.sqlite import Connection
from csops_tui.text.names import norm
from csops_tui.tui.ask import Ask
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column, Source

_NOT_HERE = frozenset({"list.edit", "list.new", "list.delete"})


def list_title(name: str) -> str:
    """What people call a code list; the name of the list itself where it is the book's own."""
    return t(key) if has(key := f"codes.list.{name}") else name


class _Codes(ListScreen):
    """A table of code lists or of codes, worked out from the book as often as that changes."""

    topics = frozenset[str]()
    table = "code"
    place = "codes"

    def source(self) -> Source:
        return FiguresSource(Figures(self._columns(), self._rows(self.csops.book.reader())), self.csops.today)

    def _columns(self) -> tuple[Column, ...]:
        raise NotImplementedError

    def _rows(self, conn: Connection) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        raise NotImplementedError

    def reload(self) -> None:
        here = self.sheet.current_id
        self._summarised = None
        self.sheet.set_source(self.source())
        if here:
            self.sheet.select(here)
        self.show_facts()

    def new_day(self) -> None:
        """Codes do not depend on the day."""

    def current_account(self) -> tuple[str, str] | None:
        return None

    def marked_accounts(self) -> list[str]:
        return []

    def why_not_changes(self) -> str | None:
        """A code as it was shipped has no history."""
        return None if self.current_row() else "why.no_row"


class CodeListsScreen(_Codes):
    """All code lists; `enter` opens one."""

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("list", t("codes.col.list"), 26, min_width=16, frozen=True),
            Column("offered", t("codes.col.offered"), 7, "right", "count"),
            Column("retired", t("codes.col.retired"), 7, "right", "count"),
            Column("version", t("codes.col.version"), 7, "right", "count"),
            Column("words", t("codes.col.words"), 40, min_width=16, elastic=True, hide_below=1),
        )

    def _rows(self, conn: Connection) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        found: list[tuple[str, tuple[Any, ...]]] = []
        between = "、" if language() == "ja" else ", "
        for name in code_book.lists(conn):
            known = code_book.entries(conn, name)
            offered = [entry.word(language()) for entry in known if entry.active]
            version = code_book.version(conn, name)
            row = (list_title(name), len(offered), len(known) - len(offered), version, between.join(offered))
            found.append((name, row))
        return tuple(found)

    def open_row(self, row_id: str) -> None:
        self.csops.push_screen(CodesScreen(row_id))

    def current_row(self) -> tuple[str, str] | None:
        return None

    def footer_commands(self) -> list[Command]:
        """A list is opened, not changed."""
        return [command for command in super().footer_commands() if command.id not in _NOT_HERE]

    def why_not_edit(self) -> str | None:
        """Lists are not edited themselves."""
        return "codes.why.list"

    why_not_new = why_not_delete = why_not_edit


class CodesScreen(_Codes):
    """The codes of one list, with how many records hold each."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "codes")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name_of_list = name
        self._entries: dict[str, Entry] = {}
        self._uses: dict[str, int] = {}

    def where(self) -> str:
        return f"{super().where()} ▸ {list_title(self.name_of_list)}"

    def _columns(self) -> tuple[Column, ...]:
        above = (
            (Column("parent", t("codes.col.parent"), 20, min_width=10, hide_below=3),)
            if self.name_of_list in code_book.SECOND_LEVEL
            else ()
        )
        ja = Column("ja", t("codes.col.ja"), 24, min_width=20, frozen=True)
        en = Column("en", t("codes.col.en"), 24, min_width=12, hide_below=7)
        if language() == "en":
            en, ja = replace(en, min_width=20, frozen=True, hide_below=0), replace(ja, min_width=12, frozen=False)
            ja = replace(ja, hide_below=7)
        return (
            *((ja, en) if language() == "ja" else (en, ja)),
            *above,
            Column("state", t("codes.col.state"), 9),
            Column("records", t("codes.col.records"), 8, "right", "count"),
            Column("replaced_by", t("codes.col.replaced_by"), 20, min_width=10, hide_below=2),
            Column("code", t("codes.col.code"), 18, min_width=10),
            Column("version", t("codes.col.version"), 7, "right", "count", hide_below=5),
            Column("aliases", t("codes.col.aliases"), 24, min_width=10, elastic=True, hide_below=6),
        )

    def _rows(self, conn: Connection) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        name = self.name_of_list
        self._entries = {entry.code: entry for entry in code_book.entries(conn, name)}
        self._uses = code_book.uses(conn, name)
        parents = {entry.code: entry for entry in code_book.entries(conn, code_book.SECOND_LEVEL.get(name, ""))}
        found: list[tuple[str, tuple[Any, ...]]] = []
        for entry in self._entries.values():
            above: tuple[Any, ...] = ()
            if name in code_book.SECOND_LEVEL:
                parent = parents.get(entry.parent or "")
                above = (parent.word(language()) if parent else entry.parent,)
            by = self._entries.get(entry.replaced_by or "")
            state = "offered" if entry.active else "replaced" if entry.replaced_by else "retired"
            words = (entry.ja, entry.en) if language() == "ja" else (entry.en, entry.ja)
            row = (*words, *above, t(f"codes.state.{state}"), self._uses.get(entry.code, 0))
            row += (by.word(language()) if by else entry.replaced_by, entry.code, entry.version, entry.aliases or None)
            found.append((entry.code, row))
        return tuple(found)

    def show_facts(self) -> None:
        """Which version of the list it is, and how many codes it offers."""
        offered = sum(entry.active for entry in self._entries.values())
        version = max((entry.version for entry in self._entries.values()), default=1)
        retired = len(self._entries) - offered
        facts = [t("codes.versioned", version=version, offered=offered, retired=retired)]
        if self.filtered_by:
            facts.append(t("list.filtered", text=self.filtered_by))
        self.title_bar.show(facts="   ".join(facts))

    @property
    def _here(self) -> Entry | None:
        return self._entries.get(self.sheet.current_id or "")

    def current_row(self) -> tuple[str, str] | None:
        entry = self._here
        return ("code", entry.row) if entry and entry.row else None

    # Adding and renaming

    def open_row(self, row_id: str) -> None:
        self._open_form(self._entries[row_id])

    def do_edit(self) -> None:
        """Rename the code under the cursor."""
        if entry := self._here:
            self._open_form(entry)

    def do_new(self) -> None:
        """Add a code."""
        self._open_form(None)

    def _open_form(self, entry: Entry | None) -> None:
        from csops_tui.tui.forms.code import open_code

        uses = self._uses.get(entry.code, 0) if entry else 0
        open_code(self.csops, self.name_of_list, list_title(self.name_of_list), entry, uses)

    def why_not_delete(self) -> str | None:
        """Codes are never deleted."""
        return "codes.why.delete"

    # Retiring and replacing

    def why_not_retire(self) -> str | None:
        """Only a code that is offered can be retired."""
        if self._here is None:
            return "why.no_row"
        return None if self._here.active else "codes.why.retired"

    why_not_replace = why_not_retire

    def why_not_revive(self) -> str | None:
        """Only a retired code can be brought back."""
        if self._here is None:
            return "why.no_row"
        return "codes.why.offered" if self._here.active else None

    def do_retire(self) -> None:
        """Offer the code under the cursor no longer."""
        if entry := self._here:
            label = self._label("retired", entry)
            said = t("codes.said.retired", label=label, n=self._uses.get(entry.code, 0))
            self._act(label, said, lambda edit: code_book.retire(edit, self.name_of_list, entry.code))

    def do_revive(self) -> None:
        """Offer the code under the cursor again."""
        if entry := self._here:
            label = self._label("revived", entry)
            said = t("app.done_undo", label=label)
            self._act(label, said, lambda edit: code_book.revive(edit, self.name_of_list, entry.code))

    def do_replace(self) -> None:
        """Choose what takes the place of the code under the cursor, seeing how many records that is."""
        entry = self._here
        if entry is None:
            return
        uses = self._uses.get(entry.code, 0)
        others = [one for one in self._entries.values() if one.active and one.code != entry.code]

        def candidates(text: str) -> list[Suggestion]:
            wanted = norm(text)
            fitting = [one for one in others if wanted in norm(f"{one.ja} {one.en} {one.code} {one.aliases}")]
            return [
                Suggestion(one.code, one.word(language()), self._then(uses, self._uses.get(one.code, 0)))
                for one in fitting
            ]

        def take(_: str, chosen: Suggestion | None) -> str | None:
            if chosen is None:
                return t("codes.replace.none")
            label = self._label("replaced", entry, by=chosen.label)
            said = t("codes.said.replaced", label=label, n=uses, by=chosen.label)
            self._act(label, said, lambda edit: code_book.supersede(edit, self.name_of_list, entry.code, chosen.value))
            return None

        title = t("codes.replace.title", word=entry.word(language()))
        said = t("codes.replace.keeps", n=uses)
        self.csops.push_screen(Ask(title, take, candidates=candidates, echo=lambda *_: said, pick=True))

    def _then(self, uses: int, others: int) -> str:
        return t("codes.replace.then", n=others, sum=uses + others)

    def _label(self, what: str, entry: Entry, **more: str) -> str:
        return t(f"codes.label.{what}", list=list_title(self.name_of_list), word=entry.word(language()), **more)

    def _act(self, label: str, said: str, act: Callable[[Any], Any]) -> None:
        if self.csops.write(label, act):
            self.csops.say(said)
