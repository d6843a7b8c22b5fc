"""The house rules that a machine can check: sizes, packages, machine paths, words, the lock, the catalogues."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SKIP = {".git", ".venv", "__pycache__", "build", "dist", ".pytest_cache", ".ruff_cache", ".hypothesis"}
TEXTS = {".py", ".md", ".toml", ".sql", ".csv", ".svg", ".txt", ""}


@cache
def files(*endings: str) -> list[Path]:
    """Every file of the project with one of these endings."""
    found = (path for path in ROOT.rglob("*") if path.is_file() and not SKIP & set(path.relative_to(ROOT).parts))
    return sorted(path for path in found if path.suffix in endings and not path.name.endswith(".egg-info"))


CODE = [path for path in files(".py") if path.is_relative_to(ROOT / "csops_tui")]


def test_no_file_of_code_is_longer_than_500_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files(".py")}
    words = {name for name in lengths if "/locale/" in name}
    assert {name: n for name, n in lengths.items() if n > 500 and name not in words} == {}


def test_every_package_says_what_it_is_in_one_sentence_and_imports_nothing() -> None:
    for path in CODE:
        if path.name != "__init__.py" or "locale" in path.parts:
            continue
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1, path
        assert isinstance(body[0], ast.Expr), path
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert said, path
        assert said.endswith("."), path


def test_every_module_begins_by_saying_what_it_is() -> None:
    assert [path for path in CODE if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_public_functions_and_classes_are_documented() -> None:
    bare: list[str] = []
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert bare == []


def test_only_one_module_knows_the_sqlite_library() -> None:
    pattern = re.compile(r"^\s*(import|from) (sqlite3|pysqlite3)\b", re.M)
    users = {
        path.relative_to(ROOT / "csops_tui").as_posix() for path in CODE if pattern.search(path.read_text("utf-8"))
    }
    assert users == {"store/sqlite.py"}


def test_no_library_that_speaks_to_the_network_is_imported() -> None:
    pattern = re.compile(r"^\s*(?:import|from) (socket|http|urllib\.request|ssl|ftplib|smtplib|requests|httpx)\b", re.M)
    assert [path for path in CODE if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    pattern = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
    assert [path for path in files(".py", ".sql") if pattern.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("pattern", [r"/work/", r"/home/(?!somebody\b)\w", r"/Users/\w", r"/root/", r"/tmp/\w"])
def test_no_path_of_a_machine_is_written_anywhere(pattern: str) -> None:
    here = Path(__file__)
    found = [
        p for p in files(*TEXTS) if p != here and re.search(pattern, p.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_the_lock_pins_every_direct_dependency_with_hashes() -> None:
    lock = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", lock, re.M))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name in ("test", "dev") for line in project["optional-dependencies"][name]]
    for line in [*project["dependencies"], *extras]:
        name = re.match(r"[\w.-]+", line)
        assert name is not None
        assert name[0] == project["name"] or name[0].lower() in pinned, line
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=\w)", lock, flags=re.M) if "==" in block)
    assert "://" not in lock


def test_every_shipped_file_of_the_package_is_python_sql_toml_or_a_template() -> None:
    kinds = {
        path.suffix for path in (ROOT / "csops_tui").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert kinds <= {".py", ".sql", ".toml", ".j2"}


def test_the_version_is_the_newest_one_in_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = re.findall(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert versions[0] == project["version"]
