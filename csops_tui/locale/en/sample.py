"""Words of the sample book."""

WORDS: dict[str, str] = {
    "sample.label": "sample data",
    "sample.accounts": "making accounts and their history",
    "sample.segment.high": "Key",
    "sample.segment.mid": "Standard",
    "sample.segment.low": "Small",
    "sample.campaign": "This quarter's appointments",
    "sample.campaign_note": "Key accounts to speak with once this quarter",
}
