"""From the words of a file to rows of the book: by key in the other system, number, domain, mail, name, title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from csops_tui.exchange.errors import Refused
from csops_tui.exchange.ids import made_id
from csops_tui.exchange.mapping import Source, nearest
from csops_tui.exchange.options import Options
from csops_tui.exchange.salesforce import all_keys
from csops_tui.exchange.targets import REFERRED_BY
from csops_tui.store.merge_marks import MERGED
from csops_tui.store.touch import nature
from csops_tui.text.clean import clean
from csops_tui.text.domains import company_host, registered
from csops_tui.text.names import company_key, legal_form, norm, number_key, person_key

Ids = tuple[str, ...]

# Nearest names are worth their time for the first mistakes of a file; the thousandth says nothing new.
_SUGGESTIONS = 200
_MEMORY = 20_000
# As merging two accounts writes them.
_ALIASES = re.compile("[;；、]")


def key_of(table: str, field: str, text: str) -> str:
    """The form in which a value of a recognising field is compared; "" for one that tells no two rows apart."""
    if field == "domain":
        return company_host(text)
    if field == "corporate_number":
        return number_key(text)
    if table == "account" and field == "name":
        return company_key(text)
    if table in ("contact", "member") and field == "name":
        return person_key(text)
    return norm(text)


def form_mark(table: str, name: str) -> str:
    """What a name adds to its key where it stands for the record: a kind of company that is not the usual one."""
    form = legal_form(name) if table == "account" else ""
    return f"\x1f{form}" if form not in ("", "株") else ""


class References:
    """Finds rows that cells refer to; answers are remembered for the length of one import."""

    def __init__(self, reader: Any, options: Options) -> None:
        self._reader = reader
        self._options = options
        self._known: dict[tuple[str, ...], Ids] = {}
        self._indexes: dict[tuple[str, str], dict[str, Ids]] = {}
        self._natures: dict[str, tuple[str, str]] = {}
        self._account_of: dict[tuple[str, str], str | None] = {}
        self._merged: dict[str, dict[str, str]] = {}
        self._suggested = 0
        # Names of the rows that the import may add, by table and the id they get.
        self.added: dict[str, dict[str, str]] = {"account": {}, "member": {}}
        addable = {"account": options.new_accounts, "member": options.new_members}
        self._addable = frozenset(table for table, choice in addable.items() if choice == "add")

    def find(self, table: str, by: str, text: str) -> Ids:
        """The ids of all rows that a cell can mean, none when there is no such row."""
        key = (table, by, text)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MEMORY:
                self._known.clear()
            found = self._keyed(table, text) if by in ("", "external_id") else self._named(table, by, text)
            self._known[key] = found
        return found

    def nature(self, channel: str) -> tuple[str, str]:
        """Reach and direction that a channel implies."""
        if channel not in self._natures:
            self._natures[channel] = nature(self._reader, channel)
        return self._natures[channel]

    def resolve(self, cells: list[tuple[Source, str]], account: str | None = None) -> str:
        """The one row that the cells of one reference mean together; raises Refused when it is none or several."""
        table = cells[0][0].target.spec.target
        left: Ids = ()
        said = {source.target.by: text for source, text in cells} if table == "account" else {}
        for source, text in cells:
            found = self.find(table, source.target.by, text)
            if said and source.target.by not in ("", "external_id"):
                found = tuple(row for row in found if not self.differs(row, said))
            if left:
                found = tuple(row for row in left if row in found) or left
            if account and table == "contact" and len(found) > 1:
                found = tuple(row for row in found if self.account_of("contact", row) == account) or found
            left = found or left
            if len(left) == 1 and source.target.by != "name":
                break
        if len(left) == 1:
            return left[0]
        name = next((text for source, text in cells if source.target.by == "name"), "")
        if table in self._addable and name and not left:
            return self.add(table, name)
        source, text = cells[0]
        if left:
            raise Refused("ambiguous_ref", source.header, value=text, count=len(left))
        raise Refused("unknown_ref", source.header, value=text, nearest=self._nearest(table, cells))

    def named(self, table: str, name: str) -> str:
        """The row of a name, added where there is none."""
        found = self.find(table, "name", name)
        return found[0] if found else self.add(table, name)

    def add(self, table: str, name: str) -> str:
        """The id of a row that the import is to add under this name."""
        key = key_of(table, "name", name)
        row = made_id(self._options.source, table, f"={key}{form_mark(table, name)}")
        self.added[table][row] = clean(name).strip()
        # The index knows it from now on, so that other spellings of the name meet it.
        named = self.index(table, "name")
        named[key] = (*named.get(key, ()), row)
        return row

    def account_of(self, table: str, row_id: str) -> str | None:
        """The account that a contact, subscription or other owned row belongs to."""
        key = (table, row_id)
        if key not in self._account_of:
            if len(self._account_of) > _MEMORY:
                self._account_of.clear()
            row = self._reader.execute(f'SELECT account_id FROM "{table}" WHERE id = ?', [row_id]).fetchone()
            self._account_of[key] = row[0] if row else None
        return self._account_of[key]

    def value(self, table: str, field: str, row_id: str) -> Any:
        """One field of one row, None when there is no such row."""
        row = self._reader.execute(f'SELECT "{field}" FROM "{table}" WHERE id = ?', [row_id]).fetchone()
        return row[0] if row else None

    def differs(self, row: str, values: Mapping[str, Any]) -> str:
        """What forbids taking an account for the one that `values` describe: `corporate_number` or `name`; else "".

        Two corporate numbers are two companies, and so are two kinds of company under one name.
        """
        if number := number_key(str(values.get("corporate_number") or "")):
            other = number_key(str(self.value("account", "corporate_number", row) or ""))
            if other and other != number:
                return "corporate_number"
        if name := values.get("name"):
            mine = str(self.value("account", "name", row) or self.added["account"].get(row) or "")
            kinds = {legal_form(str(name)), legal_form(mine)} - {""}
            if len(kinds) > 1 and company_key(mine) == company_key(str(name)):
                return "name"
        return ""

    def elsewhere(self, row: str, domain: str) -> bool:
        """Whether an account is known by a domain that somebody else registered than `domain`."""
        mine = registered(company_host(str(self.value("account", "domain", row) or "")))
        other = registered(company_host(domain))
        return bool(mine and other) and mine != other

    def account_by_mail(self, mail: str) -> str | None:
        """The only account whose domain is that of a mail address; None for a mailbox that anybody can have."""
        found = self.find("account", "domain", mail) if "@" in mail else ()
        return found[0] if len(found) == 1 else None

    def index(self, table: str, field: str) -> dict[str, Ids]:
        """Comparison key → ids of all rows of a table by one field; accounts are known by their aliases too."""
        made = self._indexes.get((table, field))
        if made is None:
            made = {}
            fields = ("name", "alias") if (table, field) == ("account", "name") else (field,)
            for column in fields:
                rows = self._reader.execute(f'SELECT id, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
                for row_id, value in rows:
                    for one in _ALIASES.split(str(value)) if column == "alias" else (str(value),):
                        key = key_of(table, field, one)
                        if key and row_id not in (ids := made.get(key, ())):
                            made[key] = (*ids, row_id)
            self._indexes[(table, field)] = made
        return made

    def own(self, table: str, row_id: str) -> str:
        """The row that stands for an id of ours: itself, or the row into which it was merged."""
        return self._merged_rows(table).get(row_id, row_id)

    def is_merged(self, table: str, row_id: str) -> bool:
        """Whether an id of ours is that of a row merged away."""
        return row_id in self._merged_rows(table)

    def any_merged(self, table: str) -> bool:
        """Whether any row of a table was ever merged into another."""
        return bool(self._merged_rows(table))

    def _merged_rows(self, table: str) -> dict[str, str]:
        if table not in self._merged:
            sql = "SELECT key, row_id FROM external_ref WHERE entity = ? AND system = ?"
            self._merged[table] = dict(self._reader.execute(sql, [table, MERGED]).fetchall())
        return self._merged[table]

    def _keyed(self, table: str, text: str) -> Ids:
        sql = "SELECT row_id FROM external_ref WHERE entity = ? AND system = ? AND key = ?"
        source = self._options.source
        rows = [row for key in all_keys(source, text) for row in self._reader.execute(sql, [table, source, key])]
        ids = list(dict.fromkeys(row_id for (row_id,) in rows)) or [self.own(table, text)]
        return tuple(
            row_id
            for row_id in ids
            if self._reader.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', [row_id]).fetchone()
        )

    def _named(self, table: str, by: str, text: str) -> Ids:
        key = key_of(table, by, text)
        found = self.index(table, by).get(key, ())
        if by == "domain" and key and not found:
            found = self._related_hosts(table, key)
        if len(found) > 1 and by == "name":
            spelled = tuple(row for row in found if norm(str(self.value(table, "name", row))) == norm(text))
            return spelled if len(spelled) == 1 else found
        return found

    def _related_hosts(self, table: str, host: str) -> Ids:
        """Rows whose domain lies above a host (mail.acme.co.jp → acme.co.jp), or below the one registered."""
        index = self.index(table, "domain")
        own = registered(host)
        if host != own:
            return index.get(own, ())
        below = self._indexes.get((table, "registered"))
        if below is None:
            below = self._indexes[(table, "registered")] = {}
            for known, ids in index.items():
                below[registered(known)] = (*below.get(registered(known), ()), *ids)
        return below.get(host, ())

    def _nearest(self, table: str, cells: list[tuple[Source, str]]) -> str:
        names = REFERRED_BY.get(table, ())
        source, text = next(((s, c) for s, c in cells if s.target.by in ("name", "title")), cells[0])
        self._suggested += 1
        if source.target.by not in names or self._suggested > _SUGGESTIONS:
            return ""
        column = source.target.by
        rows = self._reader.execute(
            f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL LIMIT 20000'
        )
        return nearest(text, [name for (name,) in rows])


def grouped(sources: tuple[Source, ...]) -> list[tuple[str, tuple[Source, ...]]]:
    """Reference sources by the field they fill, each in the order in which they are tried; contacts come last."""
    order = ("", "external_id", "corporate_number", "domain", "mail", "code", "title", "name", "day")
    fields: dict[str, list[Source]] = {}
    for source in sources:
        fields.setdefault(source.target.field, []).append(source)
    tried = [(field, tuple(sorted(found, key=lambda s: order.index(s.target.by)))) for field, found in fields.items()]
    return sorted(tried, key=lambda item: item[0] == "contact_id")
