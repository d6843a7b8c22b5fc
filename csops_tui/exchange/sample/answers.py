"""What reaches many at once and what comes back: events, mailings, surveys, tickets, complaints, notes."""

from __future__ import annotations

import datetime as dt

from csops_tui.exchange.sample.frame import Happening
from csops_tui.exchange.sample.life import DAY, Life
from csops_tui.exchange.sample.people import Contact
from csops_tui.exchange.sample.rows import Rows
from csops_tui.exchange.sample.touching import JST_MINUTES, moment
from csops_tui.measures.holidays import business_day

_CHANNEL = {"user_group": "user_group"}


def add_answers(life: Life, rows: Rows, contacts: list[Contact]) -> None:
    """Add an account's attendance, mailings, survey answers, tickets, complaints and notes."""
    stop = life.end or life.frame.today
    for event in life.frame.events:
        if life.first_day <= event.day < stop and event.lang == life.lang:
            _attend(life, rows, event, [c for c in contacts if c.there(event.day)])
    _mailings(life, rows, stop)
    if life.kind != "active":
        return
    for survey in life.frame.surveys:
        if life.first_day + 30 * DAY <= survey.day < stop:
            _asked(life, rows, survey, stop, [c for c in contacts if c.there(survey.day)])
    _tickets(life, rows, stop, contacts)
    _complaints(life, rows, stop, contacts)
    _notes(life, rows, stop)


