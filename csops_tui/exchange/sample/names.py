"""Invented companies and people: parts are combined so that they look real and belong to nobody.

Japanese parts are `written/kana/romaji`; domains end in `.example`, which can never exist.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """A company's name as it writes it, its kana (Japanese ones only) and its domain."""

    name: str
    kana: str | None
    domain: str


@dataclass(frozen=True)
class Person:
    """A person's name, kana (Japanese ones only) and the part of the mail address before the @."""

    name: str
    kana: str | None
    surname: str
    mailbox: str


Part = tuple[str, str, str]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _parts(text: str) -> tuple[Part, ...]:
    found = []
    for word in text.split():
        written, kana, romaji = word.split("/")
        found.append((written, kana, romaji))
    return tuple(found)


_STEMS = _parts("""
北斗/ホクト/hokuto 青嶺/セイレイ/seirei 東雲/シノノメ/shinonome 暁光/ギョウコウ/gyoko 白樺/シラカバ/shirakaba
若葉野/ワカバノ/wakabano 紅葉台/モミジダイ/momijidai 千歳川/チトセガワ/chitosegawa 翠光/スイコウ/suiko
雪見/ユキミ/yukimi 朝凪/アサナギ/asanagi 夕凪/ユウナギ/yunagi 海鳴/ウミナリ/uminari 風早/カザハヤ/kazahaya
星見/ホシミ/hoshimi 月岡/ツキオカ/tsukioka 天河/アマカワ/amakawa 銀河原/ギンガハラ/gingahara
虹丘/ニジオカ/nijioka 桐生野/キリュウノ/kiryuno 藤波/フジナミ/fujinami 桜庭/サクラバ/sakuraba
梅里/ウメサト/umesato 松濤/ショウトウ/shoto 竹宮/タケミヤ/takemiya 柏原/カシハラ/kashihara 楓林/フウリン/furin
橘花/キッカ/kikka 蓮池/ハスイケ/hasuike 菊水野/キクスイノ/kikusuino 鶴舞/ツルマイ/tsurumai
鷹峰/タカミネ/takamine 燕沢/ツバメサワ/tsubamesawa 隼人野/ハヤトノ/hayatono 鈴音/スズネ/suzune
琴平野/コトヒラノ/kotohirano 篠笛/シノブエ/shinobue 高瀬川/タカセガワ/takasegawa 清流/セイリュウ/seiryu
岩清水/イワシミズ/iwashimizu 白波/シラナミ/shiranami 黒潮/クロシオ/kuroshio 潮見坂/シオミザカ/shiomizaka
浜風/ハマカゼ/hamakaze 磯部野/イソベノ/isobeno 港南台/コウナンダイ/konandai 山吹/ヤマブキ/yamabuki
丘陵/キュウリョウ/kyuryo 峰岸/ミネギシ/minegishi 谷津/ヤツ/yatsu 原野/ハラノ/harano 栄進/エイシン/eishin
協栄/キョウエイ/kyoei 誠和/セイワ/seiwa 信陽/シンヨウ/shinyo 明和台/メイワダイ/meiwadai 豊穣/ホウジョウ/hojo
光陽/コウヨウ/koyo 太平野/タイヘイノ/taiheino 大河原/オオカワラ/okawara 三稜/サンリョウ/sanryo
五稜/ゴリョウ/goryo 七草/ナナクサ/nanakusa 八雲/ヤクモ/yakumo 九重/ココノエ/kokonoe 百瀬/モモセ/momose
千草/チグサ/chigusa 万葉/マンヨウ/manyo ミナト/ミナト/minato アオゾラ/アオゾラ/aozora ヒカリ/ヒカリ/hikari
コダマ/コダマ/kodama サクヤ/サクヤ/sakuya ノヴァリス/ノヴァリス/novaris リンクス/リンクス/lynx
オルビス/オルビス/orbis テラノ/テラノ/terano ルミナ/ルミナ/lumina アルテ/アルテ/arte ベルデ/ベルデ/verde
クオリア/クオリア/qualia ソラリオ/ソラリオ/solario メルクス/メルクス/melks カイロス/カイロス/kairos
ポラリ/ポラリ/polari エルム/エルム/elm フォルテ/フォルテ/forte プリマ/プリマ/prima つばさ/ツバサ/tsubasa
みのり/ミノリ/minori かけはし/カケハシ/kakehashi いずみ野/イズミノ/izumino あかつき/アカツキ/akatsuki
なぎさ/ナギサ/nagisa しらとり/シラトリ/shiratori ほくりん/ホクリン/hokurin
""")
_TRADES = _parts("""
商事/ショウジ/shoji 物産/ブッサン/bussan 製作所/セイサクショ/seisakusho 工業/コウギョウ/kogyo
精機/セイキ/seiki 電機/デンキ/denki 電子/デンシ/denshi システムズ/システムズ/systems ソフト/ソフト/soft
情報サービス/ジョウホウサービス/joho データ/データ/data ネットワークス/ネットワークス/networks
通信/ツウシン/tsushin 物流/ブツリュウ/logi 運輸/ウンユ/unyu 倉庫/ソウコ/soko 海運/カイウン/kaiun
建設/ケンセツ/kensetsu 工務店/コウムテン/komuten 住建/ジュウケン/juken 不動産/フドウサン/estate
設計/セッケイ/design 食品/ショクヒン/foods 製菓/セイカ/seika 酒造/シュゾウ/shuzo 水産/スイサン/suisan
農園/ノウエン/farm 化学/カガク/chem 製薬/セイヤク/pharma 医療機器/イリョウキキ/medical ケア/ケア/care
薬局/ヤッキョク/drug 学園/ガクエン/gakuen 出版/シュッパン/books 印刷/インサツ/print 広告/コウコク/ad
メディア/メディア/media ホテルズ/ホテルズ/hotels 観光/カンコウ/kanko ストア/ストア/store
マーケット/マーケット/market アパレル/アパレル/apparel 保険サービス/ホケンサービス/hoken リース/リース/lease
人材/ジンザイ/jinzai コンサルティング/コンサルティング/consulting エナジー/エナジー/energy 環境/カンキョウ/eco
""")
_PLACES = _parts("""
関東/カントウ/kanto 関西/カンサイ/kansai 東北/トウホク/tohoku 九州/キュウシュウ/kyushu 中部/チュウブ/chubu
北陸/ホクリク/hokuriku 四国/シコク/shikoku 中国/チュウゴク/chugoku 北海/ホッカイ/hokkai 東海/トウカイ/tokai
湘南/ショウナン/shonan 瀬戸内/セトウチ/setouchi 信州/シンシュウ/shinshu 越後/エチゴ/echigo
上州/ジョウシュウ/joshu 遠州/エンシュウ/enshu 播磨/ハリマ/harima 琉球/リュウキュウ/ryukyu 武蔵/ムサシ/musashi
駿河/スルガ/suruga 新/シン/shin 東/ヒガシ/higashi 西/ニシ/nishi 南/ミナミ/minami 北/キタ/kita
中央/チュウオウ/chuo 第一/ダイイチ/daiichi 第二/ダイニ/daini 日の出/ヒノデ/hinode 丸/マル/maru 大/オオ/oo
小/コ/ko
""")
_EN_STEMS = _words("""
Northwick Bluefern Ashgrove Brightmere Caldera Dunmoor Elmstead Fairhollow Greystone Harrowgate Ironvale
Juniper Kestrelton Larkspur Mapleford Netherby Oakhaven Pinecrest Quillon Ravenmoor Silverbrook Thornbury
Umberfield Valemont Westerly Yarrow Zephyrine Alderway Birchmont Copperfield Driftwood Emberly Foxglove
Goldcrest Hazelmere Inverlea Kingsmarch Lindenway Marlowe Nightingale Orchardson Peregrin Quarrywood Rosewarne
Stonebridge Tidewater Upland Violetta Wrenfield Arborline
""")
_EN_TRADES = _words("""
Logistics Analytics Systems Foods Foundry Mills Robotics Health Biotech Energy Retail Outfitters Media Press
Learning Academy Insurance Capital Partners Consulting Freight Marine Motors Instruments Devices Chemicals
Textiles Hotels Travel Studios Software Networks Security Payments Staffing Builders Architects Farms
""")
_EN_PLACES = _words("""
Pacific Atlantic Global United Northern Southern Eastern Western Central Pioneer Summit Harbor Union Coastal
Royal Metro Prime Grand
""")
_SURNAMES = _parts("""
佐藤/サトウ/sato 鈴木/スズキ/suzuki 高橋/タカハシ/takahashi 田中/タナカ/tanaka 伊藤/イトウ/ito
渡辺/ワタナベ/watanabe 山本/ヤマモト/yamamoto 中村/ナカムラ/nakamura 小林/コバヤシ/kobayashi 加藤/カトウ/kato
吉田/ヨシダ/yoshida 山田/ヤマダ/yamada 佐々木/ササキ/sasaki 山口/ヤマグチ/yamaguchi 松本/マツモト/matsumoto
井上/イノウエ/inoue 木村/キムラ/kimura 林/ハヤシ/hayashi 斎藤/サイトウ/saito 清水/シミズ/shimizu
山崎/ヤマザキ/yamazaki 森/モリ/mori 池田/イケダ/ikeda 橋本/ハシモト/hashimoto 阿部/アベ/abe
石川/イシカワ/ishikawa 前田/マエダ/maeda 藤田/フジタ/fujita 小川/オガワ/ogawa 岡田/オカダ/okada
後藤/ゴトウ/goto 長谷川/ハセガワ/hasegawa 石井/イシイ/ishii 村上/ムラカミ/murakami 近藤/コンドウ/kondo
坂本/サカモト/sakamoto 遠藤/エンドウ/endo 青木/アオキ/aoki 藤井/フジイ/fujii 西村/ニシムラ/nishimura
福田/フクダ/fukuda 太田/オオタ/ota 三浦/ミウラ/miura 岡本/オカモト/okamoto 松田/マツダ/matsuda
中川/ナカガワ/nakagawa 原田/ハラダ/harada 小野/オノ/ono 田村/タムラ/tamura 竹内/タケウチ/takeuchi
金子/カネコ/kaneko 和田/ワダ/wada 中山/ナカヤマ/nakayama 石田/イシダ/ishida 上田/ウエダ/ueda
森田/モリタ/morita 髙木/タカギ/takagi 柴田/シバタ/shibata 酒井/サカイ/sakai 工藤/クドウ/kudo
""")
_GIVEN = _parts("""
健一/ケンイチ/kenichi 翔太/ショウタ/shota 大輔/ダイスケ/daisuke 拓也/タクヤ/takuya 直樹/ナオキ/naoki
誠/マコト/makoto 浩二/コウジ/koji 隆/タカシ/takashi 悠斗/ユウト/yuto 蓮/レン/ren 健太/ケンタ/kenta
和也/カズヤ/kazuya 亮/リョウ/ryo 剛/ツヨシ/tsuyoshi 修/オサム/osamu 智也/トモヤ/tomoya 雄一/ユウイチ/yuichi
達也/タツヤ/tatsuya 洋平/ヨウヘイ/yohei 慎吾/シンゴ/shingo 美咲/ミサキ/misaki 陽子/ヨウコ/yoko 由美/ユミ/yumi
恵/メグミ/megumi 彩/アヤ/aya 真由美/マユミ/mayumi 優子/ユウコ/yuko 愛/アイ/ai 結衣/ユイ/yui
さくら/サクラ/sakura 千尋/チヒロ/chihiro 麻衣/マイ/mai 奈々/ナナ/nana 直子/ナオコ/naoko 裕子/ヒロコ/hiroko
香織/カオリ/kaori 友美/トモミ/tomomi 葵/アオイ/aoi 凛/リン/rin 里奈/リナ/rina
""")
_EN_SURNAMES = _words("""
Ashby Barlow Carver Dalton Ellery Fenwick Garrick Hollis Ingram Jarvis Kendrick Lowell Merrick Nolan Ormond
Prescott Quimby Rowley Sutton Thorne Underhill Vance Whitlock Yates Becker Costa Dubois Eriksen Fischer Gupta
Hansen Iyer Kim Lopez Moreau Nguyen Okafor Patel Rossi Singh Tanaka Sato Weber Zhang
""")
_EN_GIVEN = _words("""
Alice Ben Clara Daniel Emma Felix Grace Henry Irene Jack Karen Liam Maya Noah Olivia Paul Quinn Rachel Sam
Tessa Uma Victor Wendy Xavier Yara Zoe Amir Bianca Chen Diego Elif Farah Goran Hana Ivan Jun
""")
_FORMS = (
    ("株式会社{}", 46),
    ("{}株式会社", 26),
    ("㈱{}", 9),
    ("{}㈱", 5),
    ("有限会社{}", 4),
    ("合同会社{}", 5),
    ("{}", 5),
)
_EN_FORMS = (("{} Inc.", 34), ("{} Ltd.", 22), ("{} LLC", 18), ("{} Corp.", 12), ("{}", 14))
_STRIDE = 1009
KNOWN = (
    Company("ミライ商事", "ミライショウジ", "mirai-shoji.example"),
    Company("Acme Inc.", None, "acme.example"),
)


