"""Opportunities that a file brings for accounts that are to be helped first."""

from __future__ import annotations

import pytest
from exchange_support import Import

from csops_tui.store.book import Book

pytestmark = pytest.mark.usefixtures("english")
FILE = """account,title,kind,mrr,state,opened,closed
Mirai,More seats,upsell,1000,open,2026-10-01,
Mirai,Old one,upsell,1000,lost,2025-10-01,2025-12-01
Acme,Second product,cross_sell,1000,open,2026-10-01,
"""


def test_an_opportunity_at_a_worried_account_is_taken_and_pointed_out(mirai: Book, load: Import) -> None:
    with mirai.edit("worry") as edit:
        (account,) = mirai.reader().execute("SELECT id FROM account").fetchone()
        edit.insert("concern", {"account_id": account, "day": mirai.clock.today().isoformat(), "level": 4})
        edit.insert("account", {"id": "acme", "name": "Acme"})
    made, result = load("opportunity", FILE)
    assert (result.created, result.rejected) == (3, 0)
    assert [(one.line, one.column, "concern 4" in one.reason) for one in made.warnings()] == [(2, "account", True)]
    again, result = load("opportunity", FILE)
    assert result.skipped == 3 and list(again.warnings()) == [], "what changes nothing is not pointed out again"
