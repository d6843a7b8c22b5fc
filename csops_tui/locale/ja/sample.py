"""サンプルの台帳の語彙。"""

WORDS: dict[str, str] = {
    "sample.label": "サンプルデータ",
    "sample.accounts": "顧客と履歴を作成中",
    "sample.segment.high": "重点",
    "sample.segment.mid": "標準",
    "sample.segment.low": "小規模",
    "sample.campaign": "今四半期の重点アポイント",
    "sample.campaign_note": "四半期のうちに一度は1:1で話す重点顧客",
}
