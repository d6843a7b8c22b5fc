"""The roll-up as SQL: one text in DuckDB's dialect, of what the dialects of warehouses have as well.

Names of columns and tables come from people and files. They enter a statement only through `name_of` and `text_of`;
everything else is a constant, a number or a date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from csops_tui.exchange.rollup.errors import RollupError
from csops_tui.exchange.rollup.source import Source
from csops_tui.exchange.rollup.zones import Span, Window, bounds, spans, zone_of

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PART = re.compile(r'"((?:[^"]|"")+)"|([^".]+)')
# Words that some warehouse keeps for itself; such a column is quoted as it is spelled.
_RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        all and any array as asc at between by case cast check collate column constraint create cross current
        current_date current_time current_timestamp current_user date day default delete desc distinct do else
        end escape event except exists extract false fetch filter float following for foreign from full grant
        group grouping groups having hour if in inner insert int integer intersect interval into is join lateral
        left like limit local match merge minute month natural new no not null of offset on only or order outer
        over partition preceding primary qualify range real recursive references right row rows sample second
        select session session_user set similar smallint some start system table tablesample then time timestamp
        to trailing true union unique unnest update user using value values varchar view when where window with
        within year zone
        """,
    )
)
_EPOCH = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000}
_ZERO = dt.datetime(1970, 1, 1)
_SPLIT = {"contact": "user_of", "product": "product_of"}
# Events of one user that are closer than this belong to one session.
_GAP = 1800

Quoting = Literal["always", "needed"]


