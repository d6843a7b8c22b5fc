"""The views `v_*`: what `views.sql` says, and the words of the codes, as statements that plain SQLite understands."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.resources import files

from csops_tui.store.sqlite import Connection
from csops_tui.text.numbers import DECIMALS

_UNITS = re.compile(r"\bunits\(([\w.]+)\)")
_NAME = re.compile(r"CREATE VIEW (v_\w+)")

# One text holds all shipped words: as rows of the statement they would be parsed whenever a book is opened.
_WORDS = """
CREATE VIEW v_words AS
SELECT value ->> 0 AS list, value ->> 1 AS code, value ->> 2 AS ja, value ->> 3 AS en FROM json_each({shipped})
UNION ALL SELECT list, code, ja, en FROM code
"""

# One question of each view, as a person would ask it; its words are `dbview.<name>.ask`.
EXAMPLES = {
    "v_accounts": """SELECT account, owner, mrr, currency, renewal_on, last_1to1
FROM v_accounts
WHERE state = 'active' AND renewal_in_days BETWEEN 0 AND 180
  AND (last_1to1 IS NULL OR last_1to1 < date('now', '-60 days'))
ORDER BY renewal_on""",
    "v_contacts": """SELECT account, contact, verified, last_touch
FROM v_contacts
WHERE key_contact AND state = 'active' AND (last_touch IS NULL OR last_touch < date('now', '-90 days'))
ORDER BY last_touch""",
    "v_touches": """SELECT w.en AS channel, count(*) AS touches, sum(minutes) AS minutes
FROM v_touches JOIN v_words AS w ON w.list = 'channel' AND w.code = channel
WHERE day >= date('now', '-90 days')
GROUP BY channel ORDER BY touches DESC""",
    "v_touches_by_month": """SELECT month, sum(touches) AS touches, count(DISTINCT account_id) AS accounts,
  round(1.0 * sum(touches) / count(DISTINCT account_id), 2) AS per_account
FROM v_touches_by_month
WHERE reach = '1:1'
GROUP BY month ORDER BY month DESC""",
    "v_appointments": """SELECT member, count(*) AS asked, count(CASE WHEN state = 'held' THEN 1 END) AS held,
  round(avg(days_to_answer), 1) AS days
FROM v_appointments
GROUP BY member ORDER BY asked DESC""",
    "v_contracts": """SELECT product, currency, count(*) AS lines, sum(mrr) AS mrr
FROM v_contracts
WHERE state = 'running' AND NOT trial
GROUP BY product, currency ORDER BY mrr DESC""",
    "v_mrr_by_month": """SELECT month, currency, sum(mrr) AS mrr, count(DISTINCT account_id) AS accounts
FROM v_mrr_by_month
GROUP BY month, currency ORDER BY month DESC, mrr DESC""",
    "v_renewals": """SELECT substr(due, 1, 7) AS month, currency, count(*) AS renewals, sum(mrr_before) AS mrr
FROM v_renewals
WHERE decision IS NULL AND due_in_days >= 0
GROUP BY month, currency ORDER BY month""",
    "v_churn": """SELECT reason_judged, count(*) AS churns, sum(mrr_lost) AS mrr_lost, currency
FROM v_churn
WHERE effective >= date('now', '-1 year')
GROUP BY reason_judged, currency ORDER BY mrr_lost DESC""",
    "v_tasks": """SELECT member, count(*) AS overdue, sum(promise) AS promises, min(due) AS oldest
FROM v_tasks
WHERE overdue
GROUP BY member ORDER BY overdue DESC""",
    "v_concerns": """SELECT substr(day, 1, 7) AS month, count(*) AS judged,
  count(CASE WHEN level >= 3 THEN 1 END) AS serious
FROM v_concerns
GROUP BY month ORDER BY month DESC""",
    "v_signals": """SELECT signal, count(*) AS raised, round(avg(days_open), 1) AS days
FROM v_signals
GROUP BY signal ORDER BY raised DESC""",
    "v_usage_by_month": """SELECT month, product, metric, sum(total) AS total, count(DISTINCT account_id) AS accounts
FROM v_usage_by_month
WHERE month >= substr(date('now', '-12 months'), 1, 7)
GROUP BY month, product, metric ORDER BY month DESC""",
    "v_attendance": """SELECT event, day, count(CASE WHEN state = 'attended' THEN 1 END) AS came, count(*) AS invited
FROM v_attendance
GROUP BY event, day ORDER BY day DESC""",
    "v_tickets": """SELECT account, count(*) AS open, max(days_open) AS longest
FROM v_tickets
WHERE state <> 'closed'
GROUP BY account_id, account ORDER BY open DESC""",
    "v_survey_answers": """SELECT survey,
  round(100.0 * (sum(nps_group = 'promoter') - sum(nps_group = 'detractor')) / count(*), 1) AS nps, count(*) AS answers
FROM v_survey_answers
WHERE kind = 'nps' AND score IS NOT NULL
GROUP BY survey, asked_on ORDER BY asked_on DESC""",
    "v_requests": """SELECT theme, count(*) AS open, min(day) AS oldest
FROM v_requests
WHERE state = 'open'
GROUP BY theme ORDER BY open DESC""",
    "v_words": """SELECT code, ja, en
FROM v_words
WHERE list = 'churn_reason'""",
}


def statements() -> list[str]:
    """The CREATE VIEW statements in their order; later ones may read earlier ones."""
    text = files("csops_tui.store").joinpath("views.sql").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^--.*\n", "", text)
    made = [_UNITS.sub(_units, part.strip()) for part in text.split(";\n") if part.strip()]
    return [*made, _WORDS.format(shipped=_shipped()).strip()]


def names() -> list[str]:
    """The names of all views in the order of `statements`."""
    return [found[1] for sql in statements() if (found := _NAME.match(sql))]


def drop(conn: Connection) -> None:
    """Take every `v_*` view away: a migration may rename tables, which SQLite refuses while views read them."""
    held = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*'").fetchall()
    for (name,) in held:
        conn.execute(f'DROP VIEW "{name}"')


def digest() -> str:
    """The SHA-256 of all statements, in hex."""
    return sha256("\n".join(statements()).encode()).hexdigest()


def renew(conn: Connection) -> int:
    """Make those views anew that are missing or say something else, in the caller's write transaction; how many.

    Views of somebody else stay, and so does what else has the name of one of ours.
    """
    held = {name: (kind, sql) for name, kind, sql in conn.execute("SELECT name, type, sql FROM sqlite_schema")}
    made = 0
    for name, sql in zip(names(), statements(), strict=True):
        kind, text = held.get(name, ("", ""))
        if text == sql or kind not in ("", "view"):
            continue
        conn.execute(f'DROP VIEW IF EXISTS "{name}"')
        conn.execute(sql)
        made += 1
    return made


def create(conn: Connection) -> None:
    """Make all views anew, in the caller's write transaction."""
    drop(conn)
    for sql in statements():
        conn.execute(sql)


def _units(found: re.Match[str]) -> str:
    places: dict[int, list[str]] = {}
    for code, digits in DECIMALS.items():
        places.setdefault(digits, []).append(f"'{code}'")
    cases = " ".join(f"WHEN {found[1]} IN ({', '.join(codes)}) THEN {10**digits}" for digits, codes in places.items())
    return f"CASE {cases} ELSE 100 END"


def _shipped() -> str:
    from csops_tui.model.codes import CODES

    rows = [(name, word.code, word.ja, word.en) for name, entries in CODES.items() for word in entries]
    return "'" + json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("'", "''") + "'"
