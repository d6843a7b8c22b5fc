"""Words about recording touches."""

WORDS = {
    "touch.label.one": "Touch: {account} {channel}",
    "touch.label.several": "{count} touches",
    "touch.label.bulk": "Bulk touch: {count} accounts, {channel}",
}
