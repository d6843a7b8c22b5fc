"""The command `csops` itself: its commands by name, and the screen when none is named."""

from __future__ import annotations

import click

from csops_tui.cli.commands import LazyGroup
from csops_tui.cli.everywhere import Option, global_options, session

# In the order of the help page; each is imported when it is run.
COMMANDS = {
    "log": "csops_tui.cli.log:log",
    "today": "csops_tui.cli.today:today",
    "sheet": "csops_tui.cli.sheet:sheet",
    "changes": "csops_tui.cli.changes:changes",
    "review": "csops_tui.cli.reviewing:review_command",
    "signal": "csops_tui.cli.signal:signal",
    "stats": "csops_tui.cli.stats:stats",
    "revenue": "csops_tui.cli.revenue:revenue",
    "survival": "csops_tui.cli.churns:survival",
    "risks": "csops_tui.cli.registers:risks",
    "complaints": "csops_tui.cli.registers:complaints",
    "growth": "csops_tui.cli.growing:growth",
    "opportunities": "csops_tui.cli.growing:opportunities",
    "rfm": "csops_tui.cli.growing:rfm",
    "churn": "csops_tui.cli.churn:churn",
    "codes": "csops_tui.cli.codes:codes",
    "report": "csops_tui.cli.report:report",
    "routing": "csops_tui.cli.routing:routing",
    "renewals": "csops_tui.cli.renewals:renewals",
    "capacity": "csops_tui.cli.capacity:capacity",
    "segment": "csops_tui.cli.segments:segment",
    "campaign": "csops_tui.cli.campaigns:campaign",
    "list": "csops_tui.cli.records:list_rows",
    "show": "csops_tui.cli.show:show",
    "add": "csops_tui.cli.records:add",
    "edit": "csops_tui.cli.records:edit",
    "search": "csops_tui.cli.search:search",
    "import": "csops_tui.cli.importing:import_file",
    "profiles": "csops_tui.cli.profiles:profiles",
    "duplicates": "csops_tui.cli.merging:duplicates",
    "merge": "csops_tui.cli.merging:merge_rows",
    "login": "csops_tui.cli.linking:login",
    "export": "csops_tui.cli.exporting:export",
    "usage": "csops_tui.cli.rolling:usage",
    "capture": "csops_tui.cli.capture:capture",
    "captured": "csops_tui.cli.capture:captured",
    "sql": "csops_tui.cli.sql:sql",
    "undo": "csops_tui.cli.history:undo",
    "redo": "csops_tui.cli.history:redo",
    "history": "csops_tui.cli.history:history",
    "backup": "csops_tui.cli.keeping:backup",
    "restore": "csops_tui.cli.keeping:restore",
    "quality": "csops_tui.cli.quality:quality",
    "doctor": "csops_tui.cli.doctor:doctor",
    "demo": "csops_tui.cli.demo:demo",
    "define": "csops_tui.cli.reference:define",
    "keys": "csops_tui.cli.reference:keys",
    "config": "csops_tui.cli.settings:settings",
    "completion": "csops_tui.cli.completion:completion",
}


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("csops-tui")
    except PackageNotFoundError:
        found = "0"
    click.echo(f"csops {found}")
    ctx.exit(0)


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    invoke_without_command=True,
    params=[
        *global_options(),
        Option(["--no-mouse"], "no_mouse", is_flag=True),
        click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version),
    ],
)
@click.pass_context
def root(ctx: click.Context, no_mouse: bool) -> int | None:
    """Open the screen when no command is named."""
    if ctx.invoked_subcommand is not None:
        return None
    from csops_tui.tui.run import main

    held = session()
    return main(held.path, held.config, clock=held.clock, actor=held.actor, mouse=not no_mouse)
