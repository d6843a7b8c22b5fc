"""The grammar of a condition: tokens become SQL with marks for columns, or an error with the place of what is wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from csops_tui.measures.columns import code_words, columns, nearest, titled
from csops_tui.measures.tokens import ExpressionError, Token, tokens
from csops_tui.model.codes import fold
from csops_tui.store.listing import Field

MOST_DEPTH = 30
_MOST_WILDCARDS = 20
_MOST_PATTERN = 200

# Words that mean something in SQL: the ones understood here, and the ones that never will be.
_UNDERSTOOD = "and or not in between like glob escape is null isnull notnull case when then else end cast as"
_REFUSED_WORDS = """
select with values from where exists union all distinct collate attach detach pragma insert update delete drop create
alter vacuum explain recursive raise match regexp window over filter
"""
_KEYWORDS, _REFUSED = frozenset(_UNDERSTOOD.split()), frozenset(_REFUSED_WORDS.split())
RESERVED = _KEYWORDS | _REFUSED | {"true", "false"}
_RANGES = ("in", "between", "like", "glob")
_COMPARING = ("=", "<>", "<", "<=", ">", ">=", "is", "isnull", "notnull", *_RANGES)

_TODAY = {"today": 0, "今日": 0, "本日": 0, "yesterday": -1, "昨日": -1, "tomorrow": 1, "明日": 1}
_YES, _NO = {"true", "yes", "はい"}, {"false", "no", "いいえ"}
_TYPES = {"integer": "number", "int": "number", "real": "number", "numeric": "number", "text": "text"}
# What a function takes (least, most) and gives; `same`: the kind of its arguments.
FUNCTIONS: dict[str, tuple[int, int, str]] = {
    **{"abs": (1, 1, "number"), "round": (1, 2, "number"), "length": (1, 1, "number"), "instr": (2, 2, "number")},
    **{"min": (2, 9, "same"), "max": (2, 9, "same"), "coalesce": (2, 9, "same"), "ifnull": (2, 2, "same")},
    **{"nullif": (2, 2, "same"), "iif": (2, 3, "same"), "lower": (1, 1, "text"), "upper": (1, 1, "text")},
    **{"substr": (2, 3, "text"), "replace": (3, 3, "text"), "trim": (1, 2, "text"), "strftime": (1, 5, "text")},
    **{"date": (0, 5, "day"), "julianday": (0, 5, "number")},
}
_OF_DAYS = {"date": 0, "julianday": 0, "strftime": 1}
_KINDS = {"day": "day", "count": "number", "number": "number", "money": "number", "flag": "flag", "code": "code"}


@dataclass(frozen=True)
class Node:
    """A part of the condition: its SQL with columns as marks, what kind of value it is, where it was typed.

    `literal` is the value of a text or of a word that may still become a code; `field` the column it is.
    """

    sql: str
    kind: str
    start: int
    end: int
    literal: str | None = None
    field: Field | None = None


class Reader:
    """Reads the tokens of one condition by descending from the weakest operator to the strongest."""

    def __init__(self, text: str, own_codes: Mapping[str, Collection[str]] | None) -> None:
        self.names: list[str] = []
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0
        self._own_codes = own_codes
        self._replacing = False

    def whole(self) -> Node:
        """The node of the whole text."""
        if len(self._tokens) == 1:
            raise ExpressionError("empty", 0, self._next.end)
        node = self._condition(self._or())
        if self._at < len(self._tokens) - 1:
            raise self._wrong(self._next)
        return node

    # Tokens

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _accept(self, *values: str) -> str | None:
        """Take the next token when it is one of these signs or keywords."""
        token = self._next
        value = token.value.casefold()
        if token.kind in ("sign", "name") and value in values:
            self._at += 1
            return value
        return None

    def _expect(self, value: str) -> Token:
        token = self._next
        if self._accept(value) is None:
            if token.kind == "end":
                raise ExpressionError("unfinished", token.start, token.end)
            raise ExpressionError("expected", token.start, token.end, sign=value)
        return token

    def _wrong(self, token: Token) -> ExpressionError:
        if token.kind == "end":
            return ExpressionError("unfinished", token.start, token.end)
        if token.kind == "name" and token.value.casefold() in _REFUSED:
            return ExpressionError("forbidden", token.start, token.end, word=token.value)
        return ExpressionError("unexpected", token.start, token.end, word=token.value)

    # Conditions

    def _or(self) -> Node:
        return self._joined("or", self._and)

    def _and(self) -> Node:
        return self._joined("and", self._not)

    def _joined(self, word: str, read: Callable[[], Node]) -> Node:
        parts = [read()]
        while self._accept(word):
            parts.append(read())
        if len(parts) == 1:
            return parts[0]
        parts = [self._condition(node) for node in parts]
        sql = f" {word.upper()} ".join(node.sql for node in parts)
        return Node(f"({sql})", "flag", parts[0].start, parts[-1].end)

    def _not(self) -> Node:
        token = self._next
        if self._accept("not"):
            with_not = self._condition(self._deeper(self._not, token))
            return Node(f"(NOT {with_not.sql})", "flag", token.start, with_not.end)
        return self._comparison()

    def _condition(self, node: Node) -> Node:
        if node.kind == "word":
            raise self._unknown(node)
        if node.kind not in ("flag", "number", "any"):
            raise ExpressionError("no_condition", node.start, node.end)
        return node

    def _comparison(self) -> Node:
        left = self._sum()
        node = left
        while True:
            before = self._at
            negated = bool(self._accept("not"))
            sign = self._accept(*(_RANGES if negated else _COMPARING))
            if sign is None:
                self._at = before
                return node
            if node is not left:
                token = self._tokens[before]
                raise ExpressionError("chained", left.start, token.end)
            node = self._compared(left, sign, "NOT " if negated else "")

    def _compared(self, left: Node, sign: str, negation: str) -> Node:
        if sign in ("isnull", "notnull"):
            sql = f"({self._plain(left)} IS {'NOT ' if sign == 'notnull' else ''}NULL)"
            return Node(sql, "flag", left.start, self._tokens[self._at - 1].end)
        if sign == "is":
            return self._is(left)
        if sign == "in":
            return self._in(left, negation)
        if sign == "between":
            low = self._sum()
            self._expect("and")
            high = self._sum()
            sql = f"{self._plain(left)} {negation}BETWEEN {self._against(low, left)} AND {self._against(high, left)}"
            return Node(f"({sql})", "flag", left.start, high.end)
        if sign in ("like", "glob"):
            return self._like(left, sign.upper(), negation)
        right = self._sum()
        if right.kind == "null" or left.kind == "null":
            raise ExpressionError("equals_null", left.start, right.end)
        sql = f"({self._against(left, right)} {sign} {self._against(right, left)})"
        return Node(sql, "flag", left.start, right.end)

    def _is(self, left: Node) -> Node:
        word = "IS NOT" if self._accept("not") else "IS"
        right = self._sum()
        return Node(
            f"({self._against(left, right)} {word} {self._against(right, left)})", "flag", left.start, right.end
        )

    def _in(self, left: Node, negation: str) -> Node:
        self._expect("(")
        values = [self._against(self._sum(), left)]
        while self._accept(","):
            values.append(self._against(self._sum(), left))
        end = self._expect(")").end
        return Node(f"({self._plain(left)} {negation}IN ({', '.join(values)}))", "flag", left.start, end)

    def _like(self, left: Node, word: str, negation: str) -> Node:
        pattern = self._concat()
        if pattern.literal is None:
            raise ExpressionError("pattern", pattern.start, pattern.end)
        wild = sum(pattern.literal.count(sign) for sign in ("%_" if word == "LIKE" else "*?["))
        if len(pattern.literal) > _MOST_PATTERN or wild > _MOST_WILDCARDS:
            raise ExpressionError("long_pattern", pattern.start, pattern.end, most=_MOST_WILDCARDS)
        escape, end = "", pattern.end
        if word == "LIKE" and self._accept("escape"):
            token = self._take()
            if token.kind != "text" or len(token.value) != 1:
                raise self._wrong(token)
            escape, end = f" ESCAPE {_quote(token.value)}", token.end
        sql = f"({self._plain(left)} {negation}{word} {_quote(pattern.literal)}{escape})"
        return Node(sql, "flag", left.start, end)

    # Values

    def _sum(self) -> Node:
        left = self._product()
        while sign := self._accept("+", "-"):
            right = self._product()
            left = self._added(left, sign, right)
        return left

    def _added(self, left: Node, sign: str, right: Node) -> Node:
        if left.kind == "day" and right.kind == "day" and sign == "-":
            sql = f"CAST(julianday({left.sql}) - julianday({right.sql}) AS INTEGER)"
            return Node(sql, "number", left.start, right.end)
        if right.kind == "day" and sign == "+":
            left, right = right, left
        if left.kind == "day":
            days = self._number(right)
            sql = f"date({left.sql}, ({'0 - ' if sign == '-' else ''}{days}) || ' days')"
            return Node(sql, "day", min(left.start, right.start), max(left.end, right.end))
        return Node(f"({self._number(left)} {sign} {self._number(right)})", "number", left.start, right.end)

    def _product(self) -> Node:
        left = self._concat()
        while sign := self._accept("*", "/", "%"):
            if sign == "%" and left.kind == "number" and self._ends_here():
                # `usage_change < -30%`: the figures in per cent are numbers of per cent.
                continue
            right = self._concat()
            by = "* 1.0 /" if sign == "/" else sign
            left = Node(f"({self._number(left)} {by} {self._number(right)})", "number", left.start, right.end)
        return left

    def _ends_here(self) -> bool:
        token = self._next
        return token.kind == "end" or token.value.casefold() in (")", ",", "and", "or", "then", "else", "end", "when")

    def _concat(self) -> Node:
        left = self._unary()
        while self._accept("||"):
            right = self._unary()
            left = Node(f"({self._plain(left)} || {self._plain(right)})", "text", left.start, right.end)
        return left

    def _unary(self) -> Node:
        token = self._next
        if sign := self._accept("-", "+"):
            node = self._deeper(self._unary, token)
            return Node(f"({sign} {self._number(node)})", "number", token.start, node.end)
        return self._primary()

    def _primary(self) -> Node:
        token = self._take()
        match token.kind:
            case "number":
                return Node(token.value, "number", token.start, token.end)
            case "day":
                return Node(_quote(_day(token.value, token)), "day", token.start, token.end)
            case "text":
                return Node(_quote(token.value), "text", token.start, token.end, literal=token.value)
            case "sign" if token.value == "(":
                node = self._deeper(self._or, token)
                self._expect(")")
                return node
            case "name":
                return self._named(token)
            case _:
                self._at -= 1
                raise self._wrong(token)

    def _deeper(self, read: Callable[[], Node], token: Token) -> Node:
        if self._depth >= MOST_DEPTH:
            raise ExpressionError("too_deep", token.start, token.end, most=MOST_DEPTH)
        self._depth += 1
        try:
            return read()
        finally:
            self._depth -= 1

    def _named(self, token: Token) -> Node:
        name = token.value.casefold()
        field = columns().get(name)
        calls = self._next.kind == "sign" and self._next.value == "("
        if field and not calls:
            if field.key not in self.names:
                self.names.append(field.key)
            kind = _KINDS.get(field.kind.partition(":")[0], "text")
            return Node(f"\x01{field.key}\x02", kind, token.start, token.end, field=field)
        if name == "case":
            return self._deeper(lambda: self._case(token), token)
        if name == "cast":
            return self._deeper(lambda: self._cast(token), token)
        if name == "null":
            return Node("NULL", "null", token.start, token.end)
        if name in ("true", "false"):
            return Node(str(int(name == "true")), "flag", token.start, token.end)
        if name in _TODAY and not calls:
            days = _TODAY[name]
            return Node(f"date(:as_of, '{days:+} days')" if days else ":as_of", "day", token.start, token.end)
        if calls:
            if name not in FUNCTIONS:
                key = "forbidden" if name in _REFUSED else "no_function"
                raise ExpressionError(key, token.start, token.end, word=token.value, known=", ".join(FUNCTIONS))
            return self._deeper(lambda: self._call(name, token), token)
        if name in _KEYWORDS or name in _REFUSED:
            raise self._wrong(token)
        return Node("", "word", token.start, token.end, literal=token.value)

    def _case(self, token: Token) -> Node:
        subject = None if self._next.value.casefold() == "when" else self._sum()
        parts, results = ["CASE"], list[Node]()
        if subject:
            parts.append(self._plain(subject))
        self._expect("when")
        while True:
            when = self._sum() if subject else self._condition(self._or())
            self._expect("then")
            results.append(self._or())
            parts.append(f"WHEN {self._against(when, subject) if subject else when.sql}")
            parts.append(f"THEN {self._plain(results[-1])}")
            if not self._accept("when"):
                break
        if self._accept("else"):
            results.append(self._or())
            parts.append(f"ELSE {self._plain(results[-1])}")
        end = self._expect("end").end
        kind, field = _common(results)
        return Node(f"({' '.join(parts)} END)", kind, token.start, end, field=field)

    def _cast(self, token: Token) -> Node:
        self._expect("(")
        node = self._or()
        self._expect("as")
        kind = self._take()
        if kind.kind != "name" or kind.value.casefold() not in _TYPES:
            raise self._wrong(kind)
        end = self._expect(")").end
        sql = f"CAST({self._plain(node)} AS {kind.value.upper()})"
        return Node(sql, _TYPES[kind.value.casefold()], token.start, end)

    def _call(self, name: str, token: Token) -> Node:
        if name == "replace":
            # Nested, a few letters would make gigabytes.
            if self._replacing:
                raise ExpressionError("nested_replace", token.start, token.end)
            self._replacing = True
        self._expect("(")
        arguments: list[Node] = []
        if not self._accept(")"):
            arguments.append(self._or())
            while self._accept(","):
                arguments.append(self._or())
            self._expect(")")
        end = self._tokens[self._at - 1].end
        least, most, kind = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise ExpressionError("arguments", token.start, end, word=name, least=least, most=most)
        if name == "replace":
            self._replacing = False
        field = None
        told = [self._plain(node) for node in arguments]
        if name in _OF_DAYS:
            place = _OF_DAYS[name]
            told[place:] = [":as_of" if (n.literal or "").casefold() == "now" else n.sql for n in arguments[place:]]
            told += [":as_of"] if len(told) == place else []
        elif kind == "same":
            first = next((n for n in arguments if n.literal is None and n.kind != "null"), None)
            told = [self._against(n, first) if first and name != "iif" else self._plain(n) for n in arguments]
            kind, field = _common(arguments[1:] if name == "iif" else arguments)
        return Node(f"{name}({', '.join(told)})", kind, token.start, end, field=field)

    # What a value means beside another

    def _plain(self, node: Node) -> str:
        if node.kind == "word":
            raise self._unknown(node)
        return node.sql

    def _number(self, node: Node) -> str:
        if node.kind in ("text", "code", "day"):
            raise ExpressionError("number_needed", node.start, node.end)
        return self._plain(node)

    def _against(self, node: Node, other: Node) -> str:
        """The SQL of `node` where it is compared with `other`: a word or text becomes the code or day it means."""
        if other.kind == "code" and other.field and node.literal is not None:
            return self._code(node, other.field)
        if other.kind == "day" and node.kind != "day":
            if node.literal is not None and node.kind == "text":
                return _quote(_day(node.literal, node))
            if node.kind == "word":
                raise self._unknown(node)
            if node.kind not in ("null", "any"):
                raise ExpressionError("day_needed", node.start, node.end)
        if other.kind == "flag" and node.kind == "word":
            word = fold(node.literal or "")
            if word in _YES | _NO:
                return str(int(word in _YES))
        if other.kind in ("number", "flag") and node.kind == "text" and node.literal is not None:
            if not re.fullmatch(r"[+-]?\d+(\.\d+)?", node.literal.strip()):
                raise ExpressionError("number_needed", node.start, node.end)
            return node.literal.strip()
        if other.kind == "text" and node.kind == "word" and other.field:
            return _quote(node.literal or "")
        return self._plain(node)

    def _code(self, node: Node, field: Field) -> str:
        name, wanted = field.kind.partition(":")[2], fold(node.literal or "")
        words = code_words(name)
        if wanted in words:
            return _quote(words[wanted])
        if self._own_codes is not None and wanted not in self._own_codes.get(name, ()):
            near = nearest(wanted, [*words, *self._own_codes.get(name, ())]) or list(dict.fromkeys(words.values()))
            told = {"word": node.literal, "name": field.key, "near": ", ".join(near)}
            raise ExpressionError("no_code", node.start, node.end, **told)
        # A word of the book's own: the book says which code it is.
        own = _quote(node.literal or "")
        return (
            f"(SELECT coalesce(max(c.code), {own}) FROM code AS c"
            f" WHERE c.list = {_quote(name)} AND {own} IN (c.code, c.ja, c.en))"
        )

    def _unknown(self, node: Node) -> ExpressionError:
        word = node.literal or ""
        near = nearest(word.casefold(), [*columns(), *titled()])
        known = [titled().get(name, name) for name in near]
        return ExpressionError(
            "unknown" if known else "unknown_far", node.start, node.end, word=word, near=", ".join(dict.fromkeys(known))
        )


def _quote(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _day(value: str, place: Token | Node) -> str:
    try:
        return dt.date(*map(int, re.split("[-/.]", value.strip()))).isoformat()
    except (ValueError, TypeError):
        raise ExpressionError("bad_day", place.start, place.end, word=value) from None


def _common(nodes: list[Node]) -> tuple[str, Field | None]:
    """The kind that all of these values have, and the column that says so; a text beside a code is taken for one."""
    codes = [node for node in nodes if node.kind == "code"]
    kinds = {node.kind for node in nodes if node.kind != "null" and not (codes and node.kind == "text")}
    field = codes[0].field if codes else None
    return (kinds.pop(), field) if len(kinds) == 1 else ("any", None)
