"""`csops capacity`: accounts, amounts and planned minutes of everybody; what another cadence would ask."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import NOT_FOUND, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import language, t
from csops_tui.text.numbers import format_money


@command("capacity")
@option("--by", type=click.Choice(["member", "team", "cadence"]), default="member")
@option("--days", "pairs", multiple=True, metavar="LINE=DAYS")
def capacity(by: str, pairs: tuple[str, ...]) -> None:
    """Show everybody's load."""
    from csops_tui.analysis.capacity import facts, plan, teams, total

    held = session()
    known = facts(held.book())
    days = _days(pairs, {line.id for line in known.lines})
    now = plan(known)
    then = plan(known, days)
    if by == "cadence":
        _lines(known, days)
    elif by == "team":
        _loads(teams(now), teams(then), bool(days))
    else:
        _loads(now, then, bool(days))
    people = [load for load in then if load.kind == "person"]
    told = {name: f"{total(then, kind).minutes:.0f}" for name, kind in (("pool", "pool"), ("nobody", "nobody"))}
    held.say(
        t(
            "cli.said.capacity",
            people=len(people),
            minutes=f"{total(people).minutes:.0f}",
            week=total(people).week or "–",
            total=f"{total(then).minutes:.0f}",
            **told,
        )
    )


def _days(pairs: tuple[str, ...], known: set[str]) -> dict[str, int]:
    """Lines of the cadence, named by their id or its end, with other days."""
    found: dict[str, int] = {}
    for pair in pairs:
        name, _, days = pair.rpartition("=")
        if not name or not days.isdecimal() or not int(days):
            raise ShellError("no_pair", USAGE, text=pair)
        lines = [line for line in known if line.endswith(name)]
        if len(lines) != 1:
            raise ShellError("no_cadence", NOT_FOUND, name=name)
        found[lines[0]] = int(days)
    return found


def _loads(now: list[Any], then: list[Any], changed: bool) -> None:
    table = session().form == "table"
    currencies = sorted({code for load in now for code in load.mrr})
    columns = [
        Column("name", t("capacity.name")),
        Column("kind", t("capacity.kind")),
        Column("team", t("capacity.team")),
        Column("accounts", t("capacity.accounts"), "count"),
        Column("without_cadence", t("capacity.without"), "count"),
        *([Column("mrr", t("sheet.mrr"))] if table else [Column(f"mrr_{code}") for code in currencies]),
        Column("minutes", t("capacity.minutes"), "count"),
        *([Column("minutes_then", t("capacity.then"), "count")] if changed else []),
        Column("minutes_week", t("capacity.week"), "count"),
        Column("load", t("capacity.share"), "number"),
    ]
    rows: list[list[Any]] = []
    for load, after in zip(now, then, strict=True):
        money = " + ".join(format_money(amount, code, language()) for code, amount in sorted(load.mrr.items()))
        share = after.share
        rows.append(
            [
                *(load.name, t(f"capacity.kind.{load.kind}") if table else load.kind, load.team),
                *(load.accounts, load.without),
                *([money] if table else [load.mrr.get(code) for code in currencies]),
                round(load.minutes),
                *([round(after.minutes)] if changed else []),
                *(load.week, None if share is None else round(share, 0 if table else 4)),
            ]
        )
    emit(columns, rows)


def _lines(known: Any, days: dict[str, int]) -> None:
    from csops_tui.analysis.capacity import by_line

    now, then = by_line(known), by_line(known, days)
    columns = [
        Column("id", "id"),
        Column("reach", t("field.cadence.reach"), "code", "cadence.reach"),
        Column("segment", t("field.cadence.segment")),
        Column("tier", t("field.cadence.tier"), "code", "tier"),
        Column("touch_model", t("field.cadence.touch_model"), "code", "touch_model"),
        Column("days", t("capacity.days"), "count"),
        Column("minutes_touch", t("capacity.minutes_touch"), "count"),
        Column("accounts", t("capacity.accounts"), "count"),
        Column("minutes", t("capacity.minutes"), "count"),
        *([Column("minutes_then", t("capacity.then"), "count")] if days else []),
    ]
    rows: list[list[Any]] = []
    for line in known.lines:
        accounts, minutes = now.get(line.id, (0, 0.0))
        after = [round(then.get(line.id, (0, 0.0))[1])] if days else []
        of = (line.reach, line.segment, line.tier, line.touch_model, days.get(line.id, line.days))
        rows.append([line.id, *of, round(line.minutes), accounts, round(minutes), *after])
    if "" in now:
        accounts, minutes = now[""]
        after = [round(minutes)] if days else []
        rows.append([None, None, t("capacity.own"), None, None, None, None, accounts, round(minutes), *after])
    emit(columns, rows)
