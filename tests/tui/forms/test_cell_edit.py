"""Cells edited in place: one row, all marked rows, and what cannot be edited."""

from __future__ import annotations

from screen_text import shows, type_in, until
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.screen import FormScreen
from csops_tui.tui.screens.listing import ListScreen


def listing(app: CsopsApp) -> ListScreen:
    assert isinstance(app.screen, ListScreen)
    return app.screen


async def on_cell(pilot: Pilot, app: CsopsApp, row: str, column: str) -> None:
    await pilot.pause()
    listing(app).sheet.select(row)
    listing(app).sheet.select_column(column)
    await pilot.pause()


async def test_one_cell_is_changed_and_the_cursor_stays_on_its_row(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await on_cell(pilot, app, "mirai", "owner")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await until(pilot, lambda: shows(app, "▸佐藤"))
        await type_in(pilot, "鈴")
        await until(pilot, lambda: shows(app, "▸鈴木", "CS2"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListScreen))
        assert small_book.reader().execute("SELECT owner_id FROM account WHERE id = 'mirai'").fetchone() == ("suzuki",)
        assert listing(app).sheet.current_id == "mirai"
        assert small_book.next_undo() == "ミライ商事 の 担当CSM を 鈴木 に変更"


async def test_a_column_of_all_marked_rows_is_changed_in_one_step_and_undone_in_one(
    app: CsopsApp, small_book: Book
) -> None:
    def owners() -> list[tuple[str, str]]:
        return small_book.reader().execute("SELECT id, owner_id FROM account ORDER BY id").fetchall()

    before = owners()
    async with app.run_test(size=(120, 30)) as pilot:
        await on_cell(pilot, app, "mirai", "owner")
        listing(app).sheet.set_marks(["mirai", "hokuto", "acme"])
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await until(pilot, lambda: shows(app, "3 件の担当CSM"))
        await type_in(pilot, "佐藤")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListScreen))
        assert {owner for _, owner in owners()} == {"sato"}
        assert small_book.next_undo() == "2 件の 担当CSM を 佐藤 に変更"
        await pilot.press("u")
        await until(pilot, lambda: owners() == before)


async def test_enter_alone_does_not_empty_marked_rows_that_differ(app: CsopsApp, small_book: Book) -> None:
    def tiers() -> set[str | None]:
        return {tier for (tier,) in small_book.reader().execute("SELECT tier FROM account")}

    async with app.run_test(size=(120, 30)) as pilot:
        await on_cell(pilot, app, "mirai", "tier")
        listing(app).sheet.set_marks(["mirai", "hokuto", "acme"])
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        assert shows(app, "3 件のティア", "（値が異なります）") and not (shows(app, "▸High") or shows(app, "▸（空欄）"))
        await pilot.press("enter")
        assert isinstance(app.screen, Ask) and shows(app, "もう一度 enter を押すと 3 件を空欄にします")
        assert tiers() == {"high", "low", "mid"}
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListScreen))
        assert tiers() == {None}, "whoever wants it presses the key again"


async def test_marked_rows_that_agree_are_asked_with_their_value(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("one tier") as e:
        e.update("account", "acme", {"tier": "high"})
    async with app.run_test(size=(120, 30)) as pilot:
        await on_cell(pilot, app, "mirai", "tier")
        listing(app).sheet.set_marks(["mirai", "acme"])
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        assert shows(app, "▸High")


async def test_a_computed_column_says_why_it_cannot_be_edited(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(160, 30)) as pilot:
        await on_cell(pilot, app, "mirai", "mrr")
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, ListScreen)
        assert any("計算" in note.message for note in app._notifications)


async def test_a_wrong_date_stays_in_the_line_with_what_is_wrong(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        app.do_go_people()
        await until(pilot, lambda: listing(app).table == "contact")
        await on_cell(pilot, app, "aoi", "verified")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "2/30")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "! 確認日は日付で入力してください"))
        await pilot.press("ctrl+u")
        await type_in(pilot, "昨日")
        await until(pilot, lambda: shows(app, "2026/11/20(金)"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListScreen))
        row = small_book.reader().execute("SELECT verified FROM contact WHERE id = 'aoi'").fetchone()
        assert row == ("2026-11-20",)


async def test_a_touch_given_another_day_moves_with_its_time(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        app.do_go_touches()
        await until(pilot, lambda: listing(app).table == "touchpoint")
        await on_cell(pilot, app, "t0", "day")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press("ctrl+u")
        await type_in(pilot, "9/10")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListScreen))
        row = small_book.reader().execute("SELECT day, at FROM touchpoint WHERE id = 't0'").fetchone()
        assert row == ("2026-09-10", "2026-09-10T01:00:00Z")


async def test_a_note_of_several_lines_opens_its_form_instead(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("x") as edit:
        edit.update("touchpoint", "t0", {"note": "一行目\n二行目"})
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        app.do_go_touches()
        await until(pilot, lambda: listing(app).table == "touchpoint")
        await on_cell(pilot, app, "t0", "note")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ListScreen))
    assert small_book.reader().execute("SELECT note FROM touchpoint WHERE id = 't0'").fetchone() == ("一行目\n二行目",)
