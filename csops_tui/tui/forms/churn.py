"""One churn as a form: the lines of the contract it ends, its dates, its reasons, and what closing it does besides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from csops_tui.locale import language, t
from csops_tui.store.book import Book
from csops_tui.store.choices import parent_of, title
from csops_tui.store.touch import acting_member
from csops_tui.store.typed import Typing
from csops_tui.text.dates import format_day
from csops_tui.text.numbers import format_money
from csops_tui.tui.forms.form import invalid
from csops_tui.tui.forms.job import FormField, Values, field_of
from csops_tui.tui.forms.saves import SAVE, Saves

if TYPE_CHECKING:
    from csops_tui.store.config import Config
    from csops_tui.store.edit import Edit

# Which columns, in the order in which one thinks of them; a heading begins each step.
_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("entry.step.what", ("kind", "lines", "mrr_lost", "currency", "refund")),
    ("entry.step.when", ("notice", "decided", "effective")),
    (
        "entry.step.why",
        ("reason_stated", "reason_stated_detail", "reason_judged", "reason_judged_detail", "note", "evidence"),
    ),
    ("entry.step.learn", ("voluntary", "avoidable", "foreseeable", "competitor", "moved_to", "winback")),
    ("entry.step.save", ("saves",)),
    ("entry.step.close", ("state", "account_churned", "end_lines")),
)
_PARENT = {"reason_stated_detail": "reason_stated", "reason_judged_detail": "reason_judged"}
_LINE = "line:"
_WHOLE = ("logo", "non_renewal")
# Reasons that nobody chose.
_NOT_CHOSEN = frozenset({"bankruptcy", "unpaid"})
# In the order in which they happen.
_DAYS = ("notice", "decided", "effective")

# Contract lines in force on a day, or ended by this very churn.
_LINES = """
SELECT s.id, coalesce(s.plan, p.name, '–'), s.mrr, s.currency, s.starts, s.ends
FROM subscription AS s LEFT JOIN product AS p ON p.id = s.product_id
WHERE s.account_id = :account AND s.starts <= :day AND (s.ends IS NULL OR s.ends > :day OR s.ends = :effective)
ORDER BY s.mrr DESC, s.rowid
LIMIT 20
"""
_NEXT_RENEWAL = "SELECT min(due) FROM renewal WHERE account_id = ? AND decision IS NULL AND due >= ?"


@dataclass(frozen=True)
class Line:
    """One line of the contract; `ends` is exclusive."""

    id: str
    name: str
    mrr: int
    currency: str
    starts: str
    ends: str | None

    @property
    def key(self) -> str:
        """The field that says whether it is lost."""
        return _LINE + self.id


class ChurnJob:
    """The churn `row_id` of an account, or a new one."""

    table = "churn"

    def __init__(self, book: Book, config: Config, account_id: str, row_id: str | None = None) -> None:
        from csops_tui.model.entity import columns
        from csops_tui.model.registry import ENTITIES

        self._book = book
        self._config = config
        self._account_id = account_id
        self._today = book.clock.today().isoformat()
        self.row_id = row_id
        self._columns = {column.name: column for column in columns(ENTITIES["churn"])}
        self._before = self._read(row_id) if row_id else {}
        self._account_name = title(book.reader(), "account", account_id)
        day = self._before.get("notice") or self._today
        rows = book.reader().execute(
            _LINES, {"account": account_id, "day": day, "effective": self._before.get("effective")}
        )
        self._lines = [Line(*row) for row in rows]
        currency = self._before.get("currency") or (self._lines[0].currency if self._lines else "JPY")
        self.where = Typing(book, currency, account_id, config.fiscal_start)
        self._me = acting_member(book, config.member or None)
        self._saves = Saves(book, row_id)
        self.fields = self._make_fields()
        self.title = t("entry.editing" if row_id else "entry.new", account=self._account_name)
        self.draft_key = ("churn:edit", row_id) if row_id else ("churn:new", account_id)

    # The fields

    def _make_fields(self) -> list[FormField]:
        made: list[FormField] = []
        for heading, names in _STEPS:
            first = len(made)
            for name in names:
                if name == "lines":
                    made += [self._line_field(line) for line in self._lines]
                elif name == "saves":
                    made += self._saves.fields
                elif name in self._columns:
                    made.append(field_of("churn", self._columns[name], parent=_PARENT.get(name, "")))
                else:
                    made.append(self._flag(name, t(f"entry.{name}"), t(f"entry.{name}.help")))
            made[first] = _under(made[first], t(heading))
        return made

    def _line_field(self, line: Line) -> FormField:
        amount = format_money(line.mrr, line.currency, language(), short=True)
        until = format_day(dt.date.fromisoformat(line.ends), language(), full=True) if line.ends else t("entry.no_end")
        return self._flag(line.key, line.name, t("entry.line.help"), t("entry.line", mrr=amount, until=until))

    def _flag(self, name: str, label: str, words: str, aside: str = "") -> FormField:
        from csops_tui.model.entity import Column, Spec

        return FormField("churn", Column(name, Spec("flag"), False), label, words, aside=aside)

    def start(self) -> Values:
        """What is known: the contract in force, its end, and for an old record what it says."""
        values: Values = dict(self._before)
        if self.row_id:
            one = values.get("subscription_id")
            values |= {line.key: int(one in (None, line.id)) for line in self._lines}
        else:
            values = {"kind": "logo", "state": "open", "voluntary": 1, "notice": self._today}
            values |= {"currency": self.where.currency}
            values |= {line.key: 1 for line in self._lines}
            values |= {"mrr_lost": self._sum(values), "effective": self._likely_end()}
        return values | self._saves.start() | self._consequences(values)

    def _likely_end(self) -> str | None:
        ends = [line.ends for line in self._lines if line.ends and line.ends >= self._today]
        if ends:
            return max(ends)
        return self._book.reader().execute(_NEXT_RENEWAL, [self._account_id, self._today]).fetchone()[0]

    def _sum(self, values: Values) -> int | None:
        currency = values.get("currency") or "JPY"
        lost = [line.mrr for line in self._lost(values) if line.currency == currency]
        return sum(lost) if lost else None

    def _lost(self, values: Values) -> list[Line]:
        return [line for line in self._lines if values.get(line.key)]

    def _consequences(self, values: Values) -> Values:
        """What closing does besides, as proposed: an account whose end lies ahead stays a customer until then."""
        kind, effective = values.get("kind"), values.get("effective")
        over = bool(effective) and str(effective) <= self._today
        gone = self._account_state() != "churned" and kind == "logo" and over
        return {"account_churned": int(gone), "end_lines": int(kind != "contraction" and bool(self._ending(values)))}

    def _ending(self, values: Values) -> list[Line]:
        """The lines lost whose end is later than the churn, or open."""
        effective = values.get("effective")
        if not effective:
            return self._lost(values)
        return [
            line
            for line in self._lost(values)
            if (line.ends is None or line.ends > effective) and line.starts <= effective
        ]

    def _account_state(self) -> str:
        return self._book.reader().execute("SELECT state FROM account WHERE id = ?", [self._account_id]).fetchone()[0]

    # While it is typed

    def follow(self, key: str, values: Values) -> Values:
        if key.startswith(_LINE):
            return {"mrr_lost": self._sum(values)} | self._consequences(values)
        if key == "kind":
            if values.get("kind") == "contraction":
                lost = {line.key: 0 for line in self._lines}
                return lost | {"mrr_lost": None} | self._consequences(values | lost)
            lost = {line.key: 1 for line in self._lines} if values.get("kind") in _WHOLE else {}
            return lost | {"mrr_lost": self._sum(values | lost)} | self._consequences(values | lost)
        if key == "effective":
            return self._consequences(values)
        if key == "currency":
            return {"mrr_lost": self._sum(values)}
        if key in _PARENT and values.get(key):
            above = {_PARENT[key]: parent_of(self._book.reader(), "churn_reason_detail", values[key])}
            return above | (
                {"voluntary": int(values[key] not in _NOT_CHOSEN)} if key.startswith("reason_judged") else {}
            )
        if key.startswith(SAVE):
            return self._saves.follow(key, values, values.get("notice") or self._today, self._me)
        for detail, parent in _PARENT.items():
            if key == parent and self._strays(values, detail):
                return {detail: None}
        return {}

    def _strays(self, values: Values, detail: str) -> bool:
        code, parent = values.get(detail), values.get(_PARENT[detail])
        return bool(code and parent) and parent_of(self._book.reader(), "churn_reason_detail", str(code)) not in (
            parent,
            None,
        )

    def missing(self, values: Values) -> list[str]:
        """The labels of what closing still needs."""
        needed = [name for name in ("effective", "reason_judged") if not values.get(name)]
        if values.get("reason_judged") in ("unknown", "other") and not str(values.get("note") or "").strip():
            needed.append("note")
        return [t(f"field.churn.{name}") for name in needed]

    def remark(self, values: Values) -> str:
        """Open: what is missing to close it. Closed: what saving does to the account and its contract."""
        missing, doubt = self.missing(values), next(iter(self.doubts(values).values()), "")
        if values.get("state") != "closed":
            if doubt:
                return doubt
            between = "、" if language() == "ja" else ", "
            return t("entry.missing", what=between.join(missing)) if missing else t("entry.ready")
        parts = self._acts(values)
        will = t("entry.will", what=" · ".join(parts)) if parts else ""
        return "  ".join(filter(None, (will, doubt)))

    def doubts(self, values: Values) -> dict[str, str]:
        """Field → what looks wrong but may be right: days out of order, amounts that the sum leaves out."""
        found: dict[str, str] = {}
        given = [name for name in _DAYS if values.get(name)]
        for earlier, later in pairwise(given):
            if values[earlier] > values[later]:
                first, second = (t(f"field.churn.{name}") for name in (earlier, later))
                found[later] = t(f"entry.doubt.{earlier}_{later}", earlier=first, later=second)
        left_out = sorted({line.currency for line in self._lost(values)} - {values.get("currency") or "JPY"})
        if left_out:
            found["mrr_lost"] = t("entry.doubt.currency", currencies=", ".join(left_out))
        return found

    def _acts(self, values: Values) -> list[str]:
        effective = values.get("effective")
        parts: list[str] = []
        if values.get("account_churned") and self._account_state() != "churned":
            parts.append(t("entry.will.churned", account=self._account_name))
        ending = self._ending(values) if values.get("end_lines") and effective else []
        if ending:
            day = format_day(dt.date.fromisoformat(str(effective)), language(), full=True)
            parts.append(t("entry.will.end", n=len(ending), day=day))
        return parts

    # Saving

    def problems(self, values: Values) -> dict[str, str]:
        shown = {field.key for field in self.fields}
        found = invalid("churn", self._row(values), shown)
        for detail in _PARENT:
            if self._strays(values, detail):
                found[detail] = t(
                    "entry.strays", detail=t(f"field.churn.{detail}"), reason=t(f"field.churn.{_PARENT[detail]}")
                )
        if values.get("state") == "closed":
            found |= self._not_closable(values)
        return found | self._saves.problems(values, self._account_id)

    def _not_closable(self, values: Values) -> dict[str, str]:
        if not values.get("reason_judged"):
            return {"reason_judged": t("check.churn.closed_needs_reason")}
        if not values.get("effective"):
            return {"effective": t("check.churn.closed_needs_dates")}
        if self.missing(values):
            rule = "unknown_needs_why" if values["reason_judged"] == "unknown" else "other_needs_text"
            return {"note": t(f"check.churn.{rule}")}
        return {}

    def label(self, values: Values) -> str:
        words = "entry.label.closed" if values.get("state") == "closed" else "entry.label.open"
        return t(words, account=self._account_name)

    def write(self, edit: Edit, values: Values) -> str:
        row = self._row(values)
        if self.row_id is None:
            row |= {"member_id": self._me}
            row_id = edit.insert("churn", {name: value for name, value in row.items() if value is not None})
        else:
            row_id = self.row_id
            changed = {name: value for name, value in row.items() if value != self._before.get(name)}
            if changed:
                edit.update("churn", row_id, changed)
        self._saves.write(edit, values, self._account_id, row_id)
        if values.get("state") == "closed":
            self._settle(edit, values)
        return row_id

    def _settle(self, edit: Edit, values: Values) -> None:
        """Closing: the account is a customer no more, and the lines lost end on the day of the churn."""
        if values.get("account_churned"):
            edit.update("account", self._account_id, {"state": "churned"})
        if values.get("end_lines") and values.get("effective"):
            for line in self._ending(values):
                edit.update("subscription", line.id, {"ends": values["effective"]})

    def _row(self, values: Values) -> Values:
        row: Values = {name: values[name] for name in values if name in self._columns}
        row["account_id"] = self._account_id
        lost = self._lost(values)
        start = self.start() if self.row_id else {}
        if any(values.get(line.key) != start.get(line.key) for line in self._lines):
            row["subscription_id"] = lost[0].id if len(lost) == 1 else None
        return row

    def _read(self, row_id: str) -> dict[str, Any]:
        names = list(self._columns)
        quoted = ", ".join(f'"{name}"' for name in names)
        row = self._book.reader().execute(f"SELECT {quoted} FROM churn WHERE id = ?", [row_id]).fetchone()
        return dict(zip(names, row, strict=True))


def _under(field: FormField, heading: str) -> FormField:
    return replace(field, section=heading)
