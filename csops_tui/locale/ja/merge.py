"""似た行とその統合の言葉。"""

WORDS: dict[str, str] = {
    "merge.label": "{what}の統合: {gone} → {kept}",
}
