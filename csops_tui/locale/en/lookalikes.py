"""Rows that look alike, in English."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "lookalikes.kind": "Kind",
    "lookalikes.score": "Likeness",
    "lookalikes.one": "One",
    "lookalikes.other": "Other",
    "lookalikes.why": "Why",
    "lookalikes.field": "Field",
    "lookalikes.merged": "Merged",
    "lookalikes.usage": "Usage facts",
    "lookalikes.found": "{n} pairs look like one.",
    "lookalikes.because.number": "same corporate number",
    "lookalikes.because.name": "same name",
    "lookalikes.because.alias": "former name or alias",
    "lookalikes.because.reading": "same reading",
    "lookalikes.because.spelling": "nearly the same spelling",
    "lookalikes.because.order": "same words in another order",
    "lookalikes.because.domain": "same domain",
    "lookalikes.because.mail": "same mail",
    "lookalikes.because.phone": "same telephone",
    "lookalikes.because.same_account": "same account",
    "lookalikes.because.two_domains": "but two domains",
    "lookalikes.because.two_forms": "but two kinds of company",
    "lookalikes.because.two_mails": "but two mails",
}
