"""`csops config`: settings, one or all of them."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_line
from csops_tui.locale import t
from csops_tui.store import config


@command("config")
@click.argument("key", required=False)
@click.argument("value", required=False)
def settings(key: str | None, value: str | None) -> None:
    """Show or change settings."""
    held = session()
    if key is not None and value is not None:
        config.set_value(key, value)
        held.say(t("cli.said.set", name=key, value=value, path=config.config_path()))
        return
    if key is None:
        rows = [
            (name, _text(getattr(held.config, name)), _text(default), t(f"config.{name}"))
            for name, default in config.settings().items()
        ]
        emit([Column(name, t(f"cli.column.{name}")) for name in ("name", "value", "default", "help")], rows)
        held.say(t("cli.said.config_at", path=config.config_path()))
        return
    emit_line(_text(_held(held.config, key)))


def _held(found: config.Config, key: str) -> object:
    if key in config.settings():
        return getattr(found, key)
    if key.startswith("keys."):
        return found.keys.get(key.removeprefix("keys."), "")
    raise config.ConfigError("unknown", exit_code=3, name=key, nearest=", ".join(config.settings()))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return " ".join(f"{name}={key}" for name, key in value.items())
    return str(value)
