"""The steps of an import as text, at two sizes and in two languages; `UPDATE_GOLDEN=1 pytest` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from screen_text import lines, until, worked
from test_golden import GOLDEN, settled, still

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.widgets.file_chooser import FileLine

# A file with a title above its header, an unknown column, dates that leave their order open, and a row that is wrong.
FILE = """顧客一覧,,,,
顧客ID,会社名,契約開始日,席数,謎の列
C-1,株式会社ミライ商事,03/04/2026,25,x
C-2,北斗システムズ株式会社,05/06/2026,120,y
C-3,さくら食品株式会社,07/08/2026,たくさん,z
C-4,Acme Inc.,09/10/2026,8,
C-4,Acme Inc.,09/10/2026,8,
"""
# From the preview on, the keys that lead to the next step.
STEPS = {
    "import-preview": (),
    "import-order": ("tab", "d"),
    "import-mapping": ("enter",),
    "import-check": ("tab",),
    "import-list": ("tab",),
    "import-row": ("enter",),
    "import-rejected": ("escape", "tab", "tab"),
    "import-done": ("ctrl+s",),
}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_every_step_is_as_it_was_reviewed(
    book: Book, size: tuple[int, int], lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language(lang)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "customers.csv").write_text(FILE, encoding="cp932")
    app = CsopsApp(book, Config())
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("I")
        await settled(pilot)
        app.screen.query_one(FileLine).value = "customers.csv"
        await pilot.press("enter")
        await settled(pilot)
        for name, keys in STEPS.items():
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
            await worked(app)
            await until(pilot, lambda: still(app))
            shown = "\n".join(lines(app)) + "\n"
            file = GOLDEN / f"{name}-{size[0]}x{size[1]}-{lang}.txt"
            if os.environ.get("UPDATE_GOLDEN"):
                file.write_text(shown, encoding="utf-8")
            assert shown == file.read_text(encoding="utf-8"), name
