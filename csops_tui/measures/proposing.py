"""What the word at the caret of a condition can become: columns, operators and values, found by all their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from csops_tui.locale import language, t
from csops_tui.measures.columns import columns, title, titles, unit
from csops_tui.measures.tokens import ExpressionError, Token, flat, tokens
from csops_tui.model.codes import CODES, find, fold, names_of, word
from csops_tui.store.code_words import retired
from csops_tui.store.listing import Field
from csops_tui.store.sqlite import Connection

MOST = 40

_PIECE = re.compile(r"[^\W\d][\w・]*$")
_QUOTED = re.compile("['\"‘’“”「『＇＂][^'\"‘’“”「」『』＇＂]*$")
_PLAIN_WORD = re.compile(r"[^\W\d][\w・]*")
_COMPARING = {"=", "<>", "<", "<=", ">", ">=", "is", "like", "glob", "between"}
_LEADS_TO_VALUE = {"(", ",", "and", "not"}
_OPERATORS = {
    "code": ("=", "in (", "<>", "is null"),
    "person": ("=", "is null", "in (", "like"),
    "text": ("=", "like", "is null", "in ("),
    "flag": ("and", "= no", "is null"),
    "day": ("<", ">=", "between", "is null"),
    "number": ("<=", ">=", "=", "between", "is null"),
}


@dataclass(frozen=True)
class Offer:
    """One thing the piece can become: the text to put in, the word for it, and what tells it from its like."""

    text: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Offers:
    """Offers for the stretch [start, end) of a line; empty where nothing fits."""

    start: int
    end: int
    items: tuple[Offer, ...] = ()

    def put(self, line: str, offer: Offer) -> tuple[str, int]:
        """The line with this offer in place and a space after it, and where the caret then stands."""
        space = "" if offer.text.endswith("(") else " "
        before = line[: self.start] + offer.text + space
        return before + line[self.end :].lstrip(), len(before)


Values = Callable[[Field], Sequence[Offer]]
"""The values that a column can have; empty while they are not known yet."""


def propose(line: str, caret: int, values: Values) -> Offers:
    """What can stand at the caret of `line`; columns are found by name and by any of their words."""
    head = flat(line[:caret])
    quoted = _QUOTED.search(head) if _odd_quotes(head) else None
    piece = quoted or _PIECE.search(head)
    start = piece.start() if piece else caret
    typed = head[start:].lstrip("'\"‘’“”「『＇＂")
    try:
        before = tokens(head[:start])[:-1]
    except ExpressionError:
        return Offers(start, caret)
    field = _compared_column(before)
    if field is not None:
        return Offers(start, caret, _of_values(field, typed, values))
    if quoted:
        return Offers(start, caret)
    last = before[-1].value.casefold() if before else ""
    known = columns().get(last) if before and before[-1].kind == "name" else None
    if known is not None and (not typed or line[:start].endswith((" ", "\u3000"))):
        return Offers(start, caret, _of_operators(known, typed))
    if before and last not in ("and", "or", "not", "(", ",", "when", "then", "else", "case", *"+-*/", *_COMPARING):
        return Offers(start, caret)
    return Offers(start, caret, _of_columns(typed) if typed else ())


def is_word(text: str) -> bool:
    """Whether a value can stand in a condition without quotes."""
    from csops_tui.measures.reading import RESERVED

    return bool(_PLAIN_WORD.fullmatch(text)) and text.casefold() not in RESERVED and text.casefold() not in columns()


def quoted(text: str) -> str:
    """A value as it is typed: bare where that is clear, else in quotes."""
    return text if is_word(text) else "'" + text.replace("'", "''") + "'"


def code_offers(
    list_name: str, own: Sequence[tuple[str, str]] = (), gone: Collection[str] = frozenset[str]()
) -> list[Offer]:
    """The codes of a list with their words, the book's own (code, word) first; those `gone` are not offered."""
    found = {code: Offer(quoted(code), label) for code, label in own}
    for entry in CODES.get(list_name, ()):
        found.setdefault(entry.code, Offer(quoted(entry.code), word(list_name, entry.code, language())))
    return [offer for code, offer in found.items() if code not in gone]


def codes_on_offer(conn: Connection, list_name: str) -> list[Offer]:
    """The codes of a list as the book offers them today."""
    shown = "ja" if language() == "ja" else "en"
    own = conn.execute(f"SELECT code, coalesce({shown}, code) FROM code WHERE list = ? AND active = 1", [list_name])
    return code_offers(list_name, own.fetchall(), retired(conn, list_name))


