"""The form of one code of a code list: a new one, or other words for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csops_tui.locale import language, t
from csops_tui.store import code_book
from csops_tui.store.code_book import Entry
from csops_tui.store.errors import BookError, CodeRefused
from csops_tui.store.typed import Typing
from csops_tui.tui.forms.job import FormField, Values, field_of
from csops_tui.tui.forms.screen import FormScreen

if TYPE_CHECKING:
    from csops_tui.store.book import Book
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

# Which field a refusal is about.
_AT = {"no_code": "code", "exists": "code", "exists_retired": "code", "unknown": "parent", "not_offered": "parent"}


def open_code(app: CsopsApp, name: str, title: str, entry: Entry | None, uses: int) -> None:
    """Open the form of a code of the list `name` (called `title`) that `uses` records hold, or of a new one."""
    app.push_screen(FormScreen(CodeJob(app.book, name, title, entry, uses)))


class CodeJob:
    """A new code, or with `entry` its words."""

    table = "code"

    def __init__(self, book: Book, name: str, title: str, entry: Entry | None, uses: int) -> None:
        self._book, self._name, self._title, self._entry, self._uses = book, name, title, entry, uses
        self.row_id = entry.code if entry else None
        self.where = Typing(book)
        self.fields = self._make_fields()
        self.title = (
            t("codes.form.edit", list=title, word=entry.word(language())) if entry else t("codes.form.new", list=title)
        )
        self.draft_key = ("code:edit" if entry else "code:new", f"{name}:{entry.code}" if entry else name)

    def _make_fields(self) -> list[FormField]:
        from csops_tui.model.entity import columns
        from csops_tui.model.registry import ENTITIES

        known = {column.name: column for column in columns(ENTITIES["code"])}
        fields = [field_of("code", known["ja"]), field_of("code", replace(known["en"], required=False))]
        if self._entry is None:
            code = replace(field_of("code", known["code"]), help=t("codes.form.code.help"))
            fields.insert(0, code)
            if above := code_book.SECOND_LEVEL.get(self._name):
                spec: Any = replace(known["parent"].spec, kind="code", target=above)
                parent = replace(known["parent"], spec=spec, required=True)
                fields.insert(0, replace(field_of("code", parent), help=t("codes.form.parent.help")))
        return [*fields, field_of("code", known["aliases"])]

    def start(self) -> Values:
        """The words as they are."""
        entry = self._entry
        return {"ja": entry.ja, "en": entry.en, "aliases": entry.aliases or None} if entry else {}

    def follow(self, key: str, values: Values) -> Values:
        """Nothing follows."""
        return {}

    def remark(self, values: Values) -> str:
        """How many records will show the new words."""
        return t("codes.form.kept", n=self._uses) if self._uses else t("codes.form.unused")

    def problems(self, values: Values) -> dict[str, str]:
        """What the list would refuse, tried and taken back."""
        try:
            with self._book.edit("") as edit:
                self._write(edit, values)
                raise _Enough
        except CodeRefused as refused:
            return {_AT.get(str(refused.values["rule"]), "ja"): str(refused)}
        except (BookError, _Enough):
            # Whatever else is wrong is said when it is saved.
            return {}

    def label(self, values: Values) -> str:
        """What the edit is called."""
        word = values.get("ja") if language() == "ja" else values.get("en") or values.get("ja")
        if self._entry:
            return t("codes.label.renamed", list=self._title, before=self._entry.word(language()), word=word or "")
        return t("codes.label.added", list=self._title, word=word or "")

    def write(self, edit: Edit, values: Values) -> str:
        """Write the code; returns it."""
        return self._write(edit, values).code

    def _write(self, edit: Edit, values: Values) -> Entry:
        ja, en, aliases = (str(values.get(name) or "") for name in ("ja", "en", "aliases"))
        if self._entry:
            return code_book.rename(edit, self._name, self._entry.code, ja, en, aliases)
        code, parent = str(values.get("code") or ""), values.get("parent")
        return code_book.add(edit, self._name, code, ja, en, parent=parent, aliases=aliases)


class _Enough(Exception):
    """The trial ends here; nothing of it stays."""
