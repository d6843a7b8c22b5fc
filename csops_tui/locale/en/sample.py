"""Words of the sample book."""

WORDS: dict[str, str] = {
    "sample.label": "sample data",
    "sample.accounts": "making accounts and their history",
}
