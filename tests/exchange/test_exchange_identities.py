"""One person across products: by mail, never by name alone, and what was linked comes apart again."""

from __future__ import annotations

import pytest
from exchange_support import Import, contents

from csops_tui.store import identities
from csops_tui.store.book import Book

ANALYTICS = "ユーザーID,メール,登録日\nu-1,taro@mirai.example,2026-04-01\nu-2,hanako@mirai.example,2026-04-02\n"
SURVEYS = "uid,e-mail,name\n9001,TARO@mirai.example,山田 太郎\n9002,other@mirai.example,佐藤 花子\n"
COLUMNS = ["ユーザーID=user_key", "メール=contact.mail", "登録日=registered"]


@pytest.fixture
def people(mirai: Book) -> Book:
    """Two products, two people, and a namesake of one of them."""
    with mirai.edit("set up") as edit:
        (account,) = edit.conn.execute("SELECT id FROM account").fetchone()
        for name, mail in (("佐藤 花子", "hanako@mirai.example"), ("佐藤 花子", "other@mirai.example")):
            edit.insert("contact", {"account_id": account, "name": name, "mail": mail})
        for code in ("analytics", "surveys"):
            edit.insert("product", {"name": code, "code": code})
    return mirai


def whose(book: Book) -> list[tuple[str, ...]]:
    rows = """SELECT c.mail, p.code, i.user_key FROM identity AS i JOIN contact AS c ON c.id = i.contact_id
              JOIN product AS p ON p.id = i.product_id ORDER BY 1, 2, 3"""
    return book.reader().execute(rows).fetchall()


def test_two_exports_with_other_ids_meet_in_one_person_by_mail(people: Book, load: Import) -> None:
    """A1-05."""
    load("identity", ANALYTICS, COLUMNS, constants={"product.code": "analytics"}, source="analytics")
    surveys = ["uid=user_key", "e-mail=contact.mail", "name="]
    load("identity", SURVEYS, surveys, constants={"product.code": "surveys"}, source="surveys")
    assert whose(people) == [
        ("hanako@mirai.example", "analytics", "u-2"),
        ("other@mirai.example", "surveys", "9002"),
        ("taro@mirai.example", "analytics", "u-1"),
        ("taro@mirai.example", "surveys", "9001"),
    ]
    evidence = people.reader().execute("SELECT DISTINCT evidence FROM identity ORDER BY 1").fetchall()
    assert evidence == [("analytics: mail",), ("surveys: mail",)]
    before = contents(people)
    made, _ = load("identity", ANALYTICS, COLUMNS, constants={"product.code": "analytics"}, source="analytics")
    assert (made.created, made.updated) == (0, 0)
    assert contents(people) == before


def test_a_name_alone_links_nobody(people: Book, load: Import, english: None) -> None:
    made, _ = load(
        "identity",
        "uid,name\n9003,太郎\n",
        ["uid=user_key", "name=contact.name"],
        constants={"product.code": "surveys"},
    )
    assert [row.reason for row in made.rejects()] == [
        "“太郎” alone does not say who it is: several people can have the name. Add the mail or an ID."
    ]


def test_a_link_is_made_changed_and_unlinked_again(people: Book) -> None:
    conn = people.reader()
    hanako, other = (
        conn.execute("SELECT id FROM contact WHERE mail = ?", [f"{name}@mirai.example"]).fetchone()[0]
        for name in ("hanako", "other")
    )
    (product,) = conn.execute("SELECT id FROM product WHERE code = 'surveys'").fetchone()
    identities.link(people, other, product, "9002", "import")
    first = contents(people)["identity"]
    identities.link(people, hanako, product, "9002", "電話で確認")
    assert whose(people) == [("hanako@mirai.example", "surveys", "9002")]
    (login,) = identities.logins(people.reader(), hanako)
    assert identities.unlink(people, login.id) == other
    assert whose(people) == [("other@mirai.example", "surveys", "9002")]
    people.undo()
    people.undo()
    assert contents(people)["identity"] == first
    assert identities.unlink(people, login.id) is None
    assert whose(people) == []
