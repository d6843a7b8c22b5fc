"""All measures of the panel: the families, what follows from them, and the tables whose changes they follow."""

from __future__ import annotations

from csops_tui.measures.facts.contracts import CONTRACT, RENEWAL, RUNWAY
from csops_tui.measures.facts.people import PEOPLE
from csops_tui.measures.facts.registers import COMPLAINTS, OPPORTUNITIES, RISKS
from csops_tui.measures.facts.touches import PEOPLE_MET, RELATIONSHIP, TOUCHES
from csops_tui.measures.facts.usage import ADOPTION, BREADTH, LICENCE_USE, USAGE
from csops_tui.measures.facts.voice import PARTICIPATION, REQUESTS, SURVEYS, TICKETS
from csops_tui.measures.facts.work import CADENCE, CADENCE_DUE, CONCERN, MEETINGS, MILESTONES, TASKS

FAMILIES = (
    *(TOUCHES, PEOPLE_MET, PARTICIPATION, CONTRACT, RENEWAL, CONCERN, TASKS, MEETINGS, MILESTONES, PEOPLE, CADENCE),
    *(USAGE, ADOPTION, TICKETS, SURVEYS, REQUESTS, RISKS, COMPLAINTS, OPPORTUNITIES),
)
DERIVED = (CADENCE_DUE, RUNWAY, RELATIONSHIP, LICENCE_USE, BREADTH)
MEASURES = (*(measure for family in FAMILIES for measure in family.measures), *(d.measure for d in DERIVED))
READS = {table: day for part in (*FAMILIES, *DERIVED) for table, day in part.reads.items()}

# Tables that hold for every account: one changed row concerns all of them.
FOR_ALL = frozenset({"cadence", "segment", "survey", "product"})
# Tables that name no account but a row that does: table → (that row's table, the reference to it).
BY_WAY_OF = {"touchpoint_contact": ("touchpoint", "touchpoint_id")}
