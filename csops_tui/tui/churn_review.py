"""Beginning a churn review over the churns of a list, or going on with the one that was begun."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.measures import churn_review as reviews
from csops_tui.store.errors import BookError

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp


def open_churn_review(app: CsopsApp, marked: Collection[str] = ()) -> bool:
    """Go on with the open session; without one begin one over the marked churns, by default over all that are due.

    False where there is nothing to look back at, which is said.
    """
    from csops_tui.tui.screens.churn_review import ChurnReviewScreen

    conn = app.book.reader()
    begun = reviews.open_session(conn)
    if begun is not None and not marked:
        app.push_screen(ChurnReviewScreen(begun))
        return True
    wanted = [churn for (churn,) in conn.execute(_IN_ORDER)] if marked else reviews.due_for_review(conn, app.today)
    wanted = [churn for churn in wanted if not marked or churn in set(marked)]
    title = t("lookback.session_title", day=app.today.isoformat().replace("-", "/"))
    try:
        session_id = reviews.start(app.book, t("lookback.label.start", n=len(wanted)), wanted, title)
    except BookError as error:
        app.say(str(error), "error")
        return False
    if session_id is None:
        app.say(t("lookback.nothing"))
        return False
    app.wrote(frozenset({"review_session", "churn_review"}))
    app.push_screen(ChurnReviewScreen(session_id))
    return True


_IN_ORDER = "SELECT id FROM churn ORDER BY coalesce(notice, decided, effective), id"
