"""`csops churn`: what is done about churns besides writing them down; each verb is in a module of its own."""

from __future__ import annotations

from pathlib import Path

import click

from csops_tui.cli.commands import command, option


@command("churn")
@click.argument("what", type=click.Choice(["review"]))
@click.argument("act", type=click.Choice(["list", "start", "show", "minutes", "effect"]), default="list")
@click.argument("words", nargs=-1)
@option("--title", metavar="TEXT", default="")
@option("--people", metavar="NAMES", default="")
@option("--format", "shape", type=click.Choice(["md", "html"]), metavar="md|html")
@option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--force", is_flag=True)
def churn(
    what: str,
    act: str,
    words: tuple[str, ...],
    title: str,
    people: str,
    shape: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Look back at churns: begin a session, list sessions, show one, write its minutes, what became of its signals."""
    from csops_tui.cli import churn_review

    if act == "list":
        churn_review.list_sessions()
    elif act == "start":
        churn_review.start(words, title, people)
    elif act == "show":
        churn_review.show(words)
    elif act == "effect":
        churn_review.effect()
    else:
        churn_review.minutes(words, shape, out, force)
