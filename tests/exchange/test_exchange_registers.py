"""Risks, complaints with their updates, opportunities and service terms from files with ordinary headers."""

from __future__ import annotations

import pytest
from exchange_support import Import, contents

from csops_tui.store.book import Book

pytestmark = pytest.mark.usefixtures("english")

FILES = {
    "risk": "顧客名,リスクカテゴリ,レベル,認識日,次回見直し日\n(株)Mirai,価値未実感,高,2026/10/01,2026/12/01\n",
    "complaint": "ドメイン,件名,重大度,受付日時,原因\nmirai.example,画面が遅い,重大,2026-11-18 10:00,\n",
    "complaint_update": "クレーム,日時,内容\n画面が遅い,2026-11-19 10:00,調査中\n",
    "opportunity": "会社名,案件名,種別,状態,増加MRR,確度,開始日\nMirai,席追加,席数追加,商談中,12000,40,2026-11-01\n",
    "sla": "domain,種別,優先度,時間\nmirai.example,初回応答,高,4\n",
}


def test_registers_find_their_account_and_come_twice_without_a_trace(mirai: Book, load: Import) -> None:
    before = contents(mirai)
    for entity, text in FILES.items():
        made, result = load(entity, text)
        assert (result.created, result.rejected, made.mapping.ignored) == (1, 0, ()), entity
    found = contents(mirai)
    (account,) = [row[0] for row in found["account"]]
    assert all(account in found[entity][0] for entity in FILES if entity != "complaint_update")
    (update,), (complaint,) = found["complaint_update"], found["complaint"]
    assert complaint[0] in update
    for entity, text in FILES.items():
        assert load(entity, text)[1].created == 0, entity
    assert contents(mirai) == found
    for _ in FILES:
        mirai.undo()
    assert contents(mirai) == before


def test_a_risk_whose_level_changed_in_the_file_is_the_same_risk(mirai: Book, load: Import) -> None:
    load("risk", FILES["risk"])
    result = load("risk", FILES["risk"].replace("高", "最重要"))[1]
    assert (result.created, result.updated) == (0, 1)
    assert mirai.reader().execute("SELECT level FROM risk").fetchall() == [("critical",)]
