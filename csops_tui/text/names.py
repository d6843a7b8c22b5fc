"""Names as people write them, brought to a form in which the same company meets itself."""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from csops_tui.text.kana import has_kana, katakana, new_kanji, romaji
from csops_tui.text.legal_forms import kind_of, without_forms, without_suffixes

_ABBREVIATION = r"\b(?:[a-z]\.[ ]?){2,}(?![a-z])|\b[kg]\.[ ]?k\b"
# Signs between letters make another name: H&M is not HM, C++ not C#, and 24/7 not 247.
_JUNK = re.compile(r"[^\w\n&+#-]+|_+|(?<!\d)-|-(?!\d)|(?<![\w+#])[&+#]+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[./](?=\d)")
# A dash between katakana stands for the long vowel mark that the keyboard did not give.
_DASH = re.compile(r"(?<=[ァ-ヺ])[-‐‑‒–—―−─ー]+(?=[ァ-ヺ\s]|$)", re.MULTILINE)
# コンピューター and コンピュータ are one word; in short words the mark makes another one of them.
_LAST_LONG = re.compile("(?<=[ァ-ヺー][ァ-ヺー][ァ-ヺ])ー(?![ァ-ヺ])")
# The same words with and without the mark, also where another word follows without a space.
_INNER_LONG = re.compile(
    "(コンピュータ|サーバ|プリンタ|センタ|メーカ|ユーザ|エレベータ|プロバイダ|ドライバ|ブラウザ|デザイナ|パートナ)ー"
)
_AND = re.compile(r"(?<=[\w+#.])(?: and | ?& ?)(?=\w)")
# Marks above Latin letters, which many keyboards do not have.
_MARKED = re.compile("[\u00c0-\u024f]")
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
# 霞ヶ関 is also written 霞が関.
_PLACE = re.compile("(?<=[一-鿿])[がガ](?=[一-鿿])")
# Banks and old names write small kana large, and old names ヱ and ヰ.
_LARGE_KANA = str.maketrans(
    "ァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎヱヰゑゐ", "アイウエオツヤユヨワあいうえおつやゆよわエイえい"
)


def norm(s: str) -> str:
    """NFKC, case folded, runs of spaces as one, none at the ends: the form in which names and words are compared."""
    if s.isascii():
        return " ".join(s.lower().split())
    folded = unicodedata.normalize("NFKC", s).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


@lru_cache(maxsize=4096)
def company_key(name: str) -> str:
    """The key under which spellings of one company meet: no legal form, spaces or punctuation, today's writing.

    A name that is nothing but a legal form keeps it; a name without a letter or digit is its `norm`.
    """
    return company_letters(name).translate(_LARGE_KANA)


def company_letters(name: str) -> str:
    """What `company_key` compares, with small kana small: the form that can be read aloud."""
    normal = norm(name)
    return _company_keys(normal) or new_kanji(normal)


def _company_keys(normal: str) -> str:
    """Keys of one or many lines of text from `norm`; a line without a letter or digit comes out empty."""
    text = normal.replace("&amp;", "&") if "&amp;" in normal else normal
    if not text.isascii():
        text = _MARKED.sub(_unmarked, without_forms(new_kanji(text)))
        text = _LAST_LONG.sub("", _DASH.sub("ー", text))
        if "が" in text or "ガ" in text:
            text = _PLACE.sub("ケ", text)
    if "." in text:
        text = re.sub(_ABBREVIATION, lambda found: found[0].replace(".", "").replace(" ", "") + " ", text)
    if "." in text or "/" in text:
        text = _BETWEEN_DIGITS.sub("-", text)
    text = without_suffixes(text)
    if "&" in text or " and " in text:
        text = _AND.sub("&", text)
    key = _JUNK.sub("", text)
    # Once more without the spaces that stood inside of words.
    return _LAST_LONG.sub("", _INNER_LONG.sub(r"\1", key)) if "ー" in key else key


def _unmarked(found: re.Match[str]) -> str:
    letter = found[0].translate(_LATIN)
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))


