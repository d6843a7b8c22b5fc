"""Beginning a review over what the sheet shows, or going on with the one that was begun."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.measures import review
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection

if TYPE_CHECKING:
    from csops_tui.tui.screens.sheet import SheetScreen


def open_review(screen: SheetScreen) -> None:
    """Go on with the acting member's open round; without one, begin a round over the rows that the sheet shows."""
    from csops_tui.tui.screens.review import ReviewScreen

    csops = screen.csops
    member = csops.member_id()
    begun = review.open_round(csops.book.reader(), member)
    if begun:
        csops.push_screen(ReviewScreen(begun))
        return
    book, quick, condition = csops.book, screen.sheet.quick, screen.condition
    listing = replace(screen.listing(), where=condition.sql if condition else "")
    part = review.part_words(screen.scope, quick, condition.text if condition else "")

    def ask(conn: Connection) -> str | BookError | None:
        ids = dict(conn.execute("SELECT rowid, id FROM account"))
        accounts = [ids[key] for key in listing.keys(conn, quick=quick)]
        try:
            return review.start(book, t("review.label_start"), member_id=member, where_text=part, accounts=accounts)
        except BookError as error:
            return error

    def opened(answer: str | BookError | None) -> None:
        csops.clear_notifications()
        if isinstance(answer, str):
            csops.wrote(frozenset({"review_round", "review_item"}))
            csops.push_screen(ReviewScreen(answer))
        else:
            csops.say(str(answer) if answer else t("review.nothing"), "warning" if answer else "information")

    csops.say(t("changes.counting"))
    screen.load("review", ask, opened)
