"""Charts of losses: survival as steps, Pareto bars with their line, bars by contract month, four fields."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from csops_tui.tui.widgets.chart_draw import Drawing, draw
from csops_tui.tui.widgets.chart_spec import Bar, ChartSpec, Columns, Fourfold, Pareto, Staircase, Stairs

STEPS = ((12.0, 90.0, 85.0, 94.0), (24.0, 60.0, 50.0, 69.0), (36.0, 20.0, None, None))
CURVE = Staircase("大手", STEPS, 48, lambda time: max(0, 1200 - 20 * int(time)))
OTHER = Staircase("中小\x1b[31m企業", ((6.0, 55.0, 40.0, 70.0),), 30, lambda time: 7)
ONE = Stairs("継続率", (CURVE,), "残り社数", "縦軸は{low}から")
TWO = Stairs("継続率", (CURVE, OTHER), "残り社数", "縦軸は{low}から")
PARETO = Pareto(
    "理由別",
    (
        Bar("価格", 5, "5", 50.0, 50.0),
        Bar("担当者・推進者の離脱", 3, "3", 30.0, 80.0),
        Bar("競合", 2, "2", 20.0, 100.0),
    ),
    ("件数", "割合", "累積"),
)
FEW = Pareto("理由別", (Bar("価格", 3, "3"), Bar("競合", 1, "1")), ("件数", "割合", "累積"))
MONTHS = Columns(
    "月別", tuple(None if n % 5 == 0 else float(n % 12 == 0) for n in range(1, 61)), 12, lambda v: f"{v:.1f}%"
)
FOUR = Fourfold(
    "予見×回避", ("できた", "できない"), ("予見", "意外"), tuple((f"{n}件", ("¥1M", "価格 3")) for n in (4, 3, 2, 1))
)
SPECS = (ONE, TWO, PARETO, FEW, MONTHS, FOUR)


def texts(drawing: Drawing) -> list[str]:
    return ["".join(text for text, _ in line) for line in drawing]


@pytest.mark.parametrize("size", [(75, 13), (135, 20), (40, 9), (20, 5), (19, 8), (30, 2), (5, 1), (200, 50)])
@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("colour", [True, False])
def test_a_drawing_never_leaves_its_cells_and_holds_no_control(
    spec: ChartSpec, size: tuple[int, int], colour: bool
) -> None:
    drawing = draw(spec, *size, colour)
    assert len(drawing) <= size[1]
    assert max(map(cell_len, texts(drawing)), default=0) <= size[0]
    assert "\x1b" not in "".join(texts(drawing))
    assert {part for line in drawing for _, part in line} <= {"title", "axis", *(f"series-{n}" for n in range(1, 5))}


def test_one_curve_has_its_interval_as_a_shade_and_how_many_are_at_risk_below() -> None:
    lines = texts(draw(ONE, 75, 13))
    assert sum("░" in line for line in lines) >= 3
    assert lines[1].split()[0] == "100%" and any(line.split()[:1] == ["0%"] for line in lines)
    risk = next(line for line in lines if line.startswith("残り社数"))
    assert risk.split()[1:] == ["1,200", "1,080", "960", "840", "720", "600", "480", "360", "240"]
    ticks = lines[lines.index(risk) - 1]
    assert ticks.split() == ["0", "6", "12", "18", "24", "30", "36", "42", "48"]
    # What is at risk stands below its month.
    assert abs(risk.index("720") + 1 + 4 - ticks.index("24")) <= 3


def test_several_curves_are_told_apart_without_colour_and_have_no_shade() -> None:
    lines = texts(draw(TWO, 75, 13, colour=False))
    assert not any("░" in line for line in lines)
    body = "".join(lines[1:9])
    assert "●" in body and "▲" in body
    assert any(line.startswith("● 大手") for line in lines) and any(line.startswith("▲ 中小") for line in lines)


def test_curves_that_stay_high_say_where_the_axis_begins() -> None:
    high = Staircase("", ((12.0, 97.0, 95.0, 98.0),), 24, lambda time: 500)
    lines = texts(draw(Stairs("継続率", (high,), "残り社数", "縦軸は{low}から"), 75, 13))
    assert "縦軸は90%から" in lines[0]
    assert [line.split()[0] for line in lines if "%" in line][1:] == ["100%", "98%", "96%", "94%", "92%", "90%"] or (
        lines[1].split()[0] == "100%" and any(line.split()[:1] == ["90%"] for line in lines)
    )
    assert "縦軸" not in texts(draw(ONE, 75, 13))[0]


def test_a_curve_nobody_has_left_is_a_straight_line() -> None:
    whole = Stairs("t", (Staircase("", (), 24, lambda time: 30),), "n", "{low}")
    assert any(line.count("⠤") + line.count("⠒") + line.count("⠉") > 30 for line in texts(draw(whole, 75, 13)))


def test_pareto_bars_are_shares_of_the_whole_and_end_in_their_numbers() -> None:
    lines = texts(draw(PARETO, 75, 13))
    assert lines[0].split() == ["理由別", "件数", "割合", "累積"]
    assert [line.split()[-3:] for line in lines[1:4]] == [
        *(["5", "50%", "50%"], ["3", "30%", "80%"], ["2", "20%", "100%"])
    ]
    bars = [line.count("█") for line in lines[1:4]]
    assert bars[0] > bars[1] > bars[2] > 0
    marks = [line.index("●") for line in lines[1:4]]
    assert marks == sorted(marks)
    assert any("0%" in line and "100%" in line and "80%" in line for line in lines[4:])


def test_a_pareto_of_few_has_bars_but_no_shares() -> None:
    lines = texts(draw(FEW, 75, 13))
    assert not any("%" in line or "●" in line for line in lines)
    assert lines[1].rstrip().endswith("3") and lines[1].count("█") > lines[2].count("█")


def test_where_not_all_bars_have_a_line_the_title_says_how_many() -> None:
    bars = tuple(Bar(f"理由{n}", 1, "1", 10.0, 10.0 * (n + 1)) for n in range(10))
    assert "5/10" in texts(draw(Pareto("理由別", bars, ("件数", "割合", "累積")), 60, 8))[0]


def test_bars_by_month_stand_over_their_months_and_fill_the_width() -> None:
    for width in (75, 135):
        lines = texts(draw(MONTHS, width, 13))
        body = max(lines, key=lambda line: line.count("█"))
        peaks = [place for place, character in enumerate(body) if character == "█"]
        assert len(peaks) >= 4
        labels = next(line for line in lines if "12" in line.split() and "24" in line.split())
        assert labels.split() == ["1", "12", "24", "36", "48", "60"]
        # The fifth peak, that of the sixtieth month, is among the months without a value.
        assert peaks[0] - 1 <= labels.index("12") + 1 <= peaks[0] + 3


def test_four_fields_have_their_answers_above_and_beside_them() -> None:
    lines = texts(draw(FOUR, 75, 13))
    assert lines[1].split() == ["できた", "できない"]
    assert any("4件" in line and "3件" in line for line in lines)
    assert any(line.startswith("予見") for line in lines) and any(line.startswith("意外") for line in lines)
    assert len({cell_len(line) for line in lines if "│" in line}) == 1


def test_the_same_chart_is_drawn_the_same() -> None:
    for spec in SPECS:
        assert draw(spec, 100, 20) == draw(spec, 100, 20)
