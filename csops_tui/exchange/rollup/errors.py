"""What can stand in the way of a roll-up, said in the words of the catalogue."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from csops_tui.locale import t
from csops_tui.text.clean import clean

_SHOWN = 300


class RollupError(Exception):
    """A roll-up cannot be made; `key` names the words under `rollup.error`, `exit_code` is the shell's answer."""

    def __init__(self, key: str, /, exit_code: int = 5, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.exit_code = exit_code
        self.values = values

    def __str__(self) -> str:
        shown = {name: clean(v)[:_SHOWN] if isinstance(v, str) else v for name, v in self.values.items()}
        return t(f"rollup.error.{self.key}", None, **shown)


def needed(module: str) -> Any:
    """A library of the extra `usage`, imported now; raises RollupError with the install command where it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise RollupError("extra", 1, name=module) from error
