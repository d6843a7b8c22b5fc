"""語彙: `app`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "app.demo": "サンプル：O で自分のブックへ",
    "app.as_of": "{day} 時点",
    "app.ime_on": "日本語入力がオンです。IME をオフにしてください。",
    "app.undoing": "元に戻しています… {n} 件の変更",
    "app.redoing": "やり直しています… {n} 件の変更",
    "app.undone": "元に戻しました: {label}",
    "app.redone": "やり直しました: {label}",
    "app.undo_skipped": "後から変更された {n} 件はそのまま残しました。",
    "app.done_undo": "{label}（u で元に戻せます）",
    "app.theme": "配色: {name}",
    "app.not_kept": "設定を保存できませんでした（{detail}）。",
    "app.crashed": "予期しないエラーのため終了しました。保存済みの内容は残っています。",
    "app.copied": "コピーしました: {text}",
    "app.no_terminal": "csops の画面には端末が必要です。`csops --help` でコマンドをご覧ください。",
    "app.computing": "計算中 {percent}%",
}
