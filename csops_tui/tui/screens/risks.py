"""The register of risks: reviews that are due first, one key to say it was looked at, to raise and to lower."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import has, language, t
from csops_tui.measures import risks
from csops_tui.model.codes import word
from csops_tui.store.listing import Listing
from csops_tui.store.typed import day_in_full
from csops_tui.text.clean import clean
from csops_tui.text.dates import parse_when
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.registers import RegisterScreen
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit

_SHAPE: dict[str, dict[str, Any]] = {
    "review_on": {"width": 20, "frozen": True},
    "account_id": {"width": 24, "min_width": 14, "frozen": True},
    "category": {"width": 16, "min_width": 12},
    "level": {"width": 8},
    "level_since": {"width": 11, "hide_below": 3},
    "owner_id": {"width": 8, "hide_below": 1},
    "opened": {"width": 10, "hide_below": 4},
    "closed": {"width": 10, "hide_below": 5},
    "note": {"width": 30, "min_width": 12, "elastic": True, "hide_below": 2},
}


class RisksScreen(RegisterScreen):
    """Open risks, those due for review, all of them."""

    DEFAULT_CSS = """
    RisksScreen #counts { height: auto; max-height: 1; padding: 0 1 0 3; color: $text-muted; }
    RisksScreen.-tall #counts, RisksScreen.-high #counts { max-height: 2; }
    RisksScreen.-low #counts { display: none; }
    """
    parts = ("open", "due", "all")
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "risk", "page")
    topics = frozenset({"risk", "account", "member"})
    table = "risk"
    place = "risks"
    ledger: ClassVar[dict[str, str]] = {"review_on": "risk_review", "level_since": "risk_level_since"}

    def listing(self) -> Listing:
        return risks.listing(self._day, self.part)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, _title(f.key), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def compose_below(self) -> ComposeResult:
        yield Static("", id="counts", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self._count()

    def reload(self) -> None:
        super().reload()
        self._count()

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    def _count(self) -> None:
        """The open risks by category, in words."""
        told = [
            t(
                "register.risks.count",
                category=word("risk_category", one.category, language()),
                n=one.n,
                grave=one.grave,
                due=one.due,
            )
            for one in risks.counts(self.csops.book.reader(), self._day)
        ]
        self.query_one("#counts", Static).update(Text(clean("   ".join(told))))

    def editable(self, column: str) -> str | None:
        return None if column == "level_since" else column

    def new_values(self) -> dict[str, str]:
        """Whoever finds a risk looks after it, and looks again as soon as its level asks for."""
        later = self.csops.today + dt.timedelta(days=risks.REVIEW_AFTER["medium"])
        member = self.csops.member_id()
        return {"review_on": later.isoformat(), **({"owner_id": member} if member else {})}

    # Reviews and levels

    def why_not_reviewed(self) -> str | None:
        """An open risk must be there, and the day must be today."""
        if self.csops.as_of:
            return "routing.why.past"
        return None if self._open() else "register.why.no_risk"

    why_not_raise_level = why_not_lower_level = why_not_reviewed

    def _open(self) -> list[str]:
        ids = self.chosen()
        holes = ",".join("?" * len(ids))
        rows = self.csops.book.reader().execute(f"SELECT id FROM risk WHERE closed IS NULL AND id IN ({holes})", ids)
        return [row for (row,) in rows]

    def do_reviewed(self) -> None:
        """Ask what came of looking at it, and when it is looked at again."""
        app, ids = self.csops, self._open()
        (level,) = app.book.reader().execute("SELECT level FROM risk WHERE id = ?", [ids[0]]).fetchone()
        named = self._named(ids)

        def read(text: str) -> tuple[dt.date | None, str]:
            words = text.split()
            for count in range(min(4, len(words)), 0, -1):
                found = parse_when(" ".join(words[:count]), app.book.clock.now(), app.config.fiscal_start, "future")
                if found:
                    return found.day, " ".join(words[count:])
            return None, text.strip()

        def echo(text: str, _: Suggestion | None) -> str:
            until, note = read(text)
            day = until or app.today + dt.timedelta(days=risks.REVIEW_AFTER[level])
            return " · ".join(filter(None, [t("register.risks.next", day=day_in_full(day, app.today)), note]))

        def take(text: str, _: Suggestion | None) -> str | None:
            until, note = read(text)
            if until is not None and until <= app.today:
                return t("today.snooze.past")

            def act(edit: Edit) -> None:
                for risk in ids:
                    risks.reviewed(edit, risk, app.today, until, note)

            return save(app, t("register.risks.label.reviewed", what=named), act)

        app.push_screen(
            Ask(
                t("register.risks.review", what=named),
                take,
                echo=echo,
                placeholder=t("register.risks.example"),
                draft=("risk", ids[0]),
            )
        )

    def do_raise_level(self) -> None:
        """One level up; when it changed stays in the history of the record."""
        self._step(1)

    def do_lower_level(self) -> None:
        """One level down."""
        self._step(-1)

    def _step(self, step: int) -> None:
        ids = self._open()
        conn = self.csops.book.reader()
        levels = {risk: conn.execute("SELECT level FROM risk WHERE id = ?", [risk]).fetchone()[0] for risk in ids}
        changed = {risk: new for risk, level in levels.items() if (new := risks.stepped(level, step)) != level}
        if not changed:
            self.csops.say(t("register.risks.edge"), "warning")
            return
        to = word("risk.level", next(iter(changed.values())), language())

        def act(edit: Edit) -> None:
            for risk, level in changed.items():
                edit.update("risk", risk, {"level": level})

        label = t("register.risks.label.level", what=self._named([*changed]), level=to)
        if self.csops.write(label, act):
            self.csops.say(t("app.done_undo", label=label))

    def _named(self, ids: list[str]) -> str:
        if len(ids) != 1:
            return t("list.n", n=len(ids))
        name, category = (
            self.csops.book.reader()
            .execute(
                "SELECT a.name, r.category FROM risk AS r JOIN account AS a ON a.id = r.account_id WHERE r.id = ?", ids
            )
            .fetchone()
        )
        return f"{name} {word('risk_category', category, language())}"


def _title(key: str) -> str:
    own = f"register.risks.{key}"
    return t(own) if has(own) else t(f"field.risk.{key}")
