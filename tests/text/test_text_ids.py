"""Identifiers are valid and ordered within a process."""

import time
from uuid import UUID

from csops_tui.text.ids import uuid7


def test_new_identifiers_are_canonical_version_7_and_carry_the_time() -> None:
    before = time.time_ns() // 1_000_000
    text = uuid7()
    made = UUID(text)
    assert (str(made), made.version, made.variant) == (text, 7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= before + 5_000


def test_identifiers_only_grow_even_when_the_clock_goes_back() -> None:
    given = [uuid7() for _ in range(5_000)] + [uuid7(now_ms=0) for _ in range(10)] + [uuid7()]
    assert given == sorted(set(given))
