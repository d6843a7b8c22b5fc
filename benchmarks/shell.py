"""The shell: `csops log` as a whole process, beside bare Python and jrnl. `python benchmarks/shell.py`"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from common import CACHE, CSOPS, copy_of, environment, head, line, median

TIMES = 21
LINE = "ミライ 電話 30分 更新の相談、予算縮小の懸念 #更新 !3 >見積送付 金曜"


def timed(command: list[str], env: dict[str, str]) -> float:
    """Milliseconds from before the process to after it."""
    begun = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1000


def jrnl(env: dict[str, str]) -> list[str] | None:
    """jrnl with a journal of its own; None where it is not installed. `JRNL` names the program."""
    program = os.environ.get("JRNL") or shutil.which("jrnl")
    if not program:
        return None
    home = Path(env["HOME"])
    config = home / "jrnl.yaml"
    (home / "journal.txt").write_text("", encoding="utf-8")
    config.write_text(
        f"journals:\n  default:\n    journal: {home}/journal.txt\neditor: ''\nencrypt: false\ntemplate: false\n"
        "default_hour: 9\ndefault_minute: 0\ntimeformat: '%F %R'\ntagsymbols: '#@'\nhighlight: true\nlinewrap: 79\n"
        "indent_character: '|'\ncolors:\n  body: none\n  date: none\n  tags: none\n  title: none\nversion: v4.6\n",
        encoding="utf-8",
    )
    return [program, "--config-file", str(config), LINE]


def main() -> None:
    """P6, in turns."""
    env = environment(CACHE / "home")
    env["CSOPS_DB"] = str(copy_of(1300))
    programs = {"csops log": [*CSOPS, "log", LINE], "import sqlite3": [sys.executable, "-c", "import sqlite3"]}
    if found := jrnl(env):
        programs["jrnl"] = found
    times: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(TIMES + 1):
        for name, command in programs.items():
            spent = timed(command, env)
            if turn:
                times[name].append(spent)
    middle = {name: median(values) for name, values in times.items()}
    others = ", ".join(
        f"{middle['csops log'] / ms:.2f} × {name} ({ms:.0f} ms)" for name, ms in middle.items() if name != "csops log"
    )
    head()
    line(
        "P6 `csops log …`, whole process, 1,300 accounts",
        f"{middle['csops log']:.0f} ms = {others}",
        "≤ 0.5 × jrnl, ≤ 4 × import sqlite3",
    )


if __name__ == "__main__":
    main()
