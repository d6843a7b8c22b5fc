"""Words of the charts."""

WORDS: dict[str, str] = {
    "widgets.touches_per_month": "接点 件/月",
    "widgets.usage_per_week": "利用 /週",
}
