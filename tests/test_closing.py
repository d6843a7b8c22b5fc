"""A book may be closed while another thread is in the middle of a question: the question ends, the process does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Ten million rows out of nothing, so that the reader is surely at work when the book is closed.
PROGRAM = """
import sys, threading
from pathlib import Path
from csops_tui.store.book import Book

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000) SELECT sum(i) FROM n"
for turn in range(5):
    book = Book.open(Path(sys.argv[1]))
    begun = threading.Event()

    def ask():
        reader = book.reader()
        begun.set()
        try:
            reader.execute(LONG).fetchall()
        except Exception as error:
            print(type(error).__name__)

    thread = threading.Thread(target=ask)
    thread.start()
    begun.wait()
    threading.Event().wait(0.02)
    book.close()
    thread.join()
print("survived")
"""


def test_closing_a_book_while_a_thread_reads_ends_the_question_only(tmp_path: Path) -> None:
    from csops_tui.store.book import Book

    path = tmp_path / "book.db"
    Book.create(path).close()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, f"{ran.returncode}\n{ran.stderr}"
    assert ran.stdout.split()[-1] == "survived"
