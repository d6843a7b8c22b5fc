"""`field=value` as people type it, read by the kind of the column into what the book stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from csops_tui.cli.entities import column_of, row_of, spoken
from csops_tui.cli.errors import NOT_FOUND, REFUSED, USAGE, ShellError
from csops_tui.cli.session import Session
from csops_tui.locale import language, t
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.store.clock import utc_text
from csops_tui.store.sqlite import Connection

# Days that lie ahead when the year or the week is left out; all others lie behind.
_AHEAD = frozenset(("due", "ends", "expires", "review_on", "follow_up_due", "until", "winback", "expected"))


def read_pairs(session: Session, book: Book, table: str, pairs: Sequence[str]) -> dict[str, Any]:
    """Column → stored value of all `field=value` pairs; raises ShellError naming the field and its choices."""
    split: list[tuple[Column, str]] = []
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise ShellError("no_pair", USAGE, text=pair)
        split.append((column_of(table, name), text.strip()))
    currency = next((text.upper() for column, text in split if column.name == "currency" and text), None)
    return {column.name: _read(session, book, table, column, text, currency) for column, text in split}


def choices(conn: Connection, table: str, column: Column) -> list[str]:
    """The words a code column takes, in the language in force, the book's own words among them."""
    from csops_tui.model.codes import CODES, list_of, word

    name = list_of(table, column.name, column.spec.target)
    if column.spec.closed:
        return [word(name, code, language()) for code in column.spec.closed]
    lang = language()
    shipped = [word(name, entry.code, lang) for entry in CODES.get(name, ())]
    own = conn.execute(
        "SELECT CASE :lang WHEN 'ja' THEN ja ELSE en END FROM code WHERE list = :list AND active = 1 ORDER BY position",
        {"lang": lang, "list": name},
    )
    return list(dict.fromkeys([*shipped, *(found for (found,) in own)]))


def complete(table: str, values: dict[str, Any], book: Book) -> dict[str, Any]:
    """The values of a new row with what follows from the others, from today and from who is acting filled in."""
    filled = dict(values)
    today = book.clock.today().isoformat()
    for column in columns(ENTITIES[table]):
        if column.name in filled:
            continue
        if column.required and column.default is None and column.spec.kind == "day":
            filled[column.name] = today
        elif column.name == "member_id":
            filled[column.name] = touch.acting_member(book)
    if table == "touchpoint" and filled.get("channel"):
        reach, direction = touch.nature(book.reader(), filled["channel"])
        filled = {"reach": reach, "direction": direction, **filled}
    return moved(table, filled, book)


def moved(table: str, values: dict[str, Any], book: Book) -> dict[str, Any]:
    """The values with the moment of a touch that is put on another day; only the day was said."""
    if table != "touchpoint" or "at" in values or not values.get("day"):
        return values
    return {**values, **touch.moment_of(book, dt.date.fromisoformat(values["day"]))}


def missing(table: str, values: dict[str, Any]) -> list[str]:
    """Labels of the fields that a new row still needs."""
    return [
        f"{spoken(column)} ({t(f'field.{table}.{column.name}')})"
        for column in columns(ENTITIES[table])
        if column.required and column.default is None and values.get(column.name) is None
    ]


def _read(session: Session, book: Book, table: str, column: Column, text: str, currency: str | None) -> Any:
    if not text:
        return None
    conn = book.reader()
    spec = column.spec
    match spec.kind:
        case "text" | "note":
            value: Any = text.replace("\\n", "\n") if spec.kind == "note" else text
            if column.name == "currency":
                value = text.upper()
        case "code":
            value = _code(conn, table, column, text)
            if value is None:
                known = ", ".join(choices(conn, table, column))
                raise _refused("one_of", table, column, text, choices=known)
        case "ref":
            try:
                value = row_of(conn, spec.target, text)
            except ShellError as error:
                raise ShellError(
                    "bad_ref", error.exit_code or NOT_FOUND, field=_label(table, column), why=error
                ) from error
        case "day" | "moment":
            value = _when(session, column, text)
        case "month":
            value = _month(session, text)
        case "flag":
            from csops_tui.text.numbers import parse_bool

            found = parse_bool(text)
            value = None if found is None else int(found)
        case "money":
            from csops_tui.text.numbers import parse_money

            value = parse_money(text, currency or "JPY")
        case _:
            value = _number(table, column, text)
    if value is None:
        raise _refused(spec.kind, table, column, text)
    return value


def _code(conn: Connection, table: str, column: Column, text: str) -> str | None:
    from csops_tui.model.codes import fold, list_of

    name = list_of(table, column.name, column.spec.target)
    found = touch.code_index(conn, name).get(fold(text))
    if column.spec.closed and found not in column.spec.closed:
        return text if text in column.spec.closed else None
    return found


def _when(session: Session, column: Column, text: str) -> str | None:
    from csops_tui.text.dates import parse_when

    now = session.clock.now()
    found = parse_when(text, now, session.config.fiscal_start, "future" if column.name in _AHEAD else "past")
    if found is None:
        return None
    if column.spec.kind == "day":
        return found.day.isoformat()
    time = found.time or (now.timetz().replace(tzinfo=None, microsecond=0) if found.day == now.date() else dt.time(12))
    return utc_text(dt.datetime.combine(found.day, time).astimezone())


def _month(session: Session, text: str) -> str | None:
    try:
        return dt.date.fromisoformat(f"{text}-01").isoformat()[:7]
    except ValueError:
        from csops_tui.text.dates import parse_when

        found = parse_when(text, session.clock.now(), session.config.fiscal_start, "past")
        return found.day.isoformat()[:7] if found else None


def _number(table: str, column: Column, text: str) -> int | float | None:
    from csops_tui.text.numbers import parse_number

    found = parse_number(text)
    spec = column.spec
    if found is None or abs(found) >= 1 << 62:
        return None
    if spec.kind == "count" and found != found.to_integral_value():
        return None
    if spec.low is not None and found < spec.low:
        raise _refused("low", table, column, text, limit=spec.low)
    if spec.high is not None and found > spec.high:
        raise _refused("high", table, column, text, limit=spec.high)
    return int(found) if spec.kind == "count" else float(found)


def _refused(rule: str, table: str, column: Column, text: str, **values: object) -> ShellError:
    field = _label(table, column)
    words = t(f"check.{rule}", None, **{"field": field, "value": text, "choices": "", "limit": "", **values})
    return ShellError("bad_field", REFUSED, name=spoken(column), value=text, why=words)


def _label(table: str, column: Column) -> str:
    return t(f"field.{table}.{column.name}")
