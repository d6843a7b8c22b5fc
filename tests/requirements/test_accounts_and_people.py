"""Accounts and people in one place."""

from __future__ import annotations

import datetime as dt

import pytest
from requirements_support import TODAY, Team, ago

from csops_tui.measures.people import verification_queue
from csops_tui.store.past import collisions
from csops_tui.store.records import listing_of
from csops_tui.store.timeline import timeline
from csops_tui.tui.present import present


def test_of_two_thousand_accounts_assigned_and_unassigned_ones_add_up_and_the_latter_are_listed(team: Team) -> None:
    """A1-02."""
    owners = [team.add("member", name=f"担当{n}") for n in range(10)]
    with team.book.edit("accounts") as edit:
        edit.insert_rows(
            "account",
            ("id", "name", "owner_id"),
            ((f"a{n:04}", f"会社{n:04}", None if n % 7 == 0 else owners[n % 10]) for n in range(2000)),
        )
    everyone, unassigned = team.sheet(), team.sheet("unassigned")
    assert len(everyone) == 2000
    assert set(unassigned) == {f"会社{n:04}" for n in range(0, 2000, 7)}
    assert sum(row["owner"] is not None for row in everyone.values()) + len(unassigned) == 2000
    team.change("account", "a0000", owner_id=owners[0])
    assert "会社0000" not in team.sheet("unassigned")


def test_a_contact_marked_left_leaves_every_count_and_the_account_has_no_valid_contact(team: Team) -> None:
    """A1-03."""
    mirai, acme = team.add("account", name="ミライ商事"), team.add("account", name="Acme")
    sato = team.add("contact", account_id=mirai, name="佐藤", key_contact=1, verified="2026-05-01")
    team.add("contact", account_id=mirai, name="鈴木", verified="2026-05-01")
    team.add("contact", account_id=acme, name="Kim", key_contact=1)
    assert [row["key_contacts"] for row in team.sheet().values()] == [1, 1]
    assert team.sheet("no_contact") == {}
    team.change("contact", sato, state="left", left_on=TODAY.isoformat())
    assert {name: row["key_contacts"] for name, row in team.sheet().items()} == {"ミライ商事": 0, "Acme": 1}
    assert list(team.sheet("no_contact")) == ["ミライ商事"]
    assert "佐藤" not in team.read(verification_queue(TODAY), "name")
    assert team.sheet(as_of=ago(1))["ミライ商事"]["key_contacts"] == 1
    team.add("contact", account_id=mirai, name="高橋", key_contact=1, verified=TODAY.isoformat())
    assert team.sheet("no_contact") == {}


def test_the_verification_queue_goes_oldest_first_by_owner_and_who_was_verified_comes_back(team: Team) -> None:
    """A1-04."""
    mine, yours = team.add("member", name="安藤"), team.add("member", name="井上")
    mirai = team.add("account", name="ミライ商事", owner_id=mine)
    acme = team.add("account", name="Acme", owner_id=yours)
    gone = team.add("account", name="旧社", owner_id=mine, state="churned")
    for account, name, verified in (
        (mirai, "一昨年", ago(700)),
        (mirai, "ちょうど", ago(180)),
        (mirai, "最近", ago(179)),
        (acme, "昨年", ago(365)),
        (gone, "不要", ago(999)),
    ):
        team.add("contact", account_id=account, name=name, verified=verified.isoformat())
    never = team.add("contact", account_id=mirai, name="未確認")
    team.add("contact", account_id=mirai, name="退職者", state="left", verified="2020-01-01")
    assert team.read(verification_queue(TODAY), "name") == ["未確認", "一昨年", "昨年", "ちょうど"]
    assert team.read(verification_queue(TODAY, mine), "name") == ["未確認", "一昨年", "ちょうど"]
    assert team.read(verification_queue(TODAY, yours), "name") == ["昨年"]
    team.change("contact", never, verified=TODAY.isoformat())
    assert "未確認" not in team.read(verification_queue(TODAY), "name")
    assert "未確認" not in team.read(verification_queue(TODAY + dt.timedelta(days=179)), "name")
    assert "未確認" in team.read(verification_queue(TODAY + dt.timedelta(days=180)), "name")


