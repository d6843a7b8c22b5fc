"""The code lists a new book starts with; users add to them and replace them, so nothing here is final."""

from __future__ import annotations

from csops_tui.model.codeword import CodeWord
from csops_tui.model.codeword import word_of as w

# The reach of a newsletter is `tech` because no person of ours speaks to anybody; a bulk e-mail stays `email`
# and is counted 1:n by the bulk touch. One-way is the default wherever an answer cannot be taken for granted.
CHANNEL = (
    w(
        "call",
        "電話",
        "Call",
        "TEL でんわ 架電 入電 受電 お電話 電話会議 コール phone telephone calls called phoned",
        reach="1:1",
        direction="two_way",
    ),
    w(
        "online_meeting",
        "オンライン会議",
        "Online meeting",
        "会議 MTG ミーティング 打ち合わせ 打合せ 打合わせ 面談 定例 定例会 定例MTG 商談 オンライン オンラインMTG"
        " Web会議 WebMTG ウェブ会議 ビデオ会議 Zoom Meet Teams会議 Webex"
        " meeting online mtgs meetings",
        reach="1:1",
        direction="two_way",
    ),
    w(
        "visit",
        "訪問",
        "On-site visit",
        "顧客訪問 往訪 来社 来訪 対面 客先 現地 訪問MTG visited onsite on-site in-person inperson f2f",
        reach="1:1",
        direction="two_way",
    ),
    w(
        "qbr",
        "QBR",
        "QBR",
        "四半期レビュー 四半期報告 四半期報告会 定期報告会 報告会 EBR ビジネスレビュー",
        reach="1:1",
        direction="two_way",
    ),
    w(
        "email",
        "メール",
        "E-mail",
        "Eメール 電子メール メール送付 メール連絡 個別メール mail emails mailed emailed",
        reach="1:1",
        direction="one_way",
    ),
    w(
        "chat",
        "チャット",
        "Chat",
        "Slack スラック Teams チャットワーク Chatwork LINE LINEWORKS DM メッセージ message messages chats im",
        reach="1:1",
        direction="two_way",
    ),
    w(
        "seminar",
        "セミナー",
        "Seminar",
        "ウェビナー Webセミナー 勉強会 説明会 講習会 研修 ワークショップ webinar workshop training seminars",
        reach="1:n",
        direction="two_way",
    ),
    w(
        "user_group",
        "ユーザー会",
        "User group",
        "ユーザ会 ユーザーズ会 交流会 懇親会 コミュニティ コミュニティイベント usergroup meetup community",
        reach="1:n",
        direction="two_way",
    ),
    w(
        "guide",
        "製品内ガイド",
        "In-app guide",
        "ガイド アプリ内ガイド ユーザーガイド ポップアップ チュートリアル プッシュ通知"
        " in-app inapp popup pop-up tutorial",
        reach="tech",
        direction="one_way",
    ),
    w(
        "newsletter",
        "メルマガ",
        "Newsletter",
        "メールマガジン ニュースレター 一斉メール 一斉配信 メール配信 自動メール ステップメール mailing drip magazine",
        reach="tech",
        direction="one_way",
    ),
    w(
        "letter",
        "手紙・郵送",
        "Letter",
        "手紙 郵送 郵便 書面 お礼状 挨拶状 年賀状 FAX letters",
        reach="1:1",
        direction="one_way",
    ),
    w(
        "internal_note",
        "社内メモ",
        "Internal note",
        "メモ 内部メモ 社内 社内共有 内部 社内記録 note memo",
        reach="none",
        direction="one_way",
    ),
    w("other", "その他", "Other", "そのほか misc", reach="1:1", direction="one_way"),
)

PURPOSE = (
    w("onboarding", "オンボーディング", "Onboarding", "導入支援 導入 立ち上げ 初期設定 キックオフ kickoff setup"),
    w("adoption", "活用支援", "Adoption", "アダプション 活用促進 活用 定着 利用促進 usage"),
    w("renewal", "更新", "Renewal", "契約更新 更新商談 リニューアル renew"),
    w("expansion", "拡大提案", "Expansion", "エクスパンション 拡大 アップセル クロスセル 追加提案 upsell cross-sell"),
    w("support", "問い合わせ対応", "Support", "サポート 問合せ 問い合わせ 障害対応 help"),
    w("relationship", "関係構築", "Relationship", "挨拶 ご挨拶 近況確認 関係維持 リレーション check-in checkin"),
    w("feedback", "ヒアリング", "Feedback", "フィードバック アンケート インタビュー 要望確認 interview survey"),
)

