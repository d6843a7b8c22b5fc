"""`csops renewals`: what comes due, its forecast and quality, the fiscal year; and decisions on renewals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import day_of
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit, emit_line
from csops_tui.locale import language, t

if TYPE_CHECKING:
    from csops_tui.analysis.rates import Rate
    from csops_tui.analysis.renewal_rates import Part
    from csops_tui.measures.renewals import Due
    from csops_tui.measures.renewals_read import Board

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])").fullmatch
_WHICH = ["open", "runway", "short", "neglected", "overdue", "decided", "all"]
_DECISIONS = ("renewed", "expanded", "contracted", "churned")


@command("renewals")
@click.argument("what", type=click.Choice(["board", "forecast", "quality", "calendar", "decide"]), default="board")
@click.argument("words", nargs=-1, metavar="[ACCOUNT DECISION]")
@option("--month", metavar="MONTH")
@option("--owner", metavar="NAME")
@option("--which", type=click.Choice(_WHICH), default="open")
@option("--mrr", metavar="AMOUNT")
@option("--until", metavar="DATE")
@option("--keep-lines", is_flag=True)
def renewals(
    what: str,
    words: tuple[str, ...],
    month: str | None,
    owner: str | None,
    which: str,
    mrr: str | None,
    until: str | None,
    keep_lines: bool,
) -> None:
    """Show renewals and decide them."""
    from csops_tui.measures.renewals_read import read

    if month is not None and not _MONTH(month):
        raise ShellError("month", USAGE, value=month)
    if bool(words) != (what == "decide"):
        raise ShellError("renewal_what", USAGE)
    board = read(session().book())
    if what == "decide":
        _decide(board, words, month, mrr, until, keep_lines)
        return
    from csops_tui.measures.renewal_choice import chosen, of_owner, span

    fiscal_start = session().config.fiscal_start
    start, end = span(board.day, what, fiscal_start, 0)
    if month is not None:
        start = dt.date.fromisoformat(f"{month}-01")
        end = (start + dt.timedelta(days=31)).replace(day=1)
    whose = _owner(board, owner)
    dues = of_owner(board, whose)
    if what == "board":
        dues = chosen(board, which, start, end, whose, month or "")
        _board(board, dues)
    elif what == "forecast":
        _forecast(dues, start, end)
    elif what == "quality":
        _quality(board, dues, start, end)
    else:
        _calendar(board, dues, start, end, fiscal_start)
    shown = sum(start <= due.due < end for due in dues) if what != "board" else len(dues)
    if what in ("forecast", "quality"):
        session().say(t(f"renewals.words.{what}"))
    session().say(t("cli.said.renewals", n=shown, day=board.day.isoformat()))


def _owner(board: Board, name: str | None) -> str | None:
    if name is None:
        return None
    from csops_tui.cli.entities import row_of

    return row_of(session().book().reader(), "member", name)


def _told(amount: int | None, currency: str) -> Any:
    if amount is None:
        return None
    return f"{amount}{SEPARATOR}{currency}" if session().form == "table" else amount


def _board(board: Board, dues: Sequence[Due]) -> None:
    programs = session().form != "table"
    columns = [
        Column("due", t("renewals.due"), "day"),
        Column("days", t("renewals.days"), "count"),
        Column("account", t("sheet.account")),
        Column("mrr", t("renewals.mrr"), "money"),
        *([Column("currency")] if programs else []),
        Column("runway_on", t("renewals.runway_on"), "day"),
        Column("owner", t("sheet.owner")),
        Column("forecast", t("field.renewal.forecast"), "code", "renewal.forecast"),
        Column("decision", t("field.renewal.decision"), "code", "renewal.decision"),
        Column("in_time", t("renewals.contact"), "flag"),
        Column("first_contact_days", t("renewals.median"), "count"),
        Column("days_two_way", t("renewals.days_two_way"), "count"),
        Column("concern", t("sheet.concern"), "count"),
        Column("signals", t("renewals.signals"), "count"),
        Column("neglected", t("renewals.neglected_n"), "flag"),
        Column("next", t("sheet.next")),
        *([Column(name) for name in ("how", "auto", "line_ends", "account_id", "renewal_id")] if programs else []),
    ]
    rows: list[list[Any]] = []
    for due in dues:
        who = board.customer(due)
        early = due.in_time(board.day)
        rows.append(
            [
                *(due.due.isoformat(), (due.due - board.day).days, who.name, _told(due.mrr, due.currency)),
                *([due.currency or None] if programs else []),
                *(due.runway_on.isoformat(), board.owner(due), due.forecast, due.decision),
                *(None if early is None else int(early), due.days),
                *((board.day - due.last).days if due.last else None, who.concern, who.signals),
                *(int(board.neglected(due)), " ".join(filter(None, (who.next_due, who.next_task))) or None),
            ]
        )
        if programs:
            line_ends = due.line_ends.isoformat() if due.line_ends else None
            written = due.written.id if due.written else None
            rows[-1] += [due.how or None, int(due.auto), line_ends, due.account_id, written]
    emit(columns, rows)


def _forecast(dues: Sequence[Due], start: dt.date, end: dt.date) -> None:
    from csops_tui.analysis.renewal_rates import OPEN, groups, outlook

    columns = [
        Column("month", t("renewals.month")),
        Column("currency", "currency"),
        Column("due", t("renewals.n"), "count"),
        *(Column(key, t(f"renewals.{key}"), "money") for key in ("mrr", "won", "expected", "swing", "gone")),
        Column("undecided", t("renewals.undecided"), "count"),
        *(_rated(key) for key in ("worst", "likely", "best")),
        *(_rated(key) for key in ("worst_n", "likely_n", "best_n")),
        Column("unknown", t("renewals.unknown"), "count"),
    ]
    rows: list[list[Any]] = []
    for month, code, some in groups(dues, start, end):
        one = outlook(month, some, code)
        amounts = (one.mrr, one.worst.part, one.likely.part - one.worst.part, one.best.part - one.likely.part)
        rows.append(
            [
                *(month, code or None, one.n, *(_told(a, code) for a in (*amounts, one.mrr - one.best.part))),
                one.counts[OPEN],
                *(_share(part) for part in (one.worst, one.likely, one.best)),
                *(_share(rate) for rate in (one.worst_n, one.likely_n, one.best_n)),
                one.unknown,
            ]
        )
    emit(columns, rows)


def _quality(board: Board, dues: Sequence[Due], start: dt.date, end: dt.date) -> None:
    from csops_tui.analysis.renewal_rates import groups, kept, preparation

    columns = [
        Column("month", t("renewals.month")),
        Column("currency", "currency"),
        Column("due", t("renewals.n"), "count"),
        _rated("in_time"),
        Column("judged", t("renewals.judged"), "count"),
        Column("median_days", t("renewals.median"), "number"),
        Column("short", t("renewals.short"), "count"),
        Column("no_contact", t("renewals.none"), "count"),
        *(Column(key, t(f"renewals.{key}"), "count") for key in ("kept", "lost", "open")),
        _rated("rate"),
        _rated("rate_mrr"),
        *(Column(key, t(f"renewals.{key}"), "money") for key in ("due_mrr", "kept_mrr")),
        Column("unknown", t("renewals.unknown"), "count"),
    ]
    rows: list[list[Any]] = []
    for month, code, some in groups(dues, start, end):
        early, went = preparation(month, some, board.day), kept(month, some, board.day, code)
        rows.append(
            [
                *(month, code or None, early.n, _share(early.in_time), early.in_time.n, early.median, early.short),
                *(early.none, went.kept, went.lost, went.open, _share(went.rate), _share(went.amount)),
                *(_told(went.amount.whole, code), _told(went.amount.part, code), went.unknown),
            ]
        )
    emit(columns, rows)


def _calendar(board: Board, dues: Sequence[Due], start: dt.date, end: dt.date, fiscal_start: int) -> None:
    from csops_tui.analysis.renewal_rates import fiscal_quarter, groups

    columns = [
        Column("quarter", t("renewals.quarter")),
        Column("month", t("renewals.month")),
        Column("currency", "currency"),
        Column("due", t("renewals.n"), "count"),
        Column("mrr", t("renewals.mrr"), "money"),
        *(Column(key, t(f"renewals.{key}"), "count") for key in ("decided", "open_due", "neglected_n")),
    ]
    rows: list[list[Any]] = []
    for month, code, some in groups(dues, start, end):
        year, quarter = fiscal_quarter(dt.date.fromisoformat(f"{month}-01"), fiscal_start)
        name = t("renewals.quarter_name", year=year, quarter=quarter)
        decided = sum(not due.is_open for due in some)
        amount = _told(sum(due.mrr or 0 for due in some), code)
        neglected = sum(map(board.neglected, some))
        rows.append([name, month, code or None, len(some), amount, decided, len(some) - decided, neglected])
    emit(columns, rows)


def _rated(key: str) -> Column:
    """A column of shares: words for people, numbers for programs."""
    return Column(key, t(f"renewals.{key}"))


def _share(rate: Rate | Part) -> Any:
    """A share in %; people are told where there are too few to say."""
    if session().form != "table":
        return None if rate.share is None else round(rate.share, 4)
    if rate.share is None:
        return t("stats.few") if rate.n else None
    return f"{rate.share:.0f}%"


def _decide(
    board: Board, words: Sequence[str], month: str | None, mrr: str | None, until: str | None, keep_lines: bool
) -> None:
    from csops_tui.cli.accounts import account_of
    from csops_tui.measures.renewal_lines import Plan, contracts, planned_lines, write_lines
    from csops_tui.measures.renewal_words import said
    from csops_tui.measures.renewals_write import decide, fits
    from csops_tui.model.codes import word
    from csops_tui.text.numbers import format_money, parse_money

    if len(words) != 2 or words[1] not in _DECISIONS:
        raise ShellError("renewal_what", USAGE)
    held, decision = session(), words[1]
    account = account_of(held.book().reader(), words[0])
    due = _open_renewal(board, account, month)
    name, what = board.customer(due).name, word("renewal.decision", decision, language())
    amount = parse_money(mrr, due.currency or "JPY") if mrr is not None else None
    if (mrr is not None and amount is None) or not fits(due, decision, amount):
        before = format_money(due.mrr, due.currency or "JPY", language()) if due.mrr is not None else "–"
        raise ShellError("renewal_mrr", REFUSED, decision=what, before=before)
    last = day_of(until, "future") if until is not None else None
    with held.book().edit(t("renewals.label.decided", account=name, decision=what)) as edit:
        # Read within the edit: whoever decides at the same moment does not add the next term a second time.
        own = contracts(edit.conn, [account]).get(account, [])
        try:
            plan = Plan((), "left") if keep_lines else planned_lines(due, own, decision, amount, last)
        except ValueError as error:
            raise ShellError("renewal_until", REFUSED, account=name) from error
        made = decide(edit, board, due, decision, board.day, amount)
        write_lines(edit, plan)
    emit_line(made)
    if told := said([plan]):
        held.say(told)
    held.say(t("cli.said.renewal_decided", account=name, due=due.due.isoformat(), decision=what))


def _open_renewal(board: Board, account: str, month: str | None) -> Due:
    """The open renewal of an account, of a month where one is named; several are refused with their months."""
    name = board.customers[account].name
    found = [due for due in board.dues if due.account_id == account and due.is_open]
    if month is not None:
        found = [due for due in found if f"{due.due:%Y-%m}" == month]
    if not found:
        raise ShellError("no_renewal", NOT_FOUND, account=name)
    if len(found) > 1:
        months = ", ".join(dict.fromkeys(f"{due.due:%Y-%m}" for due in found))
        raise ShellError("renewal_month", CONFLICT, account=name, months=months)
    return found[0]