_NOT_OF_NUMBERS = re.compile(r"[\W_]+")
# A corporate number with the T before it is the same company's number as an issuer of invoices.
_INVOICE_NUMBER = re.compile(r"t(?=\d{13}$)")


def number_key(text: str) -> str:
    """The letters and digits of a corporate number; "" for what fills the field without being one, such as zeros."""
    key = _INVOICE_NUMBER.sub("", _NOT_OF_NUMBERS.sub("", norm(text)))
    return key if len(set(key)) > 1 and any(map(str.isdigit, key)) else ""


@lru_cache(maxsize=4096)
def legal_form(name: str) -> str:
    """Which kind of company a name says it is, in a sign or two; "" where it leaves that open (no form, Inc., LLC)."""
    return kind_of(new_kanji(norm(name)))


def same_company(one: str, other: str) -> bool:
    """Whether two names can be spellings of one company: the same key, and no two kinds of company."""
    kinds = {legal_form(one), legal_form(other)} - {""}
    return len(kinds) < 2 and company_key(one) == company_key(other)


_HONORIFIC = re.compile(
    r"(?<=\w\w)(?:様|さま|さん|氏|殿|先生)$|(?<=\w) (?:様|さま|さん|氏|殿|先生)$|^(?:mr|mrs|ms|dr)[. ] ?"
)


@lru_cache(maxsize=4096)
def person_key(name: str) -> str:
    """The key under which spellings of one person's name meet: no spaces, punctuation or honorific, today's kanji."""
    normal = norm(name)
    return _JUNK.sub("", _HONORIFIC.sub("", new_kanji(normal))) or normal


_WITHOUT_MACRON = str.maketrans("āīūēōâîûêô", "aiueoaiueo")
_FOLDS = (
    *(
        ("'", ""),
        ("-", ""),
        ("sya", "sha"),
        ("syu", "shu"),
        ("syo", "sho"),
        ("tya", "cha"),
        ("tyu", "chu"),
        ("tyo", "cho"),
    ),
    *(
        ("zya", "ja"),
        ("zyu", "ju"),
        ("zyo", "jo"),
        ("jya", "ja"),
        ("jyu", "ju"),
        ("jyo", "jo"),
        ("si", "shi"),
        ("zi", "ji"),
    ),
    *(("ti", "chi"), ("tu", "tsu"), ("hu", "fu"), ("mb", "nb"), ("mp", "np"), ("mm", "nm")),
    *(("ou", "o"), ("oo", "o"), ("uu", "u"), ("aa", "a"), ("ii", "i"), ("ee", "e")),
)


def latin_key(s: str) -> str:
    """Latin letters of a Japanese name with the ways of romanising it folded together (toukyou, tōkyō → tokyo)."""
    if not s.isascii():
        s = s.translate(_WITHOUT_MACRON)
    s = s.replace(" ", "")
    for spelling, kept in _FOLDS:
        if spelling in s:
            s = s.replace(spelling, kept)
    return s


class Hit(NamedTuple):
    """One name found: `score` 0–100 (higher is nearer), `exact` where a whole name, reading, alias or domain met."""

    id: str
    name: str
    score: float
    exact: bool


_FIELD = "\x1f"
# Score of an exact match, and what a partial match costs: name, key, kana, reading, domain, alias.
_KINDS = ((100.0, 0.0), (100.0, 0.0), (97.0, 0.5), (96.0, 1.0), (95.0, 1.5), (98.0, 1.0))
_NO_MATCH = (0.0, False)
_SCAN = 300
_SUBSEQUENCE_TRIES = 4000
# So many rows are brought into form in one go: fast, without needing much memory or holding up another thread.
_AT_ONCE = 1_000


def _norm_lines(cells: list[str]) -> str:
    text = "\n".join(cells)
    if text.count("\n") != len(cells) - 1 or _FIELD in text:
        text = "\n".join(" ".join(cell.replace(_FIELD, " ").split()) for cell in cells)
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return re.sub("[^\\S\n]{2,}", " ", text) if "  " in text else text


