"""A report as an Excel workbook: one sheet for each table, typed values, and the definitions of its figures."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csops_tui.analysis.rates import Rate
from csops_tui.exchange.reports import words
from csops_tui.exchange.reports.report import Chart, Column, Fact, Report, Section, Series, Table
from csops_tui.locale import t
from csops_tui.model.definitions import definition
from csops_tui.text.clean import clean
from csops_tui.text.numbers import decimals
from csops_tui.text.width import width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_NUMBER = {
    **dict.fromkeys(("count", "days", "level"), "#,##0"),
    "number": "#,##0.0",
    "value": "#,##0.##",
    **dict.fromkeys(("percent", "progress"), '0"%"'),
    **dict.fromkeys(("change", "score"), "+0;-0;0"),
    "day": "yyyy-mm-dd",
}
_WIDEST, _LONGEST = 60, 32_000
# A name of a sheet has at most 31 characters and none of these.
_BARRED = re.compile(r"[\[\]:*?/\\]")


def workbook(report: Report) -> bytes:
    """The report as the bytes of an .xlsx file; the same report gives the same bytes."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(stream, options)
    # The day of the report stands for the moment of writing, so that nothing differs between two runs.
    made = dt.datetime.combine(report.as_of, dt.time())
    book.set_properties({"title": t(f"report.title.{report.name}"), "created": made})
    _Writer(book).write(report)
    book.close()
    return stream.getvalue()


@dataclass(frozen=True)
class _Cell:
    """A value ready for a cell, and the format of its number."""

    value: Any
    form: str = ""


