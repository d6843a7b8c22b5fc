"""Write docs/schema.md from the entities: `python docs/schema_page.py`. A test says when the page is out of date."""

from __future__ import annotations

from pathlib import Path

from csops_tui.locale import t
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store import sqlite, views
from csops_tui.store.schema import ddl

PAGE = Path(__file__).with_name("schema.md")
HEAD = """\
# The tables of a book

A book is one SQLite file; any SQLite tool can read it while csops runs (open it read-only: `sqlite3 -readonly`). This
page is written from the entities by `docs/schema_page.py`.

- Every `id` is text (a UUID). A reference is named `<what>_id`.
- day: `2026-11-20` · month: `2026-11` · moment: UTC, `2026-11-20T05:30:00Z` · flag: 0 or 1 · money: whole minor units
  of the row's currency (yen have none, so `480000` is ¥480,000).
- code: a word of a code list; `csops list code` shows what was added, the shipped lists are in the catalogue.
- A missing value is NULL, never 0 and never an empty text.

Beside them stand `usage` (figures of use per account, person, product, metric and day; a view over the imports in
force), `_edit` and `_change` (who did what, row by row), `_import`, and tables that csops derives and may drop at any
time: `panel` (every measure per account and day) and the search index.

"""
VIEWS = """\
## Views

For questions in SQL – `csops sql`, the screen `Q`, Datasette, the `sqlite3` shell – there are views with stable names and
columns. They need nothing but SQLite. Amounts are in whole units of their currency, days are texts, "today" is the
computer's own date, and `v_words` has the words of all codes in both languages. What they count is what the app counts:
internal notes are no touches, attendance is, a contract line no longer runs on the day on which it ends, trials are
left out of the MRR.

"""


def meaning(column: Column) -> str:
    """The kind of a column with what it points at, or the only words it takes."""
    spec = column.spec
    if spec.kind == "ref":
        return f"→ [{spec.target}](#{spec.target})" + (", deleted with it" if spec.owned else "")
    if spec.closed:
        return "one of " + ", ".join(f"`{word}`" for word in spec.closed)
    if spec.kind == "code":
        return f"code `{spec.target}`"
    return spec.kind + (f" ({spec.unit})" if spec.unit else "")


def view_parts() -> list[str]:
    """What each view holds, its columns, and a question that it answers."""
    conn = sqlite.memory()
    conn.executescript(ddl())
    parts = [VIEWS]
    for name in views.names():
        listed = ", ".join(f"`{column}`" for _, column, *_ in conn.execute(f"PRAGMA table_info({name})"))
        what, about, ask = (t(f"dbview.{name}{end}", "en") for end in ("", ".columns", ".ask"))
        question = f"*{ask}*\n\n```sql\n{views.EXAMPLES[name]};\n```\n\n"
        parts.append(f"### {name}\n\n{what}. {about[0].upper()}{about[1:]}.\n\n{listed}\n\n{question}")
    conn.close()
    return parts


def page() -> str:
    """The whole page."""
    parts = [HEAD, *view_parts(), "## Tables\n\nNames in bold are required.\n\n"]
    for table, entity in ENTITIES.items():
        parts.append(
            f"### {table}\n\n{t(f'entity.{table}.help', 'en')}\n\n| column | meaning | what it is |\n|---|---|---|\n"
        )
        for column in columns(entity):
            name = f"**{column.name}**" if column.required else column.name
            label = t(f"field.{table}.{column.name}", "en")
            notes = [label, *(["personal data"] if column.spec.personal else [])]
            parts.append(f"| {name} | {meaning(column)} | {', '.join(notes)} |\n")
        parts.append("\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
