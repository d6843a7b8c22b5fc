"""The sheet as a person uses it: keys in, lines on the screen and messages out."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TypeVar

from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import Input

from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Cell, Column
from tests.tui.widgets.sources import ComputedSource, ListSource
from tests.tui.widgets.waiting import until

Report = TypeVar("Report", bound=Message)
TWO = (Column("name", "Name", 12, frozen=True), Column("arr", "ARR", 6, "right"))


class SheetApp(App[None]):
    """One sheet, and everything it reported."""

    def __init__(self, make: Callable[[], Sheet]) -> None:
        super().__init__()
        self.make = make
        self.reports: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.make()

    @property
    def sheet(self) -> Sheet:
        return self.query_one(Sheet)

    def on_mount(self) -> None:
        self.sheet.focus()

    def on_sheet_opened(self, message: Sheet.Opened) -> None:
        self.reports.append(message)

    def on_sheet_highlighted(self, message: Sheet.Highlighted) -> None:
        self.reports.append(message)

    def on_sheet_marks_changed(self, message: Sheet.MarksChanged) -> None:
        self.reports.append(message)

    def on_sheet_order_wanted(self, message: Sheet.OrderWanted) -> None:
        self.reports.append(message)

    def lines(self) -> list[str]:
        return [strip.text for strip in self.screen._compositor.render_strips()]

    def names(self) -> list[str]:
        """The first words of the rows on the screen."""
        return [line[3:].split()[0] for line in self.lines()[1:] if line.strip()]

    def said(self, kind: type[Report]) -> list[Report]:
        return [report for report in self.reports if isinstance(report, kind)]


def computed(size: int = 100) -> SheetApp:
    return SheetApp(lambda: Sheet(ComputedSource(size)))


def listed(*rows: tuple[str, str], cheap: bool = True) -> tuple[SheetApp, ListSource]:
    source = ListSource(TWO, rows, cheap)
    return SheetApp(lambda: Sheet(source)), source


async def test_movement_keys_move_the_cursor_and_the_view() -> None:
    app = computed(100)
    async with app.run_test(size=(80, 21)) as pilot:
        await pilot.pause()
        for keys, expected in (
            ("j", 1),
            ("down", 2),
            ("k", 1),
            ("pagedown", 21),
            ("ctrl+d", 31),
            ("ctrl+u", 21),
            ("pageup", 1),
            ("G", 99),
            ("g", 0),
            ("end", 99),
            ("home", 0),
            ("up", 0),
        ):
            await pilot.press(keys)
            assert app.sheet.current_id == f"a{expected}", keys
            on_screen = app.sheet.cursor - app.sheet.scroll_offset.y
            assert app.lines()[1 + on_screen].startswith("▸"), keys


async def test_the_cursor_line_is_the_only_one_with_the_cursor_sign() -> None:
    app = computed(100)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("j", "j", "k")
        assert [line.startswith("▸") for line in app.lines()].count(True) == 1


async def test_letters_of_the_app_are_left_alone() -> None:
    bound = {key for binding in Sheet.BINDINGS for key in binding.key.split(",")}  # type: ignore[union-attr]
    assert bound.isdisjoint(set("sflectxyvnhuq:/.123456789"))


async def test_opening_a_row_reports_its_id() -> None:
    app = computed(10)
    async with app.run_test() as pilot:
        await pilot.press("j", "enter")
        await pilot.pause()
        assert [report.row_id for report in app.said(Sheet.Opened)] == ["a1"]


async def test_the_last_highlight_is_where_the_cursor_rests() -> None:
    app = computed(50)
    async with app.run_test() as pilot:
        await pilot.press(*"jjjjj", "right")
        await until(pilot, lambda: app.said(Sheet.Highlighted)[-1].column == "tier")
        assert app.said(Sheet.Highlighted)[-1].row_id == "a5"


async def test_moves_before_one_repaint_are_reported_once() -> None:
    app = computed(50)
    async with app.run_test() as pilot:
        await until(pilot, lambda: len(app.said(Sheet.Highlighted)) == 1)
        app.reports.clear()
        for _ in range(5):
            app.sheet.action_move(1)
        await until(pilot, lambda: bool(app.reports))
        await pilot.pause(0.05)
        assert [report.row_id for report in app.said(Sheet.Highlighted)] == ["a5"]


async def test_marks_stay_with_their_rows_through_sorting_filtering_and_reloading() -> None:
    app = computed(30)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("space", "j", "space")
        assert app.sheet.marks == {"a0", "a2"}
        app.sheet.sort_by("name", descending=True)
        await pilot.pause()
        marked = [line for line in app.lines() if "●" in line[:3]]
        assert [line.split()[-1] for line in marked] != [] and len(marked) == 2
        assert "北斗システムズ 2" in marked[0] and "ミライ商事 0" in marked[1]
        app.sheet.set_quick("Acme")
        await pilot.pause()
        assert not [line for line in app.lines() if "●" in line[:3]]
        app.sheet.set_quick("")
        app.sheet.reload()
        assert app.sheet.marks == {"a0", "a2"}
        app.sheet.clear_marks()
        await pilot.pause()
        assert app.said(Sheet.MarksChanged)[-1].marks == frozenset()


async def test_sorting_changes_the_order_and_keeps_the_chosen_row() -> None:
    app, _ = listed(("b", "2"), ("a", "3"), ("c", "1"))
    async with app.run_test() as pilot:
        await pilot.press("j")
        assert app.sheet.current_id == "a"
        app.sheet.sort_by("arr")
        await pilot.pause()
        assert app.names() == ["c", "b", "a"]
        assert app.sheet.current_id == "a"
        assert "ARR▲" in app.lines()[0]
        app.sheet.sort_by("name", descending=True)
        await pilot.pause()
        assert app.names() == ["c", "b", "a"]
        assert "Name▼" in app.lines()[0] and "ARR▲" not in app.lines()[0]


async def test_sorting_from_the_top_shows_the_new_top() -> None:
    app, _ = listed(("b", "2"), ("a", "3"), ("c", "1"))
    async with app.run_test() as pilot:
        await pilot.press("j", "g")
        app.sheet.sort_by("name")
        await pilot.pause()
        assert app.sheet.current_id == "a"


async def test_a_filter_that_hides_the_chosen_row_gives_it_back_when_lifted() -> None:
    app, _ = listed(("alpha", "1"), ("beta", "2"), ("gamma", "3"))
    async with app.run_test() as pilot:
        await pilot.press("G")
        app.sheet.set_quick("bet")
        await pilot.pause()
        assert app.sheet.current_id == "beta"
        app.sheet.set_quick("")
        await pilot.pause()
        assert app.sheet.current_id == "gamma"


async def test_reloading_keeps_row_and_scroll_when_rows_come_in_above() -> None:
    rows = [(f"r{number:03}", "") for number in range(100)]
    app, source = listed(*rows)
    async with app.run_test(size=(40, 11)) as pilot:
        await pilot.press("pagedown", "pagedown", "j")
        line = app.sheet.cursor - app.sheet.scroll_offset.y
        source.rows = {1000: ("new", ""), **source.rows}
        app.sheet.reload()
        await pilot.pause()
        assert app.sheet.current_id == "r021"
        assert app.sheet.cursor - app.sheet.scroll_offset.y == line
        assert app.lines()[1 + line].startswith("▸  r021")


async def test_when_the_row_under_the_cursor_is_gone_its_neighbour_takes_its_place() -> None:
    app, source = listed(("a", ""), ("b", ""), ("c", ""), ("d", ""))
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        del source.rows[2]
        app.sheet.reload()
        await pilot.pause()
        assert app.sheet.current_id == "d"
        del source.rows[3]
        app.sheet.reload()
        await pilot.pause()
        assert app.sheet.current_id == "b"


async def test_refreshing_rows_fetches_and_shows_only_those() -> None:
    app, source = listed(("a", "1"), ("b", "2"), ("c", "3"))
    async with app.run_test() as pilot:
        await pilot.pause()
        source.fetched.clear()
        source.rows[1] = ("b", "20")
        app.sheet.refresh_rows(["b", "nobody"])
        await pilot.pause()
        assert source.fetched == [1]
        assert app.lines()[2].split() == ["b", "20"]


async def test_one_row_down_repaints_two_lines() -> None:
    app = computed(100)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("j", "j")
        await pilot.pause(0.05)
        painted: list[int] = []
        render_line = app.sheet.render_line
        app.sheet.render_line = lambda y: (painted.append(y), render_line(y))[1]
        await pilot.press("j")
        await pilot.pause()
        assert sorted(set(painted)) == [3, 4]


async def test_rows_fetched_per_page_do_not_grow_with_the_rows() -> None:
    fetched = []
    for size in (1_000, 1_000_000):
        app = computed(size)
        async with app.run_test(size=(80, 20)) as pilot:
            await pilot.press("pagedown", "pagedown", "G", "g")
            source = app.sheet.source
            assert isinstance(source, ComputedSource)
            fetched.append(len(source.fetched))
    assert fetched[0] == fetched[1] < 200


async def test_an_order_that_is_not_cheap_is_asked_for_and_late_answers_are_dropped() -> None:
    app, _ = listed(("a", "1"), ("b", "2"), ("c", "3"), cheap=False)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.sheet.row_count == 0
        app.sheet.sort_by("arr", descending=True)
        app.sheet.set_quick("x")
        await pilot.pause()
        first, second, third = app.said(Sheet.OrderWanted)
        assert (third.sort, third.descending, third.quick) == ("arr", True, "x")
        assert not app.sheet.set_order(array("q", [0, 1, 2]), first.token)
        assert app.sheet.set_order(array("q", [2, 1]), third.token)
        assert not app.sheet.set_order(array("q", [0]), second.token)
        await pilot.pause()
        assert app.names() == ["c", "b"]


async def test_the_words_of_an_empty_sheet_wait_for_the_first_answer() -> None:
    source = ListSource(TWO, (), cheap=False)
    app = SheetApp(lambda: Sheet(source, empty_text="No accounts yet.\n\n  i  import"))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert not any("No accounts" in line for line in app.lines())
        app.sheet.set_order(array("q"))
        await pilot.pause()
        words = [line.rstrip() for line in app.lines() if line.strip()]
        assert words[1:] == [" " * 12 + "No accounts yet.", " " * 12 + "  i  import"]
        await pilot.press("j", "enter", "space", "right")
        assert app.sheet.current_id is None


async def test_the_words_of_an_empty_sheet_are_folded_and_not_cut_off() -> None:
    source = ListSource(TWO, (), cheap=False)
    app = SheetApp(lambda: Sheet(source, empty_text="Parts of the book named by conditions.\n\nn  make one"))
    async with app.run_test(size=(30, 12)) as pilot:
        app.sheet.set_order(array("q"))
        await pilot.pause()
        words = [line.strip() for line in app.lines() if line.strip()]
        assert words[1:] == ["Parts of the book named by", "conditions.", "n  make one"]


async def test_wide_characters_keep_every_column_on_its_cell() -> None:
    app = computed(40)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        for line in app.lines()[1:30]:
            assert cell_len(line) == 120
        health = next(place for place in app.sheet._layout.placed if place.index == 5)
        for line in app.lines()[1:30]:
            cells = [character for character in line for _ in range(cell_len(character))]
            assert cells[health.x - 1] == " " and cells[health.x].isdigit()


async def test_at_60_columns_name_health_and_next_step_still_show() -> None:
    app = computed(5)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        header = app.lines()[0]
        assert all(title in header for title in ("Account", "Health", "Next"))
        assert "Tier" not in header and header.rstrip().endswith("›") and "‹" not in header
        await pilot.press(*["right"] * 11)
        await until(pilot, lambda: app.lines()[0].startswith("‹") and "›" not in app.lines()[0])


async def test_every_column_is_reached_by_walking_right_and_the_frozen_one_stays() -> None:
    app = computed(5)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        seen = [app.sheet.current_column]
        for _ in range(11):
            await pilot.press("right")
            seen.append(app.sheet.current_column)
            title = app.sheet.source.columns[app.sheet.column].title[:4]
            assert title in app.lines()[0]
            assert app.lines()[0][1:].startswith("  Account")
        assert sorted(map(str, seen)) == sorted(column.key for column in app.sheet.source.columns)
        await pilot.press(*["left"] * 11)
        assert app.sheet.current_column == "name" and "Health" in app.lines()[0]


async def test_no_control_character_and_no_markup_leaves_the_sheet() -> None:
    evil = "A\x1b]52;c;ZQ==\x1b\\[b]B[/b][/]\u202e\x9b31m\r\n\t\ud800"
    source = ListSource((Column("name", evil, 60),), ((evil,),))
    app = SheetApp(lambda: Sheet(source, empty_text=evil))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        text = "".join(app.lines())
        assert "[b]B[/b][/]" in app.lines()[1]
        assert not set(text) & set("\x1b\x9b\u202e\r\n\t\ud800")
        app.sheet.set_quick("nothing")
        await pilot.pause()
        assert not set("".join(app.lines())) & set("\x1b\x9b\u202e\r\t\ud800")


async def test_a_row_that_vanished_between_order_and_fetch_is_blank_and_cannot_be_opened() -> None:
    app, source = listed(("a", ""), ("b", ""))
    async with app.run_test() as pilot:
        source.rows = {}
        app.sheet._window.forget()
        await pilot.press("enter", "space", "j")
        await pilot.pause()
        assert not app.said(Sheet.Opened) and not app.sheet.marks


async def test_a_click_moves_the_cursor_and_a_double_click_opens() -> None:
    app = computed(20)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        await pilot.click(Sheet, offset=(5, 4))
        assert app.sheet.current_id == "a3"
        await pilot.click(Sheet, offset=(5, 6), times=2)
        await pilot.pause()
        assert [report.row_id for report in app.said(Sheet.Opened)] == ["a5"]


async def test_selecting_by_id_brings_the_row_on_the_screen() -> None:
    app = computed(500)
    async with app.run_test(size=(140, 12)) as pilot:
        await pilot.pause()
        assert app.sheet.select("a321") and not app.sheet.select("a9999")
        app.sheet.select_column("health")
        await pilot.pause()
        assert (app.sheet.current_id, app.sheet.current_column) == ("a321", "health")
        assert any(line.startswith("▸") and " 321 " in line for line in app.lines())
        assert app.sheet.summary() == "n 500 · health"


async def test_another_source_keeps_the_row_by_id() -> None:
    app = computed(50)
    async with app.run_test() as pilot:
        await pilot.press(*"jjj")
        app.sheet.set_source(ComputedSource(30))
        await pilot.pause()
        assert app.sheet.current_id == "a3" and app.sheet.row_count == 30


async def test_a_smaller_window_keeps_the_cursor_in_view() -> None:
    app = computed(100)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press(*"j" * 25)
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert any(line.startswith("▸") for line in app.lines())


async def test_the_sheet_does_not_take_keys_from_a_text_field() -> None:
    class Both(App[None]):
        def compose(self) -> ComposeResult:
            yield Input()
            yield Sheet(ComputedSource(5))

    app = Both()
    async with app.run_test() as pilot:
        app.query_one(Input).focus()
        await pilot.press("j", "space", "g")
        assert app.query_one(Input).value == "j g"
        assert app.query_one(Sheet).cursor == 0


async def test_a_view_scrolled_away_with_the_wheel_stays_when_rows_are_reloaded() -> None:
    app = computed(200)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("j")
        app.sheet.scroll_to(y=100, animate=False, force=True)
        app.sheet.reload()
        await pilot.pause()
        assert app.sheet.scroll_offset.y == 100 and app.sheet.current_id == "a1"
        await pilot.press("j")
        assert app.sheet.scroll_offset.y == 2


async def test_roles_differ_in_colour_and_keep_it_on_the_ground_of_the_cursor() -> None:
    columns = tuple(Column(key, key, 8) for key in ("name", "dim", "warn", "bad", "good"))
    row: tuple[Cell, ...] = ("x", ("a", "dim"), ("b", "warn"), ("c", "bad"), ("d", "good"))
    app = SheetApp(lambda: Sheet(ListSource(columns, (row, row))))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        pens, grounds = [], []
        for line in (1, 2):
            styles = {segment.text.strip(): segment.style or Style() for segment in app.sheet.render_line(line)}
            pens.append([styles[text].color for text in "abcd"])
            grounds.append({styles[text].bgcolor for text in "abcd"})
        assert pens[0] == pens[1] and len(set(pens[0])) == 4
        assert grounds[0].isdisjoint(grounds[1])
