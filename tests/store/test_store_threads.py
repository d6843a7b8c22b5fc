"""Threads of one process share a book."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Each of four threads is inside a query of its own, seconds long, when the book is closed.
CLOSING = """
import sys, threading, time
from pathlib import Path
from csops_tui.store.book import Book
from csops_tui.store.sqlite import OperationalError

LONG = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000000) SELECT max(hex(i)) FROM n"

def ask(book, started, said):
    conn = book.reader()
    started.release()
    try:
        conn.execute(LONG).fetchall()
    except OperationalError as error:
        said.append(str(error))

for turn in range(10):
    book, started, said = Book.open(Path(sys.argv[1])), threading.Semaphore(0), []
    threads = [threading.Thread(target=ask, args=(book, started, said)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in threads:
        started.acquire()
    time.sleep(0.05)
    book.close()
    for thread in threads:
        thread.join(5)
    assert said == ["interrupted"] * 4, said
"""


def test_closing_a_book_under_running_queries_breaks_them_off(book_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CLOSING, str(book_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
