"""How an import is to read its file, and what it may add to the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Options:
    """The user's choices for one import.

    `source` names the system the file comes from: keys are kept per source. `date_order` settles 03/04/2026 where the
    column does not, `decimal` 1,234 in files with semicolons. `currency` is that of money columns that name none.
    `new_codes="add"` takes unknown words into their code list; `unknown_refs="empty"` leaves an optional reference
    empty where its row is not found, `new_accounts="add"` makes an account of a name that is not in the book,
    `new_members="add"` one of our people. `last_day=True` says that end dates in the file are the last day of the
    contract, not the day after.
    `words` translates cells before they are looked up as codes. `zone` is the time zone of times that name none, the
    local one when it is empty. `holding` names the account that takes records whose own account is not in the book;
    it is made when there is none. `existing=True` takes only records that are in the book already. `blanks="skip"`
    passes over records with nothing in the columns that are not references. `theirs=True` lets the file win where a
    person has changed a field since the last import from `source`.
    """

    source: str = "csv"
    date_order: Literal["", "dmy", "mdy", "ymd"] = ""
    decimal: Literal["", "comma", "point"] = ""
    currency: str = "JPY"
    new_codes: Literal["reject", "add"] = "reject"
    unknown_refs: Literal["reject", "empty"] = "reject"
    new_accounts: Literal["reject", "add"] = "reject"
    new_members: Literal["reject", "add"] = "reject"
    last_day: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    holding: str = ""
    existing: bool = False
    blanks: Literal["reject", "skip"] = "reject"
    theirs: bool = False
