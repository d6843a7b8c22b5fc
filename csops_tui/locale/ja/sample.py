"""サンプルの台帳の語彙。"""

WORDS: dict[str, str] = {
    "sample.label": "サンプルデータ",
    "sample.accounts": "顧客と履歴を作成中",
}
