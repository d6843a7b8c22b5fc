"""What every benchmark shares: the sample books, clean environments, medians, and the terminal that measures."""

from __future__ import annotations

import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("CSOPS_BENCH", Path.home() / ".cache" / "csops-bench"))
TODAY = "2026-11-20"
# Books above this many accounts are not copied.
LARGE = 50_000
CSOPS = [sys.executable, "-m", "csops_tui"]


def terminal() -> ModuleType:
    """The measuring terminal `ttybench`: `TTYBENCH` names its file, else it lies in ../shared/tools."""
    path = Path(os.environ.get("TTYBENCH", ROOT.parent / "shared" / "tools" / "ttybench.py"))
    spec = importlib.util.spec_from_file_location("ttybench", path)
    if not path.exists() or spec is None or spec.loader is None:
        sys.exit(f"These figures need ttybench.py; {path} is not there. TTYBENCH=FILE says where it is.")
    module = importlib.util.module_from_spec(spec)
    sys.modules["ttybench"] = module
    spec.loader.exec_module(module)
    return module


def environment(home: Path) -> dict[str, str]:
    """The variables a measured program runs with; bytecode is cached as it is for an installed program."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "CSOPS_HOME": str(home),
        "CSOPS_TODAY": TODAY,
        "CSOPS_LANG": "ja",
        "LANG": "C.UTF-8",
    }


def book(accounts: int) -> Path:
    """A sample book with so many accounts, made once and then copied for every run."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"sample-{accounts}.db"
    if not path.exists():
        made = CACHE / f"making-{accounts}.db"
        command = [*CSOPS, "demo", "--build", str(made), "--accounts", str(accounts), "--today", TODAY]
        subprocess.run(command, env=environment(CACHE / "home"), check=True, stdout=subprocess.DEVNULL)
        made.rename(path)
    # A book of an older version is brought up to date once, with its figures of the day.
    subprocess.run([*CSOPS, "sheet", "--limit", "1", "--quiet"], env=_on(path), check=True, capture_output=True)
    return path


def copy_of(accounts: int) -> Path:
    """A fresh copy of a sample book; one that fills a disk is used itself, with its rows of the day made."""
    if accounts > LARGE:
        return book(accounts)
    source, target = book(accounts), CACHE / "run" / f"book-{accounts}.db"
    target.parent.mkdir(exist_ok=True)
    for old in target.parent.glob(target.name + "*"):
        if old.is_file():
            old.unlink()
    shutil.copyfile(source, target)
    return target


def _on(path: Path) -> dict[str, str]:
    return {**environment(CACHE / "home"), "CSOPS_DB": str(path)}


def median(values: Iterable[float | None]) -> float:
    """The median of what was measured; a step that timed out counts as endless."""
    return statistics.median([float("inf") if value is None else value for value in values])


def high(values: Iterable[float | None]) -> float:
    """The 95th percentile (nearest rank)."""
    ordered = sorted(float("inf") if value is None else value for value in values)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def line(work: str, figure: str, budget: str = "") -> None:
    """One row of the table."""
    print(f"| {work} | {figure} | {budget} |", flush=True)


def head() -> None:
    """The head of the table."""
    print("| work | measured | budget |\n|---|---|---|", flush=True)
