"""Write constraints.txt: every package that csops, its tests and its checks install, pinned and with hashes.

Run it with the Python of a fresh virtual environment: `python docs/lock.py`. pip itself resolves and reports; wheels
that are built for one system are asked for once more for every system in `TARGETS`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
LOCK = HERE / "constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LINUX = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_24_x86_64", "manylinux_2_17_x86_64")
MAC = ("macosx_14_0_arm64", "macosx_12_0_arm64", "macosx_11_0_arm64")
TARGETS = [(python, system) for system in (LINUX, MAC) for python in PYTHONS]
HEAD = """\
# Every package of csops with its tests and checks, as they were tested together: Python 3.11 to 3.14, Linux x86-64 and
# macOS on Apple silicon. Written by docs/lock.py. How to install from it stands in README.md.
"""


def ask(*arguments: str) -> list[dict[str, Any]]:
    """What pip would install, as its report says; an empty list when it finds no files."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [*command, "--report", str(report), *arguments], cwd=HERE, capture_output=True, text=True, check=False
        )
        return json.loads(report.read_text(encoding="utf-8"))["install"] if done.returncode == 0 else []


def digest(item: dict[str, Any]) -> str | None:
    """The SHA-256 of the file pip chose; None for the project itself, which is a folder."""
    return item["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256")


def elsewhere(pin: str) -> set[str]:
    """The hashes of the wheels of one pinned package on the other systems."""
    found: set[str] = set()
    for python, system in TARGETS:
        platforms = [part for name in system for part in ("--platform", name)]
        with tempfile.TemporaryDirectory() as folder:
            items = ask(
                "--no-deps", "--only-binary=:all:", "--target", folder, "--python-version", python, *platforms, pin
            )
        found.update(filter(None, map(digest, items)))
    return found


def main() -> None:
    """Resolve, ask, write."""
    lines: list[str] = []
    for item in sorted(ask(".[dev]"), key=lambda item: item["metadata"]["name"].lower()):
        own = digest(item)
        if own is None:
            continue
        pin = f"{item['metadata']['name'].lower()}=={item['metadata']['version']}"
        hashes = {own}
        if not item["download_info"]["url"].endswith("-none-any.whl"):
            hashes |= elsewhere(pin)
        lines.append(" \\\n".join([pin, *(f"    --hash=sha256:{value}" for value in sorted(hashes))]))
        print(pin, len(hashes))
    LOCK.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
