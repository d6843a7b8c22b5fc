"""`csops` and `python -m csops_tui`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the shell and leave with its exit code; every file made from here on is the owner's alone."""
    os.umask(0o077)
    from csops_tui.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
