"""The cadence table as a matrix: for whom, how many days for each reach, and how many accounts follow each cell."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import language, t
from csops_tui.measures import cadences
from csops_tui.measures.cadences import EVERYBODY, PRESETS, REACHES, Group, Preset, Step, Table, Who
from csops_tui.model.codes import word
from csops_tui.store.choices import code_choices
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.present import NONE
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.screens.moves import MovesScreen, Plan
from csops_tui.tui.widgets.source import Cell, Column, Row, Source

_SEGMENTS = """
SELECT name FROM segment UNION SELECT segment FROM account WHERE segment IS NOT NULL ORDER BY 1"""
_LONGEST = 3650


class CadencesScreen(ListScreen):
    """The lines of the cadence table, the most personal accounts first."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "cadence")
    topics = frozenset({"cadence", "account", "segment", "touchpoint"})
    table = "cadence"
    place = "cadences"
    DEFAULT_CSS = """
    CadencesScreen #about { height: auto; max-height: 6; padding: 0 1 0 3; margin: 1 0 0 0; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.matrix: Table | None = None

    def source(self) -> Source:
        columns = (
            Column("who", t("cadence.who"), 26, min_width=16, frozen=True, elastic=True),
            *(Column(reach, t(f"cadence.{reach}"), 14, min_width=12, align="right") for reach in REACHES),
            Column("minutes", t("cadence.minutes"), 8, align="right", hide_below=1),
        )
        return RowsSource(columns, [_row(group) for group in self.matrix.groups] if self.matrix else ())

    def compose_below(self) -> ComposeResult:
        yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        self.sheet.empty_text = "…"
        self._count()

    def reload(self) -> None:
        self._count()

    def new_day(self) -> None:
        self._count()

    def _count(self) -> None:
        book, day = self.csops.book, self.csops.catching_up.day()

        def ask(_: Connection) -> Table:
            return cadences.table(book, day)

        self.load("cadences", ask, self._take)

    def _take(self, table: Table) -> None:
        first = self.matrix is None
        self.matrix = table
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        if first:
            self.sheet.select_column(REACHES[0])
        self.show_facts()
        self.query_one("#about", Static).update(self._about(table))

    def _about(self, table: Table) -> Text:
        colours = self.app.theme_variables
        share = f"{100 * table.covered // table.due}%" if table.due else "–"
        text = Text(no_wrap=False)
        text.append(t("cadence.covered", covered=f"{table.covered:,}", due=f"{table.due:,}", share=share))
        counts = {"own": table.own, "paused": table.paused, "without": table.without}
        for key, number in counts.items():
            role = colours["warning"] if key == "without" and number else ""
            text.append("   ")
            text.append(t(f"cadence.{key}", n=f"{number:,}"), role)
        text.append(f"\n{t('cadence.order')}\n{t('cadence.keys')}")
        return text

    # What one can do

    def _here(self) -> tuple[Who, str] | None:
        """The accounts and the reach under the cursor; on the other columns the first reach that has days."""
        row, column = self.sheet.current_id, self.sheet.current_column
        if row is None or self.matrix is None:
            return None
        who: Who = tuple(json.loads(row))  # type: ignore[assignment]
        if column in REACHES:
            return who, str(column)
        group = next((g for g in self.matrix.groups if g.who == who), None)
        return who, next((reach for reach in REACHES if group and reach in group.lines), REACHES[0])

    def current_row(self) -> tuple[str, str] | None:
        here = self._here()
        group = next((g for g in self.matrix.groups if here and g.who == here[0]), None) if self.matrix else None
        line = group.lines.get(here[1]) if group and here else None
        return ("cadence", line.id) if line else None

    def why_not_changes(self) -> str | None:
        """There must be days under the cursor."""
        return None if self.current_row() else "why.no_row"

    def open_row(self, row_id: str) -> None:
        self.do_edit()

    def do_edit(self) -> None:
        """Change the days under the cursor; an empty line takes them away."""
        if here := self._here():
            self._ask_days(*here)

    def _ask_days(self, who: Who, reach: str) -> None:
        group = next((g for g in self.matrix.groups if g.who == who), None) if self.matrix else None
        line = group.lines.get(reach) if group else None
        value = "" if line is None else str(line.days)
        if line and line.minutes is not None:
            value = t("cadence.with_minutes", days=line.days, minutes=line.minutes)
        followers = group.governs.get(reach, 0) if group else 0

        def echo(text: str, _: Suggestion | None) -> str:
            read = read_days(text)
            if read is None:
                return t("cadence.days_help")
            days, minutes = read
            if days is None:
                return t("cadence.will_go", n=f"{followers:,}") if line else t("cadence.days_help")
            said = t("cadence.every", days=days, reach=t(f"cadence.{reach}"), who=spoken(who))
            return said + (t("cadence.taking", minutes=minutes) if minutes is not None else "")

        def take(text: str, _: Suggestion | None) -> str | None:
            read = read_days(text)
            if read is None:
                return t("cadence.days_help")
            days, minutes = read
            if line is None and days is None:
                return None
            label = t("cadence.label", who=spoken(who), reach=t(f"cadence.{reach}"), days=days if days else "–")
            return save(self.csops, label, lambda edit: cadences.set_days(edit, who, reach, days, minutes))

        title = t("cadence.ask", who=spoken(who), reach=t(f"cadence.{reach}"))
        self.csops.push_screen(Ask(title, take, echo=echo, value=value, placeholder=t("cadence.example")))

    def do_new(self) -> None:
        """Choose for whom a new line is, then its days."""
        known = {group.who for group in self.matrix.groups} if self.matrix else set[Who]()
        choices = [one for one in self._everyone() if one.value not in known]

        def candidates(text: str) -> list[Suggestion]:
            wanted = text.strip().casefold()
            return [one for one in choices if wanted in one.label.casefold()]

        def take(_: str, chosen: Suggestion | None) -> str | None:
            if chosen is None:
                return t("cadence.whom")
            self.csops.call_later(self._ask_days, chosen.value, REACHES[0])
            return None

        self.csops.push_screen(Ask(t("cadence.whom"), take, candidates=candidates, pick=True))

    def _everyone(self) -> list[Suggestion]:
        conn = self.csops.book.reader()
        found: list[Who] = [EVERYBODY]
        found += [(None, None, choice.value) for choice in code_choices(conn, "touch_model")]
        found += [(None, choice.value, None) for choice in code_choices(conn, "tier")]
        found += [(name, None, None) for (name,) in conn.execute(_SEGMENTS)]
        return [Suggestion(who, spoken(who)) for who in found]

    def do_delete(self) -> None:
        """Take the whole line away: its days for every reach."""
        rows = sorted(self.sheet.marks) or [self.sheet.current_id or "[]"]
        groups: list[Who] = [tuple(json.loads(row)) for row in rows]  # type: ignore[misc]
        label = t("cadence.label_deleted", who="、".join(map(spoken, groups[:3])))

        def act(edit: Any) -> None:
            for who in groups:
                for reach in REACHES:
                    cadences.set_days(edit, who, reach, None)

        if self.csops.write(label, act):
            self.sheet.clear_marks()
            self.csops.say(t("app.done_undo", label=label))

    def do_preset(self) -> None:
        """Choose a phase of the business and see what its usual cadences would change."""
        choices = [
            Suggestion(preset, t(f"cadence.preset.{preset.name}"), t(f"cadence.preset.{preset.name}.help"))
            for preset in PRESETS
        ]

        def take(_: str, chosen: Suggestion | None) -> str | None:
            if chosen is not None:
                self.csops.call_later(self._show_preset, chosen.value)
            return None

        self.csops.push_screen(Ask(t("cadence.which_preset"), take, candidates=lambda _: choices, pick=True))

    def _show_preset(self, preset: Preset) -> None:
        book, day = self.csops.book, self.csops.catching_up.day()
        name = t(f"cadence.preset.{preset.name}")
        columns = (
            Column("who", t("cadence.who"), 30, min_width=18, frozen=True, elastic=True),
            Column("reach", t("cadence.reach"), 14),
            Column("days", t("cadence.change"), 24, min_width=18),
        )

        def plan() -> Plan:
            found = {f"{json.dumps(step.who)}:{step.reach}": step for step in cadences.steps(book.reader(), preset)}
            steps = list(found.values())
            note = t("cadence.preset.note", n=f"{cadences.retargeted(book, steps, day):,}") if steps else ""
            return Plan(
                [Row(key, _step(step)) for key, step in found.items()],
                note,
                t("cadence.preset.label", name=name),
                lambda edit, chosen: cadences.take(edit, preset, [found[key] for key in found if key in chosen]),
            )

        self.csops.push_screen(MovesScreen(name, columns, plan))


def spoken(who: Who) -> str:
    """For whom a line is, in words."""
    segment, tier, model = who
    parts = [
        t("cadence.of_segment", name=segment) if segment else "",
        t("cadence.of_tier", name=word("tier", tier, language())) if tier else "",
        word("touch_model", model, language()) if model else "",
    ]
    return clean(" · ".join(part for part in parts if part) or t("cadence.everybody"))


def read_days(text: str) -> tuple[int | None, int | None] | None:
    """`30`, `30日 45分`, `30d 45m` as (days, minutes); (None, None) for nothing, None for what cannot be read."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None, None
    found = re.fullmatch(r"(\d+)\s*(?:日|d|days?)?(?:[\s/,]+(\d+)\s*(?:分|m|min|minutes?)?)?", plain, re.IGNORECASE)
    if found is None or not 0 < int(found[1]) <= _LONGEST:
        return None
    return int(found[1]), int(found[2]) if found[2] else None


def _row(group: Group) -> Row:
    minutes = next((line.minutes for line in group.lines.values() if line.minutes is not None), None)
    cells: list[Cell] = [_cell(group, reach) for reach in REACHES]
    taken: Cell = t("cadence.n_minutes", n=minutes) if minutes is not None else NONE
    return Row(json.dumps(group.who, ensure_ascii=False), (spoken(group.who), *cells, taken))


def _cell(group: Group, reach: str) -> Cell:
    line = group.lines.get(reach)
    if line is None:
        return NONE
    followers = group.governs.get(reach, 0)
    said = t("cadence.cell", days=line.days, n=f"{followers:,}")
    return said if followers else (said, "dim")


def _step(step: Step) -> tuple[Cell, ...]:
    def days(number: int | None) -> str:
        return "–" if number is None else t("cadence.n_days", n=number)

    role = "good" if step.before is None else "warn"
    change = f"{days(step.before)} → {days(step.after)}"
    return spoken(step.who), t(f"cadence.{step.reach}"), (change, role)
