"""Importing usage: facts in bulk, outside the change log, that come and go as one batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from csops_tui.exchange.cells import Cells, reads_number
from csops_tui.exchange.codes import CodeBook
from csops_tui.exchange.errors import Refused
from csops_tui.exchange.ids import mark
from csops_tui.exchange.importer import SEEN, Progress, blocks, column_texts, fault_of, reject
from csops_tui.exchange.mapping import Mapping, Source
from csops_tui.exchange.nothing import says_nothing
from csops_tui.exchange.options import Options
from csops_tui.exchange.plan import Plan
from csops_tui.exchange.references import References
from csops_tui.exchange.remembered import Remembered
from csops_tui.exchange.rows import Blank, RowReader
from csops_tui.exchange.table import Row, Table
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit

_COLUMNS = ("account_id", "contact_id", "product_id", "metric", "grain", "day", "value")
Fact = tuple[Any, ...]

# How often the book holds each fact asked about, by value: numbers are compared here, not by way of JSON.
# CROSS JOIN makes the index on account, metric and day carry it.
_PRESENT = """
SELECT j.key, u.value, count(*)
FROM json_each(?) AS j
CROSS JOIN usage AS u
  ON u.account_id = j.value ->> 0 AND u.metric = j.value ->> 3 AND u.day = j.value ->> 5
 AND u.contact_id IS j.value ->> 1 AND u.product_id IS j.value ->> 2 AND u.grain = j.value ->> 4
GROUP BY j.key, u.value
"""


def plan_usage(book: Book, table: Table, mapping: Mapping, options: Options, progress: Progress | None) -> Plan:
    """Plan the import of usage facts; a record is created when the book lacks one of its facts, else skipped.

    Usage has no key of its own: two records that say the same are two facts, and a file holds as many of each as it
    says. Records with one id but different content are all taken, with a warning.
    """
    made = Plan(mapping.entity, table, mapping, options, _COLUMNS, table.digest())
    _UsagePlanner(book, made).run(progress)
    return made


def write_usage(edit: Edit, plan: Plan, source: str, counted: Callable[[Iterable[Any]], Iterator[Any]] = iter) -> None:
    """Write the planned facts as one batch known as `source`; their rows pass through `counted`."""
    edit.usage_rows(edit.usage_batch(source), _facts(counted(plan.created_rows)))


def _facts(rows: Iterable[Any]) -> Iterator[Fact]:
    for _, _, _, facts in rows:
        yield from facts


class _UsagePlanner:
    def __init__(self, book: Book, plan: Plan) -> None:
        self._reader = book.reader()
        self._plan = plan
        self._references = References(self._reader, plan.options)
        codes = CodeBook(self._reader, plan.options)
        self._rows = RowReader(
            plan.mapping,
            plan.options,
            self._references,
            codes,
            lambda at: column_texts(plan.table, at),
        )
        self._wide: list[tuple[Source, Cells]] = [(s, Cells(reads_number(s))) for s in plan.mapping.by_role("metric")]
        self._external = next((s.at for s in plan.mapping.by_role("external")), None)
        # Mark of a fact → how often the file has said it so far; of an id → the mark of its record and its line.
        self._said: Remembered[int, int] = Remembered()
        self._ids: Remembered[int, bytes] = Remembered()

    def run(self, progress: Progress | None) -> None:
        try:
            for block in blocks(self._plan.table.rows(), progress):
                self._block(block)
        finally:
            self._said.close()
            self._ids.close()

    def _block(self, block: list[Row]) -> None:
        width = len(self._plan.table.header)
        read: list[tuple[Row, list[Fact]]] = []
        refused: dict[int, Refused] = {}
        for row in block:
            try:
                if row.fault:
                    raise fault_of(row, width)
                read.append((row, self._facts(row)))
            except Blank as blank:
                self._plan.skipped_rows.append((row.line, blank.key, 0))
            except Refused as reason:
                refused[row.line] = reason
        asked = [fact for _, facts in read for fact in facts]
        rows = self._reader.execute(_PRESENT, [json.dumps([fact[:-1] for fact in asked])]) if asked else ()
        present = {(place, value): count for place, value, count in rows}
        self._said.recall(map(mark, asked))
        facts_of = {row.line: facts for row, facts in read}
        at = 0
        for row in block:
            if row.line in refused:
                reject(self._plan, row, refused[row.line])
                continue
            facts = facts_of.get(row.line)
            if facts is None:
                continue
            self._take(row, facts, [present.get((at + n, fact[-1]), 0) for n, fact in enumerate(facts)])
            at += len(facts)

    def _take(self, row: Row, facts: list[Fact], present: list[int]) -> None:
        plan = self._plan
        record = mark(tuple(facts))
        if self._external is not None and (key := row.cells[self._external].strip()):
            if seen := self._ids.get(name := mark(key)):
                before, first = SEEN.unpack(seen)
                if before == record:
                    plan.skipped_rows.append((row.line, "repeated", first))
                    return
                header = plan.table.header[self._external]
                plan.warn(row.line, Refused("key_reused", value=key, line=first), header)
            else:
                self._ids.put(name, SEEN.pack(record, row.line))
        missing = []
        for fact, there in zip(facts, present, strict=True):
            said = mark(fact)
            times = (self._said.get(said) or 0) + 1
            self._said.put(said, times)
            if times > there:
                missing.append(fact)
        if missing:
            plan.created_rows.append((row.line, "", "", tuple(missing)))
            if name := self._references.added["account"].get(missing[0][0]):
                plan.new_accounts[missing[0][0]] = name
        else:
            plan.skipped_rows.append((row.line, "same", 0))

    def _facts(self, row: Row) -> list[Fact]:
        draft = self._rows.read(row.line, row.cells)
        values = draft.values
        metric = values.get("metric")
        head = (values["account_id"], values.get("contact_id"), values.get("product_id"))
        tail = (values.get("grain") or "day", values["day"])
        facts: list[Fact] = []
        if (value := values.get("value")) is not None:
            facts.append((*head, metric or "count", *tail, value))
        for source, cells in self._wide:
            text = row.cells[source.at]
            if not text.strip():
                continue
            value = cells(text)
            if isinstance(value, Refused):
                if says_nothing(text):
                    continue
                raise Refused(value.key, source.header, **value.values)
            name = f"{metric}.{source.target.field}" if metric else source.target.field
            facts.append((*head, name, *tail, value))
        if not facts:
            raise Refused("required", "value")
        return facts
