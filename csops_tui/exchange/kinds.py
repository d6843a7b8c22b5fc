"""Which kinds of record a file can hold: all whose required columns it has, the likeliest first."""

from __future__ import annotations

from csops_tui.exchange.column_types import column_types
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.headers import names, plain, without_unit
from csops_tui.exchange.mapping import Mapping, resolve
from csops_tui.exchange.proposing import accepted, propose
from csops_tui.exchange.table import Table
from csops_tui.exchange.targets import USAGE, targets
from csops_tui.model.registry import ENTITIES

# What a team brings along when it begins, the most likely first where a file could be several of them.
KINDS = ("account", "contact", "touchpoint", "subscription", "task", "ticket", "voice", "churn", "usage")
# What comes later or more seldom; proposed where a file speaks for it more clearly than for any of the first.
LATER = (
    "attendance",
    "survey_response",
    "renewal",
    "opportunity",
    "appointment",
    "event",
    "survey",
    "exposure",
    "programme",
    "complaint",
    "risk",
    "save_attempt",
    "concern",
    "identity",
    "member",
    "product",
    "account_role",
    "milestone",
    "success_plan",
    "objective",
    "assessment",
    "churn_review",
    "review_action",
    "improvement",
    "exchange_rate",
    "revenue_input",
    "sla",
    "kpi",
    "kpi_target",
    "note",
)
IMPORTABLE = (*KINDS, *LATER)
_OF_CONTRACTS = frozenset(["mrr", "arr", "ends"])
_MOST = 9


def kinds_of(header: tuple[str, ...]) -> list[tuple[str, Mapping]]:
    """The kinds of record that a file with this header can hold, with the mapping of its columns; the likeliest first.

    Columns that only say whose record it is prove nothing: nearly every file has them. Raises ExchangeError, naming
    what is missing for accounts, when it can be none of them.
    """
    found: list[tuple[str, Mapping]] = []
    first: ExchangeError | None = None
    for kind in IMPORTABLE:
        if kind != USAGE and kind not in ENTITIES:
            continue
        try:
            found.append((kind, resolve(kind, header)))
        except ExchangeError as error:
            first = first or error
    if not found and first:
        raise first
    best = max((likeness(item[1]) for item in found if item[0] in KINDS), default=(0, 0))
    kept = [item for item in found if item[0] in KINDS or likeness(item[1]) > best]
    names_people = any(kind == "attendance" for kind, _ in kept)

    def order(item: tuple[str, Mapping]) -> tuple[bool, tuple[int, int]]:
        # Who came says what the event was too, but not the other way round.
        return not (item[0] == "event" and names_people), likeness(item[1])

    return sorted(kept, key=order, reverse=True)[:_MOST]


def likeness(mapping: Mapping) -> tuple[int, int]:
    """How much of a file a mapping understands: columns of the record itself, then all columns."""
    sources = [source for source in mapping.sources if source.constant is None]
    return sum(source.target.role not in ("ref", "external") for source in sources), len(sources)


def likely(table: Table) -> tuple[tuple[str, int], ...]:
    """The kinds of record that a file can hold by its header and its cells, each with how sure that is (0–100).

    Reads the whole file. Empty when nothing in it speaks for any kind.
    """
    types = column_types(table)
    scores: list[tuple[float, int, str]] = []
    for place, kind in enumerate(IMPORTABLE):
        if kind != USAGE and kind not in ENTITIES:
            continue
        guesses = [guess for guess in propose(table, kind, None, types) if guess.target]
        try:
            accepted(kind, table.header, tuple(guesses))
        except ExchangeError:
            continue
        own = [g for g in guesses if targets(kind)[g.target].role not in ("ref", "external")]
        named = sum(guess.confidence for guess in own) + 0.2 * sum(guess.confidence for guess in guesses)
        filled = sum(found.kind != "empty" for found in types)
        scores.append((min(99.0, named / max(1, filled)), place, kind))
    best = max((score for score, place, _ in scores if place < len(KINDS)), default=0.0)
    kept = [item for item in scores if item[1] < len(KINDS) or item[0] > best]
    return tuple((kind, int(score)) for score, _, kind in sorted(kept, key=lambda item: (-item[0], item[1]))[:_MOST])


def contract_columns(mapping: Mapping) -> tuple[str, ...]:
    """The columns of a file of accounts that no account has but a contract: its end and its amount."""
    if mapping.entity != "account":
        return ()
    known = names("subscription")

    def target(header: str) -> str | None:
        return known.get(plain(header)) or known.get(plain(without_unit(header)[0]))

    return tuple(header for header in mapping.ignored if target(header) in _OF_CONTRACTS)
