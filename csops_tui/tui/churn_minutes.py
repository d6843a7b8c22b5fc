"""Writing the minutes of a churn review to a file, as Markdown or HTML by its ending."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.tui.ask import Ask
from csops_tui.tui.file_names import completions, free_name, shown_path
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

_MOST = 8


def ask_minutes(app: CsopsApp, session_id: str) -> None:
    """Ask for the file's name and write the minutes of a session to it."""
    from csops_tui.exchange.reports import churn_minutes
    from csops_tui.exchange.reports.errors import ReportError

    made = churn_minutes.gather(app.book, session_id)
    if made is None:
        app.say(t("lookback.gone"), "warning")
        return

    def candidates(text: str) -> list[Suggestion]:
        endings = [f".{shape}" for shape in churn_minutes.SHAPES]
        return [Suggestion(name, name) for name in completions(text, endings)[:_MOST]]

    def take(text: str, _: Suggestion | None) -> str | None:
        path = Path(text.strip()).expanduser()
        if path.exists():
            return t("report.exists", path=shown_path(path))
        try:
            churn_minutes.save(made, path)
        except ReportError as error:
            return str(error)
        app.say(t("report.written", path=shown_path(path)))
        return None

    name = free_name(Path(churn_minutes.file_name(made, "md")))
    app.push_screen(Ask(t("report.file"), take, candidates=candidates, value=str(name)))
