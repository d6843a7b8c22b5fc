"""Words about recording touches."""

WORDS = {
    "touch.label.one": "Touch: {account} {channel}",
    "touch.label.bulk": "Bulk touch: {count} accounts, {channel}",
}
