"""What columns are called in the files that people have: names of fields in Japanese and English."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from csops_tui.exchange.targets import targets
from csops_tui.locale import LANGUAGES, words

_BETWEEN = re.compile(r"[\s_\-./:：・*#()（）\[\]【】「」]+")
# Units and currencies that people write into the header; they are read off before the name is looked up.
_UNIT = re.compile(
    r"[\s_(（\[]+(usd|jpy|eur|gbp|円|ドル|hours?|hrs?|時間|minutes?|mins?|分|seconds?|secs?|秒|days?|日)[)）\]]*$", re.I
)
_CURRENCY = {"usd": "USD", "ドル": "USD", "jpy": "JPY", "円": "JPY", "eur": "EUR", "gbp": "GBP"}
_MINUTES = {"h": 60.0, "時": 60.0, "m": 1.0, "分": 1.0, "s": 1 / 60, "秒": 1 / 60, "d": 1440.0, "日": 1440.0}

# What the entities themselves are called, as the beginning of a header ("account name", 顧客名).
_ENTITY = {
    "account": "account customer company client organization organisation アカウント 顧客 会社 企業 取引先 法人",
    "contact": "contact person user 担当者 連絡先 コンタクト 顧客担当者",
    "member": "member csm owner rep staff 自社担当 担当csm 社内担当 担当",
    "product": "product service 製品 商品 プロダクト サービス",
    "subscription": "subscription contract 契約 サブスクリプション",
    "touchpoint": "touchpoint touch activity interaction 接点 活動 対応",
    "ticket": "ticket case issue チケット ケース 問い合わせ お問い合わせ",
    "churn": "churn churnevent cancellation 解約",
    "event": "event seminar webinar イベント セミナー ウェビナー",
    "survey": "survey アンケート 調査",
    "survey_response": "response answer 回答",
    "attendance": "attendance attendee registration 参加 申込",
    "voice": "voice request 要望",
    "task": "task todo タスク",
    "usage": "usage 利用",
    "renewal": "renewal 更新",
    "opportunity": "opportunity deal 商談 案件",
    "programme": "programme program campaign newsletter 施策",
    "risk": "risk リスク",
    "complaint": "complaint クレーム 苦情",
}

# What a field is called, whatever the entity; `entity.field` wins over `field`.
_FIELD = {
    "name": "name fullname 名 名前 名称",
    "account.name": (
        "name accountname customername companyname company customer client 会社名 企業名 顧客名 取引先名 "
        "取引先 アカウント名 法人名 社名 会社 顧客 企業 お客様 お客様名"
    ),
    "contact.name": "name fullname contactname 氏名 名前 担当者名 顧客担当者 お名前",
    "member.name": "name fullname displayname 氏名 名前 担当者名",
    "name.family": "familyname lastname surname 姓 苗字 名字 氏",
    "name.given": "givenname firstname forename 名",
    "kana": "kana furigana ふりがな フリガナ カナ よみ 読み",
    "alias": "alias nickname shortname 略称 通称 別名",
    "domain": "domain website url site ドメイン ウェブサイト ホームページ hp",
    "corporate_number": "corporatenumber 法人番号",
    "state": "state status 状態 ステータス 状況",
    "trial": "trial istrial トライアル トライアル中 試用中",
    "churned": "churned ischurned churnflag churnedflag 解約済 解約済み",
    "stage": "stage phase ステージ フェーズ",
    "tier": "tier rank ランク 重要度 ティア",
    "size": "size companysize 規模 企業規模",
    "touch_model": "touchmodel タッチモデル",
    "segment": "segment セグメント",
    "industry": "industry sector vertical 業種 業界",
    "region": "region area prefecture 地域 都道府県 エリア",
    "country": "country 国",
    "source": "source referralsource leadsource 流入元 獲得経路 ソース",
    "seats": "seats licenses licences users seatcount 席数 ライセンス数 id数 アカウント数 契約数",
    "since": (
        "since signup signupdate startdate customersince createddate 契約開始日 開始日 登録日 利用開始日 "
        "取引開始日 契約日"
    ),
    "cadence_days": "cadence cadencedays 接触間隔 目標間隔",
    "note": "note notes memo comment comments remarks description details body 備考 メモ コメント 内容 詳細 摘要",
    "mail": "mail email emailaddress mailaddress メール メールアドレス eメール",
    "phone": "phone tel telephone phonenumber 電話 電話番号",
    "title": "title subject summary 件名 題名 タイトル 表題",
    "event.title": "title name eventname subject topic webinar イベント名 セミナー名 ウェビナー名 タイトル 件名",
    "opportunity.title": "title name dealname opportunityname subject 商談名 案件名 件名",
    "opportunity.mrr": "mrr addedmrr monthlyamount 増加mrr 見込mrr 見込みmrr 月額",
    "probability": "probability likelihood 確度 受注確度 確率",
    "category": "category riskcategory カテゴリ リスクカテゴリ リスク分類",
    "sla.kind": "kind type target 種別 対象",
    "hours": "hours 時間 目標時間",
    "responded": "responded respondedat firstresponseat 初回応答 初回応答日時 一次回答日時",
    "resolved": "resolved resolvedat 解決日時 解決日",
    "cause": "cause rootcause 原因",
    "complaint_update.at": "at datetime time 日時 対応日時 連絡日時",
    "complaint.title": "title subject summary complaint クレーム 苦情 件名 内容",
    "contact.title": "title jobtitle position 役職 肩書",
    "department": "department dept division 部署 部門 所属",
    "role": "role 役割",
    "team": "team チーム",
    "plan": "plan plantier planname プラン プラン名 契約プラン",
    "mrr": "mrr mrramount monthlyfee monthlyamount monthlyrevenue 月額 月額料金 月次金額 月額mrr 月額利用料",
    "arr": (
        "arr arramount annualamount annualfee annualrevenue annualvalue annualcontractvalue acv yearlyfee 年間契約額 "
        "年間契約金額 年間金額 年間料金 年間利用料 年額 年額料金"
    ),
    "currency": "currency currencycode 通貨",
    "starts": "starts start startdate startson 開始日 契約開始日 開始",
    "ends": "ends end enddate endson 終了日 契約終了日 終了 満了日",
    "auto_renew": "autorenew autorenewal autorenewflag autorenewalflag 自動更新",
    "billing": "billing billingfrequency billingcycle billingperiod 支払 請求サイクル 支払方法 請求",
    "day": "day date on occurredon 日 日付 対応日 実施日 活動日 日時 回答日 開催日 接触日 配信日 送信日 参加日",
    "at": "at datetime timestamp occurredat 日時時刻 対応日時 実施日時 時刻",
    "channel": "channel type activitytype method チャネル 種別 手段 方法 活動種別 接触方法",
    "reach": "reach リーチ 対象範囲 形態 接点区分",
    "direction": "direction 方向",
    "trigger": "trigger きっかけ 契機",
    "purpose": "purpose 目的",
    "minutes": "minutes duration durationminutes 所要時間 所要 対応時間",
    "sentiment": "sentiment 感触 感情",
    "outcome": "outcome result 結果",
    "tags": "tags labels タグ 話題",
    "opened": (
        "opened open openedat createdate submitted submittedat submitteddate created createdat createddate 受付日 "
        "起票日 発生日 作成日 受付日時"
    ),
    "closed": "closed closedat closeddate resolvedat resolveddate 完了日 解決日 終了日 完了日時 解決日時",
    "priority": "priority 優先度 優先順位",
    "first_response": "firstresponse firstresponsetime timetofirstresponse 初回応答 初回応答時間 一次回答時間",
    "resolution": "resolution resolutiontime timetoresolution 解決時間 解決所要時間",
    "satisfaction": "satisfaction satisfactionscore csat 満足度",
    "escalated": "escalated escalation escalationflag isescalated エスカレーション",
    "score": "score rating nps answer 点数 スコア 評価 回答 likelihood 推奨度 おすすめ度",
    "comment": "comment comments feedback verbatim freetext コメント 自由記述 ご意見",
    "effective": "effective effectivedate churndate cancellationdate cancelleddate 解約日 解約発効日 解約年月日",
    "notice": "notice noticedate 解約申出日 申出日 解約通知日 通知日 申告日 解約申告日 解約連絡日",
    "decided": "decided decidedon decisiondate 決定日",
    "reason_judged": "reason reasoncode churnreason 解約理由 理由 理由コード",
    "reason_judged_detail": "reasondetail 解約理由詳細 理由詳細",
    "reason_stated": "statedreason customerreason 顧客申告理由",
    "churn.note": "note notes memo comment comments feedback feedbacktext 備考 メモ コメント 補足",
    "mrr_lost": "mrrlost lostmrr churnedmrr 失注mrr 解約mrr 解約金額",
    "refund": "refund refundamount 返金 返金額",
    "competitor": "competitor 競合 乗換先 競合名",
    "due": "due duedate deadline 期限 期日 更新日",
    "metric": "metric feature featurename eventname 指標 機能 機能名 メトリクス",
    "grain": "grain period 粒度",
    "value": "value count usagecount quantity times 値 回数 利用回数 件数 利用数",
    "usage.day": "day date usagedate month 日 日付 利用日 年月日",
    "code": "code sku コード",
    "capacity": "capacity 定員",
    "level": "level レベル 懸念度",
    "reason": "reason 理由",
    "theme": "theme topic テーマ 分類",
    "body": "body text content detail 本文 内容 詳細",
    "severity": "severity 重大度 深刻度",
    "received": "received receivedat 受領日時 受付日時",
    "verified": "verified verifiedon lastverified 確認日 最終確認日",
    "left_on": "lefton leftdate 退職日 離任日",
    "key_contact": "keycontact iskeycontact キーパーソン 主担当",
    "external_id": "id key externalid externalkey recordid no 番号 管理番号 外部id",
}


def plain(header: str) -> str:
    """A header as it is compared: NFKC, lower case, without spaces and punctuation."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", header).casefold())


