"""Campaign lists, segments, cadences and an account's year, as a person works with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from screen_text import lines, settled, shows, type_in, until

from csops_tui.locale import set_language
from csops_tui.measures import campaigns, segments
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.cadences import CadencesScreen, read_days
from csops_tui.tui.screens.campaigns import CampaignScreen, CampaignsScreen
from csops_tui.tui.screens.moves import MovesScreen
from csops_tui.tui.screens.segments import SegmentsScreen
from csops_tui.tui.screens.sheet import SheetScreen


def rows(book: Book, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the book says."""
    return book.reader().execute(sql, values).fetchall()


def sheet(app: CsopsApp) -> Any:
    """The rows of the screen that is open."""
    return app.here.sheet  # type: ignore[attr-defined]


def segment(book: Book, name: str, where: str, **values: Any) -> None:
    """A segment in force from today."""
    with book.edit(name) as edit:
        segments.make(edit, {"name": name, "where_text": where, **values}, book.clock.today())


def campaign(book: Book, accounts: list[str], **values: Any) -> str:
    """A list that runs this quarter."""
    whole = {"name": "Q3", "starts": "2026-10-01", "ends": "2026-12-31", **values}
    with book.edit("list") as edit:
        return campaigns.create(edit, whole, accounts)


# Campaign lists


async def test_marked_accounts_become_a_new_list_that_ends_with_the_quarter(app: CsopsApp, small_book: Book) -> None:
    """A3-05."""
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        for account in ("mirai", "acme"):
            sheet(app).select(account)
            await pilot.press("space")
        await pilot.press("plus")
        await pilot.pause()
        await type_in(pilot, "重点アポ")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "2社を入れます"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        found = rows(small_book, "SELECT name, starts, ends, owner_id FROM campaign_list")
        assert found == [("重点アポ", "2026-11-21", "2026-12-31", "sato")]
        assert rows(small_book, "SELECT account_id, state FROM campaign_member ORDER BY account_id") == [
            ("acme", "open"),
            ("mirai", "open"),
        ]
        assert not sheet(app).marks
        await pilot.press("u")
        await pilot.pause()
        assert rows(small_book, "SELECT count(*) FROM campaign_list") == [(0,)]


async def test_the_name_just_typed_for_a_list_stands_above_that_of_a_draft(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        for name, note in (("古い名前", "備考は残る"), ("新しい名前", "")):
            await pilot.press("plus")
            await pilot.pause()
            await type_in(pilot, name)
            await pilot.press("enter")
            await until(pilot, lambda: shows(app, "3社を入れます"))
            if note:
                app.screen.lines["note"].editor.focus()  # type: ignore[attr-defined]
                await type_in(pilot, note)
                await pilot.press("escape")
                await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        assert rows(small_book, "SELECT name, note FROM campaign_list") == [("新しい名前", "備考は残る")]


async def test_without_marks_all_that_the_sheet_shows_goes_on_a_list_there_is(app: CsopsApp, small_book: Book) -> None:
    campaign(small_book, ["mirai"])
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("plus")
        await until(pilot, lambda: shows(app, "Q3", "10/01–12/31"))
        await pilot.press("enter")
        await pilot.pause()
        accounts = rows(small_book, "SELECT account_id FROM campaign_member ORDER BY account_id")
        assert accounts == [("acme",), ("hokuto",), ("mirai",)]


async def test_a_touch_logged_on_the_list_completes_the_account_and_the_bar_moves(
    app: CsopsApp, small_book: Book
) -> None:
    """A2-11, A3-05: the touches of acme and mirai lie in and before the quarter."""
    campaign(small_book, ["mirai", "acme", "hokuto"], goal=3)
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, CampaignsScreen) and shows(app, "Q3", "33%"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CampaignScreen) and shows(app, "1/3（33%） 残り 2"))
        assert shows(app, "鈴木", "1/1") and shows(app, "プール", "0/1"), "progress per owner"
        sheet(app).select_column("account")
        found = rows(small_book, "SELECT id FROM campaign_member WHERE account_id = 'mirai'")
        sheet(app).select(found[0][0])
        await pilot.press("l")
        await pilot.pause()
        await type_in(pilot, "電話 近況確認")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CampaignScreen) and shows(app, "2/3（66%） 残り 1"))
        assert rows(small_book, "SELECT state FROM campaign_member WHERE account_id = 'mirai'") == [("open",)]
        await pilot.press("a")
        await settled(pilot)
        assert shows(app, "北斗システムズ", "未対応") and sheet(app).row_count == 1


