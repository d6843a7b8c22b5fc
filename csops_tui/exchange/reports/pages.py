"""A report as Markdown or HTML, by templates that a person may change; they run in a sandbox.

The templates of `reports/` in the settings folder stand before those that are shipped. In them everything that comes
from the book is escaped unless a template says otherwise with what it is given here.
"""

from __future__ import annotations

import re
import traceback
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from csops_tui.exchange.reports import svg, words
from csops_tui.exchange.reports.errors import ReportError
from csops_tui.exchange.reports.report import Chart, Report
from csops_tui.locale import language, t
from csops_tui.model.definitions import Definition, definition
from csops_tui.store.config import config_dir
from csops_tui.text.clean import clean
from csops_tui.text.numbers import decimals, format_money
from csops_tui.text.width import pad, width

SHIPPED = Path(__file__).parent / "templates"
# The borders of a table's cells, not those signs that are text.
_BORDERS = re.compile(r"(?<!\\)\|")
# An amount in dollars is no formula.
_SIGNS = re.compile(r"([\\`*_\[\]<>|~#&!{}]|\$(?!\d))")
_STARTS = re.compile(r"^(?:([-+=])(?=[-+=\s]|$)|(\d{1,9})(?=[.)](?:\s|$)))")
# The space between family and given name, where a line would break between them.
_INSIDE_NAMES = re.compile(r"(?<=[々ぁ-んァ-ヶー一-龥﨑]) (?=[々ぁ-んァ-ヶー一-龥﨑])")
_LINKS = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(?=:)|(www)(?=\.)")


def own_folder() -> Path:
    """Where a person's own templates are."""
    return config_dir() / "reports"


def render(report: Report, shape: str, folder: Path | None = None) -> str:
    """The report as text of `md` or `html`, in the language in force.

    Templates of `folder` (a person's own) stand before the shipped ones. Raises ReportError, with the file and the
    line, for a template that cannot be run.
    """
    own = own_folder() if folder is None else folder
    environment = _environment(shape, own)
    notes = Notes(shape)
    try:
        page = environment.get_template(f"{report.name}.{shape}.j2").render(
            report=report, note=notes.note, notes=notes.told, lang=language()
        )
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    ) as error:
        raise _broken(error, own) from error
    page = re.sub(r"\n{3,}", "\n\n", page.replace("\r\n", "\n")).strip() + "\n"
    return aligned(page) if shape == "md" else page


def aligned(page: str) -> str:
    """Markdown with the cells of each table one below the other, so that it reads well as text, too."""
    done: list[str] = []
    for is_table, lines in groupby(page.split("\n"), lambda line: line.startswith("|")):
        run = list(lines)
        done += _aligned([_BORDERS.split(line.strip())[1:-1] for line in run]) if is_table else run
    return "\n".join(done)


def _aligned(rows: list[list[str]]) -> list[str]:
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows):
        return [f"|{'|'.join(row)}|" for row in rows]
    cells = [[cell.strip() for cell in row] for row in rows]
    right = [cell.endswith(":") for cell in cells[1]]
    wide = [max(3, *(width(row[at]) for row in cells)) for at in range(len(right))]
    cells[1] = ["-" * (wide[at] - ends) + ":" * ends for at, ends in enumerate(right)]
    return [
        "| " + " | ".join(pad(cell, wide[at], "right" if right[at] else "left") for at, cell in enumerate(row)) + " |"
        for row in cells
    ]


class Notes:
    """The footnotes of one page: each definition gets its number when it is first named."""

    def __init__(self, shape: str) -> None:
        self._shape = shape
        self._found: dict[str, Definition] = {}

    def note(self, figure: str) -> Markup:
        """The mark of a figure's definition; nothing for what has none."""
        found = definition(figure) if figure else None
        if found is None:
            return Markup()
        self._found.setdefault(found.name, found)
        number = list(self._found).index(found.name) + 1
        return Markup(f"[^{number}]" if self._shape == "md" else f'<sup><a href="#note-{number}">{number}</a></sup>')

    def told(self) -> list[tuple[int, Definition]]:
        """The definitions that were named so far, with their numbers."""
        return list(enumerate(self._found.values(), 1))


def markdown_text(value: Any) -> Markup:
    """Text in which Markdown finds no sign of its own: neither emphasis, link, table, heading nor markup."""
    found = _SIGNS.sub(r"\\\1", clean(" ".join(str(value).split())))
    found = _LINKS.sub(lambda scheme: f"{scheme[0]}\\", found)
    return Markup(_STARTS.sub(lambda start: f"\\{start[1]}" if start[1] else f"{start[2]}\\", found))


def _environment(shape: str, own: Path) -> ImmutableSandboxedEnvironment:
    def finalize(value: Any) -> Any:
        if isinstance(value, Markup):
            return value
        if shape == "md":
            return markdown_text(value)
        return _INSIDE_NAMES.sub("\u00a0", clean(str(value), multiline=True))

    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(own), FileSystemLoader(SHIPPED)]),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.globals.update(
        t=t,
        label=words.label,
        defined=words.defined,
        shown=words.shown,
        day=words.day,
        period=words.period,
        numeric=words.NUMERIC,
        chart=_chart,
        written=_written,
        bars=_text_bars,
        rule=_rule,
        series_name=series_name,
    )
    return environment


def series_name(name: str) -> str:
    """What a series is called: its words, or its name where it stands for itself."""
    return words.label(name)


def value_writer(chart: Chart) -> svg.Written:
    """How the values of a chart are written; amounts are in whole units of the currency that the series names."""

    def written(value: float) -> str:
        if chart.kind == "money":
            currency = chart.series[0].name
            return format_money(round(value * 10 ** decimals(currency)), currency, language(), short=True)
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"

    return written


def _chart(chart: Chart, narrow: bool = False) -> Markup:
    names = [series_name(series.name) for series in chart.series]
    wide = svg.NARROW if narrow else svg.WIDE
    return Markup(svg.draw(chart, words.label(chart.name, chart.figure), names, value_writer(chart), wide))


def _written(chart: Chart, value: float | None) -> str:
    """One value of a chart; a dash where there is none."""
    return words.NONE if value is None else value_writer(chart)(value)


def _rule(right: bool) -> Markup:
    """What stands under the head of a Markdown column."""
    return Markup(" ---: " if right else " --- ")


def _text_bars(value: float | None, chart: Chart, cells: int = 20) -> str:
    """A value of a chart as a row of blocks, for text."""
    totals = [sum(each.values[at] or 0.0 for each in chart.series) for at in range(len(chart.labels))]
    most = max(totals, default=0.0)
    return "█" * round(max(0.0, value or 0.0) / most * cells) if most > 0 else ""


def _broken(error: Exception, own: Path) -> ReportError:
    """What is wrong with a template, where; the path says whether it is a person's own."""
    if isinstance(error, TemplateSyntaxError):
        path, line, why = error.filename or error.name or "?", error.lineno, error.message or ""
    else:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".j2")]
        path, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (str(own), 0)
        why = str(error)
    if isinstance(error, TemplateNotFound):
        why = t("report.error.no_template", name=error.name or "")
    elif isinstance(error, SecurityError):
        why = t("report.error.forbidden", why=why)
    elif isinstance(error, UndefinedError):
        why = t("report.error.undefined", why=why)
    return ReportError("template", path=path, line=line, why=why)
