"""シェルの語彙：接点と負荷の集計。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "cli.stats.short": "接点・カバー率・アポイントを集計する",
    "cli.stats.help": "WHAT は touches（接点数・平均・中央値・接点ゼロ）、trigger（月別の顧客起点の割合）、fields（記入率）、coverage（接触頻度を守れている顧客の割合）、funnel（アポイントの打診から面談まで）、waiting（結果のない打診。古い順）です。--by には tier、industry、owner などの属性と month か quarter を並べます。日付がなければ、その月を含む直近12か月です。10件未満の割合は示しません。",
    "cli.option.stats.by": "集計の切り口",
    "cli.option.stats.start": "開始日",
    "cli.option.stats.end": "終了日",
    "cli.routing.short": "顧客をCSとCS Opsに割り振る",
    "cli.routing.help": "関係の深さ（0〜100）と活用の2つの境界で契約中の顧客を4つに分け、担当を変えたほうがよい顧客を示します。両方高ければCS、両方低ければCS Ops、それ以外は現状維持（未定なら関係で決めます）。活用はライセンス利用率、なければ1席あたり利用量、なければ利用量の変化で測ります。--apply で1回の変更として割り当て、csops undo で戻せます。",
    "cli.option.routing.relationship": "関係の深さの境界（既定 50）",
    "cli.option.routing.usage": "活用の境界",
    "cli.option.routing.by": "活用を測る指標",
    "cli.option.routing.everyone": "変更のない顧客も示す",
    "cli.option.routing.unknown": "数値がなく割り振れない顧客を示す",
    "cli.option.routing.apply_changes": "変更案のすべてを割り当てる",
    "cli.capacity.short": "担当者の稼働を示す",
    "cli.capacity.help": "担当者ごとの顧客数、MRR、接触頻度から見積もった週の計画時間（分）を、週の持ち時間と比べます。プールと担当なしは分けて示します。--by team でチーム別、--by cadence で接触頻度の行別。--days 行のID=日数 で、保存せずに頻度を変えた場合を見積もります。",
    "cli.option.capacity.by": "担当者別・チーム別・接触頻度別",
    "cli.option.capacity.pairs": "接触頻度の行を何日に変えた場合か",
}
