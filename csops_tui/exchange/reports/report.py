"""What a report is before anybody chooses how it looks: sections of facts, charts and tables of plain values.

Everything here is data as of a day. A name is the key of its words (`report.word.<name>`), a kind says how a value is
written (`exchange.reports.words`), a figure names the definition that is footnoted beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Amounts = tuple[tuple[str, int], ...]
"""Minor units by currency, in the order of the currencies."""


@dataclass(frozen=True)
class Fact:
    """One value with its name; `before` is the same of the period before, `n` how many cases it is of."""

    name: str
    kind: str
    value: Any
    figure: str = ""
    before: Any = None
    n: int | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    kind: str = "text"
    figure: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of values, one for each column; `left_out` is how many more there are."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    left_out: int = 0


@dataclass(frozen=True)
class Series:
    """One line, or one part of every bar; None where there is no value."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """Values over labels: lying `bars` of one series, columns `stacked` of several, or `lines`."""

    name: str
    shape: Literal["bars", "stacked", "lines"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: str = "count"
    figure: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a report under its own heading; `says` are keys of sentences (`report.says.<key>`) and their values."""

    name: str
    facts: tuple[Fact, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    says: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is anything below its heading."""
        return bool(self.facts or self.charts or self.tables or self.says)

    def fact(self, name: str) -> Fact:
        """The fact of this name; raises KeyError where there is none."""
        return _named(self.facts, name)

    def table(self, name: str) -> Table:
        """The table of this name; raises KeyError where there is none."""
        return _named(self.tables, name)

    def chart(self, name: str) -> Chart:
        """The chart of this name; raises KeyError where there is none."""
        return _named(self.charts, name)


@dataclass(frozen=True)
class Report:
    """A whole report: which one, of which account (its name, or empty), from when to when, as of which day."""

    name: str
    as_of: dt.date
    start: dt.date
    end: dt.date
    sections: tuple[Section, ...]
    subject: str = ""

    def has(self, name: str) -> bool:
        """Whether the report has a section of this name that says anything: no heading stands above nothing."""
        return any(section.name == name and section.says_something for section in self.sections)

    def section(self, name: str) -> Section:
        """The section of this name; raises KeyError where there is none."""
        return _named(self.sections, name)


def amounts(found: Iterable[tuple[str | None, int | None]]) -> Amounts:
    """Minor units summed by currency; what has no amount adds nothing."""
    sums: dict[str, int] = {}
    for currency, minor in found:
        if minor is not None:
            sums[currency or "JPY"] = sums.get(currency or "JPY", 0) + minor
    return tuple(sorted(sums.items()))


def of_currencies(sums: Mapping[str, int]) -> Amounts:
    """Sums by currency in the form that reports hold."""
    return tuple(sorted(sums.items()))


def _named(things: Iterable[Any], name: str) -> Any:
    for thing in things:
        if thing.name == name:
            return thing
    raise KeyError(name)
