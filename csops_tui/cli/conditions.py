"""Conditions given on a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session

if TYPE_CHECKING:
    from csops_tui.measures.expression import Expression


def condition_of(text: str) -> Expression:
    """The condition of a text; raises ShellError with the place of what is wrong marked below it."""
    from csops_tui.measures.columns import own_codes
    from csops_tui.measures.expression import ExpressionError, parse
    from csops_tui.text.width import width

    try:
        return parse(text, own_codes(session().book().reader()))
    except ExpressionError as error:
        before, wrong = text[: error.start], text[error.start : error.end]
        mark = " " * width(before) + "^" * max(1, width(wrong))
        raise ShellError("condition", USAGE, text=text, mark=mark, reason=str(error)) from error
