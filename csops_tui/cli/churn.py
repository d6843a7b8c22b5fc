"""`csops churn`: churns recorded, closed, counted and looked back at; each verb is in a module of its own."""

from __future__ import annotations

from csops_tui.cli.verbs import Verbs

churn = Verbs(
    "churn",
    lazy={
        "add": "csops_tui.cli.churn_record:add",
        "close": "csops_tui.cli.churn_record:close",
        "analysis": "csops_tui.cli.churns:churn",
        "completeness": "csops_tui.cli.churn_record:complete",
        "review": "csops_tui.cli.churn_review:review",
        "uses": "csops_tui.cli.churn_record:used",
    },
    default="analysis",
)