async def test_d_marks_done_and_again_reopens_what_was_marked_by_hand_only(app: CsopsApp, small_book: Book) -> None:
    campaign(small_book, ["mirai", "acme"])
    state = "SELECT state, done_on FROM campaign_member WHERE account_id = ?"
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("T")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert shows(app, "ミライ商事", "未対応")
        await pilot.press("d")
        await settled(pilot)
        assert rows(small_book, state, "mirai") == [("done", "2026-11-21")]
        sheet(app).select(rows(small_book, "SELECT id FROM campaign_member WHERE account_id = 'mirai'")[0][0])
        await pilot.press("d")
        await settled(pilot)
        assert rows(small_book, state, "mirai") == [("open", None)]
        sheet(app).select(rows(small_book, "SELECT id FROM campaign_member WHERE account_id = 'acme'")[0][0])
        await pilot.press("d")
        await settled(pilot)
        assert rows(small_book, state, "acme") == [("open", None)]
        assert any("1:1の接点で完了" in str(note.message) for note in app._notifications)


async def test_skipping_asks_why_and_keeps_the_reason_on_the_timeline(app: CsopsApp, small_book: Book) -> None:
    campaign(small_book, ["mirai", "hokuto"])
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.press("T")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        sheet(app).select(rows(small_book, "SELECT id FROM campaign_member WHERE account_id = 'mirai'")[0][0])
        await pilot.press("minus")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert shows(app, "理由を入力してください")
        await type_in(pilot, "予算凍結")
        await pilot.press("enter")
        await settled(pilot)
        assert shows(app, "ミライ商事", "見送り", "予算凍結")
        assert rows(small_book, "SELECT channel, reach, note FROM touchpoint WHERE note = '予算凍結'") == [
            ("internal_note", "none", "予算凍結")
        ]
        await pilot.press("u")
        await settled(pilot)
        assert rows(small_book, "SELECT DISTINCT state FROM campaign_member") == [("open",)]


# Segments


async def test_the_segments_show_what_each_holds_and_whether_they_add_up(app: CsopsApp, small_book: Book) -> None:
    """A7-02."""
    segment(small_book, "大手", "tier = 'high'")
    segment(small_book, "その他", "tier <> 'high'")
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.screen, SegmentsScreen) and shows(app, "大手", "33%", "40万円"))
        assert shows(app, "その他", "67%", "26万円")
        assert shows(app, "3社 66万円", "すべての顧客がちょうど1つに入っています")
        segment(small_book, "有料", "mrr > 0")
        app.wrote(frozenset({"segment"}))
        await until(pilot, lambda: shows(app, "複数に入る 2社", "大手 × 有料 1"))


async def test_while_a_condition_is_typed_one_sees_who_moves_and_saving_makes_a_version(
    app: CsopsApp, small_book: Book
) -> None:
    """A7-04."""
    segment(small_book, "大手", "tier = 'high'", touch_model="high")
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.press("S")
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, lambda: shows(app, "1社", "＋入る 0社", "−外れる 0社"))
        await pilot.press("ctrl+u")
        await type_in(pilot, "tier = 'mid'")
        await until(pilot, lambda: shows(app, "＋ 入る", "Acme Inc.", "鈴木") and shows(app, "− 外れる", "ミライ商事"))
        assert shows(app, "1社", "＋入る 1社 26万円", "−外れる 1社 40万円", "変わらない 0社")
        assert rows(small_book, "SELECT count(*) FROM segment") == [(1,)], "nothing is written yet"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SegmentsScreen))
        found = rows(small_book, "SELECT version, where_text, starts, touch_model FROM segment ORDER BY version")
        assert found == [(1, "tier = 'high'", "2026-11-21", "high"), (2, "tier = 'mid'", "2026-11-21", "high")]
        await until(pilot, lambda: shows(app, "前の版", "tier = 'high'", "第1版"))


