"""One account's hidden life: who it is, what befell it, and how its health drifted week by week.

Nothing here is a fact of the book; contracts, usage, touches and words follow from it, each with noise of its own, so
that causes show in the facts and never perfectly.
"""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from csops_tui.exchange.sample import names
from csops_tui.exchange.sample.days import add_months
from csops_tui.exchange.sample.frame import Frame, Member, Product
from csops_tui.exchange.sample.phrases import Phrases
from csops_tui.exchange.sample.phrases_en import EN
from csops_tui.exchange.sample.phrases_ja import JA
from csops_tui.measures.holidays import business_day

# Mean days between touches that a CSM plans, by touch model.
INTERVALS = {"high": 15, "low": 36, "tech": 95}
SEATS = {"smb": (5, 45), "mm": (40, 300), "ep": (250, 1500)}
# Events that befall an account: chance per week, how long they weigh, by how much.
SHOCKS = {
    "low_adoption": (0.0034, 45, -1.9),
    "champion_left": (0.0022, 40, -0.9),
    "quality": (0.0013, 14, -0.6),
    "corporate_decision": (0.0009, 60, -0.1),
    "competitor": (0.0012, 50, -0.15),
}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Shock:
    """Something that befell the account on a day; `heals` means that it was dealt with."""

    kind: str
    day: dt.date
    heals: bool


@dataclass(frozen=True)
class Touch:
    """A planned 1:1 touch: its day and what set it off."""

    day: dt.date
    trigger: str


@dataclass
class Life:
    """The account under construction; `notice` and `end` are set once its contracts are told."""

    frame: Frame
    rng: random.Random
    id: str
    index: int
    lang: str
    phrases: Phrases
    company: names.Company
    size: str
    tier: str
    model: str
    seats: int
    owner: Member
    product: Product
    currency: str
    kind: str
    since: dt.date
    first_day: dt.date
    last_day: dt.date
    has_usage: bool
    shocks: list[Shock] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    first_week: int = 0
    health: list[float] = field(default_factory=list)
    notice: dt.date | None = None
    end: dt.date | None = None
    second: Product | None = None

    @property
    def known(self) -> bool:
        """Whether this is one of the accounts that the examples name; those stay."""
        return self.index < len(names.KNOWN)

    def health_on(self, day: dt.date) -> float:
        """The mean hidden health of the quarter before `day`."""
        stop = bisect_left(self.frame.weeks, day) - self.first_week
        path = self.health[max(0, stop - 13) : max(1, stop)] or self.health[:1] or [0.0]
        return sum(path) / len(path)

    def touches_between(self, start: dt.date, stop: dt.date) -> int:
        """How many 1:1 touches fall into [start, stop)."""
        days = [touch.day for touch in self.touches]
        return bisect_left(days, stop) - bisect_left(days, start)

    def shock_before(self, kind: str, day: dt.date, days: int) -> Shock | None:
        """The latest unhealed shock of a kind in the `days` before `day`."""
        found = [s for s in self.shocks if s.kind == kind and not s.heals and 0 <= (day - s.day).days <= days]
        return found[-1] if found else None

    def workday(self, start: dt.date, days: int) -> dt.date | None:
        """The business day about `days` after `start`, None when it is not yet past."""
        day = business_day(start + dt.timedelta(days=days))
        return day if day <= self.frame.last_day else None


def make_life(frame: Frame, index: int, account_id: str) -> Life:
    """The hidden life of account number `index`; the first two are known by name, the others are all chance."""
    rng = random.Random(f"account:{frame.seed}:{index}")
    life = _portrait(frame, rng, index, account_id)
    _befall(life)
    _plan_touches(life)
    _drift(life)
    if index == 0:
        _slump(life)
    else:
        _react(life)
    return life


