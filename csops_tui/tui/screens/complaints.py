"""Complaints: who waits for word, one key for an update, the first answer and the solution; times and service terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.measures import complaints
from csops_tui.store.listing import Listing
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.present import present
from csops_tui.tui.register_acts import ActsOnComplaints, begun
from csops_tui.tui.registers import RegisterScreen, Span
from csops_tui.tui.rows import text_of
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.analysis.sla import Kept
    from csops_tui.tui.figures import Figures

_SHAPE: dict[str, dict[str, Any]] = {
    "update_due": {"width": 15, "frozen": True},
    "account_id": {"width": 22, "min_width": 14, "frozen": True},
    "title": {"width": 30, "min_width": 14, "elastic": True},
    "severity": {"width": 8},
    "received": {"width": 14, "hide_below": 2},
    "responded": {"width": 14, "hide_below": 3},
    "resolved": {"width": 14, "hide_below": 5},
    "cause": {"width": 18, "min_width": 8, "hide_below": 6},
    "updates": {"width": 6, "align": "right", "hide_below": 4},
    "cadence_hours": {"width": 8, "align": "right", "hide_below": 7},
    "owner_id": {"width": 8, "hide_below": 1},
}
_UPDATES = """
SELECT u.at, u.body, m.name FROM complaint_update AS u LEFT JOIN member AS m ON m.id = u.member_id
WHERE u.complaint_id = ? ORDER BY u.at DESC, u.rowid DESC LIMIT 3"""


class ComplaintsScreen(ActsOnComplaints, RegisterScreen):
    """Open complaints, those overdue for word, all; how fast they were answered; service terms kept and broken."""

    DEFAULT_CSS = """
    ComplaintsScreen #updates { height: auto; max-height: 3; padding: 0 1 0 3; color: $text-muted; }
    ComplaintsScreen.-low #updates { display: none; }
    """
    parts = ("open", "due", "all", "times", "sla")
    counted = frozenset(("times", "sla"))
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "complaint", "register_span", "page")
    part_scopes: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("open", "due", "all"), "complaint"),
        **dict.fromkeys(("times", "sla"), "register_span"),
    }
    topics = frozenset({"complaint", "complaint_update", "account", "member", "sla", "ticket"})
    table = "complaint"
    place = "complaints"
    ledger: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("median", "received", "answered", "waiting"), "response_median"),
        "p90": "response_p90",
        "within": "response_within",
        "within_interval": "rate_interval",
        **dict.fromkeys(("solved", "solved_median", "solved_p90"), "resolution_median"),
        **dict.fromkeys(("kept_rate", "kept", "running", "unknown"), "sla_kept"),
        **dict.fromkeys(("broken", "terms", "tickets"), "sla_broken"),
    }

    def __init__(self) -> None:
        super().__init__()
        # What stands behind the rows of the service terms; asked for in the worker that makes them.
        self._kept: dict[str, Kept] = {}

    def listing(self) -> Listing:
        return complaints.listing(self.csops.book.clock.now(), self.part)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, _title(f.key), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def figures(self, conn: Connection, part: str, span: Span) -> Figures:
        from csops_tui.tui.register_tables import sla_figures, time_figures

        book, today = self.csops.book, self.csops.today
        if part == "times":
            return time_figures(book, *span)
        found, self._kept = sla_figures(book, *span, today)
        return found

    def compose_below(self) -> ComposeResult:
        yield Static("", id="updates", markup=False)

    def reload(self) -> None:
        super().reload()
        self.moved(self.sheet.current_id)

    def moved(self, row_id: str | None) -> None:
        """The last updates of the complaint under the cursor; on service terms the tickets that broke them."""
        lines: list[str] = []
        if self.part == "sla" and row_id in self._kept:
            from csops_tui.tui.register_tables import broken_words

            lines = broken_words(self._kept[row_id], self.csops.today)[:3]
        if row_id and not self.is_counted:
            for at, body, who in self.csops.book.reader().execute(_UPDATES, [row_id]):
                when = text_of(present("moment", at, self.csops.today))
                lines.append(clean(f"{when} {who or ''} {body}".replace("\n", " ")))
        self.query_one("#updates", Static).update(Text("\n".join(lines), no_wrap=True, overflow="ellipsis"))

    # Service terms

    def footer_commands(self) -> list[Command]:
        """Service terms are entered where one sees whether they were kept."""
        shown = super().footer_commands()
        return [*shown, BY_ID["list.new"]] if self.part == "sla" else shown

    def why_not_new(self) -> str | None:
        """Figures are worked out, terms are entered."""
        return None if self.part == "sla" else super().why_not_new()

    def do_new(self) -> None:
        """A new complaint, or on the service terms a new term for the account under the cursor."""
        from csops_tui.tui.forms.form import new_record

        if self.part == "sla":
            account = self._account()
            new_record(self.csops, "sla", {"account_id": account} if account else {})
        else:
            super().do_new()

    def open_row(self, row_id: str) -> None:
        if self.part == "sla" and (account := self._account()):
            self.csops.open_account(account)
        else:
            super().open_row(row_id)

    def _account(self) -> str | None:
        found = self._kept.get(self.sheet.current_id or "")
        return found.account_id if found else None

    def editable(self, column: str) -> str | None:
        return None if column in ("update_due", "updates") else column

    def new_values(self) -> dict[str, str]:
        return begun(self.csops, "complaint")


def _title(key: str) -> str:
    own = {"update_due", "updates", "cadence_hours", "owner_id"}
    return t(f"register.complaints.{key}") if key in own else t(f"field.complaint.{key}")
