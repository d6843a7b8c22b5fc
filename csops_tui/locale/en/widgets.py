"""Words of the charts."""

WORDS: dict[str, str] = {
    "widgets.touches_per_month": "Touches per month",
    "widgets.usage_per_week": "Usage per week",
}
