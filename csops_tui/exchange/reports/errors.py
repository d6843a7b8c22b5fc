"""Why a report cannot be made, in the words of the catalogue."""

from __future__ import annotations

from csops_tui.exchange.errors import ExchangeError
from csops_tui.locale import t
from csops_tui.text.clean import clean


class ReportError(ExchangeError):
    """A report cannot be gathered or rendered; `key` names the words, `exit_code` is the shell's answer."""

    def __init__(self, key: str, *, exit_code: int = 5, **values: object) -> None:
        super().__init__(key, **values)
        self.exit_code = exit_code

    def __str__(self) -> str:
        return clean(t(f"report.error.{self.key}", None, **self.values), multiline=True)
