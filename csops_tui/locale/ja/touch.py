"""接点の記録に関する語彙。"""

WORDS = {
    "touch.label.one": "接点: {account} {channel}",
    "touch.label.several": "接点 {count}件",
    "touch.label.bulk": "一括接点: {count}社 {channel}",
}
