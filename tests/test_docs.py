"""Pages written from the code are current."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_schema_page_is_current() -> None:
    page = runpy.run_path(str(DOCS / "schema_page.py"))["page"]
    assert (DOCS / "schema.md").read_text(encoding="utf-8") == page(), "run: python docs/schema_page.py"
