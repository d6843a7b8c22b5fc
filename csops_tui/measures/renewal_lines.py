"""What a decision on a renewal does to the contract lines: the next term is a line of its own, a loss gives an end.

A line that is over stays as it was, so that every past day keeps its amounts. What the book holds already of the next
term is not written twice.
"""

from __future__ import annotations

import datetime as dt
import json
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from csops_tui.measures.renewals import KEPT, ContractLine, Due, followers
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection

Kind = Literal["follows", "ends", "never"]
_DAY = dt.timedelta(days=1)
_MONTH_DAYS = 365.2425 / 12
_USUAL_MONTHS = 12
_LINES = """
SELECT id, account_id, mrr, currency, starts, ends, auto_renew, trial, product_id, plan, seats, billing
FROM subscription
WHERE trial = 0 AND account_id IN (SELECT value FROM json_each(?)) ORDER BY starts, rowid
"""
_COPIED: tuple[str, ...] = ("account_id", "currency", "auto_renew", "product_id", "plan", "seats", "billing")


class Contract(NamedTuple):
    """A contract line with what its next term takes over."""

    line: ContractLine
    copied: dict[str, Any]


class Change(NamedTuple):
    """One line: `follows` adds the term after it, `ends` gives it another end, `never` keeps it from beginning.

    `starts` and `ends` are those of the line afterwards (or of the one added), `mrr` its amount in minor units.
    """

    kind: Kind
    contract: Contract
    starts: dt.date
    ends: dt.date | None
    mrr: int


@dataclass(frozen=True)
class Plan:
    """What will be written to contract lines, and `why` nothing is added.

    `why` is `followed` (the next term is in the book), `running` (the line runs beyond the date), `none` (there is no
    line) or "".
    """

    changes: tuple[Change, ...] = ()
    why: str = ""
    next: tuple[ContractLine, ...] = ()


def contracts(conn: Connection, accounts: Iterable[str]) -> dict[str, list[Contract]]:
    """The contract lines of these accounts, without trials, by account and start."""
    found: dict[str, list[Contract]] = {}
    for row in conn.execute(_LINES, [json.dumps(sorted(set(accounts)))]):
        id_, account, mrr, currency, starts, ends, auto, _, product, plan, seats, billing = row
        end = dt.date.fromisoformat(ends) if ends else None
        begin = dt.date.fromisoformat(starts)
        line = ContractLine(id_, account, mrr, currency, begin, end, bool(auto), product_id=product)
        copied = dict(zip(_COPIED, (account, currency, auto, product, plan, seats, billing), strict=True))
        found.setdefault(account, []).append(Contract(line, copied))
    return found


def proposed(due: Due, own: Sequence[Contract]) -> dt.date | None:
    """The next renewal date: after a term as long as the last in months; None where no line ends with this one."""
    ends = [one.line.ends for one in own if one.line.id in due.lines]
    last = max((end for end in ends if end is not None), default=None)
    if last is None or last > due.due + _DAY:
        return last
    months = round((last - due.term).days / _MONTH_DAYS) or (1 if due.lines else _USUAL_MONTHS)
    return _later(last, max(1, months), due.term.day)


def _later(day: dt.date, months: int, anchor: int) -> dt.date:
    """So many months later; from the last day of a month that was cut short to the day it began on again."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    cut = day.day == monthrange(day.year, day.month)[1] and anchor > day.day
    return dt.date(year, month + 1, min(anchor if cut else day.day, last))


def planned_lines(
    due: Due, own: Sequence[Contract], decision: str, after: int | None, until: dt.date | None = None
) -> Plan:
    """What a decision changes; `until` is the next renewal date, of a loss the first day without the contract.

    Without `until` the next term is as long as the last, and a loss ends the lines on the renewal date. A new amount
    of several lines is divided in proportion. Raises ValueError where a line would end before it begins.
    """
    mine = [one for one in own if one.line.id in due.lines]
    next_lines = tuple(followers(due, [one.line for one in own]))
    if not mine:
        return Plan((), "none", next_lines)
    if decision not in KEPT:
        return _lost(due, own, mine, next_lines, until)
    if next_lines:
        return Plan((), "followed", next_lines)
    end = until or proposed(due, own)
    amounts = [one.line.mrr for one in mine]
    if after is not None and decision != "renewed":
        amounts = divided(amounts, after)
    changes: list[Change] = []
    for one, mrr in zip(mine, amounts, strict=True):
        # A line without an end gets one only where somebody says so.
        changes += _kept(due, one, mrr, until if one.line.ends is None else end)
    return Plan(tuple(changes), "" if changes else "running", next_lines)


def _kept(due: Due, one: Contract, mrr: int, until: dt.date | None) -> list[Change]:
    line = one.line
    over = line.ends is not None and line.ends <= due.due + _DAY
    cut = line.ends if over or mrr == line.mrr else due.due
    if cut is None:
        if until is not None and until <= due.due:
            raise ValueError(f"{until} is not after {due.due}")
        return [] if until is None else [_end(one, until)]
    if until is not None and until <= cut:
        if until == line.ends and not over:
            return []
        raise ValueError(f"{until} is not after {cut}")
    if cut <= line.starts:
        raise ValueError(f"{cut} is not after {line.starts}")
    follows = Change("follows", one, cut, until, mrr)
    return [follows] if line.ends == cut else [_end(one, cut), follows]


def _lost(
    due: Due, own: Sequence[Contract], mine: Sequence[Contract], next_lines: Sequence[ContractLine], on: dt.date | None
) -> Plan:
    changes: list[Change] = []
    for one in mine:
        ends = one.line.ends
        if on is None and ends is not None and ends <= due.due + _DAY:
            continue
        end = on or due.due
        if end != ends:
            changes.append(_end(one, end))
    never = {line.id for line in next_lines if line.starts >= (on or due.due)}
    changes += [
        Change("never", one, one.line.starts, one.line.starts, one.line.mrr) for one in own if one.line.id in never
    ]
    return Plan(tuple(changes), "", tuple(next_lines))


def _end(one: Contract, day: dt.date) -> Change:
    if day <= one.line.starts:
        raise ValueError(f"{day} is not after {one.line.starts}")
    return Change("ends", one, one.line.starts, day, one.line.mrr)


def divided(parts: Sequence[int], total: int) -> list[int]:
    """`total` in proportion to `parts`, to the unit; the rest goes to those that lost most by rounding down."""
    whole = sum(parts)
    if whole <= 0 or min(parts) < 0:
        return [total, *[0] * (len(parts) - 1)]
    shares = [part * total // whole for part in parts]
    rest = sorted(range(len(parts)), key=lambda at: -(parts[at] * total % whole))
    for at in rest[: total - sum(shares)]:
        shares[at] += 1
    return shares


def write_lines(edit: Edit, plan: Plan) -> None:
    """Write what was planned, within the edit that writes the decision."""
    for change in plan.changes:
        ends = change.ends.isoformat() if change.ends else None
        if change.kind != "follows":
            edit.update("subscription", change.contract.line.id, {"ends": ends})
            continue
        row = change.contract.copied | {"mrr": change.mrr, "starts": change.starts.isoformat(), "ends": ends}
        edit.insert("subscription", {name: value for name, value in row.items() if value is not None})
