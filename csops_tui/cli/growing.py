"""`csops growth`, `csops opportunities`, `csops rfm`: where to grow, what became of it, and who ranks how."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import span_of
from csops_tui.cli.errors import REFUSED, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit
from csops_tui.cli.registers import counted, told
from csops_tui.locale import t
from csops_tui.measures import selling_guard
from csops_tui.store.book import Book
from csops_tui.text.numbers import format_money


@command("growth")
@click.argument("which", type=click.Choice(["both", "growth", "risk"]), default="both")
def growth(which: str) -> None:
    """Show room to grow beside what may be lost."""
    from csops_tui.analysis.growth import growth as both

    book = session().book()
    found = both(book, book.clock.today())
    table = session().form == "table"
    rows: list[list[Any]] = []
    for name, listed in (("growth", found.growth), ("risk", found.risk)):
        if which not in ("both", name):
            continue
        for one in listed:
            reasons = t("register.growth.join").join(reason.words for reason in one.reasons)
            guard = t("register.guard.between").join(against.words for against in one.against)
            mrr: Any = one.mrr
            if table and mrr is not None:
                mrr = f"{mrr}{SEPARATOR}{one.currency or ''}"
            row = [t(f"register.growth.{name}") if table else name, one.name, reasons, guard, mrr, one.owner]
            rows.append(row if table else [*row, one.currency, one.id])
    columns = [
        Column("list", t("cli.column.list")),
        Column("account", t("entity.account")),
        Column("reasons", t("today.why")),
        Column("guard", t("register.growth.guard")),
        Column("mrr", t("sheet.mrr"), "money"),
        Column("owner", t("today.owner")),
        *([] if table else [Column("currency"), Column("account_id")]),
    ]
    emit(columns, rows)
    session().say(t("cli.said.growth", growth=len(found.growth), risk=len(found.risk), n=found.accounts))


@command("opportunities")
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
def opportunities(start: str | None, end: str | None) -> None:
    """Show what became of opportunities."""
    from csops_tui.analysis.opportunities import opportunity_rates
    from csops_tui.locale import language

    first, last = span_of(start, end)
    table = session().form == "table"
    rows: list[list[Any]] = []
    found = opportunity_rates(session().book(), first, last)
    currencies = sorted({currency for one in found for currency in one.mrr})
    for one in found:
        money = " + ".join(format_money(amount, code, language()) for code, amount in sorted(one.mrr.items()))
        rows.append(
            [
                t(f"register.group.{one.group}") if table else one.group,
                *(one.opened, one.open, one.won.hits, one.won.n, told(one.won.share)),
                *([money] if table else [one.mrr.get(code) for code in currencies]),
                *(one.bought.hits, one.bought.n, told(one.bought.share)),
            ]
        )
    columns = [
        Column("group", t("field.opportunity.kind")),
        *(counted(key) for key in ("opened", "still_open", "won", "decided")),
        Column("win_rate", t("register.win_rate"), "number"),
        *([Column("mrr", t("register.mrr_won"))] if table else [Column(f"mrr_{code}") for code in currencies]),
        *(counted(key) for key in ("bought", "customers")),
        Column("bought_rate", t("register.bought_rate"), "number"),
    ]
    emit(columns, rows)
    session().say(t("cli.said.stats", start=first.isoformat(), end=last.isoformat()))


@command("rfm")
@option("--on", type=click.Choice(["touches", "usage", "revenue"]), default="touches")
@option("--span", type=click.Choice(["3m", "12m", "24m", "36m"]), default="12m")
def rfm(on: str, span: str) -> None:
    """Rank accounts by how lately, how often and how much."""
    from csops_tui.analysis.rfm import On
    from csops_tui.analysis.rfm import rfm as ranked

    basis: On = "usage" if on == "usage" else "revenue" if on == "revenue" else "touches"
    book = session().book()
    found = ranked(book, basis, book.clock.today(), span)
    names = dict(book.reader().execute("SELECT id, name FROM account").fetchall())
    table = session().form == "table"
    ordered = sorted(
        found.scores.items(), key=lambda item: (-(item[1].r + item[1].f + (item[1].m or 0)), names[item[0]], item[0])
    )
    rows: list[list[Any]] = []
    for account, score in ordered:
        raw, money = score.raw, score.raw.money
        if table and on == "revenue" and money is not None:
            money = f"{money}{SEPARATOR}{raw.currency}"
        row: list[Any] = [names[account], score.r, score.f, score.m, raw.recency, raw.frequency, money]
        rows.append(row if table else [*row, raw.currency or None, account])
    columns = [
        Column("account", t("entity.account")),
        *(Column(key, t(f"register.{key}"), "count") for key in ("r", "f", "m")),
        Column("recency", t(f"register.recency.{on}"), "count"),
        Column("frequency", t(f"register.frequency.{on}"), "count"),
        Column("money", t(f"register.money.{on}"), "money" if on == "revenue" else "number"),
        *([] if table else [Column("currency"), Column("account_id")]),
    ]
    emit(columns, rows)
    session().say(t("register.rfm.facts", n=len(rows), without=found.without, groups=found.groups))


def guarded(book: Book, values: dict[str, Any], row_id: str | None = None) -> dict[str, Any]:
    """The values of an opportunity, its note telling why it went on although something speaks against selling.

    Raises ShellError where something does and no new note says why.
    """
    before: dict[str, Any] = {}
    if row_id:
        names = ("account_id", "state", "mrr", "probability", "note")
        row = book.reader().execute(f"SELECT {', '.join(names)} FROM opportunity WHERE id = ?", [row_id]).fetchone()
        before = dict(zip(names, row, strict=True))
    whole = before | values
    day: dt.date = book.clock.today()
    if not whole.get("account_id") or not selling_guard.advances(before, whole):
        return values
    found = selling_guard.against(book.reader(), whole["account_id"], day)
    if not found:
        return values
    why = str(values.get("note") or "").strip()
    if not why or why == str(before.get("note") or "").strip():
        reasons = t("register.guard.between").join(one.words for one in found)
        raise ShellError("guarded", REFUSED, reasons=reasons)
    return values | {"note": selling_guard.noted(before.get("note"), found, why, day)}
