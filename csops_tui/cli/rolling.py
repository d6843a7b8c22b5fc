"""`csops usage`: events become figures by account and day, from files here or from the warehouse that holds them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import day_of
from csops_tui.cli.errors import OK, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.rollup.roll import Extent, Rolled
    from csops_tui.exchange.rollup.source import Source
    from csops_tui.exchange.rollup.zones import Window

# So many unmatched keys are shown; the file of --unmatched has them all.
_SHOWN = 10
# How far a statement for a warehouse goes back where nobody says.
_DAYS = 28
_COUNTS = ("events", "accounts", "new", "changed", "gone", "same", "unmatched")


@command("usage")
@click.argument("what", type=click.Choice(["roll", "push", "sql", "save", "list"]))
@click.argument("files", nargs=-1, metavar="[FILE…]")
@option("--source", metavar="NAME")
@option("--account-column", "account", metavar="NAME")
@option("--user-column", "user", metavar="NAME")
@option("--event-column", "event", metavar="NAME")
@option("--session-column", "session", metavar="NAME")
@option("--time-column", "time", metavar="NAME")
@option("--product-column", "product", metavar="NAME")
@option("--id-column", "id", metavar="NAME")
@option("--by", metavar="NAMES")
@option("--metrics", metavar="NAMES")
@option("--account-is", metavar="key|mail")
@option("--time-is", metavar="KIND")
@option("--zone", metavar="NAME")
@option("--local-times", is_flag=True)
@option("--from", "starts", metavar="DAY")
@option("--to", "ends", metavar="DAY")
@option("--last", type=click.IntRange(min=1), metavar="DAYS")
@option("--memory", metavar="SIZE", default="1GB")
@option("--table", metavar="NAME")
@option("--dialect", metavar="NAME")
@option("--driver", metavar="MODULE")
@option("--connect", multiple=True, metavar="KEY=VALUE")
@option("--unmatched", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--dry-run", "-n", is_flag=True)
def usage(
    what: str,
    files: tuple[str, ...],
    source: str | None,
    starts: str | None,
    ends: str | None,
    last: int | None,
    memory: str,
    unmatched: Path | None,
    dry_run: bool,
    **said: Any,
) -> int:
    """Roll up usage, print the statement for a warehouse, keep definitions of sources."""
    if what == "list":
        _list()
        return OK
    told = _source(source, files, said)
    if what == "save":
        _save(told)
        return OK
    asked = _Days(day_of(starts, "past") if starts else None, day_of(ends, "past") if ends else None, last)
    if what == "sql":
        _sql(told, asked)
        return OK
    rolled = (_from_files if what == "roll" else _from_warehouse)(told, asked, memory)
    with closing(rolled):
        return _land(rolled, unmatched, dry_run)


@dataclasses.dataclass(frozen=True)
class _Days:
    """The days asked for, as far as they were said."""

    first: dt.date | None
    last: dt.date | None
    days: int | None

    def window(self, zone: str, usual: Window | None) -> Window:
        """The window meant, filled up from the usual one, else from the days up to yesterday."""
        from csops_tui.exchange.rollup.zones import Window

        last = self.last or (usual.last if usual and not self.days else self._yesterday())
        if self.days:
            first: dt.date = last - dt.timedelta(days=self.days - 1)
        else:
            first = self.first or (usual.first if usual else last - dt.timedelta(days=_DAYS - 1))
        if first > last:
            raise ShellError("usage_days", REFUSED, first=first, last=last)
        return Window(first, last)

    def _yesterday(self) -> dt.date:
        return session().clock.today() - dt.timedelta(days=1)


def _source(name: str | None, files: tuple[str, ...], said: dict[str, Any]) -> Source:
    """The definition that a command line means: the one kept under the name, with what the line says put over it."""
    from csops_tui.exchange.rollup import source as sources

    if name and (name in sources.names() or not (files or said.get("table"))):
        found = sources.load(name)
    else:
        found = sources.Source(name or _name_of(files, said.get("table")))
    over: dict[str, Any] = {
        key: value for key, value in said.items() if value and key not in ("metrics", "by", "connect")
    }
    if files:
        over["files"] = files
    for key in ("metrics", "by"):
        if said[key]:
            over[key] = tuple(part.strip() for part in said[key].split(",") if part.strip())
    if said["connect"]:
        over["arguments"] = {**found.arguments, **dict(_pair(text) for text in said["connect"])}
    return dataclasses.replace(found, **over)


def _name_of(files: tuple[str, ...], table: str | None) -> str:
    """What a source is called that nobody named: the steady part of its first file's name, else its folder's."""
    if not files:
        return re.sub(r"[^\w.-]", "", (table or "").rpartition(".")[2]) or "usage"
    path = Path(files[0])
    stem = path.name.partition(".")[0] if not path.is_dir() else path.name
    for text in (stem, path.parent.name):
        steady = re.match(r"\w*[^\W\d_]", text.partition("*")[0].partition("?")[0].partition("[")[0])
        if steady and (name := re.sub(r"[\W\d_]+$", "", re.split(r"[-_.]?\d", steady[0])[0])):
            return name
    return "usage"


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise ShellError("no_pair", USAGE, text=text)
    return key, value


def _list() -> None:
    from csops_tui.exchange.rollup import source as sources

    found = [sources.load(name) for name in sources.names()]
    if not found and session().form == "table":
        session().say(t("rollup.none"))
        return
    columns = [Column(key, t(f"rollup.column.{key}")) for key in ("name", "where", "account", "user", "event", "time")]
    emit(columns, [(s.name, s.table or " ".join(s.files), s.account, s.user, s.event, s.time) for s in found])
    session().say(t("rollup.folder", path=sources.folder()))


def _save(source: Source) -> None:
    from csops_tui.exchange.rollup import source as sources

    if not (source.files or source.table):
        raise ShellError("usage_what", USAGE)
    session().say(t("rollup.saved", name=source.name, path=sources.save(source)))


def _sql(source: Source, asked: _Days) -> None:
    from csops_tui.exchange.rollup.columns import metrics_of
    from csops_tui.exchange.rollup.roll import of_table, statement_of
    from csops_tui.exchange.rollup.warehouse import translated

    full = of_table(dataclasses.replace(source, table=source.table or "events", dialect=source.dialect or "duckdb"))
    window = asked.window(full.zone, None)
    _say_source(full, window)
    text = statement_of(full, window, local=False).rollup(metrics_of(full), {})
    emit_text(translated(text, full.dialect, pretty=True))


def emit_text(text: str) -> None:
    """Write a statement of several lines as an answer."""
    for line in text.splitlines():
        emit_line(line)


def _from_files(source: Source, asked: _Days, memory: str) -> Rolled:
    from csops_tui.exchange.rollup.files import EventFiles
    from csops_tui.exchange.rollup.roll import extent_of, of_files, roll

    if not source.files:
        raise ShellError("usage_what", USAGE)
    held = session()
    with closing(EventFiles(source.files, memory)) as files:
        full = of_files(source, files)
        extent = extent_of(full, files)
        window = asked.window(full.zone, extent.window)
        _say_source(full, window)
        rolled = roll(held.book(create=True), full, files, window, local=True, progress=_progress())
    rolled.extent = extent
    return rolled


def _from_warehouse(source: Source, asked: _Days, memory: str) -> Rolled:
    from csops_tui.exchange.rollup.roll import of_table, roll
    from csops_tui.exchange.rollup.source import arguments
    from csops_tui.exchange.rollup.warehouse import Warehouse

    if not source.driver:
        raise ShellError("usage_driver", USAGE)
    full = of_table(source)
    window = asked.window(full.zone, None)
    _say_source(full, window)
    with closing(Warehouse(full.driver, arguments(full), full.dialect, full.setup)) as warehouse:
        return roll(session().book(create=True), full, warehouse, window, local=False, progress=_progress())


def _land(rolled: Rolled, unmatched: Path | None, dry_run: bool) -> int:
    from csops_tui.exchange.rollup.roll import apply

    held = session()
    _say_left_out(rolled, unmatched)
    edit = None if dry_run else apply(held.book(), rolled)
    made, matched = rolled.landing, rolled.matched
    counts = {
        "events": rolled.events,
        "accounts": len(set(matched.accounts.values())),
        **{name: getattr(made, name) for name in ("new", "changed", "gone", "same")},
        "unmatched": len(matched.unmatched),
    }
    if held.form == "json":
        emit_json({**_told(rolled), **counts, "edit": edit})
    else:
        emit([Column(key, t(f"rollup.column.{key}"), "count") for key in _COUNTS], [tuple(counts.values())])
    if made.lower or made.gone:
        held.say(t("rollup.lower", lower=made.lower, gone=made.gone))
    key = "dry" if dry_run and made.changes else "done" if edit else "nothing"
    held.say(t(f"rollup.{key}", changes=made.changes, same=made.same))
    return REFUSED if matched.unmatched and not matched.accounts else OK


def _told(rolled: Rolled) -> dict[str, Any]:
    """What a roll-up was of, for programs."""
    extent: Extent | None = rolled.extent
    return {
        "source": rolled.source.name,
        "from": rolled.window.first.isoformat(),
        "to": rolled.window.last.isoformat(),
        "zone": rolled.source.zone,
        "metrics": list(rolled.metrics),
        "counted": rolled.counted,
        "repeated": rolled.repeated,
        "without_account": rolled.matched.without,
        "unmatched_events": rolled.matched.unmatched_events,
        "without_time": extent.no_time if extent else None,
        "outside": rolled.outside if extent else None,
        **{f"without_{part}": rolled.unknown.get(part, 0) for part in rolled.source.by},
        "lower": rolled.landing.lower,
        "top_unmatched": [
            {"key": one.key, "events": one.events, "why": one.why} for one in rolled.matched.unmatched[:_SHOWN]
        ],
    }


def _say_source(source: Source, window: Window) -> None:
    """Say which column is taken for what, and which days of which zone are rolled up."""
    held = session()
    roles = ["account", "user", "event", "session", *(["product"] if "product" in source.by else []), "time", "id"]
    pairs = [f"{t(f'rollup.column.{role}')} = {name}" for role in roles if (name := getattr(source, role))]
    held.say(t("rollup.source", name=source.name, columns=", ".join(pairs)))
    if source.account_is == "mail":
        held.say(t("rollup.by_domain", name=source.account))
    held.say(t("rollup.window", first=window.first, last=window.last, zone=source.zone))


def _say_left_out(rolled: Rolled, path: Path | None) -> None:
    held = session()
    matched = rolled.matched
    if matched.unmatched:
        held.say(t("rollup.unmatched", count=len(matched.unmatched), events=matched.unmatched_events))
        for one in matched.unmatched[:_SHOWN]:
            held.say(t(f"rollup.unmatched_{one.why}", key=one.key, events=one.events))
        if len(matched.unmatched) > _SHOWN:
            held.say(t("rollup.unmatched_more", count=len(matched.unmatched) - _SHOWN))
    if path is not None:
        from csops_tui.exchange.listing import write_file

        rows = [(one.key, one.events, t(f"rollup.why.{one.why}")) for one in matched.unmatched]
        write_file(("account", "events", "why"), rows, path)
        held.say(t("rollup.unmatched_file", count=len(rows), path=path))
    for key, count in (
        ("without", matched.without),
        ("repeated", rolled.repeated),
        ("no_time", rolled.extent.no_time if rolled.extent else 0),
        ("outside", rolled.outside),
        *((f"no_{part}", rolled.unknown.get(part, 0)) for part in rolled.source.by),
    ):
        if count:
            held.say(t(f"rollup.{key}", count=count))


def _progress() -> Callable[[str], None]:
    """The step that is being done, on one line of a terminal; nothing where nobody is looking."""
    import sys

    held = session()

    def progress(step: str) -> None:
        if not held.quiet and sys.stderr.isatty():
            sys.stderr.write(f"\r{t(f'rollup.step.{step}')}\x1b[K\r")
            sys.stderr.flush()

    return progress
