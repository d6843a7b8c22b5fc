"""What the tests of imports share: where the fixtures are, and the state of a book to compare."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csops_tui.exchange.plan import Plan, Result
from csops_tui.store.book import Book

FIXTURES = Path(__file__).parents[2] / "fixtures"
# Public data beside the project; tests that use it are skipped where it is not.
DATA = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
Import = Callable[..., tuple[Plan, Result]]


def contents(book: Book) -> dict[str, list[Any]]:
    """Every row of every table of the book that people write, for comparing two states."""
    reader = book.reader()
    tables = [
        name
        for (name,) in reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        if not name.startswith(("_", "sqlite_", "search", "panel"))
    ]
    state = {name: reader.execute(f'SELECT * FROM "{name}" ORDER BY id').fetchall() for name in tables}
    usage = "SELECT account_id, contact_id, product_id, metric, grain, day, value FROM usage ORDER BY 1, 4, 6, 7"
    return state | {"usage": reader.execute(usage).fetchall()}


_BESIDE = [folder / "shared/data/blns/blns.json" for folder in Path(__file__).parents[3:5]]
NAUGHTY = next((path for path in _BESIDE if path.exists()), _BESIDE[0])
_OURS = (
    *(
        "=1+1",
        "+1",
        "-1",
        "@x",
        "'=1",
        "'",
        "''",
        '"',
        "a,b",
        "a;b",
        "a\tb",
        "\t=1",
        "\r",
        "a\nb",
        " a ",
        "NULL",
        "None",
    ),
    *(
        "0012",
        "1e5",
        "2026-11-20",
        "TRUE",
        "_x000D_",
        "_x005F_x000D_",
        "\x00",
        "\x1b]52;c;x\x07",
        "\x85",
        "\u2028",
        "\ufeff",
    ),
    *(
        "\u202eabc",
        "\ufffe",
        "𠮷野家",
        "👨‍👩‍👧",
        "が",
        "e\u0301",
        "<b>&amp;</b>",
        "[red]x[/]",
        "http://x.example/?a=b#c",
        "@long 0",
    ),
    *("|a|b|", "\\|", "a<br>b", "{{ x }}", "x" * 5_000),
)


def hostile_texts() -> list[str]:
    """Texts that programs stumble over: the public list where it lies beside the project, and our own."""
    import json

    public = json.loads(NAUGHTY.read_text(encoding="utf-8")) if NAUGHTY.exists() else []
    return [*_OURS, *(text for text in public if text)]
