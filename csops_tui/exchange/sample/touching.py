"""Touches as rows: who was met and how, what was said, and the tasks, appointments and worries that came of it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from csops_tui.exchange.sample.frame import Member
from csops_tui.exchange.sample.life import DAY, SHOCKS, Life, Touch
from csops_tui.exchange.sample.people import Contact
from csops_tui.exchange.sample.rows import Rows
from csops_tui.measures.holidays import business_day

JST_MINUTES = 540
# Channel, whether they took part, usual minutes, weight by touch model.
_CHANNELS = {
    "call": (True, (5, 10, 15, 20, 30)),
    "online_meeting": (True, (30, 30, 45, 60)),
    "visit": (True, (60, 60, 90)),
    "qbr": (True, (60, 90)),
    "email": (False, (5, 10, 15)),
    "chat": (True, (5, 5, 10)),
}
_NAMES = tuple(_CHANNELS)
_MIX = {"high": (24, 36, 9, 6, 17, 8), "low": (32, 30, 2, 1, 28, 7), "tech": (22, 10, 0, 0, 62, 6)}
_MEETINGS = frozenset({"online_meeting", "visit", "qbr"})


class Said(NamedTuple):
    """What a note says and what it may lead to."""

    note: str
    tag: str
    slots: dict[str, str]
    theme: str


def moment(life: Life, day: dt.date) -> str:
    """A moment in office hours in Japan on `day`, as UTC; the date is then the same there and here."""
    minute = 35 + 5 * life.rng.randrange(92)
    return f"{day.isoformat()}T{minute // 60:02d}:{minute % 60:02d}:00Z"


def say(life: Life, purpose: str, mood: str | None, who: str) -> Said:
    """A note for a touch of `purpose` in a mood, in the account's language."""
    rng, phrases = life.rng, life.phrases
    topic, tag = rng.choice(phrases.topics)
    request, theme = rng.choice(phrases.requests)
    slots = {"topic": topic, "who": who, "request": request}
    note = rng.choice(phrases.openings[purpose]).format_map(slots)
    outcome = rng.choice(phrases.outcomes[mood or "neutral"])
    return Said(f"{note} {outcome}" if life.lang == "en" else note + outcome, tag, slots, theme)


def add_touches(life: Life, rows: Rows, contacts: list[Contact]) -> None:
    """Add the 1:1 touches of an account until it ended, with what came of them."""
    rng = life.rng
    stop = life.end or life.frame.today
    for touch in life.touches:
        if touch.day >= stop:
            break
        if life.notice and touch.day > life.notice and rng.random() < 0.4:
            continue
        people = [c for c in contacts if c.there(touch.day)]
        _touch(life, rows, touch, people)
    _coming_up(life, rows, contacts)
    if life.index == 0:
        _example(life, rows)


def _purpose(life: Life, day: dt.date) -> str:
    rng = life.rng
    if (day - life.since).days < 110 and rng.random() < 0.75:
        return "onboarding"
    to_renewal = (life.since.month - day.month) % 12
    if to_renewal <= 4 and rng.random() < 0.45:
        return "renewal"
    return rng.choices(
        ("adoption", "relationship", "support", "feedback", "expansion", "renewal"), (44, 18, 14, 10, 9, 5)
    )[0]


def _mood(life: Life, day: dt.date) -> str:
    level = life.health_on(day) + life.rng.gauss(0, 0.8)
    return "positive" if level > 0.75 else "negative" if level < -0.55 else "neutral"


