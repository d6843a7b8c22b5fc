"""Names are read beside the keys: before the first is asked for, anew after one has changed, while nobody types."""

from __future__ import annotations

import threading

import pytest
from screen_text import until

from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.text.names import NameIndex
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.typed_ahead import TypedAhead


@pytest.fixture
def paged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touch, "_NAMED", touch._NAMED.replace("LIMIT 1000", "LIMIT 1"))


@pytest.mark.usefixtures("paged")
def test_names_read_in_many_steps_are_those_read_in_one(small_book: Book) -> None:
    conn = small_book.reader()
    names = [row[0] for row in conn.execute("SELECT name FROM account")]
    pauses: list[int] = []
    index = touch.account_index(conn, lambda: pauses.append(len(pauses)))
    assert len(index) == len(names) == len(pauses)
    assert {hit.name for name in names if (hit := index.resolve(name))} == set(names)


async def test_names_are_read_ahead_and_again_after_an_account_has_changed(app: CsopsApp) -> None:
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.known_names.held is not None)
        app.write("rename", lambda edit: edit.update("account", "acme", {"name": "Zenith"}))
        await until(pilot, lambda: app.known_names.held is not None)
        assert app.known_names.held is app.names() and app.names().resolve("Zenith")
        match = app.vocabulary().account("Zenith")
        assert match and match.name == "Zenith"


@pytest.mark.usefixtures("paged")
async def test_names_are_read_only_while_nobody_types(app: CsopsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = [0.0]
    monkeypatch.setattr(TypedAhead, "quiet", property(lambda _: quiet[0]))
    async with app.run_test() as pilot:
        await pilot.pause(0.3)
        assert app.known_names.held is None, "keys are being pressed"
        match = app.vocabulary().account("ミライ商事")
        assert match and match.name == "ミライ商事", "what is asked for is found all the same"
        assert app.known_names.held is None
        quiet[0] = 9.0
        await until(pilot, lambda: app.known_names.held is not None)


@pytest.mark.usefixtures("paged")
async def test_whoever_asks_for_a_name_does_not_wait_for_a_pause(
    app: CsopsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TypedAhead, "quiet", property(lambda _: 0.0))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.names().resolve("ミライ商事")
        held = app.known_names.held
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers if worker.group == "ready"))
        assert app.known_names.held is held, "the reading beside the keys has ended without another one"


async def test_the_quick_log_and_the_line_that_goes_anywhere_share_the_names(
    app: CsopsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[threading.Thread] = []
    index = touch.account_index

    def counted(*given: object) -> NameIndex:
        read.append(threading.current_thread())
        return index(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(touch, "account_index", counted)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.known_names.held is not None)
        await pilot.press("l", *"acme")
        await pilot.press("escape", "escape", "colon", *"acme")
        assert len(read) == 1 and read[0] is not threading.main_thread()
