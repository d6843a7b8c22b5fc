"""Lists of people that somebody works off."""

from __future__ import annotations

import datetime as dt

from csops_tui.store.listing import Field, Listing

# Days after which somebody may have left without our hearing of it.
VERIFY_AFTER = 180

# Whoever left needs no verification.
TO_VERIFY = "r.state <> 'left' AND (r.state = 'unknown' OR r.verified IS NULL OR r.verified <= :before)"

# Nor does anybody at an account that is gone.
_UNVERIFIED = f"""
FROM contact AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = a.owner_id
WHERE a.state IN ('active', 'trial') AND {TO_VERIFY} AND (:owner IS NULL OR a.owner_id = :owner)"""


def verification_queue(as_of: dt.date, owner_id: str | None = None, days: int = VERIFY_AFTER) -> Listing:
    """Contacts to be verified, of one owner's accounts or of all: never verified first, then the longest ago.

    A contact verified exactly `days` before `as_of` is due again; one of unknown state is due whenever it was verified.
    """
    return Listing(
        name="verification",
        source=_UNVERIFIED,
        key="r.rowid",
        id="r.id",
        fields=(
            Field("name", "r.name", "person", "coalesce(r.kana, r.name)"),
            Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
            Field("key_contact", "r.key_contact", "flag"),
            Field("state", "r.state", "code:contact.state"),
            Field("verified", "r.verified", "long_day"),
            Field("mail", "r.mail"),
            Field("phone", "r.phone"),
            Field("owner", "m.name", "person"),
        ),
        order="coalesce(r.verified, ''), r.key_contact DESC, coalesce(r.kana, r.name), r.id",
        search=("r.name", "r.kana", "r.mail", "a.name", "a.kana", "m.name"),
        parameters={"before": (as_of - dt.timedelta(days=days)).isoformat(), "owner": owner_id},
    )
