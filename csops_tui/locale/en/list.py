"""Words of `list`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "list.filter_prompt": "filter",
    "list.filter_hint": "words, all of which a row must contain",
    "list.nothing_fits": "Nothing fits “{text}”.\n\nf  change the filter; empty shows all",
    "list.shown": "{n} of {total}",
    "list.counting": "counting…",
    "list.marked": "{n} marked",
    "list.filtered": "'{text}'",
    "list.n": "n {n}",
    "list.without": "{n} without",
    "list.sum": "sum {v}",
    "list.mean": "mean {v}",
    "list.median": "median {v}",
    "list.currencies": "several currencies, no sum: {named}",
    "list.in_currency": "{currency} n {n}",
    "list.filter_keys": "enter take   esc close",
}
