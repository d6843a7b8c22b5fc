"""One edit made from a dialogue: written, told to the screens, and said; or refused in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.store.errors import BookError

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp


def save(app: CsopsApp, label: str, act: Callable[[Edit], object]) -> str | None:
    """Make one edit and say so; the words of the refusal when the book does not take it."""
    try:
        with app.book.edit(label) as edit:
            act(edit)
    except BookError as error:
        return str(error)
    app.wrote(edit.topics)
    app.say(t("app.done_undo", label=label))
    return None
