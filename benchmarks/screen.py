"""The screen: start, moving, logging a touch, rest. `python benchmarks/screen.py [accounts …]`"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from common import CACHE, CSOPS, copy_of, environment, head, high, line, median, terminal

bench = terminal()
TIMES = 9
POINTER = "▸"
HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("READY")
Hello().run()
"""


def opened(book: Path) -> Any:
    """csops on a book in a terminal of 120 × 40."""
    return bench.Tty(CSOPS, env={**environment(CACHE / "home"), "CSOPS_DB": str(book)}, quiet=0.1)


def pointed(tty: Any) -> str:
    """The row the pointer stands on; empty while there is none."""
    return next((text for text in tty.lines() if text.lstrip().startswith(POINTER)), "")


def start(accounts: int) -> None:
    """P1: csops, a bare Textual hello and VisiData on the same table, in turns."""
    book = copy_of(accounts)
    env = {**environment(CACHE / "home"), "CSOPS_DB": str(book)}
    table = CACHE / "sheet.tsv"
    with table.open("w", encoding="utf-8") as file:
        subprocess.run([*CSOPS, "sheet", "--tsv", "--quiet"], env=env, stdout=file, check=True)
    first = table.read_text(encoding="utf-8").splitlines()[1].split("\t")[0]
    with opened(book) as tty:
        tty.start(lambda t: bool(pointed(t)))
        top = pointed(tty).split()[1][:4]
    visidata = os.environ.get("VISIDATA") or shutil.which("vd")
    programs = {
        "csops": (CSOPS, bench.contains(top)),
        "hello": ([sys.executable, "-c", HELLO], bench.contains("READY")),
        **({"VisiData": ([visidata, str(table)], bench.contains(first[:4]))} if visidata else {}),
    }
    times: dict[str, list[float | None]] = {name: [] for name in programs}
    for turn in range(TIMES + 1):
        for name, (command, shown) in programs.items():
            with bench.Tty(command, env=env, quiet=0.1) as tty:
                step = tty.start(shown)
            if turn:
                times[name].append(step.done_ms)
    middle = {name: median(values) for name, values in times.items()}
    others = ", ".join(
        f"{middle['csops'] / ms:.2f} × {name} ({ms:.0f} ms)" for name, ms in middle.items() if name != "csops"
    )
    budget = "≤ 1.5 × hello, ≤ 1.0 × VisiData" if accounts == 1300 else "≤ 1.3 × that of 1,300"
    line(f"P1 start → sheet, {accounts:,} accounts", f"{middle['csops']:.0f} ms = {others}", budget)


def moving(accounts: int) -> None:
    """P3: one row down, a page, the end, a name by `:`."""
    with opened(copy_of(accounts)) as tty:
        tty.start(lambda t: bool(pointed(t)))

        def moved(*keys: str) -> float | None:
            before = pointed(tty)
            return tty.press(*keys, until=lambda t: pointed(t) not in ("", before)).done_ms

        found = {"row down": [moved("down") for _ in range(20)], "page down": [moved("pagedown") for _ in range(12)]}
        found["end"] = []
        for _ in range(10):
            found["end"].append(moved("end"))
            moved("home")
        for name, budget in {"row down": 16, "page down": 25, "end": 25}.items():
            figure = f"{median(found[name]):.1f} ms, p95 {high(found[name]):.1f}"
            line(f"P3 {name}, {accounts:,} accounts", figure, f"≤ {budget} ms, p95 ≤ {2 * budget}")
        jumps, letters = [], []
        for name in ("ミライ", "Acme", "Tidewater", "暁光", "三稜") * 2:
            tty.press(":", until=bench.changed())
            for letter in name:
                letters.append(tty.press(letter, until=bench.changed(style=True)).done_ms)
            jumps.append(tty.press("enter", until=lambda t, n=name: n in t.lines()[0]).done_ms)
            tty.press("esc", until=lambda t: bool(pointed(t)))
        line(f"P3 `:` per letter, {accounts:,} accounts", f"{median(letters):.1f} ms, p95 {high(letters):.1f}")
        line(
            f"P3 `:` name `enter`, {accounts:,} accounts",
            f"{median(jumps):.1f} ms, p95 {high(jumps):.1f}",
            "≤ 40 ms, p95 ≤ 80",
        )