STAGE = (
    w("onboarding", "オンボーディング", "Onboarding", "導入 導入期 立ち上げ 初回定着 初期定着"),
    w("adoption", "アダプション", "Adoption", "活用 活用期 定着 定着期 活用促進"),
    w("expansion", "エクスパンション", "Expansion", "拡大 拡大期 拡張"),
    w(
        "renewal",
        "リテンション・更新",
        "Retention and renewal",
        "更新 更新期 リニューアル リテンション renewal retention",
    ),
    w("feedback", "フィードバック", "Feedback", "声の収集 ロイヤル advocacy"),
)

TIER = (
    w("high", "High", "High", "ハイ 高 上位 A 重点 ハイタッチ"),
    w("mid", "Mid", "Mid", "ミッド 中 中位 B middle medium"),
    w("low", "Low", "Low", "ロー 低 下位 C ロータッチ"),
    w("tech", "Tech", "Tech", "テック D テックタッチ"),
)

SIZE = (
    w("ep", "エンタープライズ", "Enterprise", "大企業 大手 EP"),
    w("mm", "ミッドマーケット", "Mid-market", "中堅 中堅企業 MM midmarket"),
    w("smb", "SMB", "SMB", "中小 中小企業 小規模 small"),
)

TOUCH_MODEL = (
    w("high", "ハイタッチ", "High touch", "ハイ hightouch high-touch"),
    w("low", "ロータッチ", "Low touch", "ロー lowtouch low-touch"),
    w("tech", "テックタッチ", "Tech touch", "テック techtouch tech-touch digital デジタル"),
)

MATURITY = (
    w("starting", "導入直後", "Just started", "初期 未活用 beginner"),
    w("basic", "基本活用", "Basic use", "基本 基礎"),
    w("established", "定着", "Established", "日常利用 活用中"),
    w("advanced", "高度活用", "Advanced", "応用 上級"),
    w("model", "モデル顧客", "Reference customer", "事例 模範 champion"),
)

CONTACT_ROLE = (
    w("decision_maker", "決裁者", "Decision maker", "意思決定者 責任者 役員 decision"),
    w("sponsor", "スポンサー", "Executive sponsor", "後ろ盾 上位役職者"),
    w("champion", "推進者", "Champion", "推進担当 チャンピオン 旗振り役"),
    w("admin", "管理者", "Administrator", "システム管理者 運用管理者 アドミン"),
    w("user", "利用者", "User", "ユーザー 現場 エンドユーザー"),
    w("billing", "契約・請求窓口", "Contract and billing", "経理 購買 契約窓口 請求窓口 procurement"),
    w("gatekeeper", "窓口", "First contact", "窓口担当 連絡窓口"),
    w("detractor", "反対者", "Opponent", "否定派 慎重派"),
    w("other", "その他", "Other", "他"),
)

MEMBER_ROLE = (
    w("csm", "CSM", "CSM", "カスタマーサクセス 担当 担当CSM"),
    w("cs_ops", "CS Ops", "CS Ops", "CSOps オプス ops"),
    w("onboarding", "オンボーディング担当", "Onboarding", "導入支援担当 導入担当"),
    w("support", "サポート", "Support", "サポート担当 ヘルプデスク"),
    w("sales", "営業", "Sales", "セールス アカウント営業 AM"),
    w("marketing", "マーケティング", "Marketing", "マーケ"),
    w("product", "プロダクト", "Product", "開発 PdM"),
    w("manager", "マネージャー", "Manager", "管理職 部長 リーダー lead"),
    w("executive", "CS責任者", "Head of CS", "CSO CCO 責任者 executive"),
)

CALENDAR_KIND = (
    w("fiscal_year_end", "決算期", "Fiscal year end", "決算月 期末 年度末"),
    w("budget", "予算策定", "Budget season", "予算 予算時期 予算編成"),
    w("reorganisation", "組織改編", "Re-organisation", "人事異動 異動 組織変更 組織再編 reorganization re-org"),
    w("busy_season", "繁忙期", "Busy season", "繁忙 多忙期"),
    w("renewal_review", "更新検討", "Renewal review", "更新審議 稟議"),
    w("other", "その他", "Other", "他"),
)

