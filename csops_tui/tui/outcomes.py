"""The rows of a dry run as lists: what becomes of each, why, and every field of one of them before and after."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from csops_tui.exchange.plan import Conflict, Created, Plan, Rejected, Skipped, Updated
from csops_tui.exchange.targets import USAGE
from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.tui.changes import NOTHING, ChangeWords
from csops_tui.tui.rows import text_of
from csops_tui.tui.widgets.source import Cell, Column, Row

if TYPE_CHECKING:
    from csops_tui.exchange.spool import Spool
    from csops_tui.store.sqlite import Connection

# Fields that are put into a row's line; the frame below it shows all of them.
_IN_LINE = 6
# Up to so many rows words are looked for between two key presses.
_CHEAP = 2_000


class FieldChange(NamedTuple):
    """One field of a row: what it is called, the column of the file, now, then; `kept` says that the file loses."""

    label: str
    column: str
    before: str
    after: str
    kept: bool = False


class OutcomeSource:
    """The records of one outcome over all plans, in the order of the file, worded when they are looked at."""

    def __init__(self, plans: Sequence[Plan], outcome: str, conn: Connection) -> None:
        self.outcome = outcome
        self._plans = [plan for plan in plans if len(_spool(plan, outcome))]
        self._ends = list(accumulate(len(_spool(plan, outcome)) for plan in self._plans))
        self._words = [plan_words(plan, conn) for plan in self._plans]
        self.total = self._ends[-1] if self._ends else 0
        self.cheap = self.total <= _CHEAP
        self.columns = _columns(outcome, several=len(plans) > 1)
        self._several = len(plans) > 1

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        """The places of the rows that contain all words of `quick`; sorted by line only, as they stand."""
        wanted = norm(quick).split()
        keys = range(self.total - 1, -1, -1) if descending else range(self.total)
        if not wanted:
            return array("q", keys)
        texts = ((key, norm(" ".join(text_of(cell) for cell in self._row(key).cells))) for key in keys)
        return array("q", (key for key, text in texts if all(word in text for word in wanted)))

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """The rows at these places."""
        return {key: self._row(key) for key in keys}

    def position(self, row_id: str) -> int | None:
        """The place of a row."""
        return int(row_id) if row_id.isdigit() and int(row_id) < self.total else None

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """How many rows are shown."""
        return t("list.n", n=f"{len(keys):,}")

    def fields(self, row_id: str) -> list[FieldChange]:
        """Every field of one record, before and after; of one that is not taken, its cells."""
        plan, words, record = self._at(int(row_id))
        return fields_of(plan, words, record)

    def line(self, row_id: str) -> int:
        """On which line of the file a record stands."""
        return self._at(int(row_id))[2].line

    def _at(self, key: int) -> tuple[Plan, ChangeWords, Any]:
        number = bisect_right(self._ends, key)
        plan = self._plans[number]
        first = self._ends[number - 1] if number else 0
        return plan, self._words[number], _RECORDS[self.outcome](*_spool(plan, self.outcome)[key - first])

    def _row(self, key: int) -> Row:
        plan, words, record = self._at(key)
        cells = _cells(plan, words, record)
        kind: tuple[Cell, ...] = (t(f"entity.{plan.entity}"),) if self._several else ()
        return Row(str(key), ((f"{record.line:,}", "dim"), *kind, *cells))


_RECORDS: dict[str, Any] = {
    "created": Created,
    "updated": Updated,
    "skipped": Skipped,
    "conflicts": Conflict,
    "rejected": Rejected,
}
_SPOOLS = {"conflicts": "conflict_rows"}


def _spool(plan: Plan, outcome: str) -> Spool:
    return getattr(plan, _SPOOLS.get(outcome, f"{outcome}_rows"))


def plan_words(plan: Plan, conn: Connection) -> ChangeWords:
    """The words of the book, and the names of what the plan brings along."""
    words = ChangeWords(conn)
    for table, added in (("account", plan.new_accounts), ("member", plan.new_members)):
        for row_id, name in added.items():
            words.knows(table, row_id, name)
    return words


def fields_of(plan: Plan, words: ChangeWords, record: Any) -> list[FieldChange]:
    """The fields of one planned record in words."""
    by_field = {
        source.target.field: source.header if source.constant is None else t("importing.all_rows")
        for source in plan.mapping.sources
    }

    def change(name: str, before: Any, after: Any, row: dict[str, Any], *, kept: bool = False) -> FieldChange:
        now, then = (words.value(plan.entity, name, value, row) for value in (before, after))
        return FieldChange(words.field(plan.entity, name), by_field.get(name, ""), now, then, kept)

    match record:
        case Created() if plan.entity == USAGE:
            return [FieldChange(clean(str(fact[3])), "", NOTHING, f"{fact[5]}  {fact[6]:g}") for fact in record.values]
        case Created():
            row = dict(zip(plan.columns, record.values, strict=True))
            return [change(name, None, value, row) for name, value in row.items() if value is not None]
        case Updated():
            row = {name: new for name, (_, new) in record.changes.items()}
            return [change(name, before, after, row) for name, (before, after) in record.changes.items()]
        case Conflict():
            row = {name: new for name, (_, new) in (record.kept | record.changes).items()}
            kept = [change(name, ours, theirs, row, kept=True) for name, (ours, theirs) in record.kept.items()]
            return kept + [change(name, before, after, row) for name, (before, after) in record.changes.items()]
        case Rejected():
            header = plan.table.header
            names = [*header, *(f"#{n + 1}" for n in range(len(header), len(record.cells)))]
            return [
                FieldChange(clean(name), "", "", clean(cell), name == record.column)
                for name, cell in zip(names, record.cells, strict=False)
            ]
        case _:
            return []


def _cells(plan: Plan, words: ChangeWords, record: Any) -> tuple[Cell, ...]:
    match record:
        case Created():
            if plan.entity == USAGE:
                account = record.values[0][0] if record.values else None
                name = words.value("touchpoint", "account_id", account, {})
            else:
                name = words.record(plan.entity, record.id, dict(zip(plan.columns, record.values, strict=True)))
            return name, (_said(fields_of(plan, words, record)), "dim")
        case Updated():
            said = _said(fields_of(plan, words, record)) or _known(record.key)
            return words.record(plan.entity, record.id, {}), (said, "dim")
        case Conflict():
            return words.record(plan.entity, record.id, {}), (_said(fields_of(plan, words, record)), "warn")
        case Skipped():
            return (t(f"importing.skipped.{record.reason}", line=record.first),)
        case _:
            cells = " · ".join(clean(cell) for cell in record.cells if cell.strip())
            return clean(record.column) or "–", (clean(record.reason), "bad"), (cells, "dim")


def _known(key: str) -> str:
    """A record that changes nothing, but is recognised from now on: by its ID elsewhere, or by what it says."""
    return t("importing.recognised_now") if key.startswith(("=", "#")) else t("importing.known_by", key=clean(key))


def _said(changes: list[FieldChange]) -> str:
    said = [_change(change) for change in changes[:_IN_LINE]]
    return " · ".join(said) + (" …" if len(changes) > _IN_LINE else "")


def _change(change: FieldChange) -> str:
    if change.kept:
        return t("importing.kept", label=change.label, ours=change.before, theirs=change.after)
    if change.before == NOTHING:
        return f"{change.label}: {change.after}"
    return f"{change.label}: {change.before} → {change.after}"


def _columns(outcome: str, *, several: bool) -> tuple[Column, ...]:
    line = Column("line", t("importing.line_title"), 6, "right", frozen=True)
    kind = (Column("kind", t("importing.kind"), 12, min_width=8, hide_below=3),) if several else ()
    match outcome:
        case "skipped":
            rest = (Column("reason", t("importing.reason"), 40, min_width=20, elastic=True),)
        case "rejected":
            rest = (
                Column("column", t("importing.column"), 14, min_width=8),
                Column("reason", t("importing.reason"), 44, min_width=24, elastic=True),
                Column("cells", t("importing.cells"), 30, min_width=14, hide_below=1, elastic=True),
            )
        case _:
            rest = (
                Column("name", t("importing.record"), 26, min_width=14, elastic=True),
                Column("changes", t("importing.changes"), 44, min_width=20, elastic=True),
            )
    return (line, *kind, *rest)
