"""Watching all accounts all year."""

from __future__ import annotations

import datetime as dt

from requirements_support import TODAY, Team, ago

from csops_tui.measures import review
from csops_tui.measures.changes import changed


def use(team: Team, account: str, weeks: list[float]) -> None:
    """Weekly sessions of an account, the last week ending today."""
    with team.book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        edit.usage_rows(
            batch,
            [
                (account, None, None, "sessions", "week", ago(6 + 7 * back).isoformat(), value)
                for back, value in enumerate(reversed(weeks))
            ],
        )


def test_an_account_eleven_months_from_renewal_with_a_usage_fall_is_listed(team: Team) -> None:
    """A3-02."""
    far, steady = team.add("account", name="ミライ商事"), team.add("account", name="Acme")
    renewal = TODAY + dt.timedelta(days=335)
    for account in (far, steady):
        team.add("subscription", account_id=account, mrr=100, starts=ago(700).isoformat(), ends=renewal.isoformat())
    use(team, far, [100.0] * 15 + [10.0])
    use(team, steady, [100.0] * 16)
    found = changed(team.book, TODAY, ago(7), "current")
    assert [(each.name, [change.kind for change in each.changes]) for each in found] == [("ミライ商事", ["usage_fell"])]
    row = team.sheet()["ミライ商事"]
    assert row["renewal_in"] == 335 and row["usage_change"] <= -20
    assert [account for account, _ in review.candidates(team.book, TODAY, ago(7))] == [far]
