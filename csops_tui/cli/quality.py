"""`csops quality`: what is odd in the data of the book, or what an import of a file would leave out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import OK
from csops_tui.cli.everywhere import session
from csops_tui.cli.import_outcome import kind_of
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.quality import Intake, Report


@command("quality")
@click.argument("words", nargs=-1, metavar="[[ENTITY] FILE]")
@option("--source", metavar="NAME")
def quality(words: tuple[str, ...], source: str | None) -> int:
    """Report on the data."""
    held = session()
    if words:
        _of_files(_intake(words, source))
        return OK
    from csops_tui.exchange.quality import report

    found = report(held.book().reader(), held.clock.today().isoformat())
    if held.form == "table":
        _say(found)
    elif held.form == "json":
        emit_json(_plain(found))
    else:
        rows = [(f.key, f.entity, f.count, f.of, f.title) for f in found.findings]
        emit([Column(key) for key in ("key", "entity", "count", "of", "title")], rows)
    return OK


def _intake(words: tuple[str, ...], source: str | None) -> list[Intake]:
    """What an import of the file would do, part by part."""
    from csops_tui.cli.importing import foreseen
    from csops_tui.exchange.quality import intake

    sequence = foreseen(words, source)
    try:
        return [intake(plan) for plan in sequence.plans]
    finally:
        sequence.close()


def _of_files(intakes: list[Intake]) -> None:
    if session().form != "table":
        emit_json([{**asdict(part), "lost": part.lost} for part in intakes])
        return
    for part in intakes:
        said: dict[str, Any] = {"records": part.records, "lost": part.lost, **part.outcomes}
        emit_line(t("quality.intake", entity=kind_of(part.entity), **said))
        for column, why, count in part.rejected:
            emit_line("  " + t("quality.intake.rejected", count=count, column=column or "–", why=why))
        for column, why, count in part.warned:
            emit_line("  " + t("quality.intake.warned", count=count, column=column or "–", why=why))
        for why, count in part.skipped:
            emit_line("  " + t("quality.intake.skipped", count=count, why=why))


def _say(found: Report) -> None:
    emit_line(t("quality.findings"))
    if not found.findings:
        emit_line("  " + t("quality.none"))
    else:
        labels = ("count", "of", "finding", "example")
        kinds = ("count", "count", "text", "text")
        shown = [
            (f.count, f.of, f.title, " · ".join(f"{e.whose} {e.what}".strip() for e in f.examples[:2]))
            for f in found.findings
        ]
        emit([Column(key, t(f"cli.column.{key}"), kind) for key, kind in zip(labels, kinds, strict=True)], shown)
    emit_line("")
    emit_line(t("quality.rates"))
    for rate in found.rates:
        percent = "–" if rate.percent is None else f"{rate.percent:.1f}"
        emit_line("  " + t("quality.rate_line", title=rate.title, percent=percent, lost=rate.lost, of=rate.of))
        emit_line("    " + rate.definition)
    emit_line("  " + t("quality.differ"))
    emit_line("")
    emit_line(t("quality.shares"))
    for share in found.shares:
        said: dict[str, Any] = {"vague": share.vague, "empty": share.empty, "of": share.of}
        emit_line("  " + t("quality.share_line", entity=t(f"entity.{share.entity}"), field=_field(share), **said))


def _field(share: Any) -> str:
    from csops_tui.locale import has

    key = f"field.{share.entity}.{share.field}"
    return t(key if has(key) else f"field.{share.field}")


def _plain(found: Report) -> dict[str, Any]:
    said = asdict(found)
    for rate, known in zip(said["rates"], found.rates, strict=True):
        rate["percent"] = known.percent
    return said
