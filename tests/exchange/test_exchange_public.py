"""Public data sets, imported as they are; skipped where neither `TEST_DATA` nor ../shared/data has them."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from exchange_support import DATA, Import, contents

from csops_tui.exchange.apply import apply_together
from csops_tui.exchange.column_types import column_types
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.options import Options
from csops_tui.exchange.profiles import find
from csops_tui.exchange.proposing import accepted, propose
from csops_tui.exchange.sequence import parts_of, plan_all
from csops_tui.exchange.table import open_table
from csops_tui.store.book import Book

HUBSPOT = DATA / "hubspot_fivetran/integration_tests/seeds"
PREPPIN = DATA / "preppin"
ACCOUNTS = DATA / "ravenstack/original/ravenstack_accounts.csv"
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are not here"),
    pytest.mark.usefixtures("english", "own_home"),
]


@pytest.mark.parametrize(
    ("file", "profile", "records"),
    [
        ("company_data", "hubspot-company", 24),
        ("contact_data", "hubspot-contact", 22),
        ("deal_data", "hubspot-deal", 44),
        ("ticket_data", "hubspot-ticket", 25),
        ("engagement_meeting_data", "hubspot-meeting", 100),
        ("engagement_call_data", "hubspot-engagement", 1),
        ("engagement_email_data", "hubspot-engagement", 1),
    ],
)
def test_a_table_of_hubspot_comes_in_whole_and_only_once(book: Book, file: str, profile: str, records: int) -> None:
    table = open_table(HUBSPOT / f"{file}.csv")
    found = find(table.header)
    assert found and found.name == profile
    for expected in (records, 0):
        sequence = plan_all(book, table, parts_of(found, table))
        apply_together(book, sequence.plans)
        counts = sequence.counts()
        assert (counts["created"], counts["created"] + counts["skipped"]) == (expected, records), counts


def test_every_table_of_hubspot_is_known_or_said_to_be_none_of_ours() -> None:
    names = {path.stem: getattr(find(open_table(path).header), "name", "") for path in sorted(HUBSPOT.glob("*.csv"))}
    assert names["owner_data"] == names["deal_pipeline_data"] == names["property_data"] == ""
    assert {name for name, found in names.items() if found == "hubspot-deal-company"} >= {"deal_company_data"}


def test_answers_to_a_survey_are_read_by_their_question() -> None:
    folder = PREPPIN / "case_122/inputs"
    for name in ("input_01.csv", "input_02.csv"):
        table = open_table(folder / name)
        guesses = {guess.header: guess.target for guess in propose(table, "survey_response")}
        assert guesses["How likely are you to recommend this airline?"] == "score"


def test_the_same_answers_with_american_and_with_iso_times_are_read_alike() -> None:
    kinds = []
    for name in ("input_01.csv", "input_02.csv"):
        table = open_table(PREPPIN / "case_040/inputs" / name)
        found = column_types(table)
        kinds.append((found[0].kind, found[1].kind))
        guesses = propose(table, "survey_response", None, found)
        assert guesses[1].target == "score"
        assert guesses[0].order == ("ambiguous" if name == "input_01.csv" else "ymd")
    assert kinds[0] == kinds[1] == ("moment", "count")


def test_complaints_and_outages_are_read_with_what_the_file_does_not_say(book: Book, load: Import) -> None:
    made, result = load(
        "complaint",
        PREPPIN / "case_151/inputs/input_01.csv",
        ["Name=account.name"],
        constants={"received": "2026-01-15"},
        new_accounts="add",
    )
    assert (result.rejected, len(made.new_accounts)) == (0, len({row.cells[0] for row in made.table.rows()}))
    table = open_table(PREPPIN / "case_012/inputs/input_01.csv")
    assert [found.kind for found in column_types(table)][:2] == ["moment", "moment"]


def test_a_row_given_twice_is_one_contact(book: Book, load: Import) -> None:
    table = open_table(PREPPIN / "case_302/inputs/input_01.csv")
    faults = [row.fault for row in table.rows()]
    made, result = load(
        "contact",
        table.path,
        ["Customer ID=external_id", "First Name=name"],
        constants={"account.name": "Prep"},
        new_accounts="add",
    )
    # One cell too many in every record: said so, not shifted.
    assert result.rejected == faults.count("width")
    assert made.total == len(faults)


def test_accounts_of_ravenstack_again_in_japanese_clothes_change_nothing(
    book: Book, load: Import, tmp_path: Path
) -> None:
    with ACCOUNTS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    day_at, seats_at = header.index("signup_date"), header.index("seats")
    load("account", ACCOUNTS, source="ravenstack")
    before = contents(book)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    flags = {"True": "はい", "False": "いいえ"}

    def dressed(row: list[str]) -> list[str]:
        day = dt.date.fromisoformat(row[day_at])
        row = [flags.get(cell, cell) for cell in row]
        row[day_at] = f"令和{day.year - 2018}年{day.month}月{day.day}日"
        row[seats_at] = row[seats_at].translate(wide)
        return row

    path = tmp_path / "cp932.csv"
    with path.open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows([header, *map(dressed, rows)])
    table = open_table(path)
    assert table.encoding in ("cp932", "utf-8", "ascii") or "932" in table.encoding
    _, result = load("account", path, source="ravenstack")
    assert (result.skipped, result.edit) == (500, None)
    assert contents(book) == before


def test_a_proposal_maps_the_accounts_of_ravenstack_as_their_names_do() -> None:
    table = open_table(ACCOUNTS)
    by_name = resolve("account", table.header)
    proposed = accepted("account", table.header, propose(table, "account"))
    assert {(s.header, s.target.name) for s in proposed.sources} >= {(s.header, s.target.name) for s in by_name.sources}
    assert Options().currency == "JPY"
