"""Japanese and Latin text is found by any of its parts, newest first, whoever wrote it."""

import time
from pathlib import Path

import pytest
from book_cases import add_account, add_touch, touch

from csops_tui.store import search as index
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.search import behind, catch_up, rebuild, search
from csops_tui.store.snippet import snippet


def notes(book: Book, query: str, **more: object) -> list[str]:
    return [hit.snippet for hit in search(book, query, **more)]  # type: ignore[arg-type]


@pytest.fixture
def written(book: Book) -> Book:
    account = add_account(book, "ミライ商事", kana="ミライショウジ", domain="mirai.example.com")
    add_touch(book, account, "解約の相談を受けた", day="2026-10-01")
    add_touch(book, account, "SSO の更新見積", day="2026-11-01")
    add_touch(book, account, "憂鬱な会議。ﾃｽﾄ環境のAPI連携", day="2026-11-10")
    with book.edit("その他") as e:
        e.insert("contact", {"account_id": account, "name": "佐藤", "mail": "sato@mirai.example.com"})
        e.insert("ticket", {"account_id": account, "title": "ログイン不可", "opened": "2026-11-02"})
        e.insert("task", {"title": "解約理由のヒアリング", "due": "2026-12-01"})
    return book


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("鬱", ["憂鬱な会議。ﾃｽﾄ環境のAPI連携"]),
        ("解約", ["解約理由のヒアリング", "解約の相談を受けた"]),
        ("の相談", ["解約の相談を受けた"]),
        ("更新見積", ["SSO の更新見積"]),
        ("見積更新", []),
        ("テスト", ["憂鬱な会議。ﾃｽﾄ環境のAPI連携"]),
        ("ﾃｽﾄ", ["憂鬱な会議。ﾃｽﾄ環境のAPI連携"]),
        ("ＳＳＯ", ["SSO の更新見積"]),
        ("sso 見積", ["SSO の更新見積"]),
        ("sso 解約", []),
        ("ap", ["憂鬱な会議。ﾃｽﾄ環境のAPI連携"]),
        ("ログイン", ["ログイン不可"]),
        ("", []),
        ("。、!?", []),
        ('"', []),
    ],
)
def test_what_is_asked_for_is_found(written: Book, query: str, found: list[str]) -> None:
    assert notes(written, query) == found


def test_accounts_and_people_are_found_by_name_reading_and_address(written: Book) -> None:
    for query in ("ミライ", "mirai", "ﾐﾗｲ"):
        assert "account" in {hit.table for hit in search(written, query)}
    [hit] = search(written, "sato@mirai.example.com")
    assert (hit.table, hit.account_name) == ("contact", "ミライ商事")


def test_a_word_of_the_account_and_one_of_the_note_find_the_note(written: Book) -> None:
    other = add_account(written, "北斗システムズ")
    add_touch(written, other, "SSO の設定", day="2026-11-02")
    for query in ("ミライ SSO", "sso ミライショウジ", "mirai SSO"):
        assert notes(written, query, tables=["touchpoint"]) == ["SSO の更新見積"], query
    assert notes(written, "北斗 SSO") == ["SSO の設定"]
    # The name alone finds the account and what says the name, not all that was ever written about it.
    assert [hit.table for hit in search(written, "ミライ")] == ["account"]


