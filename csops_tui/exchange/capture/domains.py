"""Which part of a mail address names a company: never a provider's domain, never a public suffix."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Where anybody can have an address: it says nothing about the company.
_PROVIDERS = """
gmail.com googlemail.com outlook.com outlook.jp hotmail.com hotmail.co.jp live.com live.jp msn.com
icloud.com me.com mac.com yahoo.com yahoo.co.jp ymail.ne.jp ymail.com rocketmail.com aol.com aol.jp
proton.me protonmail.com pm.me gmx.com gmx.de gmx.net web.de mail.com mail.ru yandex.ru yandex.com zoho.com
fastmail.com hey.com tuta.com tutanota.com qq.com 163.com 126.com sina.com naver.com daum.net hanmail.net
comcast.net verizon.net att.net sbcglobal.net cox.net charter.net earthlink.net free.fr orange.fr
laposte.net wanadoo.fr t-online.de btinternet.com docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp
i.softbank.jp vodafone.ne.jp disney.ne.jp ymobile.ne.jp rakuten.jp uqmobile.jp willcom.com pdx.ne.jp
nifty.com nifty.ne.jp so-net.ne.jp so-net.jp biglobe.ne.jp ocn.ne.jp dion.ne.jp plala.or.jp hi-ho.ne.jp
infoweb.ne.jp odn.ne.jp asahi-net.or.jp excite.co.jp infoseek.jp goo.jp jcom.home.ne.jp zaq.ne.jp
eonet.ne.jp commufa.jp wakwak.com sakura.ne.jp lolipop.jp nttpc.ne.jp
"""
# Meeting rooms and calendars of the large services are not people.
_MACHINES = ("resource.calendar.google.com", "group.calendar.google.com", "calendar.google.com", "zoom.us")
_ROLE_NAMES = """
noreply no-reply no_reply donotreply do-not-reply mailer-daemon postmaster bounce bounces notification
notifications news newsletter mail-daemon info support contact sales admin webmaster help office
"""
_ANYBODY = frozenset(_PROVIDERS.split())
_ROLES = frozenset(_ROLE_NAMES.split())


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@lru_cache(maxsize=4096)
def company_domain(host: str) -> str:
    """The domain that a company registered (`mail.mirai.co.jp` → `mirai.co.jp`); "" for none and for providers."""
    name = host.strip().strip(".").lower()
    if not name or len(name) > 253 or " " in name:
        return ""
    try:
        ascii_name = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        return ""
    own = _suffixes().privatesuffix(ascii_name) or ""
    return "" if own in _ANYBODY or ascii_name in _ANYBODY else own


def host_of(text: str) -> str:
    """The host in what people enter as a domain: an address, a URL or the name alone."""
    name = text.strip().lower().partition("://")[2] or text.strip().lower()
    name = name.partition("/")[0].rpartition("@")[2].partition(":")[0]
    return name.removeprefix("www.").strip(".")


def party_of(mail: str) -> str:
    """The side an address belongs to: its company's domain, or with a provider the address itself."""
    return company_domain(mail.rpartition("@")[2]) or mail


def is_machine(mail: str) -> bool:
    """Whether an address is a room's or a service's."""
    host = mail.rpartition("@")[2]
    return any(host == name or host.endswith(f".{name}") for name in _MACHINES)


def is_nobody(mail: str) -> bool:
    """Whether an address is a role's: it takes part, but is no person whom one would keep as a contact."""
    return mail.partition("@")[0].partition("+")[0] in _ROLES or is_machine(mail)
