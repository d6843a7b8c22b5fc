"""Work laid out ahead: playbooks and plays, success plans, objectives, milestones."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import Count, Day, Entity, Flag, Note, Number, Text, coded, one_of, ref


class Playbook(Entity):
    """A standard way to handle a situation; its steps are JSON in `steps`."""

    name: Text
    trigger: Text | None = None
    kpi_id: Annotated[str, ref("kpi")] | None = None
    steps: Note | None = None
    help: Note | None = None
    version: Count = 1
    active: Flag = True


class Play(Entity):
    """A playbook under way on one account."""

    titles: ClassVar = ("started",)

    playbook_id: Annotated[str, ref("playbook")]
    account_id: Annotated[str, ref("account")]
    started: Day
    state: Annotated[str, one_of("running", "done", "stopped")] = "running"
    ended: Day | None = None
    result: Text | None = None
    owner_id: Annotated[str, ref("member")] | None = None


class PlayStep(Entity):
    """One step of a play, ours or another department's."""

    titles: ClassVar = ("title",)

    play_id: Annotated[str, ref("play", owned=True)]
    position: Count
    title: Text
    due: Day | None = None
    department: Text | None = None
    state: Annotated[str, one_of("open", "done", "skipped", "blocked")] = "open"
    reason: Text | None = None
    done_on: Day | None = None
    member_id: Annotated[str, ref("member")] | None = None
    help: Note | None = None


class SuccessPlan(Entity):
    """What an account wants to reach with us."""

    titles: ClassVar = ("title",)

    account_id: Annotated[str, ref("account")]
    title: Text
    kind: Annotated[str, coded("plan_kind")] = "success"
    state: Annotated[str, one_of("draft", "agreed", "done", "dropped")] = "draft"
    agreed: Day | None = None
    review_on: Day | None = None
    owner_id: Annotated[str, ref("member")] | None = None
    note: Note | None = None


class Objective(Entity):
    """One aim of a plan with its measure: baseline, target, actual, evidence."""

    titles: ClassVar = ("title",)

    plan_id: Annotated[str, ref("success_plan", owned=True)]
    title: Text
    purpose: Annotated[str, coded("success_purpose")] | None = None
    measure: Text | None = None
    baseline: Number | None = None
    target: Number | None = None
    actual: Number | None = None
    due: Day | None = None
    measured: Day | None = None
    evidence: Note | None = None


class Milestone(Entity):
    """A point on the journey, expected and reached."""

    titles: ClassVar = ("title",)

    account_id: Annotated[str, ref("account", owned=True)]
    plan_id: Annotated[str, ref("success_plan", owned=True)] | None = None
    title: Text
    stage: Annotated[str, coded("stage")] | None = None
    kind: Annotated[str, coded("milestone_kind")] | None = None
    expected: Day | None = None
    reached: Day | None = None
    stumble: Text | None = None
    note: Note | None = None
