"""Everything dated that happened with one account, each fact once, as one listing."""

from __future__ import annotations

from csops_tui.store.listing import Field, Listing

# (table, number, columns): day, what as `list:code` or plain text, text, who. Each reads by the account's own index.
_PARTS: tuple[tuple[str, int, str], ...] = (
    (
        "touchpoint",
        0,
        """SELECT t.rowid, t.id, t.day, 'channel:' || t.channel, t.note,
             ltrim(coalesce(
               (SELECT group_concat(name, ' ') FROM (
                  SELECT c.name FROM touchpoint_contact AS p JOIN contact AS c ON c.id = p.contact_id
                  WHERE p.touchpoint_id = t.id ORDER BY p.rowid)), '')
               || iif(m.name IS NULL, '', ' / ' || m.name), ' /'), t.at
           FROM touchpoint t LEFT JOIN member m ON m.id = t.member_id WHERE t.account_id = :account""",
    ),
    (
        "attendance",
        1,
        """SELECT r.rowid, r.id, r.day, 'attendance.state:' || r.state, e.title, c.name, r.day
           FROM attendance r JOIN event e ON e.id = r.event_id LEFT JOIN contact c ON c.id = r.contact_id
           WHERE r.account_id = :account""",
    ),
    (
        "ticket",
        2,
        """SELECT r.rowid, r.id, r.opened, 'ticket.state:' || r.state, coalesce(r.title, r.note), c.name, r.opened
           FROM ticket r LEFT JOIN contact c ON c.id = r.contact_id WHERE r.account_id = :account""",
    ),
    (
        "survey_response",
        3,
        """SELECT r.rowid, r.id, r.day, s.name,
             iif(r.score IS NULL, '', rtrim(rtrim(printf('%.1f', r.score), '0'), '.') || '  ') ||
             coalesce(r.comment, ''), c.name, r.day
           FROM survey_response r JOIN survey s ON s.id = r.survey_id LEFT JOIN contact c ON c.id = r.contact_id
           WHERE r.account_id = :account""",
    ),
    (
        "concern",
        4,
        """SELECT r.rowid, r.id, r.day, 'concern_level:' || r.level, coalesce(r.evidence, ''), m.name, r.day
           FROM concern r LEFT JOIN member m ON m.id = r.member_id WHERE r.account_id = :account""",
    ),
    (
        "subscription",
        5,
        """SELECT r.rowid, r.id, r.starts, 'line:started', coalesce(p.name || ' ', '') || coalesce(r.plan, ''),
             NULL, r.starts
           FROM subscription r LEFT JOIN product p ON p.id = r.product_id WHERE r.account_id = :account""",
    ),
    (
        "subscription",
        6,
        """SELECT r.rowid, r.id, r.ends, 'line:ended', coalesce(p.name || ' ', '') || coalesce(r.plan, ''),
             NULL, r.ends
           FROM subscription r LEFT JOIN product p ON p.id = r.product_id
           WHERE r.account_id = :account AND r.ends IS NOT NULL AND r.ends <= :today""",
    ),
    (
        "renewal",
        7,
        """SELECT r.rowid, r.id, coalesce(r.decided, r.due), 'renewal.decision:' || r.decision, coalesce(r.note, ''),
             m.name, coalesce(r.decided, r.due)
           FROM renewal r LEFT JOIN member m ON m.id = r.owner_id
           WHERE r.account_id = :account AND r.decision IS NOT NULL""",
    ),
    (
        "churn",
        8,
        """SELECT r.rowid, r.id, coalesce(r.notice, r.effective),
             'churn_reason:' || coalesce(r.reason_judged, 'unknown'),
             coalesce(r.note, r.evidence, ''), NULL, coalesce(r.notice, r.effective)
           FROM churn r WHERE r.account_id = :account AND coalesce(r.notice, r.effective) IS NOT NULL""",
    ),
    (
        "voice",
        9,
        """SELECT r.rowid, r.id, r.day, 'voice.state:' || r.state, r.title, c.name, r.day
           FROM voice r LEFT JOIN contact c ON c.id = r.contact_id WHERE r.account_id = :account""",
    ),
    (
        "contact",
        10,
        """SELECT r.rowid, r.id, r.left_on, 'contact.state:left', r.name, NULL, r.left_on
           FROM contact r WHERE r.account_id = :account AND r.state = 'left' AND r.left_on IS NOT NULL""",
    ),
    (
        "complaint",
        11,
        """SELECT r.rowid, r.id, date(r.received, 'localtime'), 'severity:' || coalesce(r.severity, ''), r.title,
             m.name, r.received
           FROM complaint r LEFT JOIN member m ON m.id = r.owner_id WHERE r.account_id = :account""",
    ),
    (
        "risk",
        12,
        """SELECT r.rowid, r.id, r.opened, 'risk_category:' || r.category, coalesce(r.note, ''), m.name, r.opened
           FROM risk r LEFT JOIN member m ON m.id = r.owner_id WHERE r.account_id = :account""",
    ),
    (
        "opportunity",
        13,
        """SELECT r.rowid, r.id, coalesce(r.closed, r.opened), 'opportunity.state:' || r.state, r.title, m.name,
             coalesce(r.closed, r.opened)
           FROM opportunity r LEFT JOIN member m ON m.id = r.owner_id WHERE r.account_id = :account""",
    ),
)
# Keys of all parts share one vector: the row's number times this, plus the part's.
_STRIDE = 16


def timeline(account_id: str, today: str) -> Listing:
    """The facts of one account dated up to `today`, newest first; the id of a row is `table:id`."""
    parts = "\nUNION ALL\n".join(
        f"SELECT n * {_STRIDE} + {number} AS k, '{table}:' || id AS id, day, '{table}' AS kind, what, text, who, at"
        f" FROM part{number}"
        for table, number, _ in _PARTS
    )
    named = ", ".join(f"part{number} (n, id, day, what, text, who, at) AS ({sql})" for _, number, sql in _PARTS)
    return Listing(
        name="timeline",
        source=f"FROM (WITH {named} {parts}) AS r WHERE r.day <= :today",
        key="r.k",
        id="r.id",
        fields=(
            Field("day", "r.day", "long_day"),
            Field("kind", "r.kind", "fact"),
            Field("what", "r.what", "coded"),
            Field("text", "r.text", "note"),
            Field("who", "r.who", "person"),
        ),
        order="r.day DESC, r.at DESC, r.k DESC",
        search=("r.text", "r.who", "r.what"),
        parameters={"account": account_id, "today": today},
    )
