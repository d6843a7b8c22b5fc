"""`:` go to anything by its name, and `ctrl+p` the same for commands alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, cast
from weakref import WeakKeyDictionary, ref

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from csops_tui.locale import LANGUAGES, t, words
from csops_tui.store.book import Book
from csops_tui.text.names import PREFIX_FLOOR, NameIndex, norm
from csops_tui.tui.reach import Reachable, reachable, titles
from csops_tui.tui.widgets.pick import Pick, PickBox
from csops_tui.tui.widgets.source import Cell, Column

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

Kind = Literal["screen", "account", "view", "command", "list", "contact"]
_ORDER: tuple[Kind, ...] = ("screen", "account", "view", "command", "list", "contact")
MOST = 12
# The names of so many contacts take some 80 MB; those of more are left to the search of all texts.
MOST_CONTACTS = 200_000
# How far a kind stands behind an account that matches as well: what is asked for most comes first.
_BEHIND: dict[Kind, float] = {"screen": 6.0, "account": 0.0, "view": 3.0, "command": 6.0, "contact": 6.0, "list": 10.0}
# The screens of their own, with the entity (if one) by whose name they are found as well.
_SCREENS = {
    "go.today": "",
    "go.sheet": "account",
    "go.touches": "touchpoint",
    "go.churn": "churn",
    "go.renewals": "renewal",
    "go.people": "contact",
    "go.campaigns": "campaign_list",
    "go.segments": "segment",
    "go.cadences": "cadence",
    "go.revenue": "",
    "go.reports": "",
    "go.churn_analysis": "",
    "go.survival": "",
    "go.captured": "proposal",
    "go.sql": "",
    "go.growth": "",
    "go.codes": "code",
}


@dataclass(frozen=True)
class Place:
    """Somewhere to go: what it is called, what is said beside it, and the names under which it is found."""

    kind: Kind
    id: str
    title: str
    detail: Cell
    names: tuple[str, ...]


def goto(app: CsopsApp, *, only_commands: bool = False) -> None:
    """Open the line into which the name of a place is typed."""
    app.push_screen(GotoScreen(reachable(app.here), only_commands=only_commands))


def nearness(name: str, text: str) -> float:
    """How well `text` names `name` (both normalised), 0–100: whole, beginning, a word's beginning, inside, in order."""
    if name == text:
        return 100.0
    share = len(text) / max(1, len(name))
    if name.startswith(text):
        return 85 + 10 * share
    if f" {text}" in name or f".{text}" in name:
        return 72 + 9 * share
    if text in name:
        return 60 + 9 * share
    letters = iter(name)
    return 30 + 9 * share if len(text) > 1 and all(letter in letters for letter in text) else 0.0


def fixed_places(commands: Iterable[Reachable]) -> list[Place]:
    """The screens, the commands and the lists of all entities."""
    found: list[Place] = []
    for one in commands:
        entity = _SCREENS.get(one.command.id)
        names = titles(one.command)
        if entity:
            names += [norm(t(f"entity.{entity}{end}", lang)) for lang in LANGUAGES for end in ("", ".many")]
        detail: Cell = (one.reason, "warn") if one.reason else (f"{one.keys}   {one.help}", "dim")
        found.append(Place("command" if entity is None else "screen", one.command.id, one.title, detail, tuple(names)))
    for key in words("entity"):
        table = key.removeprefix("entity.").removesuffix(".many")
        if not key.endswith(".many") or table in _SCREENS.values():
            continue
        names = (*(norm(t(key, lang)) for lang in LANGUAGES), table)
        found.append(Place("list", table, t(key), (t(f"entity.{table}.help"), "dim"), names))
    return found


def view_places(csops: CsopsApp) -> list[Place]:
    """The views of the sheet, saved ones and those that come with every book."""
    from csops_tui.measures import views

    found = [*views.saved(csops.book.reader(), csops.member_id()), *views.shipped()]
    return [
        Place("view", view.id or view.shipped, view.name, (view.filter, "dim"), (norm(view.name),)) for view in found
    ]


def _show_view(csops: CsopsApp, key: str) -> None:
    """Look at the sheet through a view."""
    from csops_tui.measures import views

    found = [*views.saved(csops.book.reader(), csops.member_id()), *views.shipped()]
    view = next((view for view in found if key in (view.id, view.shipped)), None)
    csops.do_go_sheet()
    if view:
        csops.call_after_refresh(lambda: csops.here.show_view(view))  # type: ignore[attr-defined]


