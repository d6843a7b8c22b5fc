"""What a row says without a column for it: the moment of a touch, the state of a case, the account of a contact."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from csops_tui.exchange.references import References
from csops_tui.store.clock import utc_text

Values = dict[str, Any]


@lru_cache(maxsize=4096)
def noon(day: str) -> tuple[str, int]:
    """Noon of a local day as a UTC moment, with the zone's offset in minutes."""
    return moment(dt.datetime.fromisoformat(day + "T12:00:00"))


def moment(local: dt.datetime) -> tuple[str, int]:
    """A moment (in the local zone where it names none) as UTC text, with the local offset in minutes."""
    at = local.astimezone()
    offset = at.utcoffset() or dt.timedelta()
    return utc_text(at), int(offset.total_seconds() // 60)


@lru_cache(maxsize=4096)
def _offset_on(day: str) -> int | None:
    """The local offset in minutes all through a day in UTC (`2026-11-21`); None where it changes on it."""
    found = {
        local.utcoffset() or dt.timedelta()
        for time in ("00:00:00", "11:59:59", "23:59:59")
        if (local := dt.datetime.fromisoformat(f"{day}T{time}+00:00").astimezone())
    }
    return int(found.pop().total_seconds() // 60) if len(found) == 1 else None


def local_day(at: str) -> tuple[str, int]:
    """The local business day of a stored moment, with the zone's offset in minutes."""
    offset = _offset_on(at[:10])
    # Asking the system for its zone is slow; within a day of the offset known the text says it.
    if offset is not None and 0 <= int(at[11:13]) * 60 + int(at[14:16]) + offset < 1_440:
        return at[:10], offset
    local = dt.datetime.fromisoformat(at).astimezone()
    return local.date().isoformat(), int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)


# Months in a billing period; what is billed otherwise stays as it is.
_PERIODS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_LATIN = re.compile(r"[\x00-\u024f]*")


def month_of(minor: int, months: int) -> int:
    """A month's share of an amount of several months, rounded half up (a negative one like a positive one)."""
    share = (2 * abs(minor) + months) // (2 * months)
    return share if minor >= 0 else -share


def combine(values: Values) -> None:
    """Work several cells into the one field they make up: two names, an amount and its period, a beginning and an end.

    The cells stand under names that begin with `?`; they are taken away.
    """
    family, given = values.pop("?name.family", None), values.pop("?name.given", None)
    if (family or given) and not values.get("name"):
        parts = [part for part in (family, given) if part]
        latin = all(_LATIN.fullmatch(part) for part in parts)
        values["name"] = " ".join(reversed(parts) if latin else parts)
    amount, each = values.pop("?amount", None), values.pop("?unit_amount", None)
    if amount is None and each is not None:
        amount = each * (values.get("seats") or 1)
    if amount is not None and values.get("mrr") is None:
        values["mrr"] = month_of(amount, _PERIODS.get(values.get("billing") or "", 1))
    until = values.pop("?until", None)
    if until and values.get("at") and values.get("minutes") is None:
        seconds = (dt.datetime.fromisoformat(until) - dt.datetime.fromisoformat(values["at"])).total_seconds()
        if seconds >= 0:
            values["minutes"] = round(seconds / 60)


def derive(entity: str, values: Values, references: References) -> Values:
    """Fill what `values` implies, in place; returns what holds for a new row only.

    A later file that says nothing new about it must not take back what people wrote since.
    """
    if not values.get("account_id"):
        account = _account(values, references)
        if account:
            values["account_id"] = account
    work = _BY_ENTITY.get(entity)
    return work(values, references) if work else {}


def _account(values: Values, references: References) -> str | None:
    for field in ("subscription_id", "contact_id"):
        if (row := values.get(field)) and (account := references.account_of(field.removesuffix("_id"), row)):
            return account
    return None


def _touchpoint(values: Values, references: References) -> Values:
    new: Values = {}
    if at := values.get("at"):
        day, offset = local_day(at)
        values.setdefault("day", day)
        new["utc_offset"] = offset
    elif day := values.get("day"):
        new["at"], new["utc_offset"] = noon(day)
    if channel := values.get("channel"):
        new["reach"], new["direction"] = references.nature(channel)
    return new


def _ticket(values: Values, references: References) -> Values:
    if values.get("closed"):
        values.setdefault("state", "closed")
    return {}


def _opportunity(values: Values, references: References) -> Values:
    """The day on which an open chance is hoped to close is not the day on which it did."""
    if values.get("state", "open") == "open":
        values.pop("closed", None)
    return {}


def _churn(values: Values, references: References) -> Values:
    """A churn with its reason and day is closed; an unknown or other reason needs the words why, or it stays open."""
    reason = values.get("reason_judged")
    explained = reason not in ("unknown", "other") or (values.get("note") or "").strip()
    if reason and values.get("effective") and explained:
        values.setdefault("state", "closed")
    return {}


def _day_of(field: str, table: str):
    def work(values: Values, references: References) -> Values:
        if values.get(field) and not values.get("day"):
            values["day"] = references.value(table, "day", values[field])
        return {}

    return work


_BY_ENTITY = {
    "touchpoint": _touchpoint,
    "ticket": _ticket,
    "opportunity": _opportunity,
    "churn": _churn,
    "attendance": _day_of("event_id", "event"),
    "survey_response": _day_of("survey_id", "survey"),
}
