"""`6 People`: contacts, those who were verified longest ago first."""

from __future__ import annotations

from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.measures.people import verification_queue
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import BY_ID, key_label, with_keymap
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = """
FROM contact AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = a.owner_id
WHERE a.state <> 'churned'"""
_PRODUCTS = """(SELECT group_concat(p.name, ' ') FROM identity AS i JOIN product AS p ON p.id = i.product_id
WHERE i.contact_id = r.id)"""
_FIELDS = (
    Field("name", "r.name", "person", "coalesce(r.kana, r.name)"),
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("title", "r.title", "text"),
    Field("role", "r.role", "code:contact_role"),
    Field("key_contact", "r.key_contact", "flag"),
    Field("state", "r.state", "code:contact.state"),
    Field("verified", "r.verified", "long_day"),
    Field("mail", "r.mail", "text"),
    Field("phone", "r.phone", "text"),
    Field("products", _PRODUCTS, "text"),
    Field("owner", "m.name", "person"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "name": {"width": 16, "min_width": 12, "frozen": True},
    "account_id": {"width": 24, "min_width": 14, "elastic": True},
    "title": {"width": 14, "min_width": 8, "hide_below": 5},
    "role": {"width": 14, "min_width": 8, "hide_below": 6},
    "key_contact": {"width": 5, "hide_below": 4},
    "state": {"width": 8},
    "verified": {"width": 10},
    "mail": {"width": 28, "min_width": 14, "hide_below": 3},
    "phone": {"width": 14, "hide_below": 9},
    "products": {"width": 18, "min_width": 10, "hide_below": 8},
    "owner": {"width": 8, "hide_below": 7},
}


# With more contacts the search for lookalikes takes seconds; their screen makes it when it is wanted.
_FEW = 20_000


class PeopleScreen(ListScreen):
    """The contacts of all current accounts, as the queue in which they are verified."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "people")
    topics = frozenset({"contact", "account", "member", "identity"})
    table = "contact"
    place = "people"

    def __init__(self) -> None:
        super().__init__()
        self.only_due = False
        self._alike = 0

    def on_mount(self) -> None:
        self._look_for_lookalikes()

    def reload(self) -> None:
        super().reload()
        self._look_for_lookalikes()

    def _look_for_lookalikes(self) -> None:
        """Say how many rows look like one, where that is known in a moment."""

        def ask(conn: Connection) -> int:
            from csops_tui.tui.screens.lookalikes import pairs_of

            (contacts,) = conn.execute("SELECT count(*) FROM contact").fetchone()
            return len(pairs_of(conn)) if contacts <= _FEW else 0

        def answer(found: int) -> None:
            self._alike = found
            self.title_bar.show(left=self.where())

        self.load("alike", ask, answer)

    def listing(self) -> Listing:
        if self.only_due:
            return verification_queue(self.csops.today)
        return Listing(
            "people",
            _SOURCE,
            "r.rowid",
            "r.id",
            _FIELDS,
            # Whoever left needs no verification; whoever was never verified comes first.
            "r.state = 'left', coalesce(r.verified, ''), r.key_contact DESC, r.rowid",
            ("r.name", "r.kana", "r.mail", "a.name", "a.kana", "m.name", "r.title"),
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"people.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def where(self) -> str:
        due = f" ▸ {t('people.due')}" if self.only_due else ""
        return f"{super().where()}{due}{self._alike_words()}"

    def _alike_words(self) -> str:
        if not self._alike:
            return ""
        key = key_label(with_keymap(BY_ID["go.lookalikes"], self.csops.config_keymap)[0])
        return f"   {t('lookalikes.hint', n=self._alike, key=key)}"

    def do_queue(self) -> None:
        """Show only those to be verified, or everybody."""
        self.only_due = not self.only_due
        self.sheet.set_source(self.source())
        self.title_bar.show(left=self.where())
        self.show_facts()

    def editable(self, column: str) -> str | None:
        return None if column in ("products", "owner") else column

    def why_not_verified(self) -> str | None:
        """A contact must be there."""
        return None if self.sheet.current_id else "why.no_row"

    why_not_left = why_not_verified

    def do_verified(self) -> None:
        """The marked contacts, or the one under the cursor, are still there as of today."""
        self._state("active", {"verified": self.csops.today.isoformat(), "left_on": None}, "people.verified_done")

    def do_left(self) -> None:
        """They have left; they no longer count as key contacts anybody could call."""
        self._state("left", {"left_on": self.csops.today.isoformat()}, "people.left_done")

    def _state(self, state: str, values: dict[str, Any], words: str) -> None:
        ids = sorted(self.sheet.marks) or [self.sheet.current_id or ""]

        def act(edit: Any) -> None:
            for contact in ids:
                edit.update("contact", contact, {"state": state, **values})

        rows = self.csops.book.reader().execute(
            f"SELECT group_concat(name, '、') FROM contact WHERE id IN ({','.join('?' * len(ids))})", ids
        )
        label = t(words, name=rows.fetchone()[0] if len(ids) <= 3 else str(len(ids)))
        # The one dealt with moves away in the queue; whoever works through it goes on with the next.
        following = self.sheet.neighbour(ids)
        if self.csops.write(label, act):
            self.sheet.clear_marks()
            if following:
                self.sheet.select(following)
            self.csops.say(t("app.done_undo", label=label))
