"""語彙: `why`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "why.no_account": "先に顧客を選んでください。",
    "why.nothing_to_repeat": "この顧客にはまだ接点の記録がありません。l で記録できます。",
    "why.not_demo": "サンプルのブックではありません。",
    "why.no_row": "行がありません。",
    "why.past": "過去の日を表示しています。> で今日に戻ってから変更してください。",
    "why.today": "今日の時点を表示しています。",
    "why.computed": "この列は計算で求めているため編集できません。",
    "why.queue": "この一覧はほかの記録から作られるため、行は削除できません。",
    "why.needs_touch": "接点を記録すると消えます（l）。",
    "why.no_task": "タスクの行で使えます。",
    "why.no_group": "この列ではまとめられません。ティアや担当など、値が共通する列で使えます。",
}
