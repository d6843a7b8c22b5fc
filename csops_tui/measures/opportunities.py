"""Chances to grow as a listing, of the whole book or of one account."""

from __future__ import annotations

from csops_tui.store.listing import Field, Listing, money_field

# Its own currency, else the one that all lines of the account are in.
CURRENCY = """coalesce(r.currency, (SELECT CASE count(DISTINCT s.currency) WHEN 1 THEN max(s.currency) END
  FROM subscription AS s WHERE s.account_id = r.account_id), 'JPY')"""
FIELDS = (
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("title", "r.title"),
    Field("kind", "r.kind", "code:opportunity_kind"),
    Field("state", "r.state", "code:opportunity.state"),
    money_field("mrr", "r.mrr", CURRENCY, "amount"),
    Field("probability", "r.probability", "count"),
    Field("opened", "r.opened", "long_day"),
    Field("closed", "r.closed", "long_day"),
    Field("owner_id", "m.name", "person"),
    Field("note", "r.note", "note"),
)
ORDER = "r.state <> 'open', coalesce(r.closed, r.opened) DESC, r.rowid"


def listing(what: str = "open") -> Listing:
    """The `open` opportunities or `all`, those decided last behind the open ones."""
    return Listing(
        "opportunities",
        f"""FROM opportunity AS r JOIN account AS a ON a.id = r.account_id
        LEFT JOIN member AS m ON m.id = r.owner_id WHERE {"r.state = 'open'" if what == "open" else "1"}""",
        "r.rowid",
        "r.id",
        FIELDS,
        ORDER,
        ("a.name", "a.kana", "r.title", "m.name", "r.note"),
    )
