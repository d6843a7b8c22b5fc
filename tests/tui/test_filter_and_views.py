"""The sheet narrowed down by conditions, looked at through views, with columns and groups of one's own."""

from __future__ import annotations

import pytest
from screen_text import lines, shows, type_in, until
from textual.pilot import Pilot

from csops_tui.locale import LANGUAGES, set_language, t
from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.columns import ColumnsScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.views import ViewsScreen


def screen(app: CsopsApp) -> SheetScreen:
    assert isinstance(app.here, SheetScreen)
    return app.here


def names(app: CsopsApp) -> list[str]:
    """The ids of the rows shown."""
    rows = screen(app).sheet
    found = rows.source.fetch(rows.keys)
    return [found[key].id for key in rows.keys]


def offers(app: CsopsApp) -> list[str]:
    """What the list under the line offers."""
    box = screen(app).filter_line._box
    return [item.label for item in box._choices.items] if box and box._choices.display else []


async def write(pilot: Pilot, text: str) -> None:
    """Type a line into the filter."""
    await pilot.press("f")
    await type_in(pilot, text)


async def test_a_condition_is_applied_while_it_is_typed_and_stays_after_enter(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "mrr > 300000")
        await until(pilot, lambda: names(app) == ["mirai"])
        await pilot.press("enter")
        assert names(app) == ["mirai"] and screen(app).sheet.has_focus
        assert shows(app, "「mrr > 300000」", "1 / 3 件")
        await pilot.press("escape")
        await until(pilot, lambda: len(names(app)) == 3)
        assert screen(app).condition is None


async def test_words_are_looked_for_as_before(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "佐藤")
        assert names(app) == ["mirai"] and screen(app).sheet.quick == "佐藤"


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_example_in_the_empty_line_is_whole_on_a_small_screen(app: CsopsApp, lang: str) -> None:
    set_language(lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await until(pilot, lambda: shows(app, t("filter.hint")))


async def test_rows_stay_in_sight_while_a_condition_is_begun(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "ren")
        for letter in "ewal_in <":
            await type_in(pilot, letter)
            assert len(names(app)) == 3, letter


async def test_full_width_signs_and_words_of_codes_are_understood(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "ｍｒｒ　＜　３０万　and tier = 中")
        await until(pilot, lambda: names(app) == ["acme"])


async def test_a_mistake_is_marked_at_its_place_and_the_old_rows_stay(app: CsopsApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "mrr > 300000")
        await until(pilot, lambda: names(app) == ["mirai"])
        await type_in(pilot, " and tir = high")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "^^^ tir という列はありません", "tier"))
        typed, marked = next((a, b) for a, b in zip(lines(app), lines(app)[1:], strict=False) if "^^^" in b)
        from csops_tui.text.width import width

        assert width(typed[: typed.index("tir")]) == width(marked[: marked.index("^^^")])
        assert names(app) == ["mirai"] and screen(app).filter_line.in_use
        await pilot.press("escape")
        await until(pilot, lambda: len(names(app)) == 3)
        assert not shows(app, "^^^")


@pytest.mark.parametrize("attack", ["mrr > 0; ATTACH 'x' AS x", "(SELECT 1) = 1", "printf('%.*c', 9, 'x') = 'x'"])
async def test_an_attack_is_refused_and_the_keyboard_stays_alive(app: CsopsApp, attack: str) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, attack)
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "^"))
        assert len(names(app)) == 3
        await pilot.press("escape", "j")
        assert screen(app).sheet.cursor == 1


