"""`csops usage roll` as a whole process: seconds, processor time and memory; first, the same again, a week of it.

    python benchmarks/usage.py                                  # 20 million events, --memory 1GB
    python benchmarks/usage.py 100000000 --memory 2GB

The events are made as Parquet by DuckDB in a temporary folder (`--folder` names another one) and removed afterwards: 90
days, 1,300 accounts of which 10 are not in the book, 65,000 users of whom few do much, 40 features, a session column.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from common import CSOPS, environment

from csops_tui.store.book import Book

ACCOUNTS, UNKNOWN, DAYS = 1_300, 10, 90
_EVENTS = """
COPY (
  SELECT 'acc-' || lpad(CAST(u % 1300 AS VARCHAR), 5, '0') AS account_id, 'user-' || u AS user_id,
    'feature_' || (h // 65536 % 40) AS feature,
    's' || u || '-' || (i * 8 // {n}) || '-' || (h % 3) AS session_id,
    TIMESTAMP '2026-08-01' + INTERVAL (i * 7776000 // {n}) SECOND AS ts
  FROM (
    SELECT i, hash(i) AS h, CAST(pow((hash(i * 7 + 3) % 1000003) / 1000003.0, 2) * 65000 AS BIGINT) AS u
    FROM range({low}, {high}) AS r (i))
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
_PART = 20_000_000


def make_events(folder: Path, n: int) -> None:
    """Files of at most 20 million events each, in order of time."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB", "preserve_insertion_order": False}) as conn:
        for low in range(0, n, _PART):
            path = folder / f"events-{low // _PART:02}.parquet"
            conn.execute(_EVENTS.format(n=n, low=low, high=min(n, low + _PART), path=path))


def make_book(path: Path) -> None:
    """A book of all accounts but ten, by their keys in another system."""
    with Book.create(path) as book, book.edit("benchmark") as edit:
        for number in range(ACCOUNTS - UNKNOWN):
            account = edit.insert("account", {"name": f"Company {number}"})
            key = f"acc-{number:05}"
            edit.insert("external_ref", {"entity": "account", "row_id": account, "system": "crm", "key": key})


def measured(words: list[str], home: Path) -> str:
    """Run one command; how long, how much processor, how much memory, and its last line."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        child = subprocess.Popen([*CSOPS, *words], env=environment(home), stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        took = time.perf_counter() - start
        said.seek(0)
        lines = said.read().strip().splitlines()
    if status:
        sys.exit("\n".join(lines))
    processor = used.ru_utime + used.ru_stime
    return f"{took:6.1f} s, {processor:6.1f} s of processor, at most {used.ru_maxrss / 1024:5.0f} MiB: {lines[-1]}"


def main() -> None:
    """Make events and a book, and roll up."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("events", type=int, nargs="?", default=20_000_000)
    asked.add_argument("--memory", default="1GB")
    asked.add_argument("--metrics", default="")
    asked.add_argument("--folder", type=Path)
    said = asked.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(dir=said.folder, prefix="csops-usage-bench-") as name:
        folder = Path(name)
        (folder / "events").mkdir()
        start = time.perf_counter()
        make_events(folder / "events", said.events)
        size = sum(file.stat().st_size for file in (folder / "events").iterdir())
        print(f"{said.events:,} events made in {time.perf_counter() - start:.0f} s, {size / 1e6:.0f} MB", flush=True)
        make_book(folder / "book.db")
        words = ["usage", "roll", str(folder / "events"), "--zone", "Asia/Tokyo", "--memory", said.memory]
        words += ["--metrics", said.metrics] if said.metrics else []
        for label in ("first", "again", "last 7 days"):
            more = ["--to", "2026-10-29", "--last", "7"] if label == "last 7 days" else []
            print(f"{label:12} {measured([*words, *more], folder)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