class NameIndex:
    """Live matching over names: exact, prefix, word prefix, inside, then letters in order; at most a few ms a query.

    Built once from rows (id, name, kana, aliases separated by ";" or "、", domain); it never changes afterwards.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str | None, str | None, str | None]]) -> None:
        self._ids, self._names = _Lines(), _Lines()
        # Every field of a row; and, as most typing is either Japanese or ASCII, what of them is left in ASCII, which
        # is half the size to scan.
        self._all, self._latin = _Lines(), _Lines()
        rows = iter(rows)
        while held := list(islice(rows, _AT_ONCE)):
            self._add(held)

    def _add(self, held: list[tuple[str, str, str | None, str | None, str | None]]) -> None:
        self._ids.add([row[0] for row in held])
        self._names.add([row[1] for row in held])
        names = _norm_lines([row[1] for row in held])
        keys = _company_keys(names).split("\n")
        given = _company_keys(katakana(_norm_lines([row[2] or "" for row in held]))).split("\n")
        # Without a given reading, the kana inside the name are what someone would type.
        kana = [reading or (katakana(key) if has_kana(key) else "") for reading, key in zip(given, keys, strict=True)]
        readings = latin_key(romaji("\n".join(kana))).split("\n")
        domains = _norm_lines([row[4] or "" for row in held]).split("\n")
        aliases = re.sub(" ?[;、] ?", _FIELD, _norm_lines([row[3] or "" for row in held])).split("\n")
        # A key equal to its name is left empty: less to scan, same answers.
        lines = [
            f"{_FIELD}{name}{_FIELD}{'' if key == name else key}{_FIELD}{reading}{_FIELD}{alias}{_FIELD}"
            for name, key, reading, alias in zip(names.split("\n"), keys, kana, aliases, strict=True)
        ]
        self._all.add(lines)
        latin = (
            f"{line}{reading}{_FIELD}{domain}{_FIELD}"
            for line, reading, domain in zip(lines, readings, domains, strict=True)
        )
        self._latin.add("\n".join(latin).encode("ascii", "ignore").decode("ascii").split("\n"))

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, query: str, limit: int = 8) -> list[Hit]:
        """The best matches, best first; nothing for a query without a letter or digit."""
        forms = _forms(query)
        best = self._scores(forms)
        if forms and len(best) < limit:
            widest = forms[-1]
            for row in self._haystack(widest).rows_with_letters_of(widest, limit - len(best)):
                best.setdefault(row, (40.0, False))
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], self._names.length(item[0]), item[0]))
        return [self._hit(row, score, exact) for row, (score, exact) in ranked[:limit]]

    def resolve(self, query: str) -> Hit | None:
        """The one account meant: the only exact match, else the only one that begins with the query; None in doubt."""
        scores = self._scores(_forms(query))
        near = [row for row, (score, _) in scores.items() if score >= PREFIX_FLOOR]
        meant = [row for row in near if scores[row][1]] or near
        if len(meant) != 1:
            return None
        row = meant[0]
        return self._hit(row, *scores[row])

    def nearest(self, query: str, limit: int = 3) -> list[Hit]:
        """Names spelled most like the query, for "did you mean"; score is the similarity in percent, at least 55."""
        from rapidfuzz import fuzz, process  # only when nothing matched: keeps the start path light

        best: dict[int, float] = {}
        key = company_letters(query)
        wanted = [(key, [name_key or name for name, name_key, *_ in map(self._fields, range(len(self)))])]
        if key.isascii():
            wanted.append((latin_key(key), [self._reading_and_domain(row)[0] for row in range(len(self))]))
        for text, choices in wanted:
            for _, score, row in process.extract(text, choices, scorer=fuzz.ratio, limit=limit, score_cutoff=55):
                best[row] = max(score, best.get(row, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [self._hit(row, round(score, 1), False) for row, score in ranked[:limit]]

    def _hit(self, row: int, score: float, exact: bool) -> Hit:
        return Hit(self._ids.line(row), self._names.line(row), score, exact)

    def _fields(self, row: int) -> list[str]:
        """Name, key where it is another, kana, and the aliases."""
        return self._all.line(row)[1:-1].split(_FIELD)

    def _reading_and_domain(self, row: int) -> list[str]:
        return self._latin.line(row)[:-1].rsplit(_FIELD, 2)[1:]

    def _scores(self, forms: list[str]) -> dict[int, tuple[float, bool]]:
        best: dict[int, tuple[float, bool]] = {}
        for form in forms:
            for row in self._haystack(form).rows_with(form):
                found = self._score(row, form)
                if found > best.get(row, _NO_MATCH):
                    best[row] = found
        return best

    def _haystack(self, form: str) -> "_Lines":
        return self._latin if form.isascii() else self._all

    def _score(self, row: int, form: str) -> tuple[float, bool]:
        name, key, kana, *aliases = self._fields(row)
        best = _NO_MATCH
        for kind, field in enumerate((name, key or name, kana, *self._reading_and_domain(row), *aliases)):
            if form not in field:
                continue
            exact_score, cost = _KINDS[min(kind, 5)]
            if form == field:
                best = max(best, (exact_score, True))
                continue
            score = 80.0 if field.startswith(form) else 70.0 if f" {form}" in field else 60.0
            best = max(best, (score + 9 * len(form) / len(field) - cost, False))
        return best


class _Lines:
    """Many short lines as one string, which takes little memory and is scanned at memory speed."""

    def __init__(self) -> None:
        self._text = ""
        # Where each line begins, and where one more would.
        self._starts = array("I", [0])

    def add(self, lines: list[str]) -> None:
        """Put more lines behind those that are there."""
        # The one reference to it: then it grows where it is, without a second copy.
        text, self._text = self._text, ""
        text += "".join(f"{line}\n" for line in lines)
        self._text = text
        self._starts.extend(islice(accumulate((len(line) + 1 for line in lines), initial=self._starts[-1]), 1, None))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def line(self, row: int) -> str:
        return self._text[self._starts[row] : self._starts[row + 1] - 1]

    def length(self, row: int) -> int:
        return self._starts[row + 1] - self._starts[row] - 1

    def rows_with(self, form: str) -> set[int]:
        """Rows holding the form; where it is very common, at least those that have it exactly or in front."""
        rows = self._scan(form)
        if len(rows) >= _SCAN:
            rows |= self._scan(_FIELD + form) | self._scan(_FIELD + form + _FIELD)
        return rows

    def _scan(self, needle: str) -> set[int]:
        rows: set[int] = set()
        text, starts = self._text, self._starts
        place = text.find(needle)
        while place >= 0 and len(rows) < _SCAN:
            row = bisect_right(starts, place) - 1
            rows.add(row)
            place = text.find(needle, starts[row + 1])
        return rows

    def rows_with_letters_of(self, form: str, most: int) -> list[int]:
        """Rows with a field that begins with the form's first letter and has the others after it, in order."""
        if len(form) < 2:
            return []
        follows = "".join(f"[^{re.escape(char)}{_FIELD}]*{re.escape(char)}" for char in form[1:32])
        in_order = re.compile(re.escape(_FIELD + form[0]) + follows).match
        rows: list[int] = []
        place = self._text.find(_FIELD + form[0])
        for _ in range(_SUBSEQUENCE_TRIES):
            if place < 0 or len(rows) >= most:
                break
            if in_order(self._text, place):
                row = bisect_right(self._starts, place) - 1
                rows.append(row)
                place = self._starts[row + 1] - 1
            place = self._text.find(_FIELD + form[0], place + 1)
        return rows


# From this score on a name begins with what was typed.
PREFIX_FLOOR = 78.0


def _forms(query: str) -> list[str]:
    """The ways a query may stand in the index: as typed, as a company key, in katakana, as a reading."""
    normal = norm(query).replace(_FIELD, " ")
    key = _company_keys(normal)
    forms = [normal, key, katakana(key)]
    if normal.isascii() or any(char in "āīūēōâîûêô" for char in normal):
        forms.append(latin_key(key))
    return [form for form in dict.fromkeys(forms) if any(map(str.isalnum, form))]
