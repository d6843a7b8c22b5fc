"""What a person sets while the app runs, and finds again at the next start: language and theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csops_tui.locale import LANGUAGES, language, set_language, t
from csops_tui.store.config import ConfigError, set_value
from csops_tui.tui.theme import THEMES

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp


def change_language(app: CsopsApp) -> None:
    """Change between Japanese and English; the screens have to be shown anew."""
    set_language(LANGUAGES[(LANGUAGES.index(language()) + 1) % len(LANGUAGES)])
    _keep(app, "language", language())


def next_theme(app: CsopsApp) -> None:
    """Take the next theme."""
    names = [theme.name for theme in THEMES]
    here = names.index(app.theme) if app.theme in names else -1
    app.theme = names[(here + 1) % len(names)]
    _keep(app, "theme", app.theme)
    app.say(t("app.theme", name=app.theme))


def _keep(app: CsopsApp, key: str, value: str) -> None:
    try:
        set_value(key, value)
    except (OSError, ConfigError) as error:
        app.say(t("app.not_kept", detail=getattr(error, "strerror", None) or error), "warning")