async def test_a_wrong_condition_is_not_saved_and_the_form_says_why(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.press("S")
        await settled(pilot)
        await pilot.press("n")
        await pilot.pause()
        await type_in(pilot, "大手")
        await pilot.press("tab")
        await type_in(pilot, "rank = 'high'")
        await until(pilot, lambda: any(line.strip().startswith("!") and "rank" in line for line in lines(app)))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert rows(small_book, "SELECT count(*) FROM segment") == [(0,)]
        await pilot.press("ctrl+u")
        await type_in(pilot, "tier = 'high'")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SegmentsScreen))
        assert rows(small_book, "SELECT name, version FROM segment") == [("大手", 1)]


async def test_applying_segments_shows_the_moves_and_marked_rows_alone_can_be_taken(
    app: CsopsApp, small_book: Book
) -> None:
    """A7-04."""
    segment(small_book, "大手", "tier = 'high'", touch_model="high")
    segment(small_book, "その他", "tier <> 'high'")
    written = "SELECT id, segment, touch_model FROM account ORDER BY id"
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.press("S")
        await settled(pilot)
        await pilot.press("A")
        await until(pilot, lambda: isinstance(app.screen, MovesScreen) and shows(app, "3社が変わります", "その他 2"))
        assert shows(app, "ミライ商事", "– → 大手", "– → ハイタッチ")
        sheet(app).select("mirai")
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SegmentsScreen))
        assert rows(small_book, written) == [("acme", None, None), ("hokuto", None, None), ("mirai", "大手", "high")]
        await pilot.press("u")
        await settled(pilot)
        assert rows(small_book, written) == [("acme", None, None), ("hokuto", None, None), ("mirai", None, None)]


async def test_a_segment_opens_as_the_filter_of_the_sheet_and_the_filter_makes_segments_and_lists(
    app: CsopsApp, small_book: Book
) -> None:
    """A7-02, A3-05."""
    segment(small_book, "大手", "tier = 'high'")
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.press("S")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen) and sheet(app).row_count == 1)
        await pilot.press("plus")
        await pilot.pause()
        await type_in(pilot, "大手へ")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "1社を入れます"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        assert rows(small_book, "SELECT where_text FROM campaign_list") == [("tier = 'high'",)]
        assert rows(small_book, "SELECT account_id FROM campaign_member") == [("mirai",)]
        await pilot.press("S")
        await settled(pilot)
        await pilot.press("n")
        await until(pilot, lambda: shows(app, "条件", "tier = 'high'") and shows(app, "＋ 入る", "ミライ商事"))


# Cadences


def test_days_and_minutes_are_read_as_people_write_them() -> None:
    assert [read_days(text) for text in ("30", "３０日", "30d 45m", "30日 45分", "30/45", "")] == [
        (30, None),
        (30, None),
        (30, 45),
        (30, 45),
        (30, 45),
        (None, None),
    ]
    assert [read_days(text) for text in ("0", "-3", "毎月", "99999", "30 x")] == [None] * 5


async def test_the_cadence_table_is_changed_in_its_cells(app: CsopsApp, small_book: Book) -> None:
    """A7-01."""
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, CadencesScreen) and shows(app, "目標なし 3社"))
        await pilot.press("n")
        await pilot.pause()
        await type_in(pilot, "ティア High")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "ティア High 1:1 の間隔"))
        await type_in(pilot, "30日 45分")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "ティア High", "30日 1社", "45分"))
        line = "SELECT tier, touch_model, reach, days, minutes FROM cadence"
        assert rows(small_book, line) == [("high", None, "1:1", 30, 45)]
        sheet(app).select_column("tech")
        await pilot.press("e")
        await pilot.pause()
        await type_in(pilot, "14")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "30日 1社", "14日 1社"))
        await pilot.press("D")
        await settled(pilot)
        assert rows(small_book, line) == []
        await pilot.press("u", "u")
        await settled(pilot)
        assert rows(small_book, line) == [("high", None, "1:1", 30, 45)]


async def test_a_preset_is_taken_after_seeing_what_it_changes(app: CsopsApp, small_book: Book) -> None:
    """A7-08."""
    with small_book.edit("own") as edit:
        edit.insert("cadence", {"tier": "high", "days": 10})
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("F")
        await settled(pilot)
        await pilot.press("P")
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, MovesScreen) and shows(app, "3社の目標が変わります"))
        assert shows(app, "ティア High", "1:1", "10日 → –") and shows(app, "全顧客", "– → 30日")
        assert rows(small_book, "SELECT count(*) FROM cadence") == [(1,)]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, CadencesScreen) and shows(app, "全顧客", "30日 3社"))
        found = rows(small_book, "SELECT touch_model, days, minutes FROM cadence ORDER BY days")
        assert found == [("high", 14, 60), (None, 30, 45)]


