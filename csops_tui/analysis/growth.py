"""Two lists over the same accounts: where there is room to grow, and where there is something to lose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from csops_tui.locale import t
from csops_tui.measures import panel, risks, selling_guard, sheet
from csops_tui.measures.selling_guard import Against
from csops_tui.store.book import Book

USAGE_UP, USAGE_DOWN = 20, -30
LICENCE, BREADTH, PROMOTER, DETRACTOR = 90, 80, 9, 6
PRODUCTS_MISSING = 2
RENEWAL_NEAR, SILENT = 90, 90

_USED = (
    *("account", "owner", "mrr", "currency", "usage_change", "licence_use", "breadth", "nps", "products"),
    *("renewal_in", "days_two_way", "id"),
)


@dataclass(frozen=True)
class Reason:
    """Why an account is on a list; `n` is the figure that says so."""

    kind: str
    n: int

    @property
    def words(self) -> str:
        """As people read it."""
        return t(f"register.growth.reason.{self.kind}", n=self.n)


@dataclass(frozen=True)
class Listed:
    """One account of a list with its reasons; `against` is what speaks against selling to it now."""

    id: str
    name: str
    owner: str | None
    mrr: int | None
    currency: str | None
    reasons: tuple[Reason, ...]
    against: tuple[Against, ...] = ()

    @property
    def words(self) -> str:
        """The reasons as people read them, on the list of risks with what was found against selling."""
        return t("register.growth.join").join(one.words for one in (*self.against, *self.reasons))


@dataclass(frozen=True)
class Lists:
    """Both lists, those with most reasons first."""

    growth: tuple[Listed, ...]
    risk: tuple[Listed, ...]
    accounts: int


def growth_reasons(facts: Mapping[str, Any], products: int) -> tuple[Reason, ...]:
    """Usage up, licences nearly used up, most features in use, promoters; then how many of our products are missing.

    Missing products are room, not a sign: alone they put nobody on the list.
    """
    found = [
        *_when("usage_up", facts, "usage_change", lambda n: n >= USAGE_UP),
        *_when("licence", facts, "licence_use", lambda n: n >= LICENCE),
        *_when("breadth", facts, "breadth", lambda n: n >= BREADTH),
        *_when("promoter", facts, "nps", lambda n: n >= PROMOTER),
    ]
    missing = products - facts["products"] if facts.get("products") else 0
    if found and missing >= PRODUCTS_MISSING:
        found.append(Reason("products", missing))
    return tuple(found)


def risk_reasons(facts: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Usage down, a grave risk on the register, detractors, a renewal near without a talk."""
    found = [
        *_when("usage_down", facts, "usage_change", lambda n: n <= USAGE_DOWN),
        *_when("grave", facts, "grave", lambda n: n > 0),
        *_when("detractor", facts, "nps", lambda n: n <= DETRACTOR),
    ]
    near, silent = facts.get("renewal_in"), facts.get("days_two_way")
    if near is not None and 0 <= near <= RENEWAL_NEAR and (silent is None or silent > SILENT):
        found.append(Reason("renewal", int(near)))
    return tuple(found)


def _when(kind: str, facts: Mapping[str, Any], name: str, holds: Callable[[float], bool]) -> list[Reason]:
    value = facts.get(name)
    # Rounded towards what is certain: 89.9 % is not told as 90 %.
    return [Reason(kind, int(value))] if value is not None and holds(value) else []


def growth(book: Book, day: dt.date) -> Lists:
    """The current accounts with a reason to grow, and those with something to lose, as of a day."""
    panel.ensure_day(book, day)
    conn = book.reader()
    fields = tuple(field for field in sheet.PLAIN if field.key in _USED)
    listing = sheet.listing(day, "current", fields)
    keys = listing.keys(conn)
    rows = listing.rows(conn, keys) if keys else {}
    (products,) = conn.execute("SELECT count(*) FROM product WHERE active = 1").fetchone()
    guarded = selling_guard.against_all(conn, day)
    accounts = [row[0] for row in rows.values()]
    grave = risks.of_account(conn, accounts, day)
    up: list[Listed] = []
    down: list[Listed] = []
    for row in rows.values():
        facts: dict[str, Any] = dict(zip((field.key for field in fields), row[1:], strict=True))
        facts["grave"] = grave.get(row[0])
        base = Listed(row[0], facts["account"], facts["owner"], facts["mrr"], facts["currency"], ())
        stands = tuple(guarded.get(row[0], ()))
        if reasons := growth_reasons(facts, products):
            up.append(replace(base, reasons=reasons, against=stands))
        reasons = risk_reasons(facts)
        if reasons or stands:
            down.append(replace(base, reasons=reasons, against=stands))
    return Lists(_ordered(up, lambda one: len(one.reasons)), _ordered(down, _weight), len(rows))


def _weight(one: Listed) -> int:
    return len(one.reasons) + 2 * len(one.against)


def _ordered(found: list[Listed], weight: Callable[[Listed], int]) -> tuple[Listed, ...]:
    return tuple(sorted(found, key=lambda one: (-weight(one), -(one.mrr or 0), one.name, one.id)))
