"""語彙: `empty`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "empty.list": "ここにはまだ何もありません。\n\nn  追加する",
    "empty.new": "n  追加する",
    "empty.today": "今日向き合う顧客はありません。\n\n期限の来たタスクと約束・シグナル・接点の間隔の超過・更新準備の開始・在籍確認が、ここに順に並びます。\n\na  プール・全員の分を見る\n2  シートを開く\nF4 記録者を選ぶ",
    "empty.sheet": "契約中の顧客がここに1行ずつ並びます。\n\nn  顧客を追加する\nI  ファイルを取り込む\nf esc  絞り込みを解除する",
    "empty.touches": "顧客との接点がここに並びます。\n\nl  接点を1行で記録する\nI  ファイルを取り込む",
    "empty.churn": "解約とその理由がここに並びます。理由は次の解約を防ぐ手がかりになります。\n\nn  解約を記録する\nI  ファイルを取り込む",
    "empty.people": "先方担当者が、確認の古い順にここに並びます。\n\nn  追加する\nI  ファイルを取り込む",
    "empty.sheet": "契約中の顧客がここに1行ずつ並びます。\n\nn  顧客を追加する\n`csops import account ファイル.csv`  CSV から取り込む\nf esc  絞り込みを解除する",
    "empty.touches": "顧客との接点がここに並びます。\n\nl  接点を1行で記録する\n`csops import touchpoint ファイル.csv`  CSV から取り込む",
    "empty.churn": "解約とその理由がここに並びます。理由は次の解約を防ぐ手がかりになります。\n\nn  解約を記録する\n`csops import churn ファイル.csv`  CSV から取り込む",
    "empty.renewals": "期日が来る契約更新がここに並びます。契約明細に終了日があれば、更新日・準備開始日・最終対話が分かります。\n\n`csops import subscription ファイル.csv`  契約明細を取り込む\n: で「契約明細」の一覧を開く",
    "empty.people": "先方担当者が、確認の古い順にここに並びます。\n\nn  追加する\n`csops import contact ファイル.csv`  CSV から取り込む",
    "empty.tasks": "やることがここに期限の早い順に並びます。\n\nn  タスクを追加する\nシートでは t、1行入力では > で追加できます。",
    "empty.rounds": "レビューの記録がここに新しい順に並びます。\n\nesc w  シートに戻ってレビューを始める",
    "empty.signals": "シグナルがここに並びます。顧客が登録されると、13種類が自動で入ります。\n\nn  自分の条件で追加する",
    "empty.episodes": "発生中のシグナルはありません。",
    "empty.campaigns": "期間を区切って集中的に対応する顧客を、リストとして固定します。\n\nシートで + を押すと、印を付けた行や表示中の顧客でリストを作れます。\nn  シートに表示中の顧客で作る",
    "empty.campaign": "このリストには顧客がいません。\n\nn  顧客を追加する\nシートで + を押すと、まとめて追加できます。",
    "empty.segments": "顧客を条件で分けて名前を付けます。条件を変えると新しい版になり、誰が動くかを先に確かめられます。\n\nn  セグメントを作る（シートの絞り込みから始められます）",
    "empty.cadences": "接点の目標間隔がまだありません。\n\nn  対象を選んで追加する\nP  事業フェーズに合わせた標準から始める",
    "empty.moves": "変わるものはありません。",
    "empty.lookalikes": "重複の候補はありません。1社が1行になっています。\n\nI  ファイルを取り込む\n`csops merge account A B`  候補にない2件を統合する",
    "empty.captured": "カレンダー・メール・名刺から見つかった接点・予定・連絡先が、確認待ちとしてここに並びます。\n\n`csops capture フォルダ`  .ics・.eml・.mbox・Maildir・.vcf を読む",
    "empty.captured.ignored": "対象外にしたものはありません。",
    "empty.sql": "結果がここに並びます。\n\n^s  上の文を実行する\nf5  ビューの一覧（質問の例つき）",
}
