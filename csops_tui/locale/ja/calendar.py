"""語彙: 書き出すカレンダー。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "calendar.renewal": "契約更新",
    "calendar.contract": "契約終了",
    "calendar.runway": "更新準備",
    "calendar.task": "タスク",
    "calendar.appointment": "面談",
    "calendar.renewal.title": "契約更新：{account}",
    "calendar.contract.title": "契約終了：{account}",
    "calendar.runway.title": "更新準備の開始：{account}",
    "calendar.runway.detail": "更新日 {day}",
    "calendar.task.title": "{title}（{account}）",
    "calendar.task.promise": "約束：{title}",
    "calendar.appointment.title": "面談：{account}",
}