def _odd_quotes(head: str) -> bool:
    try:
        tokens(head)
    except ExpressionError as error:
        return error.key == "open_quote"
    return False


def _compared_column(before: list[Token]) -> Field | None:
    """The column whose value is asked for at the end of these tokens; None where none is."""
    at = len(before) - 1
    if at < 1:
        return None
    value = before[at].value.casefold()
    if value == "not" and before[at - 1].value.casefold() == "is":
        at, value = at - 1, "is"
    if value in ("(", ","):
        while at > 0 and before[at].value.casefold() not in ("in", ")"):
            at -= 1
        value = before[at].value.casefold()
        if value != "in":
            return None
    elif value == "and":
        # The second value of a between.
        if at < 3 or before[at - 2].value.casefold() != "between":
            return None
        at, value = at - 2, "between"
    if value not in _COMPARING and value != "in":
        return None
    name = before[at - 1]
    if name.value.casefold() == "not" and at >= 2:
        name = before[at - 2]
    return columns().get(name.value.casefold()) if name.kind == "name" else None


def _kind(field: Field) -> str:
    plain = field.kind.partition(":")[0]
    if field.key in ("owner", "ops_owner"):
        return "person"
    return {"count": "number", "money": "number"}.get(plain, plain if plain in _OPERATORS else "text")


def _of_operators(field: Field, typed: str) -> tuple[Offer, ...]:
    wanted = typed.casefold()
    return tuple(
        Offer(sign, sign, t(f"filter.operator.{key}") if (key := _OPERATOR_WORDS.get(sign)) else "")
        for sign in _OPERATORS[_kind(field)]
        if sign.startswith(wanted)
    )


_OPERATOR_WORDS = {
    **{"=": "equal", "<>": "unequal", "in (": "among", "is null": "empty", "like": "like", "between": "between"},
    **{"<": "less", "<=": "most", ">": "more", ">=": "least", "= no": "no", "and": "also"},
}


def _of_columns(typed: str) -> tuple[Offer, ...]:
    wanted = _flat(typed)
    ranked: list[tuple[int, int, Offer]] = []
    for place, name in enumerate(columns()):
        rank = _rank(wanted, name, titles(name))
        if rank is not None:
            ranked.append((rank, place, Offer(name, title(name), unit(name))))
    return tuple(offer for _, _, offer in sorted(ranked, key=lambda item: item[:2]))[:MOST]


def _rank(wanted: str, name: str, spoken: Sequence[str]) -> int | None:
    """0 for a beginning of the name, 1 of a word, 2 of a part, 3 anywhere; None when it is not in there."""
    if name.startswith(wanted):
        return 0
    words = [_flat(one) for one in spoken]
    if any(one.startswith(wanted) for one in words):
        return 1
    if any(part.startswith(wanted) for part in name.split("_")):
        return 2
    return 3 if len(wanted) > 1 and (wanted in name or any(wanted in one for one in words)) else None


def _of_values(field: Field, typed: str, values: Values) -> tuple[Offer, ...]:
    wanted = _flat(typed)
    kind = _kind(field)
    if kind == "day":
        days = ("today", "today + 30", "today - 30", "yesterday", "tomorrow", "null")
        return tuple(Offer(day, "") for day in days if day.startswith(wanted))
    if kind == "flag":
        return tuple(
            Offer(name, t(f"present.{name}") if name == "yes" else "")
            for name in ("yes", "no")
            if name.startswith(wanted)
        )
    if kind == "number":
        return ()
    first: list[Offer] = []
    later: list[Offer] = []
    for offer in values(field):
        spoken = [_flat(offer.text.strip("'")), _flat(offer.label)]
        if kind == "code" and (entry := find(field.kind.partition(":")[2], offer.text)):
            spoken += map(_flat, names_of(entry))
        if any(one.startswith(wanted) for one in spoken):
            first.append(offer)
        elif wanted and any(wanted in one for one in spoken):
            later.append(offer)
    return tuple([*first, *later][:MOST])


def _flat(text: str) -> str:
    """The form in which typed pieces are compared: width, case and the two kana alike."""
    folded = fold(unicodedata.normalize("NFKC", text))
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in folded)
