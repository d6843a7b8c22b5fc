"""Numbers and money come in exactly or not at all, and money goes out so that it reads back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.text.durations import parse_duration
from csops_tui.text.numbers import format_money, parse_bool, parse_money, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", "1234"),
        ("¥1,234", "1234"),
        ("￥１，２３４", "1234"),
        ("1，234", "1234"),
        ("△500", "-500"),
        ("▲500円", "-500"),
        ("(500)", "-500"),
        ("（¥1,000）", "-1000"),
        ("¥△500", "-500"),
        ("−5", "-5"),
        ("12.5%", "0.125"),
        ("3.4万", "34000"),
        ("2千万", "20000000"),
        ("1億2,000万円", "120000000"),
        ("1.2k", "1200"),
        ("4.8M", "4800000"),
        ("$1,234.50", "1234.50"),
        (".5", "0.5"),
        (" 7 ", "7"),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nan",
        "inf",
        "1_000",
        "1,23",
        "1e5",
        "①",
        "10²",
        "--5",
        "(-5)",
        "円",
        "万",
        "5.",
        "1 2",
        "3千5百",
        "abc",
        "¥100 USD",
        "9" * 65,
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    assert parse_number(text) is None


def test_money_is_minor_units_of_its_own_currency() -> None:
    assert parse_money("480万円", "JPY") == 4_800_000
    assert parse_money("1,234.5", "JPY") == 1_235
    assert parse_money("$1,234.50", "USD") == 123_450
    assert parse_money("10", "KWD") == 10_000
    assert parse_money("$10", "JPY") is None
    assert parse_money("10%", "JPY") is None


@pytest.mark.parametrize(
    ("minor", "currency", "lang", "short", "shown"),
    [
        (4_800_000, "JPY", "en", True, "¥4.8M"),
        (4_800_000, "JPY", "ja", True, "480万円"),
        (4_800_000, "JPY", "ja", False, "¥4,800,000"),
        (-4_800_000, "JPY", "ja", True, "-480万円"),
        (0, "JPY", "ja", True, "0円"),
        (999, "JPY", "en", True, "¥999"),
        (9_800, "JPY", "ja", True, "9,800円"),
        (34_000, "JPY", "ja", True, "3.4万円"),
        (999_950, "JPY", "en", True, "¥1M"),
        (99_999_999, "JPY", "ja", True, "1億円"),
        (123_456_789, "JPY", "ja", True, "1.2億円"),
        (123_450, "USD", "en", False, "$1,234.50"),
        (123_450, "USD", "en", True, "$1.2K"),
        (100, "CHF", "en", False, "CHF 1.00"),
    ],
)
def test_money_is_shown_the_way_of_the_language(minor: int, currency: str, lang: str, short: bool, shown: str) -> None:
    assert format_money(minor, currency, lang, short) == shown


@given(st.integers(-(10**15), 10**15), st.sampled_from(["JPY", "USD", "EUR", "GBP"]), st.sampled_from(["ja", "en"]))
def test_money_written_in_full_reads_back(minor: int, currency: str, lang: str) -> None:
    assert parse_money(format_money(minor, currency, lang), currency) == minor


@given(st.integers(-(10**13), 10**13), st.sampled_from(["JPY", "USD"]), st.sampled_from(["ja", "en"]))
def test_money_written_short_is_near_and_short(minor: int, currency: str, lang: str) -> None:
    shown = format_money(minor, currency, lang, short=True)
    assert len(shown) <= 12
    if lang == "en":
        back = parse_money(shown.replace("K", "k"), currency)
        assert back is not None and abs(back - minor) <= max(abs(minor) * 0.05, 50)


@pytest.mark.parametrize("text", ["はい", "Yes", "TRUE", "1", "○", "有", " y ", "１"])
def test_yes_in_many_forms(text: str) -> None:
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["いいえ", "No", "false", "0", "×", "無", "x"])
def test_no_in_many_forms(text: str) -> None:
    assert parse_bool(text) is False


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30分", 30),
        ("３０分", 30),
        ("30m", 30),
        ("90 min", 90),
        ("1h", 60),
        ("1.5h", 90),
        ("1時間半", 90),
        ("1h30m", 90),
        ("1時間30分", 90),
        ("2 hrs", 120),
        ("1 hour 20 minutes", 80),
        ("30", None),
        ("半", None),
        ("", None),
        ("h", None),
        ("1d", None),
    ],
)
def test_durations_are_minutes(text: str, minutes: int | None) -> None:
    assert parse_duration(text) == minutes


@given(st.text(max_size=30) | st.lists(st.sampled_from("0123.,¥円$()△▲-%万億千kM ０９"), max_size=12).map("".join))
def test_no_text_breaks_a_number_parser(text: str) -> None:
    parse_number(text)
    parse_money(text, "JPY")
    parse_money(text, "USD")
    parse_duration(text)
    assert parse_bool(text) in (True, False, None)
