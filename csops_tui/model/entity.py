"""How an entity is declared: a pydantic class whose fields say type, reference, code list, unit and privacy.

Table, form, import targets, export columns and validation all derive from what is said here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool
from pydantic_core import PydanticUndefined

Kind = Literal["text", "note", "code", "ref", "day", "moment", "month", "money", "count", "number", "flag"]


@dataclass(frozen=True)
class Spec:
    """What a field means beyond its Python type.

    `target` is the table of a reference or the name of a code list; `closed` lists the only values the database
    accepts; `owned` says that the row goes when the row it refers to goes; `personal` marks personal data.
    """

    kind: Kind
    target: str = ""
    closed: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    unit: str = ""
    owned: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Column:
    """One column of an entity's table, with what forms, imports and exports need to know about it."""

    name: str
    spec: Spec
    required: bool
    default: Any = None

    @property
    def sql_type(self) -> str:
        """TEXT, INTEGER or REAL."""
        return {"money": "INTEGER", "count": "INTEGER", "flag": "INTEGER", "number": "REAL"}.get(self.spec.kind, "TEXT")


def _moment(value: str) -> str:
    at = dt.datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _month(value: str) -> str:
    dt.date.fromisoformat(value + "-01")
    return value


Id = Annotated[str, Field(min_length=1)]
Text = Annotated[str, Field(min_length=1), Spec("text")]
Personal = Annotated[str, Field(min_length=1), Spec("text", personal=True)]
Note = Annotated[str, Spec("note")]
PersonalNote = Annotated[str, Spec("note", personal=True)]
Day = Annotated[dt.date, Spec("day")]
Moment = Annotated[str, AfterValidator(_moment), Spec("moment")]
Month = Annotated[str, AfterValidator(_month), Spec("month")]
Money = Annotated[int, Spec("money")]
Count = Annotated[int, Field(ge=0), Spec("count", low=0)]
Whole = Annotated[int, Spec("count")]
Minutes = Annotated[int, Field(ge=0), Spec("count", low=0, unit="min")]
Days = Annotated[int, Field(ge=0), Spec("count", low=0, unit="d")]
Number = Annotated[float, Field(allow_inf_nan=False), Spec("number")]
Percent = Annotated[float, Field(ge=0, le=100), Spec("number", low=0, high=100, unit="%")]
Flag = Annotated[StrictBool, Spec("flag")]
ConcernLevel = Annotated[int, Field(ge=0, le=4), Spec("count", low=0, high=4)]


def ref(table: str, *, owned: bool = False) -> Any:
    """A reference to a row of `table`; `owned` rows are deleted with the row they belong to."""
    return Spec("ref", target=table, owned=owned)


def coded(name: str) -> Any:
    """A word of the code list `name`, which users may extend."""
    return Spec("code", target=name)


def one_of(*values: str) -> Any:
    """One of `values`, and nothing else: the database refuses other words."""
    return Spec("code", target="", closed=values)


class Entity(BaseModel):
    """A row of the book; subclasses add fields, `checks` (rules across fields, in SQL) and `indexes`."""

    model_config = ConfigDict(extra="forbid", validate_default=True)

    checks: ClassVar[dict[str, str]] = {}
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    titles: ClassVar[tuple[str, ...]] = ("name",)

    id: Id | None = None

    @classmethod
    def table(cls) -> str:
        """The table's name: the class name in snake case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def _spec_of(annotation: Any, metadata: list[Any]) -> Spec | None:
    found = next((m for m in metadata if isinstance(m, Spec)), None)
    if found:
        return found
    if get_origin(annotation) is Annotated:
        base, *rest = get_args(annotation)
        return _spec_of(base, rest)
    if get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            if part is not NoneType and (spec := _spec_of(part, [])):
                return spec
    return None


@cache
def columns(entity: type[Entity]) -> tuple[Column, ...]:
    """The columns of an entity's table in declared order, without `id`; raises TypeError for a field without a Spec."""
    found: list[Column] = []
    for name, field in entity.model_fields.items():
        if name == "id":
            continue
        spec = _spec_of(field.annotation, list(field.metadata))
        if spec is None:
            raise TypeError(f"{entity.__name__}.{name} does not say what it means")
        default = None if field.default is PydanticUndefined else field.default
        found.append(Column(name, spec, field.is_required() or default is not None, default))
    return tuple(found)
