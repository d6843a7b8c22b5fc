"""Charts: what stands where in the drawing, and how the widget comes to show it."""

from __future__ import annotations

import math
import threading
from datetime import date, timedelta
from itertools import pairwise

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from csops_tui.tui.widgets import chart as chart_module
from csops_tui.tui.widgets.axes import scale, time_ticks, value_ticks
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.chart_draw import Drawing, draw
from csops_tui.tui.widgets.chart_spec import (
    Line,
    LineChart,
    MonthBars,
    Panels,
    Ranking,
    Scatter,
    Stack,
    Stacked,
    Waterfall,
    month_starts,
    percent,
    short_number,
    table,
    touches_and_usage,
)
from tests.tui.widgets.waiting import until

START, END = date(2026, 1, 1), date(2026, 12, 31)
BARS = MonthBars(
    "月次", (Stack("", tuple((month, float(month.month)) for month in month_starts(START, END))),), START, END
)
CURVE = LineChart(
    "生存曲線", (Line("", tuple((float(x), 1 - x / 40) for x in range(0, 37, 3))),), 0, 36, steps=True, form=percent
)
RANKING = Ranking("解約理由", (("価格", 58), ("機能不足", 41), ("担当者異動・組織変更のため", 30.5), ("その他", 0)))


def texts(drawing: Drawing) -> list[str]:
    return ["".join(text for text, _ in line) for line in drawing]


def parts(drawing: Drawing) -> set[str]:
    return {part for line in drawing for _, part in line}


@pytest.mark.parametrize("size", [(76, 16), (40, 9), (20, 5), (19, 8), (30, 2), (5, 1), (120, 40)])
@pytest.mark.parametrize("spec", [BARS, CURVE, RANKING, touches_and_usage([START], {START: 3.0}, START, END)])
def test_a_drawing_never_leaves_its_cells(
    spec: MonthBars | LineChart | Ranking | Panels, size: tuple[int, int]
) -> None:
    drawing = draw(spec, *size)
    assert len(drawing) <= size[1]
    assert max(map(cell_len, texts(drawing))) <= size[0]


@pytest.mark.parametrize("height", [5, 7, 8, 20])
def test_the_first_bar_of_a_ranking_is_the_longest_and_every_bar_ends_in_its_value(height: int) -> None:
    lines = texts(draw(RANKING, 60, height))
    assert len(lines) == height
    lines = [line for line in lines if line]
    assert lines[1].startswith("価格") and lines[1].endswith("█ 58")
    assert [line.split()[-1] for line in lines[1:5]] == ["58", "41", "30.5", "0"]
    lengths = [line.count("█") for line in lines[1:5]]
    assert lengths == sorted(lengths, reverse=True) and lengths[3] == 0
    assert any("…" in line for line in texts(draw(RANKING, 30, height)))


def test_month_bars_grow_with_their_values_and_stand_on_whole_cells() -> None:
    lines = texts(draw(BARS, 76, 16))
    heights = [sum(line[4 + column] in "█▁▂▃▄▅▆▇" for line in lines[1:14]) for column in range(1, 72, 6)]
    assert heights == sorted(heights) and heights[0] >= 1
    assert any("2026-01" in line for line in lines)


def test_ticks_stand_equally_far_apart() -> None:
    lines = texts(draw(CURVE, 60, 16))
    rows = [index for index, line in enumerate(lines) if "%" in line]
    assert len({after - before for before, after in pairwise(rows)}) == 1


def test_a_gap_in_a_line_stays_empty() -> None:
    points = tuple((float(x), None if 10 < x < 20 else 5.0) for x in range(31))
    line = texts(draw(LineChart("t", (Line("", points),), 0, 30), 60, 8))
    drawn = max(line, key=lambda text: sum(0x2800 <= ord(character) < 0x2900 for character in text))
    left, right = drawn.rstrip().split("      ", 1)
    assert left.strip() and right.strip()


