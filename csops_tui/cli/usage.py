"""What is wrong with a command line, in the words of the catalogue instead of click's own."""

from __future__ import annotations

import click

from csops_tui.locale import t


def explain(error: click.ClickException) -> str:
    """The error in one line, and the command whose help says more."""
    text = _problem(error)
    ctx = getattr(error, "ctx", None)
    return f"{text}\n{t('cli.error.see_help', command=ctx.command_path)}" if ctx else text


def _problem(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            near = ", ".join(sorted(error.possibilities or []))
            return t(
                "cli.error.no_option_near" if near else "cli.error.no_option", name=error.option_name, nearest=near
            )
        case click.MissingParameter() if error.param is not None and isinstance(error.param.type, click.Choice):
            return _choice(error.param, error.ctx)
        case click.MissingParameter():
            return t("cli.error.missing", name=_name(error.param, error.ctx))
        case click.BadOptionUsage():
            return t("cli.error.option_value", name=error.option_name)
        case click.BadParameter():
            if error.param is not None and isinstance(error.param.type, click.Choice):
                return _choice(error.param, error.ctx)
            if error.param is not None and isinstance(error.param.type, click.Path | click.File):
                return t("cli.error.bad_path", name=_name(error.param, error.ctx), detail=_path_of(error.message))
            return t("cli.error.bad_value", name=_name(error.param, error.ctx))
        case click.UsageError() if "unexpected extra argument" in error.message:
            return t("cli.error.extra", words=error.message.partition("(")[2].rpartition(")")[0])
        case _:
            return error.message


def _choice(parameter: click.Parameter, ctx: click.Context | None) -> str:
    """What may stand there; an argument is named by its command, which is all that people see of it."""
    assert isinstance(parameter.type, click.Choice)
    name = ctx.command_path if ctx and isinstance(parameter, click.Argument) else _name(parameter, ctx)
    return t("cli.error.choice", name=name, choices=", ".join(map(str, parameter.type.choices)))


def _path_of(message: str) -> str:
    """The path that click's message is about: the first words in quotes."""
    return message.partition("'")[2].partition("'")[0]


def _name(parameter: click.Parameter | None, ctx: click.Context | None) -> str:
    if parameter is None:
        return "?"
    return (
        "/".join(parameter.opts)
        if isinstance(parameter, click.Option)
        else str(parameter.metavar or parameter.name).upper()
    )
