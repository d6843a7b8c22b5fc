"""One roll-up from the events to the book: find the accounts, sum by account and day, compare, write."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from csops_tui.exchange.rollup.accounts import Matched, match
from csops_tui.exchange.rollup.columns import ROLES, metrics_of, recognise
from csops_tui.exchange.rollup.errors import RollupError
from csops_tui.exchange.rollup.files import VIEW, EventFiles
from csops_tui.exchange.rollup.landing import Figures, Landing, compare, write
from csops_tui.exchange.rollup.parts import Parts
from csops_tui.exchange.rollup.source import METRICS, PARTS, Source
from csops_tui.exchange.rollup.statement import Statement, table_of
from csops_tui.exchange.rollup.warehouse import usual_time
from csops_tui.exchange.rollup.zones import Window, day_of, local_zone, zone_of
from csops_tui.locale import t
from csops_tui.store.backup import before_large
from csops_tui.store.book import Book

_EPOCH_DAY = dt.date(1970, 1, 1)
# Of a column of texts, what its times are read as.
_TYPE_OF = {"timestamp": "TIMESTAMP", "timestamptz": "TIMESTAMPTZ", "date": "DATE"} | dict.fromkeys(
    ("epoch_s", "epoch_ms", "epoch_us"), "DOUBLE"
)
_UNITS = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000}


class Events(Protocol):
    """Where events are: runs a statement in DuckDB's dialect and yields its rows."""

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of one statement."""
        ...


@dataclass(frozen=True)
class Extent:
    """How many rows the files hold, how many of them tell no time, and the days they go from and to."""

    rows: int
    no_time: int
    window: Window


@dataclass
class Rolled:
    """A roll-up that is ready to be written; to be closed.

    `events` lie in the window: of them `counted` are in the figures, `repeated` came twice, and those of unmatched keys
    and without an account are left out. `unknown` says of how many the contact or product, when asked for, is not in
    the book; they count for the account alone.
    """

    source: Source
    window: Window
    metrics: tuple[str, ...]
    matched: Matched
    landing: Landing
    counted: int
    repeated: int
    unknown: Mapping[str, int]
    extent: Extent | None = None

    @property
    def events(self) -> int:
        """How many events lie in the window."""
        return self.matched.events

    @property
    def outside(self) -> int:
        """How many events with a time lie outside the window; 0 where nobody counted them."""
        return self.extent.rows - self.extent.no_time - self.events if self.extent else 0

    def close(self) -> None:
        """Give the temporary files back."""
        self.landing.close()


def of_files(source: Source, files: EventFiles) -> Source:
    """The source with what it leaves open taken from the files and this computer; raises RollupError."""
    types = files.types()
    named = [name for role in ROLES if (name := getattr(source, role))]
    likely = [
        name for name, type_ in types.items() if type_.startswith(("VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "U"))
    ]
    samples = files.samples([name for name in types if name in likely or name in named])
    found = _with_zone(recognise(source, types, samples))
    if types[found.time] == "VARCHAR" and (type_ := _TYPE_OF.get(found.time_is)):
        files.read_as(found.time, type_)
    return found


def of_table(source: Source) -> Source:
    """The source with what it leaves open said as it usually is; raises RollupError where a warehouse needs more."""
    for role in ("table", "dialect", "account", "time"):
        if not getattr(source, role):
            option = role if role in ("table", "dialect") else f"{role}-column"
            raise RollupError("definition", name=t(f"rollup.role.{role}"), option=f"--{option}")
    return _with_zone(
        dataclasses.replace(
            source,
            account_is=source.account_is or "key",
            time_is=source.time_is or usual_time(source.dialect),
        )
    )


def extent_of(source: Source, files: EventFiles) -> Extent:
    """What the files hold in all; raises RollupError when no event has a time."""
    zone = zone_of("UTC" if source.local_times or source.time_is == "date" else source.zone)
    everything = Window(_EPOCH_DAY, _EPOCH_DAY)
    rows, timed, first, last = next(files.rows(Statement(source, everything, VIEW).extent()))
    if not timed:
        raise RollupError("no_times", name=source.time, rows=rows)
    unit = _UNITS.get(source.time_is)
    days = [_day(moment, unit, zone) for moment in (first, last)]
    return Extent(rows, rows - timed, Window(days[0], days[1]))


def statement_of(source: Source, window: Window, *, local: bool) -> Statement:
    """The statements for the view over files, or for the table of a warehouse."""
    return Statement(source, window, VIEW) if local else Statement(source, window, table_of(source.table), "needed")


def roll(
    book: Book,
    source: Source,
    events: Events,
    window: Window,
    *,
    local: bool,
    progress: Callable[[str], None] | None = None,
) -> Rolled:
    """Sum the events of a window by account and day and compare them with the book; nothing is written.

    Raises RollupError. `progress` gets the name of each step: `accounts`, then `figures`.
    """
    told = progress or (lambda _: None)
    metrics = metrics_of(source)
    asked = statement_of(source, window, local=local)
    told("accounts")
    matched = match(book.reader(), source.name, events.rows(asked.keys()))
    told("figures")
    by = tuple(part for part in PARTS if part in source.by and "events" in metrics)
    tally = _Tally(matched, metrics, by, Parts(book.reader(), source.name))
    rows = events.rows(asked.rollup(metrics, matched.same())) if matched.accounts else ()
    split = events.rows(asked.rollup(("events",), matched.same(), by)) if matched.accounts and by else ()
    landing = compare(book, source.name, window, (METRICS[name] for name in metrics), tally.by_account(rows, split))
    return Rolled(source, window, metrics, matched, landing, tally.counted, tally.repeated, tally.unknown)


def apply(book: Book, rolled: Rolled) -> str | None:
    """Write a roll-up as one step that can be undone; returns the edit, None when the book says all of it already."""
    made = rolled.landing
    if not made.changes:
        return None
    before_large(book.path, made.changes, "before-usage")
    label = t(
        "rollup.label",
        name=rolled.source.name,
        first=rolled.window.first.isoformat(),
        last=rolled.window.last.isoformat(),
        count=made.changes,
    )
    with book.edit(label) as edit:
        write(edit, made)
    return edit.id


class _Tally:
    """Turns rows of the roll-up into figures by account, and counts what went in."""

    def __init__(self, matched: Matched, metrics: tuple[str, ...], by: tuple[str, ...], parts: Parts) -> None:
        self._accounts = matched.accounts
        # Events that are split come from the rows of their parts.
        self._metrics = tuple("" if by and name == "events" else METRICS[name] for name in metrics)
        self._events_at = metrics.index("events") if "events" in metrics else None
        self._by = by
        self._parts = parts
        self.counted = self.repeated = 0
        self.unknown: Counter[str] = Counter()

    def by_account(
        self, rows: Iterable[tuple[Any, ...]], split: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[str, Figures]]:
        """(account, figures) for each account of the book; rows and their parts come ordered by the same keys."""
        parts = groupby(split, key=_key)
        for key, group in groupby(rows, key=_key):
            part = next(parts, ("", ()))
            account = self._accounts.get(key)
            if account is None:
                continue
            figures: Figures = {}
            for _, day, came, *values in group:
                self._count(int(came), values)
                iso = _iso(day)
                for metric, value in zip(self._metrics, values, strict=True):
                    if value and metric:
                        figures[None, None, metric, iso] = float(value)
            if part[0] == key:
                self._split(account, part[1], figures)
            yield account, figures

    def _split(self, account: str, rows: Iterable[tuple[Any, ...]], figures: Figures) -> None:
        for _, day, *told, _, events in rows:
            said = dict(zip(self._by, told, strict=True))
            contact = self._parts.contact(account, _text(said.get("contact")))
            product = self._parts.product(_text(said.get("product")))
            for name, found in (("contact", contact), ("product", product)):
                if name in said and found is None:
                    self.unknown[name] += int(events)
            place = (contact, product, METRICS["events"], _iso(day))
            figures[place] = figures.get(place, 0.0) + float(events)

    def _count(self, came: int, values: list[Any]) -> None:
        known = came if self._events_at is None else int(values[self._events_at])
        self.counted += known
        self.repeated += came - known


def _key(row: tuple[Any, ...]) -> str:
    return str(row[0])


def _text(value: Any) -> str | None:
    return None if value is None else str(value).strip()


def _with_zone(source: Source) -> Source:
    zone = source.zone or local_zone()
    zone_of(zone)
    return dataclasses.replace(source, zone=zone)


def _iso(day: Any) -> str:
    """A day as drivers give it: a date, a moment, a text, or the number of days since 1970."""
    if isinstance(day, dt.datetime):
        return day.date().isoformat()
    if isinstance(day, dt.date):
        return day.isoformat()
    if isinstance(day, str) and not day.lstrip("-").replace(".", "", 1).isdecimal():
        return dt.date.fromisoformat(day[:10]).isoformat()
    return (_EPOCH_DAY + dt.timedelta(days=int(float(day)))).isoformat()


def _day(moment: Any, unit: int | None, zone: Any) -> dt.date:
    if unit:
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=float(moment) / unit)
    if not isinstance(moment, dt.datetime):
        return moment
    return day_of(moment, zone)
