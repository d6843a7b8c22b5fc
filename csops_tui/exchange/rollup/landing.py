"""Figures into the book: compared with what the same source said before, and written as one step where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from csops_tui.exchange.rollup.errors import RollupError
from csops_tui.exchange.rollup.zones import Window
from csops_tui.exchange.spool import Spool
from csops_tui.store.batches import ROLLED_UP
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit

Figures = dict[tuple[str | None, str | None, str, str], float]
"""(contact, product, metric, day) → value, of one account."""

# What is in force of this source; the index of usage is by account, metric and day.
_SAID = """
SELECT u.contact_id, u.product_id, u.metric, u.day, u.value, u.id, u.batch FROM json_each(:metrics) AS j
CROSS JOIN usage AS u
  ON u.account_id = :account AND u.metric = j.value AND u.day BETWEEN :first AND :last AND u.grain = 'day'
WHERE u.batch IN (SELECT n FROM _import WHERE source = :source)
"""
_BATCHES = "SELECT count(*), max(n), sum(live) FROM _import WHERE source = ?"


@dataclass
class Landing:
    """What a roll-up changes in the book: how many figures are new, changed (some lower), gone, and the same."""

    source: str
    added: Spool
    replaced: Spool
    before: tuple[Any, ...]
    new: int = 0
    changed: int = 0
    lower: int = 0
    gone: int = 0
    same: int = 0

    @property
    def changes(self) -> int:
        """How many figures will be other than they are."""
        return self.new + self.changed + self.gone

    def close(self) -> None:
        """Give the temporary files back."""
        self.added.close()
        self.replaced.close()


def compare(
    book: Book, name: str, window: Window, metrics: Iterable[str], rolled: Iterable[tuple[str, Figures]]
) -> Landing:
    """Compare figures by account, each account once, with those of the same source, window and metrics in the book."""
    import json

    reader = book.reader()
    source = ROLLED_UP + name
    asked = {
        "metrics": json.dumps(list(metrics)),
        "first": window.first.isoformat(),
        "last": window.last.isoformat(),
        "source": source,
    }
    before = tuple(reader.execute(_BATCHES, [source]).fetchone())
    made = Landing(source, Spool(), Spool(), before)
    seen: set[str] = set()
    for account, figures in rolled:
        seen.add(account)
        said = reader.execute(_SAID, {**asked, "account": account}).fetchall() if before[0] else []
        _one(made, account, figures, said)
    if before[0]:
        for (account,) in reader.execute("SELECT id FROM account").fetchall():
            if account not in seen:
                _one(made, account, {}, reader.execute(_SAID, {**asked, "account": account}).fetchall())
    return made


def write(edit: Edit, made: Landing) -> None:
    """Write what is new and take what it replaces out of force; raises RollupError when the book moved on meanwhile."""
    now = edit.conn.execute(_BATCHES, [made.source]).fetchone()
    if tuple(now) != made.before:
        raise RollupError("moved_on", 4)
    batch = edit.usage_batch(made.source)
    edit.usage_rows(batch, _facts(made))
    if len(made.replaced):
        edit.usage_replaced((fact, batch) for fact, batch in made.replaced)


def _facts(made: Landing) -> Iterator[tuple[Any, ...]]:
    for account, contact, product, metric, day, value in made.added:
        yield account, contact, product, metric, "day", day, value


def _one(made: Landing, account: str, figures: Figures, said: list[tuple[Any, ...]]) -> None:
    left = dict(figures)
    for *key, value, fact, batch in said:
        contact, product, metric, day = key
        wanted = left.pop((contact, product, metric, day), None)
        if wanted is None:
            made.gone += 1
        elif wanted == value:
            made.same += 1
            continue
        else:
            made.changed += 1
            made.lower += wanted < value
            made.added.append((account, contact, product, metric, day, wanted))
        made.replaced.append((fact, batch))
    # In the order of the index of usage, which is then filled from one end.
    for key, value in sorted(left.items(), key=_place):
        made.new += 1
        made.added.append((account, *key, value))


def _place(figure: tuple[tuple[str | None, str | None, str, str], float]) -> tuple[str, str]:
    _, _, metric, day = figure[0]
    return metric, day
