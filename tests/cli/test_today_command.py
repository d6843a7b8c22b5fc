"""`csops today`: the queue of the day in the shell."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from csops_tui.store.book import Book
from tests.cli.conftest import Shell


@pytest.fixture
def busy(book: Path) -> None:
    """佐藤 keeps one promise late and has a task of today; nobody looks after 北斗システムズ, which has a signal."""
    with Book.open(book) as held, held.edit("setup") as edit:
        (sato, mirai), (_, hokuto) = (
            held.reader().execute("SELECT owner_id, id FROM account WHERE name = ?", [name]).fetchone()
            for name in ("ミライ商事", "北斗システムズ")
        )
        edit.update("member", sato, {"capacity_day": 1})
        edit.execute("UPDATE contact SET verified = '2026-11-01'")
        edit.insert("account", {"id": "aoba", "name": "青葉", "owner_id": sato})
        edit.insert("task", {"id": "t1", "account_id": mirai, "title": "見積", "due": "2026-11-18", "promise": 1})
        edit.insert("task", {"id": "t2", "account_id": "aoba", "title": "電話", "due": "2026-11-21"})
        edit.insert("signal", {"id": "drop", "name": "落ち込み", "expression": "1"})
        edit.insert("signal_episode", {"signal_id": "drop", "account_id": hokuto, "raised": "2026-11-20"})


def test_the_queue_of_a_member_is_a_table_and_its_capacity_is_said(shell: Shell, busy: None) -> None:
    done = shell("today", "--member", "佐藤")
    assert done.code == 0
    rows = done.out.splitlines()
    assert [("ミライ商事" in rows[1], "promise “見積” 3d late" in rows[1]), "青葉" in rows[2]] == [(True, True), True]
    assert done.err.splitlines() == ["1 a day   0 done   1 to go", "1 beyond today"]
    assert len(shell("today", "--member", "佐藤", "--limit", "1").out.splitlines()) == 2


def test_programs_get_every_reason_with_its_records_and_the_factors(shell: Shell, busy: None) -> None:
    found = shell("today", "--member", "佐藤", "--json").json
    assert (found["day"], found["capacity"], found["done"], found["room"]) == ("2026-11-21", 1, 0, 1)
    mirai, aoba = found["rows"]
    assert mirai["reasons"][0] == {"kind": "promise", "late": 3, "words": "promise “見積” 3d late", "ids": ["t1"]}
    assert mirai["score"] == pytest.approx(mirai["risk"] * mirai["size"] * mirai["due"], abs=1e-3)
    assert (mirai["mrr"], mirai["currency"], aoba["mrr"]) == (400_000, "JPY", None)
    assert [reason["kind"] for reason in mirai["reasons"]] == ["promise", "runway", "signal"]
    read = list(csv.DictReader(io.StringIO(shell("today", "--member", "佐藤", "--csv").out)))
    assert [(row["place"], row["account"]) for row in read] == [("1", "ミライ商事"), ("2", "青葉")]


def test_the_pool_has_what_nobody_looks_after_and_all_has_everything(shell: Shell, busy: None) -> None:
    """A3-14."""
    assert [row["account"] for row in shell("today", "--pool", "--json").json["rows"]] == ["北斗システムズ"]
    assert len(shell("today", "--all", "--json").json["rows"]) == 3
    assert shell("today", "--all", "--pool").code == 2


def test_an_unknown_member_is_not_found(shell: Shell, busy: None) -> None:
    done = shell("today", "--member", "誰か")
    assert (done.code, done.out) == (3, "") and "誰か" in done.err


def test_the_queue_of_a_past_day_is_as_it_was(shell: Shell, busy: None) -> None:
    assert [
        r["account"] for r in shell("today", "--member", "佐藤", "--as-of", "2026-11-20", "--json").json["rows"]
    ] == ["ミライ商事"]
