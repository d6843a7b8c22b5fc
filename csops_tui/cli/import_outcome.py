"""What `csops import` says: counts, additions, conflicts, rejections; as JSON every record's outcome with its diff."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from csops_tui.cli.output import Column, emit, emit_json
from csops_tui.cli.session import Session
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.mapping import Mapping
    from csops_tui.exchange.options import Options
    from csops_tui.exchange.plan import Plan
    from csops_tui.exchange.sequence import Sequence
    from csops_tui.exchange.table import Table

# So many rejected or conflicting records are shown; the reject file and the JSON answer have more.
_SHOWN = 10
# So many records stand in the JSON answer of a dry run, of each plan.
_LISTED = 1_000


def kind_of(entity: str) -> str:
    """What a kind of record is called; usage is no entity but comes in like one."""
    return t("quality.usage") if entity == "usage" else t(f"entity.{entity}")


def answer(held: Session, sequence: Sequence, edit: str | None, dry_run: bool) -> None:
    """Write the counts; a JSON dry run also lists the records, each with its line, outcome, reasons and diff."""
    counts = sequence.counts()
    if held.form != "json":
        if held.form == "table" and not counts["conflicts"]:
            del counts["conflicts"]
        emit([Column(key, t(f"cli.column.{key}"), "count") for key in counts], [tuple(counts.values())])
        return
    said: dict[str, Any] = {**counts, "edit": edit}
    if dry_run:
        said["plans"] = [_listed(plan) for plan in sequence.plans]
    emit_json(said)


def say_columns(held: Session, parts: tuple[tuple[Mapping, Options], ...], table: Table) -> None:
    """Say which columns become nothing, and what else a person should know of how the file is read."""
    used = {source.header for mapping, _ in parts for source in mapping.sources}
    if ignored := [name for name in parts[0][0].ignored if name not in used]:
        held.say(t("cli.import.ignored", names=", ".join(ignored)))
    if yearly := [source.header for mapping, _ in parts for source in mapping.by_role("yearly")]:
        held.say(t("cli.import.yearly", names=", ".join(yearly)))
    for remark in table.remarks:
        held.say(remark)
    if len(parts) == 1:
        _tell_contracts(held, parts[0][0], table)


def say_rejects(held: Session, sequence: Sequence, path: Path) -> None:
    """Write the rejected records of every plan that has some to a file, and say so."""
    from csops_tui.exchange.rejects import write_all_rejects

    for plan, target in write_all_rejects(sequence.plans, path):
        held.say(t("cli.import.reject_file", count=plan.rejected, path=target))


def say_outcome(held: Session, sequence: Sequence, edit: str | None, dry_run: bool) -> None:
    """Say what is added besides the records, what is in conflict, what cannot be taken, and whether it was written."""
    for plan in sequence.plans:
        if len(sequence.plans) > 1:
            counts = {name: getattr(plan, name) for name in sequence.counts()}
            held.say(t("cli.import.part", entity=kind_of(plan.entity), **counts))
        for (column, key), count in plan.warned.most_common():
            why = t(f"quality.reason.{key}")
            held.say(t("quality.intake.warned", count=count, column=column or "–", why=why))
        for key, (count, names) in plan.additions().items():
            held.say(t(f"cli.import.{key}", count=count, names=names))
        _say_conflicts(held, plan)
        _say_rejected(held, plan)
    held.say(t("cli.import.dry" if dry_run else "cli.import.done" if edit else "cli.import.nothing"))


def _say_conflicts(held: Session, plan: Plan) -> None:
    for row in islice(plan.conflicting(), _SHOWN):
        for name, (ours, theirs) in row.kept.items():
            held.say(t("cli.import.conflict", line=row.line, field=name, ours=_word(ours), theirs=_word(theirs)))
    if plan.conflicts:
        held.say(t("cli.import.conflicts", count=plan.conflicts))


def _say_rejected(held: Session, plan: Plan) -> None:
    if not plan.rejected:
        return
    for row in islice(plan.rejects(), _SHOWN):
        held.say(t("cli.import.rejected", line=row.line, column=row.column or "–", reason=row.reason))
    if plan.rejected > _SHOWN:
        held.say(t("cli.import.more", count=plan.rejected - _SHOWN))
    held.say(t("cli.import.left_out", count=plan.rejected, total=plan.total))


def _word(value: Any) -> str:
    return "–" if value is None else str(value)


def _listed(plan: Plan) -> dict[str, Any]:
    rows = sorted(islice(_outcomes(plan), _LISTED), key=lambda row: row["line"])
    columns = [
        {"column": None if s.constant is not None else s.header, "field": s.target.name, "value": s.constant}
        for s in plan.mapping.sources
    ]
    return {
        "entity": plan.entity,
        "source": plan.options.source,
        "columns": columns,
        "ignored": list(plan.mapping.ignored),
        "records": plan.total,
        "listed": len(rows),
        "rows": rows,
    }


def _outcomes(plan: Plan) -> Iterator[dict[str, Any]]:
    """Every record's outcome, those first of which a person wants to know more."""
    warned: dict[int, list[str]] = {}
    for warning in islice(plan.warnings(), _LISTED):
        warned.setdefault(warning.line, []).append(f"{warning.column}: {warning.reason}")

    def row(line: int, action: str, reasons: list[str], diff: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"line": line, "action": action, "reasons": [*reasons, *warned.get(line, [])], "diff": diff, **more}

    for bad in plan.rejects():
        yield row(bad.line, "reject", [f"{bad.column}: {bad.reason}" if bad.column else bad.reason], {})
    for found in plan.conflicting():
        kept = {name: {"ours": ours, "theirs": theirs, "taken": "ours"} for name, (ours, theirs) in found.kept.items()}
        reason = t("cli.import.kept", names=", ".join(found.kept))
        yield row(found.line, "conflict", [reason], {**kept, **_diff(found.changes)}, id=found.id)
    for changed in plan.updates():
        yield row(changed.line, "update", [], _diff(changed.changes), id=changed.id)
    for new in plan.creations():
        values = dict(zip(plan.columns, new.values, strict=True)) if plan.columns and new.id else {}
        diff = {name: {"from": None, "to": value} for name, value in values.items() if value is not None}
        yield row(new.line, "create", [], diff, id=new.id)
    for skipped in plan.skips():
        more = t("cli.import.first_line", line=skipped.first) if skipped.first else ""
        yield row(skipped.line, "skip", [f"{t(f'cli.import.skip.{skipped.reason}')}{more}"], {})


def _diff(changes: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    return {name: {"from": old, "to": new} for name, (old, new) in changes.items()}


def _tell_contracts(held: Session, mapping: Mapping, table: Table) -> None:
    """Say where a list of accounts has columns of contracts, and how they come in."""
    from csops_tui.exchange.errors import ExchangeError
    from csops_tui.exchange.kinds import contract_columns
    from csops_tui.exchange.mapping import resolve

    if not (found := contract_columns(mapping)):
        return
    try:
        resolve("subscription", table.header)
        more = ""
    except ExchangeError:
        more = " --set starts=2026-04-01"
    call = f"csops import subscription {quote(str(table.path))}{more}"
    held.say(t("cli.import.contracts", names=", ".join(found), call=call))
