"""Room to grow beside what may be lost: two lists over the same accounts, each line with its reasons; and RFM."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.listing import SEPARATOR, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.registers import RegisterScreen
from csops_tui.tui.screens.listing import SummaryLine
from csops_tui.tui.widgets.filter_line import FilterLine
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Column, Source
from csops_tui.tui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from csops_tui.analysis.growth import Listed, Lists
    from csops_tui.analysis.rfm import On

# From this width on the two lists stand side by side.
_WIDE = 120
_NOTHING = Figures((Column("account", "", 12),), ())


class GrowthScreen(RegisterScreen):
    """Growth beside risk in the first part, ranks in the others; `←` `→` at the edge and a click change the list."""

    DEFAULT_CSS = """
    GrowthScreen #both { layout: vertical; height: 1fr; }
    GrowthScreen.wide #both { layout: horizontal; }
    GrowthScreen #both > Vertical { height: 1fr; width: 1fr; }
    GrowthScreen .title { height: 1; padding: 0 1 0 3; color: $text-muted; }
    GrowthScreen .title.here { color: $primary; text-style: bold; }
    GrowthScreen #why { height: 2; padding: 0 1 0 3; color: $text-muted; }
    GrowthScreen.one #why { display: none; }
    GrowthScreen.one #right, GrowthScreen.one .title { display: none; }
    """
    parts = ("lists", "touches", "usage", "revenue")
    counted = frozenset(parts)
    scopes: ClassVar[tuple[str, ...]] = ("list", "growth", "register_span", "page")
    part_scopes: ClassVar[dict[str, str]] = dict.fromkeys(("touches", "usage", "revenue"), "register_span")
    topics = frozenset(
        {
            "account",
            "subscription",
            "usage",
            "survey_response",
            "concern",
            "signal_episode",
            "complaint",
            "task",
            "risk",
        }
        | {"touchpoint", "renewal", "product"}
    )
    table = "account"
    place = "growth"
    ledger: ClassVar[dict[str, str]] = {
        "growth": "growth_reasons",
        "risk": "loss_reasons",
        "guard": "selling_guard",
        **dict.fromkeys(("r", *(f"recency.{on}" for on in parts)), "rfm_recency"),
        **dict.fromkeys(("f", *(f"frequency.{on}" for on in parts)), "rfm_frequency"),
        **dict.fromkeys(("m", *(f"money.{on}" for on in parts)), "rfm_money"),
        "rfm": "rfm_recency",
    }

    def __init__(self) -> None:
        super().__init__()
        self._side = "rows"
        self._ranked: tuple[str, ...] = ()
        self._found: dict[str, dict[str, Listed]] = {}

    def in_a_calendar(self) -> bool:
        """Figures have no day of their own."""
        return False

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        return FiguresSource(_NOTHING, self.csops.today)

    def compose_body(self) -> ComposeResult:
        yield Tabs()
        yield FilterLine(self.filter_values)
        with Container(id="both"):
            for side, rows in (("left", "rows"), ("right", "risks")):
                with Vertical(id=side):
                    yield Static("", id=f"{rows}-title", classes="title", markup=False)
                    yield Sheet(FiguresSource(_NOTHING, self.csops.today), empty_text=t("stats.counting"), id=rows)
        yield SummaryLine()
        yield Static("", id="why", markup=False)

    @property
    def sheet(self) -> Sheet:
        """The list that has the keys."""
        return self.query_one(f"#{self._side}", Sheet)

    def on_mount(self) -> None:
        super().on_mount()
        self._arrange()
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room, else one above the other."""
        self.set_class(event.size.width >= _WIDE, "wide")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The list that was clicked on, or gone to, is the one that commands are about."""
        if isinstance(event.widget, Sheet):
            self._side = str(event.widget.id)
            self._arrange()
            self.moved(self.sheet.current_id)

    def first_focus(self) -> Widget:
        return self.sheet

    def open_part(self, part: str) -> None:
        """Open the two lists or one kind of ranks."""
        if part != "lists":
            self._side = "rows"
        self.part = part
        self._show_tabs()
        self.title_bar.show(left=self.where())
        self._arrange()
        self.sheet.focus()
        self.sheet.empty_text = t("stats.counting")
        self.sheet.set_source(self.source())
        self.show_undo()
        self.reload()

    def _arrange(self) -> None:
        self.set_class(self.part != "lists", "one")
        for rows in ("rows", "risks"):
            self.query_one(f"#{rows}-title").set_class(self._side == rows, "here")

    def do_other_list(self) -> None:
        """Go over to the other list."""
        self.query_one("#risks" if self._side == "rows" else "#rows", Sheet).focus()

    def do_span(self) -> None:
        """Rank over the next span of time."""
        from csops_tui.analysis.rfm import SPANS

        spans = list(SPANS)
        self._span = spans[(spans.index(self._span) + 1) % len(spans)]
        self.reload()

    def why_not_other_list(self) -> str | None:
        """Only the first part has two."""
        return None if self.part == "lists" else "register.why.one_list"

    # Contents

    def reload(self) -> None:
        part, book, day = self.part, self.csops.book, self.csops.as_of or self.csops.today
        if part == "lists":

            def ask(conn: Connection) -> Lists:
                from csops_tui.analysis.growth import growth

                return growth(book, day)

            self.load("figures", ask, self._show_lists)
            return

        span = self._span

        def rank(conn: Connection) -> tuple[str, FiguresSource, int]:
            from csops_tui.tui.register_tables import rfm_figures

            on: On = "touches" if part == "touches" else "usage" if part == "usage" else "revenue"
            figures, without = rfm_figures(book, on, day, span)
            return part, FiguresSource(figures, day), without

        self.load("figures", rank, self._show_ranks)

    def _show_lists(self, found: Lists) -> None:
        if self.part != "lists":
            return
        self._found = {
            "rows": {one.id: one for one in found.growth},
            "risks": {one.id: one for one in found.risk},
        }
        for rows, kind, listed in (("rows", "growth", found.growth), ("risks", "risk", found.risk)):
            sheet = self.query_one(f"#{rows}", Sheet)
            here = sheet.current_id
            sheet.empty_text = t(f"register.growth.empty.{kind}")
            sheet.set_source(FiguresSource(_list_figures(kind, listed), self.csops.today))
            if here:
                sheet.select(here)
            title = t(f"register.growth.{kind}.title", n=f"{len(listed):,}", of=f"{found.accounts:,}")
            self.query_one(f"#{rows}-title", Static).update(Content(title))
        self._summarised = None
        self.show_facts()
        # The list knows its first row only once it has been laid out.
        self.call_after_refresh(lambda: self.moved(self.sheet.current_id))

    def _show_ranks(self, answer: tuple[str, FiguresSource, int]) -> None:
        part, source, without = answer
        if part != self.part:
            return
        self._summarised = None
        self.sheet.empty_text = t("stats.nothing")
        self.sheet.set_source(source)
        groups = 5 if source.total >= 50 else 3
        self._ranked = (
            t(f"stats.span.{self._span}"),
            t("register.rfm.facts", n=f"{source.total:,}", without=f"{without:,}"),
            t("register.rfm.groups", groups=groups) if source.total else "",
        )
        self.show_facts()

    def show_facts(self) -> None:
        """Of ranks the span, and how many have one."""
        super().show_facts()
        if self.part != "lists" and self._ranked:
            quick = t("list.filtered", text=self.sheet.quick) if self.sheet.quick else ""
            facts = self._ranked if self.size.width >= _WIDE else self._ranked[:2]
            self.title_bar.show(facts="   ".join(filter(None, (*facts, quick))))

    def moved(self, row_id: str | None) -> None:
        """All reasons of the account under the cursor, where its cell has no room for them."""
        one = self._found.get(self._side, {}).get(row_id or "")
        lines = Text(no_wrap=True, overflow="ellipsis")
        if one and one.reasons:
            lines.append(t("register.growth.join").join(reason.words for reason in one.reasons))
        if one and one.against:
            reasons = t("register.guard.between").join(found.words for found in one.against)
            lines.append("\n" if lines else "")
            lines.append(t("register.guard.warning", reasons=reasons), self.app.theme_variables["warning"])
        self.query_one("#why", Static).update(lines)

    # What one is on

    def open_row(self, row_id: str) -> None:
        self.csops.open_account(row_id)

    def current_account(self) -> tuple[str, str] | None:
        row = self.sheet.current_id
        return self.csops.book.reader().execute("SELECT id, name FROM account WHERE id = ?", [row]).fetchone()

    def marked_accounts(self) -> list[str]:
        return sorted(self.sheet.marks)

    def why_not_propose(self) -> str | None:
        """An opportunity needs an account."""
        return None if self.sheet.current_id else "why.no_account"

    def do_propose(self) -> None:
        """Begin an opportunity at the account under the cursor; the form says what speaks against it."""
        from csops_tui.tui.forms.form import new_record

        account, member = self.current_account(), self.csops.member_id()
        if account:
            values = {"account_id": account[0], **({"owner_id": member} if member else {})}
            new_record(self.csops, "opportunity", values)

    def footer_commands(self) -> list[Command]:
        """Two lists have a key to go over, ranks one for their span; figures are neither edited nor added."""
        hidden = {"list.edit", "list.new", *(() if self.part == "lists" else ("growth.other",))}
        return [c for c in super(RegisterScreen, self).footer_commands() if c.id not in hidden]


def _list_figures(kind: str, listed: tuple[Listed, ...]) -> Figures:
    columns = (
        Column("account", t("entity.account"), 20, frozen=True, min_width=14),
        Column(kind, t(f"register.growth.{kind}"), 36, min_width=24, elastic=True),
        *((Column("guard", t("register.growth.guard"), 20, min_width=10, hide_below=2),) if kind == "growth" else ()),
        Column("mrr", t("sheet.mrr"), 9, "right", "money", hide_below=1),
        Column("owner", t("today.owner"), 8, hide_below=3),
    )
    rows = tuple(
        (
            one.id,
            (
                clean(one.name),
                t("register.growth.join").join(r.words for r in one.reasons) if kind == "growth" else one.words,
                *((_guard(one),) if kind == "growth" else ()),
                None if one.mrr is None else f"{one.mrr}{SEPARATOR}{one.currency or ''}",
                one.owner,
            ),
        )
        for one in listed
    )
    return Figures(columns, rows)


def _guard(one: Listed) -> str | None:
    """What speaks against selling, the gravest first; None where the way is free."""
    return "! " + t("register.growth.join").join(found.words for found in one.against) if one.against else None
