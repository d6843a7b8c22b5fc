"""Kana as Latin letters, katakana for hiragana, and today's kanji for the old forms that names keep.

Each function also takes many lines at once: a line break stays where it is, and nothing reaches across it.
"""

import re

_HIRAGANA = re.compile("[ぁ-ゖゝゞ]+")
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KANA = re.compile("[ぁ-ヺ]")
_KANA_RUN = re.compile("[ァ-ヺ]+")

_OLD_AND_NEW = (
    "髙高﨑崎嵜崎邊辺邉辺齋斎齊斉濵浜濱浜廣広國国澤沢櫻桜圓円惠恵榮栄學学會会實実眞真晉晋壽寿嶋島嶌島峯峰龍竜瀧滝德徳來来"
    "傳伝鐵鉄驛駅關関黑黒淸清增増藝芸縣県區区總総澁渋瀨瀬條条禮礼祿禄豐豊彌弥萬万與与當当應応藏蔵莊荘聲声寶宝寳宝巖巌槇槙凜凛"
    "堯尭亞亜爲為圖図團団對対單単點点變変發発賣売讀読繩縄螢蛍險険檢検權権觀観歡歓劍剣收収數数樞枢靜静攝摂專専戰戦錢銭潛潜淺浅"
    "雙双壯壮搜捜插挿瘦痩騷騒體体滯滞臺台擇択擔担膽胆彈弾斷断遲遅晝昼蟲虫鑄鋳廳庁聽聴鎭鎮轉転燈灯黨党稻稲獨独屆届繼継莖茎徑径"
    "經経輕軽鷄鶏缺欠儉倹圈圏獻献顯顕嚴厳號号濟済碎砕劑剤雜雑產産參参慘惨棧桟殘残絲糸齒歯辭辞濕湿寫写釋釈從従獸獣縱縦肅粛處処"
    "緖緒敍叙將将燒焼奬奨乘乗剩剰淨浄疊畳讓譲釀醸觸触囑嘱愼慎粹粋醉酔穗穂髓髄隨随姬姫緣縁溫温橫横曾曽槪概鄕郷祐祐祥祥靖靖"
    "𠮷吉舘館冨富渕淵檜桧曻昇籠篭藪薮栁柳佛仏拂払辯弁瓣弁辨弁鹽塩豫予餘余龜亀假仮價価拔抜盡尽稱称證証戲戯犧犠壞壊懷懐擴拡"
    "殼殻覺覚嶽岳勸勧卷巻陷陥歸帰氣気僞偽舊旧據拠擧挙虛虚峽峡狹狭曉暁驅駆勳勲薰薫揭掲溪渓硏研恆恒效効册冊贊賛兒児奧奥歐欧"
    "隱隠飮飲營営衞衛黃黄穩穏繪絵畫画樂楽渴渇罐缶顏顔巢巣帶帯鬪闘禱祷貳弐腦脳惱悩霸覇拜拝廢廃麥麦髮髪蠻蛮祕秘甁瓶竝並步歩"
    "飜翻每毎滿満默黙譯訳藥薬搖揺樣様謠謡賴頼亂乱覽覧綠緑壘塁勵励曆暦歷歴戀恋鍊錬爐炉勞労郞郎樓楼錄録灣湾晚晩鷗鴎麴麹蠟蝋"
    "蟬蝉簞箪塡填繫繋俠侠靏鶴鸖鶴"
)
_NEW_KANJI = dict(zip(_OLD_AND_NEW[::2], _OLD_AND_NEW[1::2], strict=True)) | {"ヶ": "ケ", "ヵ": "カ"}
_OLD_KANJI = re.compile(f"[{''.join(_NEW_KANJI)}]")


def _sounds(*rows: str) -> dict[str, str]:
    """Each row is kana and their Latin letters, in the same order, parted by spaces and an equals sign."""
    table: dict[str, str] = {}
    for row in rows:
        kana, latin = row.split("=")
        table.update(zip(kana.split(), latin.split(), strict=True))
    return table


