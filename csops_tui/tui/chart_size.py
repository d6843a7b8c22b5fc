"""How much of a screen its chart takes: above the table where both have room, alone, or not at all."""

from __future__ import annotations

from textual.screen import Screen

from csops_tui.tui.widgets.chart import Chart

SIZES = ("", "-large", "-table")
# On a low screen a chart above the table could not be read, and the table would be cut short: one or the other.
_LOW_SIZES = ("", "-large")


def is_low(screen: Screen[None]) -> bool:
    """Whether chart and table have no room together."""
    return screen.has_class("-low") or screen.has_class("-short")


def next_size(screen: Screen[None]) -> None:
    """Show the next of SIZES; styles say what its class stands for."""
    sizes = _LOW_SIZES if is_low(screen) else SIZES
    here = next((size for size in sizes[1:] if screen.has_class(size)), "")
    following = sizes[(sizes.index(here) + 1) % len(sizes)]
    for size in SIZES[1:]:
        screen.set_class(size == following, size)
    if following != "-large":
        # Rows that were not on the screen have lost the keys.
        screen.call_after_refresh(screen.query_one("#rows").focus)


def why_not_size(screen: Screen[None]) -> str | None:
    """Without a chart there is only the table."""
    return None if screen.query_one(Chart).spec is not None else "analysis.why.chart"