def test_a_renamed_account_is_found_by_its_new_name(written: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    [account] = [hit.row_id for hit in search(written, "ミライ")]
    with written.edit("改名") as e:
        e.update("account", account, {"name": "カコ商事", "kana": None})
    assert notes(written, "カコ SSO") == ["SSO の更新見積"]
    assert notes(written, "ミライ SSO") == []
    monkeypatch.setattr(index, "MOST_RENAMED", 0)
    with written.edit("改名") as e:
        e.update("account", account, {"alias": "ヨル"})
    assert notes(written, "ヨル SSO") == ["SSO の更新見積"]
    assert index.entries(written.reader()) == (7, 7)


def test_an_index_of_an_older_form_is_not_asked(written: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up(written)
    with written.derived() as conn:
        conn.execute("UPDATE _meta SET v = json_set(v, '$.format', 1) WHERE k = 'search'")
    monkeypatch.setattr(index, "FEW", -1)
    assert search(written, "SSO") == []
    catch_up(written)
    assert notes(written, "SSO") == ["SSO の更新見積"]


def test_a_hit_says_where_it_is_and_what_was_meant(written: Book) -> None:
    hit = search(written, "ﾃｽﾄ")[0]
    assert (hit.table, hit.day, hit.account_name) == ("touchpoint", "2026-11-10", "ミライ商事")
    assert [hit.snippet[a:b] for a, b in hit.positions] == ["ﾃｽﾄ"]


def test_a_complaint_of_early_morning_belongs_to_the_local_day(book: Book) -> None:
    account = add_account(book)
    with book.edit("苦情") as e:
        e.insert("complaint", {"account_id": account, "title": "騒音", "received": "2026-11-20T23:00:00Z"})
    assert [hit.day for hit in search(book, "騒音")] == ["2026-11-21"]


def test_tables_and_number_of_hits_are_limited(written: Book) -> None:
    assert [h.table for h in search(written, "解約", tables=["touchpoint"])] == ["touchpoint"]
    assert search(written, "解約", tables=[]) == []
    assert search(written, "解約", tables=["survey_response"]) == []
    assert len(search(written, "解約", limit=1)) == 1


def test_changes_undo_and_other_tools_are_followed(written: Book) -> None:
    [hit] = search(written, "更新見積")
    with written.edit("訂正") as e:
        e.update("touchpoint", hit.row_id, {"note": "値引きの相談"})
    assert notes(written, "更新見積") == []
    assert notes(written, "値引き") == ["値引きの相談"]
    written.undo()
    assert notes(written, "値引き") == []
    conn = db.sqlite3.connect(written.path, isolation_level=None)
    conn.execute("UPDATE touchpoint SET note = '外部からの訂正' WHERE id = ?", [hit.row_id])
    conn.execute("DELETE FROM task")
    conn.close()
    assert notes(written, "外部から") == ["外部からの訂正"]
    assert notes(written, "ヒアリング") == []
    assert behind(written) == 0


def test_the_index_is_no_part_of_the_history(written: Book) -> None:
    before = written.last_change()
    catch_up(written)
    rebuild(written)
    assert written.last_change() == before
    assert index.entries(written.reader()) == (7, 7)


def test_a_large_backlog_is_left_to_a_worker(written: Book) -> None:
    catch_up(written)
    [account] = [h.row_id for h in search(written, "ミライ商事", tables=["account"])]
    rows = [{"id": f"t{i}", **touch(account, f"連絡{i}")} for i in range(2500)]
    with written.edit("取り込み") as e:
        e.insert_rows("touchpoint", tuple(rows[0]), [tuple(r.values()) for r in rows])
    assert notes(written, "連絡2499") == []
    assert behind(written) == 2500
    told: list[tuple[int, int]] = []
    assert catch_up(written, lambda done, of: told.append((done, of)), limit=1000) == 1000
    assert behind(written) == 1500
    catch_up(written)
    assert told == [(1000, 2500)]
    assert notes(written, "連絡2499") == ["連絡2499"]


def test_an_interrupted_build_goes_on(written: Book) -> None:
    account = add_account(written, "別の会社")
    rows = [{"id": f"t{i:05}", **touch(account, f"連絡{i}")} for i in range(3000)]
    with written.edit("取り込み") as e:
        e.insert_rows("touchpoint", tuple(rows[0]), [tuple(r.values()) for r in rows])
    catch_up(written, limit=1500)
    add_touch(written, account, "途中の記録")
    catch_up(written)
    assert index.entries(written.reader()) == (3009, 3009)
    assert len(search(written, "連絡", limit=5000)) == 3000
    assert notes(written, "途中の記録") == ["途中の記録"]


def test_entries_left_behind_make_the_index_start_afresh(written: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up(written)
    monkeypatch.setattr(index, "MOST_LEFT", 3)
    [hit] = search(written, "更新見積")
    for number in range(6):
        with written.edit("訂正") as e:
            e.update("touchpoint", hit.row_id, {"note": f"更新見積{number}"})
        catch_up(written)
    assert notes(written, "更新見積") == ["更新見積5"]
    assert index.entries(written.reader()) == (7, 7)


def test_search_answers_while_somebody_else_writes(written: Book) -> None:
    catch_up(written)
    add_account(written, "新しい顧客")
    with written.derived() as conn:
        conn.execute("PRAGMA busy_timeout = 20")
    other = db.connect(written.path)
    other.execute("BEGIN IMMEDIATE")
    assert notes(written, "SSO") == ["SSO の更新見積"]
    other.execute("ROLLBACK")
    other.close()


def test_a_snippet_is_a_line_around_the_first_word() -> None:
    text = "あ" * 200 + "\n解約の\tご相談 解約" + "い" * 300
    piece, places = snippet(text, "解約")
    assert piece.startswith("…あ")
    assert piece.endswith("…")
    assert "\n" not in piece
    assert "\t" not in piece
    assert [piece[a:b] for a, b in places] == ["解約", "解約"]
    assert snippet("カﾞラス", "ガラス")[1] == ((0, 4),)
    assert snippet("", "x") == ("", ())


@pytest.mark.nightly
def test_the_first_page_of_100_000_notes_takes_50_ms(book: Book, tmp_path: Path) -> None:
    account = add_account(book)
    words = ["更新", "見積", "解約", "京都", "担当者", "API連携", "SSO", "報告", "稟議", "テスト"]
    columns = tuple({"id": "", **touch(account)})
    rows = (
        tuple({"id": f"{i:06}", **touch(account, "、".join(words[(i * k) % 10] for k in range(1, 9)))}.values())
        for i in range(100_000)
    )
    with book.edit("取り込み") as e:
        e.insert_rows("touchpoint", columns, rows, clean=False)
    catch_up(book)
    for query in ("京", "解約", "担当者", "API連携", "更新 解約"):
        times: list[float] = []
        for _ in range(5):
            start = time.perf_counter()
            assert len(search(book, query)) == 50
            times.append(time.perf_counter() - start)
        print(query, f"{sorted(times)[2] * 1000:.1f} ms")
        assert sorted(times)[2] <= 0.05
