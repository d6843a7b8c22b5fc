"""Who looks after an account, and the customer's own year."""

from __future__ import annotations

import datetime as dt

from requirements_support import TODAY, Team, ago

from csops_tui.measures import campaigns, segments, year


def test_accounts_of_a_pool_have_no_person_as_owner_and_are_in_every_list_and_count(team: Team) -> None:
    """A7-03."""
    sato = team.add("member", name="佐藤")
    pool = team.add("member", name="プール", kind="pool")
    for name, owner in (("ア", sato), ("イ", pool), ("ウ", pool), ("エ", None)):
        team.add("account", id=name, name=name, owner_id=owner)
        team.add("contact", account_id=name, name="担当", verified=str(ago(400)))
    sheet = team.sheet()
    assert {name: row["owner"] for name, row in sheet.items()} == {
        "ア": "佐藤",
        "イ": "プール",
        "ウ": "プール",
        "エ": None,
    }
    assert list(team.sheet("unassigned")) == ["エ"], "a pool is somebody's list, nobody's is the one to assign"
    with team.book.edit("all") as edit:
        segments.make(edit, {"name": "全社", "where_text": "mrr is null"}, TODAY)
        campaign = campaigns.create(edit, {"name": "Q4", "starts": str(TODAY)}, ["ア", "イ", "ウ", "エ"])
    (part,) = segments.divide(team.book, TODAY).parts
    assert part.owners == {"プール": 2, "佐藤": 1, None: 1} and sum(part.owners.values()) == len(sheet)
    owners = campaigns.by_owner(team.book.reader(), campaign, TODAY)
    assert sum(found.accounts for _, found in owners) == len(sheet)


def test_specialists_and_sales_stand_beside_the_owner_for_as_long_as_they_have_the_role(team: Team) -> None:
    """A7-03."""
    account = team.add("account", name="ア", owner_id=team.add("member", name="佐藤"))
    for name, role, starts, ends in (
        ("営業", "sales", None, None),
        ("導入", "onboarding", str(TODAY), str(TODAY)),
        ("先任", "sales", None, str(ago(1))),
        ("後任", "sales", str(ago(-1)), None),
    ):
        member = team.add("member", name=name)
        team.add("account_role", account_id=account, member_id=member, role=role, starts=starts, ends=ends)
    conn = team.book.reader()
    assert year.roles(conn, account, TODAY) == [("onboarding", "導入"), ("sales", "営業")]
    assert year.roles(conn, account, ago(1)) == [("sales", "先任"), ("sales", "営業")]
    assert year.roles(conn, account, ago(-1)) == [("sales", "営業"), ("sales", "後任")]


def test_the_year_of_an_account_runs_from_this_month_and_knows_its_dates_and_blackouts(team: Team) -> None:
    """A3-03."""
    account, other = team.add("account", name="ア"), team.add("account", name="イ")
    for kind, month in (("fiscal_year_end", 3), ("budget", 1), ("budget", 11), ("budget", 11)):
        team.add("account_calendar", account_id=account, kind=kind, month=month)
    team.add("blackout", starts="2026-12-29", ends="2027-01-03", reason="年末年始")
    team.add("blackout", account_id=account, starts="2027-02-28", ends="2027-02-28")
    team.add("blackout", account_id=other, starts="2027-05-01", ends="2027-05-31")
    team.add("blackout", starts=str(ago(30)), ends=str(ago(1)))
    found = year.months(team.book.reader(), account, TODAY)
    assert [month.first for month in found[:3]] == [dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)]
    assert len(found) == 12 and found[-1].first == dt.date(2027, 10, 1)
    assert {month.first.month: month.kinds for month in found if month.kinds} == {
        11: ("budget",),
        1: ("budget",),
        3: ("fiscal_year_end",),
    }
    assert [month.first.month for month in found if month.blackouts] == [12, 1, 2]
    assert found[1].blackouts == found[2].blackouts == (("2026-12-29", "2027-01-03", "年末年始"),)
    december = year.months(team.book.reader(), account, dt.date(2026, 12, 31))
    assert december[0].first == dt.date(2026, 12, 1) and december[-1].first == dt.date(2027, 11, 1)
