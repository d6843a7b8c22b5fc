"""Importing a file: first a plan of what every record would do, then the plan carried out as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from struct import Struct
from typing import Any

from csops_tui.exchange.apply import apply
from csops_tui.exchange.checks import Checks
from csops_tui.exchange.codes import CodeBook
from csops_tui.exchange.conflicts import in_conflict
from csops_tui.exchange.errors import Refused
from csops_tui.exchange.ids import mark
from csops_tui.exchange.mapping import Mapping
from csops_tui.exchange.match import Matcher
from csops_tui.exchange.options import Options
from csops_tui.exchange.plan import Plan
from csops_tui.exchange.references import References
from csops_tui.exchange.remembered import Remembered
from csops_tui.exchange.rows import Blank, Draft, RowReader
from csops_tui.exchange.table import Row, Table
from csops_tui.exchange.targets import USAGE
from csops_tui.locale import t
from csops_tui.measures.selling_guard import advances, against_all
from csops_tui.model.codes import list_of
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book

__all__ = ["apply", "plan"]

BLOCK = 2_000
"""So many records are asked about in the book at once."""
_NONE: frozenset[str] = frozenset()
SEEN = Struct("<qQ")
"""How a record is remembered: the mark of what it said, and its line."""
Progress = Callable[[int], None]

# The day of a fact that cannot well lie before the customer was one.
_HAPPENED = {"touchpoint": "day", "ticket": "opened", "churn": "effective", "subscription": "starts", "concern": "day"}


def plan(
    book: Book,
    table: Table,
    mapping: Mapping,
    options: Options | None = None,
    progress: Progress | None = None,
    reader: Any = None,
) -> Plan:
    """Read the whole file against the book and write nothing: every record gets its one outcome (see Plan).

    `reader` is a connection that sees more than the book (see sequence); `progress` is told the number of records
    read, block by block. Raises ExchangeError when the file stops being readable on the way.
    """
    options = options or Options()
    if mapping.entity == USAGE:
        from csops_tui.exchange.usage import plan_usage

        return plan_usage(book, table, mapping, options, progress)
    names = tuple(column.name for column in columns(ENTITIES[mapping.entity]))
    made = Plan(mapping.entity, table, mapping, options, names, table.digest())
    _Planner(reader or book.reader(), made, book.clock.today()).run(progress)
    return made


def column_texts(table: Table, at: int) -> Iterator[str]:
    """All cells of one column, for questions that only the whole column answers."""
    return (row.cells[at] for row in table.rows() if not row.fault and at < len(row.cells))


def blocks(rows: Iterable[Row], progress: Progress | None) -> Iterator[list[Row]]:
    """The records in lists of a block each; when a block is done, `progress` is told how many records are."""
    walk, done = iter(rows), 0
    while block := list(islice(walk, BLOCK)):
        yield block
        done += len(block)
        if progress:
            progress(done)


def reject(plan: Plan, row: Row, refused: Refused) -> None:
    """Note a record as rejected, with its reason in the language in force."""
    plan.rejected_rows.append((row.line, refused.column, str(refused), list(row.cells)))
    plan.reasons[(refused.column, refused.key)] += 1


def fault_of(row: Row, width: int) -> Refused:
    """Why a record of the wrong form cannot be taken."""
    return Refused(row.fault, found=len(row.cells), expected=width)


class _Planner:
    def __init__(self, reader: Any, plan: Plan, today: dt.date) -> None:
        self._reader = reader
        self._plan = plan
        # What speaks against selling more, by account; asked once.
        self._against = against_all(reader, today) if plan.entity == "opportunity" else {}
        self._own = plan.mapping.own
        self._columns = columns(ENTITIES[plan.entity])
        self._blank = {column.name: _stored(column.default) for column in self._columns}
        self._optional = frozenset(column.name for column in self._columns if not column.required)
        self._references = References(reader, plan.options)
        self._codes = CodeBook(reader, plan.options)
        self._rows = RowReader(
            plan.mapping,
            plan.options,
            self._references,
            self._codes,
            lambda at: column_texts(plan.table, at),
            plan.table.delimiter == ";",
        )
        self._matcher = Matcher(reader, plan.entity, plan.options, self._references)
        self._checks = Checks(reader, plan.entity)
        # Mark of the row's id → mark of what the file said of it, and line. Finds records that name a row twice.
        self._seen: Remembered[int, bytes] = Remembered()
        self._starts: dict[str, str | None] = {}
        kinds = [(column.name, column.spec) for column in self._columns]
        self._coded = [(name, list_of(plan.entity, name, spec.target)) for name, spec in kinds if spec.kind == "code"]
        self._named = [
            (name, self._references.added[spec.target], added)
            for name, spec in kinds
            for table, added in (("account", plan.new_accounts), ("member", plan.new_members))
            if spec.target == table
        ]

    def run(self, progress: Progress | None) -> None:
        try:
            for block in blocks(self._plan.table.rows(), progress):
                self._block(block)
        finally:
            self._seen.close()
            self._matcher.close()

    def _block(self, block: list[Row]) -> None:
        width = len(self._plan.table.header)
        drafts: list[Draft] = []
        kept: list[Row] = []
        outcome: list[tuple[Row, Any]] = []
        for row in block:
            try:
                if row.fault:
                    raise fault_of(row, width)
                drafts.append(self._rows.read(row.line, row.cells))
                kept.append(row)
            except Blank as blank:
                self._plan.skipped_rows.append((row.line, blank.key, 0))
            except Refused as refused:
                outcome.append((row, refused))
        ids, recorded = self._matcher.ids(drafts)
        existing = self._matcher.rows([row_id for row_id in ids if isinstance(row_id, str)])
        merged: list[dict[str, Any]] = []
        waiting: list[tuple[Row, Draft, str, dict[str, Any] | None]] = []
        for row, draft, row_id in zip(kept, drafts, ids, strict=True):
            if isinstance(row_id, Refused):
                outcome.append((row, row_id))
                continue
            if row.line in self._matcher.merged:
                outcome.append((row, "merged"))
                continue
            now = existing.get(row_id)
            if now is None and self._plan.options.existing:
                outcome.append((row, Refused("not_in_book")))
                continue
            merged.append({**now, **self._stated(draft, now)} if now else self._whole(draft))
            waiting.append((row, draft, row_id, now))
        broken = self._checks.failures(merged)
        disputed = self._disputed(waiting, merged)
        for place, (row, draft, row_id, now) in enumerate(waiting):
            ours = disputed.get(row_id, _NONE)
            outcome.append((row, broken.get(place) or (draft, row_id, now, merged[place], recorded, ours)))
        self._seen.recall(mark(row_id) for _, _, row_id, _ in waiting)
        # Rejections are found in several places; the plan keeps the order of the file.
        for row, found in sorted(outcome, key=lambda item: item[0].line):
            if isinstance(found, Refused):
                reject(self._plan, row, found)
            elif found == "merged":
                self._plan.skipped_rows.append((row.line, found, 0))
            else:
                self._take(row, *found)

    def _disputed(
        self, waiting: list[tuple[Row, Draft, str, dict[str, Any] | None]], merged: list[dict[str, Any]]
    ) -> dict[str, set[str]]:
        """Row id → the fields that people have changed since the last import, and that the file does not take over."""
        if self._own or self._plan.options.theirs:
            return {}
        wanted: dict[str, dict[str, Any]] = {}
        for (_, draft, row_id, now), row in zip(waiting, merged, strict=True):
            if now and not draft.content and (changed := [name for name, value in row.items() if value != now[name]]):
                wanted.setdefault(row_id, {}).update({name: now[name] for name in changed})
        return in_conflict(self._reader, self._plan.entity, self._plan.options.source, wanted)

    def _take(
        self,
        row: Row,
        draft: Draft,
        row_id: str,
        now: dict[str, Any] | None,
        merged: dict[str, Any],
        recorded: set[str],
        kept: frozenset[str] | set[str],
    ) -> None:
        plan = self._plan
        said = mark(frozenset(draft.values.items()))
        if seen := self._seen.get(name := mark(row_id)):
            before, first = SEEN.unpack(seen)
            if before == said:
                plan.skipped_rows.append((row.line, "repeated", first))
            else:
                reject(plan, row, Refused("twice", line=first))
            return
        self._seen.put(name, SEEN.pack(said, row.line))
        key = "" if draft.own or draft.key in recorded else draft.key
        if now is None:
            plan.created_rows.append((row.line, row_id, key, tuple(map(merged.__getitem__, plan.columns))))
        elif draft.content:
            plan.skipped_rows.append((row.line, "same", 0))
            return
        else:
            changes = {name: (now[name], value) for name, value in merged.items() if value != now[name]}
            ours = {name: changes.pop(name) for name in kept if name in changes}
            if ours:
                merged = {**merged, **{name: now[name] for name in ours}}
                plan.conflict_rows.append((row.line, row_id, ours, changes, key))
                plan.partly += bool(changes or key)
            elif changes or key:
                plan.updated_rows.append((row.line, row_id, changes, key))
            else:
                plan.skipped_rows.append((row.line, "same", 0))
                return
        self._note_new(merged)
        for refused in draft.empty:
            # Of a word for no value that stands all down a column a person is told once.
            if refused.key != "says_nothing" or (refused.column, refused.key) not in plan.warned:
                plan.warn(row.line, refused)
        self._warn_early(row, merged)
        self._warn_guarded(row, now, merged)

    def _note_new(self, merged: dict[str, Any]) -> None:
        """Keep the codes, accounts and members that a row taken brings along; those of rejected rows are not added."""
        if self._codes.added:
            for name, listed in self._coded:
                code = (listed, merged[name])
                if word := self._codes.added.get(code):
                    self._plan.new_codes[code] = word
        for name, known, added in self._named:
            if row := known.get(merged[name]):
                added[merged[name]] = row

    def _stated(self, draft: Draft, now: dict[str, Any]) -> dict[str, Any]:
        """What a record changes of a row: an empty cell says nothing, but in an export of ours, which is complete."""
        clears = self._optional if self._own else frozenset()
        values = {name: value for name, value in draft.values.items() if value is not None or name in clears}
        if "day" in values and values["day"] != now.get("day"):
            # A touch that moves to another day takes its moment along.
            return {**draft.new, **values}
        return values

    def _whole(self, draft: Draft) -> dict[str, Any]:
        row = self._blank | draft.new
        for name, value in draft.values.items():
            if value is not None:
                row[name] = value
        return row

    def _warn_early(self, row: Row, merged: dict[str, Any]) -> None:
        field = _HAPPENED.get(self._plan.entity)
        day = merged.get(field) if field else None
        account = merged.get("account_id")
        if not (day and account):
            return
        since = self._since(account)
        if since and day < since:
            header = next((s.header for s in self._plan.mapping.sources if s.target.field == field), field)
            self._plan.warn(row.line, Refused("before_start", value=day, since=since), header or "")

    def _warn_guarded(self, row: Row, now: dict[str, Any] | None, merged: dict[str, Any]) -> None:
        """An opportunity that goes on at an account that is to be helped first is taken, and pointed out."""
        found = self._against.get(merged.get("account_id") or "")
        if not found or not (advances(now, merged) if now else merged.get("state") == "open"):
            return
        reasons = t("register.guard.between").join(one.words for one in found)
        header = next((s.header for s in self._plan.mapping.sources if s.target.field == "account_id"), "account_id")
        self._plan.warn(row.line, Refused("guarded", reasons=reasons), header or "")

    def _since(self, account: str) -> str | None:
        if account not in self._starts:
            self._starts[account] = self._references.value("account", "since", account)
        return self._starts[account]


def _stored(default: Any) -> Any:
    return int(default) if isinstance(default, bool) else default
