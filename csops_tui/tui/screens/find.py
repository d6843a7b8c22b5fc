"""`/` search in everything people wrote: results while one types, the words found shown in them."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from csops_tui.locale import t
from csops_tui.store import search
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.text.search import match_query
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.present import short_day
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.widgets.pick import Pick, PickBox
from csops_tui.tui.widgets.source import Column

MOST = 200


class Indexing(Message):
    """How far the index is: rows done, of how many; done == of when it is complete."""

    def __init__(self, done: int, of: int) -> None:
        super().__init__()
        self.done = done
        self.of = of


class FindScreen(BaseScreen):
    """Full-text search; `enter` opens the account or the record, `ctrl+o` always the account."""

    scopes: ClassVar[tuple[str, ...]] = ("find",)
    topics = frozenset(search.INDEXED)
    DEFAULT_CSS = """
    FindScreen PickBox { margin: 1 0 0 0; }
    FindScreen #piece { height: 3; padding: 0 2 0 3; border-top: solid $border; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hits: dict[str, search.Hit] = {}
        self._building = False

    def where(self) -> str:
        return t("find.title")

    def footer_commands(self) -> list[Command]:
        # Letters are typed into the line here.
        return [BY_ID["find.account"], BY_ID["back"]]

    def compose_body(self) -> ComposeResult:
        columns = (
            Column("day", "", 10, frozen=True),
            Column("kind", "", 10, min_width=8, hide_below=2),
            Column("account", "", 32, min_width=14, hide_below=1),
            Column("text", "", 40, min_width=24, elastic=True),
        )
        yield PickBox(columns, t("find.hint"), t("find.empty"))
        yield Static("", id="piece", markup=False)

    def on_mount(self) -> None:
        self.query_one(PickBox).focus_line()
        book = self.csops.book
        if search.behind(book) > search.FEW:
            self._building = True
            self.run_worker(self._index, thread=True, group="index", exclusive=True, exit_on_error=False)

    # The index

    def _index(self) -> None:
        """Bring the index up to date batch by batch; others write in between, and leaving the screen stops it."""
        worker, book = get_current_worker(), self.csops.book
        done, of = 0, max(1, search.behind(book))
        try:
            while not worker.is_cancelled:
                seen = search.catch_up(book, limit=search.BATCH)
                done += seen
                self.post_message(Indexing(min(done, of), of))
                if not seen and not search.behind(book):
                    break
        except BookError as error:
            self.app.call_from_thread(self.csops.say, str(error), "warning")
        self.post_message(Indexing(of, of))

    def on_indexing(self, message: Indexing) -> None:
        """Say how far the index is; what is found so far is shown meanwhile."""
        message.stop()
        share = round(100 * message.done / message.of)
        complete = message.done >= message.of
        self.title_bar.show(facts="" if complete else t("find.indexing", share=share))
        if complete:
            self._building = False
            self.reload()

    # Results

    @on(PickBox.Typed)
    def _typed(self, message: PickBox.Typed) -> None:
        self._ask(message.text)

    def reload(self) -> None:
        self._ask(self.query_one(PickBox).text, keep=True)

    def _ask(self, text: str, *, keep: bool = False) -> None:
        if match_query(text) is None:
            self._take([], t("find.empty"), keep=keep)
            return
        book = self.csops.book

        def ask(conn: Connection) -> list[search.Hit]:
            return search.search(book, text, MOST + 1)

        def answer(hits: list[search.Hit]) -> None:
            nothing = t("find.building") if self._building else t("find.nothing", text=text.strip())
            self._take(hits, nothing, keep=keep)

        self.load("find", ask, answer)

    def _take(self, hits: list[search.Hit], empty_text: str, *, keep: bool) -> None:
        self._hits = {f"{hit.table}:{hit.row_id}": hit for hit in hits[:MOST]}
        picks = [Pick(key, self._cells(hit)) for key, hit in self._hits.items()]
        self.query_one(PickBox).show(picks, keep=keep, empty_text=empty_text)
        if not self.title_bar.facts.endswith("%"):
            count = f"{MOST}+" if len(hits) > MOST else str(len(hits))
            self.title_bar.show(facts=t("find.found", n=count) if hits else "")

    def _cells(self, hit: search.Hit) -> tuple[str | Text, ...]:
        colours = self.app.theme_variables
        dim = colours["text-muted"]
        kind = t(f"entity.{hit.table}")
        own = hit.table == "account"
        name = clean(hit.account_name or "")
        return (
            # What has no day says there what it is; the column of kinds is not on every screen.
            Text(short_day(hit.day, self.csops.today) if hit.day else kind, dim),
            Text(kind if hit.day else "", dim),
            Text("" if own else name, colours["foreground"]),
            _emphasised(hit, colours["foreground"], f"bold {colours['accent']}"),
        )

    @on(PickBox.Moved)
    def _moved(self) -> None:
        """Show the piece of text under the cursor in full."""
        hit = self._hit()
        colours = self.app.theme_variables
        piece = _emphasised(hit, colours["foreground"], f"bold {colours['accent']}") if hit else Text("")
        self.query_one("#piece", Static).update(piece)

    # What one is on

    def _hit(self) -> search.Hit | None:
        pick = self.query_one(PickBox).list.current
        return self._hits.get(pick.id) if pick else None

    def current_account(self) -> tuple[str, str] | None:
        hit = self._hit()
        return (hit.account_id, hit.account_name) if hit and hit.account_id and hit.account_name else None

    def current_row(self) -> tuple[str, str] | None:
        hit = self._hit()
        return (hit.table, hit.row_id) if hit else None

    @on(PickBox.Chosen)
    def _chosen(self, message: PickBox.Chosen) -> None:
        hit = self._hits[message.pick.id]
        if hit.table == "account":
            self.csops.open_account(hit.row_id)
            return
        from csops_tui.tui.forms.form import edit_record

        edit_record(self.csops, hit.table, hit.row_id)

    def why_not_open_account(self) -> str | None:
        """A record with an account must be under the cursor."""
        return None if self.current_account() else "why.no_account"

    def do_open_account(self) -> None:
        """Open the account of the record found."""
        if account := self.current_account():
            self.csops.open_account(account[0])


def _emphasised(hit: search.Hit, plain: str, strong: str) -> Text:
    """The piece of text with the words that were asked for standing out."""
    text = Text()
    end = 0
    for start, stop in hit.positions:
        text.append(clean(hit.snippet[end:start]), plain)
        text.append(clean(hit.snippet[start:stop]), strong)
        end = stop
    text.append(clean(hit.snippet[end:]), plain)
    return text
