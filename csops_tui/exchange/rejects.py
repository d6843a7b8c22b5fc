"""The records that could not be taken, with the reason beside them, as a file to correct and import again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from csops_tui.exchange.listing import write_file
from csops_tui.exchange.mapping import REMARKS
from csops_tui.exchange.plan import Plan


def write_all_rejects(
    plans: Iterable[Plan], path: Path, place: Callable[[Path], Path] = Path
) -> tuple[tuple[Plan, Path], ...]:
    """Write the rejected records of each plan that has some to a file of its own; returns which went where.

    One file is called `path`, several of them `path` with their kind of record added. `place` may choose another name.
    Raises OSError.
    """
    rejected = [plan for plan in plans if plan.rejected]
    written: list[tuple[Plan, Path]] = []
    for plan in rejected:
        named = path if len(rejected) == 1 else path.with_name(f"{path.stem}-{plan.entity}{path.suffix}")
        target = place(named)
        write_rejects(plan, target)
        written.append((plan, target))
    return tuple(written)


def write_rejects(plan: Plan, path: Path) -> int:
    """Write the rejected records with the columns of their file plus line, column and reason; returns their number."""
    width = len(plan.table.header)
    # A file of rejects that is imported again has remarks already; they give way to the new ones.
    kept = [n for n, name in enumerate(plan.table.header) if name not in REMARKS]

    def rows() -> Iterator[tuple[object, ...]]:
        for row in plan.rejects():
            cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
            # Cells beyond the header would be lost; they are kept in the last column to be put right by hand.
            if len(row.cells) > width:
                cells[-1] = " ".join(row.cells[width - 1 :])
            yield (*[cells[n] for n in kept], row.line, row.column, row.reason)

    return write_file((*[plan.table.header[n] for n in kept], *REMARKS), rows(), path, "csv")
