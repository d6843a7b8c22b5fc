"""Facts in, measures out: what the tests of measures share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csops_tui.measures import panel
from csops_tui.measures.facts.usage import LAST_DAY
from csops_tui.measures.families import MEASURES
from csops_tui.measures.sheet import rows
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = "2026-11-21"
DAY = dt.date.fromisoformat(TODAY)
NAMES = tuple(measure.name for measure in MEASURES)
COMPUTED = panel.ROWS


def ago(days: int) -> str:
    """The day so many days before TODAY."""
    return (DAY - dt.timedelta(days=days)).isoformat()


def wall(day: dt.date) -> Clock:
    """A wall clock that stands at noon of a day."""
    return Clock(now=dt.datetime.combine(day, dt.time(12)).astimezone())


class Small:
    """A book with one account `a`, in which facts are short to write."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.a = self.add("account", name="ミライ商事", tier="high", touch_model="high")

    def add(self, table: str, /, **values: Any) -> str:
        """One row in an edit of its own; facts belong to the first account unless they say otherwise."""
        if table not in ("account", "cadence", "blackout", "member", "product", "event", "survey", "signal"):
            values = {"account_id": self.a, **values}
        with self.book.edit(table) as edit:
            return edit.insert(table, values)

    def touch(self, day: str, reach: str = "1:1", **values: Any) -> str:
        """One touch, by default a two-way call."""
        return self.add(
            "touchpoint", **{"day": day, "at": f"{day}T03:00:00Z", "channel": "call", "reach": reach, **values}
        )

    def line(self, mrr: int, starts: str, ends: str | None = None, **values: Any) -> str:
        """One contract line."""
        return self.add("subscription", mrr=mrr, starts=starts, ends=ends, **values)

    def attend(self, day: str, state: str = "attended", **values: Any) -> str:
        """One person's way through a seminar on that day."""
        event = values.pop("event_id", None) or self.add("event", title="春のセミナー", day=day)
        return self.add("attendance", event_id=event, day=day, state=state, **values)

    def use(self, *facts: tuple[str, float], metric: str = "sessions") -> str:
        """Daily usage facts of the first account as one batch; returns the edit."""
        with self.book.edit("usage") as edit:
            batch = edit.usage_batch("test")
            edit.usage_rows(batch, [(self.a, None, None, metric, "day", day, value) for day, value in facts])
        return edit.id

    def measures(self, day: str = TODAY, account: str | None = None) -> dict[str, Any]:
        """The panel's row of an account as of a day."""
        panel.ensure_day(self.book, dt.date.fromisoformat(day))
        found = self.book.reader().execute(
            f"SELECT {', '.join(NAMES)} FROM panel WHERE as_of = ? AND account_id = ?", [day, account or self.a]
        )
        return dict(zip(NAMES, found.fetchone(), strict=True))

    def sheet(self, day: str = TODAY, scope: str = "current") -> list[dict[str, Any]]:
        """The sheet's plain rows as of a day."""
        names, found = rows(self.book, dt.date.fromisoformat(day), scope)
        return [dict(zip(names, row, strict=True)) for row in found]


def panel_rows(book: Book, day: str) -> list[tuple[Any, ...]]:
    """What the panel holds of a day, by account."""
    return book.reader().execute("SELECT * FROM panel WHERE as_of = ? ORDER BY account_id", [day]).fetchall()


def computed_rows(book: Book, day: str) -> list[tuple[Any, ...]]:
    """What computing everything anew gives for a day, by account."""
    conn = book.reader()
    # Asked anew: what the panel has noted of it could be of yesterday.
    (newest,) = conn.execute(LAST_DAY, {"as_of": day}).fetchone()
    return conn.execute(f"{COMPUTED} ORDER BY 2", {"as_of": day, "used": newest and newest[:10]}).fetchall()


def held_days(book: Book) -> list[str]:
    """The days of which the panel holds rows."""
    return [row[0] for row in book.reader().execute("SELECT DISTINCT as_of FROM panel ORDER BY 1")]
