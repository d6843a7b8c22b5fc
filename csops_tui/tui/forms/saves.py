"""The attempts to keep a customer as fields within the entry of its churn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.tui.forms.form import invalid
from csops_tui.tui.forms.job import FormField, Values, field_of

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit

SAVE = "save:"
"""Before the names of these fields: `save:0:action`."""
_COLUMNS = ("action", "result", "member_id", "minutes", "cost", "day")
# So many can be added at a time; the list of attempts takes any number.
_EMPTY = 2
_OF_CHURN = f"SELECT id, {', '.join(_COLUMNS)} FROM save_attempt WHERE churn_id = ? ORDER BY day, rowid"


class Saves:
    """The attempts of one churn, those in the book first, then empty ones; an empty one without action is none."""

    def __init__(self, book: Book, churn_id: str | None) -> None:
        from csops_tui.model.entity import columns
        from csops_tui.model.registry import ENTITIES

        known = {column.name: column for column in columns(ENTITIES["save_attempt"])}
        rows = book.reader().execute(_OF_CHURN, [churn_id]).fetchall() if churn_id else []
        self._before: list[tuple[str | None, Values]] = [
            (row[0], dict(zip(_COLUMNS, row[1:], strict=True))) for row in rows
        ]
        nothing: Values = dict.fromkeys(_COLUMNS)
        self._before += [(None, nothing)] * _EMPTY
        self.fields = [self._field(known[name], place) for place in range(len(self._before)) for name in _COLUMNS]

    def _field(self, column: Any, place: int) -> FormField:
        from dataclasses import replace

        first = column.name == _COLUMNS[0]
        section = t("entry.step.save_again", n=place + 1) if first and place else ""
        # Nothing is asked of an attempt that is not one.
        free = replace(column, required=False, default=None)
        return replace(field_of("save_attempt", free, section), name=f"{SAVE}{place}:{column.name}")

    def start(self) -> Values:
        """What the fields hold before anything is typed."""
        return {f"{SAVE}{place}:{name}": row[name] for place, (_, row) in enumerate(self._before) for name in _COLUMNS}

    def follow(self, key: str, values: Values, day: str, member: str | None) -> Values:
        """A new attempt is ours, of the day of the notice, and did not work, until somebody says otherwise."""
        _, place, name = key.split(":")
        if name != "action" or not values.get(key) or self._before[int(place)][0]:
            return {}
        result = "partly" if values.get("kind") == "contraction" else "lost"
        proposed = {"day": day, "member_id": member, "result": result}
        return {f"{SAVE}{place}:{column}": value for column, value in proposed.items()}

    def problems(self, values: Values, account_id: str) -> dict[str, str]:
        """Field → what is wrong with an attempt that something is said about."""
        found: dict[str, str] = {}
        for place, (row_id, _) in enumerate(self._before):
            row = self._row(values, place)
            if row_id is None and not any(row.values()):
                continue
            # The day and the person follow once there is an action.
            shown: set[str] = set(_COLUMNS if row["action"] else _COLUMNS[:1])
            for name, words in invalid("save_attempt", row | {"account_id": account_id}, shown).items():
                found[f"{SAVE}{place}:{name}"] = words
        return found

    def write(self, edit: Edit, values: Values, account_id: str, churn_id: str) -> None:
        """Add what is new and change what was changed."""
        for place, (row_id, before) in enumerate(self._before):
            row = self._row(values, place)
            if row_id:
                changed = {name: value for name, value in row.items() if value != before[name]}
                if changed:
                    edit.update("save_attempt", row_id, changed)
            elif row["action"]:
                given = {name: value for name, value in row.items() if value is not None}
                edit.insert("save_attempt", {"account_id": account_id, "churn_id": churn_id, **given})

    def _row(self, values: Values, place: int) -> Values:
        return {name: values.get(f"{SAVE}{place}:{name}") for name in _COLUMNS}
