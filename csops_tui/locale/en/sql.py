"""Words of the SQL console."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "sql.hint": "^s asks   tab completes   f5 views   ctrl+↑ earlier statement",
    "sql.asking": "Asking… {seconds} s of at most {most}   esc stops",
    "sql.answered": "{n} rows in {seconds} s   enter account   e statement   x export",
    "sql.more": "Only the first {n} rows are shown: narrow it down or sum it up.",
    "sql.nothing": "No row meets this.",
    "sql.place": "Line {line}, column {column}:",
    "sql.old": "Statement {n} of {total}",
    "sql.no_offer": "Nothing fits here.",
    "sql.views": "Documented views",
    "sql.tables": "Tables",
    "sql.views_title": "Views and tables",
    "sql.views_hint": "name, column or what it is about   enter takes it",
    "sql.why.asking": "A question is being answered. esc stops it.",
    "sql.why.answer": "An answer is only read.",
    "sql.why.no_account": "The row names no account. With account_id in the answer, enter opens it.",
    "sql.error.empty": "Nothing is asked yet. Example: SELECT * FROM v_accounts",
    "sql.error.several": "One statement at a time: this begins a second one.",
    "sql.error.long": "A statement has at most {most} characters.",
    "sql.error.stopped": "Stopped.",
    "sql.error.syntax": "“{word}” is not understood here.",
    "sql.error.unfinished": "The statement is not finished.",
    "sql.error.column": "There is no column {name}.",
    "sql.error.column_near": "There is no column {name}. Like it: {near}",
    "sql.error.table": "There is no table {name}.",
    "sql.error.table_near": "There is no table {name}. Like it: {near}",
    "sql.error.function": "There is no function {name}.",
    "sql.error.ambiguous": "{name} is in several tables: put the table before it, as in a.{name}.",
    "sql.error.failed": "SQLite says: {detail}",
}
