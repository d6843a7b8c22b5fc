"""Contract lines, renewals and the decision to leave: the hidden life weighed at each renewal, and some chance."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from csops_tui.exchange.sample.days import add_months
from csops_tui.exchange.sample.frame import Product
from csops_tui.exchange.sample.life import DAY, INTERVALS, Life
from csops_tui.exchange.sample.rows import Rows
from csops_tui.measures.holidays import business_day

PLANS = {"smb": "Standard", "mm": "Professional", "ep": "Enterprise"}
YEN_PER_DOLLAR = 150


@dataclass
class Line:
    """A contract line in force: one product at one price until `ends`."""

    product: Product
    seats: int
    mrr: int
    starts: dt.date
    ends: dt.date
    row: str = ""


@dataclass(frozen=True)
class Loss:
    """Revenue that was lost at a renewal, with the weights of what drove the decision."""

    kind: str
    line: str
    notice: dt.date
    effective: dt.date
    mrr: int
    causes: dict[str, float]


@dataclass(frozen=True)
class Saved:
    """A renewal that was in danger and came through all the same."""

    day: dt.date
    partly: bool


@dataclass
class Story:
    """What became of the contracts: losses, rescues, and the monthly revenue in force today."""

    losses: list[Loss]
    saved: list[Saved]
    mrr: int = 0


def price(life: Life, product: Product, seats: int) -> int:
    """The monthly price in minor units: a volume discount, round numbers, dollars in cents."""
    yen = seats * product.price * (1 - 0.09 * math.log10(max(1, seats)))
    if life.currency == "USD":
        return max(20, round(yen / YEN_PER_DOLLAR / 5) * 5) * 100
    return max(3000, round(yen / 500) * 500)


def tell_contracts(life: Life, rows: Rows) -> Story:
    """Add the lines and renewals of an account and set when it gave notice and when it ended."""
    story = Story([], [])
    if life.kind == "trial":
        _trial(life, rows)
        return story
    if life.kind == "prospect":
        return story
    rng = life.rng
    term = 24 if not life.known and rng.random() < 0.1 else 12
    seats = max(1, int(life.seats * rng.uniform(0.75, 1.0))) if not life.known else life.seats
    main = Line(life.product, seats, price(life, life.product, seats), life.since, add_months(life.since, term))
    lines = [main]
    while main.ends <= add_months(life.frame.start, 1):
        _write(life, rows, main)
        main = Line(main.product, main.seats, main.mrr, main.ends, add_months(main.ends, term))
        lines[0] = main
    while lines:
        lines = _one_term(life, rows, story, lines, term)
    return story


def _trial(life: Life, rows: Rows) -> None:
    rows.add(
        "subscription",
        account_id=life.id,
        product_id=life.product.id,
        plan="Trial",
        seats=min(life.seats, 20),
        mrr=0,
        currency=life.currency,
        starts=life.since,
        ends=life.since + 60 * DAY,
        trial=True,
    )


def _one_term(life: Life, rows: Rows, story: Story, lines: list[Line], term: int) -> list[Line]:
    """Play one term to its renewal; returns the lines of the next term, none when the story stops here."""
    due = lines[0].ends
    _grow(life, rows, lines)
    notice = business_day(due - DAY * life.rng.randrange(28, 125), -1)
    known = notice <= life.frame.last_day and not life.known
    if not known and due > life.frame.today:
        return _undecided(life, rows, story, lines)
    return _decide(life, rows, story, lines, max(notice, life.first_day), term)


def _undecided(life: Life, rows: Rows, story: Story, lines: list[Line]) -> list[Line]:
    """The story stops before the renewal: lines in force and a decision that is due."""
    for line in lines:
        _write(life, rows, line)
    _open_renewal(life, rows, lines)
    story.mrr = sum(line.mrr for line in lines)
    return []


def _grow(life: Life, rows: Rows, lines: list[Line]) -> None:
    """Perhaps more seats, or a second product, in the middle of the term."""
    main, rng = lines[0], life.rng
    day = add_months(main.starts, rng.randrange(3, 9))
    if not life.frame.start < day < min(life.frame.today, main.ends):
        return
    warmth = 1 / (1 + math.exp(-1.6 * life.health_on(day)))
    if not life.known and rng.random() < 0.24 * warmth:
        before, main.ends = main.ends, day
        _write(life, rows, main)
        seats = max(main.seats + 1, int(main.seats * rng.uniform(1.08, 1.5)))
        lines[0] = Line(main.product, seats, max(main.mrr, price(life, main.product, seats)), day, before)
        _opportunity(life, rows, "seats", day, lines[0].mrr - main.mrr, "won")
    elif len(lines) == 1 and rng.random() < 0.14 * warmth:
        life.second = rng.choice([p for p in life.frame.products if p is not life.product])
        seats = max(1, int(main.seats * rng.uniform(0.2, 0.6)))
        lines.append(Line(life.second, seats, price(life, life.second, seats), day, main.ends))
        _opportunity(life, rows, "cross_sell", day, lines[1].mrr, "won")


def _decide(life: Life, rows: Rows, story: Story, lines: list[Line], notice: dt.date, term: int) -> list[Line]:
    rng, due = life.rng, lines[0].ends
    causes = _causes(life, notice, due)
    pressure = sum(causes.values())
    # Customers looked after closely leave less, for reasons of their own.
    distance = {"high": -0.35, "low": 0.0, "tech": 0.3}[life.model]
    chance = 0.011 + 0.99 / (1 + math.exp(5.3 - pressure - distance))
    before = sum(line.mrr for line in lines)
    if not life.known and rng.random() < chance:
        for line in lines:
            _write(life, rows, line)
        life.notice, life.end = notice, due
        story.losses.append(Loss("logo", lines[0].row, notice, due, before, causes))
        _renewal(life, rows, lines, notice, "churned", before, 0)
        return []
    if pressure > 3.2 and rng.random() < 0.5:
        story.saved.append(Saved(notice, rng.random() < 0.3))
    # Good news is not urgent: many sign late, and until then the renewal stands open.
    signed = business_day(notice + DAY * int((due - notice).days * rng.random() ** 0.8), -1)
    signed = max(notice, min(signed, due - DAY))
    if signed > life.frame.last_day:
        return _undecided(life, rows, story, lines)
    following = _next_lines(life, rows, story, lines, notice, term, causes)
    after = sum(line.mrr for line in following)
    decision = "renewed" if after == before else "expanded" if after > before else "contracted"
    _renewal(life, rows, lines, signed, decision, before, after)
    if due <= life.frame.today:
        return following
    # The next term is agreed but has not begun: its lines are known, and nothing is due before they end.
    for line in following:
        _write(life, rows, line)
    _open_renewal(life, rows, following)
    story.mrr = before
    return []


def _next_lines(
    life: Life, rows: Rows, story: Story, lines: list[Line], notice: dt.date, term: int, causes: dict[str, float]
) -> list[Line]:
    rng, due = life.rng, lines[0].ends
    for line in lines:
        _write(life, rows, line)
    following: list[Line] = []
    for place, line in enumerate(lines):
        seats, mrr = line.seats, line.mrr
        if place and rng.random() < 0.07:
            kind = "product" if rng.random() < 0.7 else "non_renewal"
            story.losses.append(Loss(kind, line.row, notice, due, line.mrr, causes))
            continue
        if not place and rng.random() < 0.004 + 0.018 / (1 + math.exp(2.0 - sum(causes.values()))) and seats > 3:
            seats = max(2, int(seats * rng.uniform(0.5, 0.85)))
            mrr = min(line.mrr - 100, price(life, line.product, seats))
            story.losses.append(Loss("contraction", line.row, notice, due, line.mrr - mrr, causes))
        elif "price" in causes and rng.random() < 0.7:
            mrr = round(mrr * 1.06 / 100) * 100
        following.append(Line(line.product, seats, mrr, due, add_months(due, term)))
    return following


def _causes(life: Life, notice: dt.date, due: dt.date) -> dict[str, float]:
    """What speaks for leaving, each with its weight; their sum drives the decision."""
    rng, frame = life.rng, life.frame
    health = life.health_on(notice)
    causes: dict[str, float] = {}
    if health < 0.5:
        causes[rng.choice(("low_adoption", "low_adoption", "value_not_realised"))] = 1.0 * (0.5 - health)
    else:
        causes["value_not_realised"] = -0.5 * (health - 0.5)
    fall = life.health_on(notice - 180 * DAY) - health
    if fall > 0.3:
        causes["low_adoption"] = causes.get("low_adoption", 0.0) + 0.9 * fall
    for kind, days, weight in (
        ("champion_left", 365, 1.3),
        ("quality", 150, 0.9),
        ("corporate_decision", 400, 1.4),
        ("competitor", 365, 1.3),
    ):
        if life.shock_before(kind, notice, days):
            causes[kind] = weight
    if (notice - life.first_day).days >= 120:
        usual = 180 / INTERVALS[life.model]
        silence = 1 - 1.5 * life.touches_between(notice - 180 * DAY, notice) / usual
        if silence > 0:
            causes["service"] = (1.5 if life.model == "tech" else 4.2) * silence
    if frame.price_day <= due < add_months(frame.price_day, 12) and rng.random() < 0.6:
        causes["price"] = 0.8
    if rng.random() < 0.12:
        causes["product_gap"] = 0.8
    return causes


def _write(life: Life, rows: Rows, line: Line) -> None:
    line.row = rows.add(
        "subscription",
        account_id=life.id,
        product_id=line.product.id,
        plan=PLANS[life.size],
        seats=line.seats,
        mrr=line.mrr,
        currency=life.currency,
        starts=line.starts,
        ends=line.ends,
        auto_renew=life.size == "smb",
        billing="monthly" if life.tier == "tech" else "yearly",
    )


def _renewal(
    life: Life, rows: Rows, lines: list[Line], decided: dt.date, decision: str, before: int, after: int
) -> None:
    rows.add(
        "renewal",
        account_id=life.id,
        subscription_id=lines[0].row,
        due=lines[0].ends,
        forecast={"renewed": "renew", "expanded": "renew", "contracted": "contract", "churned": "churn"}[decision]
        if life.rng.random() < 0.7
        else "renew",
        decision=decision,
        decided=decided,
        mrr_before=before,
        mrr_after=after,
        owner_id=life.owner.id,
    )


def _open_renewal(life: Life, rows: Rows, lines: list[Line]) -> None:
    forecast = None
    if (lines[0].ends - life.frame.today).days < 240:
        mood = life.health_on(life.frame.today) + life.rng.gauss(0, 0.6)
        for limit, word in ((-1.3, "churn"), (-0.8, "churn_actionable"), (-0.5, "contract_actionable")):
            if mood < limit:
                forecast = word
                break
        else:
            forecast = "renew" if life.rng.random() < 0.85 else None
    rows.add(
        "renewal",
        account_id=life.id,
        subscription_id=lines[0].row,
        due=lines[0].ends,
        forecast=forecast,
        mrr_before=sum(line.mrr for line in lines),
        owner_id=life.owner.id,
    )


def _opportunity(life: Life, rows: Rows, kind: str, day: dt.date, mrr: int, state: str) -> None:
    opened = max(life.first_day, business_day(day - DAY * life.rng.randrange(20, 80), -1))
    rows.add(
        "opportunity",
        account_id=life.id,
        title=life.phrases.opportunities[kind],
        kind=kind,
        state=state,
        mrr=mrr,
        probability=100 if state == "won" else life.rng.choice((20, 40, 60)),
        opened=min(opened, day),
        closed=day if state != "open" else None,
        product_id=(life.second or life.product).id if kind == "cross_sell" else life.product.id,
        owner_id=life.owner.id,
    )


def open_opportunities(life: Life, rows: Rows, story: Story) -> None:
    """A few chances still open on accounts that do well."""
    rng, day = life.rng, life.frame.last_day
    if life.notice is None and life.kind == "active" and rng.random() < 0.1 and life.health_on(day) > 0.4:
        kind = rng.choice(("upsell", "new_department", "seats"))
        _opportunity(life, rows, kind, day, max(1, story.mrr // rng.randrange(4, 12)), "open")
