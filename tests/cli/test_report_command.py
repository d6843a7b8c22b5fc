"""`csops report` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell


def test_without_a_name_it_lists_what_there_is(shell: Shell, book: Path) -> None:
    found = shell("report", "--json").json
    assert [row["name"] for row in found] == ["weekly", "monthly", "churn", "briefing", "handover", "plan"]
    assert {row["templates"] for row in found} == {"shipped"}


def test_a_report_goes_to_stdout_or_to_a_file_in_the_format_of_its_name(shell: Shell, book: Path, home: Path) -> None:
    page = shell("report", "briefing", "--account", "ミライ")
    assert page.code == 0 and page.out.startswith("# Briefing – ミライ商事")
    out = home / "b.html"
    done = shell("report", "briefing", "--account", "ミライ", "--lang", "ja", "--out", str(out))
    assert (done.code, done.out) == (0, "") and str(out) in done.err
    assert "面談前ブリーフィング" in out.read_text(encoding="utf-8")
    again = shell("report", "briefing", "--account", "ミライ", "--out", str(out))
    assert again.code == 4, "a file is not written over unasked"
    assert shell("report", "briefing", "--account", "ミライ", "--out", str(out), "--force").code == 0


def test_a_workbook_gets_a_name_of_its_own(
    shell: Shell, book: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    assert shell("report", "monthly", "--month", "2026-10", "--format", "xlsx").code == 0
    assert (home / "csops-monthly-2026-10.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("yearly",), 3, "weekly"),
        (("briefing",), 2, "--account"),
        (("briefing", "--account", "nobody at all"), 3, ""),
        (("monthly", "--month", "2026-13"), 2, "2026-10"),
        (("monthly", "--month", "2027-01"), 2, "2027-01"),
        (("monthly", "weekly"), 2, "weekly"),
        (("monthly", "--out", "x.pdf"), 2, "pdf"),
        (("copy",), 2, "csops report"),
        (("copy", "yearly"), 3, "page"),
        (("monthly", "--out", "gone/x.md"), 1, "gone/x.md"),
    ],
)
def test_what_cannot_be_made_is_explained(
    shell: Shell, book: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = shell("report", *words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_templates_are_copied_once_and_a_broken_one_is_named_with_its_line(
    shell: Shell, book: Path, home: Path
) -> None:
    assert shell("report", "copy", "weekly").code == 0
    path = home / "reports" / "weekly.md.j2"
    path.write_text("a\n{{ nothing }}\n", encoding="utf-8")
    assert "already" in shell("report", "copy", "weekly").err
    done = shell("report", "weekly")
    assert (done.code, done.out) == (5, "") and f"{path}, line 2" in done.err
    assert [row["templates"] for row in shell("report", "--json").json][:2] == ["your own", "shipped"]


def test_templates_open_in_the_editor(shell: Shell, book: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    assert shell("report", "edit", "plan").code == 2
    monkeypatch.setenv("EDITOR", "sed -i s/plan/PLAN/g")
    assert shell("report", "edit", "plan").code == 0
    assert "PLAN" in (home / "reports" / "plan.html.j2").read_text(encoding="utf-8")