def test_lines_are_told_apart_by_symbols_and_stacks_without_colour_by_shades() -> None:
    lines = tuple(Line(name, tuple((float(x), float(x * k)) for x in range(20))) for k, name in enumerate("甲乙丙", 1))
    drawing = texts(draw(LineChart("t", lines, 0, 19), 60, 16))
    assert all(symbol in "".join(drawing[:-3]) for symbol in "●▲■")
    assert any("● 甲" in line and "▲ 乙" in line and "■ 丙" in line for line in drawing)
    stacks = tuple(Stack(name, ((START, 5.0),)) for name in ("甲", "乙"))
    plain = texts(draw(MonthBars("t", stacks, START, END), 60, 16, colour=False))
    assert any("█ 甲" in line and "▓ 乙" in line for line in plain)
    assert any("▓" in line for line in plain[1:-4])


def test_no_escape_sequence_is_left_and_every_part_is_known() -> None:
    evil = "A\x1b]0;x\x07\x1b[31mB"
    for spec in (
        BARS,
        CURVE,
        Ranking(evil, ((evil, 3), ("b", 2))),
        LineChart(evil, (Line(evil, ((0, 1),)), Line("b", ())), 0, 1),
    ):
        drawing = draw(spec, 60, 12)
        assert "\x1b" not in "".join(texts(drawing)) and "\x07" not in "".join(texts(drawing))
        assert parts(drawing) <= {"title", "axis", "series-1", "series-2", "series-3", "series-4"}


@pytest.mark.parametrize(
    "spec",
    [
        LineChart("t", (), START, END),
        LineChart("t", (Line("a", ()),), START, END),
        LineChart("t", (Line("a", ((START, None),)),), START, START),
        LineChart("t", (Line("a", ((START, 5.0),)),), START, END),
        LineChart("t", (Line("a", ((0, math.nan), (1, math.inf), (2, -3.0))),), 0, 2),
        LineChart("t", (Line("a", ((0, 1e-12), (1, 1e12))),), 0, 1),
        MonthBars("t", (), START, END),
        MonthBars("t", (Stack("a", ((START, math.nan), (date(2026, 3, 1), -4.0))),), START, END),
        Ranking("t", ()),
        Ranking("t", (("a", 0),)),
        Panels(()),
    ],
)
def test_poor_data_is_drawn_too(spec: MonthBars | LineChart | Ranking | Panels) -> None:
    assert len(draw(spec, 60, 12)) <= 12
    assert len(draw(spec, 12, 3)) <= 3


def test_panels_share_their_time_axis() -> None:
    days = [START + timedelta(days=11 * step) for step in range(30)]
    weeks = {START + timedelta(days=7 * week): 1200.0 + week for week in range(50)}
    lines = texts(draw(touches_and_usage(days, weeks, START, END), 76, 20))
    axes = [line for line in lines if "┬" in line]
    assert len(axes) == 2 and axes[0] == axes[1]


def test_touches_are_counted_by_month_within_the_span() -> None:
    days = [date(2026, 1, 5), date(2026, 1, 30), date(2026, 3, 1), date(2025, 12, 31)]
    panels = touches_and_usage(days, {date(2025, 12, 28): 1.0, date(2026, 1, 5): None}, START, date(2026, 3, 31))
    bars, usage = panels.charts
    assert isinstance(bars, MonthBars) and isinstance(usage, LineChart)
    assert [value for _, value in bars.stacks[0].months] == [2, 0, 1]
    assert usage.lines[0].points == ((date(2026, 1, 5), None),)


def test_scales_enclose_the_data_with_round_ticks() -> None:
    assert value_ticks(0, 3, 4, whole=True) == (0, 1, 2, 3, 4)
    assert value_ticks(0, 17, 4, whole=True) == (0, 5, 10, 15, 20)
    assert value_ticks(0, 1, 4, whole=False) == (0, 0.25, 0.5, 0.75, 1)
    for low, high in ((54, 102), (-7, 3), (0, 1e9), (0.001, 0.0012), (-100, -99)):
        for rows in range(2, 40):
            found = scale(low, high, rows, whole=False)
            assert found.ticks[0] <= low + 1e-9 and found.ticks[-1] >= high - 1e-9 and 2 <= found.rows <= rows


