"""A profile per source: found again by columns, saved from an accepted mapping, shipped for known systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from csops_tui.exchange.apply import apply_together
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.options import Options
from csops_tui.exchange.profile_text import text_of
from csops_tui.exchange.profiles import SHIPPED, Profile, find, load, own_folder, profile_of, profiles, read, save
from csops_tui.exchange.sequence import Sequence, parts_of, plan_all
from csops_tui.exchange.table import open_table
from csops_tui.exchange.targets import targets
from csops_tui.store.book import Book

pytestmark = pytest.mark.usefixtures("english", "own_home")


def run(book: Book, path: Path, profile: Profile | None = None) -> Sequence:
    table = open_table(path)
    found = profile or find(table.header)
    assert found is not None
    sequence = plan_all(book, table, parts_of(found, table))
    apply_together(book, sequence.plans)
    return sequence


def file(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_profile_names_fields_that_exist_and_survives_being_written(path: Path) -> None:
    profile = read(path)
    assert profile.name == path.stem
    assert set(profile.title) == {"ja", "en"}
    for part in profile.parts:
        every = targets(part.entity)
        assert {to for rule in part.columns.values() for to in rule.to} <= every.keys()
        assert set(part.constants) <= every.keys()


def test_a_profile_is_found_again_in_another_order_and_with_one_more_column() -> None:
    header = ("会社名", "コード", "ランク", "席")
    mapping = resolve("account", header, ["コード=external_id", "席=seats"])
    made = profile_of("営業 CRM", [mapping], header, Options(source="crm", date_order="dmy", words={"上": "a"}))
    path = save(made)
    assert path.parent == own_folder()
    assert load("営業 CRM") == read(path) == made
    assert find(("席", "ランク", "コード", "会社名")) == made
    more = ("コード", "会社名", "席", "新しい列", "ランク")
    assert find(more) == made
    assert find(("別の", "列", "ばかり", "会社名")) is None
    (again,) = made.mappings(more)
    assert {s.header: s.target.name for s in again.sources} == {
        "会社名": "name",
        "コード": "external_id",
        "ランク": "tier",
        "席": "seats",
    }
    assert made.choices(made.parts[0]).date_order == "dmy"
    assert text_of(read(path)) == text_of(made)


def test_a_profile_of_ones_own_wins_over_a_shipped_one_and_a_broken_one_is_left_out() -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "broken.toml").write_text("name = 1\n[[part]]\n", encoding="utf-8")
    header = ("Record ID", "Company name", "Company Domain Name")
    assert (find(header) or load("x")).name == "hubspot-company"
    save(profile_of("mine", [resolve("account", header)], header))
    assert (find(header) or load("x")).name == "mine"
    assert "broken" not in {profile.name for profile in profiles()}
    with pytest.raises(ExchangeError, match="not a profile"):
        read(own_folder() / "broken.toml")
    with pytest.raises(ExchangeError, match="hubspot-company"):
        load("hubspot-compny")


def test_a_profile_refuses_an_option_that_nobody_knows(tmp_path: Path) -> None:
    path = file(tmp_path, "odd.toml", '[options]\ndate_order = "backwards"\n[[part]]\nentity = "account"\n')
    with pytest.raises(ExchangeError, match="date_order"):
        read(path)


SALESFORCE = {
    "account": """\
Id,Name,Type,BillingCountry,Website,OwnerId,IsDeleted
001A,Mirai,Customer - Direct,Japan,https://mirai.example,005,false
001B,Gone,Prospect,Japan,,005,true
""",
    "contact": """\
Id,LastName,FirstName,AccountId,Email,MailingCity
003A,山田,花子,001A,hana@mirai.example,Tokyo
003B,Doe,Jane,001A,jane@mirai.example,Tokyo
""",
    "task": """\
Id,WhatId,Subject,ActivityDate,Status,TaskSubtype,OwnerId
00TA,001A,Check-in,2026-04-03,Completed,Email,005
""",
    "event": """\