@dataclass(frozen=True)
class Statement:
    """Builds the statements for one source and window; `table` is SQL for the place of the events.

    `quoting` "needed" leaves plain names unquoted, so that a warehouse folds their case as it always does.
    """

    source: Source
    window: Window
    table: str
    quoting: Quoting = "always"

    def keys(self) -> str:
        """The accounts as the events call them, NULL for none, with how many events each has in the window."""
        return (
            f"WITH told AS (SELECT {self._account()} AS account_key FROM {self.table} WHERE {self._within()}), "
            "counted AS (SELECT account_key, COUNT(*) AS n_events FROM told GROUP BY account_key) "
            "SELECT CAST(account_key AS VARCHAR) AS account_key, n_events FROM counted"
        )

    def rollup(self, metrics: tuple[str, ...], same: Mapping[str, str], by: tuple[str, ...] = ()) -> str:
        """Rows (account key, day, each of `by`, events that came, each of `metrics`), ordered by account and day.

        The day is a date, or for times told as numbers the number of days since 1970. `same` maps keys that mean the
        account of another key to that one.
        """
        told = {"account_key": self._account(), "day_of": self._day()}
        told |= {f"{name}_of": self._name(column) for name, column in self._needed(metrics, by).items()}
        if gaps := "sessions" in metrics and not self.source.session:
            told["at_time"] = self._time()
        listed = ", ".join(f"{sql} AS {name}" for name, sql in told.items())
        parts = [f"told AS (SELECT {listed} FROM {self.table} WHERE {self._within()})"]
        place = "told"
        if same:
            pairs = " UNION ALL ".join(
                f"SELECT {text_of(key)} AS other_key, {text_of(one)} AS same_key" for key, one in sorted(same.items())
            )
            rest = ", ".join(f"told.{name}" for name in told if name != "account_key")
            parts += [
                f"same AS ({pairs})",
                "meant AS (SELECT COALESCE(same.same_key, CAST(told.account_key AS VARCHAR)) AS account_key, "
                f"{rest} FROM told LEFT JOIN same ON same.other_key = CAST(told.account_key AS VARCHAR))",
            ]
            place = "meant"
        if gaps:
            parts += self._session_starts(place, [name for name in told if name != "at_time"])
            place = "starts"
        figures = "".join(f", {self._figure(name)} AS n_{name}" for name in metrics)
        names = "".join(f", n_{name}" for name in metrics)
        split = "".join(f", {_SPLIT[part]}" for part in by)
        shown = "".join(f", CAST({_SPLIT[part]} AS VARCHAR) AS {_SPLIT[part]}" for part in by)
        parts.append(
            f"summed AS (SELECT account_key, day_of{split}, COUNT(*) AS n_rows{figures} FROM {place} "
            f"WHERE account_key IS NOT NULL GROUP BY account_key, day_of{split})"
        )
        return (
            f"WITH {', '.join(parts)} SELECT CAST(account_key AS VARCHAR) AS account_key, day_of{shown}, n_rows{names} "
            "FROM summed ORDER BY account_key, day_of"
        )

    def extent(self) -> str:
        """How many rows there are, how many have a time, and the first and last moment told (without zone)."""
        time = self._time()
        moment = f"{time} AT TIME ZONE 'UTC'" if self.source.time_is in ("timestamptz", "texttz") else time
        return f"SELECT COUNT(*), COUNT({time}), MIN({moment}), MAX({moment}) FROM {self.table}"

    def _needed(self, metrics: tuple[str, ...], by: tuple[str, ...]) -> dict[str, str]:
        source = self.source
        columns = {"id": source.id} if source.id else {}
        if "product" in by:
            columns["product"] = source.product
        if "users" in metrics or "contact" in by or ("sessions" in metrics and not source.session):
            columns["user"] = source.user
        if "features" in metrics:
            columns["event"] = source.event
        if "sessions" in metrics and source.session:
            columns["session"] = source.session
        return columns

    def _figure(self, metric: str) -> str:
        match metric:
            case "events":
                # What has no id is an event of its own.
                return "COUNT(DISTINCT id_of) + COUNT(*) - COUNT(id_of)" if self.source.id else "COUNT(*)"
            case "users":
                return "COUNT(DISTINCT user_of)"
            case "features":
                return "COUNT(DISTINCT event_of)"
            case _:
                return "COUNT(DISTINCT session_of)" if self.source.session else "SUM(starts_session)"

    def _account(self) -> str:
        column = self._name(self.source.account)
        if self.source.account_is != "mail":
            return column
        # What follows the @; a text without one is taken whole.
        text = f"CAST({column} AS VARCHAR)"
        return f"LOWER(SUBSTRING({text}, STRPOS({text}, '@') + 1))"

    def _time(self) -> str:
        column = self._name(self.source.time)
        match self.source.time_is:
            case "text":
                return f"TRY_CAST({column} AS TIMESTAMP)"
            case "texttz":
                return f"TRY_CAST({column} AS TIMESTAMPTZ)"
            case _:
                return column

    def _spans(self) -> tuple[Span, ...]:
        return (Span(None, 0),) if self._is_local() else spans(self.window, zone_of(self.source.zone))

    def _is_local(self) -> bool:
        return self.source.time_is == "date" or (
            self.source.local_times and self.source.time_is in ("timestamp", "text")
        )

    def _within(self) -> str:
        """The condition for the window, on the bare column where possible: files then skip what lies outside."""
        time, kind = self._time(), self.source.time_is
        zone = zone_of("UTC" if self._is_local() else self.source.zone)
        low, high = bounds(self.window, zone)
        if kind == "date":
            return f"{time} >= {_date(self.window.first)} AND {time} <= {_date(self.window.last)}"
        return f"{time} >= {self._moment(low)} AND {time} < {self._moment(high)}"

    def _moment(self, moment: dt.datetime) -> str:
        kind = self.source.time_is
        if kind in _EPOCH:
            return str(int((moment - _ZERO).total_seconds()) * _EPOCH[kind])
        if kind in ("timestamptz", "texttz"):
            return f"CAST('{moment:%Y-%m-%d %H:%M:%S}+00:00' AS TIMESTAMPTZ)"
        return f"CAST('{moment:%Y-%m-%d %H:%M:%S}' AS TIMESTAMP)"

    def _day(self) -> str:
        if self.source.time_is == "date":
            return self._time()
        found = self._spans()
        if len(found) == 1:
            return self._shifted(found[0].seconds)
        # Not one expression plus an interval that depends: some warehouses know intervals as constants only.
        arms = " ".join(
            f"WHEN {self._time()} < {self._moment(span.until)} THEN {self._shifted(span.seconds)}"
            for span in found
            if span.until is not None
        )
        return f"CASE {arms} ELSE {self._shifted(found[-1].seconds)} END"

    def _shifted(self, seconds: int) -> str:
        time, kind = self._time(), self.source.time_is
        if kind in _EPOCH:
            unit = _EPOCH[kind]
            return f"FLOOR(({time} + {seconds * unit}) / {86400 * unit})"
        if kind in ("timestamptz", "texttz"):
            time = f"{time} AT TIME ZONE 'UTC'"
        shift = f" {'-' if seconds < 0 else '+'} INTERVAL '{abs(seconds)}' SECOND" if seconds else ""
        return f"CAST({time}{shift} AS DATE)"

    def _session_starts(self, place: str, names: list[str]) -> list[str]:
        """Two steps that mark the events that begin a session; one that goes past midnight counts on both days."""
        kind = self.source.time_is
        if kind == "date":
            later = "1 = 0"
        elif kind in _EPOCH:
            later = f"at_time > before_time + {_GAP * _EPOCH[kind]}"
        else:
            later = f"at_time > before_time + INTERVAL '{_GAP}' SECOND"
        kept = ", ".join(names)
        before = "LAG(at_time) OVER (PARTITION BY account_key, user_of, day_of ORDER BY at_time)"
        starts = f"CASE WHEN user_of IS NULL THEN 0 WHEN before_time IS NULL OR {later} THEN 1 ELSE 0 END"
        return [
            f"ordered AS (SELECT {kept}, at_time, {before} AS before_time FROM {place})",
            f"starts AS (SELECT {kept}, {starts} AS starts_session FROM ordered)",
        ]

    def _name(self, name: str) -> str:
        return name_of(name, self.quoting)


def name_of(name: str, quoting: Quoting = "always") -> str:
    """A column's name as SQL; raises RollupError for one that no SQL can say."""
    if not name or "\0" in name:
        raise RollupError("column_name", name=name)
    if quoting == "needed" and _PLAIN.fullmatch(name) and name.lower() not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def table_of(name: str, quoting: Quoting = "needed") -> str:
    """A table's name as SQL: parts between dots, each quoted by itself; a part in double quotes may hold dots."""
    parts: list[str] = []
    at = 0
    while at < len(name):
        found = _PART.match(name, at)
        if found is None or (found.end() < len(name) and name[found.end()] != "."):
            raise RollupError("table_name", name=name)
        parts.append(name_of((found[1] or "").replace('""', '"'), "always") if found[1] else name_of(found[2], quoting))
        at = found.end() + 1
    if not 1 <= len(parts) <= 4 or name.endswith("."):
        raise RollupError("table_name", name=name)
    return ".".join(parts)


def text_of(text: str) -> str:
    """A text as an SQL constant."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def _date(day: dt.date) -> str:
    return f"CAST('{day.isoformat()}' AS DATE)"
