"""Bulk usage facts in batches: each is in force or not, and so are its facts; undo turns batches, not facts.

A fact that a later edit replaces moves to a batch of that edit, set aside. Such a batch is called like the one its
facts came from, a slash, and a name of its own. It is in force while its edit is undone and the batch it came from is
in force, so that any edits can be undone and done again in any order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from csops_tui.store.revert import Skipped
from csops_tui.store.sqlite import Connection
from csops_tui.store.undo import named
from csops_tui.text.ids import uuid7

ROLLED_UP = "rollup:"
"""A source whose name begins so says each figure once: one value for account, person, product, metric and day."""

# From an undo of an undo of … back to the edit itself.
_CHAIN = """
WITH RECURSIVE chain (id, undoes) AS (
  SELECT id, undoes FROM _edit WHERE id = ?
  UNION ALL SELECT e.id, e.undoes FROM _edit e JOIN chain c ON e.id = c.undoes)
SELECT id FROM chain
"""
_ASIDE = """
SELECT n, id, edit, live FROM _import
WHERE id GLOB '*/*' AND source IN (SELECT source FROM _import WHERE edit = ?) ORDER BY n
"""
# Figures of some batches, each with every other one that its source has said of the same. Of both: number, batch, which
# batch and edit brought it first, whether it is in force, and the edit that set it aside (NULL where none has).
_BESIDE = """
SELECT f.account_id,
  f.id, f.batch, first.n, first.edit, own.live, iif(own.id = first.id, NULL, own.edit),
  u.id, u.batch, came.n, came.edit, i.live, iif(i.id = came.id, NULL, i.edit)
FROM _usage AS f
CROSS JOIN _import AS own ON own.n = f.batch
JOIN _usage AS u ON u.account_id = f.account_id AND u.metric = f.metric AND u.day = f.day AND u.grain = f.grain
  AND u.contact_id IS f.contact_id AND u.product_id IS f.product_id AND u.id <> f.id
JOIN _import AS i ON i.n = u.batch AND i.source = own.source
JOIN _import AS came ON came.id = substr(i.id, 1, instr(i.id || '/', '/') - 1)
JOIN _import AS first ON first.id = substr(own.id, 1, instr(own.id || '/', '/') - 1)
WHERE f.batch IN (SELECT value FROM json_each(?))
"""


class _Said(NamedTuple):
    """One figure as a source said it once."""

    fact: int
    batch: int
    came: int
    brought_by: str
    live: int
    aside_by: str | None


def set_aside(conn: Connection, edit: str | None, actor: str | None, at: str, facts: Iterable[tuple[int, int]]) -> int:
    """Move facts (number, number of their batch) out of force, for as long as `edit` is in force; returns how many."""
    by_batch: dict[int, list[int]] = {}
    for fact, batch in facts:
        by_batch.setdefault(batch, []).append(fact)
    for batch, moved in by_batch.items():
        aside = conn.execute(
            """INSERT INTO _import (id, at, actor, source, edit, live)
               SELECT id || '/' || ?, ?, ?, source, ?, 0 FROM _import WHERE n = ?""",
            [uuid7(), at, actor, edit, batch],
        ).lastrowid
        conn.executemany("UPDATE _usage SET batch = ? WHERE id = ?", ((aside, fact) for fact in moved))
    return sum(map(len, by_batch.values()))


def flip(conn: Connection, target: str) -> tuple[int, list[Skipped]]:
    """Turn the batches of edit `target`, or of the edit that `target` itself undoes; (batches turned, left alone).

    What yet another edit has replaced since stays as that one left it.
    """
    chain = [edit for (edit,) in conn.execute(_CHAIN, [target])]
    root = chain[-1] if chain else target
    # Undo, undo of undo, …: every other link brings the batches back.
    live = int(len(chain) % 2 == 0)
    turned = conn.execute(
        # An import of records is noted without facts of its own; its rows come and go by the log.
        """UPDATE _import SET live = ?
           WHERE edit = ? AND live <> ? AND id NOT GLOB '*/*' AND id NOT GLOB 'records:*'""",
        [live, root, live],
    ).rowcount
    if not turned:
        return 0, []
    rolled_up = conn.execute("SELECT n FROM _import WHERE edit = ? AND source GLOB ?", [root, ROLLED_UP + "*"])
    touched = {n for (n,) in rolled_up.fetchall()}
    late = _overruled(conn, touched | _turn_aside(conn, root)) if touched else []
    return turned, [("account", account, "changed") for account in late]


def _turn_aside(conn: Connection, root: str) -> set[int]:
    """Put what was set aside in or out of force as its edit and its origin are; returns the batches now in force."""
    states: dict[str, int] = dict(conn.execute("SELECT id, live FROM _import WHERE id NOT GLOB '*/*'").fetchall())
    woken: set[int] = set()
    for n, name, edit, before in conn.execute(_ASIDE, [root]).fetchall():
        origin = name.rpartition("/")[0]
        live = int(bool(states.get(origin)) and named(conn, edit) is None)
        states[name] = live
        if live != before:
            conn.execute("UPDATE _import SET live = ? WHERE n = ?", [live, n])
            if live:
                woken.add(n)
    return woken


def _overruled(conn: Connection, touched: set[int]) -> list[str]:
    """Leave in force only the newest of what was said of the same figure; returns the accounts of the others.

    What an edit in force has taken away counts as newer than what was said before it.
    """
    accounts: dict[str, None] = {}
    in_force: dict[str | None, bool] = {None: False}
    aside: dict[int, tuple[int, str]] = {}
    beside = conn.execute(_BESIDE, [json.dumps(sorted(touched))]).fetchall()
    for account, *row in beside:
        older, newer = sorted((_Said(*row[:6]), _Said(*row[6:])), key=lambda said: said.came)
        if not older.live or older.came == newer.came:
            continue
        if newer.aside_by not in in_force:
            in_force[newer.aside_by] = named(conn, str(newer.aside_by)) is not None
        if newer.live or in_force[newer.aside_by]:
            aside[older.fact] = older.batch, newer.brought_by if newer.live else str(newer.aside_by)
            accounts[account] = None
    by_edit: dict[str, list[tuple[int, int]]] = {}
    for fact, (batch, edit) in aside.items():
        by_edit.setdefault(edit, []).append((fact, batch))
    for edit, facts in by_edit.items():
        actor, at = conn.execute("SELECT actor, at FROM _edit WHERE id = ?", [edit]).fetchone()
        set_aside(conn, edit, actor, at, facts)
    return list(accounts)
