"""The commands that can be reached from a screen, with words, keys and the reason why one cannot run now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csops_tui.locale import LANGUAGES, has, t
from csops_tui.text.names import norm
from csops_tui.tui.commands import Command, key_label, of_scopes, with_keymap
from csops_tui.tui.screens.base import BaseScreen

HERE, LISTS, EVERYWHERE = "here", "lists", "everywhere"


@dataclass(frozen=True)
class Reachable:
    """One command as a person meets it: its keys as they are read, its group, and why it cannot run (None: it can)."""

    command: Command
    keys: str
    group: str
    reason: str | None

    @property
    def title(self) -> str:
        """What the command is called."""
        return t(f"command.{self.command.id}")

    @property
    def help(self) -> str:
        """What the command does, in one sentence."""
        key = f"command.{self.command.id}.help"
        return t(key) if has(key) else ""


def reachable(screen: BaseScreen) -> list[Reachable]:
    """All commands that work on this screen: its own first, then those of lists, then those of the app."""
    keymap = screen.csops.config_keymap
    found: list[Reachable] = []
    taken: set[str] = set()
    here = screen.scopes_here
    own = [scope for scope in here if scope != "list"]
    for group, scopes in ((HERE, own), (LISTS, [s for s in here if s == "list"]), (EVERYWHERE, ["app"])):
        for command in (command for command in of_scopes(scopes) if command.id not in screen.not_here):
            # The screen's own key hides the same key of the app.
            keys = [key for key in with_keymap(command, keymap) if key not in taken]
            taken.update(keys)
            labels = " ".join(key_label(key) for key in keys)
            found.append(Reachable(command, labels, group, screen.why_not(command)))
    return found


def matching(commands: Iterable[Reachable], text: str) -> list[Reachable]:
    """Those whose title, help, id, keys or shell verb contain all words of `text`, in either language."""
    words = norm(text).split()
    if not words:
        return list(commands)
    return [one for one in commands if all(word in _searched(one) for word in words)]


def titles(command: Command) -> list[str]:
    """What a command is called in every language, in the form in which words are compared."""
    return [norm(t(f"command.{command.id}", lang)) for lang in LANGUAGES]


def _searched(one: Reachable) -> str:
    helps = [norm(t(f"command.{one.command.id}.help", lang)) for lang in LANGUAGES]
    return "\n".join([*titles(one.command), *helps, one.command.id, one.keys, one.command.verb])
