"""The line of text with an input method, a paste and a change of focus."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult

from csops_tui.tui.widgets.inputs import ImeInput


class Form(App[None]):
    CSS = "ImeInput { border: none; padding: 0; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def compose(self) -> ComposeResult:
        yield ImeInput("解約", id="first")
        yield ImeInput("", id="second")

    def on_mount(self) -> None:
        driver = self._driver
        assert driver is not None
        driver.write = self.written.append  # type: ignore[method-assign]
        self.query_one("#first").focus()


async def test_the_hardware_cursor_stands_at_the_caret() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.pause()
        field = app.query_one("#first", ImeInput)
        await pilot.press("end")
        assert field.cursor_screen_offset == (4, 0) == app.cursor_position
        await pilot.press("left")
        assert field.cursor_screen_offset == (2, 0) == app.cursor_position
        await pilot.press("end", "x")
        assert field.cursor_screen_offset == (5, 0) == app.cursor_position


async def test_the_hardware_cursor_is_shown_with_the_focus_and_hidden_without() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("tab")
        assert "".join(app.written).endswith("\x1b[?25h")
        app.set_focus(None)
        await pilot.pause()
        assert "".join(app.written).endswith("\x1b[?25l")


async def test_a_paste_of_several_lines_is_joined_and_comes_once() -> None:
    app = Form()
    async with app.run_test() as pilot:
        field = app.query_one("#second", ImeInput)
        field.focus()
        await pilot.pause()
        field.post_message(events.Paste("更新の相談\r\n  予算縮小の懸念\n\nSSO\n"))
        await pilot.pause()
        assert field.value == "更新の相談 予算縮小の懸念 SSO"
        field.post_message(events.Paste("\n"))
        await pilot.pause()
        assert field.value == "更新の相談 予算縮小の懸念 SSO"


async def test_focus_selects_nothing() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("tab", "shift+tab", "end", "!")
        assert app.query_one("#first", ImeInput).value == "解約!"
