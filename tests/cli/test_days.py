"""The days that people name on the command line: what is read, what is refused, what stands for nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from csops_tui.cli.days import day_of, span_of
from csops_tui.cli.errors import REFUSED, USAGE, ShellError
from csops_tui.cli.session import Session
from csops_tui.locale import language, set_language
from csops_tui.store.errors import NoBook
from tests.cli.conftest import Shell


@pytest.fixture
def command(home: Path) -> Iterator[Session]:
    """The session of a command that is running, on a Saturday, 2026-11-21."""
    before, held = language(), Session()
    set_language("en")
    with click.Context(click.Command("any"), obj=held):
        yield held
    held.close()
    set_language(before)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-01", "2026-05-01"),
        ("today", "2026-11-21"),
        ("今日", "2026-11-21"),
        ("yesterday", "2026-11-20"),
        ("先週", "2026-11-14"),
        ("令和8年4月1日", "2026-04-01"),
    ],
)
def test_a_day_is_read_as_people_type_it_without_a_book(command: Session, text: str, day: str) -> None:
    assert not command.path.exists()
    assert day_of(text, "past") == dt.date.fromisoformat(day)


def test_a_day_without_its_year_lies_where_the_command_looks(command: Session) -> None:
    assert day_of("12/10", "past") == dt.date(2025, 12, 10)
    assert day_of("12/10", "future") == dt.date(2026, 12, 10)


def test_as_of_is_the_day_that_words_lean_on(command: Session) -> None:
    command.as_of = "2026-10-01"
    assert day_of("yesterday", "past") == dt.date(2026, 9, 30)


@pytest.mark.parametrize("text", ["garbage", "2026-13-40", ""])
@pytest.mark.parametrize(("said", "code"), [((), USAGE), ((REFUSED,), REFUSED)])
def test_what_is_no_date_is_named_with_the_exit_code_of_the_command(
    command: Session, text: str, said: tuple[int, ...], code: int
) -> None:
    with pytest.raises(ShellError) as caught:
        day_of(text, "past", *said)
    assert caught.value.exit_code == code
    assert str(caught.value) == f"{text} is no date. Write it like 2026-11-21."


def test_a_span_is_of_twelve_months_up_to_today_where_nothing_else_is_said(command: Session, book: Path) -> None:
    assert span_of(None, None) == (dt.date(2025, 12, 1), dt.date(2026, 11, 21))
    assert span_of("", "2026-03-15") == (dt.date(2025, 4, 1), dt.date(2026, 3, 15))
    assert span_of("2026-05-01", "") == (dt.date(2026, 5, 1), dt.date(2026, 11, 21))
    assert span_of("2026-05-01", "2026-04-01") == (dt.date(2026, 5, 1), dt.date(2026, 4, 1))


def test_a_missing_book_is_said_before_a_bad_day(command: Session) -> None:
    with pytest.raises(NoBook):
        span_of(None, "garbage")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("stats --to", 2),
        ("churn analysis --from", 2),
        ("churn completeness --from", 2),
        ("revenue --to", 2),
        ("complaints times --from", 2),
        ("opportunities --to", 2),
        ("campaign new 名簿 ミライ商事 --to", 2),
        ("changes --since", 2),
        ("usage sql --table t --account-column a --time-column b --from", 2),
        ("signal lead --from", 5),
        ("signal snooze 北斗 unowned --reason x --until", 5),
        ("capture . --since", 5),
    ],
)
def test_every_command_names_what_is_no_date_and_keeps_its_exit_code(
    shell: Shell, book: Path, words: str, code: int
) -> None:
    found = shell(*words.split(), "garbage")
    assert (found.code, found.out) == (code, "")
    assert found.err.strip() == "garbage is no date. Write it like 2026-11-21."


@pytest.mark.parametrize(("words", "code"), [("capture . --until", 5), ("changes --since", 0), ("stats --from", 0)])
def test_an_empty_day_is_no_date_for_a_capture_and_the_default_for_figures(
    shell: Shell, book: Path, words: str, code: int
) -> None:
    assert shell(*words.split(), "").code == code


@pytest.mark.parametrize("day", ["0001-01-05", "9999-12-31"])
@pytest.mark.parametrize(
    "words", ["revenue movements --to", "churn completeness --to", "signal lead --to", "sheet --as-of"]
)
def test_a_day_beyond_all_reckoning_is_no_date(shell: Shell, book: Path, words: str, day: str) -> None:
    found = shell(*words.split(), day)
    assert found.out == "" and found.err.strip() == f"{day} is no date. Write it like 2026-11-21."
