"""Churn entries and what was learned: the reason as judged, as stated, attempts to save, reviews."""

from __future__ import annotations

import datetime as dt

from csops_tui.exchange.sample.contracts import Loss, Story
from csops_tui.exchange.sample.life import DAY, Life
from csops_tui.exchange.sample.rows import Rows
from csops_tui.measures.holidays import business_day
from csops_tui.model.codes import CODES, word

_DETAILS: dict[str, list[str]] = {}
for _entry in CODES["churn_reason_detail"]:
    _DETAILS.setdefault(_entry.parent or "", []).append(_entry.code)
# Out of the blue, it is mostly decided elsewhere.
_BLUE = ("corporate_decision", "price", "competitor", "contract", "unknown")
_SLOW = ("low_adoption", "value_not_realised")
_POLITE = ("price", "price", "corporate_decision", "value_not_realised", "competitor")
_COMPETITORS = ("アルファデスク", "Corvina", "ブルーポート", "Tessel", "オンタス")


def add_losses(life: Life, rows: Rows, story: Story) -> None:
    """Add the churn entries of an account with attempts, reviews and actions, and the rescues that worked."""
    for loss in story.losses:
        _churn(life, rows, loss)
    for saved in story.saved:
        if saved.day <= life.frame.last_day:
            _attempt(life, rows, None, saved.day, "partly" if saved.partly else "saved")


def _reason(life: Life, loss: Loss) -> str:
    weighty = {cause: weight for cause, weight in loss.causes.items() if weight > 0.3}
    if not weighty:
        return life.rng.choice(_BLUE)
    # What befell the account is easier to name than a slow decline.
    named = [weight * (1 if cause in _SLOW else 1.7) for cause, weight in weighty.items()]
    return life.rng.choices(list(weighty), named)[0]


def _churn(life: Life, rows: Rows, loss: Loss) -> None:
    rng, phrases = life.rng, life.phrases
    reason = _reason(life, loss)
    # Entries lag behind: what has not yet ended is open, and some of the recent ones wait for their reason.
    recent = (life.frame.today - loss.effective).days
    closed = recent > 60 or (recent > 0 and rng.random() < 0.5)
    told = closed or rng.random() < 0.5
    honest = rng.random() < 0.6
    stated = reason if honest else rng.choice(_POLITE)
    fits = reason in _DETAILS
    note = phrases.churn_unknown
    evidence = None
    if reason != "unknown":
        evidence = rng.choice(phrases.evidence[reason])
        note = phrases.churn_note.format(reason=word("churn_reason", reason, life.lang), evidence=evidence)
    foreseen = sum(loss.causes.values()) > 2
    decided = min(loss.effective, business_day(loss.notice + DAY * rng.randrange(0, 15)))
    churn = rows.add(
        "churn",
        account_id=life.id,
        subscription_id=loss.line,
        kind=loss.kind,
        state="closed" if closed else "open",
        notice=loss.notice,
        decided=decided if decided <= life.frame.last_day else None,
        effective=loss.effective,
        mrr_lost=loss.mrr,
        currency=life.currency,
        reason_stated=stated if told and rng.random() < 0.85 else None,
        reason_judged=reason if told else None,
        reason_judged_detail=rng.choice(_DETAILS[reason]) if told and fits and rng.random() < 0.8 else None,
        evidence=evidence if told else None,
        voluntary=rng.random() < 0.94 if told else None,
        avoidable=(foreseen and rng.random() < 0.7) if told else None,
        foreseeable=(foreseen if rng.random() < 0.8 else not foreseen) if told else None,
        competitor=rng.choice(_COMPETITORS) if reason == "competitor" and told else None,
        winback=business_day(loss.effective + DAY * rng.randrange(180, 500)) if told and rng.random() < 0.25 else None,
        member_id=life.owner.id,
        note=note if told else None,
    )
    if rng.random() < (0.45 if foreseen else 0.15):
        day = life.workday(loss.notice, rng.randrange(2, 20))
        if day and day < loss.effective:
            _attempt(life, rows, churn, day, "partly" if loss.kind == "contraction" else "lost")
    if closed and rng.random() < 0.55:
        _review(life, rows, loss, churn, foreseen)


def _attempt(life: Life, rows: Rows, churn: str | None, day: dt.date, result: str) -> None:
    rng = life.rng
    rows.add(
        "save_attempt",
        account_id=life.id,
        churn_id=churn,
        day=day,
        action=rng.choice(life.phrases.save_actions),
        member_id=life.owner.id,
        minutes=rng.choice((30, 60, 90, 180)),
        result=result,
        note=life.phrases.save_notes[result],
    )


def _review(life: Life, rows: Rows, loss: Loss, churn: str, foreseen: bool) -> None:
    rng, phrases, frame = life.rng, life.phrases, life.frame
    day = life.workday(loss.effective, rng.randrange(5, 50))
    if day is None:
        return
    seen = foreseen and rng.random() < 0.6
    known = business_day(loss.notice - DAY * rng.randrange(20, 170), -1)
    done = (frame.today - day).days > 20
    review = rows.add(
        "churn_review",
        churn_id=churn,
        day=day,
        first_knowable=max(life.first_day, known) if foreseen and max(life.first_day, known) < loss.notice else None,
        signal_present=foreseen,
        signal_seen=seen,
        signal_acted=seen and rng.random() < 0.5,
        improve_cs=rng.choice(phrases.review_cs),
        improve_ops=rng.choice(phrases.review_ops),
        state="done" if done else "open",
    )
    for title in rng.sample(phrases.review_actions, rng.choice((0, 1, 1, 2))):
        due = business_day(day + DAY * rng.randrange(14, 60))
        finished = due < frame.today and rng.random() < 0.75
        rows.add(
            "review_action",
            review_id=review,
            title=title,
            member_id=rng.choice(frame.ops).id,
            due=due,
            state="done" if finished else rng.choice(("open", "open", "dropped")),
        )
