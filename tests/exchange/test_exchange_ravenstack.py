"""A public data set of five linked tables, imported whole; skipped where no folder of such data has it."""

from __future__ import annotations

from collections import Counter

import pytest
from exchange_support import DATA, Import, contents

from csops_tui.store.book import Book

FOLDER = DATA / "ravenstack" / "original"
FILES = {
    "account": ("ravenstack_accounts.csv", 500),
    "subscription": ("ravenstack_subscriptions.csv", 5_000),
    "ticket": ("ravenstack_support_tickets.csv", 2_000),
    "churn": ("ravenstack_churn_events.csv", 600),
    "usage": ("ravenstack_feature_usage.csv", 25_000),
}
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the data set is not here")


def test_five_linked_tables_arrive_whole_once_and_can_be_taken_back(book: Book, load: Import) -> None:
    states = [contents(book)]
    for entity, (file, records) in FILES.items():
        made, result = load(entity, FOLDER / file, source="ravenstack", currency="USD")
        assert (result.created, result.updated, result.skipped, result.rejected) == (records, 0, 0, 0), made.reasons
        states.append(contents(book))
    count = dict(book.reader().execute("SELECT entity, count(*) FROM external_ref GROUP BY entity").fetchall())
    assert count == {"account": 500, "subscription": 5_000, "ticket": 2_000, "churn": 600}
    assert book.reader().execute("SELECT count(*), count(DISTINCT account_id) FROM usage").fetchone()[0] == 25_000
    for entity, (file, records) in FILES.items():
        _, result = load(entity, FOLDER / file, source="ravenstack", currency="USD")
        assert (result.skipped, result.edit) == (records, None)
    assert contents(book) == states[-1]
    for state in reversed(states[:-1]):
        book.undo()
        assert contents(book) == state


def test_usage_ids_used_twice_for_different_facts_are_kept_and_named(book: Book, load: Import) -> None:
    for entity in ("account", "subscription"):
        load(entity, FOLDER / FILES[entity][0], source="ravenstack", currency="USD")
    made, result = load("usage", FOLDER / FILES["usage"][0], source="ravenstack")
    assert result.created == 25_000
    assert Counter(warning.column for warning in made.warnings()) == {"usage_id": 21}
