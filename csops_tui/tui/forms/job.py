"""What a form is about: its fields, what they start with, what follows from them, and how they are saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from csops_tui.locale import has, t
from csops_tui.store.typed import Typing

if TYPE_CHECKING:
    from csops_tui.model.entity import Column
    from csops_tui.store.edit import Edit

Values = dict[str, Any]
"""Field → value as the book stores it."""


@dataclass(frozen=True)
class FormField:
    """One field of a form: a column of `table`, under its own label, or one that only this form has.

    `section` is the heading that stands above it, where one begins; `parent` the field whose code limits the codes
    of this one; `aside` what stands beside it where its value says nothing more. `name` is what the form calls it where
    the same column stands in it more than once.
    """

    table: str
    column: Column
    label: str
    help: str = ""
    section: str = ""
    parent: str = ""
    aside: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """The name of the field within its form."""
        return self.name or self.column.name

    @property
    def kind(self) -> str:
        """What its value is: text, note, code, ref, day, money, flag, …"""
        return self.column.spec.kind


def field_of(table: str, column: Column, section: str = "", parent: str = "") -> FormField:
    """The field of a column, with its words from the catalogue."""
    key = f"field.{table}.{column.name}"
    return FormField(table, column, t(key), t(f"{key}.help") if has(f"{key}.help") else "", section, parent)


class Job(Protocol):
    """One act of filling in a form."""

    @property
    def table(self) -> str:
        """The entity that refusals are about."""
        ...

    @property
    def row_id(self) -> str | None:
        """The record that is changed; None for a new one."""
        ...

    @property
    def title(self) -> str:
        """What stands in the first line of the screen."""
        ...

    @property
    def draft_key(self) -> tuple[str, str]:
        """Under what the draft is kept."""
        ...

    @property
    def fields(self) -> Sequence[FormField]:
        """The fields in the order in which they are filled in."""
        ...

    @property
    def where(self) -> Typing:
        """The circumstances in which texts are read."""
        ...

    def start(self) -> Values:
        """What the fields hold before anything is typed."""
        ...

    def follow(self, key: str, values: Values) -> Values:
        """What other fields become now that field `key` changed; those typed by hand keep their text."""
        ...

    def remark(self, values: Values) -> str:
        """A line about the whole form: what is missing, what saving will do besides."""
        ...

    def problems(self, values: Values) -> dict[str, str]:
        """Field → what is wrong with these values together, in words; asked before saving."""
        ...

    def label(self, values: Values) -> str:
        """What the edit is called in the history."""
        ...

    def write(self, edit: Edit, values: Values) -> str:
        """Write the values; returns the id of the record."""
        ...
