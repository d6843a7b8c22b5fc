"""シェルの語彙。"""

from csops_tui.locale.ja.cli_book import WORDS as BOOK
from csops_tui.locale.ja.cli_churn import WORDS as CHURN
from csops_tui.locale.ja.cli_errors import WORDS as ERRORS
from csops_tui.locale.ja.cli_exchange import WORDS as EXCHANGE
from csops_tui.locale.ja.cli_records import WORDS as RECORDS
from csops_tui.locale.ja.cli_register import WORDS as REGISTER
from csops_tui.locale.ja.cli_said import WORDS as SAID
from csops_tui.locale.ja.cli_studies import WORDS as STUDIES

WORDS = {
    "cli.help": "ローカル完結のカスタマーサクセス運用ツールです。コマンドなしで起動すると画面が開きます。データは標準出力、お知らせは標準エラーに出ます。",
    "cli.usage": "使い方",
    "cli.commands": "コマンド",
    "cli.options": "オプション",
    "cli.global_options": "共通オプション",
    "cli.yes": "はい",
    "cli.no": "いいえ",
    "cli.option.db": "ブックのファイル（既定: CSOPS_DB、設定、標準の場所の順）",
    "cli.option.lang": "表示言語",
    "cli.option.as_of": "この日を「今日」とみなす",
    "cli.option.member": "操作するメンバーの名前",
    "cli.option.json": "JSON で出力する",
    "cli.option.csv": "CSV で出力する",
    "cli.option.tsv": "TSV で出力する",
    "cli.option.quiet": "お知らせを出さない",
    "cli.option.help": "この説明を表示する",
    "cli.option.version": "バージョンを表示する",
    "cli.option.dry_run": "書き込まずに結果だけ表示する",
    "cli.option.scope": "対象の顧客: current 契約中・トライアル、churned 解約済み、all すべて、unassigned 契約中のうち担当なし、no_contact 契約中のうち有効な先方担当者なし",
    "cli.option.columns": "表示する項目",
    "cli.option.sort": "並べ替える項目（先頭に - を付けると降順）",
    "cli.option.limit": "最大件数",
    "cli.option.no_mouse": "マウスを端末に任せる（文字の選択に使えます）",
    "cli.option.where": "この条件に合う顧客だけ（SQL の WHERE。列の名前は csops define と画面の f で分かります）",
    "cli.option.view": "ビューの名前（保存したもの、または 更新まで180日以内 など）",
    **REGISTER,
    **BOOK,
    **CHURN,
    **ERRORS,
    **EXCHANGE,
    **RECORDS,
    **REGISTER,
    **SAID,
    **STUDIES,
}
