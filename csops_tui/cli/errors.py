"""What a command can end with, other than well: words for stderr and an exit code."""

from __future__ import annotations

from csops_tui.locale import t

OK, FAILURE, USAGE, NOT_FOUND, CONFLICT, REFUSED = range(6)


def near_words(names: list[str], else_said: str = "") -> str:
    """The end of a message about a name that is none: what is like it, or where nothing is, `else_said`."""
    return t("cli.near.names", names=", ".join(names)) if names else else_said


class ShellError(Exception):
    """A command cannot go on; `key` names the words under `cli.error`, `exit_code` is what the shell gets."""

    def __init__(self, key: str, exit_code: int = FAILURE, /, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.exit_code = exit_code
        self.values = values

    def __str__(self) -> str:
        return t(f"cli.error.{self.key}", None, **self.values)
