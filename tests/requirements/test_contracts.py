"""Contracts and money."""

from __future__ import annotations

from requirements_support import TODAY, Team

from csops_tui.store.records import listing_of
from csops_tui.tui.present import present


def test_amounts_per_contract_line_are_whole_numbers_in_their_currency_and_add_up(team: Team) -> None:
    """A6-09."""
    mirai, acme = team.add("account", name="ミライ商事"), team.add("account", name="Acme")
    mixed = team.add("account", name="両通貨")
    # Tenths and thirds would drift as floating point numbers.
    lines = [(mirai, 33_333, "JPY"), (mirai, 33_333, "JPY"), (mirai, 33_334, "JPY")]
    lines += [(acme, 10, "USD")] * 3 + [(acme, 99_970, "USD"), (mixed, 1, "JPY"), (mixed, 1, "USD")]
    for account, mrr, currency in lines:
        team.add("subscription", account_id=account, mrr=mrr, currency=currency, starts="2026-01-01")
    with team.book.edit("many") as edit:
        edit.insert_rows(
            "subscription",
            ("id", "account_id", "mrr", "starts", "ends"),
            ((f"s{n:05}", mirai, 1, "2026-01-01", "2027-01-01") for n in range(10_000)),
        )
    found = {name: (row["mrr"], row["arr"], row["currency"]) for name, row in team.sheet().items()}
    assert found == {
        "ミライ商事": (110_000, 1_320_000, "JPY"),
        "Acme": (100_000, 1_200_000, "USD"),
        "両通貨": (None, None, None),
    }
    assert all(isinstance(value, int) for row in list(found.values())[:2] for value in row[:2])
    assert team.sql("SELECT DISTINCT typeof(mrr) FROM subscription") == [("integer",)]
    assert team.sql("SELECT currency, sum(mrr) FROM subscription GROUP BY currency ORDER BY currency") == [
        ("JPY", 110_001),
        ("USD", 100_001),
    ]
    listing = listing_of("subscription", ("mrr", "plan"), f"r.account_id <> '{mirai}'")
    amounts = [present("amount", value, TODAY) for value in team.read(listing, "mrr")]
    assert sorted(map(str, amounts)) == ["$0.01", "$0.10", "$0.10", "$0.10", "$999.70", "¥1"]
