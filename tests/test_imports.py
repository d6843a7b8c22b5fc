"""What is loaded when: the start path stays light, every module stands alone, and nothing asks the network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "csops_tui"
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in PACKAGE.rglob("*.py")
    if file.name != "__main__.py"
)
HEAVY = {"pandas", "numpy", "plotext", "sqlite_utils", "pydantic"}
SCREEN = {"textual", "rich"}

# A sitecustomize of our own: no socket can be made, and at exit the loaded top-level modules go to a file.
SPY = """
import atexit, os, socket, sys
def refuse(*arguments, **named):
    raise AssertionError("the network was asked for")
real = socket.socket.connect
socket.socket.connect = socket.socket.connect_ex = socket.socket.bind = refuse
socket.getaddrinfo = socket.create_connection = refuse
def tell():
    with open(os.environ["LOADED"], "w", encoding="utf-8") as file:
        file.write("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
atexit.register(tell)
"""
# Starts the app without a terminal and leaves when the first account stands on the sheet.
SHEET = """
import asyncio, sys
from pathlib import Path
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp

async def look():
    with Book.open(Path(sys.argv[1])) as book:
        app = CsopsApp(book, Config())
        async with app.run_test(size=(120, 40)) as pilot:
            for _ in range(200):
                await pilot.pause(0.02)
                shown = [strip.text for strip in app.screen._compositor.render_strips()]
                if any("Mirai" in line for line in shown):
                    return
        sys.exit("the sheet did not appear")

asyncio.run(look())
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a book of one account."""
    answer = run(tmp_path, ["-m", "csops_tui", "add", "account", "name=Mirai Trading"])
    assert answer.returncode == 0, answer.stderr
    return tmp_path


def run(home: Path, arguments: list[str], *, spy: bool = False) -> subprocess.CompletedProcess[str]:
    """Python with these arguments on the book in `home`; with `spy` the network is shut and the modules are listed."""
    paths = [str(ROOT)]
    if spy:
        (home / "spy").mkdir(exist_ok=True)
        (home / "spy" / "sitecustomize.py").write_text(SPY, encoding="utf-8")
        paths.insert(0, str(home / "spy"))
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(paths),
        "HOME": str(home),
        "CSOPS_HOME": str(home),
        "CSOPS_LANG": "en",
        "LANG": "C.UTF-8",
        "LOADED": str(home / "loaded"),
    }
    return subprocess.run([sys.executable, *arguments], env=env, capture_output=True, text=True, check=False)


def loaded(home: Path, arguments: list[str]) -> set[str]:
    """The top-level modules that a successful run had loaded at its end."""
    answer = run(home, arguments, spy=True)
    assert answer.returncode == 0, answer.stderr
    return set((home / "loaded").read_text(encoding="utf-8").split())


def test_the_sheet_is_shown_without_heavy_libraries(home: Path) -> None:
    assert not loaded(home, ["-c", SHEET, str(home / "book.db")]) & HEAVY


def test_logging_a_touch_loads_neither_screen_nor_heavy_libraries(home: Path) -> None:
    assert not loaded(home, ["-m", "csops_tui", "log", "mirai call 10m hello"]) & (HEAVY | SCREEN)


@pytest.mark.parametrize(
    "command",
    ["sheet", "list task", "show account mirai", "search mirai", "undo", "history", "keys", "define", "--help"],
)
def test_reading_in_the_shell_loads_neither_screen_nor_tables(home: Path, command: str) -> None:
    assert not loaded(home, ["-m", "csops_tui", *command.split()]) & (SCREEN | HEAVY - {"pydantic"})


def test_making_the_sample_asks_no_network(tmp_path: Path) -> None:
    loaded(tmp_path, ["-m", "csops_tui", "demo", "--build", str(tmp_path / "sample.db"), "--accounts", "20"])


@pytest.mark.parametrize("part", range(8))
def test_every_module_can_be_imported_alone(part: int) -> None:
    """One interpreter per share of the modules; each module is imported with all of ours forgotten before."""
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for known in [m for m in sys.modules if m.partition('.')[0] == 'csops_tui']:\n"
        "        del sys.modules[known]\n"
        "    importlib.import_module(name)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, *MODULES[part::8]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
