"""How long something took, as people type it."""

import re

_LONGEST = 64
# Full-width forms one by one: NFKC would also turn ① and m² into digits.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    **dict.fromkeys((0x3000, 0xA0, 0x202F), " "),
    **{0xFFE5: "¥", 0xFFE1: "£", 0x2212: "-", 0x25B2: "△", 0x3001: ","},
}
_HOURS = r"(\d{1,4}(?:\.\d{1,2})?) ?(?:時間|hours?|hrs?|h)"
_MINUTES = r"(\d{1,6}) ?(?:分間?|minutes?|mins?|m)"
_DURATION = re.compile(rf"(?:{_HOURS} ?(半)?)? ?(?:{_MINUTES})?", re.ASCII).fullmatch


def parse_duration(text: str) -> int | None:
    """Whole minutes: 30分, 30m, 1h, 1時間半, 1h30m, 90 min, 1.5h; None for anything else, a bare number too."""
    s = text.translate(NARROW).strip().lower() if len(text) <= _LONGEST else ""
    found = _DURATION(s) if s else None
    if not found or not (found[1] or found[3]):
        return None
    minutes = (30 if found[2] else 0) + int(found[3] or 0)
    whole, _, hundredths = (found[1] or "0").partition(".")
    # Half a minute counts as one (0.01 h are 0.6 min).
    return minutes + int(whole) * 60 + (int(f"{hundredths:0<2}") * 60 + 50) // 100
