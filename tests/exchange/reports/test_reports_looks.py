"""Reports as files: the same bytes for the same data, nothing from outside, and nobody's name is markup."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from python_calamine import CalamineWorkbook

from csops_tui.analysis.rates import Rate
from csops_tui.exchange.reports import svg
from csops_tui.exchange.reports.catalogue import KINDS, SHAPES, gather
from csops_tui.exchange.reports.pages import render
from csops_tui.exchange.reports.report import Chart, Column, Fact, Report, Section, Series, Table
from csops_tui.exchange.reports.sheets import workbook
from csops_tui.exchange.reports.words import text
from csops_tui.exchange.reports.write import content, file_name, save
from csops_tui.locale import LANGUAGES, set_language
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

DAY = dt.date(2026, 11, 21)
NAMES = st.text(min_size=1, max_size=40)
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def hostile(name: str) -> Report:
    """A report that says one text in every place where text from the book can stand."""
    table = Table("risks", (Column("account"), Column("owner"), Column("mrr", "money", "mrr")), ((name, name, ()),))
    chart = Chart("reasons_judged", "bars", (name, "b"), (Series("churn_count", (3.0, None)),))
    stacked = Chart("churns_by_month", "stacked", (name,), (Series(name, (1.0,)), Series("x", (2.0,))))
    facts = (Fact("owner", "text", name), Fact("stage", "code:stage", name), Fact("saved", "rate", Rate(1, 20)))
    return Report("handover", DAY, DAY, DAY, (Section("risks", facts, (chart, stacked), (table,)),), name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_data_and_date_give_the_same_bytes(
    sample: Book, sample_file: Path, known: str, tmp_path: Path, lang: str
) -> None:
    set_language(lang)
    first = {
        (name, shape): content(gather(sample, name, account_id=known), shape) for name in KINDS for shape in SHAPES
    }
    with Book.open(shutil.copy(sample_file, tmp_path / "again.db"), clock=Clock(today=dt.date(2026, 11, 20))) as again:
        for (name, shape), made in first.items():
            assert content(gather(again, name, account_id=known), shape) == made, (name, shape)


def test_another_process_with_another_seed_of_hashes_makes_the_same_files(sample: Book, tmp_path: Path) -> None:
    sample.reader()
    made: list[bytes] = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "CSOPS_TODAY": "2026-11-20", "CSOPS_LANG": "ja"}
        out = tmp_path / f"{seed}.xlsx"
        command = [sys.executable, "-m", "csops_tui", "--db", str(tmp_path / "sample.db"), "report", "monthly"]
        subprocess.run([*command, "--out", str(out)], check=True, env=environment, capture_output=True)
        page = subprocess.run([*command, "--format", "html"], check=True, env=environment, capture_output=True)
        made += [out.read_bytes(), page.stdout]
    assert made[0] == made[2] and made[1] == made[3]


class Tags(HTMLParser):
    """What a page is made of: its tags, its attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


PLAIN = Tags(render(hostile("name"), "html", Path("nowhere"))).tags
EVIL = (
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) ![b](http://evil.example/x.png)",
    "| a | b |\n| --- | --- |",
    "# heading\n- item\n1. one\n> quote\n```\ncode",
    "https://evil.example www.evil.example <https://evil.example>",
    "{{ 7 * 7 }} {% for x in y %} {# c #}",
    '=HYPERLINK("http://evil.example")',
    "\u202e\x1b]52;c;AAAA\x07 \\| \\\\| $x$ ~~a~~ **b** _c_ `d` &lt; [^1] :::",
    "*",
    "-",
    "1.",
    "+ a",
    "---",
    "===",
    "\\",
    "|",
    "`",
)


def samples(test: Callable[[str], None]) -> Callable[[str], None]:
    """The test on names that are markup somewhere, and on any text."""
    for name in EVIL:
        test = example(name)(test)
    return settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])(
        given(NAMES)(test)
    )


@samples
def test_no_text_of_the_book_becomes_html(name: str) -> None:
    page = Tags(render(hostile(name), "html", Path("nowhere")))
    assert page.tags == PLAIN
    assert {key for key, _ in page.attributes} <= {
        *("lang", "charset", "name", "content", "class", "href", "id", "viewbox", "role", "aria-label", "font-size"),
        *("x", "y", "x1", "x2", "y1", "y2", "width", "height", "fill", "stroke", "stroke-width", "text-anchor", "d"),
        *("font-weight", "patternunits", "cx", "cy", "r", "points", "stroke-dasharray"),
    }
    if text(name).strip():
        assert page.texts.count(text(name).strip()) >= 3


