"""Rows that look alike: one key merges, one says two, one later; side by side each value is chosen; `u` brings back."""

from __future__ import annotations

from typing import Any

import pytest
from screen_text import lines, settled, until
from textual.pilot import Pilot

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.lookalikes import LookalikesScreen
from csops_tui.tui.screens.side_by_side import SideBySideScreen


@pytest.fixture
def doubled(small_book: Book) -> Book:
    """Two accounts stand in the book twice, and one person of one of them."""
    with small_book.edit("doubles") as edit:
        edit.insert("account", {"id": "mirai2", "name": "㈱ミライ商事", "tier": "low", "seats": 9, "note": "二重"})
        edit.insert("account", {"id": "acme2", "name": "ACME Co., Ltd.", "domain": "acme.example"})
        edit.insert("contact", {"id": "aoi2", "account_id": "mirai2", "name": "佐藤葵様", "mail": "aoi@mirai.example"})
        edit.insert("touchpoint", {"id": "t9", "account_id": "mirai2", "day": "2026-11-01", **TOUCH})
    return small_book


TOUCH: dict[str, Any] = {"at": "2026-11-01T01:00:00Z", "channel": "call", "note": "二重の方の電話"}


async def open_queue(pilot: Pilot[None], app: CsopsApp) -> LookalikesScreen:
    await pilot.press("Y")
    await settled(pilot)
    screen = app.here
    assert isinstance(screen, LookalikesScreen)
    await until(pilot, lambda: bool(screen.pairs))
    return screen


def ids(book: Book, table: str = "account") -> list[str]:
    return [row for (row,) in book.reader().execute(f'SELECT id FROM "{table}" ORDER BY id')]


async def test_the_queue_lists_pairs_with_reasons_and_is_empty_without(app: CsopsApp, small_book: Book) -> None:
    set_language("en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Y")
        await until(pilot, lambda: "Nothing looks alike" in "\n".join(lines(app)))


@pytest.mark.parametrize(("lang", "words"), [("ja", "名前が同じ"), ("en", "same name")])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_both_screens_read_well(
    app: CsopsApp, doubled: Book, size: tuple[int, int], lang: str, words: str
) -> None:
    set_language(lang)
    async with app.run_test(size=size) as pilot:
        screen = await open_queue(pilot, app)
        assert [pair.score for pair in screen.pairs.values()] == [100, 75]
        shown = "\n".join(lines(app))
        assert words in shown and "ACME Co., Ltd." in shown
        await pilot.press("enter")
        await settled(pilot)
        shown = "\n".join(lines(app))
        assert "● Acme Inc." in shown and "○ ACME Co., Ltd." in shown and "1/2" in shown


async def test_one_key_merges_and_one_takes_it_back(app: CsopsApp, doubled: Book) -> None:
    """A1-09."""
    before = ids(doubled)
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await open_queue(pilot, app)
        await pilot.press("m")
        await until(pilot, lambda: len(screen.pairs) == 1)
        assert ids(doubled) == ["acme", "hokuto", "mirai", "mirai2"]
        await pilot.press("u")
        await until(pilot, lambda: len(screen.pairs) == 2)
        assert ids(doubled) == before


async def test_values_are_chosen_side_by_side(app: CsopsApp, doubled: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await open_queue(pilot, app)
        await pilot.press("down", "enter")
        await settled(pilot)
        screen = app.here
        assert isinstance(screen, SideBySideScreen) and screen.view is not None
        assert (screen.view.kept, screen.view.gone) == ("mirai", "mirai2")
        screen.sheet.select("name")
        screen.sheet.select_column("other")
        await pilot.press("enter")
        screen.sheet.select("tier")
        await pilot.press("p")
        screen.sheet.select("seats")
        screen.sheet.select_column("one")
        await pilot.press("p")
        await pilot.press("m")
        await until(pilot, lambda: "mirai2" not in ids(doubled))
        conn = doubled.reader()
        row = conn.execute("SELECT name, tier, seats, note, owner_id, kana FROM account WHERE id = 'mirai'").fetchone()
        assert row == ("㈱ミライ商事", "low", None, "二重", "sato", "ミライショウジ")
        assert conn.execute("SELECT account_id FROM touchpoint WHERE id = 't9'").fetchone() == ("mirai",)
        # The next pair is there already.
        await until(pilot, lambda: isinstance(app.here, SideBySideScreen) and app.here.pair.one_name.lower() != "")
        assert app.here.view is None or {app.here.view.kept, app.here.view.gone} == {"acme", "acme2"}  # type: ignore[attr-defined]


async def test_two_that_are_two_leave_the_queue_until_it_is_taken_back(app: CsopsApp, doubled: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await open_queue(pilot, app)
        await pilot.press("minus")
        await until(pilot, lambda: len(screen.pairs) == 1)
        assert doubled.reader().execute("SELECT count(*) FROM distinct_pair").fetchone() == (1,)
        assert len(ids(doubled)) == 5
        await pilot.press("u")
        await until(pilot, lambda: len(screen.pairs) == 2)


async def test_what_is_put_off_comes_last(app: CsopsApp, doubled: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await open_queue(pilot, app)
        first, second = screen.pairs
        await pilot.press("z")
        assert list(screen.pairs) == [second, first]
        await pilot.press("g", "enter")
        await settled(pilot)
        await pilot.press("z")
        await settled(pilot)
        assert isinstance(app.here, SideBySideScreen)
        await pilot.press("z")
        await until(pilot, lambda: app.here is screen)
        assert list(screen.pairs) == [second, first]
        assert len(ids(doubled)) == 5


async def test_people_come_up_once_their_accounts_are_one(app: CsopsApp, doubled: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await open_queue(pilot, app)
        await pilot.press("down", "m")
        await until(pilot, lambda: any(pair.kind == "contact" for pair in screen.pairs.values()))
        await pilot.press("G", "m")
        await until(pilot, lambda: ids(doubled, "contact") == ["aoi", "john"])
        assert doubled.reader().execute("SELECT mail FROM contact WHERE id = 'aoi'").fetchone() == (
            "aoi@mirai.example",
        )


async def test_equal_values_are_not_chosen_and_nothing_is_typed(app: CsopsApp, doubled: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await open_queue(pilot, app)
        await pilot.press("e")
        await pilot.press("enter")
        await settled(pilot)
        screen = app.here
        assert isinstance(screen, SideBySideScreen)
        screen.sheet.select("domain")
        await pilot.press("p", "e", "D", "n")
        assert screen.chosen == {}
        assert app.here is screen


async def test_people_says_how_many_look_alike(app: CsopsApp, doubled: Book) -> None:
    set_language("en")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: "2 lookalikes (Y)" in lines(app)[0])
        await pilot.press("Y")
        await settled(pilot)
        assert isinstance(app.here, LookalikesScreen)
