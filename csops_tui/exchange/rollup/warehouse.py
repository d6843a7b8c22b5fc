"""The roll-up where the events are: the same text in the dialect of a warehouse, run through the user's own driver."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from csops_tui.exchange.rollup.errors import RollupError, needed

DIALECTS = ("duckdb", "postgres", "redshift", "snowflake", "bigquery", "databricks", "spark", "trino", "athena")
# Where a time of the usual type is a moment, and not the face of a clock.
_MOMENTS = frozenset(["bigquery", "databricks", "spark"])
_BATCH = 10_000
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def usual_time(dialect: str) -> str:
    """What a time column of a warehouse most likely is, as one of TIMES."""
    return "timestamptz" if dialect in _MOMENTS else "timestamp"


def translated(sql: str, dialect: str, *, pretty: bool = False) -> str:
    """A statement of ours in another dialect; raises RollupError for an unknown one.

    What comes out is read again: it must be one select of the same names and constants, or it is not handed out.
    """
    if dialect not in DIALECTS:
        raise RollupError("dialect", name=dialect, names=", ".join(DIALECTS))
    sqlglot = needed("sqlglot")
    try:
        parsed = sqlglot.parse_one(sql, read="duckdb")
        text = parsed.sql(dialect=dialect, pretty=pretty, unsupported_level=sqlglot.ErrorLevel.RAISE)
        again = sqlglot.parse(text, read=dialect)
    except sqlglot.errors.SqlglotError as error:
        raise RollupError("translation", dialect=dialect, detail=str(error).splitlines()[0]) from error
    if len(again) != 1 or again[0] is None or not _names(sqlglot, parsed) <= _names(sqlglot, again[0]):
        raise RollupError("translation", dialect=dialect, detail="–")
    return text


def _names(sqlglot: Any, tree: Any) -> set[str]:
    """The names and texts that a statement holds."""
    held = {node.name for node in tree.find_all(sqlglot.exp.Identifier)}
    return held | {node.name for node in tree.find_all(sqlglot.exp.Literal) if node.is_string}


class Warehouse:
    """A connection of the user's own driver (a DB-API module); to be closed."""

    def __init__(self, driver: str, arguments: Mapping[str, Any], dialect: str, setup: tuple[str, ...] = ()) -> None:
        if dialect not in DIALECTS:
            raise RollupError("dialect", name=dialect, names=", ".join(DIALECTS))
        self._dialect = dialect
        module = _module(driver)
        try:
            self._conn = module.connect(**arguments)
        except Exception as error:
            raise RollupError("connection", 1, name=driver, detail=_first_line(error)) from error
        for statement in setup:
            self._run(statement).close()

    def close(self) -> None:
        """End the connection; nothing was written, so nothing is committed."""
        self._conn.close()

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement in DuckDB's dialect, translated, fetched in batches; raises RollupError."""
        cursor = self._run(translated(sql, self._dialect))
        try:
            while batch := cursor.fetchmany(_BATCH):
                yield from map(tuple, batch)
        except Exception as error:
            raise RollupError("statement", 1, detail=_first_line(error)) from error
        finally:
            cursor.close()

    def _run(self, sql: str) -> Any:
        try:
            cursor = self._conn.cursor()
            cursor.execute(sql)
        except Exception as error:
            raise RollupError("statement", 1, detail=_first_line(error)) from error
        return cursor


def _module(name: str) -> Any:
    """The driver, if it is a module that says so as PEP 249 asks: a definition from elsewhere calls nothing else."""
    if not _MODULE.fullmatch(name):
        raise RollupError("driver", name=name)
    try:
        module = import_module(name)
    except ImportError as error:
        raise RollupError("no_driver", 1, name=name) from error
    if not all(hasattr(module, told) for told in ("apilevel", "paramstyle", "connect")):
        raise RollupError("driver", name=name)
    return module


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
