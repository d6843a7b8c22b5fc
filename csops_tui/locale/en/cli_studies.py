"""The words of the shell about studies of touches and load, in English."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "cli.stats.short": "Count touches, coverage and appointments",
    "cli.stats.help": "WHAT is touches (number, mean, median, accounts without any), trigger (share at the customer's instance by month), fields (how completely they were recorded), coverage (accounts touched within their cadence, as of a day), funnel (attempts to meet and what became of them) or waiting (attempts without an outcome, oldest first). --by takes attributes such as tier, industry, owner, and month or quarter. Without dates: the last twelve months, from the first of one. A rate of fewer than ten cases is not told.",
    "cli.option.stats.by": "What to count by",
    "cli.option.stats.start": "First day",
    "cli.option.stats.end": "Last day",
    "cli.routing.short": "Route accounts to CS or CS Ops",
    "cli.routing.help": "Two thresholds, of the relationship (0–100) and of usage, part the current accounts into four, and those that somebody else should serve are listed. Both high goes to CS, both low to CS Ops; the others stay (an account that nobody serves yet goes by the relationship). Usage is licence use, else usage per seat, else the change in usage. --apply assigns them in one step; csops undo takes it back.",
    "cli.option.routing.relationship": "Threshold of the relationship (50)",
    "cli.option.routing.usage": "Threshold of usage",
    "cli.option.routing.by": "The figure that tells usage",
    "cli.option.routing.everyone": "List accounts that stay as well",
    "cli.option.routing.unknown": "List accounts that cannot be routed for want of a figure",
    "cli.option.routing.apply_changes": "Make all the changes",
    "cli.capacity.short": "Show the load of everybody",
    "cli.capacity.help": "Accounts, MRR and the minutes a week that the cadences ask for, for each member, beside the minutes they have. Pools and accounts of nobody stand apart. --by team or --by cadence groups otherwise. --days LINE=DAYS works out what another cadence would cost; nothing is written.",
    "cli.option.capacity.by": "By member, team or line of the cadence",
    "cli.option.capacity.pairs": "With this line of the cadence at so many days",
}
