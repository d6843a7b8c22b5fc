"""The lists of an account's page, beside its timeline."""

from __future__ import annotations

from csops_tui.store.listing import Field, money_field
from csops_tui.tui.screens.account_part import Part
from csops_tui.tui.screens.account_registers import REGISTERS

LISTS: dict[str, Part] = {
    "contacts": Part(
        "contact",
        (
            Field("name", "r.name", "person", "coalesce(r.kana, r.name)"),
            Field("title", "r.title"),
            Field("role", "r.role", "code:contact_role"),
            Field("key_contact", "r.key_contact", "flag"),
            Field("state", "r.state", "code:contact.state"),
            Field("verified", "r.verified", "long_day"),
            Field("mail", "r.mail"),
            Field("phone", "r.phone"),
        ),
        {
            "name": {"width": 18, "frozen": True},
            "title": {"width": 16, "min_width": 8, "hide_below": 3},
            "role": {"width": 16, "min_width": 8, "hide_below": 4},
            "key_contact": {"width": 6, "hide_below": 2},
            "state": {"width": 10},
            "verified": {"width": 10},
            "mail": {"width": 30, "min_width": 14, "elastic": True, "hide_below": 1},
            "phone": {"width": 14, "hide_below": 5},
        },
        "r.state = 'left', r.key_contact DESC, coalesce(r.kana, r.name)",
    ),
    "contracts": Part(
        "subscription",
        (
            Field("product_id", "p.name"),
            Field("plan", "r.plan"),
            money_field("mrr", "r.mrr", "r.currency", "amount"),
            Field("seats", "r.seats", "count"),
            Field("starts", "r.starts", "long_day"),
            Field("ends", "r.ends", "long_day"),
            Field("auto_renew", "r.auto_renew", "flag"),
            Field("note", "r.note", "note"),
        ),
        {
            "product_id": {"width": 22, "min_width": 12, "frozen": True},
            "plan": {"width": 14, "min_width": 8},
            "mrr": {"width": 12, "align": "right"},
            "seats": {"width": 6, "align": "right", "hide_below": 2},
            "starts": {"width": 10},
            "ends": {"width": 10},
            "auto_renew": {"width": 8, "hide_below": 3},
            "note": {"width": 20, "min_width": 8, "elastic": True, "hide_below": 4},
        },
        "r.starts DESC, r.rowid DESC",
        "LEFT JOIN product AS p ON p.id = r.product_id",
    ),
    "tasks": Part(
        "task",
        (
            Field("due", "r.due", "long_day"),
            Field("title", "r.title"),
            Field("state", "r.state", "code:task.state"),
            Field("promise", "r.promise", "flag"),
            Field("member_id", "m.name", "person"),
        ),
        {
            "due": {"width": 10, "frozen": True},
            "title": {"width": 40, "min_width": 20, "elastic": True},
            "state": {"width": 8},
            "promise": {"width": 6},
            "member_id": {"width": 10, "hide_below": 1},
        },
        "r.state <> 'open', iif(r.state = 'open', coalesce(r.due, '9999'), ''), r.due DESC, r.rowid",
        "LEFT JOIN member AS m ON m.id = r.member_id",
    ),
    "requests": Part(
        "voice",
        (
            Field("day", "r.day", "long_day"),
            Field("title", "r.title"),
            Field("state", "r.state", "code:voice.state"),
            Field("kind", "r.kind", "code:voice_kind"),
            Field("told", "r.told", "long_day"),
        ),
        {
            "day": {"width": 10, "frozen": True},
            "title": {"width": 40, "min_width": 20, "elastic": True},
            "state": {"width": 10},
            "kind": {"width": 10, "hide_below": 1},
            "told": {"width": 10, "hide_below": 2},
        },
        "r.state <> 'open', r.day DESC, r.rowid DESC",
    ),
    **REGISTERS,
    "roles": Part(
        "account_role",
        (
            Field("role", "r.role", "code:member_role"),
            Field("member_id", "m.name", "person"),
            Field("starts", "r.starts", "long_day"),
            Field("ends", "r.ends", "long_day"),
        ),
        {
            "role": {"width": 20, "min_width": 12, "frozen": True},
            "member_id": {"width": 24, "min_width": 12, "elastic": True},
            "starts": {"width": 10},
            "ends": {"width": 10},
        },
        "r.ends IS NOT NULL, r.ends DESC, r.role, m.name, r.id",
        "LEFT JOIN member AS m ON m.id = r.member_id",
    ),
    "calendar": Part(
        "account_calendar",
        (
            Field("month", "r.month", "text"),
            Field("kind", "r.kind", "code:calendar_kind"),
            Field("note", "r.note", "note"),
        ),
        {
            "month": {"width": 6, "align": "right", "frozen": True},
            "kind": {"width": 20, "min_width": 12},
            "note": {"width": 40, "min_width": 14, "elastic": True},
        },
        "r.month, r.kind, r.id",
    ),
    "signals": Part(
        "signal_episode",
        (
            Field("signal_id", "s.name", "signal"),
            Field("raised", "r.raised", "long_day"),
            Field("state", "r.state", "code:signal_episode.state"),
            Field("until", "r.until", "long_day"),
            Field("reason", "r.reason"),
            Field("cleared", "r.cleared", "long_day"),
        ),
        {
            "signal_id": {"width": 26, "min_width": 16, "frozen": True},
            "raised": {"width": 10},
            "state": {"width": 12, "min_width": 8},
            "until": {"width": 10, "hide_below": 1},
            "reason": {"width": 30, "min_width": 10, "elastic": True},
            "cleared": {"width": 10, "hide_below": 2},
        },
        "r.state = 'cleared', r.cleared DESC, r.raised, r.rowid",
        "JOIN signal AS s ON s.id = r.signal_id",
    ),
}
PARTS = ("timeline", *LISTS)
