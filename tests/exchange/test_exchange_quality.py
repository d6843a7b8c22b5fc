"""What is odd in the data is said, with the figures it spoils; nothing of a file is lost without a word."""

from __future__ import annotations

import pytest
from exchange_support import DATA, Import

from csops_tui.exchange.quality import Report, intake, report
from csops_tui.exchange.quality_rules import RULES
from csops_tui.locale import LANGUAGES, words
from csops_tui.store.book import Book

pytestmark = pytest.mark.usefixtures("english", "own_home")
DAY = "2026-11-21"
RAVENSTACK = DATA / "ravenstack" / "original"


def seen(book: Book) -> Report:
    return report(book.reader(), DAY)


def counts(found: Report) -> dict[str, int]:
    return {finding.key: finding.count for finding in found.findings}


def test_an_empty_book_has_nothing_odd_and_no_rate(book: Book) -> None:
    found = seen(book)
    assert found.findings == ()
    assert [rate.percent for rate in found.rates] == [None, None, None]


def test_every_rule_finds_what_it_is_for(book: Book) -> None:
    with book.edit("set up") as edit:
        one = edit.insert(
            "account", {"name": "Mirai", "since": "2024-01-01", "domain": "m.example", "state": "churned"}
        )
        two = edit.insert("account", {"name": "mirai", "domain": "M.example", "corporate_number": "1"})
        other = edit.insert("account", {"name": "Hokuto", "corporate_number": "1"})

        def contract(account: str, starts: str, ends: str | None, mrr: int = 100) -> None:
            values = {"account_id": account, "mrr": mrr, "starts": starts, "ends": ends, "plan": "pro"}
            edit.insert("subscription", values)

        contract(one, "2023-12-01", "2025-01-01")
        contract(one, "2024-06-01", None)
        contract(two, "2024-01-01", "2024-02-01", 0)
        contract(two, "2024-03-01", "2024-03-01")
        at = {"at": "2023-05-01T03:00:00Z", "channel": "call"}
        edit.insert("touchpoint", {"account_id": one, "day": "2023-05-01", **at})
        edit.insert("touchpoint", {"account_id": two, "day": "2027-05-01", **at})
        ticket = {"opened": "2023-05-02", "closed": "2023-05-01", "first_response": 90, "resolution": 30}
        edit.insert("ticket", {"account_id": one, **ticket})
        for account in (two, two, other):
            edit.insert("churn", {"account_id": account, "effective": "2025-05-01"})
        edit.insert("churn", {"account_id": one, "kind": "contraction", "effective": "2023-01-01"})
        lost = edit.insert("account", {"name": "Gone", "state": "churned"})
        for name in ("A", "B"):
            edit.insert("contact", {"account_id": two, "name": name, "mail": "x@m.example"})
        for row in (one, two):
            edit.insert("external_ref", {"entity": "account", "row_id": row, "system": "crm", "key": "1"})
        edit.insert("external_ref", {"entity": "account", "row_id": "nobody", "system": "crm", "key": "2"})
        batch = edit.usage_batch("test")
        edit.usage_rows(
            batch, [(one, None, None, "x", "day", "2023-01-01", 1.0), (two, None, None, "x", "day", DAY, 1.0)]
        )
    assert counts(seen(book)) == {
        "orphan": 1,
        "subscription_before_start": 1,
        "touchpoint_before_start": 1,
        "ticket_before_start": 1,
        "churn_before_start": 1,
        "usage_before_start": 1,
        "usage_without_contract": 2,
        "key_of_two": 1,
        "same_number": 1,
        "same_domain": 1,
        "same_name": 1,
        "same_mail": 1,
        "overlap": 1,
        "gap": 1,
        "no_length": 1,
        "no_amount": 1,
        "closed_before_opened": 1,
        "answered_after_solved": 1,
        "churned_with_contract": 1,
        "churned_without_event": 1,
        "event_without_churned": 2,
        "churned_twice": 1,
        "active_without_contract": 2,
        "not_yet": 1,
    }
    assert {rule.key for rule in RULES} | {"orphan"} == set(counts(seen(book)))
    assert lost
    rates = {rate.key: (rate.lost, rate.of) for rate in seen(book).rates}
    assert rates == {"flag": (2, 4), "event": (2, 4), "contract": (1, 2)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_says_what_it_is_and_what_it_spoils(lang: str) -> None:
    known = words("quality", lang)
    for key in ("orphan", *(rule.key for rule in RULES), "rate.flag", "rate.event", "rate.contract"):
        assert known[f"quality.{key}"] and known[f"quality.{key}.why"]


def test_a_reason_that_an_import_can_give_has_a_short_name() -> None:
    reasons = {key.removeprefix("exchange.reason.") for key in words("exchange", "en") if "exchange.reason." in key}
    short = {key.removeprefix("quality.reason.") for key in words("quality", "en")}
    assert reasons - {"blank", "dropped"} <= short


def test_what_an_import_does_adds_up_to_the_records_of_the_file(book: Book, load: Import) -> None:
    text = "id,name,seats\n1,Mirai,5\n1,Mirai,5\n2,Hokuto,many\n3,Gone\n"
    made, _ = load("account", text, source="crm")
    found = intake(made)
    assert (found.records, found.lost) == (4, 0)
    assert found.outcomes == {"created": 1, "updated": 0, "skipped": 1, "conflicts": 0, "rejected": 2}
    assert set(found.rejected) == {("seats", "no number", 1), ("", "wrong number of cells", 1)}
    assert found.skipped == (("repeated in the file", 1),)


@pytest.mark.skipif(not RAVENSTACK.is_dir(), reason="the data set is not here")
def test_every_trap_of_ravenstack_is_reported_and_no_row_is_lost(book: Book, load: Import) -> None:
    files = {
        "account": ("accounts", 500),
        "subscription": ("subscriptions", 5_000),
        "ticket": ("support_tickets", 2_000),
        "churn": ("churn_events", 600),
        "usage": ("feature_usage", 25_000),
    }
    warned: dict[str, int] = {}
    for entity, (file, records) in files.items():
        made, _ = load(entity, RAVENSTACK / f"ravenstack_{file}.csv", source="ravenstack", currency="USD")
        found = intake(made)
        assert (found.records, found.lost) == (records, 0)
        warned |= {f"{entity}: {why}": count for _, why, count in found.warned}
    assert warned["usage: ID used twice"] == 21
    assert warned["ticket: before the account's start"] == 1_077
    found = seen(book)
    assert {rate.key: (rate.lost, rate.of) for rate in found.rates} == {
        "flag": (110, 500),
        "event": (352, 500),
        "contract": (0, 500),
    }
    expected = {
        "ticket_before_start": 1_077,
        "usage_before_start": 490,
        "overlap": 3_522,
        "churned_with_contract": 110,
        "churned_without_event": 35,
        "event_without_churned": 277,
        "churned_twice": 175,
        "gap": 8,
    }
    assert {key: counts(found)[key] for key in expected} == expected
    shares = {(share.entity, share.field): (share.vague, share.empty) for share in found.shares}
    assert shares[("churn", "reason_judged")] == (95, 0)
    assert shares[("account", "source")] == (103, 0)
    assert shares[("ticket", "satisfaction")] == (0, 825)