async def test_a_condition_that_takes_too_long_says_so_and_changes_nothing(
    app: CsopsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csops_tui.store import guard

    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        monkeypatch.setattr(guard, "_STEPS", 1)
        monkeypatch.setattr(guard, "_MOST_MEMORY", -(1 << 50))
        await write(pilot, "mrr > 300000")
        await until(pilot, lambda: shows(app, "止めました"))
        assert len(names(app)) == 3


async def test_columns_are_offered_by_their_words_and_taken_with_tab(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "更新")
        await until(pilot, lambda: "renewal_in" in offers(app))
        assert shows(app, "renewal_in", "更新まで")
        await pilot.press("down", "tab")
        assert screen(app).filter_line.text == "renewal_in"
        await until(pilot, lambda: "<=" in offers(app))
        await pilot.press("tab")
        await type_in(pilot, "100")
        await until(pilot, lambda: names(app) == ["mirai"])


async def test_values_are_offered_codes_people_and_texts(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("industry") as edit:
        edit.update("account", "mirai", {"industry": "製造 業"})
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "tier = 高")
        await until(pilot, lambda: offers(app) == ["high"])
        await pilot.press("tab")
        await type_in(pilot, "and owner in (")
        await until(pilot, lambda: offers(app) == ["佐藤", "鈴木", "プール"])
        await pilot.press("tab")
        await type_in(pilot, ") and industry = せい")
        await pilot.press(*["backspace"] * 2)
        await until(pilot, lambda: offers(app) == ["'製造 業'"])
        await pilot.press("tab")
        await until(pilot, lambda: names(app) == ["mirai"])
        assert screen(app).filter_line.text == "tier = high and owner in (佐藤 ) and industry = '製造 業'"


async def test_a_condition_on_the_state_is_asked_of_all_accounts(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("gone") as edit:
        edit.update("account", "acme", {"state": "churned"})
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        assert len(names(app)) == 2
        await write(pilot, "state = 解約")
        await until(pilot, lambda: names(app) == ["acme"])
        assert shows(app, "すべて")


async def test_a_condition_stays_in_force_when_rows_change_and_after_sorting(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "mrr > 0")
        await until(pilot, lambda: len(names(app)) == 2)
        await pilot.press("enter")
        screen(app).sheet.select_column("mrr")
        await pilot.press("s")
        await until(pilot, lambda: names(app) == ["acme", "mirai"])
        app.write("more", lambda edit: edit.insert("subscription", _line("hokuto", 500)))
        await until(pilot, lambda: names(app) == ["hokuto", "acme", "mirai"])


def _line(account: str, mrr: int) -> dict[str, object]:
    return {"account_id": account, "plan": "Pro", "mrr": mrr, "starts": "2024-02-10"}


async def test_a_shipped_view_is_chosen_and_left_again(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, ViewsScreen))
        assert all(shows(app, name) for name in ("更新まで180日以内", "担当なし", "利用の減少"))
        await type_in(pilot, "180")
        await pilot.press("enter")
        await until(pilot, lambda: names(app) == ["mirai", "acme"])
        assert shows(app, "シート ▸ 更新まで180日以内", "「renewal_in <= 180」")
        await pilot.press("escape")
        await until(pilot, lambda: len(names(app)) == 3)
        assert shows(app, "更新まで180日以内 *")
        await pilot.press("v", *["down"] * 9, "enter")
        await until(pilot, lambda: not shows(app, "180日"))


async def test_what_is_shown_is_saved_updated_renamed_and_deleted_as_a_view(app: CsopsApp, small_book: Book) -> None:
    saved = "SELECT name, where_text, sort, descending, group_by, columns_text, member_id FROM saved_view ORDER BY id"

    def rows() -> list[tuple[object, ...]]:
        return small_book.reader().execute(saved).fetchall()

    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await write(pilot, "mrr > 0")
        await until(pilot, lambda: len(names(app)) == 2)
        await pilot.press("enter")
        screen(app).sheet.select_column("mrr")
        await pilot.press("s", "s", "v")
        await type_in(pilot, "大口")
        await until(pilot, lambda: shows(app, "「大口」として自分用に保存"))
        await pilot.press("enter")
        await until(pilot, lambda: bool(rows()))
        assert rows() == [("大口", "mrr > 0", "mrr", 1, None, None, "sato")]
        assert shows(app, "シート ▸ 大口") and not shows(app, "大口 *")
        screen(app).sheet.select_column("tier")
        await pilot.press("b")
        await until(pilot, lambda: shows(app, "大口 *"))
        await pilot.press("v", "ctrl+s")
        await until(pilot, lambda: rows()[0][4] == "tier")
        await pilot.press("v", "ctrl+e")
        await until(pilot, lambda: not isinstance(app.screen, ViewsScreen))
        await type_in(pilot, "先")
        await pilot.press("enter")
        await until(pilot, lambda: rows()[0][0] == "大口先")
        await pilot.press("ctrl+d")
        await until(pilot, lambda: not rows())
        await pilot.press("escape", "u")
        await until(pilot, lambda: rows()[0][0] == "大口先")


async def test_a_shared_view_belongs_to_everybody_and_an_own_one_to_its_member(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("views") as edit:
        edit.insert("saved_view", {"name": "鈴木のもの", "member_id": "suzuki"})
        edit.insert("saved_view", {"name": "みんなのもの", "where_text": "tier = high"})
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await pilot.press("v")
        await until(pilot, lambda: shows(app, "みんなのもの"))
        assert not shows(app, "鈴木のもの")


async def test_a_view_whose_condition_is_no_longer_understood_opens_the_line_with_its_mistake(
    app: CsopsApp, small_book: Book
) -> None:
    with small_book.edit("views") as edit:
        edit.insert("saved_view", {"name": "古い", "where_text": "no_such > 1"})
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await pilot.press("v")
        await type_in(pilot, "古い")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "^^^^^^^ no_such という列はありません"))
        assert len(names(app)) == 3


