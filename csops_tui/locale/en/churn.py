"""Words of `churn`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "churn.account_id": "Account",
    "churn.state": "State",
    "churn.kind": "Kind",
    "churn.notice": "Notice",
    "churn.effective": "Effective",
    "churn.mrr_lost": "MRR lost",
    "churn.reason_stated": "Reason stated",
    "churn.reason_judged": "Reason judged",
    "churn.owner": "CSM",
    "churn.avoidable": "Avoidable",
    "churn.foreseeable": "Foreseen",
    "churn.competitor": "Competitor",
    "churn.note": "Note",
    "churn.complete": "with reason {n}/{total} · unknown {unknown} · other {other}",
}