def _touch(life: Life, rows: Rows, touch: Touch, people: list[Contact]) -> None:
    rng, day = life.rng, touch.day
    channel = rng.choices(_NAMES, _MIX[life.model])[0]
    two_way, minutes = _CHANNELS[channel]
    two_way = two_way or rng.random() < 0.35
    member = life.owner if rng.random() < 0.92 else rng.choice(life.frame.ops)
    if member is life.frame.pool:
        member = life.frame.csms[rng.randrange(len(life.frame.csms))]
    purpose = _purpose(life, day)
    mood = _mood(life, day) if two_way else None
    met = _met(life, people, channel)
    said = say(life, purpose, mood, met[0].called if met else life.phrases.honorific.format(life.company.name))
    row = rows.add(
        "touchpoint",
        account_id=life.id,
        day=day,
        at=moment(life, day),
        utc_offset=JST_MINUTES,
        channel=channel,
        reach="1:1",
        direction="two_way" if two_way else "one_way",
        trigger=touch.trigger,
        purpose=purpose,
        member_id=member.id,
        minutes=rng.choice(minutes),
        sentiment=mood if rng.random() < 0.65 else None,
        outcome=rng.choice(life.phrases.results[mood]) if mood and rng.random() < 0.4 else None,
        tags=said.tag,
        note=said.note,
    )
    for contact in met:
        rows.add("touchpoint_contact", touchpoint_id=row, contact_id=contact.id)
    if rng.random() < 0.03:
        _internal(life, rows, day, member)
    if channel in _MEETINGS and rng.random() < 0.5:
        _held(life, rows, row, day, met, member)
    if rng.random() < (0.2 if two_way else 0.08):
        _task(life, rows, row, day, said, member)
    if two_way:
        _worry(life, rows, row, day, mood, member)
        if rng.random() < 0.045:
            _voice(life, rows, row, day, met, said)


def _internal(life: Life, rows: Rows, day: dt.date, member: Member) -> None:
    """A note among colleagues: kept with the touches, counted as none."""
    rows.add(
        "touchpoint",
        account_id=life.id,
        day=day,
        at=moment(life, day),
        utc_offset=JST_MINUTES,
        channel="internal_note",
        reach="none",
        direction="one_way",
        trigger="ours",
        member_id=member.id,
        note=life.rng.choice(life.phrases.evidence[life.rng.choice(_USUAL)]),
    )


def _met(life: Life, people: list[Contact], channel: str) -> list[Contact]:
    if not people:
        return []
    rng = life.rng
    first = people[0] if rng.random() < 0.6 else rng.choice(people)
    met = [first]
    if channel in _MEETINGS:
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            other = rng.choice(people)
            if other not in met:
                met.append(other)
    return met


def _held(life: Life, rows: Rows, touch: str, day: dt.date, met: list[Contact], member: Member) -> None:
    rng = life.rng
    asked = business_day(day - DAY * rng.randrange(4, 22), -1)
    if asked < life.first_day:
        return
    contact = met[0].id if met else None
    same = {"account_id": life.id, "contact_id": contact, "member_id": member.id}
    rows.add(
        "appointment",
        **same,
        asked=asked,
        state="held",
        meeting=moment(life, day),
        decided=day,
        touchpoint_id=touch,
    )
    if rng.random() < 0.22:
        state = rng.choices(("attempted", "no_show", "declined"), (50, 20, 30))[0]
        missed = business_day(max(life.first_day, asked - DAY * rng.randrange(5, 25)), -1)
        earlier = business_day(max(life.first_day, missed - DAY * rng.randrange(3, 12)), -1)
        if earlier < life.first_day:
            return
        rows.add(
            "appointment",
            **same,
            asked=earlier,
            state=state,
            meeting=moment(life, missed) if state == "no_show" else None,
            decided=missed if state != "attempted" else None,
            note=life.phrases.no_show if state == "no_show" else None,
        )


def _task(life: Life, rows: Rows, touch: str, day: dt.date, said: Said, member: Member) -> None:
    rng, frame = life.rng, life.frame
    due = business_day(day + DAY * rng.randrange(1, 21))
    done_on = business_day(max(day, due + DAY * int(rng.gauss(-1, 3))))
    fresh = (frame.today - due).days < 30
    lingering = fresh and rng.random() < 0.45
    done = done_on <= frame.last_day and not lingering
    state = "done" if done else "open"
    if state == "open" and (not fresh or life.notice):
        state = "dropped"
    rows.add(
        "task",
        account_id=life.id,
        title=rng.choice(life.phrases.follow_ups).format_map(said.slots),
        due=due,
        member_id=member.id,
        promise=rng.random() < 0.3,
        state=state,
        done_on=done_on if done else None,
        touchpoint_id=touch,
    )


