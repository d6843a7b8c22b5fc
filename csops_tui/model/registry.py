"""All entities of the book by table name, in the order in which they may refer to each other."""

from __future__ import annotations

from csops_tui.model import accounts, capture, churn, contracts, plans, rules, touches, voice
from csops_tui.model.entity import Entity

ENTITIES: dict[str, type[Entity]] = {
    entity.table(): entity
    for module in (accounts, contracts, touches, voice, churn, rules, plans, capture)
    for entity in vars(module).values()
    if isinstance(entity, type) and issubclass(entity, Entity) and entity.__module__ == module.__name__
}


def entity(name: str) -> type[Entity]:
    """The entity of table `name`; raises KeyError."""
    return ENTITIES[name]