async def test_columns_are_shown_hidden_moved_and_frozen(app: CsopsApp) -> None:
    def keys() -> list[str]:
        return [column.key for column in screen(app).sheet.source.columns]

    async with app.run_test(size=(140, 34)) as pilot:
        await pilot.pause()
        usual = keys()
        await pilot.press("C")
        await until(pilot, lambda: isinstance(app.screen, ColumnsScreen))
        await type_in(pilot, "renewal_in")
        await pilot.press("enter")
        await until(pilot, lambda: keys() == [*usual, "renewal_in"])
        await pilot.press("shift+up", "ctrl+f")
        await until(pilot, lambda: keys()[-2:] == ["renewal_in", "next"])
        assert sum(column.frozen for column in screen(app).sheet.source.columns) == len(usual)
        await pilot.press("ctrl+f", "enter")
        await until(pilot, lambda: keys() == usual)
        await pilot.press("escape")
        assert screen(app).look.columns == ()


async def test_groups_put_rows_together_and_say_the_figures_of_each(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("one more") as edit:
        edit.insert("account", {"id": "beta", "name": "Beta", "tier": "high", "owner_id": "pool"})
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        screen(app).sheet.select_column("tier")
        await pilot.press("b")
        await until(pilot, lambda: screen(app).sheet.source.columns[0].key == "tier")
        assert names(app) == ["mirai", "beta", "hokuto", "acme"]
        heads = [line[3:8].strip() for line in lines(app) if any(n in line for n in ("ミライ", "Beta", "北斗", "Acme"))]
        assert heads[:4] == ["High", "", "Low", "Mid"]
        screen(app).sheet.select_column("mrr")
        await until(pilot, lambda: shows(app, "High  2 件 · データなし 1 · 合計 40万円"))
        await pilot.press("G")
        await until(pilot, lambda: shows(app, "Mid  1 件 · 合計 26万円"))
        screen(app).sheet.select_column("tier")
        await pilot.press("b")
        await until(pilot, lambda: screen(app).look.group == "")


async def test_a_figure_makes_no_groups(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        screen(app).sheet.select_column("mrr")
        await pilot.press("b")
        await until(pilot, lambda: any("まとめ" in str(note.message) for note in app._notifications))
        assert screen(app).look.group == ""


async def test_a_view_is_found_by_its_name_from_anywhere(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("view") as edit:
        edit.insert("saved_view", {"name": "重要顧客だけ", "where_text": "tier = high"})
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("6")
        await pilot.pause()
        await pilot.press(":")
        await type_in(pilot, "重要顧客")
        await until(pilot, lambda: shows(app, "重要顧客だけ"))
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "シート ▸ 重要顧客だけ"))
