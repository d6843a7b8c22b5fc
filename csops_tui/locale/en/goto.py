"""The words of going anywhere."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "goto.anything": "name of an account, screen, command, list or contact",
    "goto.commands": "name of a command",
    "goto.nothing": "Nothing matches.",
    "goto.keys": "↑↓ choose   enter go or run   esc close",
    "goto.many_contacts": "Contacts are too many for this list: find them with /",
    "goto.kind.screen": "screen",
    "goto.kind.account": "account",
    "goto.kind.command": "command",
    "goto.kind.list": "list",
    "goto.kind.contact": "contact",
    "goto.kind.view": "view",
}
