"""What became of the signals that reviews proposed: how often they were raised since, acted on, and right.

A churn counts as marked when an episode of the signal began before its notice and still stood within the horizon;
its warning runs from the first day of that episode. Only accounts that left after the signal was adopted are asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from csops_tui.measures.churn_review import KNOWN
from csops_tui.measures.churn_review_evidence import Spell, days_before, proposed, relevant
from csops_tui.measures.signal_marks import marked, read
from csops_tui.store.sqlite import Connection

# Below so many churns nothing is said about how good a signal is.
FEW = 10

# The day on which it was written is told by the log; of a signal from another book by its review.
_ADOPTED = """
SELECT s.id, s.name, v.id, v.session_id, min(x.id), x.title, coalesce(
  (SELECT date(e.at, 'localtime') FROM _change AS c JOIN _edit AS e ON e.id = c.edit
   WHERE c.tbl = 'signal' AND c.pk = s.id AND c.op = 'I' ORDER BY c.n LIMIT 1), v.day)
FROM signal AS s LEFT JOIN review_action AS x ON x.signal_id = s.id
JOIN churn_review AS v ON v.id = coalesce(x.review_id, s.review_id)
GROUP BY s.id ORDER BY 7, s.rowid
"""
_EPISODES = """
SELECT account_id, raised, cleared, acted, state = 'addressed' FROM signal_episode
WHERE signal_id = ? AND raised <= ? ORDER BY raised, id
"""
_CHURNS = f"""
SELECT c.account_id, a.name, min({KNOWN}) AS known FROM churn AS c JOIN account AS a ON a.id = c.account_id
WHERE c.kind IN ('logo', 'non_renewal')
GROUP BY c.account_id HAVING known > :since AND known <= :today ORDER BY known, a.name
"""
_TOUCHES = "SELECT day FROM touchpoint WHERE account_id = ? AND day BETWEEN ? AND ? AND reach IN ('1:1', '1:n')"


class Since(NamedTuple):
    """One churn after a signal was adopted: days of warning, None when the signal had not marked it."""

    account_id: str
    account: str
    known: str
    warning: int | None


@dataclass(frozen=True)
class Effect:
    """An adopted signal as of a day: `adopted` is since when, `raised` its episodes since, `acted` those acted on.

    `today` is how many accounts it marks now; None for one that cannot be asked.
    """

    signal_id: str
    name: str
    review_id: str
    session_id: str | None
    action: str
    adopted: str
    days: int
    raised: int
    acted: int
    today: int | None
    churns: tuple[Since, ...]

    @property
    def caught(self) -> int:
        """How many of the churns since it had marked before notice."""
        return sum(churn.warning is not None for churn in self.churns)

    @property
    def warning(self) -> float | None:
        """Median days of warning of those it had marked."""
        days = [churn.warning for churn in self.churns if churn.warning is not None]
        return median(days) if days else None

    @property
    def too_few(self) -> bool:
        """Whether there are too few churns since to say how good it is."""
        return len(self.churns) < FEW


def effects(conn: Connection, today: dt.date) -> list[Effect]:
    """Every signal that a review proposed, the oldest first; the panel must hold the day."""
    return [_effect(conn, today, *row) for row in conn.execute(_ADOPTED).fetchall()]


def warned(spells: Sequence[Spell], known: str) -> int | None:
    """Days of warning by the last episode that stood before the notice; None without one."""
    stood = [spell for spell in spells if relevant(spell, known)]
    return days_before(stood[-1].raised, known) if stood else None


def _effect(
    conn: Connection,
    today: dt.date,
    signal_id: str,
    name: str,
    review_id: str,
    session_id: str | None,
    _: str | None,
    action: str | None,
    adopted: str,
) -> Effect:
    day = today.isoformat()
    spells: dict[str, list[Spell]] = {}
    for account, raised, cleared, acted, addressed in conn.execute(_EPISODES, [signal_id, day]):
        spells.setdefault(account, []).append(Spell(raised, cleared, acted, bool(addressed)))
    since = [(account, spell) for account, each in spells.items() for spell in each if spell.raised >= adopted]
    churns = conn.execute(_CHURNS, {"since": adopted, "today": day}).fetchall()
    return Effect(
        signal_id,
        name,
        review_id,
        session_id,
        action or "",
        adopted,
        (today - dt.date.fromisoformat(adopted)).days,
        len(since),
        sum(_acted_on(conn, account, spell, today) for account, spell in since),
        _marks(conn, signal_id, today),
        tuple(Since(a, left, known, warned(spells.get(a, []), known)) for a, left, known in churns),
    )


def _acted_on(conn: Connection, account_id: str, spell: Spell, today: dt.date) -> bool:
    """The rule by which a review proposes "acted on"."""
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    touches = [day for (day,) in conn.execute(_TOUCHES, [account_id, spell.raised, today.isoformat()])]
    return bool(proposed(spell, touches, tomorrow).acted)


def _marks(conn: Connection, signal_id: str, today: dt.date) -> int | None:
    from csops_tui.measures.signals import problem

    (text,) = conn.execute("SELECT expression FROM signal WHERE id = ?", [signal_id]).fetchone()
    if problem(conn, text, today):
        return None
    return len(marked(conn, read(text), today))
