"""Dates are read as people mean them, refused when impossible, and written so that they read back."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.text.dates import format_day, format_moment, impossible, infer_order, parse_date, parse_when

NOW = datetime(2026, 11, 21, 10, 0)  # a Saturday
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
scraps = st.lists(
    st.sampled_from(list("0123456789/-.:年月日時分前後半来先週火金(土)+ドd wmay元令和RＲ２末午後pm ")), max_size=14
).map("".join)


@pytest.mark.parametrize(
    ("text", "future", "past"),
    [
        ("今日", "2026-11-21", "2026-11-21"),
        ("昨日", "2026-11-20", "2026-11-20"),
        ("一昨日", "2026-11-19", "2026-11-19"),
        ("明日", "2026-11-22", "2026-11-22"),
        ("明後日", "2026-11-23", "2026-11-23"),
        ("来週", "2026-11-28", "2026-11-28"),
        ("来週金曜", "2026-11-27", "2026-11-27"),
        ("先週金曜", "2026-11-13", "2026-11-13"),
        ("今週水曜", "2026-11-18", "2026-11-18"),
        ("金曜", "2026-11-27", "2026-11-20"),
        ("金曜までに", "2026-11-27", "2026-11-20"),
        ("3日後", "2026-11-24", "2026-11-24"),
        ("２日前", "2026-11-19", "2026-11-19"),
        ("二日前", "2026-11-19", "2026-11-19"),
        ("2週間前", "2026-11-07", "2026-11-07"),
        ("1か月後", "2026-12-21", "2026-12-21"),
        ("月末", "2026-11-30", "2026-11-30"),
        ("来月末", "2026-12-31", "2026-12-31"),
        ("月初", "2026-12-01", "2026-11-01"),
        ("四半期末", "2026-12-31", "2026-12-31"),
        ("年度末", "2027-03-31", "2027-03-31"),
        ("2027年度末", "2028-03-31", "2028-03-31"),
        ("11/25", "2026-11-25", "2025-11-25"),
        ("11/21", "2026-11-21", "2026-11-21"),
        ("11月25日", "2026-11-25", "2025-11-25"),
        ("十一月二十五日", "2026-11-25", "2025-11-25"),
        ("二〇二六年十一月二十五日", "2026-11-25", "2026-11-25"),
        ("2/29", "2028-02-29", "2024-02-29"),
        ("25日", "2026-11-25", "2026-10-25"),
        ("31日", "2026-12-31", "2026-10-31"),
        ("来月10日", "2026-12-10", "2026-12-10"),
        ("2026/11/25", "2026-11-25", "2026-11-25"),
        ("2026-11-25", "2026-11-25", "2026-11-25"),
        ("20261125", "2026-11-25", "2026-11-25"),
        ("令和8年11月25日", "2026-11-25", "2026-11-25"),
        ("R8.11.25", "2026-11-25", "2026-11-25"),
        ("平成元年1月8日", "1989-01-08", "1989-01-08"),
        ("today", "2026-11-21", "2026-11-21"),
        ("tomorrow", "2026-11-22", "2026-11-22"),
        ("yesterday", "2026-11-20", "2026-11-20"),
        ("next fri", "2026-11-27", "2026-11-27"),
        ("last friday", "2026-11-20", "2026-11-20"),
        ("fri", "2026-11-27", "2026-11-20"),
        ("on monday", "2026-11-23", "2026-11-16"),
        ("in 3 days", "2026-11-24", "2026-11-24"),
        ("2 weeks ago", "2026-11-07", "2026-11-07"),
        ("-2d", "2026-11-19", "2026-11-19"),
        ("+3d", "2026-11-24", "2026-11-24"),
        ("2w", "2026-12-05", None),
        ("eom", "2026-11-30", "2026-11-30"),
        ("nov 25", "2026-11-25", "2025-11-25"),
        ("25 nov 2026", "2026-11-25", "2026-11-25"),
        ("11/21(土)", "2026-11-21", "2026-11-21"),
        ("11/21(月)", None, None),
        ("2026/11/21(月)", None, None),
    ],
)
def test_each_phrase_names_one_day(text: str, future: str | None, past: str | None) -> None:
    for prefer, expected in (("future", future), ("past", past)):
        when = parse_when(text, NOW, prefer=prefer)  # pyright: ignore[reportArgumentType]
        assert (when.day.isoformat() if when else None) == expected


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("14:30", "2026-11-21", time(14, 30)),
        ("14時半", "2026-11-21", time(14, 30)),
        ("午後3時", "2026-11-21", time(15)),
        ("3pm", "2026-11-21", time(15)),
        ("9am", "2026-11-21", time(9)),
        ("12am", "2026-11-21", time(0)),
        ("昨日14:30", "2026-11-20", time(14, 30)),
        ("昨日 午後3時15分", "2026-11-20", time(15, 15)),
        ("11/25 １４：３０", "2026-11-25", time(14, 30)),
        ("tomorrow at 3pm", "2026-11-22", time(15)),
        ("3pm tomorrow", "2026-11-22", time(15)),
        ("2026-11-21T10:30", "2026-11-21", time(10, 30)),
    ],
)
def test_a_time_goes_with_its_day(text: str, day: str, clock: time) -> None:
    when = parse_when(text, NOW)
    assert when is not None
    assert (when.day.isoformat(), when.time, when.text) == (day, clock, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "金",
        "11月",
        "25",
        "11.5",
        "sunny",
        "monkey",
        "午前12時",
        "at 3",
        "来週中",
        "hello",
        "更新の相談",
        "9999年後",
        "x" * 500,
    ],
)
def test_what_is_not_understood_is_none(text: str) -> None:
    assert parse_when(text, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "2/30",
        "13/45",
        "32日",
        "11月31日",
        "2026-02-30",
        "令和99年13月1日",
        "25:70",
        "25時",
        "feb 30",
        "２／３０",
        "11/31 14:30",
    ],
)
def test_a_date_that_cannot_be_is_named_as_such(text: str) -> None:
    assert parse_when(text, NOW) is None
    assert impossible(text)


@pytest.mark.parametrize(
    "text", ["2/29", "24/7", "50/50", "80:20", "16:9", "hello", "", "11/21(土)", "3/4", "昨日", "110日"]
)
def test_what_is_possible_or_no_date_is_not_called_impossible(text: str) -> None:
    assert not impossible(text)


def test_the_fiscal_year_starts_where_it_is_told() -> None:
    assert parse_when("年度末", NOW, fiscal_start=1).day == date(2026, 12, 31)  # pyright: ignore[reportOptionalMemberAccess]
    assert parse_when("年度末", NOW, fiscal_start=12).day == date(2026, 11, 30)  # pyright: ignore[reportOptionalMemberAccess]
    assert parse_when("四半期末", NOW, fiscal_start=2).day == date(2027, 1, 31)  # pyright: ignore[reportOptionalMemberAccess]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 12, 31)), st.sampled_from(["ja", "en"]))
def test_a_written_moment_reads_back(moment: datetime, lang: str) -> None:
    when = parse_when(format_moment(moment, lang, full=True), NOW)
    assert when is not None
    assert (when.day, when.time) == (moment.date(), moment.time().replace(second=0, microsecond=0))


@given(days, st.sampled_from(["ja", "en"]), st.integers(0, 360))
def test_a_written_day_reads_back(today: date, lang: str, back: int) -> None:
    now = datetime.combine(today, time(9))
    day = today - timedelta(back)
    full = parse_when(format_day(day, lang, full=True), now)
    short = parse_when(format_day(day, lang), now, prefer="past")
    assert full is not None and full.day == day
    assert short is not None and short.day == day


def test_days_are_written_the_way_of_the_language() -> None:
    assert format_day(date(2026, 11, 21), "ja") == "11/21(土)"
    assert format_day(date(2026, 11, 21), "en") == "Sat 11/21"
    assert format_day(date(2026, 11, 21), "ja", full=True) == "2026/11/21(土)"
    assert format_day(date(2026, 11, 21), "en", full=True) == "Sat 2026-11-21"
    assert format_moment(NOW, "ja") == "11/21(土) 10:00"


@given(st.text(max_size=40) | scraps, st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), st.integers(0, 13))
def test_no_text_breaks_a_date_parser(text: str, now: datetime, fiscal_start: int) -> None:
    for prefer in ("past", "future"):
        parse_when(text, now, fiscal_start, prefer)  # pyright: ignore[reportArgumentType]
    impossible(text)
    infer_order([text])
    parse_date(text, "dmy", excel_serials=True)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026/11/21", "dmy", "2026-11-21"),
        ("21-11-2026", "dmy", "2026-11-21"),
        ("11/21/2026", "mdy", "2026-11-21"),
        ("11/21/2026", "dmy", None),
        ("26/11/21", "ymd", "2026-11-21"),
        ("2026-11-21T10:00:00Z", "ymd", "2026-11-21"),
        ("2026-11-21T10:00:00.123+09:00", "ymd", "2026-11-21"),
        ("2024-10-16 03:00:00", "ymd", "2024-10-16"),
        ("令和8年11月21日", "ymd", "2026-11-21"),
        ("R8.11.21", "ymd", "2026-11-21"),
        ("令和元年5月1日", "ymd", "2019-05-01"),
        ("平成31年4月30日", "ymd", "2019-04-30"),
        ("H元/1/8", "ymd", "1989-01-08"),
        ("令和 元年 5月 1日", "ymd", "2019-05-01"),
        ("㋿8.1.2", "ymd", "2026-01-02"),
        ("令8.1.2", "ymd", "2026-01-02"),
        ("R0.1.1", "ymd", None),
        ("明日", "ymd", None),
        ("02-Jan-2026", "ymd", "2026-01-02"),
        ("2-JAN-26", "ymd", "2026-01-02"),
        ("２０２６年１１月２１日 14時30分", "ymd", "2026-11-21"),
        ("Nov 21, 2026", "ymd", "2026-11-21"),
        ("2026-02-30", "ymd", None),
        ("昨日", "ymd", None),
        ("11/21", "ymd", None),
        ("45000", "ymd", None),
        ("", "ymd", None),
    ],
)
def test_a_cell_of_a_file_is_read_in_the_order_of_its_column(text: str, order: str, expected: str | None) -> None:
    found = parse_date(text, order)  # pyright: ignore[reportArgumentType]
    assert (found.isoformat() if found else None) == expected


def test_excel_day_numbers_are_read_only_when_asked() -> None:
    assert parse_date("45000", "ymd", excel_serials=True) == date(2023, 3, 15)
    assert parse_date("45000.75", "ymd", excel_serials=True) == date(2023, 3, 15)
    assert parse_date("1", "ymd", excel_serials=True) == date(1900, 1, 1)
    assert parse_date("60", "ymd", excel_serials=True) is None


def test_the_order_of_a_column_is_inferred_or_asked() -> None:
    assert infer_order(["21-11-2026", "01-02-2026", ""]) == "dmy"
    assert infer_order(["11/21/2026 10:00", "01/02/2026"]) == "mdy"
    assert infer_order(["2026/11/21", "令和8年11月21日"]) == "ymd"
    assert infer_order(["01/02/2026"]) == "ambiguous"
    assert infer_order(["13/01/2026", "01/13/2026"]) == "ambiguous"
    assert infer_order(["hello", ""]) is None
