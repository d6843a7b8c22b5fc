"""Answers on stdout: a table for people, JSON, CSV or TSV for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from csops_tui.cli.everywhere import session
from csops_tui.locale import language
from csops_tui.text.clean import clean
from csops_tui.text.width import clip, pad, width

SEPARATOR = "\x1f"
_WIDEST = 48
_RIGHT = frozenset(("money", "count", "number"))


@dataclass(frozen=True)
class Column:
    """One column of an answer: `key` for programs, `label` for people, `kind` (as in Spec) and `list` of its codes."""

    key: str
    label: str = ""
    kind: str = "text"
    list: str = ""
    currency: str = "JPY"


def emit(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows in the form that the command line asks for; values are as stored, a table shows them in words."""
    form = session().form
    if form == "table":
        table(columns, rows)
        return
    from csops_tui.exchange.listing import write

    write([c.key for c in columns], ([_plain(v) for v in row] for row in rows), sys.stdout, form)


def emit_json(value: Any) -> None:
    """Write one JSON document."""
    import json

    print(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def emit_line(text: object) -> None:
    """Write one line of an answer."""
    print(clean(str(text)))


def shown(column: Column, value: Any) -> str:
    """A stored value as people read it, on one line."""
    if value is None:
        return ""
    match column.kind:
        case "code":
            from csops_tui.model.codes import word

            return clean(word(column.list, str(value), language()))
        case "flag":
            from csops_tui.locale import t

            return t("cli.yes") if value else t("cli.no")
        case "money":
            from csops_tui.text.numbers import format_money

            # Where rows have currencies of their own, the amount brings it along.
            amount, _, currency = str(value).partition(SEPARATOR)
            return format_money(int(amount), currency or column.currency, language())
        case "number":
            return f"{value:g}"
        case "moment":
            import datetime as dt

            at = dt.datetime.fromisoformat(str(value)).astimezone()
            return at.strftime("%Y-%m-%d %H:%M")
        case _:
            return clean(str(value))


def table(columns: Sequence[Column], rows: Iterable[Sequence[Any]], indent: int = 0) -> None:
    """Write rows as a table for people, its cells aligned by the width they take on the screen."""
    cells = [[shown(c, v) for c, v in zip(columns, row, strict=True)] for row in rows]
    heads = [c.label or c.key for c in columns]
    widths = [max([width(head), *(width(row[n]) for row in cells)]) for n, head in enumerate(heads)]
    # Long texts are cut where something stands to their right, and whole at the end of a line.
    widths[:-1] = [min(_WIDEST, room) for room in widths[:-1]]
    aligns = ["right" if c.kind in _RIGHT else "left" for c in columns]

    def line(row: Sequence[str]) -> str:
        return " " * indent + "  ".join(pad(v, w, a) for v, w, a in zip(row, widths, aligns, strict=True)).rstrip()  # type: ignore[arg-type]

    head = line([clip(h, w) for h, w in zip(heads, widths, strict=True)])
    print(f"\x1b[1m{head}\x1b[0m" if _coloured() else head)
    for row in cells:
        print(line(row))


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, multiline=True)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
