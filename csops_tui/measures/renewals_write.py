"""Writing down how a renewal went, or which way it is expected to go; the row is made where there is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import Board
from csops_tui.store.edit import Edit

DECISIONS = ("renewed", "expanded", "contracted", "churned")
FORECASTS = ("renew", "contract_actionable", "contract", "churn_actionable", "churn")
ASKS_AMOUNT = ("expanded", "contracted")


def decide(edit: Edit, board: Board, due: Due, decision: str, day: dt.date, mrr_after: int | None = None) -> str:
    """Write a decision made on a day, with the new amount in minor units; returns the id of the renewal.

    What is renewed keeps its amount, what is lost keeps none. What it does to contract lines is in `renewal_lines`.
    """
    after = due.mrr if decision == "renewed" else 0 if decision == "churned" else mrr_after
    # The amount due is kept as it is now, so that a line that changes later does not change what was decided.
    said = due.written.before if due.written else None
    before = {} if due.mrr is None or said is not None else {"mrr_before": due.mrr}
    return _write(edit, board, due, {**before, "decision": decision, "decided": day.isoformat(), "mrr_after": after})


def expect(edit: Edit, board: Board, due: Due, forecast: str | None, mrr_after: int | None = None) -> str:
    """Write a forecast, with the amount expected where one was said; returns the id of the renewal."""
    return _write(edit, board, due, {"forecast": forecast, "mrr_after": mrr_after})


def fits(due: Due, decision: str, mrr_after: int | None) -> bool:
    """Whether a new amount is one that this decision can mean: more than due, or less but not nothing."""
    if decision not in ASKS_AMOUNT or mrr_after is None or due.mrr is None:
        return decision not in ASKS_AMOUNT or mrr_after is not None
    return mrr_after > due.mrr if decision == "expanded" else 0 < mrr_after < due.mrr


def _write(edit: Edit, board: Board, due: Due, values: dict[str, Any]) -> str:
    one = due.written
    if one is not None:
        edit.update("renewal", one.id, values)
        return one.id
    row = {
        "account_id": due.account_id,
        "subscription_id": due.lines[0] if due.lines else None,
        "due": due.due.isoformat(),
        "owner_id": board.owner_id(due),
        **values,
    }
    return edit.insert("renewal", {name: value for name, value in row.items() if value is not None})
