"""操作の名前。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "edit.deleted": "{what}を {n} 件削除",
    "edit.done": "完了: {what}",
}
