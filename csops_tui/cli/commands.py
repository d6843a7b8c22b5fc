"""Commands and options whose words come from the catalogue, and a group that loads a command only when it is run."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.errors import USAGE, ShellError, near_words
from csops_tui.cli.everywhere import Option, global_options
from csops_tui.locale import t
from csops_tui.text.width import clip, pad, width

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_PAGE = 100


class Command(click.Command):
    """A command described by `cli.<name>.short` and `cli.<name>.help`; it also takes the global options."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        attributes["params"] = [*(attributes.get("params") or []), *global_options()]
        super().__init__(name, **attributes)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the page of the command: usage, what it does, its options, the global ones."""
        name = str(self.name)
        own = [p for p in self.get_params(ctx) if isinstance(p, click.Option) and p.expose_value]
        everywhere = [p for p in self.get_params(ctx) if isinstance(p, click.Option) and not p.expose_value]
        formatter.write(_usage(self, ctx))
        formatter.write(f"\n{t(f'cli.{name}.short')}\n\n{_indented(t(f'cli.{name}.help'))}\n")
        formatter.write(_listed(t("cli.options"), [_record(p, ctx, name) for p in own]))
        formatter.write(_listed(t("cli.global_options"), [_record(p, ctx, name) for p in everywhere]))


class LazyGroup(click.Group):
    """A group that knows its commands by name and where they are, and imports one when it is invoked."""

    def __init__(self, *arguments: Any, lazy: dict[str, str], **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names in the order of the help page."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for a name that is no command."""
        place = self.lazy.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        return getattr(import_module(module), attribute)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first; raises ShellError with the nearest names for an unknown one."""
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = near_words(get_close_matches(args[0], self.lazy, 3), t("cli.near.command"))
            raise ShellError("no_command", USAGE, name=args[0], near=near)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names of commands with their one line, none of them imported; then our options."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.lazy if name.startswith(incomplete)]
        found = [CompletionItem(name, help=t(f"cli.{name}.short")) for name in names]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first page: usage, all commands in one line each, the global options."""
        formatter.write(_usage(self, ctx))
        formatter.write(f"\n{_indented(t('cli.help'))}\n")
        formatter.write(_listed(t("cli.commands"), [(name, t(f"cli.{name}.short")) for name in self.lazy]))
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        formatter.write(_listed(t("cli.options"), [_record(p, ctx, "") for p in options]))


def command(name: str) -> Callable[[Callable[..., Any]], Command]:
    """Declare the function below as the command `name`."""
    return click.command(name, cls=Command)


def option(*names: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an option of a command; its help stands in the catalogue."""
    return click.option(*names, cls=Option, **attributes)


def lines(text: str, cells: int) -> list[str]:
    """Text broken into lines of at most `cells`; Japanese breaks anywhere, words of letters stay whole."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        rest = paragraph
        while width(rest) > cells:
            head = clip(rest, cells, "")
            at = head.rfind(" ")
            if at > cells // 2 and rest[len(head) : len(head) + 1] != " ":
                head = head[:at]
            found.append(head.rstrip())
            rest = rest[len(head) :].lstrip()
        found.append(rest)
    return found


def help_page(command: click.Command, ctx: click.Context, name: str, verbs: list[tuple[str, str]]) -> str:
    """The page of a command with verbs, given as (verb, key of its words)."""
    everywhere = [p for p in command.get_params(ctx) if isinstance(p, click.Option) and not p.expose_value]
    page = f"{_usage(command, ctx)}\n{t(f'cli.{name}.short')}\n\n{_indented(t(f'cli.{name}.help'))}\n"
    page += _listed(t("cli.commands"), [(verb, t(key)) for verb, key in verbs])
    return page + _listed(t("cli.global_options"), [_record(p, ctx, name) for p in everywhere])


def _usage(command: click.Command, ctx: click.Context) -> str:
    return f"{t('cli.usage')}: {ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}\n"


def _indented(text: str) -> str:
    return "".join(f"  {line}".rstrip() + "\n" for line in lines(text, _PAGE - 4)).rstrip("\n")


def _record(option: click.Option, ctx: click.Context, command: str) -> tuple[str, str]:
    names = ", ".join([*option.opts, *option.secondary_opts])
    if not option.is_flag and not option.count:
        names += f" {option.make_metavar(ctx)}"
    if isinstance(option, Option):
        return names, option.words(command)
    return names, t("cli.option.help" if "--help" in option.opts else f"cli.option.{option.name}")


def _listed(title: str, records: list[tuple[str, str]]) -> str:
    if not records:
        return ""
    room = min(30, max(width(name) for name, _ in records) + 2)
    page = f"\n{title}:\n"
    for name, words in records:
        first, *rest = lines(words, _PAGE - room - 2)
        if width(name) > room - 2:
            page += f"  {name}\n  {pad('', room)}{first}\n"
        else:
            page += f"  {pad(name, room)}{first}\n"
        page += "".join(f"  {pad('', room)}{line}\n" for line in rest)
    return page