def working(accounts: int) -> None:
    """P4: sort by columns, type into the filter; VisiData sorts and pages on the same table in the same run."""
    with opened(copy_of(accounts)) as tty:
        tty.start(lambda t: bool(pointed(t)))
        sorts, letters, shown = [], [], []
        for _ in range(8):
            tty.press("right", until=bench.changed(style=True))
            tty.press("s", until=bench.changed(style=True), timeout=20)
            sorts.append(tty.press("s", until=bench.changed(), timeout=20).done_ms)
        tty.press("f", until=bench.changed(style=True))
        for word in ("株式会社", "sato", "医療"):
            for letter in word:
                step = tty.press(letter, until=bench.changed(style=True), timeout=20)
                letters.append(step.done_ms)
                shown.append(step.settled_ms)
            for _ in word:
                tty.press("backspace", until=bench.changed(style=True), timeout=20)
    budget = "≤ 30 ms" if accounts <= 1300 else "≤ 150 ms"
    line(f"P4 sort, {accounts:,} accounts", f"{median(sorts):.1f} ms, p95 {high(sorts):.1f}", budget)
    figure = f"{median(letters):.1f} ms to the letter, {median(shown):.1f} until all rows stand"
    line(f"P4 filter per letter, {accounts:,} accounts", figure, budget)
    _visidata(accounts)


def _visidata(accounts: int) -> None:
    """The same work in VisiData on the table that `start` wrote."""
    visidata, table = os.environ.get("VISIDATA") or shutil.which("vd"), CACHE / "sheet.tsv"
    if not visidata or not table.exists():
        return
    with bench.Tty([visidata, str(table)], env=environment(CACHE / "home"), quiet=0.1) as tty:
        first = table.read_text(encoding="utf-8").splitlines()[1].split("\t")[0]
        tty.start(bench.contains(first[:4]), timeout=60)
        tty.drain(2.0)
        found: dict[str, list[float | None]] = {"row down": [], "page down": [], "sort": []}
        for _ in range(12):
            found["row down"].append(tty.press("j", until=bench.changed(style=True)).done_ms)
        for _ in range(8):
            found["page down"].append(tty.press("pagedown", until=bench.changed()).done_ms)
        for _ in range(5):
            tty.press("l", until=bench.changed(style=True))
            found["sort"].append(tty.press("]", until=bench.changed(), timeout=30).settled_ms)
    figures = ", ".join(f"{name} {median(values):.0f} ms" for name, values in found.items())
    line(f"VisiData, {accounts:,} accounts", figures)


def logging(accounts: int) -> None:
    """P5: open the quick log, type a line letter by letter, save it, see it in the row."""
    opens, letters, saves = [], [], []
    with opened(copy_of(accounts)) as tty:
        tty.start(lambda t: bool(pointed(t)))
        for _ in range(8):
            tty.press("down", until=bench.changed(style=True))
            opens.append(tty.press("l", until=bench.contains("enter 保存")).done_ms)
            for letter in "電話 30分 更新の相談 !3 >見積送付 金曜":
                letters.append(tty.press(letter, until=bench.changed(style=True)).done_ms)
            saved = tty.press("enter", until=lambda t: "enter 保存" not in t.text() and " 0日" in pointed(t))
            saves.append(saved.done_ms)
    line(f"P5 `l` → the line is there, {accounts:,} accounts", f"{median(opens):.1f} ms, p95 {high(opens):.1f}")
    line(f"P5 chips per letter, {accounts:,} accounts", f"{median(letters):.1f} ms, p95 {high(letters):.1f}", "≤ 16 ms")
    line(
        f"P5 `enter` → saved and in the row, {accounts:,} accounts",
        f"{median(saves):.1f} ms, p95 {high(saves):.1f}",
        "≤ 60 ms",
    )


def rest(accounts: int, seconds: float = 10.0) -> None:
    """P12: memory, processor and writes while nobody does anything."""
    with opened(copy_of(accounts)) as tty:
        tty.start(lambda t: bool(pointed(t)))
        tty.drain(0.5)
        time.sleep(2)
        cpu, written = tty.cpu_s(), _written(tty.pid)
        time.sleep(seconds)
        share = 100 * (tty.cpu_s() - cpu) / seconds
        line(f"P12 memory at rest, {accounts:,} accounts", f"{tty.rss_mb():.0f} MiB at most", "≤ 75 MiB")
        line(
            f"P12 processor, writes in {seconds:.0f} s at rest",
            f"{share:.1f} %, {_written(tty.pid) - written} B",
            "0 %, 0",
        )


def _written(pid: int) -> int:
    told = dict(row.split(": ") for row in Path(f"/proc/{pid}/io").read_text(encoding="ascii").splitlines())
    return int(told["write_bytes"])


def main() -> None:
    """Every figure for every size named."""
    head()
    for accounts in map(int, sys.argv[1:] or ["1300"]):
        for measure in (start, moving, working, logging, rest):
            measure(accounts)


if __name__ == "__main__":
    main()