def test_month_labels_keep_a_blank_between_them() -> None:
    for width in range(20, 140, 7):
        labels = time_ticks(date(2023, 4, 15), date(2026, 11, 21), width)
        assert sum(len(label) + 1 for _, label in labels) <= width + 1
    assert time_ticks(date(2026, 10, 1), date(2026, 11, 21), 70)[0] == (date(2026, 10, 5), "10/05")


def test_numbers_on_axes_are_short() -> None:
    assert [short_number(v) for v in (0, 0.25, 40, 1200, 35000, 4_800_000)] == [
        "0",
        "0.25",
        "40",
        "1,200",
        "35k",
        "4.8M",
    ]


def test_the_table_behind_a_chart_has_every_number() -> None:
    assert table(RANKING)[1:3] == [("価格", "58"), ("機能不足", "41")]
    assert table(BARS)[:2] == [("", "月次"), ("2026-01", "1")]
    two = LineChart("t", (Line("a", ((START, 1.0),)), Line("b", ((END, None),))), START, END)
    assert table(two) == [("", "a", "b"), ("2026-01-01", "1", ""), ("2026-12-31", "", "")]


class ChartApp(App[None]):
    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self.chart = chart

    def compose(self) -> ComposeResult:
        yield self.chart

    def text(self) -> str:
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


async def test_the_widget_shows_dots_and_then_the_chart_drawn_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    go, threads = threading.Event(), []

    def slow(spec: MonthBars, width: int, height: int, colour: bool) -> Drawing:
        threads.append(threading.current_thread())
        go.wait(5)
        return draw(spec, width, height, colour)

    monkeypatch.setattr(chart_module, "draw", slow)
    app = ChartApp(Chart(BARS))
    async with app.run_test(size=(60, 14)) as pilot:
        await pilot.pause()
        assert "…" in app.text() and "2026-01" not in app.text()
        go.set()
        await until(pilot, lambda: "2026-01" in app.text())
        assert "…" not in app.text()
        assert threads and threading.main_thread() not in threads


async def test_a_theme_or_a_size_seen_before_draws_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[tuple[int, int]] = []

    def counted(spec: MonthBars, width: int, height: int, colour: bool) -> Drawing:
        sizes.append((width, height))
        return draw(spec, width, height, colour)

    monkeypatch.setattr(chart_module, "draw", counted)
    app = ChartApp(Chart(BARS))
    async with app.run_test(size=(60, 14)) as pilot:
        await until(pilot, lambda: "2026-01" in app.text())
        app.theme = "textual-light"
        await pilot.pause()
        for size in ((50, 12), (60, 14), (50, 12)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: app.chart.size == size and "2026-01" in app.text())
        assert sizes == [(60, 14), (50, 12)]
        app.chart.show(CURVE)
        await until(pilot, lambda: "生存曲線" in app.text())
        assert len(sizes) == 3
        app.chart.show(None)
        await until(pilot, lambda: not app.text().strip())


