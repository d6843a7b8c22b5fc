"""P8: 100,000 touches from a CSV file, validated, captured in the change log, undoable, beside a bare load of the file.

    python benchmarks/importing.py [ROWS]
    python benchmarks/importing.py memory [ROWS …]

Both sides run in turns, each in a process of its own; medians of three and their ratio are printed, with the most
memory that either held. The bare load is `sqlite-utils insert --csv`. `memory` prints only how much an import, the same
import again and its undo held at most, for several sizes: it must not grow.
"""

from __future__ import annotations

import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
ACCOUNTS = 1_300
CHANNELS = ("meeting", "call", "mail", "chat")


def main() -> None:
    """Do what the command line asks for."""
    if sys.argv[1:2] == ["memory"]:
        memory([int(text) for text in sys.argv[2:]] or [100_000, 300_000, 1_000_000])
    else:
        compare()


def memory(sizes: list[int]) -> None:
    """Print the most memory that importing, importing again and undoing held, for each number of rows."""
    print("| touches | import | the same again | undo |\n|---|---|---|---|")
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            there = Path(folder)
            accounts, touches = there / "accounts.csv", there / "touches.csv"
            write(accounts, touches, rows)
            environment = {**os.environ, "CSOPS_HOME": str(there / "home"), "CSOPS_LANG": "en"}
            shell = [sys.executable, "-m", "csops_tui", "--db", str(there / "book.db")]
            run([*shell, "import", "account", str(accounts), "--quiet"], environment)
            load = [*shell, "import", "touchpoint", str(touches), "--quiet"]
            held = [run(command, environment)[1] for command in (load, load, [*shell, "undo", "--quiet"])]
            print(f"| {rows:,} | " + " | ".join(f"{most:.0f} MiB" for most in held) + " |", flush=True)


def compare() -> None:
    """Make the file and the book, time both sides in turns, print what came out."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        accounts, touches = there / "accounts.csv", there / "touches.csv"
        write(accounts, touches, rows)
        environment = {**os.environ, "CSOPS_HOME": str(there / "home"), "CSOPS_LANG": "en"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        book = there / "book.db"
        shell = [sys.executable, "-m", "csops_tui", "--db", str(book)]
        run([*shell, "import", "account", str(accounts), "--quiet"], environment)
        before = book.read_bytes()
        ours: list[tuple[float, float, float]] = []
        bare: list[tuple[float, float, float]] = []
        for n in range(ROUNDS):
            loaded = there / f"bare{n}.db"
            insert = [sys.executable, "-m", "sqlite_utils", "insert", str(loaded), "touches", str(touches), "--csv"]
            bare.append(run([*insert, "--silent"], environment))
            for name in ("book.db", "book.db-wal", "book.db-shm"):
                (there / name).unlink(missing_ok=True)
            book.write_bytes(before)
            ours.append(run([*shell, "import", "touchpoint", str(touches), "--quiet"], environment))
        again = run([*shell, "import", "touchpoint", str(touches), "--quiet"], environment)
        back = run([*shell, "undo", "--quiet"], environment)
        (ours_s, ours_cpu), (bare_s, bare_cpu) = (
            [statistics.median(run[n] for run in side) for n in (0, 2)] for side in (ours, bare)
        )
        print(f"{rows:,} touches, {touches.stat().st_size / 1e6:.1f} MB")
        print(f"sqlite-utils insert --csv  {bare_s:6.2f} s  {max(run[1] for run in bare):5.0f} MiB")
        print(f"csops import               {ours_s:6.2f} s  {max(run[1] for run in ours):5.0f} MiB")
        print(f"ratio                      {ours_s / bare_s:6.2f}    of processor time {ours_cpu / bare_cpu:.2f}")
        print(f"the same file again        {again[0]:6.2f} s  {again[1]:5.0f} MiB")
        print(f"undo                       {back[0]:6.2f} s  {back[1]:5.0f} MiB")


def write(accounts: Path, touches: Path, rows: int) -> None:
    """Made-up accounts and touches, the same every time."""
    chance = random.Random(8)
    with accounts.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["account_id", "name", "domain"])
        out.writerows([f"A{n}", f"株式会社サンプル{n}", f"sample{n}.example"] for n in range(ACCOUNTS))
    with touches.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "account_id", "date", "channel", "purpose", "minutes", "note"])
        for n in range(rows):
            day = f"{chance.randrange(2022, 2027)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
            when = f"{day} {chance.randrange(8, 19):02d}:{chance.randrange(0, 60):02d}"
            account = f"A{chance.randrange(ACCOUNTS)}"
            note = f"定例で利用状況を確認。次回までに {chance.randrange(10_000)} 件の課題を整理する。"
            out.writerow([f"T{n}", account, when, chance.choice(CHANNELS), "", chance.randrange(5, 120), note])


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Seconds, MiB and seconds of processor time that a command took; raises CalledProcessError."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said.decode())
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return time.perf_counter() - started, used.ru_maxrss / unit, used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
