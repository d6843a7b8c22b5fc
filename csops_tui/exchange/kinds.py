"""Which kinds of record a file can hold: all whose required columns it has, the likeliest first."""

from __future__ import annotations

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.headers import names, plain, without_unit
from csops_tui.exchange.mapping import Mapping, resolve

# What a team brings along when it begins, the most likely first where a file could be several of them.
KINDS = ("account", "contact", "touchpoint", "subscription", "task", "ticket", "voice", "churn", "usage")
_OF_CONTRACTS = frozenset(["mrr", "arr", "ends"])


def kinds_of(header: tuple[str, ...]) -> list[tuple[str, Mapping]]:
    """The kinds of record that a file with this header can hold, with the mapping of its columns; the likeliest first.

    Columns that only say whose record it is prove nothing: nearly every file has them. Raises ExchangeError, naming
    what is missing for accounts, when it can be none of KINDS.
    """
    found: list[tuple[str, Mapping]] = []
    first: ExchangeError | None = None
    for kind in KINDS:
        try:
            found.append((kind, resolve(kind, header)))
        except ExchangeError as error:
            first = first or error
    if not found and first:
        raise first

    def likeness(item: tuple[str, Mapping]) -> tuple[int, int]:
        sources = item[1].sources
        return sum(source.target.role not in ("ref", "external") for source in sources), len(sources)

    return sorted(found, key=likeness, reverse=True)


def contract_columns(mapping: Mapping) -> tuple[str, ...]:
    """The columns of a file of accounts that no account has but a contract: its end and its amount."""
    if mapping.entity != "account":
        return ()
    known = names("subscription")

    def target(header: str) -> str | None:
        return known.get(plain(header)) or known.get(plain(without_unit(header)[0]))

    return tuple(header for header in mapping.ignored if target(header) in _OF_CONTRACTS)
