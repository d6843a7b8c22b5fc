"""The tables as the model declares them: STRICT, with the rules as CHECKs and the references as foreign keys.

Run `python -m csops_tui.store.schema` to print the whole schema; the migrations must arrive at the same.
"""

from __future__ import annotations

from csops_tui.model.entity import Column, Entity, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store import views

# Tables beside the entities: the log, the clock, bulk usage facts and the batches that brought them.
FOUNDATION = """\
CREATE TABLE _meta (k TEXT PRIMARY KEY, v TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE _clock (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  replica TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  edit TEXT
) STRICT;
CREATE TABLE _edit (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  replica TEXT NOT NULL,
  actor TEXT,
  at TEXT NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'do' CHECK (kind IN ('do', 'undo', 'redo', 'auto')),
  undoes TEXT,
  changes INTEGER NOT NULL DEFAULT 0,
  hash TEXT
) STRICT;
CREATE INDEX _edit_undoes ON _edit (undoes);
CREATE TABLE _change (
  n INTEGER PRIMARY KEY,
  replica TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  edit TEXT NOT NULL,
  tbl TEXT NOT NULL,
  pk TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D')),
  old TEXT,
  new TEXT
) STRICT;
CREATE UNIQUE INDEX _change_seq ON _change (replica, seq);
CREATE INDEX _change_row ON _change (tbl, pk);
CREATE INDEX _change_edit ON _change (edit);
CREATE TABLE _import (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  actor TEXT,
  source TEXT NOT NULL,
  edit TEXT,
  rows INTEGER NOT NULL DEFAULT 0,
  live INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1))
) STRICT;
CREATE INDEX _import_edit ON _import (edit);
CREATE TABLE _usage (
  id INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  contact_id TEXT,
  product_id TEXT,
  metric TEXT NOT NULL,
  grain TEXT NOT NULL CHECK (grain IN ('day', 'week', 'month')),
  day TEXT NOT NULL CHECK (day IS date(day, '+0 days')),
  value REAL NOT NULL,
  batch INTEGER NOT NULL REFERENCES _import (n)
) STRICT;
CREATE INDEX _usage_account ON _usage (account_id, metric, day, grain, value, batch);
CREATE VIEW usage AS
  SELECT id, account_id, contact_id, product_id, metric, grain, day, value, batch FROM _usage
  WHERE batch IN (SELECT n FROM _import WHERE live = 1);
"""


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def _name(column: str) -> str:
    return f'"{column}"' if column == "trigger" else column  # the only field that is an SQL keyword


def _check(column: Column) -> str:
    name, spec = _name(column.name), column.spec
    if spec.closed:
        return f"{name} IN ({', '.join(_literal(v) for v in spec.closed)})"
    match spec.kind:
        # "+0 days" makes older libraries work the day out too, instead of giving 30 February back.
        case "day":
            return f"{name} IS date({name}, '+0 days')"
        case "moment":
            return f"{name} IS strftime('%Y-%m-%dT%H:%M:%SZ', {name}, '+0 days')"
        case "month":
            return f"{name} || '-01' IS date({name} || '-01', '+0 days')"
        case "flag":
            return f"{name} IN (0, 1)"
        case "text" | "code" | "ref":
            return f"length({name}) > 0"
        case _:
            bounds = [f"{name} >= {spec.low}"] if spec.low is not None else []
            bounds += [f"{name} <= {spec.high}"] if spec.high is not None else []
            return " AND ".join(bounds)


def table_sql(entity: type[Entity]) -> str:
    """The CREATE TABLE statement of one entity."""
    lines = ["id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0)"]
    for column in columns(entity):
        parts = [_name(column.name), column.sql_type]
        if column.required:
            parts.append("NOT NULL")
        if column.default is not None:
            parts.append(f"DEFAULT {_literal(column.default)}")
        if check := _check(column):
            parts.append(f"CONSTRAINT {column.name}_{column.spec.kind} CHECK ({check})")
        if column.spec.kind == "ref":
            rule = " ON DELETE CASCADE" if column.spec.owned else ""
            parts.append(f"REFERENCES {column.spec.target} (id){rule} DEFERRABLE INITIALLY DEFERRED")
        lines.append(" ".join(parts))
    lines += [f"CONSTRAINT {name} CHECK ({rule})" for name, rule in entity.checks.items()]
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {entity.table()} (\n  {body}\n) STRICT;\n"


def index_sql(entity: type[Entity]) -> list[str]:
    """The CREATE INDEX statements of one entity: those it names, and one for every other reference."""
    table = entity.table()
    wanted = list(entity.indexes)
    leading = {index[0] for index in wanted}
    wanted += [(c.name,) for c in columns(entity) if c.spec.kind == "ref" and c.name not in leading]
    return [
        f"CREATE INDEX {table}_{'_'.join(index)} ON {table} ({', '.join(map(_name, index))});\n" for index in wanted
    ]


def ddl() -> str:
    """The whole schema as SQL text."""
    parts = [FOUNDATION]
    for entity in ENTITIES.values():
        parts.append(table_sql(entity))
        parts += index_sql(entity)
    parts += [f"{sql};\n" for sql in views.statements()]
    return "".join(parts)


if __name__ == "__main__":
    print(ddl(), end="")
