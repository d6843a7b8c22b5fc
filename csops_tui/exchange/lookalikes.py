"""Accounts and contacts of the book that look like one another, the likeliest first, without those judged to be two.

Rows are compared only within blocks that share something: a key, a domain, a telephone, an account, a beginning.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import combinations
from typing import Any, Literal, NamedTuple, TypeVar

from csops_tui.exchange.likeness import FLOOR, Company, Likeness, Person, company_likeness, letters, person_likeness
from csops_tui.text.domains import registered

Kind = Literal["account", "contact"]
KINDS: tuple[Kind, ...] = ("account", "contact")

# A block that is larger than this says nothing about its members.
_WIDE = 400
_GROUP = 8
_MANY_SHARE = 2


T = TypeVar("T")


class Pair(NamedTuple):
    """Two rows of one kind that may be one: ids in order, points from 0 to 100, why, and what people call them."""

    kind: Kind
    one: str
    other: str
    score: int
    reasons: tuple[str, ...]
    one_name: str
    other_name: str


def lookalikes(conn: Any, kind: Kind, floor: int = FLOOR) -> list[Pair]:
    """All pairs of accounts or contacts with at least `floor` points, most first; distinct pairs are left out."""
    found = _accounts(conn) if kind == "account" else _contacts(conn)
    settled = {
        frozenset(pair) for pair in conn.execute("SELECT one, other FROM distinct_pair WHERE entity = ?", [kind])
    }
    pairs = [
        (min(one, other), max(one, other), likeness)
        for one, other, likeness in found
        if likeness.score >= floor and frozenset((one, other)) not in settled
    ]
    names = _names(conn, kind, {row for one, other, _ in pairs for row in (one, other)})
    ranked = sorted(pairs, key=lambda pair: (-pair[2].score, names[pair[0]], pair[0], pair[1]))
    return [Pair(kind, one, other, like.score, like.reasons, names[one], names[other]) for one, other, like in ranked]


def likeness_of(people: Iterable[Person]) -> Iterator[tuple[str, str, Likeness]]:
    """The likeness of people who share something, each pair once."""
    everyone = list(people)
    shared = Counter(value for person in everyone for value in (person.phone, person.mail) if value)
    common = frozenset(value for value, count in shared.items() if count > _MANY_SHARE)
    for one, other in _pairs(everyone, _of_person):
        yield one.id, other.id, person_likeness(one, other, common)


def companies_alike(companies: Iterable[Company]) -> Iterator[tuple[str, str, Likeness]]:
    """The likeness of companies that share something, each pair once."""
    every = list(companies)
    seen: set[tuple[str, str]] = set()
    for one, other in (*_pairs(every, _of_company), *_near(every)):
        if (one.id, other.id) not in seen and (other.id, one.id) not in seen:
            seen.add((one.id, other.id))
            if likeness := company_likeness(one, other):
                yield one.id, other.id, likeness


def _accounts(conn: Any) -> Iterator[tuple[str, str, Likeness]]:
    rows = conn.execute("SELECT id, name, kana, alias, domain, corporate_number FROM account ORDER BY id")
    return companies_alike(Company.of(*row) for row in rows)


def _contacts(conn: Any) -> Iterator[tuple[str, str, Likeness]]:
    rows = conn.execute("SELECT id, account_id, name, kana, mail, phone, title, department FROM contact ORDER BY id")
    return likeness_of(Person.of(*row[:6], further=row[6:]) for row in rows)


def _of_company(company: Company) -> Iterator[Hashable]:
    for name in {company.key, *company.aliases}:
        yield "name", name
    if company.reading:
        yield "reading", company.reading
    if company.number:
        yield "number", company.number
    if company.host:
        yield "domain", registered(company.host)


def _of_person(person: Person) -> Iterator[Hashable]:
    if person.mail:
        yield "mail", person.mail
    if person.phone:
        yield "phone", person.phone
    if person.key:
        yield person.group, person.key[0]
        if len(person.words) > 1:
            yield person.group, "words", person.words[0]
    if person.kana:
        yield person.group, "kana", person.kana[0]


def _pairs(rows: list[T], keys: Callable[[T], Iterator[Hashable]]) -> Iterator[tuple[T, T]]:
    blocks: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for key in set(keys(row)):
            blocks[key].append(at)
    seen: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        # A domain of many accounts is that of a group or of a host; their names still tell.
        if len(block) < 2 or len(block) > (_GROUP if isinstance(key, tuple) and key[0] == "domain" else _WIDE):
            continue
        for pair in combinations(block, 2):
            if pair not in seen:
                seen.add(pair)
                yield rows[pair[0]], rows[pair[1]]


def _near(companies: list[Company]) -> Iterator[tuple[Company, Company]]:
    """Pairs whose names are nearly the same, of those that begin or end alike."""
    from rapidfuzz import fuzz, process

    blocks: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, company in enumerate(companies):
        if len(company.key) >= 5:
            size = 4 if company.key.isascii() else 2
            blocks["begins", company.key[:size]].append(at)
            blocks["ends", company.key[-size:]].append(at)
    for block in blocks.values():
        for start in range(0, len(block), _WIDE):
            # Long blocks in pieces by the order of their names: what is nearly the same stands near.
            part = sorted(block, key=lambda at: companies[at].key)[start : start + _WIDE]
            names = [letters(companies[at].key) for at in part]
            scores = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=88, dtype="uint8")
            for first, second in zip(*scores.nonzero(), strict=True):
                if first < second and names[first] != names[second]:
                    yield companies[part[first]], companies[part[second]]


def _names(conn: Any, kind: Kind, ids: set[str]) -> dict[str, str]:
    named = "r.name" if kind == "account" else "r.name || ' — ' || (SELECT name FROM account WHERE id = r.account_id)"
    sql = f'SELECT r.id, {named} FROM "{kind}" AS r WHERE r.id IN (SELECT value FROM json_each(?))'
    return dict(conn.execute(sql, [json.dumps(sorted(ids))]).fetchall())
