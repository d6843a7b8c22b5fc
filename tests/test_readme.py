"""The examples in both README files do what the pages say, in a book of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.M | re.S)
PAGES = {"README.md": "en", "README.ja.md": "ja"}
OPENS = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/csops demo"
TESTS = "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/pytest"


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def examples(text: str) -> list[tuple[str, str]]:
    """Every `$ command` of the console blocks with what must follow it; `…` stands for anything."""
    found: list[tuple[str, str]] = []
    for kind, _, body in FENCE.findall(text):
        if kind != "console":
            continue
        for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            found.append((command, expected))
    return found


def matches(expected: str, answer: str) -> bool:
    pattern = re.escape(expected.strip()).replace("…", ".*")
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in answer.strip().splitlines()), re.S) is not None


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of a person at a shell: `csops` on the path, a home of its own, a fixed day."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "csops"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m csops_tui "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "CSOPS_HOME": str(tmp_path / "home"),
        "CSOPS_TODAY": "2026-11-20",
        "LANG": "C.UTF-8",
    }


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_do_what_the_page_says(name: str, tmp_path: Path, shell: dict[str, str]) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for kind, file, body in FENCE.findall(page(name)):
        if kind in ("csv", "ics"):
            (work / file).write_text(body, encoding="utf-8")
    done = examples(page(name))
    assert len(done) > 8
    for command, expected in done:
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=work,
            env={**shell, "CSOPS_LANG": PAGES[name]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
        assert matches(expected, ran.stdout), f"{command}\n--- expected\n{expected}--- printed\n{ran.stdout}"


@pytest.mark.parametrize("name", PAGES)
def test_both_pages_give_the_commands_that_are_checked(name: str) -> None:
    blocks = [body.strip() for kind, _, body in FENCE.findall(page(name)) if kind == "sh"]
    assert OPENS in blocks
    assert TESTS in blocks
    assert "uv run csops demo" in page(name)
    assert f"<!-- the tests -->\n```sh\n{TESTS}\n```" in page(name)


@pytest.mark.parametrize("name", [*PAGES, "CHANGELOG.md", "docs/architecture.md", "benchmarks/README.md"])
def test_every_link_leads_to_a_file(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page(name)):
        assert ((ROOT / name).parent / target).exists(), target


def test_both_pages_show_the_same_parts_in_the_same_order() -> None:
    first, second = (page(name) for name in PAGES)
    assert len(re.findall("^## ", first, re.M)) == len(re.findall("^## ", second, re.M))
    pictures = [re.findall(r"!\[[^]]*\]\([^)]*/(\w+)-\w\w[.]svg\)", text) for text in (first, second)]
    assert (
        pictures[0]
        == pictures[1]
        == [
            *("sheet", "account", "log", "today", "reasons", "renewals", "revenue", "filter", "routing"),
        ]
    )
    assert first.count("| `") == second.count("| `")
    assert [kind for kind, _, _ in FENCE.findall(first)] == [kind for kind, _, _ in FENCE.findall(second)]