CHURN_REASON = (
    w("low_adoption", "活用不足", "Low adoption", "利用不足 未活用 低活用"),
    w("value_not_realised", "価値未実感", "Value not realised", "効果不明 成果不足 価値不足"),
    w("product_gap", "機能不足・不適合", "Product gap", "機能不足 不適合 機能"),
    w("quality", "品質・障害", "Quality or outage", "品質 障害 不具合 outage"),
    w("service", "サポート・体験", "Service experience", "サポート 体験 対応不満"),
    w("champion_left", "担当者・推進者の離脱", "Champion left", "担当者退職 担当者異動 推進者離脱 退職 異動"),
    w("price", "価格・予算", "Price or budget", "価格 予算 予算縮小 コスト budget"),
    w("competitor", "競合乗換", "Competitor", "競合 他社 乗り換え 乗換"),
    w("corporate_decision", "組織再編・方針決定", "Corporate decision", "組織再編 方針決定 方針変更 合併 統合"),
    w("contract", "契約・請求", "Contract or billing", "契約 請求 契約条件 billing"),
    w("unknown", "不明", "Unknown", "わからない 未確認"),
    w("other", "その他", "Other", "他"),
)

CHURN_REASON_DETAIL = (
    w("not_onboarded", "オンボーディング未完了", "Onboarding not finished", parent="low_adoption"),
    w("few_users", "利用者が一部に限定", "Few users", parent="low_adoption"),
    w("no_capacity", "社内の推進工数不足", "No capacity to roll out", parent="low_adoption"),
    w("no_habit", "業務への未定着", "Not part of daily work", parent="low_adoption"),
    w("no_goal", "目的・目標が不明確", "No clear goal", parent="value_not_realised"),
    w("no_result", "期待した成果が未達", "Expected result not reached", parent="value_not_realised"),
    w("no_proof", "費用対効果の説明不足", "Return could not be shown", parent="value_not_realised"),
    w("missing_feature", "必要機能の欠如", "Missing feature", parent="product_gap"),
    w("integration", "システム連携の不足", "Missing integration", parent="product_gap"),
    w("usability", "操作性への不満", "Hard to use", parent="product_gap"),
    w("content", "データ・コンテンツの不足", "Too little content or data", parent="product_gap"),
    w("wrong_fit", "用途との不一致", "Wrong fit for the purpose", parent="product_gap"),
    w("outage", "システム障害", "Outage", parent="quality"),
    w("defect", "不具合の多発", "Defects", parent="quality"),
    w("performance", "動作の遅さ", "Slow performance", parent="quality"),
    w("security", "セキュリティ要件", "Security requirement", parent="quality"),
    w("slow_response", "対応の遅さ", "Slow response", parent="service"),
    w("support_quality", "サポート品質", "Support quality", parent="service"),
    w("few_touches", "接点不足", "Too little contact", parent="service"),
    w("hand_over", "担当変更時の引き継ぎ不足", "Poor hand-over", parent="service"),
    w("resigned", "担当者の退職", "Contact resigned", parent="champion_left"),
    w("transferred", "担当者の異動", "Contact transferred", parent="champion_left"),
    w("sponsor_changed", "決裁者の交代", "Sponsor changed", parent="champion_left"),
    w("budget_cut", "予算削減", "Budget cut", parent="price"),
    w("too_expensive", "割高感", "Too expensive", parent="price"),
    w("price_rise", "値上げ", "Price rise", parent="price"),
    w("cheaper", "競合の価格", "Cheaper elsewhere", parent="competitor"),
    w("better_product", "競合の機能", "Better product elsewhere", parent="competitor"),
    w("group_standard", "グループ標準への統一", "Group standard", parent="competitor"),
    w("in_house", "内製への切り替え", "Built in-house", parent="competitor"),
    w("merger", "合併・統合", "Merger", parent="corporate_decision"),
    w("business_closed", "事業の縮小・撤退", "Business line closed", parent="corporate_decision"),
    w("policy", "経営方針の変更", "Change of policy", parent="corporate_decision"),
    w("bankruptcy", "倒産・廃業", "Bankruptcy", parent="corporate_decision"),
    w("terms", "契約条件の不一致", "Terms not agreed", parent="contract"),
    w("invoice", "請求トラブル", "Billing trouble", parent="contract"),
    w("unpaid", "未払い", "Unpaid", parent="contract"),
    w("project_ended", "期間限定利用の終了", "Planned end of use", parent="contract"),
    w("no_answer", "回答なし", "No answer", parent="unknown"),
    w("not_asked", "未確認", "Not asked", parent="unknown"),
)

