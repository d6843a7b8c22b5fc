"""ブックに関する語彙。"""

WORDS = {
    "store.error.failed": "ブックの処理に失敗しました({detail})。ファイルは変更していません。`csops doctor` で状態を確認してください。",
    "store.error.no_book": "{path} にブックがありません。`csops demo` でサンプルを試すか、`csops` で新しいブックを作成してください。",
    "store.error.not_a_book": "{path} は csops のブックではありません。ファイルには触れていません。別のファイルを --db で指定してください。",
    "store.error.newer_book": "{path} は新しいバージョンの csops で作成されています(形式 {version}、対応は {known} まで)。ファイルには触れていません。csops を更新してください。",
    "store.error.damaged": "{path} は破損しています。ファイルには触れていません。`csops restore` でバックアップから復元できます。",
    "store.error.exists": "{path} にはすでにファイルがあります。別の場所を指定してください。",
    "store.error.unsafe_place": "{path} は共有・同期フォルダー({place})にあり、ブックが壊れるおそれがあるため開きません。ローカルのフォルダーに置いてください。",
    "store.error.disk_full": "ディスクの空きがないため保存できませんでした。入力内容は下書きに残っています。空きを作ってからもう一度保存してください。",
    "store.error.busy": "ほかの処理がブックを使用中です。少し待ってからもう一度お試しください。入力内容は残っています。",
    "store.error.refused": "この内容は保存できません({detail})。入力内容を確認してください。",
    "store.error.referred": "ほかのデータから参照されているため削除できません({detail})。",
    "store.error.no_row": "対象のデータが見つかりません({table})。ほかの操作で削除された可能性があります。",
    "store.error.nothing_to_undo": "元に戻せる操作はありません。",
    "store.error.disk_error": "ディスクでエラーが発生したため保存できませんでした({detail})。入力内容は下書きに残っています。ディスクを確認し、`csops doctor` を実行してください。",
    "store.error.unwritable": "{path} は読み取り専用のため保存できませんでした。ファイルとフォルダーの権限を確認してください。",
    "store.error.duplicate": "同じ ID のデータがすでにあります({detail})。",
    "store.error.broken_backup": "バックアップ {path} は完全ではないため使用しませんでした({detail})。より古いバックアップを選んでください。",
}
