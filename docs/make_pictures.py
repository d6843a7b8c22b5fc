"""Makes the pictures of the README from the app itself: `python docs/make_pictures.py BOOK` writes docs/pictures/*.svg.

BOOK is a sample book made with `csops demo --build BOOK --today 2026-11-21`; the pictures change none of it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import shutil
import sys
import tempfile
from html import escape
from pathlib import Path

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.pilot import Pilot

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp

HERE = Path(__file__).parent / "pictures"
NOW = dt.datetime(2026, 11, 21, 10, 0).astimezone()
CELL, LINE, SIZE = 8.4, 18, 14
FONTS = "'Noto Sans Mono CJK JP','Sarasa Mono J',Menlo,Consolas,'MS Gothic',monospace"
LOG = "電話 30分 @佐藤 更新の相談、予算縮小の懸念 #更新 !3 >見積送付 金曜"

# name → (language, columns, rows, keys); a key that begins with = is typed as text.
PICTURES = {
    "sheet-ja": ("ja", 132, 36, ["f", "=ミライ商事", "enter", "escape"]),
    "sheet-en": ("en", 132, 36, []),
    "log-ja": ("ja", 120, 26, ["f", "=ミライ商事", "enter", "l", f"={LOG}"]),
    "account-ja": ("ja", 132, 44, ["f", "=ミライ商事", "enter", "enter"]),
    "churn-ja": ("ja", 132, 30, ["4"]),
    "renewals-ja": ("ja", 132, 32, ["5"]),
    "revenue-ja": ("ja", 132, 40, ["dollar_sign"]),
    "reasons-ja": ("ja", 132, 34, ["J"]),
    "today-ja": ("ja", 132, 36, ["1"]),
    "filter-en": ("en", 132, 30, ["f", "=renewal_in <= 180 and days_1to1 > 60 and ti"]),
    "routing-ja": ("ja", 132, 40, ["R"]),
}


def _hex(colour: Color | None, fallback: str) -> str:
    if colour is None or colour.is_default:
        return fallback
    return colour.get_truecolor().hex


def svg(app: CsopsApp, columns: int, rows: int) -> str:
    """The screen as SVG, every character at the place of its cell, so that wide ones line up in any font."""
    ground, ink = app.theme_variables["background"], app.theme_variables["foreground"]
    width, height = columns * CELL, rows * LINE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + 16:.0f} {height + 16}" font-size="{SIZE}" '
        f'font-family="{FONTS}" xml:space="preserve">',
        f'<rect width="100%" height="100%" rx="8" fill="{ground}"/>',
    ]
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        at = 0
        for segment in strip:
            style = segment.style or Style()
            cells = cell_len(segment.text)
            front, back = _hex(style.color, ink), _hex(style.bgcolor, ground)
            if style.reverse:
                front, back = back, front
            x, y = 8 + at * CELL, 8 + row * LINE
            if back != ground:
                parts.append(f'<rect x="{x:.1f}" y="{y}" width="{cells * CELL:.1f}" height="{LINE}" fill="{back}"/>')
            weight = ' font-weight="bold"' if style.bold else ""
            for word in re.finditer(r"█+|[^\s█]{1,60}", segment.text):
                here = at + cell_len(segment.text[: word.start()])
                if word[0][0] == "█":
                    wide = len(word[0]) * CELL
                    box = f'x="{8 + here * CELL:.1f}" y="{y + 1}" width="{wide:.1f}" height="{LINE - 2}"'
                    parts.append(f'<rect {box} fill="{front}"/>')
                    continue
                places = []
                for character in word[0]:
                    places.append(f"{8 + here * CELL:.1f}")
                    here += cell_len(character)
                where = f'x="{" ".join(places)}" y="{y + LINE - 5}"'
                parts.append(f'<text {where} fill="{front}"{weight}>{escape(word[0])}</text>')
            at += cells
    return "\n".join([*parts, "</svg>", ""])


async def _press(pilot: Pilot[None], key: str) -> None:
    if key.startswith("="):
        field = pilot.app.focused
        field.insert_text_at_cursor(key[1:])  # type: ignore[union-attr]
    else:
        await pilot.press(key)
    await pilot.pause(0.4)


async def make(name: str, book: Path) -> None:
    """Make one picture."""
    lang, columns, rows, keys = PICTURES[name]
    set_language(lang)
    with Book.open(book, clock=Clock(now=NOW)) as opened:
        app = CsopsApp(opened, Config(member="佐藤"))
        async with app.run_test(size=(columns, rows)) as pilot:
            await pilot.pause(0.6)
            for key in keys:
                await _press(pilot, key)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause(0.8)
            (HERE / f"{name}.svg").write_text(svg(app, columns, rows), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(sys.argv[1], Path(folder) / "book.db"))
        for each in sys.argv[2:] or PICTURES:
            asyncio.run(make(each, copy))
