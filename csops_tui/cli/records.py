"""`csops add`, `edit`, `list`: the rows of any entity."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.entities import SHORT, column_of, row_of, spoken, table_of
from csops_tui.cli.errors import REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.cli.values import complete, field_of, missing, moved, read_pairs
from csops_tui.locale import t
from csops_tui.model.codes import list_of
from csops_tui.model.entity import Column as Declared
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book
from csops_tui.store.listing import whole_units
from csops_tui.store.records import title_of

_SHOWN = 7
# What people want to see first of a kind of record, where the order of its fields is not that.
_SHORTLY = {
    "account": ("name", "tier", "owner_id", "state", "stage", "industry", "since", "seats", "segment", "region"),
}


@command("add")
@click.argument("entity")
@click.argument("pairs", nargs=-1, metavar="FIELD=VALUE…")
def add(entity: str, pairs: tuple[str, ...]) -> None:
    """Add one row."""
    held = session()
    table = table_of(entity)
    # Words that name no field are refused before a new book is made for them.
    for pair in pairs:
        field_of(table, pair)
    book = held.book(create=True)
    values = complete(table, read_pairs(held, book, table, pairs), book)
    if needed := missing(table, values):
        raise ShellError("needed", REFUSED, entity=t(f"entity.{table}"), fields=", ".join(needed))
    if table == "opportunity":
        from csops_tui.cli.growing import guarded

        values = guarded(book, values)
    with book.edit(t("cli.edit.add", entity=t(f"entity.{table}"), title=_title(table, values))) as step:
        row_id = step.insert(table, values)
    held.say(t("cli.said.added", entity=t(f"entity.{table}"), title=_title(table, values) or row_id[-SHORT:]))
    _answer({"id": row_id, "edit": step.id}, row_id)


@command("edit")
@click.argument("entity")
@click.argument("row")
@click.argument("pairs", nargs=-1, required=True, metavar="FIELD=VALUE…")
def edit(entity: str, row: str, pairs: tuple[str, ...]) -> None:
    """Change one row."""
    held = session()
    table = table_of(entity)
    book = held.book()
    row_id = row_of(book.reader(), table, row)
    values = moved(table, read_pairs(held, book, table, pairs, row_id), book)
    if table == "opportunity":
        from csops_tui.cli.growing import guarded

        values = guarded(book, values, row_id)
    named = f'SELECT {title_of(table).format(r="r")} FROM "{table}" AS r WHERE id = ?'
    title = book.reader().execute(named, [row_id]).fetchone()[0]
    with book.edit(t("cli.edit.edit", entity=t(f"entity.{table}"), title=title)) as step:
        step.update(table, row_id, values)
    held.say(t("cli.said.edited" if step.topics else "cli.said.same", entity=t(f"entity.{table}"), title=title))
    _answer({"id": row_id, "edit": step.id if step.topics else None}, row_id)


@command("list")
@click.argument("entity", required=False)
@click.argument("pairs", nargs=-1, metavar="FIELD=VALUE…")
@option("--limit", type=click.IntRange(min=0), metavar="N")
@option("--sort", metavar="FIELD")
@option("--columns", metavar="A,B,…")
def list_rows(
    entity: str | None, pairs: tuple[str, ...], limit: int | None, sort: str | None, columns: str | None
) -> None:
    """List rows."""
    held = session()
    if entity is None:
        kinds = [(name, t(f"entity.{name}")) for name in ENTITIES]
        emit([Column("entity", "ENTITY"), Column("name", t("cli.column.name"))], kinds)
        return
    table = table_of(entity)
    book = held.book()
    wanted = read_pairs(held, book, table, pairs)
    where = " AND ".join(f'r."{name}" IS :{name}' for name in wanted) or "1"
    chosen = _chosen(table, columns, held.form == "table")
    if columns is None and held.form == "table":
        chosen = _filled(book, table, chosen, where, wanted)
    shown, selected = _selected(table, chosen, held.form == "table")
    order = _order(table, sort)
    sql = f'SELECT {", ".join(selected)} FROM "{table}" AS r WHERE {where} ORDER BY {order} LIMIT :limit_'
    rows = book.reader().execute(sql, {**wanted, "limit_": -1 if limit is None else limit})
    emit(shown, rows)


def _chosen(table: str, named: str | None, table_form: bool) -> list[Declared]:
    every = columns(ENTITIES[table])
    if named is not None:
        names = [name.strip() for name in named.split(",") if name.strip()]
        if not names:
            raise ShellError("no_columns", USAGE)
        return [column_of(table, name) for name in names if name != "id"]
    if not table_form:
        return list(every)
    titles = ("account_id", *ENTITIES[table].titles)
    if table in _SHORTLY:
        return [column for name in _SHORTLY[table] for column in every if column.name == name]
    short = [column for column in every if column.spec.kind not in ("note", "moment") and column.name != "utc_offset"]
    return sorted(short, key=lambda column: column.name not in titles)


def _filled(book: Book, table: str, chosen: list[Declared], where: str, wanted: dict[str, Any]) -> list[Declared]:
    """The first of the columns that say anything about the rows listed."""
    asked = ", ".join(f'max(r."{column.name}" IS NOT NULL)' for column in chosen)
    said = book.reader().execute(f'SELECT {asked} FROM "{table}" AS r WHERE {where}', wanted).fetchone()
    filled = [column for column, found in zip(chosen, said, strict=True) if found]
    return (filled or chosen)[:_SHOWN]


def _selected(table: str, chosen: list[Declared], table_form: bool) -> tuple[list[Column], list[str]]:
    """The columns of the answer and their SQL; programs get ids beside names, people a short id at the end."""
    shown: list[Column] = []
    selected: list[str] = []
    if not table_form:
        shown.append(Column("id"))
        selected.append("r.id")
    for column in chosen:
        label = t(f"field.{table}.{column.name}")
        spec = column.spec
        if spec.kind == "ref":
            if not table_form:
                shown.append(Column(column.name))
                selected.append(f'r."{column.name}"')
            shown.append(Column(spoken(column), label))
            title = title_of(spec.target).format(r="t")
            selected.append(f'(SELECT {title} FROM "{spec.target}" AS t WHERE t.id = r."{column.name}")')
        else:
            shown.append(Column(column.name, label, spec.kind, list_of(table, column.name, spec.target)))
            with_currency = table_form and spec.kind == "money" and "currency" in ENTITIES[table].model_fields
            own = f'r."{column.name}"'
            selected.append(f"{own} || char(31) || r.currency" if with_currency else own)
    if table_form:
        shown.append(Column("id"))
        selected.append(f"substr(r.id, -{SHORT})")
    return shown, selected


def _order(table: str, sort: str | None) -> str:
    if sort:
        descending = sort.startswith("-")
        column = column_of(table, sort.lstrip("-"))
        by = f'r."{column.name}"'
        if column.spec.kind == "money" and "currency" in ENTITIES[table].model_fields:
            by = whole_units(by, "r.currency")
        return f"{by} IS NULL, {by} {'DESC' if descending else 'ASC'}, r.id"
    names = [column.name for column in columns(ENTITIES[table])]
    for day in ("day", "opened", "due"):
        if day in names:
            return f'r."{day}" DESC, r.id DESC'
    return "r.name, r.id" if "name" in names else "r.id"


def _title(table: str, values: dict[str, Any]) -> str:
    plain = {column.name for column in columns(ENTITIES[table]) if column.spec.kind != "ref"}
    parts = [values.get(name) for name in ENTITIES[table].titles if name in plain]
    return " ".join(str(part) for part in parts if part is not None)


def _answer(answer: dict[str, Any], row_id: str) -> None:
    if session().form == "json":
        emit_json(answer)
    else:
        emit_line(row_id)
