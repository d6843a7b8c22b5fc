"""Waiting for what a test expects, not for a length of time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot


async def until(pilot: Pilot[Any], happened: Callable[[], bool], seconds: float = 5) -> None:
    """Let the app run until `happened()`; fails when it does not within so many seconds."""
    async with asyncio.timeout(seconds):
        while not happened():
            await pilot.pause(0.005)
