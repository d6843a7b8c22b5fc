"""最初の画面の言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "welcome.title": "ようこそ",
    "welcome.about": "カスタマーサクセスの業務ツールです。データはこのパソコンの中だけに置かれます。",
    "welcome.sample": "架空の顧客1,300社と3年分の接点・契約・解約で、ひと通り試せます。自分のデータには触れません。",
    "welcome.import": "顧客・先方担当者・接点などの CSV を取り込みます。結果を確かめてから反映し、u で元に戻せます。",
    "welcome.empty": "最初の顧客を1社入力します。",
    "welcome.making": "サンプルを作っています。",
    "welcome.stop": "esc  中止",
    "welcome.stopped": "中止しました。何も残していません。",
    "welcome.failed": "サンプルを作れませんでした。空き容量をご確認のうえ、もう一度お試しください。",
    "welcome.why.making": "サンプルを作っている間はお待ちください。esc で中止できます。",
}
