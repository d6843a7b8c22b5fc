"""The page of all keys: `python -m csops_tui.tui.keys_page` writes docs/keys.md and docs/keys.ja.md."""

from __future__ import annotations

from pathlib import Path

from csops_tui.locale import LANGUAGES, t
from csops_tui.tui.commands import COMMANDS, Command, key_label
from csops_tui.tui.screens.help import MOVES

PAGES = {"en": "keys.md", "ja": "keys.ja.md"}


def keys_markdown(lang: str) -> str:
    """The page in one language: every command under the place where it works, with keys, meaning, id and shell twin."""
    parts = [f"# {t('help.page.title', lang)}\n\n{t('help.page.about', lang)}\n"]
    for scope in dict.fromkeys(command.scope for command in COMMANDS):
        rows = [_row(command, lang) for command in COMMANDS if command.scope == scope]
        parts.append(_table(t(f"help.scope.{scope}", lang), rows, lang))
    moves = [(_keys(keys.split()), t(f"help.move.{name}.help", lang), "", "", "") for name, keys in MOVES]
    parts.append(_table(t("help.moving", lang), moves, lang))
    return "\n".join(parts)


def write_pages(folder: Path) -> None:
    """Write the page of every language into `folder`."""
    for lang in LANGUAGES:
        (folder / PAGES[lang]).write_text(keys_markdown(lang), encoding="utf-8")


def _row(command: Command, lang: str) -> tuple[str, str, str, str, str]:
    verb = f"`{command.verb}`" if command.verb else ""
    words = t(f"command.{command.id}", lang), t(f"command.{command.id}.help", lang)
    return _keys([key_label(key) for key in command.keys]), *words, verb, f"`{command.id}`"


def _keys(labels: list[str]) -> str:
    return " ".join(f"`{label}`" for label in labels)


def _table(title: str, rows: list[tuple[str, str, str, str, str]], lang: str) -> str:
    heads = [t(f"help.{name}", lang) for name in ("key", "what", "sentence", "shell", "id")]
    lines = [f"## {title}\n", f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    lines += [f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_pages(Path("docs"))
