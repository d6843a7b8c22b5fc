"""Words of `sheet`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "sheet.account": "Account",
    "sheet.tier": "Tier",
    "sheet.owner": "CSM",
    "sheet.mrr": "MRR",
    "sheet.renewal": "Renewal",
    "sheet.concern": "Concern",
    "sheet.one_to_one": "1:1",
    "sheet.any": "Any",
    "sheet.touches": "Touches 12m",
    "sheet.usage": "Usage",
    "sheet.next": "Next",
    "sheet.scope.churned": "churned",
    "sheet.scope.all": "all",
    "sheet.scope.unassigned": "unassigned",
    "sheet.scope.no_contact": "no valid contact",
    "sheet.scope.current": "current",
}
