"""Numbers, money and yes/no as they stand in files and are typed, and money as it is shown."""

import re
from decimal import ROUND_HALF_UP, Decimal

from csops_tui.text.durations import NARROW

_LONGEST = 64
_PLAIN = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
_NUMBER = re.compile(_PLAIN, re.ASCII).fullmatch
_SCALED = re.compile(rf"({_PLAIN}) ?(k|K|M|mn|B|bn)", re.ASCII).fullmatch
_SCALES = {"k": 10**3, "K": 10**3, "M": 10**6, "mn": 10**6, "B": 10**9, "bn": 10**9}
_JAPANESE = re.compile(
    rf"(?:(?P<兆>{_PLAIN})兆)?(?:(?P<億>{_PLAIN}(?:千)?)億)?(?:(?P<万>{_PLAIN}(?:千)?)万)?(?:(?P<千>{_PLAIN})千)?(?P<一>{_PLAIN})?",
    re.ASCII,
).fullmatch
_JAPANESE_SCALES = {"兆": 10**12, "億": 10**8, "万": 10**4, "千": 10**3, "一": 1}
_CURRENCY_WORDS = {
    **{"¥": "JPY", "円": "JPY", "jpy": "JPY", "yen": "JPY", "$": "USD", "us$": "USD", "usd": "USD", "ドル": "USD"},
    **{"€": "EUR", "eur": "EUR", "ユーロ": "EUR", "£": "GBP", "gbp": "GBP", "ポンド": "GBP"},
}
_CURRENCY = "|".join(sorted(map(re.escape, _CURRENCY_WORDS), key=len, reverse=True))
_BEFORE = re.compile(rf"({_CURRENCY}) ?(?=[\d.△(-])", re.IGNORECASE).match
_AFTER = re.compile(rf" ?({_CURRENCY})$", re.IGNORECASE).search
DECIMALS = {**dict.fromkeys(("JPY", "KRW", "VND", "CLP", "ISK"), 0), **dict.fromkeys(("KWD", "BHD", "OMR", "TND"), 3)}
"""Digits after the point of the currencies that have another number of them than two."""
_SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_JAPANESE_UNITS = {"JPY": "円", "USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド"}

_YES = frozenset(("はい", "yes", "y", "true", "t", "1", "on", *"○◯〇有✓✔☑可済", "有り", "あり", "する", "要", "レ"))
_NO = frozenset(
    ("いいえ", "no", "n", "false", "f", "0", "off", "x", *"×✕✗☐無未", "無し", "なし", "不可", "しない", "不要")
)


def parse_number(text: str) -> Decimal | None:
    """The number a person wrote, exactly; None for anything else (also nan, inf, 1_000 and 1,23).

    Full-width digits, thousands commas, ¥ 円 $ and other currencies, 千 万 億 兆 and k M B; △, ▲, a minus or
    parentheses make it negative; 12.5% is 0.125.
    """
    read = _read(text)
    return read[0] if read else None


def parse_money(text: str, currency: str) -> int | None:
    """The amount in minor units of the currency (yen has none, dollars have two), rounded half up.

    None for what is no number, a percentage, or an amount marked as another currency.
    """
    read = _read(text)
    if read is None or read[2] or read[1] not in (None, currency):
        return None
    return int((read[0] * 10 ** decimals(currency)).to_integral_value(ROUND_HALF_UP))


def decimals(currency: str) -> int:
    """Digits after the point of a currency (ISO 4217 code)."""
    return DECIMALS.get(currency, 2)


def _read(text: str) -> tuple[Decimal, str | None, bool] | None:
    """(value, currency it is marked with, whether a percentage)."""
    if len(text) > _LONGEST:
        return None
    s = text.translate(NARROW).strip()
    negative = False
    if s.startswith("(") and s.endswith(")"):
        s, negative = s[1:-1].strip(), True
    s, signed = _unsigned(s)
    s, currency = _without_currency(s)
    if not signed:
        s, signed = _unsigned(s)
    if s.startswith("(") and s.endswith(")") and not negative:
        s, negative = s[1:-1].strip(), True
    if negative and signed:
        return None
    percent = s.endswith("%")
    value = _magnitude(s[:-1].rstrip() if percent else s)
    if value is None or (percent and currency):
        return None
    value = value / 100 if percent else value
    return (-value if negative or signed == "-" else value), currency, percent


def _unsigned(s: str) -> tuple[str, str]:
    if s[:1] in ("-", "△", "+"):
        return s[1:].lstrip(), "+" if s[0] == "+" else "-"
    return s, ""


def _without_currency(s: str) -> tuple[str, str | None]:
    before, after = _BEFORE(s), _AFTER(s)
    names = {_CURRENCY_WORDS[found[1].lower()] for found in (before, after) if found}
    if len(names) > 1:
        return "", None
    s = s[before.end() if before else 0 : after.start() if after else None].strip()
    return s, names.pop() if names else None


def _magnitude(s: str) -> Decimal | None:
    if _NUMBER(s):
        return Decimal(s.replace(",", ""))
    scaled = _SCALED(s)
    if scaled:
        return Decimal(scaled[1].replace(",", "")) * _SCALES[scaled[2]]
    parts = _JAPANESE(s) if s else None
    if not parts:
        return None
    total = Decimal(0)
    for unit, scale in _JAPANESE_SCALES.items():
        part = parts[unit]
        if part:
            thousands = 1000 if part.endswith("千") else 1
            total += Decimal(part.rstrip("千").replace(",", "")) * thousands * scale
    return total


def format_money(minor: int, currency: str, lang: str, short: bool = False) -> str:
    """An amount of minor units for reading: ¥4,800,000; short ¥4.8M or, in Japanese, 480万円."""
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    places = decimals(currency)
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    amount = Decimal(minor).scaleb(-places)
    if not short:
        return f"{sign}{symbol}{amount:,.{places}f}"
    if lang == "ja":
        return f"{sign}{_short(amount, _JAPANESE_STEPS)}{_JAPANESE_UNITS.get(currency, ' ' + currency)}"
    return f"{sign}{symbol}{_short(amount, _ENGLISH_STEPS)}"


_ENGLISH_STEPS = ((10**9, "B", 100), (10**6, "M", 100), (10**3, "K", 100), (1, "", 0))
_JAPANESE_STEPS = ((10**12, "兆", 100), (10**8, "億", 100), (10**4, "万", 10), (1, "", 0))


def _short(amount: Decimal, steps: tuple[tuple[int, str, int], ...]) -> str:
    """The amount in its largest unit, with one decimal below the third number of the step, without a trailing zero."""
    for (scale, unit, decimal_below), (smaller, _, _) in zip(steps, (*steps[1:], steps[-1]), strict=True):
        # What would round up to a full unit below (1,000K) is written in this one (1M).
        if scale == 1 or amount >= scale - Decimal(smaller) / 2:
            scaled = amount / scale
            step = Decimal("0.1") if scaled < decimal_below else Decimal(1)
            shown = f"{scaled.quantize(step, ROUND_HALF_UP):,}"
            return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + unit
    raise AssertionError("the last step holds every amount")


def parse_bool(text: str) -> bool | None:
    """Yes or no as files write it (はい, yes, true, 1, ○, 有 …), or None."""
    word = text.translate(NARROW).strip().lower() if len(text) <= _LONGEST else ""
    if word in _YES:
        return True
    return False if word in _NO else None
