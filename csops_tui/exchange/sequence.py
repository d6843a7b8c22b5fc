"""One file that holds several kinds of records: a plan for each, every one seeing those before it, one edit for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csops_tui.exchange.importer import plan
from csops_tui.exchange.mapping import Mapping
from csops_tui.exchange.options import Options
from csops_tui.exchange.overlay import Overlay
from csops_tui.exchange.plan import Plan
from csops_tui.exchange.profiles import Profile
from csops_tui.exchange.table import Table
from csops_tui.store.book import Book


@dataclass(frozen=True)
class Sequence:
    """The plans of one file in the order in which they are carried out; one of them where it holds one kind."""

    plans: tuple[Plan, ...]

    @property
    def writes(self) -> int:
        """Rows that are added or changed by all of them."""
        return sum(plan.writes for plan in self.plans)

    def counts(self) -> dict[str, int]:
        """Outcome → number of records over all plans; a record counts once in each."""
        names = ("created", "updated", "skipped", "conflicts", "rejected")
        return {name: sum(getattr(plan, name) for plan in self.plans) for name in names}

    def close(self) -> None:
        """Drop the temporary files of all plans."""
        for each in self.plans:
            each.close()


def plan_all(
    book: Book,
    table: Table,
    parts: tuple[tuple[Mapping, Options], ...],
    progress: Callable[[int], None] | None = None,
) -> Sequence:
    """Plan a file once for each mapping, in order; nothing is written.

    `progress` is told the number of records read, over all parts. Raises ExchangeError as `plan` does.
    """
    if len(parts) == 1:
        mapping, options = parts[0]
        return Sequence((plan(book, table, mapping, options, progress),))
    overlay = Overlay(book)
    plans: list[Plan] = []
    read = 0

    def told(done: int) -> None:
        if progress:
            progress(read + done)

    try:
        for mapping, options in parts:
            made = plan(book, table, mapping, options, told, overlay.reader)
            plans.append(made)
            overlay.add(made)
            read += made.total
        return Sequence(tuple(plans))
    except BaseException:
        for made in plans:
            made.close()
        raise
    finally:
        overlay.close()


def parts_of(profile: Profile, table: Table, base: Options | None = None) -> tuple[tuple[Mapping, Options], ...]:
    """The mapping and options of each part of a profile for a file; raises ExchangeError for a column missing."""
    mappings = profile.mappings(table.header, table.path)
    return tuple((mapping, profile.choices(part, base)) for mapping, part in zip(mappings, profile.parts, strict=True))
