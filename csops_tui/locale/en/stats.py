"""Words of the touch statistics: the columns of their tables."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "stats.month": "Month",
    "stats.quarter": "Quarter",
    "stats.accounts": "Accounts",
    "stats.touches": "Touches",
    "stats.touches_1to1": "1:1",
    "stats.touches_1ton": "1:n",
    "stats.touches_tech": "Tech",
    "stats.mean": "Mean per account",
    "stats.median": "Median",
    "stats.zero_touch": "Without a touch",
    "stats.two_way_1to1": "Two-way 1:1",
    "stats.triggered": "With a trigger",
    "stats.customer_triggered": "Triggered by the customer",
    "stats.customer_share": "Share triggered by the customer (%)",
    "stats.field": "Field",
    "stats.filled": "Filled",
    "stats.share": "Share (%)",
    "stats.contact_id": "People",
    "stats.request": "Request",
    "stats.concern": "Concern",
}