RISK_CATEGORY = (
    w("satisfaction", "満足度低下", "Falling satisfaction", "満足度"),
    w("value", "価値未実感", "Value not realised", "価値"),
    w("low_adoption", "低い活用度", "Low adoption", "活用不足 低活用"),
    w("support_quality", "サポート品質", "Support quality", "サポート"),
    w("inconsistency", "体験の一貫性欠如", "Inconsistent experience", "一貫性"),
    w("people", "人的リスク", "People", "人的 人 担当者変更 引き継ぎ"),
    w("outage", "システム障害", "System outage", "障害"),
    w("security", "セキュリティ", "Security", "情報漏洩 漏洩"),
    w("other", "その他", "Other", "他"),
)

EVENT_KIND = (
    w("seminar", "セミナー", "Seminar", "講演会"),
    w("webinar", "ウェビナー", "Webinar", "Webセミナー オンラインセミナー"),
    w("user_group", "ユーザー会", "User group", "ユーザ会 交流会 meetup"),
    w("workshop", "ワークショップ", "Workshop", "勉強会"),
    w("training", "トレーニング", "Training", "研修 講習"),
    w("community", "コミュニティ", "Community forum", "フォーラム forum"),
    w("conference", "カンファレンス", "Conference", "展示会 サミット"),
    w("other", "その他", "Other", "他"),
)

PROGRAMME_KIND = (
    w("newsletter", "メルマガ", "Newsletter", "メールマガジン ニュースレター"),
    w("drip", "ステップメール", "Drip mail", "自動メール drip-mail"),
    w("guide", "製品内ガイド", "In-app guide", "ガイド チュートリアル tutorial"),
    w("popup", "ポップアップ", "Pop-up", "お知らせ pop-up"),
    w("faq", "FAQ・ナレッジ", "FAQ", "よくある質問 ナレッジ"),
    w("nurture", "ナーチャリング", "Nurturing", "育成 nurture"),
    w("other", "その他", "Other", "他"),
)

TEMPLATE_KIND = (
    w("agenda", "アジェンダ", "Agenda", "議題 次第"),
    w("message", "メッセージ", "Message", "メール文面 文面 mail"),
    w("report", "レポート", "Report", "報告書 QBR資料"),
    w("minutes", "議事録", "Minutes", "議事メモ"),
    w("checklist", "チェックリスト", "Checklist", "確認リスト"),
    w("other", "その他", "Other", "他"),
)

PRIORITY = (
    w("low", "低", "Low", "ロー"),
    w("normal", "通常", "Normal", "中 普通 medium"),
    w("high", "高", "High", "ハイ"),
    w("urgent", "緊急", "Urgent", "至急 最優先 critical"),
)

SEVERITY = (
    w("minor", "軽微", "Minor", "小 軽度 low"),
    w("moderate", "中程度", "Moderate", "中 medium"),
    w("major", "重大", "Major", "大 high"),
    w("critical", "致命的", "Critical", "最重大 緊急 urgent"),
)

VOICE_KIND = (
    w("request", "要望", "Request", "機能要望 リクエスト ご要望"),
    w("problem", "不満・困りごと", "Problem", "不満 困りごと 課題 pain"),
    w("praise", "評価・お礼", "Praise", "称賛 お褒め お礼"),
    w("question", "質問", "Question", "問い合わせ"),
    w("idea", "提案・アイデア", "Idea", "アイデア 提案"),
    w("trait", "特徴・前提", "Trait", "特徴 前提 事情"),
    w("other", "その他", "Other", "他"),
)

VOICE_SOURCE = (
    w("touch", "接点", "Touch", "接点記録 打ち合わせ meeting"),
    w("survey", "アンケート", "Survey", "サーベイ NPS"),
    w("interview", "インタビュー", "Interview", "ヒアリング"),
    w("ticket", "問い合わせ", "Support ticket", "チケット サポート"),
    w("social", "SNS", "Social media", "レビューサイト 口コミ"),
    w("community", "コミュニティ", "Community", "ユーザー会"),
    w("event", "イベント", "Event", "セミナー"),
    w("other", "その他", "Other", "他"),
)