def _pick(rng: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]


def _combination(number: int, first: int, second: int) -> tuple[int, int, int]:
    """Which stem, trade and layer the `number`-th company has: a walk with a prime stride meets every pair once."""
    layer, place = divmod(number, first * second)
    return (*divmod(place * _STRIDE % (first * second), second), layer)


def japanese_company(rng: random.Random, number: int) -> Company:
    """The `number`-th Japanese company; different numbers have different names up to some 150,000."""
    stem, trade, layer = _combination(number, len(_STEMS), len(_TRADES))
    parts = [_STEMS[stem], _TRADES[trade]]
    if layer:
        parts.insert(0, _PLACES[(layer - 1) % len(_PLACES)])
    written, kana, _ = ("".join(column) for column in zip(*parts, strict=True))
    return Company(_pick(rng, _FORMS).format(written), kana, "-".join(part[2] for part in parts) + ".example")


def english_company(rng: random.Random, number: int) -> Company:
    """The `number`-th company that writes its name in English; different numbers have different names up to 36,000."""
    stem, trade, layer = _combination(number, len(_EN_STEMS), len(_EN_TRADES))
    parts = [_EN_STEMS[stem], _EN_TRADES[trade]]
    if layer:
        parts.insert(0, _EN_PLACES[(layer - 1) % len(_EN_PLACES)])
    return Company(_pick(rng, _EN_FORMS).format(" ".join(parts)), None, "-".join(parts).lower() + ".example")


def japanese_person(rng: random.Random, surname: int | None = None) -> Person:
    """A Japanese person, of the given surname number if one is given."""
    family = _SURNAMES[surname] if surname is not None else _SURNAMES[int(len(_SURNAMES) * rng.random() ** 1.4)]
    given = rng.choice(_GIVEN)
    return Person(f"{family[0]} {given[0]}", f"{family[1]} {given[1]}", family[0], f"{given[2]}.{family[2]}")


def english_person(rng: random.Random, surname: str | None = None) -> Person:
    """A person who writes their name in English."""
    given, family = rng.choice(_EN_GIVEN), surname or rng.choice(_EN_SURNAMES)
    return Person(f"{given} {family}", None, family, f"{given}.{family}".lower())


SURNAME_COUNT = len(_SURNAMES)
