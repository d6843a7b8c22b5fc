"""The records that could not be taken, with the reason beside them, as a file to correct and import again."""

from __future__ import annotations

from pathlib import Path

from csops_tui.exchange.listing import write_file
from csops_tui.exchange.plan import Plan

EXTRA = ("_row", "_column", "_reason")


def write_rejects(plan: Plan, path: Path) -> int:
    """Write the rejected records with the columns of their file plus line, column and reason; returns their number."""
    width = len(plan.table.header)

    def rows():
        for row in plan.rejects():
            cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
            # Cells beyond the header would be lost; they are kept in the last column to be put right by hand.
            if len(row.cells) > width:
                cells[-1] = " ".join(row.cells[width - 1 :])
            yield (*cells, row.line, row.column, row.reason)

    return write_file((*plan.table.header, *EXTRA), rows(), path, "csv")
