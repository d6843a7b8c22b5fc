"""Identifiers are valid, ordered within a process, and stable for outside keys."""

import time
from uuid import UUID

from csops_tui.text.ids import uuid5_for, uuid7


def test_new_identifiers_are_canonical_version_7_and_carry_the_time() -> None:
    before = time.time_ns() // 1_000_000
    text = uuid7()
    made = UUID(text)
    assert (str(made), made.version, made.variant) == (text, 7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= before + 5_000


def test_identifiers_only_grow_even_when_the_clock_goes_back() -> None:
    given = [uuid7() for _ in range(5_000)] + [uuid7(now_ms=0) for _ in range(10)] + [uuid7()]
    assert given == sorted(set(given))


def test_a_key_of_a_source_always_gives_the_same_identifier() -> None:
    first = uuid5_for("crm", "0012")
    assert first == uuid5_for("crm", "0012")
    assert UUID(first).version == 5
    assert len({first, uuid5_for("crm", "0013"), uuid5_for("erp", "0012"), uuid5_for("crm0", "012")}) == 4
    assert UUID(uuid5_for("", "\ud800")).variant == "specified in RFC 4122"
