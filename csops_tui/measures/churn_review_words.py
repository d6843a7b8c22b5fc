"""What a churn review shows, in words: an evidence, a checkpoint's values, a past fact, the effect of a signal."""

from __future__ import annotations

from csops_tui.locale import has, language, t
from csops_tui.measures.churn_review_effect import Effect
from csops_tui.measures.churn_review_evidence import Evidence
from csops_tui.measures.churn_review_past import Checkpoint, Happened
from csops_tui.measures.signal_shipped import title
from csops_tui.model.codes import word
from csops_tui.text.clean import clean

NONE = "–"


def evidence(found: Evidence) -> str:
    """What could be known, in one line."""
    what = title(found.what) if found.kind == "signal" else found.what
    return one_line(t(f"lookback.evidence.{found.kind}", what=what))


def answer(value: bool | None) -> str:
    """Yes, no, or a dash where nothing can be said."""
    return NONE if value is None else t("lookback.yes" if value else "lookback.no")


def checkpoint(at: Checkpoint) -> dict[str, str]:
    """The values of one checkpoint by what they are: score, concern, usage_change, two_way."""
    return {
        "score": NONE if at.score is None else str(at.score),
        "concern": NONE if at.concern is None else str(at.concern),
        "usage_change": NONE if at.usage_change is None else f"{at.usage_change:+}%",
        "two_way": NONE if at.two_way is None else t("lookback.days", n=at.two_way),
    }


def happened(fact: Happened) -> str:
    """A past fact without its day, in one line."""
    match fact.kind:
        case "touch":
            kind = word("channel", fact.what, language())
        case "signal":
            kind = f"{t('lookback.fact.signal')} {title(fact.what)}"
        case "attendance":
            kind = word("attendance.state", fact.what, language())
        case _:
            kind = t(f"lookback.fact.{fact.kind}") if has(f"lookback.fact.{fact.kind}") else fact.kind
            kind = f"{kind} {fact.what}" if fact.what else kind
    return one_line(f"{kind}  {fact.text}".strip())


def effect(found: Effect) -> str:
    """What became of an adopted signal, in one line; of fewer churns than can be judged only the counts."""
    parts = [
        t("lookback.effect.since", day=found.adopted.replace("-", "/"), weeks=found.days // 7),
        t("lookback.effect.raised", raised=found.raised, acted=found.acted),
    ]
    if found.today is not None:
        parts.append(t("lookback.effect.today", n=found.today))
    if not found.churns:
        parts.append(t("lookback.effect.no_churn"))
    else:
        parts.append(t("lookback.effect.caught", caught=found.caught, n=len(found.churns)))
        if found.warning is not None:
            parts.append(t("lookback.effect.warning", n=f"{found.warning:g}"))
    if found.too_few:
        parts.append(t("lookback.effect.few"))
    return " · ".join(parts)


def one_line(text: str) -> str:
    """Text from the book on one line, without anything that steers a terminal."""
    return clean(" ".join(text.split()))