BILLING = (
    w("monthly", "月払い", "Monthly", "月額 月次"),
    w("quarterly", "四半期払い", "Quarterly", "四半期"),
    w("half_yearly", "半年払い", "Half-yearly", "半期 半年"),
    w("yearly", "年払い", "Yearly", "年額 年次 annual"),
    w("multi_year", "複数年一括", "Multi-year", "複数年"),
    w("usage", "従量課金", "Usage-based", "従量"),
    w("one_off", "一括・都度", "One-off", "都度 一括 スポット"),
)

OPPORTUNITY_KIND = (
    w("upsell", "アップセル", "Up-sell", "上位プラン up-sell"),
    w("cross_sell", "クロスセル", "Cross-sell", "別商品 cross-sell crosssell"),
    w("seats", "席数追加", "More seats", "ID追加 ライセンス追加 増席"),
    w("option", "オプション追加", "Option", "オプション"),
    w("new_department", "他部署展開", "New department", "横展開 部署展開"),
    w("other", "その他", "Other", "他"),
)

PLAN_KIND = (
    w("success", "サクセスプラン", "Success plan", "サクセス計画 成功計画"),
    w("account", "アカウントプラン", "Account plan", "アカウント計画"),
    w("onboarding", "オンボーディング計画", "Onboarding plan", "導入計画"),
    w("adoption", "活用計画", "Adoption plan", "活用促進計画"),
    w("recovery", "改善計画", "Recovery plan", "立て直し リカバリー"),
)

SUCCESS_PURPOSE = (
    w("goal", "目標達成", "Goals reached", "目標"),
    w("satisfaction", "顧客満足度の向上", "Customer satisfaction", "顧客満足 満足度"),
    w("return", "費用対効果の向上", "Return on spending", "費用対効果 ROI"),
    w("continued_use", "継続的なプロダクトの活用", "Continued use of the product", "継続活用 継続利用 活用"),
    w("employees", "従業員の満足度向上", "Employee satisfaction", "従業員満足 従業員"),
)

MILESTONE_KIND = (
    w("kickoff", "キックオフ", "Kick-off", "開始 kick-off"),
    w("setup", "初期設定完了", "Setup finished", "設定完了 初期設定"),
    w("first_login", "初回ログイン", "First login", "初ログイン"),
    w("first_value", "初回価値実感", "First value", "価値実感 ファーストバリュー TTV"),
    w("training", "トレーニング完了", "Training finished", "研修完了"),
    w("go_live", "本稼働", "Go-live", "本番開始 利用開始"),
    w("habit", "定着", "Established use", "活用定着"),
    w("goal_reached", "目標達成", "Goal reached", "成果達成"),
    w("expansion", "利用拡大", "Wider use", "拡大"),
    w("other", "その他", "Other", "他"),
)

NOTE_KIND = (
    w("note", "ノート", "Note", "メモ 記録"),
    w("case", "事例", "Case study", "ケーススタディ 顧客事例"),
    w("success", "成功事例", "Success story", "成功"),
    w("failure", "失敗事例", "Failure story", "失敗"),
    w("manual", "手順書", "How-to", "マニュアル 対応手順 howto"),
    w("news", "顧客ニュース", "Customer news", "ニュース プレスリリース"),
)

LISTS: dict[str, tuple[CodeWord, ...]] = {
    "channel": CHANNEL,
    "purpose": PURPOSE,
    "stage": STAGE,
    "tier": TIER,
    "size": SIZE,
    "touch_model": TOUCH_MODEL,
    "maturity": MATURITY,
    "contact_role": CONTACT_ROLE,
    "member_role": MEMBER_ROLE,
    "calendar_kind": CALENDAR_KIND,
    "churn_reason": CHURN_REASON,
    "churn_reason_detail": CHURN_REASON_DETAIL,
    "risk_category": RISK_CATEGORY,
    "event_kind": EVENT_KIND,
    "programme_kind": PROGRAMME_KIND,
    "template_kind": TEMPLATE_KIND,
    "priority": PRIORITY,
    "severity": SEVERITY,
    "voice_kind": VOICE_KIND,
    "voice_source": VOICE_SOURCE,
    "billing": BILLING,
    "opportunity_kind": OPPORTUNITY_KIND,
    "plan_kind": PLAN_KIND,
    "success_purpose": SUCCESS_PURPOSE,
    "milestone_kind": MILESTONE_KIND,
    "note_kind": NOTE_KIND,
}
