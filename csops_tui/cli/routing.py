"""`csops routing`: which accounts CS and CS Ops are to serve, and why; `--apply` assigns them in one step."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import REFUSED, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t
from csops_tui.store.listing import SEPARATOR

_USAGES = ("licence_use", "usage_per_seat", "usage_change")


@command("routing")
@option("--relationship", type=float, metavar="N")
@option("--usage", type=float, metavar="N")
@option("--by", type=click.Choice(_USAGES))
@option("--all", "everyone", is_flag=True)
@option("--unknown", is_flag=True)
@option("--apply", "apply_changes", is_flag=True)
@option("--dry-run", "-n", is_flag=True)
def routing(
    relationship: float | None,
    usage: float | None,
    by: str | None,
    everyone: bool,
    unknown: bool,
    apply_changes: bool,
    dry_run: bool,
) -> None:
    """Route accounts to CS or CS Ops."""
    from csops_tui.measures.routing import Thresholds, assign, field, routes

    held = session()
    if apply_changes and not dry_run and held.clock.fixed and held.as_of:
        raise ShellError("routing_past", REFUSED)
    book = held.book()
    found = field(book, usage=by)
    cuts = found.thresholds
    cuts = Thresholds(
        cuts.relationship if relationship is None else relationship, cuts.usage if usage is None else usage
    )
    routed = routes(found.standings, cuts)
    moves = [route for route in routed if route.moves]
    rows: list[list[Any]]
    if unknown:
        rows = [_row(standing, None, None) for standing in found.unknown]
    else:
        shown = routed if everyone else moves
        rows = [_row(route.standing, route.quadrant, route.proposed) for route in shown]
    emit(_columns(found.usage), rows)
    held.say(
        t(
            "cli.said.routing",
            relationship=f"{cuts.relationship:g}",
            figure=t(f"routing.usage.{found.usage}"),
            usage=f"{cuts.usage:g}",
            moves=len(moves),
            of=len(routed),
            unknown=len(found.unknown),
        )
    )
    if apply_changes and moves and not dry_run:
        with book.edit(t("routing.label", what=t("list.n", n=len(moves)))) as edit:
            assign(edit, moves)
        held.say(t("cli.said.routed", n=len(moves)))
    elif apply_changes and dry_run:
        held.say(t("cli.import.dry"))


def _row(standing: Any, quadrant: str | None, proposed: str | None) -> list[Any]:
    mrr = standing.mrr
    if mrr is not None and standing.currency and session().form == "table":
        mrr = f"{mrr}{SEPARATOR}{standing.currency}"
    words = quadrant and (t(f"routing.where.{quadrant}") if session().form == "table" else quadrant)
    usage = None if standing.usage is None else round(standing.usage, 2)
    return [
        *(standing.name, standing.served_by, proposed, standing.relationship, usage, words),
        *(standing.owner, standing.ops_owner, mrr),
        *([] if session().form == "table" else [standing.account_id]),
    ]


def _columns(usage: str) -> list[Column]:
    served = ("code", "account.served_by")
    return [
        Column("account", t("sheet.account")),
        Column("served_by", t("routing.now"), *served),
        Column("proposed", t("routing.proposed"), *served),
        Column("relationship", t("routing.relationship.short"), "count"),
        Column(usage, t(f"routing.usage.{usage}.short"), "number"),
        Column("quadrant", t("routing.where")),
        Column("owner", t("field.account.owner_id")),
        Column("ops_owner", t("field.account.ops_owner_id")),
        Column("mrr", t("sheet.mrr"), "money"),
        *([] if session().form == "table" else [Column("id", "id")]),
    ]