def without_unit(header: str) -> tuple[str, str]:
    """The header and the unit written at its end: (`resolution_time`, `hours`); an empty unit when there is none."""
    match = _UNIT.search(header)
    return (header[: match.start()], match[1].casefold()) if match and match.start() else (header, "")


def currency_of(unit: str) -> str:
    """The currency that a header's unit names, or an empty string."""
    return _CURRENCY.get(unit, "")


def minutes_of(unit: str) -> float:
    """Minutes in one of a header's time units; 1 when it names none."""
    return _MINUTES.get(unit[:1], 1.0) if unit and not currency_of(unit) else 1.0


@cache
def names(entity: str) -> dict[str, str]:
    """Plain header → name of the target, for one entity; targets declared first win."""
    found: dict[str, str] = {}
    every = targets(entity)
    own = [plain(word) for word in _ENTITY.get(entity, entity).split()]
    for name, target in every.items():
        if target.role == "ref":
            continue
        spoken = [*_FIELD.get(f"{entity}.{name}", _FIELD.get(name, "")).split(), *_labels(entity, name)]
        for word in (plain(name), *map(plain, spoken)):
            found.setdefault(word, name)
            if word.isascii():
                for prefix in own:
                    found.setdefault(prefix + word, name)
    for prefix in own:
        for word in ("id", "key", "code", "no", "number", "番号", "コード"):
            if f"{prefix}{word}" not in found or found[f"{prefix}{word}"] == "code":
                found.setdefault(f"{prefix}{word}", "external_id")
    # Our id is only taken for one in our own exports (see mapping); elsewhere `id` is the other system's.
    found["id"] = "external_id"
    for name, target in every.items():
        if target.role == "ref":
            spoken = _reference_words(target.field.removesuffix("_id"), target.spec.target, target.by)
            if target.by in ("name", "title"):
                spoken += [plain(label) for label in _labels(entity, target.field)]
            for word in spoken:
                found.setdefault(word, name)
    return found


def _reference_words(prefix: str, table: str, by: str) -> list[str]:
    spoken = [plain(prefix)] + [plain(word) for word in _ENTITY.get(table, table).split()]
    if prefix not in (table, "member") and table == "member":
        spoken = [
            plain(prefix),
            *({"owner": ["owner", "csm", "担当", "担当者", "自社担当", "担当csm"]}.get(prefix, [])),
        ]
    if by in ("", "external_id"):
        return [head + tail for head in spoken for tail in ("id", "key", "externalid", "コード", "番号")]
    if by in ("name", "title"):
        return [head + tail for head in spoken for tail in ("name", "", "title", "名", "タイトル")]
    said = [plain(word) for word in _FIELD.get(by, by).split()]
    return [head + tail for head in spoken for tail in said] + (
        said if by in ("mail", "domain", "corporate_number") else []
    )


def _labels(entity: str, name: str) -> list[str]:
    found = []
    for lang in LANGUAGES:
        area = words("field", lang)
        found += [area[key] for key in (f"field.{entity}.{name}", f"field.{name}") if key in area]
    return found
