"""From the cells of one record to the values of one row, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from csops_tui.exchange.cells import (
    MEMORY,
    Cells,
    DayOrder,
    Rounded,
    reader_for,
    reads_minor,
    reads_moment,
    reads_money,
    translated,
)
from csops_tui.exchange.codes import CodeBook
from csops_tui.exchange.decimal_sign import DecimalSign
from csops_tui.exchange.derive import combine, derive, month_of
from csops_tui.exchange.errors import Refused
from csops_tui.exchange.ids import content_key
from csops_tui.exchange.mapping import Mapping, Source
from csops_tui.exchange.nothing import Totals, says_nothing
from csops_tui.exchange.options import Options
from csops_tui.exchange.references import References, form_mark, grouped, key_of
from csops_tui.exchange.salesforce import one_key
from csops_tui.exchange.targets import RECOGNISED_BY, columns_of
from csops_tui.model.entity import Column
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money, parse_bool

# Of these kinds of values a word such as `n/a` is none; anywhere else it may be meant.
_VOIDABLE = frozenset(["day", "moment", "month", "count", "number", "money", "ref"])
_FIGURES = frozenset(["count", "number", "money"])
# In the order in which columns of one field are asked.
_ROLES = ("field", "flag", "part", "until", "yearly", "billed", "billed_seat")


class Blank(Refused):
    """A record with nothing in it that this kind of record needs; it is passed over, not rejected."""


@dataclass(slots=True)
class Draft:
    """A record that could be read: `key` is its name in the other system, `own` our id where the file gives it.

    `values` are those the file states, `new` those that only a new row takes. `marks` are the sets of fields by
    which it can be recognised in the book, each with its comparison keys. `content` says that the key is the
    content itself, and `empty` lists references left empty because their rows are not in the book.
    """

    line: int
    values: dict[str, Any]
    new: dict[str, Any]
    key: str = ""
    own: str = ""
    marks: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    content: bool = False
    empty: tuple[Refused, ...] = ()


class RowReader:
    """Reads records of one file by its mapping; one per import, since columns remember what they have read."""

    def __init__(
        self,
        mapping: Mapping,
        options: Options,
        references: References,
        codes: CodeBook,
        texts: Callable[[int], Iterable[str]],
        semicolons: bool = False,
    ) -> None:
        """`texts` gives all cells of a column; `semicolons` stand between cells where decimals may follow a comma."""
        self._mapping = mapping
        self._options = options
        self._references = references
        self._columns: dict[str, Column] = {column.name: column for column in columns_of(mapping.entity)}
        self._money: list[Source] = []
        self._money_cells: dict[tuple[str, bool, int], Cells] = {}
        self._signs: dict[int, DecimalSign] = {}
        self._plain: list[tuple[int, str, str, Callable[[str], Any]]] = []
        self._clock: tuple[Source, Callable[[str], Any], Cells] | None = None
        self._combined = any(mapping.by_role(role) for role in _ROLES[2:])
        self._constants = [source.constant for source in mapping.sources if source.constant is not None]
        entity = mapping.entity
        # An amount of a month, where the file has several, is asked before that of a year or of a bill.
        for source in (source for role in _ROLES for source in mapping.by_role(role)):
            spec, field = source.target.spec, source.target.field
            if spec.kind in _FIGURES and (semicolons or options.decimal) and source.constant is None:
                self._signs[source.at] = DecimalSign(options.decimal, lambda at=source.at: texts(at))
            if spec.kind == "money":
                self._money.append(source)
                continue
            order = DayOrder(options.date_order, lambda at=source.at: texts(at))
            if spec.kind == "code":
                read: Callable[[str], Any] = Cells(translated(codes.reads(entity, field, spec), source))
            else:
                read = reader_for(source, options, order, mapping.own)
                if source.at in self._signs:
                    read = self._signs[source.at].reads(read)
                read = translated(read, source)
                if spec.kind != "note":
                    read = Cells(read)
            if (entity, field, source.target.role) == ("touchpoint", "day", "field") and self._clock is None:
                # A touch's day with a time of day gives its moment too, and that its day.
                clock = translated(reads_moment(order, options.zone), source)
                self._clock = source, read, Cells(clock)
                continue
            name = field if source.target.role == "field" else f"?{source.target.name}"
            self._plain.append((source.at, source.header, name, read))
        # References that only lead to the account, and are no column of the table themselves.
        self._passing = {s.target.field for s in mapping.by_role("ref")} - self._columns.keys()
        self._required = [c.name for c in self._columns.values() if c.required and c.default is None]
        self._refs = grouped(mapping.by_role("ref"))
        self._voidable = {
            source.at
            for source in mapping.sources
            if not mapping.own and source.target.spec.kind in _VOIDABLE and self._is_optional(source.target.field)
        }
        self._totals = Totals(mapping)
        # What a person is to know of the record at hand.
        self._notes: list[Refused] = []
        self._known_refs: dict[tuple[Any, ...], str | Refused] = {}
        self._external = next(iter(mapping.by_role("external")), None)
        self._own = next(iter(mapping.by_role("own")), None)
        # A record says nothing of its own where all of these are blank.
        telling = {name for name in self._required if self._columns[name].spec.kind not in ("ref", "day", "moment")}
        stated = [s for s in mapping.sources if s.target.field in self._required and s.constant is None]
        found = [s for s in stated if s.target.field in telling] or [
            s for s in stated if s.target.spec.kind in ("day", "moment")
        ]
        self._telling = [(s.at, translated(str.strip, s)) for s in found]
        self._drops = [(s.at, translated(str.strip, s)) for s in mapping.by_role("drop")]

    def read(self, line: int, cells: list[str]) -> Draft:
        """The draft of one record; raises Refused, naming the column, and Blank where blank records are passed over."""
        if self._options.blanks == "skip" and self._telling and not any(word(cells[at]) for at, word in self._telling):
            raise Blank("blank")
        if self._drops and any(parse_bool(word(cells[at]) or "") for at, word in self._drops):
            raise Blank("dropped")
        if not self._mapping.own and self._totals.is_total(cells):
            raise Blank("total")
        if self._constants:
            cells = [*cells, *self._constants]
        self._notes = []
        values = self._values(cells)
        if self._clock:
            self._day_or_moment(cells, values)
        empty = self._resolve(cells, values)
        for name, state in (("?trial", "trial"), ("?churned", "churned")):
            if values.pop(name, 0):
                values["state"] = state
        if self._combined:
            combine(values)
        new = derive(self._mapping.entity, values, self._references)
        if "currency" in self._columns and not values.get("currency"):
            new["currency"] = self._options.currency
        for name in self._passing:
            values.pop(name, None)
        if self._mapping.entity == "identity":
            values.pop("account_id", None)
            new["evidence"] = self._evidence()
        self._require(values, new, empty)
        draft = Draft(line, values, new, empty=(*empty, *self._notes))
        self._name(draft, cells)
        return draft

    def _is_optional(self, field: str) -> bool:
        column = self._columns.get(field)
        return column is None or not column.required

    def _is_void(self, source_at: int, header: str, text: str) -> bool:
        """Whether a cell that cannot be read says that there is no value where there need be none; it is noted."""
        if source_at not in self._voidable or not says_nothing(text):
            return False
        self._notes.append(Refused("says_nothing", header, value=text))
        return True

    def _evidence(self) -> str:
        """By what a login is linked to its person: the source, and the columns that named the person."""
        by = [s.target.by for s in self._mapping.by_role("ref") if s.target.field == "contact_id"]
        return f"{self._options.source}: {', '.join(by)}"

    def money(self, source: Source, text: str, currency: str) -> Any:
        """An amount of a money column in the minor units of the currency of its header, row or import."""
        sign = self._signs.get(source.at)
        kept = (currency, source.minor, source.at if sign else -1)
        cells = self._money_cells.get(kept)
        if cells is None:
            read = reads_minor(currency) if source.minor else reads_money(currency)
            cells = self._money_cells[kept] = Cells(sign.reads(read) if sign else read)
        return cells(text)

    def _values(self, cells: list[str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for at, header, field, read in self._plain:
            text = cells[at]
            if not text or text.isspace():
                if self._mapping.own:
                    values[field] = None
                continue
            if field in values:
                continue
            value = read(text)
            if value.__class__ is Refused:
                if self._is_void(at, header, text):
                    continue
                raise _about(value, header)
            if value is not None:
                values[field] = value
        for source in self._money:
            text = cells[source.at].strip()
            if not text:
                if self._mapping.own:
                    values[source.target.field] = None
                continue
            currency = source.currency or values.get("currency") or self._options.currency
            value = self.money(source, text, currency)
            if isinstance(value, Refused):
                if self._is_void(source.at, source.header, text):
                    continue
                raise _about(value, source.header)
            if isinstance(value, Rounded):
                taken = format_money(value.minor, currency, "en")
                self._notes.append(Refused("rounded", source.header, value=text, taken=taken))
                value = value.minor
            _amount(values, source, value)
            if "currency" in self._columns and not values.get("currency"):
                values["currency"] = currency
        return values

    def _day_or_moment(self, cells: list[str], values: dict[str, Any]) -> None:
        """Read the day of a touch, or where it comes with its time the moment, from which the day follows."""
        assert self._clock is not None
        source, day_of, moment_of = self._clock
        text = cells[source.at]
        if not text or text.isspace():
            if self._mapping.own:
                values["day"] = None
            return
        if "at" not in values and (":" in text or "時" in text) and isinstance(at := moment_of(text), str):
            values["at"] = at
            return
        day = day_of(text)
        if isinstance(day, Refused):
            raise _about(day, source.header)
        if day is not None:
            values["day"] = day

    def _resolve(self, cells: list[str], values: dict[str, Any]) -> tuple[Refused, ...]:
        empty: tuple[Refused, ...] = ()
        for field, sources in self._refs:
            given = [(s, c) for s in sources if (c := cells[s.at].strip())]
            # Asked first: no member or account is to be made of such a word.
            given = [(s, c) for s, c in given if not self._is_void(s.at, s.header, c)]
            if not given:
                if self._mapping.own:
                    values[field] = None
                continue
            if self._mapping.own and sources[0].target.spec.target == self._mapping.entity:
                # The row it refers to may stand further down in the same export; the book checks it at the end.
                values[field] = given[0][1]
                continue
            if (
                self._mapping.entity == "identity"
                and field == "contact_id"
                and all(s.target.by == "name" for s, _ in given)
            ):
                # A login is linked to a person by evidence; namesakes are several.
                raise Refused("name_alone", given[0][0].header, value=given[0][1])
            account = values.get("account_id") if field == "contact_id" else None
            memo = (field, account, *[text for _, text in given])
            found = self._known_refs.get(memo)
            if found is None:
                try:
                    found = self._references.resolve(given, account)
                except Refused as refused:
                    found = refused
                if len(self._known_refs) > MEMORY:
                    self._known_refs.clear()
                self._known_refs[memo] = found
            if isinstance(found, str):
                values[field] = found
                continue
            column = self._columns.get(field)
            held = field == "account_id" and self._options.holding
            if not held and (self._options.unknown_refs == "reject" or (column and column.required)):
                raise found
            empty = (*empty, found)
            if field == "contact_id" and not values.get("account_id"):
                mail = next((text for source, text in given if source.target.by == "mail"), "")
                if account := self._references.account_by_mail(mail):
                    values["account_id"] = account
        return empty

    def _require(self, values: dict[str, Any], new: dict[str, Any], empty: tuple[Refused, ...]) -> None:
        if self._options.existing:
            return
        if self._options.holding and "account_id" in self._columns and not values.get("account_id"):
            values["account_id"] = self._references.named("account", self._options.holding)
        for name in self._required:
            if values.get(name) is None and new.get(name) is None:
                if empty:
                    raise empty[0]
                header = next((s.header for s in self._mapping.sources if s.target.field == name), name)
                raise Refused("required", header)

    def _name(self, draft: Draft, cells: list[str]) -> None:
        """Give the draft the key by which it is known again, and the marks by which the book may know it already."""
        entity = self._mapping.entity
        if self._own and (own := cells[self._own.at].strip()):
            draft.own = own
            return
        marks = []
        for fields in RECOGNISED_BY.get(entity, ()):
            keys = tuple(key_of(entity, field, str(draft.values.get(field) or "")) for field in fields)
            if all(keys):
                marks.append((fields, keys))
        draft.marks = tuple(marks)
        if self._external and (key := clean(cells[self._external.at]).strip()):
            draft.key = one_key(self._options.source, key)
        elif marks:
            named = str(draft.values.get("name") or "") if marks[0][0] == ("name",) else ""
            draft.key = "=" + "\x1f".join(marks[0][1]) + form_mark(entity, named)
        else:
            draft.key = "#" + content_key(draft.values)
            draft.content = True


def month_of_year(minor: int) -> int:
    """A twelfth of a year's amount in minor units, rounded half up."""
    return month_of(minor, 12)


def _amount(values: dict[str, Any], source: Source, value: int) -> None:
    """Keep an amount of money under its field, that of a year as a month's; others wait for their period."""
    target = source.target
    match target.role:
        case "yearly":
            values.setdefault(target.field, month_of_year(value))
        case "billed" | "billed_seat":
            values.setdefault(f"?{target.name}", value)
        case _:
            values.setdefault(target.field, value)


def _about(refused: Refused, header: str) -> Refused:
    return Refused(refused.key, header, **refused.values)