# An account's page


async def test_the_page_shows_the_year_the_roles_and_the_accounts_own_cadence(app: CsopsApp, small_book: Book) -> None:
    """A3-03, A7-03."""
    with small_book.edit("facts") as edit:
        for kind, month in (("fiscal_year_end", 3), ("budget", 1), ("reorganisation", 4)):
            edit.insert("account_calendar", {"account_id": "mirai", "kind": kind, "month": month})
        edit.insert("blackout", {"starts": "2026-12-29", "ends": "2027-01-03", "reason": "年末年始"})
        edit.insert("account_role", {"account_id": "mirai", "member_id": "suzuki", "role": "sales"})
        edit.insert(
            "account_role", {"account_id": "mirai", "member_id": "pool", "role": "support", "ends": "2026-01-01"}
        )
        edit.update("account", "mirai", {"cadence_days": 45})
    async with app.run_test(size=(140, 50)) as pilot:
        await pilot.pause()
        sheet(app).select("mirai")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen) and shows(app, "年間", "12控", "3決"))
        assert shows(app, "11", "12控", "1控予", "3決", "4改")
        assert shows(app, "控 12/29–01/03 年末年始", "予 予算策定")
        assert shows(app, "担当者", "営業 鈴木") and not shows(app, "サポート プール"), "a role that has ended is gone"
        assert shows(app, "接点間隔", "個別 45日ごと 1:1")
        for part in ("営業", "決算期"):
            for _ in range(8 if part == "営業" else 1):
                await pilot.press("tab")
            await until(pilot, lambda part=part: sum(part in line for line in lines(app)) == 2)
        assert shows(app, "3 件") and not shows(app, "平均"), "months have no sum and no mean"
        await pilot.press("E")
        await until(pilot, lambda: shows(app, "接点間隔の停止"))


async def test_an_account_without_dates_or_roles_spends_no_line_on_them(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen) and shows(app, "タイムライン"))
        assert not any(line.split()[:1] in (["年間"], ["担当者"]) for line in lines(app))


async def test_every_list_screen_fits_in_both_languages(small_book: Book) -> None:
    campaign(small_book, ["mirai", "acme", "hokuto"])
    segment(small_book, "大手", "tier = 'high'")
    with small_book.edit("cadence") as edit:
        edit.insert("cadence", {"tier": "high", "days": 30})
    for lang in ("ja", "en"):
        set_language(lang)
        for size in ((60, 16), (80, 24), (140, 40)):
            app = CsopsApp(small_book, Config(member="佐藤"))
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                for keys in (("T",), ("T", "enter"), ("S",), ("S", "A"), ("S", "e"), ("F",)):
                    await pilot.press("2", *keys)
                    await settled(pilot)
                    shown = lines(app)
                    assert shown[0].lstrip().startswith("csops"), (keys, size)
                    assert shown[-1].strip(), (keys, size)
                    assert not any("campaign." in line or "segment." in line for line in shown[1:]), keys
                    await pilot.press("escape")


async def test_what_works_on_every_list_works_on_these(
    small_book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Definition, history, export, copy, sort, quick filter."""
    monkeypatch.chdir(tmp_path)
    campaign(small_book, ["mirai", "acme"])
    segment(small_book, "大手", "tier = 'high'")
    with small_book.edit("cadence") as edit:
        edit.insert("cadence", {"tier": "high", "days": 30})
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(120, 30)) as pilot:
        for number, keys in enumerate((("T",), ("T", "enter"), ("S",), ("F",), ("S", "A"))):
            await pilot.press("2")
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
            screen = app.screen
            for key in ("K", "i", "question_mark"):
                await pilot.press(key)
                await settled(pilot)
                if app.screen is not screen:
                    await pilot.press("escape")
                    await settled(pilot)
                assert app.screen is screen, (keys, key)
            await pilot.press("right", "right", "s", "y", "x")
            await pilot.pause()
            await pilot.press("enter")
            await until(pilot, lambda number=number: len(list(tmp_path.glob("csops-*.csv"))) == number + 1)
            await until(pilot, lambda screen=screen: app.screen is screen)
            await pilot.press("f")
            await type_in(pilot, "zzz")
            assert sheet(app).row_count == 0
            await pilot.press("escape", "escape")
