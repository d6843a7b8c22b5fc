"""Words of `place`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "place.today": "Today",
    "place.sheet": "Sheet",
    "place.touches": "Touches",
    "place.churn": "Churn",
    "place.people": "People",
    "place.account": "Account",
    "place.welcome": "Welcome",
    "place.tasks": "Tasks",
    "place.review": "Review",
    "place.round": "Review round",
    "place.rounds": "Reviews",
    "place.changes": "Changes",
    "place.routing": "CS or CS Ops",
    "place.capacity": "Capacity",
    "place.signals": "Signals",
    "place.episodes": "Signal episodes",
    "place.campaigns": "Campaign lists",
    "place.campaign": "Campaign list",
    "place.segments": "Segments",
    "place.cadences": "Cadences",
    "place.moves": "What changes",
    "place.reports": "Reports",
    "place.lookalikes": "Lookalikes",
    "place.merge": "Merge",
    "place.captured": "Captured",
    "place.sql": "SQL",
    "place.churn_analysis": "Churn analysis",
    "place.survival": "Survival",
}
