"""What the app said in the corner."""

from csops_tui.tui.app import CsopsApp


def said(app: CsopsApp, *words: str) -> bool:
    """Whether one message held all these words, however it was broken into lines."""
    return any(all(word in note.message for word in words) for note in app._notifications)
