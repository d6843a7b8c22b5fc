"""The quick log: what a CSM who has just hung up does."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest
from screen_text import lines, sees, shows, type_in, until
from textual.widgets import Input, Static

from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.store.drafts import LINE as REFUSED
from csops_tui.store.drafts import Drafts
from csops_tui.store.edit import Edit
from csops_tui.store.errors import DiskFull
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.quicklog import QuickLogScreen
from csops_tui.tui.screens.sheet import SheetScreen

LINE = "電話 30分 @佐藤 更新の相談、予算縮小の懸念 #更新 !3 >見積送付 金曜"


def line_of(app: CsopsApp) -> str:
    return app.screen.query_one("#line", Input).value


def offer_of(app: CsopsApp) -> str:
    """What is said below the line, however it is folded."""
    return str(app.screen.query_one("#offer", Static).content)


async def test_one_key_logs_a_touch_from_the_sheet_in_six_keystrokes_beyond_the_words(
    app: CsopsApp, small_book: Book
) -> None:
    """A2-01, A2-02, A13-02: `l` and `enter` are all that is pressed beside the words."""
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SheetScreen)
        app.screen.sheet.select("mirai")
        beyond = 0
        await pilot.press("l")
        beyond += 1
        assert line_of(app) == "ミライ商事 "
        await type_in(pilot, LINE)
        await pilot.press("enter")
        beyond += 1
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        assert beyond <= 6
        conn = small_book.reader()
        touch = conn.execute(
            """SELECT account_id, day, channel, reach, direction, minutes, tags, note, member_id FROM touchpoint
               ORDER BY rowid DESC LIMIT 1"""
        ).fetchone()
        assert touch == (
            "mirai", "2026-11-21", "call", "1:1", "two_way", 30, "更新", "更新の相談、予算縮小の懸念", "sato",
        )  # fmt: skip
        assert conn.execute("SELECT contact_id FROM touchpoint_contact").fetchall() == [("aoi",)]
        assert conn.execute("SELECT level, expires FROM concern").fetchone() == (3, "2027-02-19")
        assert conn.execute("SELECT title, due, member_id FROM task").fetchone() == ("見積送付", "2026-11-27", "sato")
        assert app.screen.sheet.current_id == "mirai"
        assert shows(app, "ミライ商事", "0日")


async def test_the_row_shows_the_touch_at_once_and_undo_takes_everything_back(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        assert shows(app, "ミライ商事", "74日")
        await pilot.press("l")
        await type_in(pilot, LINE)
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "ミライ商事", "0日"))
        await pilot.press("u")
        await until(pilot, lambda: shows(app, "ミライ商事", "74日"))
        conn = small_book.reader()
        assert conn.execute("SELECT count(*) FROM touchpoint").fetchone() == (4,)
        assert conn.execute("SELECT (SELECT count(*) FROM task) + (SELECT count(*) FROM concern)").fetchone() == (0,)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: shows(app, "ミライ商事", "0日"))
        assert conn.execute("SELECT count(*) FROM touchpoint").fetchone() == (5,)


async def test_the_chips_say_what_was_understood_while_it_is_typed(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, LINE)
        for words in (("手段", "電話"), ("先方", "佐藤 葵"), ("懸念", "3"), ("タスク", "見積送付", "2026/11/27(金)")):
            assert shows(app, *words), words


async def test_an_hour_yet_to_come_and_an_unknown_trigger_are_said_and_stop_nothing(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "電話 23:30 ~zzz 相談")
        assert shows(app, "未来の時刻", "23:30") and shows(app, "未登録のきっかけ", "~zzz")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    found = small_book.reader().execute("SELECT day, note FROM touchpoint ORDER BY rowid DESC").fetchone()
    assert found == ("2026-11-21", "~zzz 相談")


async def test_what_was_typed_is_on_disk_within_a_second_and_comes_back(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "電話 途中まで")
        await until(pilot, lambda: bool(Drafts(small_book.path).all()), seconds=1.0)
    again = CsopsApp(small_book, Config(member="佐藤"))
    async with again.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        again.screen.sheet.select("mirai")
        await pilot.press("l")
        assert line_of(again) == "ミライ商事 電話 途中まで"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(again.screen, SheetScreen))
    assert Drafts(small_book.path).all() == []


async def test_lines_the_shell_could_not_write_are_offered_and_gone_once_they_are_saved(
    app: CsopsApp, small_book: Book
) -> None:
    drafts = Drafts(small_book.path)
    for line in ("ミラ商事 電話 相談", "acme call 2/30 asked"):
        drafts.save((REFUSED, line), {"line": line})
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        assert line_of(app) == "ミライ商事 "
        assert shows(app, "↑", "2件")
        await pilot.press("up")
        first = line_of(app)
        await pilot.press("up")
        assert {first, line_of(app)} == {"ミラ商事 電話 相談", "acme call 2/30 asked"}
        if line_of(app) != "acme call 2/30 asked":
            await pilot.press("up")
        app.screen.query_one("#line", Input).value = "acme call 11/20 asked"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        assert [draft.data["line"] for draft in drafts.all()] == ["ミラ商事 電話 相談"]
        await pilot.press("l", "up")
        await pilot.press("ctrl+u", "escape")
        assert drafts.all() == []
    assert small_book.reader().execute("SELECT account_id, day FROM touchpoint ORDER BY rowid DESC").fetchone() == (
        "acme",
        "2026-11-20",
    )


async def test_a_full_disk_is_not_said_to_have_kept_the_line(
    app: CsopsApp, small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(touch, "record", full)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "電話 相談")
        await pilot.press("enter")
        assert "入力は下書きに残っています" in offer_of(app)
        monkeypatch.setattr(Drafts, "save", no_room)
        await type_in(pilot, "、続き")
        await pilot.press("enter")
        assert "下書きにも残せませんでした" in offer_of(app)
        assert "入力は下書きに残っています" not in offer_of(app)
        await pilot.press("escape")
        assert isinstance(app.screen, QuickLogScreen), "what no disk holds is not thrown away by leaving"
        await pilot.press("ctrl+u", "escape")
        assert isinstance(app.screen, SheetScreen)


async def test_completed_words_are_in_the_draft_too(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "@さ")
        await until(pilot, lambda: bool(Drafts(small_book.path).all()), seconds=1.0)
        await pilot.press("tab")

        def in_draft() -> bool:
            return "@佐藤葵" in str(Drafts(small_book.path).all())

        await until(pilot, in_draft, seconds=1.0)


async def test_the_draft_outlives_a_form_whose_save_fails_at_the_end(
    app: CsopsApp, small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = small_book.edit

    @contextmanager
    def failing(label: str) -> Generator[Edit]:
        with edit(label) as step:
            yield step
            raise DiskFull()

    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "電話 相談")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: shows(app, "相談"))
        monkeypatch.setattr(small_book, "edit", failing)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert ("quick", "mirai") in {draft.key for draft in Drafts(small_book.path).all()}


async def test_an_unknown_account_offers_the_nearest_and_keeps_the_line(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("l")
        app.screen.query_one("#line", Input).value = "ミライ商亊 電話 相談"
        await pilot.press("enter")
        assert isinstance(app.screen, QuickLogScreen)
        assert shows(app, "ミライ商事", "見つかりません")
        assert line_of(app) == "ミライ商亊 電話 相談"
        await pilot.press("tab")
        assert line_of(app) == "ミライ商事 電話 相談"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert small_book.reader().execute("SELECT account_id, note FROM touchpoint ORDER BY rowid DESC").fetchone() == (
        "mirai",
        "相談",
    )


async def test_an_impossible_date_is_named_and_the_line_kept(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "電話 2/30 相談")
        await pilot.press("enter")
        assert isinstance(app.screen, QuickLogScreen)
        assert shows(app, "2/30", "存在しない日付")
        assert line_of(app) == "ミライ商事 電話 2/30 相談"
    assert small_book.reader().execute("SELECT count(*) FROM touchpoint").fetchone() == (4,)


async def test_tab_completes_people_topics_and_channels(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "@さ")
        await pilot.press("tab")
        assert line_of(app) == "ミライ商事 @佐藤葵 "
        await type_in(pilot, "オン")
        await pilot.press("tab")
        assert line_of(app).startswith("ミライ商事 @佐藤葵 オンライン")


async def test_marked_rows_make_one_bulk_touch_counted_one_to_many(app: CsopsApp, small_book: Book) -> None:
    """A2-08"""
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("space", "space", "space", "l")
        await type_in(pilot, "メール 年末の案内")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        conn = small_book.reader()
        rows = conn.execute("SELECT account_id, reach, bulk FROM touchpoint WHERE bulk IS NOT NULL").fetchall()
        assert {row[0] for row in rows} == {"mirai", "hokuto", "acme"}
        assert {row[1] for row in rows} == {"1:n"} and len({row[2] for row in rows}) == 1
        await pilot.press("u")
        assert conn.execute("SELECT count(*) FROM touchpoint WHERE bulk IS NOT NULL").fetchone() == (0,)


async def test_of_a_bulk_touch_the_first_words_are_kept_whatever_they_are_called(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("space", "space", "l")
        await type_in(pilot, "更新の案内 メール")
        assert sees(app, "メモ 更新の案内")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        await pilot.press("space", "l")
        await type_in(pilot, "Acme の事例 メール")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    notes = small_book.reader().execute("SELECT note FROM touchpoint WHERE bulk IS NOT NULL ORDER BY rowid").fetchall()
    assert notes == [("更新の案内",), ("更新の案内",), ("Acme の事例",)]


async def test_names_that_no_longer_fit_are_no_longer_offered(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("l", "ctrl+u")
        await type_in(pilot, "シス")
        assert sees(app, "tab  北斗システムズ")
        await type_in(pilot, "zzzz 電話")
        assert not sees(app, "tab  北斗システムズ")
        await pilot.press("enter")
        assert sees(app, "近い名前の顧客もありません"), "and it says what to do instead of “Nearest: –”"


async def test_a_dot_repeats_the_last_touch_of_the_account(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("acme")
        await pilot.press("full_stop")
        await pilot.pause()
    last = small_book.reader().execute("SELECT account_id, day, note FROM touchpoint ORDER BY rowid DESC").fetchone()
    assert last == ("acme", "2026-11-21", None)


async def test_another_teams_recent_touch_is_shown_before_contacting(small_book: Book) -> None:
    """A1-07"""
    with small_book.edit("other team") as e:
        touch = {"account_id": "mirai", "day": "2026-11-18", "at": "2026-11-18T01:00:00Z", "channel": "call"}
        e.insert("touchpoint", {**touch, "member_id": "suzuki"})
        e.insert("voice", {"account_id": "mirai", "title": "SSO 対応", "day": "2026-09-12"})
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        assert shows(app, "CS2 鈴木", "11/18", "電話")
        assert shows(app, "SSO 対応"), "A2-06: the last request stands above the line"


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_quick_log_fits_a_small_terminal(app: CsopsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, LINE)
        assert shows(app, "enter 保存")
        assert shows(app, "見積送付")
        assert all(len(line) <= size[0] for line in lines(app))


async def test_the_touch_is_saved_with_the_moment_and_the_zone(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("acme")
        await pilot.press("l")
        await type_in(pilot, "会議 昨日 14:30 導入の相談")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    row = small_book.reader().execute("SELECT day, at, utc_offset, channel FROM touchpoint ORDER BY rowid DESC")
    assert row.fetchone() == ("2026-11-20", "2026-11-20T05:30:00Z", 540, "online_meeting")


@pytest.mark.parametrize(
    "line", ["メール 資料送付", "電話 相談 >見積送付 11/27 15時", "ニュースレター 11月号", "相談だけ"]
)
async def test_the_full_form_saves_the_row_that_enter_saves(app: CsopsApp, small_book: Book, line: str) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for keys in (("enter",), ("ctrl+e", "ctrl+s")):
            app.screen.sheet.select("mirai")
            await pilot.press("l")
            await type_in(pilot, line)
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    conn = small_book.reader()
    saved = conn.execute(
        "SELECT day, channel, reach, direction, trigger, minutes, note FROM touchpoint ORDER BY rowid DESC LIMIT 2"
    ).fetchall()
    assert saved[0] == saved[1]
    assert len(conn.execute("SELECT DISTINCT title, due FROM task").fetchall()) <= 1


async def test_the_full_form_keeps_everything_and_saves_it_in_one_step(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, LINE + " ?SSO対応")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: shows(app, "見積送付"))
        assert shows(app, "更新の相談、予算縮小の懸念") and shows(app, "2026/11/27") and shows(app, "SSO対応")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        conn = small_book.reader()
        touch = conn.execute("SELECT channel, minutes, tags, note FROM touchpoint ORDER BY rowid DESC").fetchone()
        assert touch == ("call", 30, "更新", "更新の相談、予算縮小の懸念")
        assert conn.execute("SELECT title, due FROM task").fetchall() == [("見積送付", "2026-11-27")]
        assert conn.execute("SELECT level FROM concern").fetchall() == [(3,)]
        assert conn.execute("SELECT title FROM voice").fetchall() == [("SSO対応",)]
        assert conn.execute("SELECT contact_id FROM touchpoint_contact").fetchall() == [("aoi",)]
        assert Drafts(small_book.path).all() == []
        await pilot.press("u")
        await pilot.pause()
        assert conn.execute("SELECT count(*) FROM touchpoint").fetchone() == (4,)


async def test_full_width_spaces_typed_with_an_input_method_are_kept(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("l", "ctrl+u")
        await type_in(pilot, "ミライ商事　訪問　６０分　見学の相談")
        assert line_of(app) == "ミライ商事　訪問　６０分　見学の相談"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    touch = small_book.reader().execute("SELECT account_id, channel, minutes, note FROM touchpoint ORDER BY rowid DESC")
    assert touch.fetchone() == ("mirai", "visit", 60, "見学の相談")


async def test_another_accounts_name_behind_the_one_filled_in_is_asked_about(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("acme")
        await pilot.press("l")
        await type_in(pilot, "ミライ 電話 定例の件")
        await pilot.press("enter")
        assert shows(app, "ミライ商事", "のことですか")
        await pilot.press("tab")
        assert line_of(app) == "ミライ商事 電話 定例の件"
        assert shows(app, "顧客", "ミライ商事")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    last = small_book.reader().execute("SELECT account_id, note FROM touchpoint ORDER BY rowid DESC").fetchone()
    assert last == ("mirai", "定例の件")


async def test_a_name_that_two_people_answer_to_makes_no_third(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("second") as e:
        e.insert("contact", {"id": "hanako", "account_id": "mirai", "name": "佐藤 花子"})
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "電話 @佐藤 相談")
        await pilot.press("enter")
        assert shows(app, "佐藤葵", "佐藤花子")
        await pilot.press("tab", "tab")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    conn = small_book.reader()
    assert conn.execute("SELECT count(*) FROM contact WHERE account_id = 'mirai'").fetchone() == (2,)
    assert conn.execute("SELECT contact_id FROM touchpoint_contact").fetchall() == [("hanako",)]


async def test_an_ambiguous_account_shows_its_candidates_while_it_is_typed(small_book: Book) -> None:
    with small_book.edit("more") as e:
        e.insert("account", {"name": "ミライ電機"})
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("l", "ctrl+u")
        await type_in(pilot, "みらい")
        assert shows(app, "ミライ商事", "ミライ電機")
        await pilot.press("enter")
        assert shows(app, "複数あります")


async def test_a_concern_without_a_reason_keeps_the_reason_that_holds(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("before") as e:
        e.insert("concern", {"account_id": "mirai", "day": "2026-11-01", "level": 2, "reason": "price"})
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("mirai")
        await pilot.press("l")
        await type_in(pilot, "電話 !3 まだ高いと言われた")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    last = small_book.reader().execute("SELECT level, reason FROM concern ORDER BY rowid DESC").fetchone()
    assert last == (3, "price")


async def test_a_surname_behind_the_given_name_means_the_only_one_who_has_it(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.sheet.select("acme")
        await pilot.press("l")
        await type_in(pilot, "call @sato asked about SSO")
        assert shows(app, "John Sato")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    conn = small_book.reader()
    assert conn.execute("SELECT contact_id FROM touchpoint_contact").fetchall() == [("john",)]
    assert conn.execute("SELECT count(*) FROM contact WHERE account_id = 'acme'").fetchone() == (1,)
