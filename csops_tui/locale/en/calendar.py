"""Words of the calendar that leaves."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "calendar.renewal": "Renewal",
    "calendar.contract": "End of contract",
    "calendar.runway": "Runway",
    "calendar.task": "Task",
    "calendar.appointment": "Meeting",
    "calendar.renewal.title": "Renewal: {account}",
    "calendar.contract.title": "Contract ends: {account}",
    "calendar.runway.title": "Runway begins: {account}",
    "calendar.runway.detail": "Renewal on {day}",
    "calendar.task.title": "{title} – {account}",
    "calendar.task.promise": "Promise: {title}",
    "calendar.appointment.title": "Meeting: {account}",
}
