"""The words of the search."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "find.title": "Find",
    "find.hint": 'words to find; all must occur, "in quotes" together',
    "find.empty": 'Searches everything that was written: notes of touches, requests, tickets, churn reasons, pages.\nTwo Japanese characters are enough; Latin words may be typed in part.\n\ne.g. renewal budget    SSO    "data export"',
    "find.nothing": "Nothing found for “{text}”. Try fewer words or another spelling.",
    "find.found": "{n} found",
    "find.indexing": "building the index {share}%",
    "find.building": "The index is being built. These words are searched again as soon as it is done.",
}
