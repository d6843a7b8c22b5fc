"""The signals that come with csops, as rows like everybody's own: to be changed, switched off or deleted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from csops_tui.locale import t
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection

_NAMESPACE = uuid.UUID("0d6ff1f0-53a1-5a5e-8f0b-7b1c7c2f5a10")
# Which of them a book was given; one that somebody deleted does not come back.
_GIVEN = "signals_given"


@dataclass(frozen=True)
class Shipped:
    """One signal: its code, severity, expression, how long it stays, and whether it keeps quiet on holidays."""

    name: str
    severity: str
    expression: str
    hold_days: int = 0
    quiet: bool = True

    @property
    def id(self) -> str:
        """The id of its row, the same in every book."""
        return made_id(self.name)


# A 1:1 is expected of whoever has no cadence of another reach, and of nobody whose cadence is paused.
_EXPECTS_1TO1 = "coalesce(cadence_reach, '1:1') = '1:1' AND coalesce(cadence_state, '') <> 'paused'"

SHIPPED = (
    # The longer silence takes over from the shorter one, so that an account has one of the two.
    Shipped("no_1to1_60d", "info", f"days_1to1 >= 60 AND days_1to1 < 90 AND {_EXPECTS_1TO1}"),
    Shipped("no_1to1_90d", "warn", f"days_1to1 >= 90 AND {_EXPECTS_1TO1}"),
    # Of little use a few sessions more or less are a large change.
    Shipped(
        "usage_drop", "urgent", "(usage_change <= -30 AND usage_before >= 20) OR usage_on <= today - 28", hold_days=7
    ),
    # A person said so just now, so there is nothing to wait for.
    Shipped("champion_left", "urgent", "champion_left > 0", quiet=False),
    Shipped("nobody_verified", "info", "valid_contacts = 0 OR (contacts > 0 AND oldest_verified IS NULL)"),
    Shipped("onboarding_stuck", "warn", "onboarding_days > 90"),
    Shipped(
        "renewal_unplanned",
        "urgent",
        "renewal_in >= 0 AND renewal_in <= 90 AND coalesce(open_tasks, 0) = 0 AND next_meeting IS NULL",
    ),
    Shipped(
        "sold_untouched",
        "warn",
        "tenure_months >= 1 AND touches_1to1_365d = 0 AND touches_1ton_365d = 0"
        " AND coalesce(touch_model, '') <> 'tech'",
    ),
    Shipped("ticket_rise", "warn", "tickets_28d >= 3 AND tickets_28d > 2 * coalesce(tickets_before, 0)", hold_days=7),
    Shipped("detractor_unanswered", "warn", "detractors > 0"),
    Shipped("promise_overdue", "warn", "overdue_promises > 0"),
    Shipped("concern_stale", "info", "concern_stale AND concern >= 2"),
    Shipped("unowned", "warn", "owner IS NULL"),
)


def title(name: str) -> str:
    """What a signal is called: the words of a shipped one, an own one's name."""
    return t(f"signal.{name}") if any(signal.name == name for signal in SHIPPED) else name


def made_id(*parts: str) -> str:
    """An id made from what it stands for, so that two copies of a team's book agree on it."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def not_given(conn: Connection) -> tuple[Shipped, ...]:
    """The signals that this book was not given yet."""
    found = conn.execute("SELECT v FROM _meta WHERE k = ?", [_GIVEN]).fetchone()
    given: list[str] = found[0].split() if found else []
    return tuple(signal for signal in SHIPPED if signal.name not in given)


def give(edit: Edit, wanted: tuple[Shipped, ...]) -> None:
    """Write these signals as rows and remember that the book was given them."""
    for signal in wanted:
        edit.execute(
            """INSERT INTO signal (id, name, expression, severity, hold_days, quiet_holidays)
               SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM signal WHERE id = ?)""",
            [
                *(signal.id, signal.name, signal.expression, signal.severity, signal.hold_days, int(signal.quiet)),
                signal.id,
            ],
        )
    edit.execute(
        "INSERT INTO _meta VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = v || ' ' || excluded.v",
        [_GIVEN, " ".join(signal.name for signal in wanted)],
    )
