"""A report as a file: its bytes, its name, and a copy of the templates to change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from csops_tui.exchange.reports.catalogue import KINDS, SHAPES, Shape
from csops_tui.exchange.reports.errors import ReportError
from csops_tui.exchange.reports.pages import SHIPPED, own_folder, render
from csops_tui.exchange.reports.report import Report
from csops_tui.exchange.reports.sheets import workbook
from csops_tui.store.files import private_folder, write_private
from csops_tui.text.clean import clean

_BARRED = re.compile(r'[\s/\\:*?"<>|\x00-\x1f]+')
_LONGEST = 40
# What all reports share: the page, its building blocks, its looks.
SHARED = "page"
_SHARED = ("page.md.j2", "parts.md.j2", "page.html.j2", "parts.html.j2", "style.css.j2")


def content(report: Report, shape: Shape) -> bytes:
    """The report as the bytes of a file; the same report in the same language gives the same bytes."""
    return workbook(report) if shape == "xlsx" else render(report, shape).encode()


def save(report: Report, path: Path, shape: Shape) -> None:
    """Write the report to a file, readable by its owner only; there is the old file or the whole new one.

    Raises ReportError where the file cannot be written or a template is broken.
    """
    made = content(report, shape)
    try:
        write_private(path, made)
    except OSError as error:
        raise ReportError("not_written", exit_code=1, path=path, why=error.strerror or type(error).__name__) from error


def shape_of(path: Path) -> Shape:
    """The shape that a file's name asks for; raises ReportError for another ending."""
    ending = path.suffix.removeprefix(".").lower()
    found = {"markdown": "md", "htm": "html"}.get(ending, ending)
    if found not in SHAPES:
        raise ReportError("shape", exit_code=2, text=ending)
    return cast(Shape, found)


def file_name(report: Report, shape: Shape) -> str:
    """A name that says which report it is, of whom and of when, and that every system takes."""
    when = report.end.isoformat()
    if KINDS[report.name].period == "month":
        when = when[:7]
    whom = _BARRED.sub("-", clean(report.subject)).strip("-. ")[:_LONGEST]
    return "-".join(part for part in ("csops", report.name, whom, when) if part) + f".{shape}"


def templates_of(name: str) -> tuple[str, ...]:
    """The files that are a report's own, or for SHARED those that all reports share.

    Raises ReportError for an unknown report.
    """
    if name == SHARED:
        return _SHARED
    if name not in KINDS:
        raise ReportError("unknown", exit_code=3, name=name, nearest=", ".join([*KINDS, SHARED]))
    return f"{name}.md.j2", f"{name}.html.j2"


def copy_templates(name: str, folder: Path | None = None) -> tuple[list[Path], list[Path]]:
    """Copy the templates of a report (or SHARED) to where a person's own are; what is there already stays as it is.

    Returns the files that are new and those that were there.
    """
    own = private_folder(own_folder() if folder is None else folder)
    new: list[Path] = []
    kept: list[Path] = []
    for file in templates_of(name):
        path = own / file
        if path.exists():
            kept.append(path)
            continue
        write_private(path, (SHIPPED / file).read_bytes())
        new.append(path)
    return new, kept


def is_own(name: str) -> bool:
    """Whether a person has a template of their own for a report."""
    return any((own_folder() / file).exists() for file in templates_of(name))
