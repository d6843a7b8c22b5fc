"""Identifiers: new ones in order of time."""

import os
import time
from threading import Lock

_RANDOM_BITS = 74
_lock = Lock()
_last = 0  # the last identifier handed out: 48 bits of milliseconds, then the random bits


def uuid7(now_ms: int | None = None) -> str:
    """A new UUIDv7 as canonical text, greater than all this process gave before, even when the clock goes back."""
    global _last
    millis = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    fresh = (millis & (1 << 48) - 1) << _RANDOM_BITS | int.from_bytes(os.urandom(10)) >> 6
    with _lock:
        # Within a millisecond, or behind the last one, count on by a random step: still ordered, still not guessable.
        if fresh <= _last:
            fresh = _last + 1 + int.from_bytes(os.urandom(4))
        _last = fresh
    high, low = fresh >> 62, fresh & (1 << 62) - 1
    return _text((high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low)


def _text(number: int) -> str:
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def replica_id() -> str:
    """A name for one copy of a book: ten letters and digits drawn at random (50 bits)."""
    import secrets  # only a new book needs it: its OpenSSL would cost every start

    return "".join(secrets.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(10))