def _attend(life: Life, rows: Rows, event: Happening, people: list[Contact]) -> None:
    rng = life.rng
    warm = max(0.3, min(1.6, 1 + 0.5 * life.health_on(min(event.day, life.last_day))))
    if rng.random() > 0.1 * warm or not people:
        return
    # Invited some days before, or on the first day there is.
    invited = max(life.first_day, business_day(event.day - 14 * DAY, -1))
    came = [rng.choice(people) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    attended: list[Contact] = []
    for contact in dict.fromkeys(came):
        if event.day > life.frame.last_day:
            state, day = rng.choice(("invited", "registered")), min(invited, life.frame.last_day)
        else:
            state, day = rng.choices(("attended", "absent", "declined"), (72, 18, 10))[0], event.day
        rows.add("attendance", event_id=event.id, account_id=life.id, contact_id=contact.id, state=state, day=day)
        if state == "attended":
            attended.append(contact)
    if attended:
        _event_touch(life, rows, event, attended)


def _event_touch(life: Life, rows: Rows, event: Happening, attended: list[Contact]) -> None:
    touch = rows.add(
        "touchpoint",
        account_id=life.id,
        day=event.day,
        at=f"{event.day.isoformat()}T05:00:00Z",
        utc_offset=JST_MINUTES,
        channel=_CHANNEL.get(event.kind, "seminar"),
        reach="1:n",
        direction="two_way",
        trigger="ours",
        purpose="adoption",
        member_id=life.frame.ops[0].id,
        minutes=60,
        note=event.title,
        bulk=event.id,
    )
    for contact in attended:
        rows.add("touchpoint_contact", touchpoint_id=touch, contact_id=contact.id)


def _mailings(life: Life, rows: Rows, stop: dt.date) -> None:
    rng, frame = life.rng, life.frame
    reads = rng.random() < 0.85 and life.kind != "prospect"
    for mailing in frame.mailings:
        if reads and life.first_day <= mailing.day < stop:
            rows.add(
                "touchpoint",
                account_id=life.id,
                day=mailing.day,
                at=f"{mailing.day.isoformat()}T01:00:00Z",
                utc_offset=JST_MINUTES,
                channel="newsletter",
                reach="tech",
                direction="one_way",
                trigger="ours",
                purpose="relationship",
                member_id=frame.ops[-1].id,
                bulk=mailing.id,
            )
    day = life.workday(life.first_day, rng.randrange(2, 20))
    if life.since >= frame.start and day and day < stop and rng.random() < 0.8:
        opened = rng.random() < 0.7
        clicked = opened and rng.random() < 0.7
        rows.add(
            "exposure",
            programme_id=frame.guide,
            account_id=life.id,
            day=day,
            opened=opened,
            clicked=clicked,
            finished=clicked and rng.random() < 0.6,
        )


def _asked(life: Life, rows: Rows, survey: Happening, stop: dt.date, people: list[Contact]) -> None:
    rng, frame = life.rng, life.frame
    asked = people[: 2 if life.size == "smb" else 3]
    frame.asked[survey.id] += len(asked)
    nps = survey.kind == "nps"
    for contact in asked:
        level = life.health_on(survey.day) + rng.gauss(0, 0.9)
        # Those who care either way answer more often.
        if rng.random() > 0.24 + 0.06 * min(2.0, abs(level)):
            continue
        day = min(business_day(survey.day + DAY * int(14 * rng.random() ** 2)), frame.last_day)
        if day >= stop:
            continue
        score = max(0, min(10, round(6.9 + 1.75 * level))) if nps else max(1, min(5, round(3.5 + 0.8 * level)))
        band = "promoter" if score >= (9 if nps else 5) else "detractor" if score <= (6 if nps else 2) else "passive"
        unhappy = nps and band == "detractor"
        followed = life.workday(day, rng.randrange(1, 20)) if unhappy and rng.random() < 0.6 else None
        rows.add(
            "survey_response",
            survey_id=survey.id,
            account_id=life.id,
            contact_id=contact.id,
            day=day,
            score=score,
            comment=rng.choice(life.phrases.comments[band]) if rng.random() < 0.35 else None,
            follow_up_due=business_day(day + 14 * DAY) if unhappy else None,
            followed_up=followed,
        )


def _tickets(life: Life, rows: Rows, stop: dt.date, contacts: list[Contact]) -> None:
    rng, frame = life.rng, life.frame
    rate = {"smb": 0.0055, "mm": 0.011, "ep": 0.024}[life.size]
    day = life.first_day
    while True:
        trouble = life.shock_before("quality", day, 60)
        day = business_day(day + DAY * (1 + int(rng.expovariate(rate * (4 if trouble else 1)))))
        if day >= stop or day > frame.last_day:
            return
        _ticket(life, rows, day, trouble is not None, [c for c in contacts if c.there(day)])


def _ticket(life: Life, rows: Rows, day: dt.date, trouble: bool, people: list[Contact]) -> None:
    rng, phrases = life.rng, life.phrases
    priority = rng.choices(("low", "normal", "high", "urgent"), (10, 40, 35, 15) if trouble else (30, 55, 12, 3))[0]
    hours = rng.gammavariate(1.6, {"low": 70, "normal": 40, "high": 16, "urgent": 6}[priority])
    closed = business_day(day + DAY * int(hours / 8))
    done = closed <= life.frame.last_day
    title = rng.choice(phrases.tickets).format(
        topic=rng.choice(phrases.topics)[0], request=rng.choice(phrases.requests)[0]
    )
    rows.add(
        "ticket",
        account_id=life.id,
        contact_id=rng.choice(people).id if people else None,
        title=title,
        priority=priority,
        state="closed" if done else rng.choice(("open", "pending")),
        opened=day,
        closed=closed if done else None,
        first_response=int(rng.gammavariate(1.8, 45)) if done or rng.random() < 0.7 else None,
        resolution=int(hours * 60) if done else None,
        satisfaction=max(1, min(5, round(4 + life.health_on(day) * 0.4 + rng.gauss(0, 0.8))))
        if done and rng.random() < 0.3
        else None,
        escalated=priority == "urgent" and rng.random() < 0.5,
    )


def _complaints(life: Life, rows: Rows, stop: dt.date, contacts: list[Contact]) -> None:
    rng, phrases = life.rng, life.phrases
    for shock in life.shocks:
        if shock.kind != "quality" or shock.day >= stop or rng.random() > 0.5:
            continue
        answered, solved = (life.workday(shock.day, n) for n in (1, rng.randrange(3, 25)))
        there = [c for c in contacts if c.there(shock.day)]
        rows.add(
            "complaint",
            account_id=life.id,
            contact_id=there[0].id if there else None,
            title=rng.choice(phrases.evidence["quality"]),
            severity=rng.choice(("minor", "moderate", "moderate", "major", "critical")),
            received=f"{shock.day.isoformat()}T00:30:00Z",
            responded=moment(life, answered) if answered and answered > shock.day else None,
            resolved=moment(life, solved) if solved and answered and solved > answered else None,
            owner_id=life.owner.id,
        )


def _notes(life: Life, rows: Rows, stop: dt.date) -> None:
    rng, phrases = life.rng, life.phrases
    if rng.random() > 0.14 and not life.known:
        return
    span = (min(stop, life.frame.last_day) - life.first_day).days
    day = business_day(life.first_day + DAY * rng.randrange(max(1, span)), -1)
    if day < life.first_day:
        return
    kind, title, body = rng.choice(phrases.notes)
    topic = rng.choice(phrases.topics)[0]
    rows.add(
        "note",
        account_id=life.id,
        title=title.format(topic=topic),
        kind=kind,
        body=body.format(topic=topic),
        day=day,
        member_id=life.owner.id if life.owner is not life.frame.pool else life.frame.ops[0].id,
    )
