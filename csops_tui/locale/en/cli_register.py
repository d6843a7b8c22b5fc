"""The words of the shell about the registers, in English."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "cli.risks.short": "Show the register of risks",
    "cli.risks.help": 'Example: csops risks due · csops risks reviewed ID --note unchanged · csops risks close ID --note "handed over"\nWHAT is open, due (to be looked at again) or all; reviewed puts the next review off by the days of its level unless --next gives a day; close settles the risk as of today. csops edit risk ID level=high changes the level; the history keeps the day.',
    "cli.option.risks.until": "The day of the next review",
    "cli.option.risks.note": "What came of looking at it, or what settled it",
    "cli.complaints.short": "Show complaints, response times and service terms",
    "cli.complaints.help": 'Example: csops complaints due · csops complaints update ID "looking into it" · csops complaints times\nWHAT is open, due (update overdue), all, times (how fast they were answered), sla (service terms kept and broken), update, respond or resolve (TEXT is the cause). Medians and rates of fewer than ten are not told.',
    "cli.option.complaints.start": "First day",
    "cli.option.complaints.end": "Last day",
    "cli.option.complaints.within": "Hours that count as in time",
    "cli.growth.short": "Show room to grow beside what may be lost",
    "cli.growth.help": "Both lists with the reasons of each account. WHICH is both, growth or risk. What speaks against selling stands beside it (csops define selling_guard).",
    "cli.opportunities.short": "Show what became of opportunities",
    "cli.opportunities.help": "Win rates and the share of the first day's customers who bought, up-sell and cross-sell apart, each with its n. csops list opportunity lists them. At an account with something against selling, going on needs a note= why.",
    "cli.option.opportunities.start": "First day",
    "cli.option.opportunities.end": "Last day",
    "cli.rfm.short": "Rank accounts by recency, frequency and amount",
    "cli.rfm.help": "Ranks R, F and M in five groups from 50 accounts, else in three; equal values share a rank. csops define rfm_recency says how.",
    "cli.option.rfm.on": "What to rank by",
    "cli.option.rfm.span": "Over how many months up to today",
    "cli.said.growth": "Of {n} accounts {growth} show room to grow and {risk} have something to lose",
    "cli.column.list": "List",
    "cli.error.guarded": "Before selling: {reasons}. Say why to go on with note=.",
    "cli.error.review_past": "The next review must lie after today.",
    "cli.error.risk_closed": "That risk is settled already.",
    "cli.error.complaint_text": "Say what was told, or for a solution its cause.",
    "cli.error.complaint_done": "That is recorded already.",
    "cli.error.register_row": "Say which: {entity} by its id or title.",
}
