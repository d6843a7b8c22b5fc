"""What a sheet reports to its screen; handlers are named `on_sheet_opened` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from csops_tui.tui.widgets.sheet import Sheet


class SheetReport(Message):
    """A message of one sheet; `@on(Sheet.Opened, "#accounts")` works."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet

    @property
    def control(self) -> Sheet:
        return self.sheet


class Opened(SheetReport, namespace="sheet"):
    """A row was opened with enter or a double click."""

    def __init__(self, sheet: Sheet, row_id: str) -> None:
        super().__init__(sheet)
        self.row_id = row_id


class Highlighted(SheetReport, namespace="sheet"):
    """The cursor came to rest on a row (None: no rows) and the column with this key (None: no columns)."""

    def __init__(self, sheet: Sheet, row_id: str | None, column: str | None) -> None:
        super().__init__(sheet)
        self.row_id = row_id
        self.column = column

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Highlighted) and message.sheet is self.sheet


class MarksChanged(SheetReport, namespace="sheet"):
    """The set of marked row ids is now `marks`."""

    def __init__(self, sheet: Sheet, marks: frozenset[str]) -> None:
        super().__init__(sheet)
        self.marks = marks


class OrderWanted(SheetReport, namespace="sheet"):
    """The order must be worked out elsewhere; answer with `sheet.set_order(keys, token)`."""

    def __init__(self, sheet: Sheet, sort: str | None, descending: bool, quick: str, token: int) -> None:
        super().__init__(sheet)
        self.sort = sort
        self.descending = descending
        self.quick = quick
        self.token = token
