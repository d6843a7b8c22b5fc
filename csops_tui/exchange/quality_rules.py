"""What can be wrong or odd in a book's data although every rule of the database holds: one select for each.

Each select yields (id, whose record it is, what is odd about it); `:day` is the day of the report.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One question asked of the book; its words are `quality.<key>`, and `of` is the table the findings are part of."""

    key: str
    entity: str
    of: str
    sql: str


def _before_start(table: str, day: str) -> Rule:
    return Rule(
        f"{table}_before_start",
        table,
        table,
        f"""SELECT t.id, a.name, t."{day}" || ' < ' || a.since
            FROM "{table}" AS t JOIN account AS a ON a.id = t.account_id WHERE t."{day}" < a.since""",
    )


RULES: tuple[Rule, ...] = (
    _before_start("subscription", "starts"),
    _before_start("touchpoint", "day"),
    _before_start("ticket", "opened"),
    _before_start("churn", "effective"),
    Rule(
        "usage_before_start",
        "usage",
        "account",
        """SELECT a.id, a.name, u.days || ' × < ' || a.since
           FROM account AS a
           JOIN (SELECT u.account_id, count(*) AS days FROM usage AS u JOIN account AS b ON b.id = u.account_id
                 WHERE u.day < b.since GROUP BY u.account_id) AS u ON u.account_id = a.id""",
    ),
    Rule(
        "usage_without_contract",
        "usage",
        "account",
        """SELECT a.id, a.name, u.days || ' ×'
           FROM account AS a
           JOIN (SELECT u.account_id, count(*) AS days FROM usage AS u
                 WHERE EXISTS (SELECT 1 FROM subscription AS s WHERE s.account_id = u.account_id)
                   AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.account_id = u.account_id
                                   AND s.starts <= u.day AND (s.ends IS NULL OR s.ends > u.day))
                 GROUP BY u.account_id) AS u ON u.account_id = a.id""",
    ),
    Rule(
        "key_of_two",
        "external_ref",
        "external_ref",
        """SELECT min(id), system, entity || ' ' || key || ' → ' || count(DISTINCT row_id)
           FROM external_ref GROUP BY entity, system, key HAVING count(DISTINCT row_id) > 1""",
    ),
    Rule(
        "same_number",
        "account",
        "account",
        """SELECT min(id), group_concat(name, ' / '), corporate_number
           FROM account WHERE corporate_number IS NOT NULL GROUP BY corporate_number HAVING count(*) > 1""",
    ),
    Rule(
        "same_domain",
        "account",
        "account",
        """SELECT min(id), group_concat(name, ' / '), lower(domain)
           FROM account WHERE domain IS NOT NULL GROUP BY lower(domain) HAVING count(*) > 1""",
    ),
    Rule(
        "same_name",
        "account",
        "account",
        "SELECT min(id), name, count(*) || ' ×' FROM account GROUP BY lower(name) HAVING count(*) > 1",
    ),
    Rule(
        "same_mail",
        "contact",
        "contact",
        """SELECT min(id), group_concat(name, ' / '), lower(mail)
           FROM contact WHERE mail IS NOT NULL GROUP BY lower(mail) HAVING count(*) > 1""",
    ),
    Rule(
        "overlap",
        "subscription",
        "subscription",
        """SELECT s.id, a.name,
                  s.starts || '–' || coalesce(s.ends, '…') || ' / ' || p.starts || '–' || coalesce(p.ends, '…')
           FROM subscription AS s
           JOIN subscription AS p ON p.account_id = s.account_id AND p.product_id IS s.product_id
            AND p.plan IS s.plan AND p.id <> s.id AND (p.starts, p.id) < (s.starts, s.id)
            AND (p.ends IS NULL OR p.ends > s.starts) AND (s.ends IS NULL OR s.ends > p.starts)
           JOIN account AS a ON a.id = s.account_id GROUP BY s.id""",
    ),
    Rule(
        "gap",
        "subscription",
        "account",
        """SELECT c.account_id, a.name, c.until || '–' || c.starts
           FROM (SELECT account_id, starts,
                        max(coalesce(ends, '9999-12-31')) OVER (PARTITION BY account_id ORDER BY starts, id
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
                 FROM subscription) AS c
           JOIN account AS a ON a.id = c.account_id WHERE c.until < c.starts""",
    ),
    Rule(
        "no_length",
        "subscription",
        "subscription",
        """SELECT s.id, a.name, s.starts
           FROM subscription AS s JOIN account AS a ON a.id = s.account_id WHERE s.ends = s.starts""",
    ),
    Rule(
        "no_amount",
        "subscription",
        "subscription",
        """SELECT s.id, a.name, s.mrr || ' ' || s.currency
           FROM subscription AS s JOIN account AS a ON a.id = s.account_id
           WHERE s.mrr <= 0 AND NOT s.trial""",
    ),
    Rule(
        "closed_before_opened",
        "ticket",
        "ticket",
        """SELECT t.id, a.name, t.closed || ' < ' || t.opened
           FROM ticket AS t JOIN account AS a ON a.id = t.account_id WHERE t.closed < t.opened""",
    ),
    Rule(
        "answered_after_solved",
        "ticket",
        "ticket",
        """SELECT t.id, a.name, t.first_response || ' > ' || t.resolution
           FROM ticket AS t JOIN account AS a ON a.id = t.account_id WHERE t.first_response > t.resolution""",
    ),
    Rule(
        "churned_with_contract",
        "account",
        "account",
        """SELECT a.id, a.name, max(coalesce(s.ends, '…'))
           FROM account AS a JOIN subscription AS s ON s.account_id = a.id
           WHERE a.state = 'churned' AND s.starts <= :day AND (s.ends IS NULL OR s.ends > :day) GROUP BY a.id""",
    ),
    Rule(
        "churned_without_event",
        "account",
        "account",
        """SELECT a.id, a.name, '' FROM account AS a
           WHERE a.state = 'churned' AND NOT EXISTS (SELECT 1 FROM churn AS c WHERE c.account_id = a.id)""",
    ),
    Rule(
        "event_without_churned",
        "account",
        "account",
        """SELECT a.id, a.name, max(c.effective) FROM account AS a JOIN churn AS c ON c.account_id = a.id
           WHERE a.state <> 'churned' AND c.kind = 'logo' AND c.effective <= :day GROUP BY a.id""",
    ),
    Rule(
        "churned_twice",
        "account",
        "account",
        """SELECT a.id, a.name, count(*) || ' ×' FROM account AS a JOIN churn AS c ON c.account_id = a.id
           WHERE c.kind = 'logo' GROUP BY a.id HAVING count(*) > 1""",
    ),
    Rule(
        "active_without_contract",
        "account",
        "account",
        """SELECT a.id, a.name, coalesce((SELECT max(ends) FROM subscription AS s WHERE s.account_id = a.id), '')
           FROM account AS a WHERE a.state = 'active' AND EXISTS (SELECT 1 FROM subscription)
             AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.account_id = a.id
                             AND s.starts <= :day AND (s.ends IS NULL OR s.ends > :day))""",
    ),
    Rule(
        "not_yet",
        "touchpoint",
        "touchpoint",
        """SELECT t.id, a.name, t.day
           FROM touchpoint AS t JOIN account AS a ON a.id = t.account_id WHERE t.day > :day""",
    ),
)

# Of a field with a list of reasons or sources: how many records say none, how many say that they do not know.
SHARES: tuple[tuple[str, str, str, str], ...] = (
    ("churn", "reason_judged", "reason_judged IN ('other', 'unknown')", "reason_judged IS NULL"),
    ("account", "source", "lower(source) IN ('other', 'unknown', 'その他', '不明')", "source IS NULL"),
    ("account", "industry", "lower(industry) IN ('other', 'unknown', 'その他', '不明')", "industry IS NULL"),
    ("ticket", "satisfaction", "0", "satisfaction IS NULL"),
    ("touchpoint", "channel", "channel = 'other'", "0"),
)
