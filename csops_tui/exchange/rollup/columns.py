"""Which column of the events is what: said by the user, else guessed from names and types."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Mapping, Sequence

from csops_tui.exchange.rollup.errors import RollupError
from csops_tui.exchange.rollup.source import Source
from csops_tui.text.names import norm

ROLES = ("account", "user", "event", "session", "product", "time", "id")
# The names that columns of each kind go by, the surest first; compared without case, spaces and marks.
_NAMES: dict[str, tuple[str, ...]] = {
    "account": (
        *("accountid", "account", "accountkey", "companyid", "company", "organizationid", "organisationid", "orgid"),
        *("organization", "organisation", "org", "tenantid", "tenant", "workspaceid", "workspace", "customerid"),
        *("customer", "clientid", "client", "groupid", "teamid", "accountname", "companyname", "corporatenumber"),
        *(
            "domain",
            "companydomain",
            "アカウントid",
            "アカウント",
            "顧客id",
            "顧客",
            "企業id",
            "企業",
            "会社id",
            "会社",
        ),
        *("契約id", "テナントid", "テナント", "法人番号", "会社名", "企業名", "顧客名", "ドメイン"),
    ),
    "user": (
        *("userid", "user", "userkey", "uid", "memberid", "personid", "contactid", "distinctid", "useremail", "email"),
        *("mail", "username", "login", "ユーザーid", "ユーザー", "ユーザid", "ユーザ", "利用者id", "利用者", "メール"),
        *("メールアドレス", "ログインid"),
    ),
    "event": (
        *("feature", "featurename", "featureid", "eventname", "event", "eventtype", "action", "activity", "operation"),
        *("function", "screen", "page", "機能", "機能名", "イベント", "イベント名", "操作", "アクション", "画面"),
    ),
    "session": ("sessionid", "session", "sessionkey", "visitid", "セッションid", "セッション"),
    "time": (
        *("ts", "timestamp", "eventtime", "eventtimestamp", "occurredat", "eventat", "time", "datetime", "createdat"),
        *(
            "at",
            "sentat",
            "receivedat",
            "originaltimestamp",
            "loggedat",
            "date",
            "day",
            "eventdate",
            "日時",
            "発生日時",
        ),
        *("利用日時", "操作日時", "タイムスタンプ", "日付", "利用日"),
    ),
    "product": ("productid", "product", "productcode", "productname", "appid", "app", "service", "製品", "製品名"),
    "id": (),
}
_MARKS = re.compile(r"[\s_\-.・/]+")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


def recognise(source: Source, types: Mapping[str, str], samples: Mapping[str, Sequence[str]]) -> Source:
    """The source with every column found and what its times are; raises RollupError without account or time.

    `types` are DuckDB's by column, `samples` some texts of each column. Columns that were named are checked only.
    """
    said = {role: getattr(source, role) for role in ROLES}
    found = {role: _there(name, types) if name else _guess(role, types, said) for role, name in said.items()}
    if not found["account"]:
        # Without a column for accounts, the domain of people's addresses tells them.
        found["account"] = found["user"] if _mails(samples.get(found["user"], ())) else ""
    for role in ("account", "time"):
        if not found[role]:
            raise RollupError(f"no_{role}", names=", ".join(types))
    mails = _mails(samples.get(found["account"], ()))
    return dataclasses.replace(
        source,
        **found,
        account_is=source.account_is or ("mail" if mails else "key"),
        time_is=source.time_is or time_kind(types[found["time"]], samples.get(found["time"], ())),
    )


def metrics_of(source: Source) -> tuple[str, ...]:
    """The metrics to roll up: those asked for, else all that the columns allow.

    Raises RollupError for one that was asked for and whose column is not there.
    """
    for part, column in (("contact", source.user), ("product", source.product)):
        if part in source.by and not column:
            raise RollupError("by_column", name=part)
    needs = {"events": source.time, "users": source.user, "sessions": source.session, "features": source.event}
    if not source.metrics:
        return tuple(name for name, column in needs.items() if column)
    needs["sessions"] = source.session or source.user
    for name in source.metrics:
        if not needs[name]:
            raise RollupError("metric_column", metric=name)
    return tuple(dict.fromkeys(source.metrics))


def time_kind(type_: str, samples: Sequence[str]) -> str:
    """How a column of DuckDB's type tells times (one of TIMES); raises RollupError for a type that cannot."""
    base = type_.partition("(")[0].upper()
    if base.startswith("TIMESTAMP"):
        return "timestamptz" if "WITH TIME ZONE" in base else "timestamp"
    if base == "DATE":
        return "date"
    if base in _WHOLE or base in ("DOUBLE", "FLOAT", "DECIMAL"):
        digits = max((len(text.partition(".")[0].lstrip("-")) for text in samples), default=10)
        return "epoch_s" if digits <= 11 else "epoch_ms" if digits <= 14 else "epoch_us"
    if base == "VARCHAR":
        held = [text.strip() for text in samples]
        if held and all(map(_COUNTED.fullmatch, held)):
            return time_kind("BIGINT", held)
        if held and all(map(_DAY.fullmatch, held)):
            return "date"
        return "texttz" if any(_ZONED.search(text.strip()) for text in samples) else "text"
    raise RollupError("time_type", type=type_)


_COUNTED = re.compile(r"\d{9,17}(?:\.\d+)?")
_DAY = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")
_ZONED = re.compile(r"\d(?:[zZ]|[+-]\d\d(?::?\d\d)?)$")


def _there(name: str, types: Mapping[str, str]) -> str:
    """The column meant, spelled as the events have it."""
    for known in types:
        if known == name or known.casefold() == name.casefold():
            return known
    near = difflib.get_close_matches(name, types, 3)
    raise RollupError("no_column", name=name, near=", ".join(near or list(types)))


def _guess(role: str, types: Mapping[str, str], said: Mapping[str, str]) -> str:
    taken = {name.casefold() for name in said.values() if name}
    by_key: dict[str, str] = {}
    for name in types:
        if name.casefold() not in taken and _fits(role, types[name]):
            by_key.setdefault(_MARKS.sub("", norm(name)), name)
    return next((by_key[key] for key in _NAMES[role] if key in by_key), "")


def _fits(role: str, type_: str) -> bool:
    base = type_.partition("(")[0].upper()
    if role == "time":
        return base.startswith("TIMESTAMP") or base in ("DATE", "VARCHAR", "BIGINT", "UBIGINT", "DOUBLE", "INTEGER")
    return base in (*_WHOLE, "VARCHAR", "UUID", "DOUBLE") or base.startswith("ENUM")


def _mails(samples: Sequence[str]) -> bool:
    held = [text for text in samples if text]
    return bool(held) and sum("@" in text for text in held) * 2 > len(held)
