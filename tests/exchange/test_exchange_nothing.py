"""What stands in files for people: words for no value, rows of totals, amounts finer than their currency."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from csops_tui.exchange.importer import plan
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.options import Options
from csops_tui.exchange.plan import Plan
from csops_tui.exchange.table import open_table
from csops_tui.store.book import Book

pytestmark = pytest.mark.usefixtures("english")


def planned(book: Book, folder: Path, entity: str, text: str, options: Options | None = None) -> Plan:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    table = open_table(path)
    return plan(book, table, resolve(entity, table.header), options)


def values(made: Plan, *names: str) -> list[tuple]:
    at = [made.columns.index(name) for name in names]
    return [tuple(row.values[n] for n in at) for row in made.creations()]


@pytest.mark.parametrize("word", ["合計", "総計", "小計（3社）", "Total", "GRAND TOTAL", "Total:"])
def test_a_row_of_totals_is_no_account_and_is_counted_as_what_it_is(book: Book, tmp_path: Path, word: str) -> None:
    text = f"顧客ID,顧客名,席数,メモ\nA1,ミライ,10,\n,{word},10,-\n{word},,10,\nA2,Total,5,石油会社\n"
    made = planned(book, tmp_path, "account", text)
    assert values(made, "name") == [("ミライ",), ("Total",)]
    assert [(skip.line, skip.reason) for skip in made.skips()] == [(3, "total"), (4, "total")]
    assert made.total == 4


def test_a_company_that_is_called_like_a_total_is_one_where_more_is_said_of_it(book: Book, tmp_path: Path) -> None:
    made = planned(book, tmp_path, "account", "name,domain,seats\nTotal,total.example,5\nTotal,,5\n")
    assert (made.created, made.skipped) == (1, 1)


@pytest.mark.parametrize("word", ["n/a", "N/A", "-", "―", "なし", "未定", "#N/A"])
def test_a_word_for_no_value_leaves_an_optional_field_empty_and_is_told_once(
    book: Book, tmp_path: Path, word: str
) -> None:
    text = f"name,since,seats,owner\nMirai,{word},{word},{word}\nSora,{word},5,\n"
    made = planned(book, tmp_path, "account", text, Options(new_members="add"))
    assert values(made, "name", "since", "seats", "owner_id") == [("Mirai", None, None, None), ("Sora", None, 5, None)]
    assert not made.new_members
    assert sorted((said.line, said.column) for said in made.warnings()) == [(2, "owner"), (2, "seats"), (2, "since")]


def test_a_word_for_no_value_in_a_field_that_is_required_is_refused(book: Book, tmp_path: Path) -> None:
    text = "account,starts,mrr\nMirai,-,100\nMirai,2026-04-01,n/a\nMirai,2026-04-01,100\n"
    made = planned(book, tmp_path, "subscription", text, Options(new_accounts="add"))
    assert made.created == 1
    assert [(bad.line, bad.column) for bad in made.rejects()] == [(2, "starts"), (3, "mrr")]


def test_an_amount_finer_than_its_currency_is_rounded_and_said(book: Book, tmp_path: Path) -> None:
    text = (
        "account,starts,mrr,currency\nMirai,2026-04-01,12.5,JPY\n"
        "Sora,2026-04-01,12.345,USD\nUmi,2026-04-01,12.30,USD\nYama,2026-04-01,12,JPY\n"
    )
    made = planned(book, tmp_path, "subscription", text, Options(new_accounts="add"))
    assert values(made, "mrr") == [(13,), (1235,), (1230,), (12,)]
    assert [(said.line, said.column, said.reason) for said in made.warnings()] == [
        (2, "mrr", "12.5 is finer than the currency and was rounded to ¥13."),
        (3, "mrr", "12.345 is finer than the currency and was rounded to $12.35."),
    ]


@pytest.mark.parametrize(
    ("cells", "said", "read"),
    [
        (("1.234,50", "1.234", "99,9", "€ 1 234,5"), "", [123450, 123400, 9990, 123450]),
        (("1,234.50", "1,234", "99.9"), "", [123450, 123400, 9990]),
        (("1,234", "12"), "comma", [123, 1200]),
        (("1,234", "12"), "point", [123400, 1200]),
        (("1,234", "12"), "", [1200]),
        (("1,5", "1.5", "1.234"), "", [150, 150]),
    ],
)
def test_a_decimal_comma_is_told_by_the_whole_column_and_asked_for_where_it_is_open(
    book: Book, tmp_path: Path, cells: tuple[str, ...], said: Literal["", "comma", "point"], read: list[int]
) -> None:
    rows = [f"Mirai{n};2026-04-01;{cell}" for n, cell in enumerate(cells)]
    text = "\n".join(["account;starts;mrr", *rows])
    made = planned(book, tmp_path, "subscription", text, Options(new_accounts="add", currency="EUR", decimal=said))
    assert [row[0] for row in values(made, "mrr")] == read
    assert {key for _, key in made.reasons} <= {"ambiguous_number"}
    assert made.rejected == len(cells) - len(read)
