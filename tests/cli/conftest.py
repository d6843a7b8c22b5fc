"""A shell in the test's own process, and a small book to use it on."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from csops_tui.cli.run import run
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)  # a Saturday


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as one JSON document."""
        return json.loads(self.out)


Shell = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CSOPS_DB", "CSOPS_CONFIG", "CSOPS_MEMBER", "NO_COLOR", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CSOPS_HOME", str(tmp_path))
    monkeypatch.setenv("CSOPS_TODAY", TODAY.isoformat())
    monkeypatch.setenv("CSOPS_LANG", "en")
    return tmp_path


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    def call(*arguments: str, stdin: str | None = None) -> Outcome:
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = run(arguments)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return call


@pytest.fixture
def book(home: Path) -> Path:
    """Two members in two teams, three accounts, two contacts, a contract, an open request."""
    path = home / "book.db"
    held = Book.create(path, "suzuki", Clock(today=TODAY))
    with held.edit("fixture") as step:
        sato = step.insert("member", {"name": "佐藤", "mail": "sato@us.example", "team": "CS"})
        suzuki = step.insert("member", {"name": "鈴木", "mail": "suzuki@us.example", "team": "Sales"})
        mirai = step.insert(
            "account",
            {
                "name": "ミライ商事",
                "kana": "ミライショウジ",
                "domain": "mirai.example",
                "owner_id": sato,
                "tier": "high",
            },
        )
        acme = step.insert("account", {"name": "Acme Inc.", "owner_id": suzuki, "tier": "low", "state": "churned"})
        step.insert("account", {"name": "北斗システムズ", "tier": "low"})
        hana = step.insert("contact", {"account_id": mirai, "name": "田中 花", "kana": "タナカ ハナ"})
        step.insert("contact", {"account_id": acme, "name": "Jo Reed"})
        step.insert("subscription", {"account_id": mirai, "mrr": 400000, "starts": "2026-02-10", "ends": "2027-02-10"})
        step.insert("voice", {"account_id": mirai, "contact_id": hana, "title": "SSO", "day": "2026-09-12"})
    held.close()
    return path


@pytest.fixture
def query(book: Path) -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of the book by SQL, read when the shell has closed it."""

    def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        held = Book.open(book)
        try:
            return held.reader().execute(sql, values).fetchall()
        finally:
            held.close()

    return ask