class _Writer:
    """Sheets one after another in a workbook, with their formats made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[str, Format] = {}
        self._names: set[str] = set()
        self._figures: dict[str, None] = {}
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._bold = book.add_format({"bold": True})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, report: Report) -> None:
        """All sheets of a report: its facts, its tables, what its charts are drawn from, the definitions."""
        self._facts(report)
        many = len({section.name for section in report.sections}) < len(report.sections)
        for at, section in enumerate(report.sections, 1):
            for table in (*section.tables, *map(_chart_table, section.charts)):
                self._table(f"{at} " if many else "", section, table)
        self._definitions()

    def _facts(self, report: Report) -> None:
        sheet = self._sheet(t(f"report.title.{report.name}"))
        sheet.write_string(0, 0, t(f"report.title.{report.name}"), self._title)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 4, 18)
        row = 1
        for name, value in (
            ("account", report.subject),
            ("period", words.period(report.start, report.end)),
            ("as_of", words.day(report.as_of)),
        ):
            if value:
                sheet.write_string(row, 0, words.label(name))
                sheet.write_string(row, 1, _text(value))
                row += 1
        for section in report.sections:
            if not section.facts and not section.says:
                continue
            row += 1
            sheet.write_string(row, 0, words.label(section.name), self._head)
            for at, name in enumerate(("value", "before", "n") if section.facts else (), 1):
                sheet.write_string(row, at, words.label(name), self._head)
            row += 1
            for fact in section.facts:
                row += self._fact(sheet, row, fact)
            for key, values in section.says:
                sheet.write_string(row, 0, t(f"report.says.{key}", None, **dict(values)))
                row += 1

    def _fact(self, sheet: Worksheet, row: int, fact: Fact) -> int:
        """One fact, with a line for each currency; returns how many lines it took."""
        self._note(fact.figure)
        pairs = [(words.label(fact.name, fact.figure), fact.value, fact.before)]
        if fact.kind in ("money", "money_change") and fact.value:
            pairs = [(f"{pairs[0][0]} ({currency})", ((currency, minor),), None) for currency, minor in fact.value]
        for at, (name, value, before) in enumerate(pairs):
            sheet.write_string(row + at, 0, name)
            self._put(sheet, row + at, 1, _cells(fact.kind, value)[0])
            if before is not None:
                self._put(sheet, row + at, 2, _cells(fact.kind, before)[0])
            n = fact.value.n if isinstance(fact.value, Rate) else fact.n
            if n is not None:
                sheet.write_number(row + at, 3, n, self._format("#,##0"))
        return len(pairs)

    def _table(self, prefix: str, section: Section, table: Table) -> None:
        title = words.label(table.name) if table.name != section.name else words.label(section.name)
        sheet = self._sheet(prefix + title)
        heads: list[str] = []
        for column in table.columns:
            self._note(column.figure)
            heads += _heads(column, table)
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, self._head)
        widths = [width(head) for head in heads]
        for at, row in enumerate(table.rows, 1):
            cells = [
                cell
                for place, (column, value) in enumerate(zip(table.columns, row, strict=True))
                for cell in _cells(column.kind, value, _currencies(table, place))
            ]
            for place, cell in enumerate(cells):
                self._put(sheet, at, place, cell)
                widths[place] = max(widths[place], width(str("" if cell.value is None else cell.value)))
        for at, cells_wide in enumerate(widths):
            sheet.set_column(at, at, min(_WIDEST, max(8, cells_wide + 2)))
        sheet.freeze_panes(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(heads) - 1)
        if table.left_out:
            sheet.write_string(len(table.rows) + 1, 0, t("report.left_out", n=f"{table.left_out:,}"))

    def _definitions(self) -> None:
        found = [entry for figure in self._figures if (entry := definition(figure))]
        if not found:
            return
        sheet = self._sheet(t("report.definitions"))
        for at, (name, wide) in enumerate((("figure", 26), ("formula", 50), ("edge", 70), ("missing", 50))):
            sheet.write_string(0, at, words.label(name), self._head)
            sheet.set_column(at, at, wide)
        for at, entry in enumerate(found, 1):
            sheet.write_string(at, 0, entry.title(), self._bold)
            for place, said in enumerate((entry.formula(), entry.edge(), entry.missing()), 1):
                sheet.write_string(at, place, said, self._wrap)
        sheet.freeze_panes(1, 0)

    def _note(self, figure: str) -> None:
        if figure:
            self._figures.setdefault(figure)

    def _sheet(self, name: str) -> Worksheet:
        """A sheet with a name that Excel takes and no other sheet has, in whatever case."""
        plain = _BARRED.sub(" ", clean(name)).strip("' ")[:31] or "-"
        found, number = plain, 2
        while found.casefold() in self._names:
            found, number = f"{plain[:27]} {number}", number + 1
        self._names.add(found.casefold())
        return self._book.add_worksheet(found)

    def _format(self, form: str) -> Format | None:
        if not form:
            return None
        if form not in self._formats:
            self._formats[form] = self._book.add_format({"num_format": form})
        return self._formats[form]

    def _put(self, sheet: Worksheet, row: int, column: int, cell: _Cell) -> None:
        if cell.value is None:
            return
        if isinstance(cell.value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(cell.value, dt.time()), self._format(cell.form))
        elif isinstance(cell.value, str):
            # Written as text whatever it begins with: no name of a customer is ever a formula.
            sheet.write_string(row, column, cell.value)
        else:
            sheet.write_number(row, column, cell.value, self._format(cell.form))


def _currencies(table: Table, place: int) -> tuple[str, ...]:
    """The currencies of a column of amounts; at least one, so that the column stands."""
    if table.columns[place].kind != "money":
        return ()
    return tuple(sorted({currency for row in table.rows for currency, _ in row[place] or ()})) or ("JPY",)


def _heads(column: Column, table: Table) -> list[str]:
    name = words.label(column.name, column.figure)
    if column.kind == "rate":
        return [f"{name} (%)", f"{name} {t('report.word.low')}", f"{name} {t('report.word.high')}", f"{name} n"]
    if column.kind == "money":
        return [f"{name} ({currency})" for currency in _currencies(table, table.columns.index(column))]
    if column.kind in ("percent", "change"):
        return [f"{name} (%)"]
    return [name]


def _cells(kind: str, value: Any, currencies: Sequence[str] = ()) -> list[_Cell]:
    """A value as the cells that hold it: a rate with its interval and n, amounts one for each currency."""
    form = _NUMBER.get(kind, "")
    if kind == "rate":
        rate = value if isinstance(value, Rate) else Rate(0, 0)
        low, high = rate.interval or (None, None)
        return [*(_Cell(each, "0.0") for each in (rate.share, low, high)), _Cell(rate.n, "#,##0")]
    if kind in ("money", "money_change"):
        held = dict(value or ())
        wanted = currencies or [*held] or ["JPY"]
        return [_Cell(_major(held.get(each), each), _money_form(each)) for each in wanted]
    if value is None:
        return [_Cell(None)]
    if kind == "day":
        return [_Cell(dt.date.fromisoformat(str(value)), form)]
    if form:
        return [_Cell(value, form)]
    return [_Cell(_text(words.shown(kind, value)))]


def _major(minor: int | None, currency: str) -> float | int | None:
    places = decimals(currency)
    return minor if minor is None or not places else minor / 10**places


def _money_form(currency: str) -> str:
    places = decimals(currency)
    return "#,##0" + (f".{'0' * places}" if places else "")


def _text(value: str) -> str:
    return clean(value)[:_LONGEST]


def _chart_table(chart: Chart) -> Table:
    """What a chart is drawn from."""

    def head(series: Series) -> Column:
        return Column(series.name, "value", chart.figure)

    rows = [(label, *(series.values[at] for series in chart.series)) for at, label in enumerate(chart.labels)]
    return Table(chart.name, (Column("chart_label"), *map(head, chart.series)), tuple(rows))
