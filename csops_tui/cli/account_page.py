"""An account on one page: people, contracts, what is open, what was asked, and all that happened, newest first."""

from __future__ import annotations

from typing import Any

from csops_tui.cli.output import SEPARATOR, Column, shown, table
from csops_tui.locale import t
from csops_tui.model.codes import CODES
from csops_tui.store.sqlite import Connection
from csops_tui.store.timeline import timeline

# Each part: its columns as (name, kind, code list) and the select that gives them; :account, :today, :limit.
_PARTS: dict[str, tuple[tuple[tuple[str, str, str], ...], str]] = {
    "contact": (
        (
            ("name", "text", ""),
            ("title", "text", ""),
            ("role", "code", "contact_role"),
            ("state", "code", "contact.state"),
            ("key_contact", "flag", ""),
            ("verified", "day", ""),
            ("mail", "text", ""),
        ),
        """SELECT name, title, role, state, key_contact, verified, mail FROM contact
           WHERE account_id = :account ORDER BY state = 'left', key_contact DESC, coalesce(kana, name), id""",
    ),
    "subscription": (
        (
            ("product_id", "text", ""),
            ("plan", "text", ""),
            ("seats", "count", ""),
            ("mrr", "money", ""),
            ("currency", "text", ""),
            ("starts", "day", ""),
            ("ends", "day", ""),
        ),
        """SELECT p.name, s.plan, s.seats, s.mrr, s.currency, s.starts, s.ends
           FROM subscription AS s LEFT JOIN product AS p ON p.id = s.product_id
           WHERE s.account_id = :account ORDER BY s.starts DESC, s.id""",
    ),
    "task": (
        (("due", "day", ""), ("title", "text", ""), ("member_id", "text", ""), ("promise", "flag", "")),
        """SELECT t.due, t.title, m.name, t.promise FROM task AS t LEFT JOIN member AS m ON m.id = t.member_id
           WHERE t.account_id = :account AND t.state = 'open' ORDER BY t.due IS NULL, t.due, t.id""",
    ),
    "voice": (
        (("day", "day", ""), ("title", "text", ""), ("state", "code", "voice.state"), ("told", "day", "")),
        """SELECT day, title, state, told FROM voice
           WHERE account_id = :account ORDER BY day DESC, rowid DESC LIMIT :limit""",
    ),
    "touchpoint": (
        (
            ("day", "day", ""),
            ("channel", "code", "channel"),
            ("reach", "code", "touchpoint.reach"),
            ("member_id", "text", ""),
            ("minutes", "count", ""),
            ("note", "text", ""),
        ),
        """SELECT t.day, t.channel, t.reach, m.name, t.minutes, t.note
           FROM touchpoint AS t LEFT JOIN member AS m ON m.id = t.member_id
           WHERE t.account_id = :account ORDER BY t.day DESC, t.at DESC, t.rowid DESC LIMIT :limit""",
    ),
}

_USAGE = """
SELECT metric, max(day) AS last, count(*) AS rows, sum(value) AS total FROM usage
WHERE account_id = :account GROUP BY metric ORDER BY metric
"""


def parts_of(conn: Connection, account_id: str, today: str, limit: int) -> dict[str, list[dict[str, Any]]]:
    """The lists of an account's page by name, values as stored; at most `limit` touches, requests and events."""
    asked = {"account": account_id, "today": today, "limit": limit}
    parts = {
        name: [dict(zip((c for c, *_ in shown), row, strict=True)) for row in conn.execute(sql, asked)]
        for name, (shown, sql) in _PARTS.items()
    }
    usage = ("metric", "last", "rows", "total")
    parts["usage"] = [dict(zip(usage, row, strict=True)) for row in conn.execute(_USAGE, asked)]
    happened = timeline(account_id, today)
    newest = happened.keys(conn)[:limit]
    rows = happened.rows(conn, newest)
    names = ("id", *(field.key for field in happened.fields))
    parts["timeline"] = [dict(zip(names, rows[key], strict=True)) for key in newest]
    return parts


def print_parts(parts: dict[str, list[dict[str, Any]]]) -> None:
    """The lists as tables, each under its name; what is empty says so."""
    for name, rows in parts.items():
        print(f"\n{_heading(name)} ({len(rows)})")
        if not rows:
            print(f"  {t('cli.page.none')}")
            continue
        table(_columns(name, rows[0]), [_row(name, row) for row in rows], indent=2)


def _heading(name: str) -> str:
    own = {"timeline": "cli.page.timeline", "usage": "cli.page.usage"}
    return t(own.get(name, f"entity.{name}.many"))


def _columns(name: str, row: dict[str, Any]) -> list[Column]:
    if name in _PARTS:
        return [Column(c, t(f"field.{name}.{c}"), kind, codes) for c, kind, codes in _PARTS[name][0]]
    kinds = {"total": "number", "rows": "count"}
    names = ("day", "entity", "what") if name == "timeline" else tuple(row)
    return [Column(c, t(f"cli.column.{c}"), kinds.get(c, "text")) for c in names]


def _row(name: str, row: dict[str, Any]) -> list[Any]:
    if name == "subscription" and row["mrr"] is not None:
        row = {**row, "mrr": f"{row['mrr']}{SEPARATOR}{row['currency']}"}
    if name != "timeline":
        return list(row.values())
    what = in_words(str(row["what"] or ""))
    return [row["day"], t(f"entity.{row['kind']}"), " ".join(part for part in (what, row["text"], row["who"]) if part)]


def in_words(what: str) -> str:
    """`list:code` as the word that people read; anything else as it stands."""
    codes, sign, code = what.partition(":")
    if sign and codes == "line":
        return t(f"cli.page.line.{code}")
    return shown(Column("what", kind="code", list=codes), code) if sign and codes in CODES else what
