"""Write docs/import-corpus.md: what becomes of every file of the public test data when it is read.

`python docs/import_corpus.py [FOLDER]`; the data lies beside the project by default. A section is a function that
takes the folder and returns lines of Markdown; SECTIONS lists them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from import_corpus_capture import captured

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.table import ENDINGS, Table, open_table
from csops_tui.locale import set_language

PAGE = Path(__file__).with_name("import-corpus.md")
DATA = Path(__file__).parents[2] / "shared" / "data"
HEAD = """\
# What becomes of every file of the test data

Public collections of odd, large and broken files, each read by csops: how many records came out of it, or the reason
why none did. This page is written by `docs/import_corpus.py`; the data itself is not part of the project.
"""
Section = Callable[[Path], Iterator[str]]

# Each collection of tables: its folder, and what it is good for.
TABLES = {
    "csv_spectrum": "Twelve small CSV files for quotes, line ends and blank cells; their contents are known as JSON.",
    "csv_agate": "CSV and JSON in several encodings and shapes.",
    "excel_readxl": "Workbooks, old and new: blanks, skipped rows, dates, errors, odd column names.",
    "ja_kenall": "Public Japanese data: CP932, and UTF-8 with a mark.",
    "preppin": "Exercises in putting data in order.",
    "ravenstack": "A subscription business in five linked tables.",
    "hubspot_fivetran": "The tables of a CRM as a connector delivers them.",
    "blns": "Strings that break programs.",
    "cdnow_lifetimes": "Purchases, for studies of lifetimes.",
    "mrr_playbook": "Subscriptions and their revenue.",
    "survival_lifelines": "Durations, for studies of survival.",
    "telco_ibm": "Customers of a telephone company and their churn.",
}
_NOT_DATA = ("license", "copying", "readme", "query")


def tables(folder: Path) -> Iterator[str]:
    """Every file of rows: format, columns and records of each sheet, or why it is refused."""
    yield "## Tables"
    for name, what in TABLES.items():
        yield from ("", f"### {name}", "", what, "", "| file | format | columns | records | remarks |")
        yield "|---|---|--:|--:|---|"
        for path in table_files(folder / name):
            shown = path.relative_to(folder / name).as_posix()
            yield from (f"| {shown} | {' | '.join(cells)} |" for cells in results(path))


def table_files(folder: Path) -> list[Path]:
    """The files of a collection that should hold rows."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix.lower() in ("", *ENDINGS) and not path.name.lower().startswith(_NOT_DATA)
    )


def results(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """What reading a file gave, sheet by sheet: format, columns, records, remarks."""
    try:
        table = open_table(path)
        for sheet in table.sheets or ("",):
            try:
                yield result(table if sheet == table.sheet else open_table(path, sheet=sheet))
            except ExchangeError as error:
                yield refused(error)
    except ExchangeError as error:
        yield refused(error)


def result(table: Table) -> tuple[str, str, str, str]:
    """What reading one sheet gave; raises ExchangeError."""
    path, sheet = table.path, table.sheet if len(table.sheets) > 1 else ""
    rows = list(table.rows())
    faults = [row for row in rows if row.fault]
    told = [
        f"sheet “{sheet}”" if sheet else "",
        "" if table.header_line or path.suffix in (".json", ".jsonl") else "no header",
        f"{table.skipped_lines} above the table" if table.skipped_lines else "",
        f"{len(faults)} of another width or with a stray quote" if faults else "",
        *table.remarks,
    ]
    form = " ".join(filter(None, (path.suffix.lstrip("."), table.encoding)))
    return form, str(len(table.header)), f"{len(rows):,}", cell("; ".join(filter(None, told)))


def refused(error: ExchangeError) -> tuple[str, str, str, str]:
    """The line of a file that is not taken."""
    return "refused", "", "", cell(str(error))


def cell(text: str) -> str:
    """Text as it may stand in a table of Markdown."""
    return text.replace("|", "\\|").replace("\n", " ")


SECTIONS: list[Section] = [tables, captured]


def page(folder: Path) -> str:
    """The whole page."""
    set_language("en")
    return "\n".join([HEAD, *("\n".join(section(folder)) + "\n" for section in SECTIONS)])


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA), encoding="utf-8")