def ranked(text: str, places: Iterable[Place], accounts: NameIndex | None, contacts: Contacts | None) -> list[Place]:
    """The best of all places for what was typed, best first, at most MOST; the given order where nothing was typed."""
    wanted = norm(text)
    if not wanted:
        return [place for place in places if place.kind in ("screen", "command")][:MOST]
    scored: list[tuple[float, Place]] = []
    for place in places:
        score = max(nearness(name, wanted) for name in place.names)
        if score:
            scored.append((score if score == 100.0 else score - _BEHIND[place.kind], place))
    for hit in accounts.search(text, MOST) if accounts else ():
        scored.append((hit.score, Place("account", hit.id, hit.name, "", ())))
    # One letter names nobody, and thousands of contacts begin with it.
    if contacts and (len(wanted) > 1 or not wanted.isascii()):
        hits = contacts.index.search(text, MOST // 2)
        of = contacts.accounts_of([hit.id for hit in hits])
        for hit in (hit for hit in hits if hit.id in of):
            account_id, account = of[hit.id]
            scored.append(
                (hit.score - _BEHIND["contact"], Place("contact", account_id, hit.name, (account, "dim"), ()))
            )
    scored.sort(key=lambda item: (-item[0], _ORDER.index(item[1].kind), len(item[1].title)))
    return [place for _, place in scored[:MOST]]


@dataclass(frozen=True)
class Contacts:
    """All contacts by name, as of a change of the book; none where they are more than can be kept at hand."""

    mark: int
    index: NameIndex
    # Weak, as these are kept by the book.
    book: ref[Book]
    too_many: bool

    def accounts_of(self, ids: list[str]) -> dict[str, tuple[str, str]]:
        """The (id, name) of the account of each of these contacts."""
        book = self.book()
        rows = book.reader().execute(_ACCOUNTS, [json.dumps(ids)]) if book and ids else ()
        return {contact: (account, name) for contact, account, name in rows}


_CONTACTS = """
SELECT id, name, kana, mail, NULL FROM contact WHERE state <> 'left' AND account_id IS NOT NULL"""
_ACCOUNTS = """
SELECT c.id, a.id, a.name FROM contact AS c JOIN account AS a ON a.id = c.account_id
WHERE c.id IN (SELECT value FROM json_each(?))"""
_OWNERS = """
SELECT a.id, m.name, a.domain FROM account AS a LEFT JOIN member AS m ON m.id = a.owner_id
WHERE a.id IN (SELECT value FROM json_each(?))"""

_contacts: WeakKeyDictionary[Book, Contacts] = WeakKeyDictionary()


def knows_contacts(book: Book) -> bool:
    """Whether the contacts were read and did not change since."""
    held = _contacts.get(book)
    return held is not None and not (book.topics_since(held.mark) & {"account", "contact"})


def contacts_of(book: Book) -> Contacts:
    """The contacts of the book by name, read once and again when contacts or accounts changed."""
    if knows_contacts(book):
        return _contacts[book]
    mark = book.last_change()
    (many,) = book.reader().execute("SELECT count(*) > ? FROM contact", [MOST_CONTACTS]).fetchone()
    found = Contacts(mark, NameIndex(() if many else book.reader().execute(_CONTACTS)), ref(book), bool(many))
    _contacts[book] = found
    return found


class GotoScreen(ModalScreen[None]):
    """One line and the best matches below it; `enter` goes there, or runs the command."""

    DEFAULT_CSS = """
    GotoScreen { align: center top; background: $background 40%; }
    GotoScreen > Vertical {
        height: 17; max-height: 90%; width: 100%; max-width: 100; margin: 1 0 0 0; padding: 1 1 0 1;
        background: $panel; border: none; border-left: outer $accent;
    }
    GotoScreen PickBox ImeInput { background: $panel; }
    GotoScreen #hint { height: 1; color: $text-muted; padding: 0 0 0 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    class Ready(Message):
        """Names are at hand: those of accounts, and later those of contacts as well."""

        def __init__(self, accounts: NameIndex, contacts: Contacts | None) -> None:
            super().__init__()
            self.accounts = accounts
            self.contacts = contacts

    class Unread(Message):
        """The names could not be read."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(self, commands: list[Reachable], *, only_commands: bool) -> None:
        super().__init__()
        self._only = only_commands
        places = fixed_places(commands)
        self._places = [place for place in places if place.kind != "list"] if only_commands else places
        self._shown: dict[str, Place] = {}
        self._accounts: NameIndex | None = None
        self._people: Contacts | None = None

    @property
    def csops(self) -> CsopsApp:
        """The app, by its own type."""
        return cast("CsopsApp", self.app)

    def compose(self) -> ComposeResult:
        columns = (
            Column("title", "", 30, min_width=18, frozen=True),
            Column("kind", "", 10, min_width=8),
            Column("detail", "", 40, min_width=16, elastic=True, hide_below=1),
        )
        with Vertical():
            yield PickBox(columns, t("goto.commands" if self._only else "goto.anything"), t("goto.nothing"))
            yield Static(t("goto.keys"), id="hint", markup=False)

    def on_mount(self) -> None:
        self._show("")
        self.query_one(PickBox).focus_line()
        if not self._only:
            self._places += view_places(self.csops)
            self._accounts = self.csops.known_names.held
            if self._accounts and knows_contacts(self.csops.book):
                self._people = contacts_of(self.csops.book)
                self._tell_limits()
            else:
                self.query_one(PickBox).wait(self._is_clear)
                self._read_names()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read_names(self) -> None:
        try:
            accounts = self.csops.names()
            self.post_message(self.Ready(accounts, None))
            self.post_message(self.Ready(accounts, contacts_of(self.csops.book)))
        except Exception as error:  # noqa: BLE001 -- said on the screen and logged; a thread's own would vanish
            self.post_message(self.Unread(error))

    @on(Unread)
    def _unread(self, message: Unread) -> None:
        from csops_tui.cli.fatal import report

        self.query_one(PickBox).complete()
        self.csops.say(report(message.error), "error")

    @on(Ready)
    def _ready(self, message: Ready) -> None:
        self._accounts, self._people = message.accounts, message.contacts
        box = self.query_one(PickBox)
        if box.text:
            self._show(box.text, keep=True)
        if self._people:
            box.complete()
        else:
            box.more()
        self._tell_limits()

    def _is_clear(self, text: str) -> bool:
        """Whether an account's name begins like this, so that no contact's has to be waited for."""
        best = self._accounts.search(text, 1) if self._accounts else []
        return bool(best) and best[0].score >= PREFIX_FLOOR

    def _tell_limits(self) -> None:
        if self._people and self._people.too_many:
            self.query_one("#hint", Static).update(f"{t('goto.keys')}   {t('goto.many_contacts')}")

    def _show(self, text: str, *, keep: bool = False) -> None:
        found = ranked(text, self._places, self._accounts, self._people)
        self._shown = {f"{number}:{place.kind}:{place.id}": place for number, place in enumerate(found)}
        owners = self._owners([place.id for place in found if place.kind == "account"])
        picks = [
            Pick(key, (place.title, (t(f"goto.kind.{place.kind}"), "dim"), owners.get(place.id, place.detail)))
            for key, place in self._shown.items()
        ]
        self.query_one(PickBox).show(picks, keep=keep)

    def _owners(self, ids: list[str]) -> dict[str, Cell]:
        """What tells accounts of one name apart: who looks after them, and their domain."""
        if not ids:
            return {}
        rows = self.csops.book.reader().execute(_OWNERS, [json.dumps(ids)])
        return {row[0]: ("   ".join(part for part in row[1:] if part), "dim") for row in rows}

    @on(PickBox.Typed)
    def _typed(self, message: PickBox.Typed) -> None:
        self._show(message.text)

    @on(PickBox.Chosen)
    def _chosen(self, message: PickBox.Chosen) -> None:
        place = self._shown[message.pick.id]
        csops = self.csops
        if place.kind in ("account", "contact"):
            # In the place of this line: the screen below would be drawn only to be covered.
            csops.open_account(place.id, instead=True)
            return
        self.dismiss()
        self.app.call_later(_go, csops, place)


def _go(csops: CsopsApp, place: Place) -> None:
    match place.kind:
        case "list":
            csops.open_records(place.id)
        case "view":
            _show_view(csops, place.id)
        case _:
            csops.here.action_command(place.id)
