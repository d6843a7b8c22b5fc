"""`csops` and `python -m csops_tui`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the shell and leave with its exit code; every file made from here on is the owner's alone."""
    os.umask(0o077)
    # What is loaded now stays loaded; whatever runs for longer than one logged line turns it on again.
    gc.disable()
    from csops_tui.cli.run import run

    code = run(sys.argv[1:])
    # The system takes everything back at once; looking through it for cycles first takes longer than a short run.
    # DuckDB complains on the terminal about what it was not allowed to take back itself.
    if "duckdb" not in sys.modules:
        gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
