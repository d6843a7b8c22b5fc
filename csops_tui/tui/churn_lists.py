"""The lists of `4 Churn`: the log of churns, the attempts to keep customers, and the reviews."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from csops_tui.locale import has, t
from csops_tui.store.listing import Field, Listing, money_field
from csops_tui.tui.widgets.source import Column

Shape = dict[str, dict[str, Any]]
_Columns = Sequence[tuple[Field, int, dict[str, Any]]]
"""Each field with its width in the sheet, and whatever else is said of its column."""

_ACCOUNT = (
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    24,
    {"min_width": 14, "frozen": True},
)
_WHO = ("a.name", "a.kana")


@dataclass(frozen=True)
class RecordPart:
    """A part that lists the records of `table`; `computed` are the columns that no field stands behind."""

    table: str
    listing: Listing
    shape: Shape
    computed: frozenset[str] = frozenset()

    def columns(self) -> tuple[Column, ...]:
        """How the fields stand in the sheet."""
        return tuple(Column(f.key, self._title(f.key), kind=f.kind, **self.shape[f.key]) for f in self.listing.fields)

    def of(self, records: Sequence[str], order: str = "") -> RecordPart:
        """The same list of these records alone, in an order of its own if there is one."""
        log = self.listing
        source = f"{log.source} AND r.id IN (SELECT value FROM json_each(:records))"
        parameters = {**log.parameters, "records": json.dumps(list(records))}
        order = f"{order}, {log.order}" if order else log.order
        return replace(self, listing=replace(log, source=source, parameters=parameters, order=order))

    def within(self, start: dt.date, end: dt.date) -> RecordPart:
        """The same list from one day to another, both inclusive."""
        listing = self.listing
        parameters = {**listing.parameters, "start": start.isoformat(), "end": end.isoformat()}
        source = f"{listing.source} AND r.day BETWEEN :start AND :end"
        return replace(self, listing=replace(listing, source=source, parameters=parameters))

    def _title(self, key: str) -> str:
        names = (f"churn.{self.table}.{key}", f"churn.{key}", f"field.{self.table}.{key}")
        return next(t(name) for name in names if has(name))


def _part(
    table: str, name: str, joins: str, columns: _Columns, order: str, search: tuple[str, ...], *computed: str
) -> RecordPart:
    source = f"\nFROM {table} AS r{joins}\nWHERE 1"
    fields = tuple(field for field, *_ in columns)
    listing = Listing(name, source, "r.rowid", "r.id", fields, f"{order}, r.rowid DESC", (*_WHO, *search))
    shape = {field.key: {"width": width, **more} for field, width, more in columns}
    return RecordPart(table, listing, shape, frozenset(computed))


LOG = _part(
    "churn",
    "churn",
    """ JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.member_id, a.owner_id)""",
    (
        _ACCOUNT,
        (Field("state", "r.state", "code:churn.state"), 8, {}),
        (Field("kind", "r.kind", "code:churn.kind"), 10, {"hide_below": 6}),
        (Field("notice", "r.notice", "long_day"), 10, {"hide_below": 7}),
        (Field("effective", "r.effective", "long_day"), 10, {}),
        (money_field("mrr_lost", "r.mrr_lost", "r.currency"), 9, {"align": "right", "hide_below": 3}),
        (Field("reason_stated", "r.reason_stated", "code:churn_reason"), 18, {"min_width": 12, "hide_below": 4}),
        (Field("reason_judged", "r.reason_judged", "code:churn_reason"), 18, {"min_width": 12}),
        (
            Field("reason_judged_detail", "r.reason_judged_detail", "code:churn_reason_detail"),
            18,
            {"min_width": 10, "hide_below": 11},
        ),
        (Field("owner", "m.name", "person"), 8, {"hide_below": 5}),
        (Field("avoidable", "r.avoidable", "flag"), 8, {"hide_below": 9}),
        (Field("foreseeable", "r.foreseeable", "flag"), 8, {"hide_below": 9}),
        (Field("competitor", "r.competitor", "text"), 12, {"hide_below": 10}),
        (Field("note", "r.note", "note"), 30, {"min_width": 12, "elastic": True, "hide_below": 8}),
    ),
    "coalesce(r.effective, r.notice) DESC",
    ("m.name", "r.note", "r.evidence", "r.competitor"),
)

_SAVES = _part(
    "save_attempt",
    "saves",
    """ JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.member_id
LEFT JOIN churn AS c ON c.id = r.churn_id""",
    (
        (Field("day", "r.day", "long_day"), 10, {"frozen": True}),
        _ACCOUNT,
        (Field("action", "r.action"), 30, {"min_width": 14, "elastic": True}),
        (Field("result", "r.result", "code:save_attempt.result"), 10, {"min_width": 8}),
        (Field("member_id", "m.name", "person"), 8, {"hide_below": 2}),
        (Field("minutes", "r.minutes", "count"), 5, {"align": "right", "hide_below": 3}),
        (money_field("cost", "r.cost", "coalesce(c.currency, 'JPY')"), 9, {"align": "right", "hide_below": 4}),
        (Field("reason_judged", "c.reason_judged", "code:churn_reason"), 18, {"min_width": 12, "hide_below": 5}),
        (Field("note", "r.note", "note"), 24, {"min_width": 10, "elastic": True, "hide_below": 6}),
    ),
    "r.day DESC",
    ("m.name", "r.action", "r.note"),
    "reason_judged",
)

_REVIEWS = _part(
    "churn_review",
    "churn_reviews",
    """ JOIN churn AS c ON c.id = r.churn_id JOIN account AS a ON a.id = c.account_id
LEFT JOIN review_session AS s ON s.id = r.session_id""",
    (
        (Field("day", "r.day", "long_day"), 10, {"frozen": True}),
        _ACCOUNT,
        (Field("state", "r.state", "code:churn_review.state"), 8, {}),
        (Field("session", "s.title"), 18, {"min_width": 10, "hide_below": 3}),
        (Field("notice", "c.notice", "long_day"), 10, {"hide_below": 4}),
        (Field("first_knowable", "r.first_knowable", "long_day"), 12, {"hide_below": 2}),
        (
            Field("actions", "(SELECT count(*) FROM review_action AS x WHERE x.review_id = r.id)", "count"),
            8,
            {"align": "right", "hide_below": 1},
        ),
        (Field("improve_cs", "r.improve_cs", "note"), 24, {"min_width": 10, "elastic": True, "hide_below": 5}),
        (Field("improve_ops", "r.improve_ops", "note"), 24, {"min_width": 10, "elastic": True, "hide_below": 6}),
    ),
    "r.day DESC",
    ("s.title", "r.improve_cs", "r.improve_ops", "r.minutes_text"),
    *("account_id", "session", "notice", "actions"),
)

RECORD_PARTS = {"log": LOG, "saves": _SAVES, "reviews": _REVIEWS}