Id,WhatId,Subject,StartDateTime,EndDateTime
00UA,001A,QBR,2026-04-03T01:00:00Z,2026-04-03T01:45:00Z
""",
    "opportunity": """\
Id,AccountId,Name,StageName,Amount,CloseDate,CreatedDate
006A,001A,More seats,Closed Won,1200000,2026-05-01,2026-04-01T00:00:00Z
006B,001A,Add-on,Proposal,600000,2026-08-01,2026-04-01T00:00:00Z
""",
    "case": """\
Id,CaseNumber,AccountId,Subject,Status,Priority,CreatedDate,ClosedDate
500A,00001,001A,Login,Closed,High,2026-04-01T01:00:00Z,2026-04-02T01:00:00Z
""",
}


def test_an_export_of_salesforce_comes_in_object_by_object(book: Book, tmp_path: Path) -> None:
    for name, text in SALESFORCE.items():
        path = file(tmp_path, f"{name}.csv", text)
        found = find(open_table(path).header)
        assert found and found.name == f"salesforce-{name}"
        sequence = run(book, path)
        assert sequence.counts()["rejected"] == 0, [list(plan.rejects()) for plan in sequence.plans]
        assert run(book, path).writes == 0
    ask = book.reader().execute
    assert ask("SELECT name, state, domain FROM account").fetchall() == [("Mirai", "active", "https://mirai.example")]
    assert ask("SELECT name FROM contact ORDER BY name").fetchall() == [("Jane Doe",), ("山田 花子",)]
    touches = ask("SELECT channel, minutes FROM touchpoint ORDER BY at").fetchall()
    assert sorted(touches, key=str) == [("email", None), ("online_meeting", 45)]
    chances = ask("SELECT title, state, mrr, closed FROM opportunity ORDER BY title").fetchall()
    assert chances == [("Add-on", "open", 50_000, None), ("More seats", "won", 100_000, "2026-05-01")]
    assert ask("SELECT title, state, priority FROM ticket").fetchall() == [("Login", "closed", "high")]


def test_subscriptions_in_minor_units_and_seconds_become_contracts_of_a_month(book: Book, tmp_path: Path) -> None:
    with book.edit("set up") as edit:
        edit.insert("account", {"name": "Mirai", "domain": "mirai.example"})
    text = (
        "id,customer,customer_email,status,plan_id,quantity,plan_amount,currency,plan_interval,start_date,"
        "current_period_end,ended_at,cancel_at_period_end\n"
        "sub_1,cus_1,a@mirai.example,active,pro,3,120000,usd,year,1735689600,1767225600,,false\n"
        "sub_2,cus_1,a@mirai.example,trialing,lite,1,980,jpy,month,1735689600,1738368000,,true\n"
        "sub_3,cus_1,a@mirai.example,canceled,lite,2,1000,usd,month,2025-01-01T00:00:00Z,1738368000,1736000000,false\n"
    )
    path = file(tmp_path, "subscriptions.csv", text)
    sequence = run(book, path)
    assert sequence.counts()["created"] == 3, list(sequence.plans[0].rejects())
    lines = "SELECT plan, mrr, currency, seats, trial, auto_renew, billing FROM subscription ORDER BY plan DESC, mrr"
    assert book.reader().execute(lines).fetchall() == [
        ("pro", 30_000, "USD", 3, 0, 1, "yearly"),
        ("lite", 980, "JPY", 1, 1, 0, "monthly"),
        ("lite", 2_000, "USD", 2, 0, 1, "monthly"),
    ]
    assert run(book, path).writes == 0


def test_a_webinar_file_becomes_an_event_its_people_and_who_came_as_one_edit(book: Book, tmp_path: Path) -> None:
    with book.edit("set up") as edit:
        edit.insert("account", {"name": "Mirai", "domain": "mirai.example"})
    text = (
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
        "Yes,山田 花子,hana@mirai.example,2026-04-10 14:01:22,2026-04-10 15:00:00,59\n"
        "Yes,山田 花子,hana@mirai.example,2026-04-10 15:01:00,2026-04-10 15:10:00,9\n"
        "No,Ken,ken@mirai.example,--,--,--\n"
        "Yes,Somebody,who@nowhere.example,2026-04-10 14:05:00,2026-04-10 14:30:00,25\n"
    )
    path = file(tmp_path, "春のセミナー.csv", text)
    sequence = run(book, path)
    assert [plan.entity for plan in sequence.plans] == ["event", "contact", "attendance"]
    for plan in sequence.plans:
        assert plan.total == 4
    ask = book.reader().execute
    assert ask("SELECT title, day, state FROM event").fetchall() == [("春のセミナー", "2026-04-10", "held")]
    people = "SELECT c.name, t.state FROM attendance AS t JOIN contact AS c ON c.id = t.contact_id ORDER BY 1"
    assert ask(people).fetchall() == [("Ken", "absent"), ("山田 花子", "attended")]
    assert sequence.counts()["rejected"] == 2, [
        list(p.rejects()) for p in sequence.plans
    ]  # a domain that no account has: neither a contact nor an attendance
    assert run(book, path).writes == 0
    book.undo()
    assert ask("SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM contact)").fetchone() == (0,)
    assert ask("SELECT count(*) FROM attendance").fetchone() == (0,)


def test_accounts_with_their_contracts_in_one_file_are_one_edit(book: Book, tmp_path: Path) -> None:
    text = """name = "crm"
