"""What can be wrong with a file or its mapping as a whole, said in the words of the catalogue."""

from __future__ import annotations

from csops_tui.locale import t
from csops_tui.text.clean import clean

_SHOWN = 80


class ExchangeError(Exception):
    """The file as a whole cannot be read or mapped; `key` names the words, `exit_code` is the shell's answer."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values
        self.exit_code = 3 if key == "no_file" else 5

    def __str__(self) -> str:
        return t(f"exchange.{self.key}", None, **self.shown())

    def shown(self) -> dict[str, object]:
        """The values as a message may carry them."""
        return _shown(self.values)


class Refused(Exception):
    """A cell or row that cannot be taken: the words for the reason, and the column it is about."""

    def __init__(self, key: str, /, column: str = "", **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.column = column
        self.values = values

    def __str__(self) -> str:
        return t(f"exchange.reason.{self.key}", None, **_shown(self.values))


def _shown(values: dict[str, object]) -> dict[str, object]:
    """Values as a message may carry them: what stood in the file is made safe for a terminal, and cut."""
    shown = {name: _cut(value) if isinstance(value, str) else value for name, value in values.items()}
    # What is near is said where something is.
    return shown | {"near": t("exchange.near", names=shown["nearest"]) if shown.get("nearest") else ""}


def _cut(text: str) -> str:
    return clean(text if len(text) <= 3 * _SHOWN else text[:_SHOWN] + "…")