def _worry(life: Life, rows: Rows, touch: str, day: dt.date, mood: str | None, member: Member) -> None:
    rng = life.rng
    told = life.notice is not None and day >= life.notice
    fear = -1.5 * life.health_on(day) + member.gloom + rng.gauss(0.5, 0.9) + (0.5 if mood == "negative" else 0)
    level = 4 if told else max(0, min(3, round(fear)))
    if rng.random() > (0.7 if told else 0.32 if level >= 2 else 0.07):
        return
    reason = None
    if level >= 2:
        recent = [s.kind for s in life.shocks if 0 <= (day - s.day).days < SHOCKS[s.kind][1] * 7]
        reason = recent[-1] if recent and rng.random() < 0.7 else rng.choice(_USUAL)
    rows.add(
        "concern",
        account_id=life.id,
        day=day,
        level=level,
        reason=reason,
        evidence=rng.choice(life.phrases.evidence[reason]) if reason else None,
        member_id=member.id,
        touchpoint_id=touch,
        expires=day + 90 * DAY,
    )
    if level >= 3 and rng.random() < 0.25:
        _risk(life, rows, day, reason, member)


_USUAL = ("low_adoption", "low_adoption", "value_not_realised", "price", "product_gap", "service")
_CATEGORY = {
    "low_adoption": "low_adoption",
    "value_not_realised": "value",
    "champion_left": "people",
    "quality": "outage",
    "service": "support_quality",
}


def _risk(life: Life, rows: Rows, day: dt.date, reason: str | None, member: Member) -> None:
    rng = life.rng
    closed = life.workday(day, rng.randrange(30, 150))
    rows.add(
        "risk",
        account_id=life.id,
        category=_CATEGORY.get(reason or "", "other"),
        level=rng.choice(("medium", "high", "high", "critical")),
        opened=day,
        review_on=day + 30 * DAY,
        closed=closed if rng.random() < 0.8 else None,
        owner_id=member.id,
        note=rng.choice(life.phrases.evidence[reason]) if reason else None,
    )


def _voice(life: Life, rows: Rows, touch: str, day: dt.date, met: list[Contact], said: Said) -> None:
    rng = life.rng
    state = rng.choices(("open", "planned", "released", "declined"), (46, 22, 20, 12))[0]
    told = life.workday(day, rng.randrange(30, 240)) if state in ("released", "declined") else None
    if state in ("released", "declined") and (day + 30 * DAY > life.frame.last_day):
        state, told = "open", None
    rows.add(
        "voice",
        account_id=life.id,
        contact_id=met[0].id if met else None,
        title=said.slots["request"],
        kind=rng.choices(("request", "problem", "praise", "idea"), (66, 16, 8, 10))[0],
        source="touch",
        theme=said.theme,
        state=state,
        day=day,
        told=told if told and told < (life.end or told + DAY) and rng.random() < 0.7 else None,
        touchpoint_id=touch,
        body=said.note,
    )


def _coming_up(life: Life, rows: Rows, contacts: list[Contact]) -> None:
    """Meetings that are booked or asked for, as of today."""
    rng, frame = life.rng, life.frame
    if life.kind != "active" or life.notice or life.owner is frame.pool or rng.random() > 0.12:
        return
    asked = business_day(max(life.first_day, frame.last_day - DAY * rng.randrange(1, 10)), -1)
    if asked < life.first_day:
        return
    state = rng.choices(("booked", "attempted", "replied"), (55, 30, 15))[0]
    there = [c for c in contacts if c.there(frame.today)]
    meeting = business_day(frame.today + DAY * rng.randrange(1, 24))
    rows.add(
        "appointment",
        account_id=life.id,
        contact_id=there[0].id if there else None,
        asked=asked,
        state=state,
        meeting=moment(life, meeting) if state == "booked" else None,
        member_id=life.owner.id,
    )


def _example(life: Life, rows: Rows) -> None:
    """What the first account is known for: a worry about the budget and a promise that is due next week."""
    day = business_day(life.frame.last_day - 12 * DAY, -1)
    rows.add(
        "concern",
        account_id=life.id,
        day=day,
        level=3,
        reason="price",
        evidence=life.phrases.evidence["price"][0],
        member_id=life.owner.id,
        expires=day + 90 * DAY,
    )
    rows.add(
        "task",
        account_id=life.id,
        title=life.phrases.follow_ups[0],
        due=business_day(life.frame.today + 6 * DAY),
        member_id=life.owner.id,
        promise=True,
    )
