"""Ids made by the client: UUIDv7 for what a person adds, uuid5 for what another system named."""

from __future__ import annotations

import os
import threading
import time

_lock = threading.Lock()
_last = 0


def uuid7(now_ms: int | None = None) -> str:
    """A UUIDv7 in canonical form, greater than every one this process made before."""
    global _last
    with _lock:
        ms = int(time.time() * 1000) if now_ms is None else now_ms
        # 74 random bits below the millisecond; within one millisecond the number counts up from there.
        value = (ms << 80) | int.from_bytes(os.urandom(10), "big")
        value = max(value & ~(0b11 << 78), _last + 1) if now_ms is None else value
        if now_ms is None:
            _last = value
    text = f"{(value >> 80) & (1 << 48) - 1:012x}7{(value >> 64) & 0xFFF:03x}{0b10 << 62 | value & (1 << 62) - 1:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def uuid5_for(source: str, key: str) -> str:
    """The id of what `source` calls `key`: the same for everybody who imports it."""
    import uuid

    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"csops:{source}:{key}"))
