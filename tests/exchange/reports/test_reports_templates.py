"""A person's own templates: they win, they are checked, and they can do nothing but write."""

from __future__ import annotations

from pathlib import Path

import pytest

from csops_tui.exchange.reports.errors import ReportError
from csops_tui.exchange.reports.pages import SHIPPED, own_folder, render
from csops_tui.exchange.reports.report import Report
from csops_tui.exchange.reports.write import SHARED, copy_templates, is_own


def own(text: str, name: str = "weekly.md.j2") -> Path:
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_ones_own_template_stands_before_the_shipped_one(reports: dict[str, Report]) -> None:
    before = render(reports["weekly"], "html")
    own("Hello {{ report.section('summary').fact('current_accounts').value }}")
    assert render(reports["weekly"], "md").startswith("Hello ")
    assert render(reports["weekly"], "html") == before


def test_a_copied_template_changes_nothing_until_it_is_changed(reports: dict[str, Report]) -> None:
    before = {shape: render(reports["weekly"], shape) for shape in ("md", "html")}
    new, kept = copy_templates("weekly")
    assert [path.name for path in new] == ["weekly.md.j2", "weekly.html.j2"] and kept == []
    assert is_own("weekly") and not is_own("monthly")
    assert {shape: render(reports["weekly"], shape) for shape in ("md", "html")} == before
    new[0].write_text(new[0].read_text().replace('"overdue",', ""))
    assert "Who is overdue" in before["md"] and "Who is overdue" not in render(reports["weekly"], "md")
    assert copy_templates("weekly") == ([], new), "what one has changed is never written over"
    assert "Who is overdue" not in render(reports["weekly"], "md")


def test_what_all_reports_share_can_be_copied_too() -> None:
    new, _ = copy_templates(SHARED)
    assert {path.name for path in new} == {
        *("page.md.j2", "parts.md.j2", "page.html.j2", "parts.html.j2", "style.css.j2"),
    }
    assert {path.name for path in SHIPPED.iterdir()} >= {path.name for path in new}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("fine\n{% for x in %}\n", 2, ""),
        ("fine\nfine\n{{ report.nothing }}", 3, "nothing"),
        ("fine\n\n\n{{ nobody }}", 4, "nobody"),
        ("{% extends 'gone.md.j2' %}", 1, "gone.md.j2"),
        ("a\n{{ report.section('gone') }}", 2, "gone"),
        ("a\n{{ 1 / 0 }}", 2, "zero"),
        ("a\n{{ ''.__class__.__mro__ }}", 2, "__class__"),
        ("a\n{{ report.__init__.__globals__ }}", 2, "__"),
        ("a\n{% for n in range(10000000) %}{% endfor %}", 2, "range"),
    ],
)
def test_a_broken_template_is_named_with_its_line(reports: dict[str, Report], text: str, line: int, said: str) -> None:
    path = own(text)
    with pytest.raises(ReportError) as refused:
        render(reports["weekly"], "md")
    words = str(refused.value)
    assert said in words
    if "gone.md.j2" not in text:
        assert f"{path}, line {line}:" in words


def test_a_template_cannot_reach_the_book_the_files_or_python(reports: dict[str, Report]) -> None:
    for text in (
        "{{ t.__globals__ }}",
        "{{ label.__code__ }}",
        "{{ report.sections.__class__.__base__.__subclasses__() }}",
        "{% set x = report.__dict__ %}{{ x.update({}) }}",
        "{{ ''.format.__self__ }}",
    ):
        own(text)
        with pytest.raises(ReportError):
            render(reports["weekly"], "md")


def test_a_definition_is_told_in_whole_sentences(reports: dict[str, Report]) -> None:
    page = render(reports["weekly"], "md")
    assert "days from it to the as-of date. Today's touch gives 0 days." in page


def test_a_line_never_breaks_between_family_and_given_name(reports: dict[str, Report]) -> None:
    own('{% for name in ("佐藤 葵", "Emma Kim") %}{{ name }}・{% endfor %}', "weekly.html.j2")
    assert render(reports["weekly"], "html").strip() == "佐藤\N{NO-BREAK SPACE}葵・Emma Kim・"
