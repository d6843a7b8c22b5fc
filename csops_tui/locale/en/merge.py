"""Rows that look alike and become one, in English."""

WORDS: dict[str, str] = {
    "merge.label": "Merge {what}: {gone} into {kept}",
}