async def test_a_chart_that_cannot_be_drawn_becomes_a_sparkline(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Drawing:
        raise ValueError("no")

    monkeypatch.setattr(chart_module, "draw", broken)
    app = ChartApp(Chart(BARS))
    async with app.run_test(size=(60, 14)) as pilot:
        await until(pilot, lambda: "▂▂▃▃▄▅▅▆▆" in app.text())
        assert "月次" in app.text() and "ValueError" not in app.text()


STACKED = Stacked("接点", ("1:1", "1:n", "テック"), (("製造", (10, 2, 4)), ("金融", (0, 0, 3)), ("無", (0, 0, 0))))
SCATTER = Scatter(
    "関係×活用",
    ((10.0, 90.0, 1), (10.0, 90.0, 1), (60.0, 20.0, 2), (50.0, 50.0, 1), (-5.0, 120.0, 1)),
    (50, 50),
    ("薄・高 3", "厚・高 1", "薄・低 0", "厚・低 1"),
)


@pytest.mark.parametrize("size", [(110, 18), (76, 9), (40, 9), (20, 5), (19, 8), (5, 1)])
@pytest.mark.parametrize("spec", [STACKED, SCATTER])
def test_bars_of_parts_and_quadrants_never_leave_their_cells(spec: Stacked | Scatter, size: tuple[int, int]) -> None:
    drawing = draw(spec, *size)
    assert len(drawing) <= size[1]
    assert max(map(cell_len, texts(drawing))) <= size[0]


def test_the_parts_of_a_bar_follow_one_another_and_differ_without_colour() -> None:
    lines = texts(draw(STACKED, 60, 12, colour=False))
    made = next(line for line in lines if line.startswith("製造"))
    assert made.endswith(" 16") and "█▓" in made and "▓▒" in made
    assert made.count("█") > made.count("▒") > made.count("▓") > 0
    assert next(line for line in lines if line.startswith("無")).split() == ["無", "0"]
    assert any(all(word in line for word in ("█ 1:1", "▓ 1:n", "▒ テック")) for line in lines)


def test_quadrants_are_named_above_and_below_the_points_and_thresholds_are_lines() -> None:
    lines = texts(draw(SCATTER, 76, 16))
    assert "薄・高 3" in lines[1] and "厚・高 1" in lines[1] and "薄・低 0" in lines[15] and "厚・低 1" in lines[15]
    canvas = lines[2:13]
    assert sum("│" in line for line in canvas) >= 9 and any("┼" in line for line in canvas)
    assert "•" in "".join(canvas), "two points in one cell show as more than one"
    assert lines[1].index("厚") > canvas[0].index("│") - 8


FALL = Waterfall(
    "MRR",
    (
        ("期首", None, 100.0),
        ("新規", 100.0, 120.0),
        ("減額", 120.0, 115.0),
        ("解約", 115.0, 60.0),
        ("期末", None, 60.0),
    ),
)


def test_a_waterfall_begins_each_step_where_the_last_ended_and_signs_it() -> None:
    drawn = texts(draw(FALL, 60, 8))
    assert [line.split()[-1] for line in drawn[1:6]] == ["100", "+20", "−5", "−55", "60"]
    rise, fall = drawn[2], drawn[4]
    assert rise.index("█") == drawn[1].rindex("█") + 1, "the rise begins where the opening ends"
    assert fall.rindex("█") == drawn[3].index("█") - 1, "the loss ends where the contraction began"
    assert fall.index("█") - 1 == drawn[5].rindex("█"), "the closing reaches to where the loss ends"


def test_a_waterfall_tells_rises_from_falls_without_colour_too() -> None:
    drawn = texts(draw(FALL, 60, 8, colour=False))
    assert "▒" in drawn[2] and "▓" in drawn[4] and "█" in drawn[5]


@pytest.mark.parametrize("size", [(76, 16), (40, 9), (20, 5), (19, 8), (30, 2)])
def test_a_waterfall_never_leaves_its_cells(size: tuple[int, int]) -> None:
    below = Waterfall("MRR", (("期首", None, -40.0), ("新規", -40.0, 0.0), ("同", 0.0, 0.0), ("期末", None, 0.0)))
    far = Waterfall("MRR", (("期首", None, 100.0), ("新規", 100.0, 101.0), ("期末", None, 101.0)), least=99.0)
    for spec in (FALL, below, far, Waterfall("MRR", ())):
        drawing = draw(spec, *size)
        assert len(drawing) <= size[1] and max(map(cell_len, texts(drawing)), default=0) <= size[0]
