"""変更の確認の言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "moves.only_shown": "これから変わるものの一覧です。ここでは編集できません。",
    "moves.nothing": "変わるものがありません。",
    "moves.label": "{what}: {n}件",
}
