"""What can go wrong with a book, as errors that know their words in the catalogue."""

from __future__ import annotations

from csops_tui.locale import has, t


class BookError(Exception):
    """A problem with the book that a person can act on; `key` names its words under `store.error`."""

    key = "failed"
    exit_code = 1

    def __init__(self, **values: object) -> None:
        super().__init__(self.key, values)
        self.values = values

    def __str__(self) -> str:
        return t(f"store.error.{self.key}", None, **self.values)


class NoBook(BookError):
    """There is no file at the path."""

    key = "no_book"
    exit_code = 3


class NotABook(BookError):
    """The file is something else: text, an empty file, another program's database."""

    key = "not_a_book"
    exit_code = 5


class NewerBook(BookError):
    """The book was written by a newer csops."""

    key = "newer_book"
    exit_code = 5


class DamagedBook(BookError):
    """The file is a database but its content is damaged."""

    key = "damaged"
    exit_code = 5


class BookExists(BookError):
    """A book was to be created where there is a file already."""

    key = "exists"
    exit_code = 4


class UnsafePlace(BookError):
    """The path is on a network or cloud-drive folder, where SQLite's locks do not hold."""

    key = "unsafe_place"
    exit_code = 5


class DiskFull(BookError):
    """There is no room left to write."""

    key = "disk_full"


class BrokenBackup(BookError):
    """A backup does not prove whole: its hash, structure or references are wrong."""

    key = "broken_backup"
    exit_code = 5


class DiskError(BookError):
    """The disk reported an error while reading or writing."""

    key = "disk_error"


class Unwritable(BookError):
    """The file or its folder may only be read."""

    key = "unwritable"
    exit_code = 5


class BookBusy(BookError):
    """Another process held the book for longer than we wait."""

    key = "busy"
    exit_code = 4


class Refused(BookError):
    """A row breaks a rule of the book; `rule` is the name of the check, `table` and `detail` say where.

    A column's own rule is called `<column>_<kind>`; a rule across columns has a name of its own.
    """

    key = "refused"
    exit_code = 5

    def __str__(self) -> str:
        rule, table = str(self.values.get("rule", "")), str(self.values.get("table", ""))
        if has(specific := f"check.{table}.{rule}"):
            return t(specific)
        if rule == "referred":
            child, sign, count = str(self.values.get("detail", "")).partition(" × ")
            name = f"entity.{child}"
            return t("store.error.referred", detail=f"{t(name) if has(name) else child}{sign}{count}")
        if rule == "duplicate":
            return t("store.error.duplicate", None, **self.values)
        column, _, kind = rule.rpartition("_")
        if rule == "required":
            column, kind = str(self.values.get("detail", "")), "required"
        if column and has(f"check.{kind}"):
            name = f"field.{table}.{column}"
            return t(f"check.{kind}", field=t(name) if has(name) else column, value="", choices="", limit="")
        return super().__str__()


class CodeRefused(BookError):
    """A code list cannot be changed so; `rule` names the words under `codes.refused`."""

    key = "code_refused"
    exit_code = 5

    def __init__(self, rule: str, **values: object) -> None:
        super().__init__(rule=rule, **values)

    def __str__(self) -> str:
        return t(f"codes.refused.{self.values['rule']}", None, **self.values)


class NoSuchRow(BookError):
    """A row that was to be changed is not there."""

    key = "no_row"
    exit_code = 3


class NothingToUndo(BookError):
    """There is no edit left to undo (or to redo)."""

    key = "nothing_to_undo"
    exit_code = 4


class TooSlow(BookError):
    """A statement that a person typed ran longer than it may, or took too much memory."""

    key = "too_slow"


class NotAllowed(BookError):
    """A statement that a person typed does something other than read."""

    key = "not_allowed"
    exit_code = 5
