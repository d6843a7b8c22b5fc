"""Which row a record is: by key, number, domain, name; in doubt nobody guesses, and two numbers are two companies."""

from __future__ import annotations

from typing import Any

import pytest
from exchange_support import Import, contents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csops_tui.store.book import Book
from csops_tui.store.merge import merge

NUMBER, OTHER = "1234567890128", "9876543210987"


def add(book: Book, table: str, **values: Any) -> str:
    with book.edit("set up") as edit:
        return edit.insert(table, values)


def names(book: Book) -> list[str]:
    return [name for (name,) in book.reader().execute("SELECT name FROM account ORDER BY name")]


@pytest.mark.parametrize(
    "spelling", ["㈱ミライ商事", "ﾐﾗｲ商事（株）", "ミライ　商事", "ミライ商事 Co., Ltd.", "カ)ミライ商事"]
)
def test_another_spelling_of_the_name_is_the_same_account(book: Book, load: Import, spelling: str) -> None:
    add(book, "account", name="株式会社ミライ商事")
    made, _ = load("account", f'会社名,席数\n"{spelling}",5\n', ["席数=seats"])
    assert (made.created, made.updated) == (0, 1)


def test_another_kind_of_company_under_the_same_name_is_another_account(book: Book, load: Import) -> None:
    add(book, "account", name="有限会社さくら")
    made, _ = load("account", "会社名\n株式会社さくら\n")
    assert made.created == 1


def test_the_number_decides_before_domain_and_name(book: Book, load: Import) -> None:
    add(book, "account", name="別の名前", corporate_number=NUMBER)
    add(book, "account", name="ミライ商事", domain="mirai.co.jp")
    made, _ = load("account", f"会社名,法人番号,ドメイン\nミライ商事,T{NUMBER},mirai.co.jp\n")
    assert [row.changes["name"] for row in made.updates()] == [("別の名前", "ミライ商事")]


def test_a_shared_mailbox_is_no_domain_of_an_account(book: Book, load: Import) -> None:
    add(book, "account", name="田中商店", domain="gmail.com")
    made, _ = load("account", "会社名,ドメイン\n鈴木商店,gmail.com\n")
    assert made.created == 1


def test_a_mail_below_the_domain_leads_to_the_account(book: Book, load: Import) -> None:
    account = add(book, "account", name="ミライ商事", domain="mirai.co.jp")
    made, _ = load(
        "contact", "顧客ドメイン,氏名,メール\nsub.mirai.co.jp,太郎,t@sub.mirai.co.jp\n", ["顧客ドメイン=account.domain"]
    )
    assert made.created == 1
    assert book.reader().execute("SELECT account_id FROM contact").fetchone() == (account,)


def test_the_same_name_under_another_domain_is_reported(book: Book, load: Import, english: None) -> None:
    add(book, "account", name="さくら株式会社", domain="sakura.co.jp")
    made, _ = load("account", "会社名,ドメイン\nさくら（株）,sakura-foods.jp\n")
    assert [row.reason for row in made.rejects()] == [
        "“さくら（株）” is in the book under another domain than sakura-foods.jp. Add a corporate number or an ID."
    ]


def test_a_record_with_a_key_is_taken_and_its_likeness_told(book: Book, load: Import, english: None) -> None:
    add(book, "account", name="さくら株式会社", domain="sakura.co.jp")
    made, _ = load("account", "ID,会社名,ドメイン\nA1,さくら（株）,sakura-foods.jp\n", ["ID=external_id"])
    assert made.created == 1
    assert ["another domain" in warning.reason for warning in made.warnings()] == [True]


def test_a_domain_that_points_to_one_account_and_a_name_to_another_is_reported(book: Book, load: Import) -> None:
    add(book, "account", name="ミライ商事", domain="mirai.co.jp")
    add(book, "account", name="ミライ工業")
    made, _ = load("account", "会社名,ドメイン\nミライ工業,mirai.co.jp\n")
    assert (made.rejected, made.updated) == (1, 0)


def test_the_name_chooses_among_accounts_of_one_domain(book: Book, load: Import) -> None:
    add(book, "account", name="ミライ商事", domain="mirai.co.jp")
    add(book, "account", name="ミライ工業", domain="mirai.co.jp")
    made, _ = load("account", "会社名,ドメイン,席数\nミライ工業㈱,mirai.co.jp,7\n", ["席数=seats"])
    assert (made.updated, made.created, made.rejected) == (1, 0, 0)
    assert book.reader().execute("SELECT seats FROM account ORDER BY seats").fetchall() == [(None,), (7,)]


def test_a_known_key_never_brings_another_number(book: Book, load: Import) -> None:
    load("account", f"ID,会社名,法人番号\nA1,ミライ商事,{NUMBER}\n", ["ID=external_id"])
    made, _ = load("account", f"ID,会社名,法人番号\nA1,ミライ商事,{OTHER}\n", ["ID=external_id"])
    assert (made.rejected, made.updated) == (1, 0)


def test_a_reference_never_leads_to_another_number(book: Book, load: Import) -> None:
    add(book, "account", name="ミライ商事", corporate_number=NUMBER)
    rows = f"顧客名,法人番号,氏名\nミライ商事,{OTHER},太郎\n"
    made, _ = load("contact", rows, ["顧客名=account.name", "法人番号=account.corporate_number"])
    assert made.rejected == 1


