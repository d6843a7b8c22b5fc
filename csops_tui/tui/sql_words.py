"""What the word at the caret of a statement can become: a table after FROM, a column of the tables named, a keyword."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from csops_tui.store.console import Token, tokens
from csops_tui.store.guard import FUNCTIONS

_TABLES_FOLLOW = {"from", "join"}
_KEYWORDS = """
select from where group order by having limit join left on using as and or not in is null like between case when then
else end distinct with recursive union all except intersect asc desc over partition exists values cross filter
"""
KEYWORDS = tuple(word.upper() for word in _KEYWORDS.split())
_CALLS = tuple(sorted(name for name in FUNCTIONS if name.isidentifier()))
MOST = 40


def proposals(sql: str, at: int, tables: Mapping[str, Sequence[str]]) -> tuple[int, list[str]]:
    """Where the word at `at` begins, and the names that begin with it, likeliest first; none within a text."""
    pieces = [token for token in tokens(sql[:at]) if token.kind != "space"]
    # Up to the caret a text that goes on behind it is not closed.
    ends = tokens(sql[:at])[-1:]
    if any(one.text.startswith(("--", "/*")) or one.kind == "number" or _is_open(one) for one in ends):
        return at, []
    last = pieces[-1] if pieces else None
    typed = last.text if last and last.kind == "name" and last.start + len(last.text) == at else ""
    if typed:
        pieces.pop()
    start, wanted = at - len(typed), typed.casefold()
    known = _known(pieces, tokens(sql), tables)
    if known is None:
        return start, []
    found = [name for name in dict.fromkeys(known) if name.casefold().startswith(wanted)]
    found += [name for name in dict.fromkeys(known) if wanted and wanted in name.casefold() and name not in found]
    return start, [name for name in found if name.casefold() != wanted][:MOST]


def _known(
    before: Sequence[Token], whole: Sequence[Token], tables: Mapping[str, Sequence[str]]
) -> Iterable[str] | None:
    """All names that can stand after these pieces; None where SQL expects a name that a person makes up."""
    called = _called([token for token in whole if token.kind != "space"], tables)
    if len(before) > 1 and before[-1].text == ".":
        return tables.get(called.get(before[-2].name.casefold(), ""), ())
    clause = next((t.text.casefold() for t in reversed(before) if t.text.casefold() in _CLAUSES), "")
    if before and (
        before[-1].text.casefold() in _TABLES_FOLLOW or (clause in _TABLES_FOLLOW and before[-1].text == ",")
    ):
        return tables
    if before and before[-1].text.casefold() == "as":
        return None
    own = [column for table in called.values() for column in tables.get(table, ())]
    return [*own, *KEYWORDS, *_CALLS, *tables]


def _is_open(token: Token) -> bool:
    """Whether a text or a quoted name lacks its end."""
    return token.kind in ("text", "quoted") and (len(token.text) == 1 or token.text[-1] not in "'\"`]")


_CLAUSES = {"select", "from", "join", "where", "on", "group", "order", "having", "limit"}


def _called(pieces: Sequence[Token], tables: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The tables that a statement names, by the name or alias under which it calls them."""
    names = {table.casefold(): table for table in tables}
    found: dict[str, str] = {}
    for n, (before, token) in enumerate(pairwise(pieces), 1):
        table = names.get(token.name.casefold())
        if table is None or before.text.casefold() not in (",", *_TABLES_FOLLOW):
            continue
        found[table.casefold()] = table
        after = pieces[n + 1 : n + 3]
        alias = after[1] if len(after) > 1 and after[0].text.casefold() == "as" else after[0] if after else None
        if alias and alias.kind in ("name", "quoted") and alias.text.upper() not in KEYWORDS:
            found[alias.name.casefold()] = table
    return found