def _portrait(frame: Frame, rng: random.Random, index: int, account_id: str) -> Life:
    known = index < len(names.KNOWN)
    english = index == 1 if known else index % 4 == 3
    if known:
        company = names.KNOWN[index]
    elif english:
        company = names.english_company(rng, index // 4)
    else:
        company = names.japanese_company(rng, index - (index + 1) // 4)
    size = "mm" if known else rng.choices(("smb", "mm", "ep"), (60, 29, 11))[0]
    low, high = SEATS[size]
    seats = 180 if known else int(low * (high / low) ** rng.random())
    tier = "high" if known else rng.choices(("high", "mid", "low", "tech"), _TIERS[size])[0]
    model = {"high": "high", "mid": "low", "low": rng.choice(("low", "tech")), "tech": "tech"}[tier]
    csm = frame.csms[index if known else int(rng.random() * len(frame.csms))]
    owner = frame.pool if model == "tech" and rng.random() < 0.75 else csm
    kind = "active" if known else rng.choices(("active", "trial", "prospect"), (976, 16, 8))[0]
    since = _since(frame, rng, index, kind)
    first = max(since, frame.start)
    return Life(
        frame=frame,
        rng=rng,
        id=account_id,
        index=index,
        lang="en" if english else "ja",
        phrases=EN if english else JA,
        company=company,
        size=size,
        tier=tier,
        model=model,
        seats=seats,
        owner=owner,
        product=frame.products[rng.choices((0, 1, 2, 3), (46, 22, 22, 10))[0]],
        currency="USD" if english and index != 1 and rng.random() < 0.4 else "JPY",
        kind=kind,
        since=since,
        first_day=business_day(first),
        last_day=frame.last_day,
        has_usage=known or (kind != "prospect" and rng.random() > 0.04),
        first_week=bisect_left(frame.weeks, first),
    )


_TIERS = {"smb": (2, 28, 42, 28), "mm": (22, 56, 18, 4), "ep": (66, 30, 4, 0)}


def _since(frame: Frame, rng: random.Random, index: int, kind: str) -> dt.date:
    if index < len(names.KNOWN):
        # The next renewal of the known accounts is three months away.
        return add_months(frame.today, 3 - 48 + 12 * index)
    if kind != "active":
        return max(frame.start, business_day(frame.today - dt.timedelta(days=rng.randrange(5, 50)), -1))
    if rng.random() < 0.5:
        return add_months(frame.start, -rng.randrange(0, 42))
    months = int(35 * rng.random() ** 0.9)
    day = add_months(frame.start, months)
    # Contracts like to start with the fiscal year or its second half.
    return add_months(day, (4 - day.month) % 6 - 6 if rng.random() < 0.3 and months > 8 else 0)


def _befall(life: Life) -> None:
    rng, frame = life.rng, life.frame
    weeks = frame.weeks[life.first_week :]
    for kind, (chance, _, _) in SHOCKS.items():
        for week in weeks:
            if rng.random() < chance:
                day = business_day(week + dt.timedelta(days=rng.randrange(5)))
                if life.first_day < day <= frame.last_day:
                    life.shocks.append(Shock(kind, day, rng.random() < 0.35))
    life.shocks.sort(key=lambda shock: shock.day)


def _plan_touches(life: Life) -> None:
    rng, frame = life.rng, life.frame
    mean = INTERVALS[life.model] * life.owner.diligence * rng.uniform(0.8, 1.25)
    quiet_from = quiet_to = frame.today + DAY
    if not life.known and rng.random() < 0.22:
        # The account falls between two chairs for some months.
        quiet_from = life.first_day + DAY * rng.randrange(60, 60 + max(1, (frame.today - life.first_day).days))
        quiet_to = quiet_from + DAY * rng.randrange(150, 400)
    day = life.first_day + DAY * rng.randrange(1, 12)
    while True:
        day = business_day(day)
        if day > life.last_day:
            return
        if not quiet_from <= day < quiet_to:
            life.touches.append(Touch(day, "ours" if rng.random() < 0.78 else "request"))
        young = (day - life.since).days < 120
        step = mean * (0.4 if young else 1.0)
        day += DAY * max(2, int(rng.gammavariate(2.2, step / 2.2)))


def _drift(life: Life) -> None:
    rng, frame = life.rng, life.frame
    base = -0.75 if life.index == 0 else rng.gauss(0.5, 0.62)
    level = base + rng.gauss(0.15, 0.4)
    count = len(frame.weeks) - life.first_week
    pull = [base] * count
    for shock in life.shocks:
        _, length, weight = SHOCKS[shock.kind]
        first = bisect_left(frame.weeks, shock.day) - life.first_week
        for week in range(max(0, first), min(count, first + (length // 3 if shock.heals else length))):
            pull[week] += weight
    days = [touch.day for touch in life.touches]
    for week, target in enumerate(pull):
        # Company that keeps in touch does a little better; neglect tells slowly.
        monday = frame.weeks[life.first_week + week]
        lately = bisect_right(days, monday) - bisect_left(days, monday - 75 * DAY)
        level += 0.07 * (target + (0.15 if lately else -0.25) - level) + rng.gauss(0, 0.11)
        life.health.append(level)


def _slump(life: Life) -> None:
    """The account of the examples: usage fell these two months, and nobody has talked to them since."""
    for back in range(1, 9):
        life.health[-back] -= 0.17 * (9 - back)
    life.touches = [touch for touch in life.touches if (life.frame.today - touch.day).days > 70]


def _react(life: Life) -> None:
    """Add the touches that a watchful CSM makes because the usage fell."""
    rng, frame = life.rng, life.frame
    if life.owner is frame.pool:
        return
    found = []
    for week in range(10, len(life.health), 4):
        if life.health[week] < -0.6 and rng.random() < 0.3 / life.owner.diligence:
            day = business_day(frame.weeks[life.first_week + week] + dt.timedelta(days=9))
            if day <= life.last_day:
                found.append(Touch(day, "signal"))
    life.touches = sorted([*life.touches, *found], key=lambda touch: touch.day)