def test_people_meet_by_mail_then_by_name_within_the_account(book: Book, load: Import) -> None:
    account = add(book, "account", name="ミライ商事")
    add(book, "account", name="北斗工業")
    add(book, "contact", account_id=account, name="佐藤 花子", mail="hanako@mirai.example")
    add(book, "contact", account_id=account, name="髙橋一郎")
    rows = (
        "顧客名,氏名,メール,役職\n"
        "ミライ商事,花子 佐藤,HANAKO@mirai.example,部長\n"  # the mail decides
        "ミライ商事,高橋　一郎様,,課長\n"  # another spelling of the name
        "ミライ商事,佐藤 花子,hanako2@mirai.example,主任\n"  # a namesake at the next desk
        "北斗工業,佐藤 花子,,係長\n"  # and one elsewhere
    )
    made, _ = load("contact", rows)
    assert (made.updated, made.created, made.rejected) == (2, 2, 0)


def test_the_same_file_twice_changes_nothing(book: Book, load: Import) -> None:
    rows = (
        "会社名,ドメイン\nさくら（株）,sakura.co.jp\n有限会社さくら,sakura-yugen.jp\n"
        "さくら合同会社,\nみどり㈱,\nみどり㈲,\n"
    )
    made, _ = load("account", rows)
    assert made.created == 5
    made, _ = load("account", rows)
    assert (made.created, made.updated, made.rejected) == (0, 0, 0)


_COMPANY = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["ミライ商事", "㈱ミライ商事", "ﾐﾗｲ商事", "北斗工業", "有限会社ミライ商事"]),
        "corporate_number": st.sampled_from([NUMBER, OTHER, "", "T" + NUMBER, "0000000000000"]),
        "domain": st.sampled_from(["mirai.co.jp", "hokuto.co.jp", "", "gmail.com"]),
        "key": st.sampled_from(["A1", "A2", ""]),
    }
)


@given(st.lists(st.lists(_COMPANY, min_size=1, max_size=4), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_two_numbers_ever_become_one_account(book: Book, load: Import, files: list[list[dict[str, str]]]) -> None:
    with book.edit("empty") as edit:
        edit.execute("DELETE FROM external_ref")
        edit.execute("DELETE FROM account")
    for records in files:
        lines = [",".join((r["key"], r["name"], r["corporate_number"], r["domain"])) for r in records]
        load("account", "ID,会社名,法人番号,ドメイン\n" + "\n".join(lines) + "\n", ["ID=external_id"])
    changed = """SELECT pk FROM _change WHERE tbl = 'account' AND op = 'U'
        AND json_extract(old, '$.corporate_number') IS NOT NULL
        AND json_extract(new, '$.corporate_number') IS NOT NULL"""
    for (account,) in book.reader().execute(changed).fetchall():
        old_and_new = book.reader().execute(
            """SELECT json_extract(old, '$.corporate_number'), json_extract(new, '$.corporate_number')
               FROM _change WHERE pk = ? AND op = 'U'""",
            [account],
        )
        for old, new in old_and_new:
            assert not old or not new or {old[2:].strip("T"), new[2:].strip("T")} != {NUMBER, OTHER}


def test_the_next_import_of_either_finds_the_row_that_stayed(book: Book, load: Import) -> None:
    rows = "ID,会社名\nA1,ミライ商事\nA2,未来商事\n"
    load("account", rows, ["ID=external_id"])
    ids = dict(book.reader().execute("SELECT name, id FROM account"))
    kept, gone = ids["ミライ商事"], ids["未来商事"]
    before = contents(book)
    merge(book, "account", kept, gone)
    made, _ = load("account", rows, ["ID=external_id"])
    assert (made.created, made.updated, made.rejected) == (0, 0, 0)
    assert [skip.reason for skip in made.skips()] == ["same", "merged"]
    made, _ = load("account", "ID,会社名\nA1,ミライ商事\n", source="sales", overrides=["ID=external_id"])
    made, _ = load("touchpoint", "顧客ID,日付,手段\nA2,2026-11-02,電話\n", ["顧客ID=account.external_id"])
    assert book.reader().execute("SELECT account_id FROM touchpoint").fetchone() == (kept,)
    made, _ = load("touchpoint", f"顧客ID,日付,手段\n{gone},2026-11-03,電話\n", ["顧客ID=account.external_id"])
    assert made.created == 1
    made, _ = load("account", f"id,name\n{gone},未来商事\n", ["id=id"])
    assert (made.created, made.updated, made.rejected) == (0, 0, 0)
    while book.next_undo():
        book.undo()
        if contents(book) == before:
            break
    assert contents(book) == before


def test_each_of_several_other_names_finds_the_account(book: Book, load: Import) -> None:
    add(book, "account", name="ミライ商事", alias="未来商事; Mirai Trading Inc.")
    for name in ("㈱未来商事", "MIRAI TRADING"):
        made, _ = load("account", f"会社名,席数\n{name},5\n", ["席数=seats"])
        assert made.created == 0


def test_firms_of_tax_lawyers_and_companies_of_one_name_are_several(book: Book, load: Import) -> None:
    made, _ = load("account", "会社名\n税理士法人さくら\n弁護士法人さくら\n株式会社さくら\n")
    assert made.created == 3