source = "crm"
[[part]]
entity = "account"
[part.columns]
"コード" = "external_id"
"会社名" = "name"
[[part]]
entity = "subscription"
[part.columns]
"コード" = ["external_id", "account.external_id"]
"月額" = "mrr"
"開始日" = "starts"
[part.options]
blanks = "skip"
"""
    profile = read(file(tmp_path, "crm.toml", text))
    path = file(tmp_path, "crm.csv", "コード,会社名,月額,開始日\nC1,ミライ,¥120万,令和6年4月1日\nC2,北斗,,\n")
    edits = len(book.edits())
    sequence = run(book, path, profile)
    assert [(p.created, p.skipped) for p in sequence.plans] == [(2, 0), (1, 1)]
    assert len(book.edits()) == edits + 1
    ask = book.reader().execute
    assert ask("SELECT mrr, starts FROM subscription").fetchall() == [(1_200_000, "2024-04-01")]
    changed = file(tmp_path, "crm.csv", "コード,会社名,月額,開始日\nC1,ミライ,¥130万,令和6年4月1日\nC2,北斗,,\n")
    assert run(book, changed, profile).counts()["updated"] == 1
    assert ask("SELECT mrr FROM subscription").fetchall() == [(1_300_000,)]


def test_records_without_their_account_wait_under_one_and_are_moved_by_an_association(
    book: Book, tmp_path: Path
) -> None:
    run(book, file(tmp_path, "c.csv", "id,property_name,property_createdate\n7,Mirai,2026-01-05 3:15:52\n"))
    deals = "deal_id,property_dealname,property_amount,property_createdate\n9,Seats,1200,2026-01-05 03:15:52\n"
    run(book, file(tmp_path, "d.csv", deals))
    owner = "SELECT a.name FROM opportunity AS o JOIN account AS a ON a.id = o.account_id"
    assert book.reader().execute(owner).fetchall() == [("HubSpot: no company",)]
    moved = run(book, file(tmp_path, "dc.csv", "company_id,deal_id,type_id\n7,9,1\n7,404,1\n"))
    assert (moved.counts()["updated"], moved.counts()["rejected"]) == (1, 1)
    assert book.reader().execute(owner).fetchall() == [("Mirai",)]


def test_a_webinar_report_in_japanese_is_known_by_its_columns() -> None:
    header = (
        "参加済み",
        "ユーザー名（元の名前）",
        "名",
        "姓",
        "メール",
        "参加時刻",
        "退出時刻",
        "セッション内の時間（分）",
    )
    assert (find(header) or load("x")).name == "webinar-zoom"
