"""Conditions that a person types: the text of an SQL WHERE over the names of the sheet (`measures.sheet.PLAIN`).

`renewal_in <= 180 and tier in (high, mid) and not covered`. What is SQL's own here: operators, `and or not in between
like glob is null case cast`, a short list of functions. What is not, because people expect it:

- A code may be named by any of its words in either language, quoted or not: `tier = 高`, `state = 'churned'`.
- A text or a name without spaces needs no quotes on the right of an operator: `owner = 佐藤`.
- Days: `2027-03-31`, `2027/3/31`, `today`, `yesterday`, `tomorrow` (今日 昨日 明日); a day ± a number is that many days
  later or earlier, a day − a day is a number of days. `now` in a date function is the as-of day.
- Amounts are compared in whole units of their currency, `mrr >= 30万`; `k m 千 万 億` after a number multiply it.
- `/` never cuts off: `touches_90d / touches_365d` is a share.

Everything else is refused with the place of what was wrong. What is left is put together anew from what was
understood, and the database checks it, so that no text of a person's ever reaches a statement over the book.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from csops_tui.measures.columns import columns
from csops_tui.measures.reading import FUNCTIONS, Reader
from csops_tui.measures.tokens import ExpressionError, flat
from csops_tui.store import guard, sqlite
from csops_tui.store.errors import BookError
from csops_tui.store.listing import whole_units

__all__ = ["Expression", "ExpressionError", "columns", "looks_like", "parse"]

_PIECES = re.compile(r"""[^\W\d][\w・]*|[=<>!≤≦≥≧≠+\-*/%|()'"」]""")
_COMPARES = frozenset("=<>!≤≦≥≧≠")
_AFTER_A_NAME = frozenset(("is", "in", "between", "like", "glob", "not", "isnull", "notnull", *"+-*/%|"))


@dataclass(frozen=True)
class Expression:
    """A condition that was understood: `sql` may follow AND in a query over p, a, m with :as_of.

    `names` are the columns used, in their order of appearance.
    """

    text: str
    sql: str
    names: tuple[str, ...]


def parse(text: str, own_codes: Mapping[str, Collection[str]] | None = None) -> Expression:
    """Read a condition; raises ExpressionError.

    With `own_codes` (list → folded words of the book's own codes) a word that is no code of its column is an error;
    without, it is taken for a code that the book may know.
    """
    reader = Reader(text, own_codes)
    node = reader.whole()
    _check(text, re.sub("\x01(.*?)\x02", r'"\1"', node.sql), reader.names)
    return Expression(text, f"({re.sub(chr(1) + '(.*?)' + chr(2), _column_sql, node.sql)})", tuple(reader.names))


def looks_like(text: str) -> bool:
    """Whether a line is a condition and not words to look for.

    It is one when any word stands before `= < > ≤ ≥ ≠` or `!`; when the name of a column stands before another
    operator (`+ - * / % |`, is, in, between, like, glob, not), or before and/or with a column after it; when `not`,
    `case` or a function stands before a column or a parenthesis. The name of a column alone is a word.
    """
    names = columns()
    words = _PIECES.findall(flat(text).casefold())
    for word, after, further in zip(words, [*words[1:], ""], [*words[2:], "", ""], strict=False):
        if after in _COMPARES and (word in ")'\"」" or word[0].isalpha()):
            return True
        if word in names:
            joins = after in ("and", "or") and (further in names or further in ("not", "("))
            if joins or after in _AFTER_A_NAME:
                return True
        if word in ("not", "case") and (after in names or after in ("(", "when")):
            return True
        if word in FUNCTIONS and after == "(" and further in names:
            return True
    return False


def _column_sql(found: re.Match[str]) -> str:
    field = columns()[found[1].casefold()]
    if field.kind == "money":
        return f"({whole_units(f'({field.sql})', columns()['currency'].sql)})"
    return f"({field.sql})"


def _check(text: str, condition: str, names: list[str]) -> None:
    """Let the database compile the condition over a row of empty columns, with nothing else in reach."""
    columns_sql = ", ".join(f'NULL AS "{name}"' for name in names) or "NULL"
    conn = sqlite.memory()
    try:
        conn.execute("CREATE TABLE code (list, code, ja, en, active)")
        with guard.limited(conn):
            conn.execute(
                f"SELECT 1 FROM (SELECT {columns_sql}) WHERE ({condition})", {"as_of": "2000-01-01"}
            ).fetchall()
    except (sqlite.DatabaseError, BookError) as error:
        raise ExpressionError("refused", 0, len(text), detail=str(error)) from error
    finally:
        conn.close()
