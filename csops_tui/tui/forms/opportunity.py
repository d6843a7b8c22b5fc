"""The form of an opportunity: what speaks against selling now is said, and going on all the same asks for a word."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.measures import selling_guard
from csops_tui.measures.selling_guard import Against
from csops_tui.store.book import Book
from csops_tui.tui.forms.form import RecordJob
from csops_tui.tui.forms.job import FormField, Values

if TYPE_CHECKING:
    from csops_tui.store.config import Config
    from csops_tui.store.edit import Edit

_WHY = "why_anyway"


class OpportunityJob(RecordJob):
    """One opportunity with the guard."""

    def __init__(self, book: Book, config: Config, row_id: str | None, values: Values) -> None:
        from csops_tui.model.entity import Column, Spec

        super().__init__(book, config, "opportunity", row_id, values)
        why = Column(_WHY, Spec("text"), False)
        self.fields.append(
            FormField(
                "opportunity", why, t("register.guard.why"), t("register.guard.why.help"), t("register.guard.title")
            )
        )
        self._found: tuple[str | None, list[Against]] = (None, [])

    @property
    def _day(self) -> dt.date:
        return self._book.clock.today()

    def _against(self, values: Values) -> list[Against]:
        """What speaks against selling to the account, asked once for each account."""
        account = values.get("account_id")
        if not account:
            return []
        if self._found[0] != account:
            self._found = (account, selling_guard.against(self._book.reader(), account, self._day))
        return self._found[1]

    def _guarded(self, values: Values) -> list[Against]:
        before = self._before if self.row_id else {}
        return self._against(values) if selling_guard.advances(before, values) else []

    def start(self) -> Values:
        return {**super().start(), _WHY: None}

    def follow(self, key: str, values: Values) -> Values:
        """A decision has a day; taking it back takes the day away."""
        if key == "state":
            decided = values.get("state") != "open"
            return {"closed": (values.get("closed") or self._day.isoformat()) if decided else None}
        return super().follow(key, values)

    def remark(self, values: Values) -> str:
        """What speaks against selling just now."""
        found = self._against(values)
        if not found:
            return ""
        return t("register.guard.warning", reasons=t("register.guard.between").join(one.words for one in found))

    def problems(self, values: Values) -> dict[str, str]:
        found = super().problems(values)
        if self._guarded(values) and not str(values.get(_WHY) or "").strip():
            found.setdefault(_WHY, t("register.guard.needed", reasons=self.remark(values)))
        return found

    def write(self, edit: Edit, values: Values) -> str:
        plain = {name: value for name, value in values.items() if name != _WHY}
        why = str(values.get(_WHY) or "").strip()
        if why and (found := self._guarded(values)):
            plain["note"] = selling_guard.noted(plain.get("note"), found, why, self._day)
        return super().write(edit, plain)
