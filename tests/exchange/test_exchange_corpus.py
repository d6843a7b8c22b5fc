"""Public collections of odd files: each is read, or refused with its reason; skipped where the data is not here."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from exchange_support import DATA

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.table import Table, open_table

DOCS = Path(__file__).parents[2] / "docs"
pytestmark = [
    pytest.mark.usefixtures("english"),
    pytest.mark.skipif(not (DATA / "csv_spectrum").is_dir(), reason="the data sets are not here"),
]
SPECTRUM = sorted((DATA / "csv_spectrum" / "csvs").glob("*.csv"))
# All that is refused of the collections below, and why; everything else is read.
REFUSED = {"empty.csv": "empty_file"}


def dicts(table: Table) -> list[dict[str, str]]:
    return [dict(zip(table.header, row.cells, strict=True)) for row in table.rows()]


def files(*folders: str) -> list[Path]:
    endings = (".csv", ".json", ".xlsx", ".xls")
    return sorted(path for name in folders for path in (DATA / name).rglob("*") if path.suffix in endings)


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_the_acid_tests_of_csv_equal_their_json(path: Path) -> None:
    said: Any = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text())
    expected = said if isinstance(said, list) else [said]
    found = dicts(open_table(path))
    if path.stem == "location_coordinates":
        # The collection itself has another telephone number in its JSON than in its CSV.
        assert (found[0].pop("Contact Phone Number"), expected[0].pop("Contact Phone Number")) == (
            "2095257564",
            "1234567890",
        )
    assert found == expected
    assert len(SPECTRUM) == 12


@pytest.mark.parametrize(
    ("folder", "count"),
    [("csv_agate", 33), ("excel_readxl", 19), ("ja_kenall", 2), ("preppin", 19), ("ravenstack", 5)],
)
def test_each_file_is_read_or_refused_with_its_reason(folder: str, count: int) -> None:
    found = files(folder)
    assert len(found) >= count
    for path in found:
        try:
            table = open_table(path)
            rows = list(table.rows())
        except ExchangeError as error:
            assert REFUSED.get(path.name) == error.key, path
            assert path.name in str(error)
            continue
        assert path.name not in REFUSED
        assert table.header
        assert not [row for row in rows if row.fault], path


def test_every_table_of_the_crm_opens_whole() -> None:
    seeds = files("hubspot_fivetran")
    # 64 files lie there, one of which only keeps the folder in place and is empty.
    folder = DATA / "hubspot_fivetran" / "integration_tests" / "seeds"
    assert {path.name for path in folder.iterdir()} == {path.name for path in seeds} | {".gitkeep"}
    assert len(seeds) == 63
    assert (folder / ".gitkeep").read_bytes() == b""
    for path in seeds:
        table = open_table(path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            expected = [row for row in csv.reader(stream) if any(row)]
        assert [list(table.header), *(row.cells for row in table.rows())] == expected, path.name


def test_japanese_public_data_is_read_in_its_encodings() -> None:
    by_name = {path.name: open_table(path) for path in files("ja_kenall")}
    assert sorted(table.encoding for table in by_name.values()) == ["cp932", "utf-8-sig"]
    assert by_name["898.csv"].header[:2] == ("店舗名(日本語)", "店舗名(英語)")
    assert len(list(by_name["898.csv"].rows())) == 64


def test_strings_that_break_programs_arrive_as_they_are(tmp_path: Path) -> None:
    strings: list[str] = json.loads((DATA / "blns" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 500
    as_json, as_csv, as_book = tmp_path / "a.json", tmp_path / "a.csv", tmp_path / "a.xlsx"
    as_json.write_text(json.dumps([{"n": n, "text": text} for n, text in enumerate(strings)]))
    with as_csv.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("n", "text"), *enumerate(strings)])
    book = xlsxwriter.Workbook(str(as_book), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for n, text in enumerate(("text", *strings)):
        sheet.write_string(n, 0, text)
        sheet.write(n, 1, n or "n")
    book.close()
    assert [row.cells[1] for row in open_table(as_json).rows()] == strings
    assert [row.cells[1] for row in open_table(as_csv).rows()] == strings
    # XML cannot hold this character that is none; writers of workbooks spell its number.
    found = ["\ufffe" if row.cells[0] == "_xFFFE_" else row.cells[0] for row in open_table(as_book).rows()]
    assert found == strings


def test_the_page_about_these_files_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    from import_corpus import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(DATA), "run docs/import_corpus.py"
    sys.modules.pop("import_corpus")
