"""The process that reads one foreign file within limits: records go to a spool, the answer to standard output."""

from __future__ import annotations

import json
import marshal
import os
import resource
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from csops_tui.exchange.confined import LENGTH
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.grid import Row

_BATCH = 512
# A batch of very long cells is written before it is full.
_BATCH_SIZE = 1 << 20


def main() -> int:
    """Do the task that the command line describes as JSON; 0 when an answer was given, be it a reason."""
    request = json.loads(sys.argv[1])
    threading.Thread(target=_end_with_parent, args=(request["held"],), daemon=True).start()
    limit(**request["limits"])
    path, wishes = Path(request["path"]), request["wishes"]
    try:
        with os.fdopen(request["spool"], "wb", closefd=False) as spool:
            answer = _TASKS[request["task"]](path, spool, **wishes)
    except ExchangeError as error:
        answer = {"error": error.key, "values": error.values}
    except MemoryError:
        answer = {"error": "takes_too_much", "values": {"memory": request["limits"]["memory_mb"]}}
    print(json.dumps(answer))
    return 0


def _end_with_parent(held: int) -> None:
    """End this process when the one that waits for it is gone: only then is there anything to read."""
    os.read(held, 1)
    os._exit(1)


def limit(memory_mb: int, cpu: int, spool_mb: int) -> None:
    """Take the means to do harm away from this process before it sees the file."""
    wanted = (
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, spool_mb << 20),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, amount in wanted:
        _, hard = resource.getrlimit(kind)
        most = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            # Some systems know a limit and do not let it be set; the others still hold.
            continue


def _write(rows: Iterator[Row], spool: IO[bytes]) -> None:
    """Write the records in batches."""
    batch: list[tuple[int, list[str], str]] = []
    size = 0
    for row in rows:
        batch.append((row.line, row.cells, row.fault))
        size += sum(map(len, row.cells))
        if len(batch) >= _BATCH or size > _BATCH_SIZE:
            _write_batch(batch, spool)
            batch.clear()
            size = 0
    if batch:
        _write_batch(batch, spool)


def _write_batch(batch: list[tuple[int, list[str], str]], spool: IO[bytes]) -> None:
    data = marshal.dumps(batch)
    spool.write(len(data).to_bytes(LENGTH, "big") + data)


def _workbook(path: Path, spool: IO[bytes], sheet: str | None, header_line: int | None) -> dict[str, Any]:
    from csops_tui.exchange.workbook import open_workbook

    found = open_workbook(path, sheet, header_line)
    _write(found.rows, spool)
    return {"sheet": found.sheet, "sheets": found.sheets, "heading": found.heading, "found": found.findings}


def _sheets(path: Path, spool: IO[bytes]) -> dict[str, Any]:
    from csops_tui.exchange.workbook import sheet_names

    return {"sheets": sheet_names(path)}


def _records(
    path: Path, spool: IO[bytes], encoding: str | None, sheet: str | None, header_line: int | None
) -> dict[str, Any]:
    from csops_tui.exchange.records import open_records

    found = open_records(path, encoding, sheet, header_line)
    _write(found.rows, spool)
    # Columns come up one by one as records name them: the header is known at the end.
    return {
        "sheet": found.sheet,
        "sheets": found.sheets,
        "heading": found.heading(),
        "encoding": found.encoding,
    }


_TASKS = {"workbook": _workbook, "sheets": _sheets, "records": _records}


if __name__ == "__main__":
    sys.exit(main())