def test_two_product_logins_are_one_person_namesakes_stay_two_and_unlinking_restores_both(team: Team) -> None:
    """A1-05, as far as the book goes."""
    mirai = team.add("account", name="ミライ商事")
    one, two = (team.add("contact", account_id=mirai, name="大沢 遼平") for _ in range(2))
    research, news = team.add("product", name="経済情報"), team.add("product", name="ニュース")
    team.add("identity", contact_id=one, product_id=research, user_key="u-17")
    news_login = team.add("identity", contact_id=two, product_id=news, user_key="ryohei@mirai.example")

    def people() -> list[tuple[str, str]]:
        return team.sql(
            """SELECT i.contact_id, group_concat(p.name, ' ' ORDER BY p.name) FROM identity AS i
               JOIN product AS p ON p.id = i.product_id GROUP BY i.contact_id ORDER BY i.contact_id"""
        )

    # The same name alone does not make them one.
    apart = sorted([(one, "経済情報"), (two, "ニュース")])
    assert people() == apart
    before = team.sql("SELECT * FROM contact ORDER BY id"), team.sql("SELECT * FROM identity ORDER BY id")
    with team.book.edit("one person: same address") as edit:
        edit.update("identity", news_login, {"contact_id": one, "evidence": "same mail address"})
        edit.delete("contact", two)
    assert people() == [(one, "ニュース 経済情報")] and len(team.sql("SELECT id FROM contact")) == 1
    team.book.undo()
    assert people() == apart
    assert (team.sql("SELECT * FROM contact ORDER BY id"), team.sql("SELECT * FROM identity ORDER BY id")) == before


def test_an_account_with_two_of_four_products_shows_just_these_with_dates_and_amounts(team: Team) -> None:
    """A1-06."""
    mirai, acme = team.add("account", name="ミライ商事"), team.add("account", name="Acme")
    products = [team.add("product", name=name) for name in ("経済情報", "スタートアップ", "顧客企業分析", "ニュース")]
    for account, product, mrr, starts in (
        (mirai, products[0], 120_000, "2026-04-01"),
        (mirai, products[2], 45_000, "2025-10-01"),
        (acme, products[3], 9_900, "2026-01-01"),
    ):
        ends = f"{int(starts[:4]) + 1}{starts[4:]}"
        team.add("subscription", account_id=account, product_id=product, mrr=mrr, starts=starts, ends=ends)
    listing = listing_of(
        "subscription", ("product_id", "mrr", "starts", "ends"), f"r.account_id = '{mirai}' AND r.ends > '2026-09-01'"
    )
    conn = team.book.reader()
    found = [listing.rows(conn, [key])[key][1:] for key in listing.keys(conn, sort="starts")]
    assert [tuple(present(f.kind, v, TODAY) for f, v in zip(listing.fields, row, strict=True)) for row in found] == [
        ("顧客企業分析", "¥45,000", "2025/10/01", "2026/10/01"),
        ("経済情報", "¥120,000", "2026/04/01", "2027/04/01"),
    ]


@pytest.mark.parametrize(("away", "warned"), [(7, True), (-7, True), (0, True), (8, False), (-8, False)])
def test_what_another_team_did_or_plans_near_the_day_is_warned_of(team: Team, away: int, warned: bool) -> None:
    """A1-07."""
    mirai = team.add("account", name="ミライ商事")
    me, colleague = team.add("member", name="安藤", team="CS"), team.add("member", name="同僚", team="CS")
    seller = team.add("member", name="営業", team="Sales")
    team.touched(mirai, TODAY, member_id=colleague)
    assert collisions(team.book, mirai, TODAY, me) == []
    team.touched(mirai, ago(away), member_id=seller)
    team.touched(mirai, TODAY, "none", member_id=seller, channel="internal_note")
    found = collisions(team.book, mirai, TODAY, me, days=7)
    assert [(c.kind, c.day, c.member, c.team) for c in found] == [("touch", ago(away), "営業", "Sales")] * warned


