"""The words of the lines asked for at the bottom of the screen."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "ask.keys": "enter take   tab complete   ↑↓ choose   esc close",
    "ask.draft": "This was typed before and not saved. ctrl+u clears it.",
    "ask.concern.title": "Concern ▸ {account}",
    "ask.concern.example": "3 talk of a smaller budget",
    "ask.concern.how": "Type the level, 0 to 4",
    "ask.concern.no_reason": "no reason",
    "ask.concern.reason": "reason: {reason}",
    "ask.concern.evidence": "evidence: {text}",
    "ask.concern.expires": "holds until {day}",
    "ask.concern.before": "before: {level} ({day})",
    "ask.concern.label": "concern {level} for {account}",
    "ask.task.title": "Task ▸ {account}",
    "ask.task.example": "send quote fri",
    "ask.task.hint": "Type what and until when (send quote fri; ! marks a promise)",
    "ask.task.task": "Task",
    "ask.task.promise": "Promise",
    "ask.task.no_due": "no due date",
    "ask.task.wrong_day": "There is no day “{text}”",
    "ask.task.label": "task for {account}: {title}",
    "ask.member.title": "Who is acting",
    "ask.member.add": "add “{name}” as a member",
    "ask.member.now": "now: {name}",
    "ask.member.unknown": "now: {name} (not a member)",
    "ask.member.who": "Choose or type a name",
    "ask.member.label": "add member {name}",
    "ask.member.done": "From now on {name} is recorded",
}
