"""Who serves an account, CS or CS Ops: all accounts between two thresholds, and the changes these propose."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.measures.routing import (
    QUADRANTS,
    USAGES,
    Field,
    Route,
    Standing,
    Thresholds,
    assign,
    field,
    routes,
)
from csops_tui.store.listing import SEPARATOR, Listing
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.chart_spec import Scatter, short_number
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Parts, Tabs

PARTS = ("changes", "all", "unknown")
_STEP = 5.0


@dataclass(frozen=True)
class Shown:
    """The accounts with their usage figure, where the thresholds put them, and that as a chart."""

    field: Field
    cuts: Thresholds
    routes: dict[str, Route]
    chart: Scatter

    @property
    def moves(self) -> list[Route]:
        """The changes proposed."""
        return [route for route in self.routes.values() if route.moves]


class RoutingScreen(Parts, ListScreen):
    """A scatter of relationship and usage, and the list of changes; keys move the thresholds and the list follows."""

    DEFAULT_CSS = """
    RoutingScreen Tabs { margin: 1 0 0 0; }
    RoutingScreen.-low Tabs { margin: 0; }
    RoutingScreen .gap { display: none; }
    RoutingScreen Chart { height: 10; margin: 0 2 0 3; }
    RoutingScreen.-low Chart { display: none; }
    RoutingScreen.-tall Chart { height: 15; margin: 1 2 1 3; }
    RoutingScreen.-high Chart { height: 20; margin: 1 2 1 3; }
    """
    parts = PARTS
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "routing", "page")
    topics = frozenset(
        {"account", "member", "touchpoint", "touchpoint_contact", "attendance", "subscription", "usage", "contact"}
    )
    table = "account"
    place = "routing"

    def __init__(self) -> None:
        super().__init__()
        self.part = "changes"
        self.shown: Shown | None = None
        self._usage: str | None = None
        self._cuts: dict[str, Thresholds] = {}

    def in_a_calendar(self) -> bool:
        """Figures have no day of their own."""
        return False

    # Contents

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        """Nothing until a worker has asked the book."""
        return FiguresSource(Figures(_columns("licence_use"), ()), self._day)

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield Chart()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self.sheet.empty_text = t("stats.counting")
        self._show_tabs()
        self._ask()

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    def reload(self) -> None:
        self._ask()

    def new_day(self) -> None:
        self._ask()

    def _ask(self) -> None:
        book, day, usage, cuts, part = self.csops.book, self._day, self._usage, dict(self._cuts), self.part

        def ask(conn: Any) -> tuple[Shown, FiguresSource]:
            found = field(book, day, usage)
            return _placed(found, cuts.get(found.usage, found.thresholds), part, day)

        self.load("routing", ask, self._answered)

    def _place(self, cuts: Thresholds) -> None:
        """Move the thresholds, or open another part, over the accounts at hand."""
        assert self.shown is not None
        found, part, day = self.shown.field, self.part, self._day
        self._cuts[found.usage] = cuts
        self.load("routing", lambda conn: _placed(found, cuts, part, day), self._answered)

    def _answered(self, answer: tuple[Shown, FiguresSource]) -> None:
        self.shown, source = answer
        self._summarised = None
        self.sheet.empty_text = t(f"routing.empty.{self.part}")
        self.sheet.set_source(source)
        self._show_tabs()
        self._draw()
        self.show_facts()

    def _show_tabs(self) -> None:
        counts: dict[str, int] = {}
        if self.shown:
            unknown = self.shown.field.unknown
            counts = {"changes": len(self.shown.moves), "all": len(self.shown.routes), "unknown": len(unknown)}
        labels = [(part, f"{t(f'routing.part.{part}')} {counts.get(part, 0):,}") for part in PARTS]
        self.query_one(Tabs).show(labels, self.part)

    def _draw(self) -> None:
        if self.shown:
            route = self.shown.routes.get(self.sheet.current_id or "")
            here = (route.standing.relationship or 0.0, usage_of(route.standing)) if route else None
            self.query_one(Chart).show(replace(self.shown.chart, here=here))

    def moved(self, row_id: str | None) -> None:
        self._draw()

    def show_facts(self) -> None:
        if self.shown is None:
            self.title_bar.show(facts=t("stats.counting"))
            return
        super().show_facts()

    # Parts and thresholds

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        self.part = part
        self.sheet.clear_marks()
        if self.shown:
            self._place(self.shown.cuts)

    def why_not_raise_relationship(self) -> str | None:
        """The accounts must be there."""
        return None if self.shown else "stats.counting"

    why_not_lower_relationship = why_not_raise_usage = why_not_lower_usage = why_not_raise_relationship
    why_not_figure = why_not_raise_relationship

    def do_raise_relationship(self) -> None:
        """From a higher relationship on an account counts as close."""
        self._move(1, 0)

    def do_lower_relationship(self) -> None:
        """From a lower relationship on an account counts as close."""
        self._move(-1, 0)

    def do_raise_usage(self) -> None:
        """From a higher usage on an account counts as using much."""
        self._move(0, 1)

    def do_lower_usage(self) -> None:
        """From a lower usage on an account counts as using much."""
        self._move(0, -1)

    def _move(self, relationship: int, usage: int) -> None:
        assert self.shown is not None
        cuts, step = self.shown.cuts, _usage_step(self.shown.field)
        low = None if self.shown.field.usage == "usage_change" else 0.0
        moved = round(cuts.usage + usage * step, 6)
        self._place(
            Thresholds(
                min(100.0, max(0.0, cuts.relationship + relationship * _STEP)),
                moved if low is None else max(low, moved),
            )
        )

    def do_figure(self) -> None:
        """Tell usage by the next figure."""
        assert self.shown is not None
        self._usage = USAGES[(USAGES.index(self.shown.field.usage) + 1) % len(USAGES)]
        self._ask()

    # Assigning

    def why_not_assign(self) -> str | None:
        """Something must be there to assign, today."""
        if self.csops.as_of:
            return "routing.why.past"
        return None if self._chosen() else "routing.why.nothing"

    why_not_owner = why_not_assign

    def why_not_all(self) -> str | None:
        """There must be changes, today."""
        if self.csops.as_of:
            return "routing.why.past"
        return None if self.shown and self.shown.moves else "routing.why.nothing"

    def _chosen(self) -> list[Route]:
        """The changes of the marked rows, else of the one under the cursor."""
        if self.shown is None:
            return []
        ids = sorted(self.sheet.marks) or [self.sheet.current_id or ""]
        found = [self.shown.routes[row] for row in ids if row in self.shown.routes]
        return [route for route in found if route.moves]

    def do_assign(self) -> None:
        """The marked accounts, or the one under the cursor, are served as proposed."""
        self._assign(self._chosen())

    def do_all(self) -> None:
        """All accounts of the list are served as proposed; one step, `u` takes it back."""
        self._assign(self.shown.moves if self.shown else [])

    def do_owner(self) -> None:
        """Choose who looks after the marked accounts from now on, and have them served as proposed."""
        from csops_tui.tui.ask_member import ask_member

        chosen = self._chosen()
        sides = {route.proposed for route in chosen}
        title = t("routing.owner.both" if len(sides) > 1 else f"routing.owner.{sides.pop()}", n=len(chosen))
        ask_member(self.csops, title, lambda member: self._assign(chosen, member))

    def _assign(self, moves: Sequence[Route], member_id: str | None = None) -> None:
        what = moves[0].standing.name if len(moves) == 1 else t("list.n", n=f"{len(moves):,}")
        label = t("routing.label", what=what)
        following = self.sheet.neighbour([move.standing.account_id for move in moves])
        if self.csops.write(label, lambda edit: assign(edit, moves, member_id)):
            self.sheet.clear_marks()
            if following:
                self.sheet.select(following)
            self.csops.say(t("app.done_undo", label=label))

    # Rows are accounts

    def footer_commands(self) -> list[Command]:
        """Nothing is entered here."""
        return [command for command in super().footer_commands() if command.id not in ("list.edit", "list.new")]

    def open_row(self, row_id: str) -> None:
        self.csops.open_account(row_id)

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures"

    why_not_delete = why_not_new = why_not_edit

    def why_not_concern(self) -> str | None:
        """A concern needs an account."""
        return None if self.sheet.current_id else "why.no_account"

    why_not_task = why_not_concern


def scatter_of(routed: Sequence[Route], usage: str, cuts: Thresholds) -> Scatter:
    """The accounts with both figures on their plane; those that change stand out."""
    counts = Counter(route.quadrant for route in routed)
    values = array("d", (usage_of(route.standing) for route in routed))
    top = max([*values, cuts.usage, 1.0])
    low, high = (min([*values, cuts.usage, 0.0]), top) if usage == "usage_change" else (0.0, top)
    if usage != "usage_per_seat":
        # A few far out would press the others together; they stand at the edge.
        low, high = max(-100.0, low), max(100.0 if usage == "licence_use" else 0.0, min(100.0, high))
    title = t(
        "routing.title",
        relationship=short_number(cuts.relationship),
        figure=t(f"routing.usage.{usage}"),
        usage=told_usage(usage, cuts.usage),
    )
    return Scatter(
        title,
        tuple(
            (route.standing.relationship or 0.0, usage_of(route.standing), 2 if route.moves else 1) for route in routed
        ),
        (cuts.relationship, cuts.usage),
        tuple(t(f"routing.quadrant.{name}", n=f"{counts[name]:,}") for name in QUADRANTS),  # type: ignore[arg-type]
        y=(low, high if high > low else low + 1),
        form=lambda value: told_usage(usage, value),
    )


def reason_of(standing: Standing, route: Route | None, field: Field, cuts: Thresholds) -> str:
    """Why an account goes where it goes, with its numbers and the thresholds; or what is not known of it."""
    if route is None:
        missing = [t("routing.relationship")] if standing.relationship is None else []
        missing += [t(f"routing.usage.{field.usage}")] if standing.usage is None else []
        return t("routing.reason.unknown", what="・".join(missing))
    near, much = route.quadrant.split("_")
    numbers = t(
        "routing.reason.numbers",
        relationship=f"{short_number(standing.relationship or 0)}{'≥' if near == 'high' else '<'}"
        f"{short_number(cuts.relationship)}",
        usage=f"{told_usage(field.usage, usage_of(standing))}{'≥' if much == 'high' else '<'}"
        f"{told_usage(field.usage, cuts.usage)}",
    )
    mixed = near != much
    ending = "stays" if mixed and standing.served_by else f"{route.proposed}.nobody" if mixed else route.proposed
    return f"{numbers} → {t(f'routing.reason.{ending}')}"


def told_usage(usage: str, value: float) -> str:
    """A usage figure as people read it."""
    if usage == "licence_use":
        return f"{value:.0f}%"
    return f"{value:+.0f}%" if usage == "usage_change" else short_number(round(value, 2))


def usage_of(standing: Standing) -> float:
    """The usage of an account that has it."""
    return standing.usage or 0.0


def _usage_step(field: Field) -> float:
    if field.usage != "usage_per_seat":
        return _STEP
    # About twenty steps from nothing to what the most part uses, in round numbers.
    known = sorted(s.usage for s in field.standings if s.usage is not None)
    return float(f"{known[len(known) * 9 // 10] / 20:.1g}") or 0.1 if known else 0.1


def _placed(field: Field, cuts: Thresholds, part: str, day: dt.date) -> tuple[Shown, FiguresSource]:
    routed = routes(field.standings, cuts)
    found = {route.standing.account_id: route for route in routed}
    shown = Shown(field, cuts, found, scatter_of(routed, field.usage, cuts))
    if part == "unknown":
        standings: Sequence[Standing] = field.unknown
    else:
        standings = [r.standing for r in found.values() if part == "all" or r.moves]
    rows = tuple((s.account_id, _values(s, found.get(s.account_id), field, cuts)) for s in standings)
    return shown, FiguresSource(Figures(_columns(field.usage), rows), day)


def _values(standing: Standing, route: Route | None, field: Field, cuts: Thresholds) -> tuple[Any, ...]:
    usage = standing.usage
    return (
        standing.name,
        standing.served_by,
        route.proposed if route and route.moves else None,
        standing.relationship,
        None if usage is None else round(usage, 2),
        reason_of(standing, route, field, cuts),
        standing.owner,
        standing.ops_owner,
        None if standing.mrr is None else f"{standing.mrr}{SEPARATOR}{standing.currency or ''}",
    )


def _columns(usage: str) -> tuple[Column, ...]:
    served = "code:account.served_by"
    return (
        Column("account", t("sheet.account"), 24, kind="text", frozen=True, min_width=16, elastic=True),
        Column("served_by", t("routing.now"), 10, kind=served, min_width=8),
        Column("proposed", t("routing.proposed"), 10, kind=served, min_width=8),
        Column("relationship", t("routing.relationship.short"), 6, "right", "count", hide_below=2),
        Column(usage, t(f"routing.usage.{usage}.short"), 8, "right", "number", hide_below=2),
        Column("reason", t("routing.reason"), 42, min_width=30, hide_below=1, elastic=True),
        Column("owner", t("field.account.owner_id"), 8, kind="person", hide_below=3),
        Column("ops_owner", t("field.account.ops_owner_id"), 10, kind="person", hide_below=5),
        Column("mrr", t("sheet.mrr"), 9, "right", "money", hide_below=4),
    )