_SINGLE_SOUNDS = _sounds(
    "ア イ ウ エ オ カ キ ク ケ コ = a i u e o ka ki ku ke ko",
    "サ シ ス セ ソ タ チ ツ テ ト = sa shi su se so ta chi tsu te to",
    "ナ ニ ヌ ネ ノ ハ ヒ フ ヘ ホ マ ミ ム メ モ = na ni nu ne no ha hi fu he ho ma mi mu me mo",
    "ヤ ユ ヨ ラ リ ル レ ロ ワ ヰ ヱ ヲ ヴ = ya yu yo ra ri ru re ro wa i e o vu",
    "ガ ギ グ ゲ ゴ ザ ジ ズ ゼ ゾ ダ ヂ ヅ デ ド = ga gi gu ge go za ji zu ze zo da ji zu de do",
    "バ ビ ブ ベ ボ パ ピ プ ペ ポ = ba bi bu be bo pa pi pu pe po",
    "ァ ィ ゥ ェ ォ ャ ュ ョ ヮ ヵ ヶ = a i u e o ya yu yo wa ka ke",
)
_SINGLES = {ord(kana): latin for kana, latin in _SINGLE_SOUNDS.items()}
_DIGRAPHS = _sounds(
    "キャ キュ キョ ギャ ギュ ギョ = kya kyu kyo gya gyu gyo",
    "シャ シュ ショ シェ ジャ ジュ ジョ ジェ = sha shu sho she ja ju jo je",
    "チャ チュ チョ チェ ヂャ ヂュ ヂョ ニャ ニュ ニョ = cha chu cho che ja ju jo nya nyu nyo",
    "ヒャ ヒュ ヒョ ビャ ビュ ビョ ピャ ピュ ピョ = hya hyu hyo bya byu byo pya pyu pyo",
    "ミャ ミュ ミョ リャ リュ リョ イェ ウィ ウェ ウォ = mya myu myo rya ryu ryo ye wi we wo",
    "ファ フィ フェ フォ フュ ヴァ ヴィ ヴェ ヴォ ヴュ = fa fi fe fo fyu va vi ve vo vyu",
    "ティ ディ トゥ ドゥ テュ デュ ツァ ツィ ツェ ツォ = ti di tu du tyu dyu tsa tsi tse tso",
    "クァ クィ クェ クォ グァ = kwa kwi kwe kwo gwa",
)
_ROW_O = "オコソトノホモヨロヲゴゾドボポョォ"
_ROW_U = "ウクスツヌフムユルグズヅブプュヴ"
_LONG = re.compile(f"(?<=[{_ROW_O}{_ROW_U}])ウ(?![ァィェォ])|(?<=[{_ROW_O}])オ")
_DIGRAPH = re.compile("[キシチニヒミリギジヂビピフティデトドウヴツクグイ][ャュョァィゥェォ]")
_MACRONS = str.maketrans("aiueo", "āīūēō")


def katakana(s: str) -> str:
    """The text with its hiragana as katakana; everything else as it was."""
    return _HIRAGANA.sub(lambda found: found[0].translate(_HIRAGANA_TO_KATAKANA), s)


def new_kanji(s: str) -> str:
    """The text with the old forms of kanji as today's (髙→高, 齋→斎, 齊→斉), so that variants of a name meet."""
    return s if s.isascii() else _OLD_KANJI.sub(lambda found: _NEW_KANJI[found[0]], s)


def old_kanji(new: str) -> str:
    """The old forms of one character, which `new_kanji` would replace by it."""
    return "".join(old for old, today in _NEW_KANJI.items() if today == new and old != new)


def has_kana(s: str) -> bool:
    """Whether anything in the text is hiragana or katakana (full width)."""
    return _KANA.search(s) is not None


def romaji(kana: str, *, macrons: bool = False) -> str:
    """Kana in Hepburn romanisation; other characters stay.

    Long vowels are written short, as in a passport (とうきょう → tokyo, データ → deta), or with macrons (tōkyō, dēta).
    """
    text = _LONG.sub("ー", katakana(kana))
    text = _DIGRAPH.sub(lambda found: _DIGRAPHS.get(found[0], found[0]), text)
    text = _KANA_RUN.sub(lambda found: found[0].translate(_SINGLES), text)
    if "ッ" in text:
        text = re.sub("ッ+([a-z])", lambda found: ("t" if found[1] == "c" else found[1]) + found[1], text)
        text = text.replace("ッ", "")
    if "ン" in text:
        text = re.sub("ン(?=[aiueoy])", "n'", text)
        text = re.sub("ン(?=[bmp])", "m", text).replace("ン", "n")
    if "ー" in text:
        text = re.sub("([aiueo])ー+", lambda found: found[1].translate(_MACRONS) if macrons else found[1], text)
    return text