def inline(page: str) -> list[Token]:
    tokens = MARKDOWN.parse(page)
    return [*tokens, *(child for token in tokens for child in token.children or ())]


@samples
def test_no_text_of_the_book_becomes_markdown(name: str) -> None:
    page = render(hostile(name), "md", Path("nowhere"))
    tokens = inline(page)
    kinds = {token.type for token in tokens}
    assert not kinds & {
        "html_inline",
        "html_block",
        "link_open",
        "image",
        "code_inline",
        "fence",
        "code_block",
        "em_open",
    }
    assert not kinds & {"s_open", "blockquote_open", "ordered_list_open", "hardbreak"}
    # Two charts and a table, each with its rows and cells.
    assert [token.type for token in tokens].count("table_open") == 3
    assert [token.type for token in tokens].count("td_open") == 6 + 3 + 3
    if text(name).strip():
        words = ["".join(c.content for c in token.children or ()) for token in tokens if token.type == "inline"]
        assert words.count(text(name).strip()) >= 2


@samples
def test_no_text_of_the_book_becomes_a_formula(name: str) -> None:
    made = workbook(hostile(name))
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(made))
    rows = [row for sheet in sheets.sheet_names for row in sheets.get_sheet_by_name(sheet).to_python()]
    assert text(name) == "" or any(text(name) in row for row in rows) or text(name) != text(name).strip()
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not any(b"<f>" in parts.read(part) for part in parts.namelist())


def test_html_needs_nothing_from_outside(reports: dict[str, Report]) -> None:
    for report in reports.values():
        page = render(report, "html")
        assert not re.search(r"https?://|//[a-z]|@import|url\((?!#)|src=|<link|<script", page)


def test_every_chart_is_well_formed_labelled_and_told_apart_without_colour(reports: dict[str, Report]) -> None:
    drawn = 0
    for report in reports.values():
        for chart in (chart for section in report.sections for chart in section.charts):
            tree = ET.fromstring(svg.draw(chart, "title", [s.name for s in chart.series], str))
            drawn += 1
            assert tree.get("role") == "img" and tree.get("aria-label") == "title"
            words = ["".join(node.itertext()) for node in tree.iter("text")]
            assert len(words) > 2
            if chart.shape == "stacked":
                fills = {node.get("fill") for node in tree.iter("rect") if node.get("stroke")}
                assert len([fill for fill in fills if fill and fill.startswith("url(#")]) >= len(chart.series) - 1
                assert {series.name for series in chart.series} <= {*words}
    assert drawn >= 6


@pytest.mark.parametrize(
    ("high", "low", "expected"),
    [
        (10, 0, [0, 2.5, 5, 7.5, 10]),
        (3, 0, [0, 1, 2, 3]),
        (1, 0, [0, 1]),
        (0, 0, [0, 1]),
        (97, 0, [0, 25, 50, 75, 100]),
    ],
)
def test_scales_have_round_steps(high: float, low: float, expected: list[float]) -> None:
    assert svg.ticks(high, low) == expected


def test_a_workbook_has_a_sheet_for_every_table_with_values_of_their_type(reports: dict[str, Report]) -> None:
    monthly = reports["monthly"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(monthly)))
    tables = sum(len(section.tables) + len(section.charts) for section in monthly.sections)
    assert len(book.sheet_names) == tables + 2, "the facts before, the definitions behind"
    listed = book.get_sheet_by_name("Due within 90 days").to_python()
    assert isinstance(listed[1][0], dt.date) and isinstance(listed[1][3], float | int)
    assert "Total MRR" in [row[0] for row in book.get_sheet_by_name("Definitions").to_python()]


def test_a_file_is_named_after_report_customer_and_day_and_only_its_owner_reads_it(
    reports: dict[str, Report], tmp_path: Path
) -> None:
    assert file_name(reports["monthly"], "html") == "csops-monthly-2026-10.html"
    assert file_name(hostile("../../etc/<x>: y"), "md") == "csops-handover-etc-x-y-2026-11-21.md"
    path = tmp_path / "monthly.html"
    save(reports["monthly"], path, "html")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == content(reports["monthly"], "html")
