"""Legal forms of companies as names carry them: which there are, how they are shortened, which exclude each other.

All functions take text from `norm` with today's kanji, of one or many lines.
"""

import re

# Sign → its names in full, its signs in brackets (also with one bracket missing), and the way banks write it in kana.
# The sign is what kind of company it says; forms of one kind stand together.
_FORMS: dict[str, tuple[str, str, str]] = {
    "株": ("株 ?式 ?会 ?社|カブシキ[カガ]イシ[ャヤ]|かぶしき[かが]いし[ゃや]", "株", "カ"),
    "有": ("有 ?限 ?会 ?社|ユウゲン[カガ]イシ[ャヤ]|ゆうげん[かが]いし[ゃや]", "有", "ユ"),
    "同": ("合同会社|ゴウドウ[カガ]イシ[ャヤ]", "同", "ド"),
    "資": ("合資会社", "資", "シ"),
    "名": ("合名会社", "名", "メ"),
    "相": ("相互会社", "相", "ソ"),
    "特会": ("特定目的会社", "特", "トクモク"),
    "一社": ("一般社団法人", "一社", ""),
    "公社": ("公益社団法人", "公社", ""),
    "一財": ("一般財団法人", "一財", ""),
    "公財": ("公益財団法人", "公財", ""),
    "特非": ("特定非営利活動法人|npo法人|認定特定非営利活動法人|認定npo法人", "特非", "トクヒ"),
    "医": ("医療法人(?:社団|財団)?|特定医療法人|社会医療法人", "医社|医財|医", "イ"),
    "学": ("学校法人|準学校法人", "学", "ガク"),
    "福": ("社会福祉法人", "社福|福", "フク"),
    "宗": ("宗教法人", "宗", "シュウ|シユウ"),
    "独": ("独立行政法人|地方独立行政法人", "独", "ドク"),
    "大": ("国立大学法人|公立大学法人", "大", "ダイ"),
    "研": ("国立研究開発法人", "研", ""),
    "税": ("税理士法人", "税", "ゼイ"),
    "弁": ("弁護士法人", "弁", "ベン"),
    "監": ("監査法人|有限責任監査法人", "監", ""),
    "弁理": ("特許業務法人|弁理士法人", "特許", ""),
    "行": ("行政書士法人", "行", ""),
    "司": ("司法書士法人", "司", ""),
    "労": ("社会保険労務士法人", "労|社労", ""),
    "農": ("農事組合法人", "農", "ノウ"),
    "管": ("管理組合法人", "", ""),
    "組": ("有限責任事業組合", "", ""),
}
# What leaves the kind open: an association or foundation of the old law, 合 for any of three kinds.
_OPEN_NAMES, _OPEN_SIGNS = "社団法人|財団法人", "社|財|合"

_OPENS, _CLOSES = r"[(\[〔【〈《<]", r"[)\]〕】〉》>]"


def _written(names: str, signs: str, bank: str) -> str:
    """All ways in which one form is written; banks begin or end a name with theirs."""
    ways = [names]
    if signs:
        ways += [f"{_OPENS}(?:{signs}){_CLOSES}", rf"(?m:^(?:{signs})\)|\((?:{signs})$)"]
    if bank:
        ways += [rf"(?m:^(?:{bank})\)|\((?:{bank})(?:\)|$))"]
    return "|".join(ways)


# Of two forms that begin alike the longer is meant.
_BY_LENGTH = sorted(_FORMS.items(), key=lambda item: -len(item[1][0]))
_FULL_NAMES = "|".join([names for _, (names, _, _) in _BY_LENGTH] + [_OPEN_NAMES])
_SHORT_SIGNS = "|".join([signs for _, signs, _ in _FORMS.values() if signs] + [_OPEN_SIGNS])
_BANK_SIGNS = "|".join(bank for _, _, bank in _FORMS.values() if bank)
_NAMED = re.compile(_FULL_NAMES)
_SIGNED = re.compile(_written("(?!)", _SHORT_SIGNS, _BANK_SIGNS))
_BRACKET = re.compile(r"[()\[〔【〈《<]")

_LATIN_KINDS = {
    "株": r"\bkabushiki[ -]?[kg]aisha\b|\bk\.?[ ]?k\b",
    "有": r"\byugen[ -]?[kg]aisha\b",
    "同": r"\bgodo[ -]?[kg]aisha\b|\bg\.?[ ]?k\b",
}
_KIND = re.compile(
    "|".join(
        f"({_written(*ways)}" + (f"|{_LATIN_KINDS[sign]}" if sign in _LATIN_KINDS else "") + ")"
        for sign, ways in _BY_LENGTH
    )
)
_KIND_SIGNS = tuple(sign for sign, _ in _BY_LENGTH)

_SPACED = "[ ,.]"
_SUFFIX = (
    r"inc|incorporated|co|company|ltd|limited|corp|corporation|llc|llp|lp|plc|gmbh|gesmbh|ag|kg|kgaa|ohg|ug|mbh|se"
    r"|(?:gmbh|mbh|ag|ug) ?[&+] ?co|sa|sas|sarl|srl|spa|sl|eurl|ltda|sa de cv|bv|nv|cv|ab|oy|oyj|as|asa|aps|a/s|kft|zrt"
    r"|doo|sro|sp[.]? z oo|ooo|oao|pjsc|jsc|tbk|pte|pty|pvt|private(?=[ ,.]+(?:limited|ltd))|sdn|bhd|kk|gk"
    r"|(?:kabushiki|godo|yugen)[ -]?[kg]aisha"
)
_TRAILING = re.compile(rf"[ ,.&]+(?:{_SUFFIX})(?:{_SPACED}+(?:{_SUFFIX}))*{_SPACED}*$", re.MULTILINE)
# Japanese is written without a space before Co., Ltd. as well.
_ATTACHED = re.compile(r"([ぁ-ヿ一-鿿々〆])(?=(?:inc|co|ltd|corp|llc|kk)(?:$|[ ,.]))", re.MULTILINE)
_LEADING = re.compile(rf"^(?:kk|gk|(?:kabushiki|godo)[ -]?[kg]aisha|the){_SPACED}+(?=\w)", re.MULTILINE)
# What a letter puts after the company that it is written to; in 王様 and 神殿 it belongs to the word.
_ADDRESSED = re.compile(
    "(?:御中|宛)$|[様殿]$(?<=[ 社)].)|様$(?<=[^ \n][^ \n王神客姫奥皆若仏貴同異]様)"
    "|殿$(?<=[^ \n][^ \n神宮御湯寝貴沈本拝宝]殿)|さま$(?<=[ )ァ-ヺー一-鿿]さま)",
    re.MULTILINE,
)


def without_forms(text: str) -> str:
    """The text without Japanese legal forms and what addresses a letter; a space stands where a form was."""
    text = _NAMED.sub(" ", _ATTACHED.sub(r"\1 ", _ADDRESSED.sub("", text)))
    return _SIGNED.sub(" ", text) if _BRACKET.search(text) else text


def without_suffixes(text: str) -> str:
    """The text without legal forms in Latin letters, at the end of a line (Co., Ltd.) or before it (K.K., The)."""
    # Most Japanese names have none of these signs: two looks are cheaper than two searches.
    return _TRAILING.sub("", _LEADING.sub("", text)) if " " in text or "," in text else text


def kind_of(text: str) -> str:
    """Which kind of company a name says it is, in a sign or two; "" where it leaves that open (no form, Inc., LLC)."""
    found = _KIND.search(text)
    return _KIND_SIGNS[(found.lastindex or 1) - 1] if found else ""
