"""The plan that a customer receives says nothing that is ours alone."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest

from csops_tui.exchange.reports.catalogue import SHAPES, gather
from csops_tui.exchange.reports.write import content
from csops_tui.locale import LANGUAGES, set_language
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book

# What the customer may read: everything else that is written down is ours.
SHARED = {
    ("account", "name"),
    ("member", "name"),
    ("success_plan", "title"),
    ("objective", "title"),
    ("objective", "measure"),
    ("milestone", "title"),
}
SECRET = "geheim"
_DAY = "2026-10-01"
_TEXT = frozenset(("text", "note", "personal", "personal_note"))


def secret(table: str, column: str) -> str:
    return f"{SECRET}-{table}-{column}"


def values(table: str, whose: str, **given: Any) -> dict[str, Any]:
    """A row of a table with a secret in each of its texts, and numbers that occur nowhere else."""
    row: dict[str, Any] = dict(given)
    for column in columns(ENTITIES[table]):
        if column.name in row:
            continue
        kind = column.spec.kind
        if kind in _TEXT or (kind == "code" and column.spec.target):
            shared = (table, column.name) in SHARED and whose == "own"
            row[column.name] = f"shared-{table}-{column.name}" if shared else secret(table, column.name)
        elif kind == "money":
            row[column.name] = 98765432
    row.pop("currency", None)
    return row


@pytest.fixture
def planted(book: Book) -> Book:
    """Two customers with a row in every table that belongs to an account; all that is internal is a secret."""
    from csops_tui.store.errors import BookError

    for whose in ("own", "other"):
        with book.edit("people") as edit:
            edit.insert("member", values("member", whose, id=f"m-{whose}"))
            edit.insert("account", values("account", whose, id=whose, owner_id=f"m-{whose}"))
            plan = values("success_plan", whose, id=f"p-{whose}", account_id=whose, agreed=_DAY, state="agreed")
            edit.insert("success_plan", {**plan, "owner_id": f"m-{whose}"})
            aim = values("objective", whose, plan_id=f"p-{whose}", baseline=1.0, target=5.0, actual=2.0)
            edit.insert("objective", aim)
            for plan_id in (f"p-{whose}", None):
                edit.insert("milestone", values("milestone", whose, account_id=whose, plan_id=plan_id))
            dropped = values("success_plan", "secret", account_id=whose, state="dropped", agreed=_DAY)
            edit.insert("success_plan", {**dropped, "id": f"d-{whose}"})
            edit.insert("objective", values("objective", "secret", plan_id=f"d-{whose}"))
            edit.insert("milestone", values("milestone", "secret", account_id=whose, plan_id=f"d-{whose}"))
        for table, kind in ENTITIES.items():
            named = {column.name: column for column in columns(kind)}
            if "account_id" not in named or table in ("success_plan", "milestone"):
                continue
            given: dict[str, Any] = {"account_id": whose}
            for column in named.values():
                if column.required and column.name not in given and column.spec.kind in ("day", "moment", "month"):
                    given[column.name] = {"day": _DAY, "moment": f"{_DAY}T00:00:00Z", "month": "2026-10"}[
                        column.spec.kind
                    ]
                elif column.required and column.spec.kind in ("count", "number", "minutes"):
                    given[column.name] = 3
            try:
                with book.edit(table) as edit:
                    edit.insert(table, values(table, whose, **given))
            except BookError:
                continue
    return book


def parts(made: bytes, shape: str) -> str:
    """Everything that a file holds, as text."""
    if shape != "xlsx":
        return made.decode()
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_secrets_were_planted_in_most_tables(planted: Book) -> None:
    holding = [
        table
        for table in ENTITIES
        if planted.reader().execute(f'SELECT 1 FROM "{table}" WHERE "{table}".rowid > 0 LIMIT 1').fetchone()
    ]
    assert {"touchpoint", "concern", "contact", "task", "risk", "churn", "voice", "ticket"} <= {*holding}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_internal_note_concern_score_or_other_customer_is_in_the_plan(planted: Book, shape: str, lang: str) -> None:
    set_language(lang)
    made = parts(content(gather(planted, "plan", as_of=dt.date(2026, 11, 21), account_id="own"), shape), shape)  # type: ignore[arg-type]
    assert SECRET not in made
    assert "98765432" not in made and "98,765,432" not in made
    for table, column in SHARED:
        shown = f"shared-{table}-{column}"
        assert shown in made.replace("\\", ""), shown


def test_the_secrets_are_found_where_they_may_be(planted: Book) -> None:
    made = parts(content(gather(planted, "handover", as_of=dt.date(2026, 11, 21), account_id="own"), "html"), "html")
    assert SECRET in made, "the search of the test above can find them"


def test_a_plan_that_was_dropped_or_agreed_on_later_is_not_in_it(planted: Book) -> None:
    early = gather(planted, "plan", as_of=dt.date(2026, 9, 1), account_id="own")
    assert [section.name for section in early.sections] == ["milestones"]
    assert [section.name for section in gather(planted, "plan", account_id="own").sections] == ["plan", "milestones"]


def test_progress_goes_from_baseline_to_target_whichever_way_that_leads() -> None:
    from csops_tui.exchange.reports.plan import _progress

    assert _progress(40, 20, 30) == 50 == _progress(0, 10, 5)
    assert _progress(1, 1, 1) is None and _progress(None, 2, 1) is None