def test_everything_that_happened_to_an_account_is_on_its_timeline_once_and_in_order(team: Team) -> None:
    """A1-08."""
    mirai, acme = team.add("account", name="ミライ商事"), team.add("account", name="Acme")
    event = team.add("event", title="春のセミナー", day="2026-03-01")
    survey = team.add("survey", name="NPS", day="2026-05-01")
    rows = {
        "2026-01-01": ("subscription", {"mrr": 1, "starts": "2026-01-01", "ends": "2026-11-01"}),
        "2026-02-01": ("touchpoint", {"day": "2026-02-01", "at": "2026-02-01T01:00:00Z", "channel": "call"}),
        "2026-03-01": ("attendance", {"event_id": event, "day": "2026-03-01", "state": "attended"}),
        "2026-04-01": ("ticket", {"opened": "2026-04-01", "title": "ログイン"}),
        "2026-05-01": ("survey_response", {"survey_id": survey, "day": "2026-05-01", "score": 9}),
        "2026-06-01": ("concern", {"day": "2026-06-01", "level": 2}),
        "2026-07-01": ("voice", {"day": "2026-07-01", "title": "CSV"}),
        "2026-08-01": ("renewal", {"due": "2026-09-01", "decision": "renewed", "decided": "2026-08-01"}),
        "2026-09-01": ("renewal", {"due": "2026-09-01", "decision": "churned"}),
        "2026-09-10": ("complaint", {"title": "画面が遅い", "received": "2026-09-10T03:00:00Z"}),
        "2026-09-11": ("risk", {"category": "value", "opened": "2026-09-11"}),
        "2026-09-12": (
            "opportunity",
            {"title": "席追加", "opened": "2026-08-02", "closed": "2026-09-12"},
        ),
        "2026-10-01": ("contact", {"name": "佐藤", "state": "left", "left_on": "2026-10-01"}),
        "2026-10-15": ("churn", {"kind": "logo", "notice": "2026-10-15", "effective": "2026-11-01"}),
        TODAY.isoformat(): ("touchpoint", {"day": TODAY.isoformat(), "at": "2026-11-21T00:00:00Z", "channel": "visit"}),
    }
    for table, values in rows.values():
        for account in (mirai, acme):
            team.add(table, account_id=account, **values)
    team.touched(mirai, ago(-1))
    team.add("survey_response", survey_id=survey, account_id=mirai, day="2026-05-02", comment="未回答")
    listing = timeline(mirai, TODAY.isoformat())
    expected = sorted(
        [(day, table) for day, (table, _) in rows.items()]
        + [("2026-11-01", "subscription"), ("2026-05-02", "survey_response")],
        reverse=True,
    )
    assert list(zip(team.read(listing, "day"), team.read(listing, "kind"), strict=True)) == expected
    keys = listing.keys(team.book.reader())
    assert len(set(keys)) == len(keys) == listing.count(team.book.reader())
    text = dict(zip(team.read(listing, "day"), team.read(listing, "text"), strict=True))
    assert text["2026-05-01"].split() == ["9"] and text["2026-05-02"] == "未回答"


def test_of_one_day_the_later_touch_comes_first(team: Team) -> None:
    """A1-08, within a day."""
    mirai = team.add("account", name="ミライ商事")
    for hour in (9, 15, 11):
        team.touched(mirai, TODAY, at=f"{TODAY}T{hour:02}:00:00Z", note=str(hour))
    assert team.read(timeline(mirai, TODAY.isoformat()), "text") == ["15", "11", "9"]
