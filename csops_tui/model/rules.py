"""Definitions that people write and change: scorecards, signals, views, segments, code lists, KPIs."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import (
    Count,
    Day,
    Entity,
    Flag,
    Moment,
    Month,
    Note,
    Number,
    Percent,
    Text,
    coded,
    one_of,
    ref,
)


class Signal(Entity):
    """An early warning: an expression over the sheet's columns with a severity and where it came from."""

    name: Text
    words: Text | None = None
    expression: Note
    severity: Annotated[str, one_of("info", "warn", "urgent")] = "warn"
    hold_days: Count = 0
    quiet_holidays: Flag = True
    origin: Text | None = None
    review_id: Annotated[str, ref("churn_review")] | None = None
    version: Count = 1
    active: Flag = True


class SignalEpisode(Entity):
    """One spell of one signal on one account, from the first day it held to the day it cleared."""

    titles: ClassVar = ("raised",)
    indexes: ClassVar = (("account_id", "signal_id", "raised"),)

    signal_id: Annotated[str, ref("signal", owned=True)]
    account_id: Annotated[str, ref("account", owned=True)]
    raised: Day
    state: Annotated[str, one_of("raised", "acknowledged", "snoozed", "addressed", "cleared")] = "raised"
    until: Day | None = None
    reason: Text | None = None
    acted: Day | None = None
    cleared: Day | None = None
    member_id: Annotated[str, ref("member")] | None = None


class Scorecard(Entity):
    """A version of a health score: groups of measures with weights and bands, as JSON in `definition`."""

    name: Text
    version: Count = 1
    starts: Day
    rule: Note | None = None
    definition: Note
    min_coverage: Percent = 50
    active: Flag = True


class ScoreOverride(Entity):
    """A person's word over the computed score: level, reason and expiry are all required."""

    titles: ClassVar = ("day",)

    account_id: Annotated[str, ref("account", owned=True)]
    level: Annotated[str, one_of("good", "watch", "risk")]
    reason: Text
    day: Day
    expires: Day
    member_id: Annotated[str, ref("member")] | None = None


class ScoreFeedback(Entity):
    """ "This score is wrong here, because…"."""

    titles: ClassVar = ("day",)

    account_id: Annotated[str, ref("account", owned=True)]
    scorecard_id: Annotated[str, ref("scorecard")] | None = None
    day: Day
    expected: Annotated[str, one_of("good", "watch", "risk")] | None = None
    reason: Text
    member_id: Annotated[str, ref("member")] | None = None


class SavedView(Entity):
    """A named way to look at a sheet: filter, sort, columns."""

    name: Text
    screen: Text = "sheet"
    where_text: Note | None = None
    sort: Text | None = None
    descending: Flag = False
    columns_text: Text | None = None
    group_by: Text | None = None
    frozen: Count | None = None
    member_id: Annotated[str, ref("member")] | None = None


class Segment(Entity):
    """A part of the book named by a condition, in versions."""

    name: Text
    where_text: Note
    version: Count = 1
    starts: Day | None = None
    touch_model: Annotated[str, coded("touch_model")] | None = None
    runway_days: Count | None = None


class CampaignList(Entity):
    """A frozen set of accounts to work through."""

    name: Text
    starts: Day | None = None
    ends: Day | None = None
    goal: Count | None = None
    owner_id: Annotated[str, ref("member")] | None = None
    note: Note | None = None
    where_text: Note | None = None


class CampaignMember(Entity):
    """One account on a campaign list."""

    titles: ClassVar = ("state",)

    campaign_id: Annotated[str, ref("campaign_list", owned=True)]
    account_id: Annotated[str, ref("account", owned=True)]
    member_id: Annotated[str, ref("member")] | None = None
    state: Annotated[str, one_of("open", "done", "skipped")] = "open"
    done_on: Day | None = None
    touchpoint_id: Annotated[str, ref("touchpoint")] | None = None


class ReviewRound(Entity):
    """One pass through the accounts that changed or are due, such as a week's; `since` is the day of the one before."""

    titles: ClassVar = ("started",)

    started: Day
    since: Day | None = None
    finished: Day | None = None
    where_text: Note | None = None
    member_id: Annotated[str, ref("member")] | None = None
    note: Note | None = None


class ReviewItem(Entity):
    """One account of a review round: why it is on it, and what was decided."""

    titles: ClassVar = ("position",)

    round_id: Annotated[str, ref("review_round", owned=True)]
    account_id: Annotated[str, ref("account", owned=True)]
    position: Count
    reasons: Note | None = None
    decision: Annotated[str, one_of("logged", "task", "concern", "fine", "later")] | None = None
    decided: Moment | None = None
    note: Note | None = None


class Deferral(Entity):
    """Something that Today would show, put off: until which day, and why; `subject_id` is the record it is about."""

    titles: ClassVar = ("kind", "until")

    account_id: Annotated[str, ref("account", owned=True)]
    kind: Annotated[str, one_of("task", "signal", "cadence", "runway", "verify", "capture")]
    subject_id: Text | None = None
    day: Day
    until: Day
    reason: Text | None = None
    member_id: Annotated[str, ref("member")] | None = None


class Code(Entity):
    """A word of a code list; `replaced_by` keeps old trends comparable when lists change."""

    titles: ClassVar = ("list", "code")
    indexes: ClassVar = (("list", "code"),)

    list: Text
    code: Text
    parent: Text | None = None
    ja: Text
    en: Text
    aliases: Text | None = None
    reach: Annotated[str, one_of("1:1", "1:n", "tech", "none")] | None = None
    position: Count = 0
    version: Count = 1
    active: Flag = True
    replaced_by: Text | None = None


class Kpi(Entity):
    """A figure we steer by: its formula in words, its measure, its owner."""

    name: Text
    formula: Note | None = None
    unit: Text | None = None
    better: Annotated[str, one_of("up", "down")] = "up"
    owner_id: Annotated[str, ref("member")] | None = None
    parent_id: Annotated[str, ref("kpi")] | None = None


class KpiTarget(Entity):
    """Target and actual of a KPI for one month."""

    titles: ClassVar = ("month",)

    kpi_id: Annotated[str, ref("kpi", owned=True)]
    month: Month
    target: Number | None = None
    actual: Number | None = None
    note: Note | None = None
