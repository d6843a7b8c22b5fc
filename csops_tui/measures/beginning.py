"""How the sheet of a large book began when it was last put in order, so that it need not be waited for at the start."""

from __future__ import annotations

import datetime as dt
import json
from array import array
from typing import NamedTuple

from csops_tui.store.book import Book

# What these hold moves no account in the sheet's own order: neither its place in the book, its name, its concern nor
# its renewal.
_ELSEWHERE = (
    *("touchpoint", "touchpoint_contact", "appointment", "task", "signal_episode", "proposal", "saved_view"),
    *("deferral", "review_round", "review_item", "campaign_member", "contact", "note", "voice", "ticket"),
)
_ROWS = 200
_SINCE = f"SELECT 1 FROM _change WHERE n > ? AND tbl NOT IN ({', '.join('?' * len(_ELSEWHERE))}) LIMIT 1"


class Beginning(NamedTuple):
    """The keys of the first rows, and how many rows the sheet has in all."""

    keys: array[int]
    total: int


def recall(book: Book, scope: str, day: dt.date) -> Beginning | None:
    """The first rows of a part of the book in the sheet's own order; None unless they are known to be the same now."""
    kept = book.meta(f"begins:{scope}")
    if kept is None:
        return None
    on, change, total, ids = json.loads(kept)
    mark = book.mark().n
    conn = book.reader()
    if on != day.isoformat() or mark < change or conn.execute(_SINCE, [change, *_ELSEWHERE]).fetchone():
        return None
    found = conn.execute("SELECT a.rowid FROM json_each(?) AS j JOIN account AS a ON a.id = j.value", [json.dumps(ids)])
    keys = array("q", (key for (key,) in found))
    return Beginning(keys, total) if len(keys) == len(ids) else None


def keep(book: Book, scope: str, day: dt.date, change: int, keys: array[int]) -> None:
    """Remember how the sheet begins in the order `keys`, which was worked out as of change number `change`."""
    first = json.dumps(keys[:_ROWS].tolist())
    found = book.reader().execute("SELECT a.id FROM json_each(?) AS j JOIN account AS a ON a.rowid = j.value", [first])
    text = json.dumps([day.isoformat(), change, len(keys), [row_id for (row_id,) in found]])
    if text != book.meta(f"begins:{scope}"):
        with book.derived() as conn:
            conn.execute(
                "INSERT INTO _meta VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
                [f"begins:{scope}", text],
            )
