"""How good the data is: what is odd in the book, what an import left out, and three churn rates side by side."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from csops_tui.analysis.churn_rates import churn_rates
from csops_tui.exchange.plan import Plan
from csops_tui.exchange.quality_rules import RULES, SHARES
from csops_tui.locale import t
from csops_tui.model.registry import ENTITIES

_EXAMPLES = 5


@dataclass(frozen=True)
class Example:
    """One record that a finding is about: its id, whose it is, and what is odd about it."""

    id: str
    whose: str
    what: str


@dataclass(frozen=True)
class Finding:
    """Something odd in the data: how many records, of how many in `entity`'s table, and the first of them.

    `title` says what it is, `why` what it does to the figures.
    """

    key: str
    entity: str
    count: int
    of: int
    title: str
    why: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Share:
    """How many records of a field say nothing, and how many say that they do not know (other, unknown)."""

    entity: str
    field: str
    vague: int
    empty: int
    of: int


@dataclass(frozen=True)
class Rate:
    """A churn rate by one definition: customers lost of how many, and what that counts."""

    key: str
    lost: int
    of: int
    title: str
    definition: str

    @property
    def percent(self) -> float | None:
        """Lost of all in percent; None where there is nobody."""
        return 100 * self.lost / self.of if self.of else None


@dataclass(frozen=True)
class Report:
    """The state of the data on one day; findings without a record are left out, the most frequent come first."""

    day: str
    findings: tuple[Finding, ...]
    shares: tuple[Share, ...]
    rates: tuple[Rate, ...]


@dataclass(frozen=True)
class Intake:
    """What an import does with every record of its file: outcomes add up to `records`.

    `reasons` are (column, why) → number of records, of those rejected and of those taken with a warning.
    """

    entity: str
    records: int
    outcomes: dict[str, int]
    rejected: tuple[tuple[str, str, int], ...]
    warned: tuple[tuple[str, str, int], ...]
    skipped: tuple[tuple[str, int], ...]

    @property
    def lost(self) -> int:
        """Records of which nothing was said; 0 unless something is wrong with the import itself."""
        return self.records - sum(self.outcomes.values())


def report(conn: Any, day: str) -> Report:
    """Ask everything of the book as it is on `day` (ISO); reads only."""
    totals: dict[str, int] = {}

    def total(table: str) -> int:
        if table not in totals:
            totals[table] = conn.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        return totals[table]

    findings = [orphans(conn)]
    for rule in RULES:
        rows = conn.execute(f"SELECT *, count(*) OVER () FROM ({rule.sql}) LIMIT {_EXAMPLES}", {"day": day}).fetchall()
        if rows:
            examples = tuple(Example(str(row[0]), str(row[1] or ""), str(row[2] or "")) for row in rows)
            findings.append(_finding(rule.key, rule.entity, rows[0][3], total(rule.of), examples))
    kept = [finding for finding in findings if finding.count]
    return Report(
        day,
        tuple(sorted(kept, key=lambda finding: -finding.count)),
        tuple(_shares(conn, total)),
        tuple(_rate(key, rate.hits, rate.n) for key, rate in churn_rates(conn, dt.date.fromisoformat(day)).items()),
    )


def orphans(conn: Any) -> Finding:
    """References to rows that are not there: broken foreign keys, and keys elsewhere of rows that are gone."""
    broken = [
        Example(str(row), table, f"→ {parent}")
        for table, row, parent, _ in conn.execute("PRAGMA foreign_key_check").fetchmany(_EXAMPLES)
    ]
    count = sum(1 for _ in conn.execute("PRAGMA foreign_key_check")) if broken else 0
    # Which writing of an event was seen last is remembered among them; that names no row.
    for (entity,) in conn.execute("SELECT DISTINCT entity FROM external_ref WHERE entity <> 'calendar'").fetchall():
        gone = "NOT EXISTS (SELECT 1 FROM "
        where = (
            f'r.entity = ? AND {gone}"{entity}" AS t WHERE t.id = r.row_id)' if entity in ENTITIES else "r.entity = ?"
        )
        rows = conn.execute(
            f"SELECT r.id, r.system, r.key, count(*) OVER () FROM external_ref AS r WHERE {where} LIMIT {_EXAMPLES}",
            [entity],
        ).fetchall()
        broken += [Example(str(row), system, f"{entity} {key}") for row, system, key, _ in rows]
        count += rows[0][3] if rows else 0
    (every,) = conn.execute("SELECT count(*) FROM external_ref").fetchone()
    return _finding("orphan", "external_ref", count, every, tuple(broken[:_EXAMPLES]))


def intake(plan: Plan) -> Intake:
    """What a plan does with the records of its file, counted."""
    outcomes = {
        "created": plan.created,
        "updated": plan.updated,
        "skipped": plan.skipped,
        "conflicts": plan.conflicts,
        "rejected": plan.rejected,
    }
    records = sum(1 for _ in plan.table.rows())
    rejected = Counter((column, t(f"quality.reason.{key}")) for (column, key) in plan.reasons.elements())
    warned = Counter((column, t(f"quality.reason.{key}")) for (column, key) in plan.warned.elements())
    skipped = Counter(row.reason for row in plan.skips())
    return Intake(
        plan.entity,
        records,
        outcomes,
        tuple((column, why, count) for (column, why), count in rejected.most_common()),
        tuple((column, why, count) for (column, why), count in warned.most_common()),
        tuple((t(f"quality.skip.{reason}"), count) for reason, count in skipped.most_common()),
    )


def _finding(key: str, entity: str, count: int, of: int, examples: tuple[Example, ...]) -> Finding:
    return Finding(key, entity, count, of, t(f"quality.{key}"), t(f"quality.{key}.why"), examples)


def _rate(key: str, lost: int, of: int) -> Rate:
    return Rate(key, lost, of, t(f"quality.rate.{key}"), t(f"quality.rate.{key}.why"))


def _shares(conn: Any, total: Any) -> list[Share]:
    found: list[Share] = []
    for table, field, vague, empty in SHARES:
        if total(table):
            sql = f'SELECT count(*) FILTER (WHERE {vague}), count(*) FILTER (WHERE {empty}) FROM "{table}"'
            vaguely, nothing = conn.execute(sql).fetchone()
            found.append(Share(table, field, vaguely, nothing, total(table)))
    return found
