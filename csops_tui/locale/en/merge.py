"""Two rows that become one, in English."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "merge.label.merge": "Merge {what}: {gone} into {kept}",
    "merge.label.apart": "Two different: {one} and {other}",
    "merge.moved": "Moved: {what}",
    "merge.would_move": "Would move: {what}",
    "merge.apart": "They are two, and are no longer listed as alike.",
    "merge.label.link": "Link {product} {key} to {person}",
    "merge.label.unlink": "Unlink {product} {key} from {person}",
}
