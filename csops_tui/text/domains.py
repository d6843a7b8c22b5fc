"""Domains of addresses and mails, and which of them say what company somebody belongs to."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]*@)?(?:www\.)?([^/:?#\s@]+)", re.I)
_NUMERIC = re.compile(r"[\d.]+|\[.*\]")

# Mailboxes that anybody can have: of mail services, of telephone companies, of internet providers.
_MAIL_SERVICES = """
gmail.com googlemail.com outlook.com outlook.jp live.com live.jp live.co.uk live.fr live.de live.nl live.it msn.com
passport.com icloud.com me.com mac.com aol.com aol.jp aim.com ymail.com rocketmail.com rakuten.jp rakumail.jp
excite.co.jp infoseek.jp goo.jp goo.ne.jp livedoor.com livedoor.jp auone.jp inter7.jp kuku.lu
gmx.com gmx.net gmx.de gmx.at gmx.ch web.de freenet.de t-online.de arcor.de mail.com email.com usa.com post.com
mail.ru bk.ru inbox.ru list.ru yandex.ru yandex.com ya.ru rambler.ru
qq.com foxmail.com 163.com 126.com 139.com 189.cn sina.com sina.cn sohu.com yeah.net aliyun.com
naver.com daum.net hanmail.net nate.com kakao.com hinet.net pchome.com.tw
proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io tuta.com zoho.com zohomail.com fastmail.com
fastmail.fm hey.com hushmail.com duck.com privaterelay.appleid.com mozmail.com
orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it tin.it
uol.com.br bol.com.br terra.com.br ig.com.br rediffmail.com seznam.cz wp.pl o2.pl onet.pl interia.pl abv.bg
"""
_CARRIERS = """
docomo.ne.jp docomo-camera.ne.jp ezweb.ne.jp au.com biz.ezweb.ne.jp ido.ne.jp softbank.ne.jp i.softbank.jp softbank.jp
vodafone.ne.jp disney.ne.jp disneymobile.ne.jp willcom.com pdx.ne.jp ymobile.ne.jp ymobile1.ne.jp y-mobile.ne.jp
emobile.ne.jp emobile-s.ne.jp emnet.ne.jp uqmobile.jp mineo.jp
"""
_PROVIDERS = """
nifty.com nifty.ne.jp ocn.ne.jp plala.or.jp so-net.ne.jp biglobe.ne.jp dion.ne.jp ybb.ne.jp odn.ne.jp bbiq.jp
asahi-net.or.jp wakwak.com hi-ho.ne.jp eonet.ne.jp zaq.ne.jp zaq.jp commufa.jp jcom.home.ne.jp jcom.zaq.ne.jp
home.ne.jp bb4u.ne.jp tiki.ne.jp mbn.or.jp iij4u.or.jp nttpc.ne.jp infoweb.ne.jp justnet.ne.jp dti.ne.jp
catvnet.ne.jp cnc.jp tcn.zaq.ne.jp gol.com megaegg.ne.jp pikara.ne.jp qtnet.ne.jp sannet.ne.jp
comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net
rogers.com shaw.ca sympatico.ca telus.net btinternet.com sky.com ntlworld.com virginmedia.com blueyonder.co.uk
talktalk.net bigpond.com optusnet.com.au iinet.net.au xtra.co.nz telenet.be skynet.be ziggo.nl kpnmail.nl home.nl
"""
# Pages that many companies have on one site: given as a "web site" they name the site, not the company.
_SHARED_SITES = """
facebook.com instagram.com twitter.com x.com linkedin.com youtube.com youtu.be tiktok.com threads.net note.com note.mu
ameblo.jp hatenablog.com line.me lin.ee linktr.ee google.com google.co.jp g.page goo.gl bit.ly wantedly.com
"""
_SHARED = frozenset(f"{_MAIL_SERVICES} {_CARRIERS} {_PROVIDERS} {_SHARED_SITES}".split())
# Under these names everybody's mail is found in every country.
_SHARED_NAMES = frozenset(["yahoo", "hotmail"])


def host_of(text: str) -> str:
    """The bare host of an address, a mail or a domain: lower case, without `www.`, port and path; "" without one."""
    found = _HOST.match(text.strip())
    host = found[1].casefold().strip(".") if found else ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return host


@lru_cache(maxsize=65_536)
def registered(host: str) -> str:
    """The part of a host that somebody registered (`mail.acme.co.jp` → `acme.co.jp`); "" for a public suffix."""
    if not host or _NUMERIC.fullmatch(host):
        return ""
    return _suffixes().privatesuffix(host) or ""


@lru_cache(maxsize=65_536)
def identifies(host: str) -> bool:
    """Whether a host is one company's: no public suffix, mail service, telephone company, provider or shared site."""
    own = registered(host)
    return bool(own) and not ({host, own} & _SHARED) and own.partition(".")[0] not in _SHARED_NAMES


def company_host(text: str) -> str:
    """The host by which an address, mail or domain names a company; "" where it names none."""
    host = host_of(text)
    return host if identifies(host) else ""


@cache
def _suffixes() -> PublicSuffixList:
    # Thousands of rules: read when the first domain is looked at.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
