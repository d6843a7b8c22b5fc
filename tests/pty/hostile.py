"""A book that somebody filled past every guard: terminal commands and live markup in each text of each table."""

from __future__ import annotations

import re
from pathlib import Path

from terminal import SEQUENCE

from csops_tui.store import sqlite as db

ESC, CSI, OSC, ST, BEL = "\x1b", "\x9b", "\x9d", "\x9c", "\x07"
MARK = "Zq9"
"""Stands in every payload; inside an escape sequence it must never reach the terminal."""

PAYLOADS: tuple[str, ...] = (
    f"{MARK}[red]x[/]",
    f"[@click=app.quit]{MARK}[/]",
    f"{MARK}[/]B[/b]",
    f"{ESC}]52;c;{MARK}={BEL}clip",
    f"{ESC}]52;c;{MARK}={ESC}\\clip",
    f"{ESC}]0;{MARK}{BEL}title",
    f"{ESC}]8;;http://{MARK}{ESC}\\link{ESC}]8;;{ESC}\\",
    f"{ESC}]0;{MARK} never ends",
    f"{ESC}[31337m{MARK}",
    f"{ESC}[2J{ESC}[31337H{MARK}",
    f"{ESC}[?31337h{MARK}",
    f"{ESC}P{MARK}{ESC}\\dcs",
    f"{ESC}_{MARK}{ESC}\\apc",
    f"{ESC}^{MARK}{ESC}\\pm",
    f"{ESC}c{MARK} reset",
    f"{CSI}31337m{MARK} c1",
    f"{OSC}52;c;{MARK}={ST}c1",
    f"\x90{MARK}{ST} \x85 \x84",
    f"\u202e{MARK}\u202c \u2066x\u2069",
    f"{MARK}\U000e0041\U000e0042\U000e007f tags",
    f"{MARK}\u200b\u200d\ufeff\u2060 nothing",
    "e" + "\u0301" * 5000 + MARK,
    f"{MARK}\r\n\t\x08\x08\x00\x0e\x0f\x7f line\u2028\u2029",
    f"{MARK} \u05d0\u05d1\u05d2 \u0645\u0631\u062d\u0628\u0627 1 \u05d3",
)
FORBIDDEN = re.compile(
    "[\x00-\x07\x0b-\x0c\x0e-\x1b\x1c-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\udc80-\udcff\U000e0000-\U000e007f]"
)
TEXT_COLUMNS = """
SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c
WHERE t.type = 'table' AND c.type = 'TEXT' AND c.pk = 0 AND t.sql NOT LIKE 'CREATE VIRTUAL%'
"""
KEPT = {"_edit": ("replica", "at", "hash", "undoes", "id"), "external_ref": ("entity", "row_id")}
# What the log, the search index and the panel keep for themselves; they follow from the tables.
MACHINERY = frozenset({"_meta", "_clock", "_change"})


def poison(path: Path) -> int:
    """Put a payload into every free text of every row, by SQL; returns how many columns took one.

    Keys and references stay, and so do columns whose rule (a day, a closed list) the payload breaks.
    """
    conn = db.connect(path)
    conn.execute("CREATE TEMP TABLE payload (n INTEGER PRIMARY KEY, text TEXT)")
    conn.executemany("INSERT INTO temp.payload VALUES (?, ?)", enumerate(PAYLOADS))
    taken = 0
    for table, column in conn.execute(TEXT_COLUMNS).fetchall():
        if column == "id" or column.endswith("_id") or column in KEPT.get(table, ()) or table in MACHINERY:
            continue
        place = sum(map(ord, table + column))
        question = f"""UPDATE "{table}" SET "{column}" = (
            SELECT text FROM temp.payload WHERE n = ("{table}".rowid + {place}) % {len(PAYLOADS)}
        ) WHERE "{column}" IS NOT NULL OR rowid % 2"""
        try:
            taken += conn.execute(question).rowcount > 0
        except db.SqliteError:
            continue
    conn.close()
    return taken


def leaks(raw: bytes) -> list[str]:
    """What of the payloads reached the terminal as more than words: sequences that carry them, forbidden characters."""
    text = raw.decode("utf-8", "surrogateescape")
    found = [hit[0] for hit in SEQUENCE.finditer(text) if MARK in hit[0] or "31337" in hit[0]]
    plain = SEQUENCE.sub("", text)
    found += FORBIDDEN.findall(plain)
    found += [f"{len(run)} marks" for run in re.findall("[\u0300-\u036f]+", plain) if len(run) > 64]
    return found
