"""A figure of one account: its value, and the facts that were counted for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csops_tui.cli.account_page import in_words
from csops_tui.cli.entities import row_of
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit, emit_json, emit_line, shown, table
from csops_tui.locale import has, t

if TYPE_CHECKING:
    from csops_tui.measures.behind import Behind, Fact
    from csops_tui.model.definitions import Definition

_FACT = ("day", "kind", "id", "what", "text", "number", "currency")


def show_behind(figure: Definition, account: str) -> None:
    """Write the value of a figure of an account as of today and the facts behind it, in the form asked for.

    Raises ShellError for an account that is not found, KeyError for a figure that is none of an account.
    """
    from csops_tui.measures.behind import behind

    held = session()
    book = held.book()
    conn = book.reader()
    account_id = row_of(conn, "account", account)
    day = book.clock.today()
    found = behind(book, figure.name, account_id, day)
    facts = [{key: getattr(row, key) for key in _FACT} for row in found.rows]
    if held.form == "json":
        about = {"name": figure.name, "title": figure.title(), "account_id": account_id, "as_of": day.isoformat()}
        emit_json({**about, "value": found.value, "currency": found.currency, "total": found.total, "rows": facts})
        return
    if held.form != "table":
        emit([Column(key) for key in _FACT], [list(row.values()) for row in facts])
        return
    (title,) = conn.execute("SELECT name FROM account WHERE id = ?", [account_id]).fetchone()
    value = _value(figure.name, found)
    emit_line(t("cli.figure.value", account=title, day=day.isoformat(), title=figure.title(), value=value))
    columns = [
        *(Column("day", t("cli.column.day")), Column("entity", t("cli.column.entity"))),
        *(Column("what", t("cli.column.what")), Column("number", t("cli.column.value"))),
        *(Column("text", t("cli.column.text")), Column("id", t("cli.column.id"))),
    ]
    if found.rows:
        table(columns, [_cells(row) for row in found.rows])
    held.say(t("cli.figure.rows", count=len(found.rows), total=found.total))


def _value(name: str, found: Behind) -> str:
    """The value as the sheet's column shows it; – for no data."""
    from csops_tui.measures.sheet import PLAIN

    if found.value is None:
        return "–"
    kind, _, codes = next(field.kind for field in PLAIN if field.key == name).partition(":")
    value = f"{found.value}{SEPARATOR}{found.currency}" if found.currency else found.value
    return shown(Column(name, kind=kind, list=codes), value)


def _cells(row: Fact) -> list[Any]:
    if row.number is None:
        number = None
    elif row.currency:
        number = shown(Column("number", kind="money", currency=row.currency), int(row.number))
    else:
        number = shown(Column("number", kind="number"), row.number)
    # Signals that come with the program are stored by their code.
    text = t(key) if row.kind == "signal_episode" and has(key := f"signal.{row.text}") else row.text
    kind = t("define.source.usage") if row.kind == "usage" else t(f"entity.{row.kind}")
    return [row.day, kind, in_words(row.what), number, " ".join(text.split()), row.id]
